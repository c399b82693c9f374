"""业务类型: which business is registered, chosen among some forty by group, by figure, or by typing its name or initials."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.business import BusinessType
from models.name_search import initials
from models.type_rules import GROUPS
from ui.panel.editor import Editor
from ui.panel.flow import Flow
from ui.panel.pieces import clear

_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_GROUPWAYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KindChooser(Editor):
    """The value is the code of the type chosen; there is always one. Looking at another group or typing chooses nothing yet.

    Figures 1 … 9 choose among the types shown, Left and Right the one beside, Up and Down show the next group; a name or its initials
    narrow the types shown to those that fit, and Enter takes the first. Leaving the field goes back to what was chosen.
    """

    def __init__(self, types: Sequence[BusinessType]) -> None:
        super().__init__("业务类型")
        self._types = tuple(types)
        self._chosen = self._types[0]
        self._group = self._chosen.group
        self.shown: tuple[BusinessType, ...] = ()
        self.buttons: list[QPushButton] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText("换一种：数字、名称或拼音首字母")
        self.line.textEdited.connect(self._show)
        self.watch(self.line)
        self.tabs = {code: self._tab(code, words) for code, words in GROUPS.items() if any(kind.group == code for kind in self._types)}
        top = QHBoxLayout()
        top.setSpacing(4)
        self.chosen = QLabel()
        self.chosen.setProperty("role", "section")
        top.addWidget(self.chosen)
        top.addWidget(self.line, 1)
        groups = Flow(4)
        for tab in self.tabs.values():
            groups.addWidget(tab)
        top.addLayout(groups)
        self._flow = Flow(4)
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addLayout(top)
        box.addLayout(self._flow)
        self.row.addLayout(box, 1)
        self._show()

    @cached_property
    def _words(self) -> dict[str, str]:
        """Everything a type is found by, lower case: its names and their initials."""
        found = {}
        for kind in self._types:
            names = (kind.name, kind.short_name, *kind.known_as)
            found[kind.code] = " ".join((*names, kind.code, *(one for name in names for one in initials(name)))).lower()
        return found

    def _tab(self, code: str, words: str) -> QPushButton:
        tab = QPushButton(words)
        tab.setCheckable(True)
        tab.setProperty("compact", True)
        tab.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tab.clicked.connect(lambda: self._look_at(code))
        return tab

    # --- value ---------------------------------------------------------------------------------------------------------------

    def value(self) -> str:
        """The code of the type chosen."""
        return self._chosen.code

    def show_value(self, value: object) -> bool:
        """Shows a type as chosen; an unknown code the first one."""
        found = next((kind for kind in self._types if kind.code == value), None)
        self._chosen = found or self._types[0]
        self._rest()
        return found is not None

    def parts(self) -> Sequence[QWidget]:
        """The line in which a name may be typed; everything is reached from it."""
        return (self.line,)

    def settle(self) -> None:
        """What was only looked at is forgotten."""
        self._rest()

    # --- looking and choosing ------------------------------------------------------------------------------------------------

    def _rest(self) -> None:
        self.line.clear()
        self._group = self._chosen.group
        self._show()

    def _look_at(self, group: str) -> None:
        self.line.clear()
        self._group = next(kind.group for kind in self._types if kind.group == group)
        self._show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        text = self.line.text().strip().lower()
        if text:
            self.shown = tuple(kind for kind in self._types if text in self._words[kind.code])
        else:
            self.shown = tuple(kind for kind in self._types if kind.group == self._group)
        clear(self._flow)
        self.buttons = [self._button(number, kind) for number, kind in enumerate(self.shown, start=1)]
        for button in self.buttons:
            self._flow.addWidget(button)
            button.show()
        for code, tab in self.tabs.items():
            tab.setChecked(not text and code == self._group)
        self.chosen.setText(self._chosen.name)
        self.updateGeometry()

    def _button(self, number: int, kind: BusinessType) -> QPushButton:
        button = QPushButton(f"{number} {kind.name}" if number <= 9 else kind.name)
        button.setProperty("compact", True)
        button.setCheckable(True)
        button.setChecked(kind == self._chosen)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(f"{self.label} {kind.name}")
        button.clicked.connect(lambda: self._choose(kind))
        return button

    def _choose(self, kind: BusinessType) -> None:
        changed = kind != self._chosen
        self._chosen = kind
        self._rest()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if changed:
            self.tell()

    # --- keys ----------------------------------------------------------------------------------------------------------------

    def step(self, event: QKeyEvent) -> bool:
        """Enter takes the first of the types that fit what was typed, then goes on."""
        typed = self.line.text().strip()
        if event.key() in _ENTER and not event.modifiers() and typed:
            if not self.shown:
                return True
            self._choose(self.shown[0])
        return super().step(event)

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Figures and arrows choose; letters are typed."""
        text = event.text()
        if text.isdecimal() and len(text) == 1:
            if 1 <= int(text) <= len(self.shown):
                self._choose(self.shown[int(text) - 1])
            return True
        if event.key() == Qt.Key.Key_Escape and self.line.text():
            self._rest()
            return True
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or self.line.text():
            return False
        if event.key() in _SIDEWAYS:
            self._beside(_SIDEWAYS[Qt.Key(event.key())])
        elif event.key() in _GROUPWAYS:
            groups = list(self.tabs)
            self._look_at(groups[(groups.index(self._group) + _GROUPWAYS[Qt.Key(event.key())]) % len(groups)])
        else:
            return False
        return True

    def _beside(self, step: int) -> None:
        at = self.shown.index(self._chosen) + step if self._chosen in self.shown else 0
        if 0 <= at < len(self.shown):
            self._choose(self.shown[at])
