"""Bringing an older store up to this program's tables: a proved copy first, then one transaction that counts what it must not lose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.store import views
from models.store.backup import copy_database, prove_copy
from models.store.session import Database, cause, explain, reading
from models.store.versions import SCHEMA_VERSION


def stored_version(connection: sa.Connection) -> int:
    """The version of a store's tables: the file's `user_version`, or a server's setting (0 where there is none)."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if not sa.inspect(connection).has_table("setting"):
        return 0
    value = connection.execute(sa.select(views.setting.c.value).where(views.setting.c.key == "schema_version")).scalar()
    return int(value or 0)


def write_version(connection: sa.Connection) -> None:
    """Says that the store has this program's tables."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return
    s = views.setting
    connection.execute(sa.delete(s).where(s.c.key == "schema_version"))
    connection.execute(sa.insert(s).values(key="schema_version", value=str(SCHEMA_VERSION)))


def upgrade(database: Database, key: bytes) -> None:
    """Upgrades an older store, or does nothing; a file is first copied beside itself and the copy proved.

    Raises StationError where the copy or a step fails, or a count differs afterwards; then nothing has changed.
    """
    with reading(database) as connection:
        version = stored_version(connection)
    if version >= SCHEMA_VERSION:
        return
    if database.path is not None:
        _keep_copy(database.path, key, version)
    try:
        with database.writer.begin() as connection:
            before = _counts(connection)
            for step in range(version, SCHEMA_VERSION):
                _STEPS[step](connection)
            write_version(connection)
            if _counts(connection) != before:
                raise StationError("升级数据库时数量对不上，没有改动。", "请不要继续登记，带上数据文件夹联系县公司。")
    except sa.exc.DBAPIError as error:
        raise explain(error, database.path) from cause(error)


def _keep_copy(path: Path, key: bytes, version: int) -> None:
    kept = path.with_name(f"{path.stem}-before-upgrade-{version}.db")
    part = kept.with_suffix(".part")
    try:
        part.unlink(missing_ok=True)
        copy_database(path, key, part)
        prove_copy(part, key)
        part.replace(kept)
    except OSError as error:
        raise StationError(f"升级前的备份没有做成（{cause_of(error)}），数据库没有改动。", "请清理磁盘空间，再打开一次。") from error


def _counts(connection: sa.Connection) -> list[int]:
    return [
        int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()) for table in views.record.sorted_tables
    ]


def _arrivals(connection: sa.Connection) -> None:
    """1 → 2: what the centre received is told state by state; holes and forks have tables."""
    views.local.create_all(connection)
    columns = {name: sa.literal("") for name in ("reached", "kind", "epoch", "created_at", "code")}
    columns |= {name: sa.literal(0) for name in ("size", "seq_from", "seq_to", "known", "cases")}
    old = sa.table("inbox", *(sa.column(name) for name in ("sha256", "file", "state", "station", "number", "lines", "taken_at", "note")))
    if not sa.inspect(connection).has_table("inbox"):
        return
    state = sa.case((old.c.state == "taken", "applied"), else_="refused")
    taken = {"sha256": old.c.sha256, "file": old.c.file, "state": state, "station": old.c.station, "number": old.c.number,
             "lines": old.c.lines, "arrived_at": old.c.taken_at, "changed_at": old.c.taken_at, "note": old.c.note}  # fmt: skip
    both = {**columns, **taken}
    connection.execute(sa.insert(views.arrival).from_select(list(both), sa.select(*both.values())))
    connection.exec_driver_sql("DROP TABLE inbox")


def _new_tables(connection: sa.Connection) -> None:
    """2 → 3: lines that the centre has otherwise are kept apart."""
    views.local.create_all(connection)


_STEPS: dict[int, Callable[[sa.Connection], None]] = {1: _arrivals, 2: _new_tables}
