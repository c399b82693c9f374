"""The centre's store on a PostgreSQL server: its two engines."""

from __future__ import annotations

import sqlalchemy as sa

from models.store.sealing import Sealer
from models.store.server_errors import explain_server
from models.store.session import Database

_WRITER_LOCK = 0x59454B55  # one writer at a time, as SQLite has it; released with the transaction

def open_server(url: str, key: bytes) -> Database:
    """Connects to `postgresql://…`; personal parts are sealed with `key` (32 bytes) before they leave this program.

    Raises StationError where the server cannot be reached or refuses.
    """
    database = Database(_engine(url, key, read_only=False), _engine(url, key, read_only=True), None)
    try:
        with database.reader.connect():
            pass
    except sa.exc.DBAPIError as error:
        database.close()
        raise explain_server(error) from error
    return database


def _engine(url: str, key: bytes, *, read_only: bool) -> sa.Engine:
    target = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(
        target,
        pool_size=4 if read_only else 1,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": "yekuo"},
        isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
        execution_options={"sealer": Sealer(key), **({"postgresql_readonly": True} if read_only else {})},
    )
    if not read_only:

        @sa.event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")

    return engine
