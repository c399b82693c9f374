"""Reading in plain SQL, without SQLAlchemy: what the desk shows first, and every list, which must not wait for a large import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.store.sqlcipher import DatabaseError, cause, check_file, check_version, connect, explain

if TYPE_CHECKING:
    import sqlalchemy as sa

    from models.store.session import Database

Row = dict[str, Any]
_KEPT = 2
"""How many connections stay open: the store's worker and the window."""


class Look:
    """One steady picture of the store. Values are named in the SQL as `:name`, as SQLAlchemy's `text` does too."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    @classmethod
    def through(cls, connection: sa.Connection) -> Look:
        """The picture that a transaction of SQLAlchemy sees, on a file or a server, with what it has written itself."""
        return cls(connection.connection.driver_connection if connection.dialect.name == "sqlite" else _Served(connection))

    def tuples(self, query: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Every row as its values in the order of the query."""
        found: list[tuple[Any, ...]] = self._raw.execute(query, dict(values or {})).fetchall()
        return found

    def rows(self, query: str, values: Mapping[str, object] | None = None) -> list[Row]:
        """Every row by the names of its columns."""
        cursor = self._raw.execute(query, dict(values or {}))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def setting(self, key: str, default: str = "") -> str:
        """The text kept under a key on this computer."""
        found = self.tuples("SELECT value FROM setting WHERE key = :key", {"key": key})
        return str(found[0][0]) if found else default


class _Served:
    """A server's connection that takes plain SQL as the file's does."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def execute(self, query: str, values: dict[str, object]) -> Any:
        """The cursor of a query; values are named `:name`."""
        from sqlalchemy import text

        return self._connection.execute(text(query), values).cursor


class ServedLooks:
    """The looks at a store that SQLAlchemy opened: the county centre's file or server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def look(self) -> Iterator[Look]:
        """One read-only transaction; errors are told as StationError."""
        from models.store.session import reading

        with reading(self._database) as connection:
            yield Look.through(connection)

    def close(self) -> None:
        """Nothing is kept open here."""


class Looks:
    """The read-only connections of one encrypted file, made when they are needed and kept with their warm caches."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises StationError for a file that is missing, damaged, of another key or of a newer program."""
        self.path = path
        self._key = key
        self._free: list[Any] = []
        check_file(path)
        try:
            with self.look() as look:
                check_version(int(look.tuples("PRAGMA user_version")[0][0]), path)
        except Exception:
            self.close()
            raise

    @contextmanager
    def look(self) -> Iterator[Look]:
        """One read-only transaction; disk and file errors are told as StationError."""
        raw = None
        try:
            raw = self._take()
            raw.execute("BEGIN")
            try:
                yield Look(raw)
            finally:
                if raw.in_transaction:  # some errors end it themselves
                    raw.execute("ROLLBACK")
        except DatabaseError as error:
            raise explain(error, self.path) from cause(error)
        finally:
            if raw is not None:
                self._give_back(raw)

    def close(self) -> None:
        """Closes the connections that nobody uses; one in use is closed by its own end."""
        while self._free:
            self._free.pop().close()
        self._key = b""

    def _take(self) -> Any:
        try:
            return self._free.pop()
        except IndexError:
            return connect(self.path, self._key, read_only=True)

    def _give_back(self, raw: Any) -> None:
        if self._key and len(self._free) < _KEPT:
            self._free.append(raw)
        else:
            raw.close()
