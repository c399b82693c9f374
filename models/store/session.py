"""Opening the databases: one engine that writes, one that only reads, both SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from models.problems import StationError
from models.store import sqlcipher
from models.store.server_errors import cause_server, explain_server, of_server
from models.store.sqlcipher import LOG_PAGES, check_file, check_version, connect
from models.store.versions import SCHEMA_VERSION

__all__ = ["SCHEMA_VERSION", "Database", "cause", "explain", "forget_pages", "open_database", "reading"]


@dataclass
class Database:
    """The two engines of one store; `path` is None for a server."""

    writer: sa.Engine
    reader: sa.Engine
    path: Path | None

    def close(self) -> None:
        """Gives back every connection."""
        self.writer.dispose()
        self.reader.dispose()


def open_database(path: Path, key: bytes, *, create: bool = False, log_pages: int = LOG_PAGES) -> Database:
    """Opens an encrypted SQLite file (SQLCipher, raw 32-byte key, WAL, FULL); raises StationError with what to do.

    `log_pages`: how many pages of 4 KiB lie in the write-ahead log at most before they move into the file.
    """
    if not create:
        check_file(path)
    database = Database(_engine(path, key, log_pages), _engine(path, key, log_pages, read_only=True), path)
    try:
        if not create:
            with reading(database) as connection:  # never the writer: another program may be in the middle of a long change
                check_version(int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()), path)
    except StationError:
        database.close()
        raise
    return database


def _engine(path: Path, key: bytes, log_pages: int, *, read_only: bool = False) -> sa.Engine:
    size = 4 if read_only else 1
    opened = partial(connect, path, key, read_only=read_only, log_pages=log_pages)
    engine = sa.create_engine("sqlite://", creator=opened, module=dbapi2, poolclass=QueuePool, pool_size=size, max_overflow=0)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def explain(error: Exception, path: Path | None = None) -> StationError:
    """Turns an error of the file or of the server into a sentence with what to do."""
    return explain_server(error) if of_server(error) else sqlcipher.explain(error, path)


def cause(error: Exception) -> BaseException:
    """What to raise `explain(error)` from: the system's error behind it where there is one (a command's exit code follows it)."""
    return cause_server(error) if of_server(error) else sqlcipher.cause(error)


@contextmanager
def reading(database: Database) -> Iterator[sa.Connection]:
    """A read-only transaction: one steady picture of the store."""
    try:
        with database.reader.begin() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        raise explain(error, database.path) from cause(error)


def forget_pages(connection: sa.Connection) -> None:
    """Lets go of the pages that a file's connection keeps decrypted for the next query: tens of megabytes after a long reading."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA shrink_memory")
