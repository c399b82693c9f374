"""Editors in which something is chosen: a row of radio buttons, a list, yes or no. Figures and + - choose from the number pad."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QComboBox, QPushButton, QRadioButton, QStyleOptionComboBox, QWidget

from ui.choice_list import ChoiceList
from ui.panel.editor import Editor
from ui.panel.flow import Flow

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_NOTHING = "（不填）"


class ChoiceRow(Editor):
    """A few choices side by side; the figures 1 … 9 and the arrow keys choose. Values are the choices' texts."""

    def __init__(self, label: str, choices: Sequence[str], *, big: bool = False) -> None:
        super().__init__(label)
        self._big = big
        self._group = QButtonGroup(self)
        self._flow = Flow(4)
        self.row.addLayout(self._flow, 1)
        self.choices: tuple[str, ...] = ()
        self._buttons: list[QAbstractButton] = []
        self.offer(choices)

    def offer(self, choices: Sequence[str]) -> None:
        """Offers other choices; the one made stays where it is still offered."""
        if tuple(choices) == self.choices:
            return
        chosen = self.value()
        for button in self._buttons:
            self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.choices, self._buttons = tuple(choices), []
        for number, choice in enumerate(self.choices, start=1):
            button = self._button(f"{number}  {choice}" if self._big else f"{number} {choice}", self._big)
            button.setCheckable(True)
            button.toggled.connect(self._toggled)
            self._buttons.append(button)
            self._group.addButton(button)
            self.watch(button)
            button.setAccessibleName(f"{self.label} {choice}")
            self._flow.addWidget(button)
            button.show()  # at once: the next key may already go there
        self.put(chosen if chosen in self.choices else "")

    def _button(self, text: str, big: bool) -> QAbstractButton:
        if not big:
            return QRadioButton(text)
        button = QPushButton(text)
        button.setProperty("nav", True)
        return button

    def _toggled(self, checked: bool) -> None:
        if checked:
            self.tell()

    def value(self) -> str:
        """The choice, empty while none was made."""
        return next((choice for choice, button in zip(self.choices, self._buttons, strict=True) if button.isChecked()), "")

    def show_value(self, value: object) -> bool:
        """Shows a choice; an empty value takes the choice back."""
        if value not in self.choices:
            self._group.setExclusive(False)
            for button in self._buttons:
                button.setChecked(False)
            self._group.setExclusive(True)
            return not value
        self._buttons[self.choices.index(str(value))].setChecked(True)
        return True

    def parts(self) -> Sequence[QWidget]:
        """All buttons."""
        return self._buttons

    def take_focus(self, step: int = 1) -> None:
        """Goes to the choice made, else to the first."""
        chosen = next((button for button in self._buttons if button.isChecked()), self._buttons[0])
        chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def lock(self) -> None:
        """Nothing can be chosen any more."""
        super().lock()
        for button in self._buttons:
            button.setEnabled(False)

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Figures and arrows choose."""
        index = self._wanted(event)
        if index is None:
            return event.key() in _STEPS
        self._buttons[index].setChecked(True)
        self._buttons[index].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _wanted(self, event: QKeyEvent) -> int | None:
        text = event.text()
        if text.isdecimal() and len(text) == 1 and 1 <= int(text) <= len(self.choices):
            return int(text) - 1
        if event.key() in _STEPS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            value = self.value()
            now = self.choices.index(value) if value else -1 if _STEPS[Qt.Key(event.key())] > 0 else len(self.choices)
            found = now + _STEPS[Qt.Key(event.key())]
            return found if 0 <= found < len(self.choices) else None
        return None


class YesNo(ChoiceRow):
    """是 or 否; + and - choose as well as 1 and 2."""

    def __init__(self, label: str) -> None:
        super().__init__(label, ("是", "否"))
        for button, words in zip(self._buttons, ("是 +", "否 -"), strict=True):
            button.setText(words)

    def _wanted(self, event: QKeyEvent) -> int | None:
        signs = {"+": 0, "＋": 0, "=": 0, "-": 1, "－": 1}
        return signs.get(event.text(), super()._wanted(event))


class ChoiceBox(Editor):
    """Many choices as a list that opens downwards; the figures 1 … 9 choose without opening it."""

    def __init__(self, label: str, choices: Sequence[str], *, required: bool) -> None:
        super().__init__(label)
        self.choices = tuple(choices)
        self.box = _Box()
        self.box.addItem("" if required else _NOTHING)
        self.box.addItems([f"{number}  {choice}" if number < 10 else f"    {choice}" for number, choice in enumerate(choices, start=1)])
        self.box.names = ("", *self.choices)
        self.box.currentIndexChanged.connect(self.tell)
        self.box.setToolTip("按数字直接选，空格键打开")
        self.watch(self.box)
        self.row.addWidget(self.box, 1)

    def value(self) -> str:
        """The choice, empty while none was made."""
        return self.box.names[max(self.box.currentIndex(), 0)]

    def show_value(self, value: object) -> bool:
        """Shows a choice, however blanks and widths of letters are written; an unknown one leaves the field empty."""
        wanted = next((name for name in self.box.names if _plain(name) == _plain(str(value))), None)
        self._forget()
        self.box.setCurrentIndex(self.box.names.index(wanted) if wanted in self.box.names else 0)
        return wanted is not None

    def hold(self, text: str) -> None:
        """Keeps a text that is no choice, such as one pasted, so that it can be seen and mended; it is refused when saved."""
        self._quiet = True
        self._forget()
        self.box.names = (*self.box.names, text)
        self.box.addItem(f"“{text}”请改选")
        self.box.setCurrentIndex(len(self.box.names) - 1)
        self._quiet = False

    def _forget(self) -> None:
        for at in range(len(self.box.names) - 1, len(self.choices), -1):
            self.box.names = self.box.names[:at]
            self.box.removeItem(at)

    def parts(self) -> Sequence[QWidget]:
        """The box."""
        return (self.box,)

    def lock(self) -> None:
        """Nothing can be chosen any more."""
        super().lock()
        self.box.setEnabled(False)

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """A figure chooses, 0 or Delete takes the choice back."""
        text = event.text()
        if text.isdecimal() and len(text) == 1 and int(text) <= len(self.choices):
            self.box.setCurrentIndex(int(text))
        elif event.key() == Qt.Key.Key_Delete:
            self.box.setCurrentIndex(0)
        else:
            return False
        return True


class _Box(ChoiceList):
    """A list that the mouse wheel cannot change by accident while the page is scrolled; figures stand only in the open list."""

    names: tuple[str, ...] = ("",)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(1)
        self.setMaxVisibleItems(12)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """The closed box shows the choice without its figure."""
        super().initStyleOption(option)
        option.currentText = self.names[max(self.currentIndex(), 0)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def put_or_hold(cell: Editor, value: object) -> bool:
    """Shows a value; one that is no choice is kept to be seen and mended. False where it is none."""
    fits = cell.put(value)
    if not fits and value and isinstance(cell, ChoiceBox):
        cell.hold(str(value))
    return fits
