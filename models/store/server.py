"""The centre's store on a PostgreSQL server: its two engines."""

from __future__ import annotations

import sqlalchemy as sa

from models.store.local import read_setting, write_setting
from models.store.sealing import Sealer
from models.store.server_errors import explain_server
from models.store.session import Database
from models.store.views import record, views

_WRITER_LOCK = 0x59454B55  # one writer at a time, as SQLite has it; released with the transaction
_COUNTED = "lines_counted"
"""How many lines the server had counted when it last looked at its tables, and how many came since, as `counted:since`."""
_FEW = 1000


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


def renew_statistics(connection: sa.Connection, lines: int) -> None:
    """Notes that so many lines came, and has the server count its tables anew whenever their number has doubled; nothing on a file.

    A server plans by what it counted: taken for small, a table is read whole for a few of its rows, and the more it holds the slower.
    It counts by itself too, but minutes later.
    """
    if connection.dialect.name == "sqlite":
        return
    counted, since = map(int, read_setting(connection, _COUNTED, "0:0").split(":"))
    since += lines
    if since > counted + _FEW:
        for table in (*record.sorted_tables, *views.sorted_tables):
            connection.exec_driver_sql(f"ANALYZE {connection.dialect.identifier_preparer.format_table(table)}")
        counted, since = counted + since, 0
    write_setting(connection, _COUNTED, f"{counted}:{since}")
