"""A day with its time, typed as 1123 0930, 0930 (today) or 今天 9:30."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeyEvent

from models.forms import FieldSpec, parse_day
from models.problems import Problem
from ui.panel.texts import WEEK, TextEditor, small

_TIME = re.compile(r"(?:(?P<day>.*?)[\s\tT，,]+)?(?P<hour>\d{1,2})(?:[:：点时]\s*(?P<minute>\d{1,2})?分?|(?P<minutes>\d{2}))$")
_EXAMPLE = "请写成 1123 0930 或 2026-11-23 9:30"


def parse_moment(text: str, today: date) -> datetime:
    """The moment typed; a time alone is today's. ValueError with a sentence where a day or a time is missing or wrong."""
    clean = text.strip()
    found = _TIME.fullmatch(clean)
    if found is None or re.fullmatch(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{8}", clean):
        raise ValueError(f"“{clean}”里没有几点几分，{_EXAMPLE}")
    day = parse_day(found["day"], today) if found["day"] else today
    try:
        return datetime.combine(day, time(int(found["hour"]), int(found["minute"] or found["minutes"] or 0)))
    except ValueError:
        raise ValueError(f"“{clean}”的时间不存在，{_EXAMPLE}") from None


class MomentEditor(TextEditor):
    """One line for a day and a time; on leaving it is shown in full. `.` in the empty field is now."""

    def __init__(self, spec: FieldSpec, now: Callable[[], datetime]) -> None:
        super().__init__(spec)
        self._now = now
        self.line.setPlaceholderText("如 1123 0930；按 . 为现在")
        self.week = small("")
        self.row.addWidget(self.week)

    def moment(self) -> datetime | None:
        """The moment, None where the field is empty; ValueError with a sentence where it is not understood."""
        return parse_moment(self.line.text(), self._now().date()) if self.line.text().strip() else None

    def problem(self) -> Problem | None:
        """What is wrong with the moment typed."""
        try:
            self.moment()
        except ValueError as error:
            return Problem(self.spec.name, self.spec.label, str(error))
        return None

    def show_value(self, value: object) -> bool:
        """Shows a moment, or what was typed for one."""
        super().show_value(f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value)
        self._show_week()
        return True

    def settle(self) -> None:
        """1123 0930 becomes 2026-11-23 09:30."""
        if not self.problem() and (moment := self.moment()) and f"{moment:%Y-%m-%d %H:%M}" != self.line.text():
            self.line.setText(f"{moment:%Y-%m-%d %H:%M}")
        self._show_week()

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """`.` in the empty field is now."""
        if event.text() not in (".", "。") or (self.line.text() and not self.line.hasSelectedText()):
            return False
        self.line.setText(f"{self._now():%Y-%m-%d %H:%M}")
        self._show_week()
        return True

    def _show_week(self) -> None:
        moment = None if self.problem() else self.moment()
        self.week.setText(f"周{WEEK[moment.weekday()]}" if moment else "")
