"""Keeps what is typed: every change of a field is one write into the drafts file, at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from models.problems import StationError


class DraftFile(Protocol):
    """What is asked of the station's drafts file."""

    def begin(self, draft_id: str, kind: str, case_id: str, now: datetime) -> None:
        """Notes that an entry has begun."""

    def put(self, draft_id: str, field: str, value: object, now: datetime) -> None:
        """Keeps one field's value."""

    def entitle(self, draft_id: str, title: str) -> None:
        """Keeps the words the draft is listed under."""

    def discard(self, draft_id: str) -> None:
        """Removes the draft."""


class Autosave(QObject):
    """The draft of one page. Nothing is written before the first change, so a page that was only opened leaves no draft.

    A write takes 0.1–0.3 ms, so it is done in the GUI thread, inside the key's own event: kill -9 loses at most the key under way.
    What could not be written (full disk) is kept and tried again with the next change and by `flush`; `failed` tells it once.
    """

    saved = Signal()
    failed = Signal(object)

    def __init__(
        self, drafts: DraftFile, draft_id: str, kind: str, case_id: str, now: Callable[[], datetime], *, begun: bool = False
    ) -> None:
        super().__init__()
        self._drafts = drafts
        self.draft_id = draft_id
        self._kind = kind
        self._case_id = case_id
        self._now = now
        self._begun = begun
        self._title = ""
        self._owed: dict[str, object] = {}
        self._told = False

    @property
    def begun(self) -> bool:
        """Whether there is a draft on disk."""
        return self._begun

    def note(self, field: str, value: object, title: str = "") -> None:
        """Keeps one field's value, and the words the draft is listed under."""
        self._owed[field] = value
        self.flush(title or self._title)

    def flush(self, title: str = "") -> bool:
        """Writes what is still owed; false where that failed."""
        if not self._owed and (title or self._title) == self._title:
            return True
        try:
            self._write(title)
        except StationError as error:
            if not self._told:
                self._told = True
                self.failed.emit(error)
            return False
        self._told = False
        self.saved.emit()
        return True

    def discard(self) -> None:
        """Removes the draft from disk."""
        self._owed.clear()
        if self._begun:
            self._drafts.discard(self.draft_id)
        self._begun = False

    def _write(self, title: str) -> None:
        if not self._begun:
            self._drafts.begin(self.draft_id, self._kind, self._case_id, self._now())
            self._begun = True
        for field in list(self._owed):
            self._drafts.put(self.draft_id, field, self._owed[field], self._now())
            del self._owed[field]
        if title and title != self._title:
            self._drafts.entitle(self.draft_id, title)
            self._title = title
