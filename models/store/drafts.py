"""What the clerk has typed and not yet saved, in an encrypted file of its own: every field change is on disk at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import msgspec
from sqlcipher3 import dbapi2

from models.problems import StationError


@dataclass(frozen=True)
class DraftHead:
    """One unfinished entry: what it is for (`kind`, e.g. `register` or a form's code), of which case, and when it was last touched."""

    id: str
    kind: str
    case_id: str
    title: str
    updated: datetime


class Drafts:
    """The drafts file. Survives kill -9: each put is its own committed transaction."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._lock = Lock()
        try:
            self._raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        except dbapi2.DatabaseError as error:
            raise _unopened(path) from error
        try:
            self._raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            self._raw.execute("PRAGMA journal_mode=WAL")
            self._raw.execute("PRAGMA synchronous=NORMAL")
            self._raw.execute("CREATE TABLE IF NOT EXISTS draft (id TEXT PRIMARY KEY, kind TEXT, case_id TEXT, title TEXT, updated TEXT)")
            self._raw.execute("CREATE TABLE IF NOT EXISTS draft_field (id TEXT, field TEXT, value TEXT, PRIMARY KEY (id, field))")
        except dbapi2.DatabaseError as error:
            self._raw.close()
            raise _unopened(path) from error

    def begin(self, draft_id: str, kind: str, case_id: str, now: datetime) -> None:
        """Notes that an entry has begun; a draft of that id that is already there stays as it is."""
        self._do("INSERT OR IGNORE INTO draft VALUES (?, ?, ?, '', ?)", (draft_id, kind, case_id, now.isoformat(timespec="seconds")))

    def put(self, draft_id: str, field: str, value: object, now: datetime) -> None:
        """Keeps one field's value (text, bool, list of rows …) durably against a crash of the program."""
        text = msgspec.json.encode(value).decode()
        with self._lock:
            self._run("BEGIN IMMEDIATE", ())
            self._run("INSERT OR REPLACE INTO draft_field VALUES (?, ?, ?)", (draft_id, field, text))
            self._run("UPDATE draft SET updated = ? WHERE id = ?", (now.isoformat(timespec="seconds"), draft_id))
            self._run("COMMIT", ())

    def entitle(self, draft_id: str, title: str) -> None:
        """Keeps the words the draft is listed under."""
        self._do("UPDATE draft SET title = ? WHERE id = ?", (title, draft_id))

    def values(self, draft_id: str) -> dict[str, object]:
        """Everything typed so far."""
        rows = self._rows("SELECT field, value FROM draft_field WHERE id = ?", (draft_id,))
        return {field: msgspec.json.decode(value) for field, value in rows}

    def heads(self) -> tuple[DraftHead, ...]:
        """All unfinished entries, the latest first."""
        rows = self._rows("SELECT id, kind, case_id, title, updated FROM draft ORDER BY updated DESC, id", ())
        return tuple(DraftHead(i, kind, case, title, datetime.fromisoformat(updated)) for i, kind, case, title, updated in rows)

    def discard(self, draft_id: str) -> None:
        """Removes a draft that was saved, or that the clerk threw away."""
        with self._lock:
            self._run("BEGIN IMMEDIATE", ())
            self._run("DELETE FROM draft_field WHERE id = ?", (draft_id,))
            self._run("DELETE FROM draft WHERE id = ?", (draft_id,))
            self._run("COMMIT", ())

    def close(self) -> None:
        """Closes the file."""
        self._raw.close()

    def _rows(self, query: str, values: tuple[str, ...]) -> list[tuple[str, ...]]:
        with self._lock:
            try:
                return list(self._raw.execute(query, values).fetchall())
            except dbapi2.DatabaseError as error:
                raise StationError(
                    "草稿读不出来（草稿文件可能已损坏）。", "已保存的工单不受影响；请关闭程序，把 drafts.db 改名留存后再打开。"
                ) from error

    def _do(self, statement: str, values: tuple[str, ...]) -> None:
        with self._lock:
            self._run(statement, values)

    def _run(self, statement: str, values: tuple[str, ...]) -> None:
        try:
            self._raw.execute(statement, values)
        except dbapi2.DatabaseError as error:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            raise StationError("草稿没有存上（磁盘可能已满）。", "请清理磁盘空间；窗口里已填的内容还在，先不要关闭。") from error


def _unopened(path: Path) -> StationError:
    return StationError(f"草稿文件 {path.name} 打不开。", "可以把它改名留存后重新打开程序；已保存的工单不受影响。")
