"""The rules a station has adopted, read from its journal's view: never from the program's own files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from models.problems import StationError
from models.store.versions import NO_DAY
from models.workdays import WorkCalendar

if TYPE_CHECKING:
    from models.rule_texts import RuleText
    from models.rules import RuleBook, Subject

Pins = tuple[tuple[str, str, str], ...]
RULES_QUERY = "SELECT subject, code, revision, text, since FROM rules_view WHERE station = :station ORDER BY place"


@lru_cache(maxsize=16)
def _book(texts: tuple[RuleText, ...]) -> RuleBook:
    """The book of these texts: reading them takes longer than folding a hundred cases, and stations of a county share them."""
    from models.rules import RuleBook

    return RuleBook.from_texts(texts)


@lru_cache(maxsize=4)
def _work_calendar(text: str) -> WorkCalendar:
    return WorkCalendar.from_text(text)


class RuleShelf:
    """All adopted texts of one station; books and the calendar are built once and kept until the shelf is dropped."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str, str]], today: Callable[[], date] | None = None) -> None:
        """Takes what `RULES_QUERY` finds; `today` tells which of them are in force, without it all are."""
        self._texts: dict[tuple[str, str, str], str] = {}
        self._adopted: list[tuple[str, str, str, str]] = []
        self._today = today
        for subject, code, revision, text, since in rows:
            self._texts[subject, code, revision] = text
            self._adopted.append((since, subject, code, revision))
        self._adopted.sort(key=lambda row: row[0])  # of one day the later adoption holds
        self._books: dict[Pins, RuleBook] = {}
        self._standards: dict[tuple[str, str, str], frozenset[str]] = {}
        self._calendar: WorkCalendar | None = None

    @property
    def pins(self) -> Pins:
        """The versions in force now."""
        return self.pins_on(self._today() if self._today else None)

    def pins_on(self, day: date | None) -> Pins:
        """The versions that a case accepted on a day is tied to: one profile, and of standards only those it names; None = the last."""
        limit = day.isoformat() if day else NO_DAY
        latest: dict[tuple[str, str], str] = {}
        for since, subject, code, revision in self._adopted:
            if since <= limit:
                latest.pop((subject, code), None)
                latest[subject, code] = revision
        profile = next((key for key in reversed(latest) if key[0] == "profile"), ("profile", ""))
        named = self._named(profile[1], latest.get(profile, ""))
        return tuple(
            (subject, code, revision)
            for (subject, code), revision in latest.items()
            if (subject, code) == profile or (subject == "standard" and code in named) or subject not in ("calendar", "profile", "standard")
        )

    def _named(self, profile: str, revision: str) -> frozenset[str]:
        """The standards that an adopted profile names."""
        key = ("profile", profile, revision)
        if key not in self._standards:
            from models.rules import named_standards

            self._standards[key] = named_standards(self._texts.get(key, ""))
        return self._standards[key]

    def profile_name(self, code: str, revision: str) -> str:
        """The name of an adopted profile, its code where the text is not here."""
        found = re.search(r'^name = "(.*)"', self._texts.get(("profile", code, revision), ""), re.M)
        return found[1] if found else code

    def book(self, pins: Pins = ()) -> RuleBook:
        """The rules under the named versions; the ones in force now where none are named."""
        from models.rules import RuleText

        wanted = tuple(pins) or self.pins
        if wanted not in self._books:
            missing = [pin for pin in wanted if pin not in self._texts]
            if missing:
                raise StationError(
                    f"规则文本缺失：{missing[0][0]} {missing[0][1]}。", "请用 ./run check 检查流水，或向县公司要一份完整数据包。"
                )
            self._books[wanted] = _book(
                tuple(RuleText(cast("Subject", subject), code, self._texts[subject, code, revision]) for subject, code, revision in wanted)
            )
        return self._books[wanted]

    def texts_of(self, pins: Pins) -> tuple[RuleText, ...]:
        """The texts of the named versions."""
        from models.rules import RuleText

        return tuple(RuleText(cast("Subject", subject), code, self._texts[subject, code, revision]) for subject, code, revision in pins)

    @property
    def calendar(self) -> WorkCalendar:
        """The latest adopted calendar."""
        if self._calendar is None:
            revisions = [key for key in self._texts if key[0] == "calendar"]
            if not revisions:
                raise StationError("流水里没有工作日历。", "请用 ./run check 检查数据。")
            self._calendar = _work_calendar(self._texts[revisions[-1]])
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
