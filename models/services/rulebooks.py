"""The rules a station has adopted, read from its journal's view: never from the program's own files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from models.problems import StationError
from models.workdays import WorkCalendar

if TYPE_CHECKING:
    from models.rules import RuleBook, Subject

Pins = tuple[tuple[str, str, str], ...]
RULES_QUERY = "SELECT subject, code, revision, text FROM rules_view WHERE station = :station ORDER BY place"


class RuleShelf:
    """All adopted texts of one station; books and the calendar are built once and kept until the shelf is dropped."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Takes what `RULES_QUERY` finds."""
        self._texts: dict[tuple[str, str, str], str] = {}
        self._latest: dict[tuple[str, str], str] = {}
        for subject, code, revision, text in rows:
            self._texts[subject, code, revision] = text
            self._latest[subject, code] = revision
        self._books: dict[Pins, RuleBook] = {}
        self._calendar: WorkCalendar | None = None

    @property
    def pins(self) -> Pins:
        """The versions in force now, which a case accepted today is tied to."""
        latest_profile = [key for key in self._latest if key[0] == "profile"][-1:]
        return tuple(
            (subject, code, revision)
            for (subject, code), revision in self._latest.items()
            if subject not in ("calendar", "profile") or (subject, code) in latest_profile
        )

    def book(self, pins: Pins = ()) -> RuleBook:
        """The rules under the named versions; the ones in force now where none are named."""
        from models.rules import RuleBook, RuleText

        wanted = tuple(pins) or self.pins
        if wanted not in self._books:
            missing = [pin for pin in wanted if pin not in self._texts]
            if missing:
                raise StationError(
                    f"规则文本缺失：{missing[0][0]} {missing[0][1]}。", "请用 ./run check 检查流水，或向县公司要一份完整数据包。"
                )
            self._books[wanted] = RuleBook.from_texts(
                [RuleText(cast("Subject", subject), code, self._texts[subject, code, revision]) for subject, code, revision in wanted]
            )
        return self._books[wanted]

    @property
    def calendar(self) -> WorkCalendar:
        """The latest adopted calendar."""
        if self._calendar is None:
            revisions = [key for key in self._texts if key[0] == "calendar"]
            if not revisions:
                raise StationError("流水里没有工作日历。", "请用 ./run check 检查数据。")
            self._calendar = WorkCalendar.from_text(self._texts[revisions[-1]])
        return self._calendar

    def calendar_of(self, revision: str) -> WorkCalendar:
        """The adopted calendar of a revision; the latest where that one is not among the adopted."""
        if revision == self.calendar.revision:
            return self.calendar
        text = next((text for (subject, _, named), text in self._texts.items() if (subject, named) == ("calendar", revision)), None)
        return self.calendar if text is None else WorkCalendar.from_text(text)

    @property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        """Everything adopted, in order: when it changes, what is open may have to be folded anew."""
        return tuple(self._texts)
