"""Editors in which something is typed: text, long text, numbers, days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from models.customer import normalise_document, normalise_phone
from models.forms import FieldSpec, parse_day
from ui.panel.editor import Editor
from ui.panel.offer import Finder, Offer

WEEK = "一二三四五六日"
_HINT = Qt.InputMethodHint
_TYPING = {
    "decimal": _HINT.ImhFormattedNumbersOnly,
    "integer": _HINT.ImhDigitsOnly,
    "date": _HINT.ImhPreferNumbers,
    "phone": _HINT.ImhDialableCharactersOnly,
    "document": _HINT.ImhPreferUppercase | _HINT.ImhNoPredictiveText,
    "id_number": _HINT.ImhPreferUppercase | _HINT.ImhNoPredictiveText,
    "credit_code": _HINT.ImhPreferUppercase | _HINT.ImhNoPredictiveText,
    "account_no": _HINT.ImhDigitsOnly,
    "asset_no": _HINT.ImhDigitsOnly,
    "section_code": _HINT.ImhDigitsOnly,
}
_TIDY: dict[str, Callable[[str], str]] = {
    "phone": normalise_phone,
    "document": normalise_document,
    "id_number": normalise_document,
    "credit_code": normalise_document,
}


class TextEditor(Editor):
    """One line of text; also numbers, with the unit beside."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec.label)
        self.spec = spec
        self.line = QLineEdit()
        self.line.setPlaceholderText(spec.hint)
        self.line.setInputMethodHints(_TYPING.get(spec.check or spec.kind, _HINT.ImhNone))
        self.line.textChanged.connect(self.tell)
        self.watch(self.line)
        self.row.addWidget(self.line, 1)
        self.offered: Offer | None = None
        if spec.unit:
            self.row.addWidget(small(spec.unit))

    def value(self) -> str:
        """The text as typed; text that an input method still composes is not in it."""
        return self.line.text()

    def show_value(self, value: object) -> bool:
        """Shows the text from its beginning."""
        self.line.setText(str(value))
        self.line.setCursorPosition(0)
        return True

    def parts(self) -> Sequence[QWidget]:
        """The line."""
        return (self.line,)

    def take_focus(self, step: int = 1) -> None:
        """Goes into the line with everything selected, so that typing replaces it."""
        super().take_focus(step)
        self.line.selectAll()

    def complete_with(self, find: Finder) -> None:
        """Offers from the list that the field's definition names."""
        if self.spec.suggest and self.offered is None:
            self.offered = Offer(self.line, self.spec.suggest, find)

    def step(self, event: QKeyEvent) -> bool:
        """The open list's keys first, then as everywhere."""
        return (self.offered is not None and self.offered.key(event)) or super().step(event)

    def lock(self) -> None:
        """Read-only, still to be copied from."""
        super().lock()
        self.line.setReadOnly(True)

    def settle(self) -> None:
        """Numbers are shown as they will be stored: no blanks, capital X, plain digits; long text from its beginning."""
        tidy = _TIDY.get(self.spec.check or "")
        text = self.line.text()
        if tidy and text.strip() and tidy(text) != text:
            self.line.setText(tidy(text))
        self.line.setCursorPosition(0)


class LongEditor(Editor):
    """Several lines of text. Enter goes on as everywhere; Shift+Enter begins a new line."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec.label)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(spec.hint)
        self.text.setToolTip("换行：Shift+Enter")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * min(max(spec.lines, 2), 4) + 20)
        self.text.textChanged.connect(self._told)
        self.watch(self.text)
        self.row.addWidget(self.text, 1)
        self._last = ""

    def _told(self) -> None:
        """QPlainTextEdit also speaks up while an input method composes; only committed text counts."""
        if self.text.toPlainText() != self._last:
            self._last = self.text.toPlainText()
            self.tell()

    def value(self) -> str:
        """The text as typed."""
        return self.text.toPlainText()

    def show_value(self, value: object) -> bool:
        """Shows the text."""
        self.text.setPlainText(str(value))
        return True

    def parts(self) -> Sequence[QWidget]:
        """The text."""
        return (self.text,)

    def take_focus(self, step: int = 1) -> None:
        """Goes behind what is already written, so that nothing is overwritten."""
        super().take_focus(step)
        self.text.moveCursor(QTextCursor.MoveOperation.End)

    def lock(self) -> None:
        """Read-only, still to be copied from."""
        super().lock()
        self.text.setReadOnly(True)

    def step(self, event: QKeyEvent) -> bool:
        """As everywhere, but Shift+Enter is a new line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        return super().step(event)


class DateEditor(TextEditor):
    """A day typed as 1123, 2026-11-23 or 今天 and shown in full on leaving, with its day of the week.

    In the empty field `.` is today; Up and Down go to the next and the previous day.
    """

    def __init__(self, spec: FieldSpec, today: Callable[[], date]) -> None:
        super().__init__(spec)
        self._today = today
        if not spec.hint:
            self.line.setPlaceholderText("如 1123；按 . 为今天")
        self.line.setToolTip("可写 1123、2026-11-23 或“今天”；空格里按 . 为今天，↑↓ 后一天、前一天")
        self.week = small("")
        self.row.addWidget(self.week)

    def day(self) -> date | None:
        """The day typed, None where it is empty or not understood."""
        try:
            return parse_day(self.line.text(), self._today(), ahead=self.spec.future) if self.line.text().strip() else None
        except ValueError:
            return None

    def show_value(self, value: object) -> bool:
        """Shows a day, or what was typed for one."""
        super().show_value(value)
        self._show_week()
        return True

    def settle(self) -> None:
        """1123 becomes 2026-11-23; what is not understood stays as it was typed."""
        day = self.day()
        if day and day.isoformat() != self.line.text():
            self.line.setText(day.isoformat())
        self._show_week()

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """`.` in the empty field, Up and Down."""
        if self.locked:
            return False
        day = self.day()
        if event.text() in (".", "。") and (not self.line.text() or self.line.hasSelectedText()):
            self._set(self._today())
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and (day or not self.line.text()):
            one = timedelta(days=1 if event.key() == Qt.Key.Key_Up else -1)
            self._set(day + one if day else self._today())
        else:
            return False
        return True

    def _set(self, day: date) -> None:
        self.line.setText(day.isoformat())
        self._show_week()

    def _show_week(self) -> None:
        day = self.day()
        near = {0: "今天", 1: "明天", -1: "昨天"}.get((day - self._today()).days, "") if day else ""
        self.week.setText(near or (f"周{WEEK[day.weekday()]}" if day else ""))


def small(text: str) -> QLabel:
    """A few muted words beside a field."""
    label = QLabel(text)
    label.setProperty("role", "hint")
    return label
