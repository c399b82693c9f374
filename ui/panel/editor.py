"""What every editor of a field has in common: its value, its focus, and how the keyboard leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ui.panel.offer import Finder

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ASIDE = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.MenuBarFocusReason)


class Editor(QWidget):
    """One field on screen. Values are what the clerk typed: strings, for tables lists of mappings.

    `edited` comes with every change by the clerk, never with `put`, never while an input method still composes; `left` when the
    focus goes elsewhere; `moved` (+1 or -1) when Enter, Tab or Shift+Tab ask for the next field, `wanted` when PgDn asks for the
    next required one that is still empty; `saving` with Ctrl+Enter; `taking` when F4 asks for what is proposed; `wording` when F7 asks
    for the county's 常用语.
    """

    edited = Signal()
    left = Signal()
    moved = Signal(int)
    wanted = Signal()
    saving = Signal()
    taking = Signal()
    wording = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label
        self.locked = False
        self.required = False
        self._quiet = False
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def value(self) -> object:
        """What stands in the field."""
        raise NotImplementedError

    def show_value(self, value: object) -> bool:
        """Shows a value; false where the field cannot hold it (an unknown choice) and stays empty. Callers use `put`."""
        raise NotImplementedError

    def parts(self) -> Sequence[QWidget]:
        """The widgets that take the focus, in order."""
        raise NotImplementedError

    def put(self, value: object) -> bool:
        """Shows a value without telling `edited`; false where the field cannot hold it."""
        self._quiet = True
        try:
            return self.show_value(value)
        finally:
            self._quiet = False

    def settle(self) -> None:
        """Called when the clerk leaves: tidies what was typed, where that is safe."""

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.value()

    def lacks(self) -> bool:
        """Whether something that must be filled in is still missing."""
        return self.required and self.is_empty()

    def take_lack(self) -> None:
        """Goes to what is missing."""
        self.take_focus()

    def take_focus(self, step: int = 1) -> None:
        """Goes into the field; from behind with a negative step."""
        part = self.parts()[0 if step > 0 else -1]
        part.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)

    def can_be_entered(self) -> bool:
        """Whether Enter stops here: read-only and hidden fields are skipped."""
        return not self.locked and self.isEnabled() and not self.isHidden()

    def complete_with(self, find: Finder) -> None:
        """Lets the field offer what begins like the text typed, where its form says from which list."""

    def lock(self) -> None:
        """Makes the field read-only and lets the keyboard pass by."""
        self.locked = True
        for part in self.parts():
            part.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def mark(self, *, invalid: bool) -> None:
        """Paints the field as wrong, or as right again."""
        for part in self.parts():
            if bool(part.property("invalid")) != invalid:
                part.setProperty("invalid", invalid)
                part.style().unpolish(part)
                part.style().polish(part)

    @property
    def marked(self) -> bool:
        """Whether the field is painted as wrong."""
        return any(bool(part.property("invalid")) for part in self.parts())

    def watch(self, part: QWidget) -> None:
        """Makes a widget one of this editor's parts as the keyboard sees it; its name is read out with the label."""
        part.setAccessibleName(self.label)
        part.installEventFilter(self)

    def tell(self, *_: object) -> None:
        """Says `edited`, unless the change is our own."""
        if not self._quiet:
            self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turns Enter and Tab into steps between fields and notices when the field is left."""
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._on_focus_out(event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.step(event) or self.key(watched, event)
        return False

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Keys of this kind of field; true where the key was used."""
        return False

    def step(self, event: QKeyEvent) -> bool:
        """Enter, Tab, PgDn, F4 and F7; true where the key was used."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in _ENTER and control:
            self.saving.emit()
        elif event.key() == Qt.Key.Key_Backtab or (event.key() in _ENTER and shift):
            self.moved.emit(-1)
        elif event.key() == Qt.Key.Key_F4 and not event.modifiers():
            self.taking.emit()
        elif event.key() == Qt.Key.Key_F7 and not event.modifiers():
            self.wording.emit()
        elif event.key() == Qt.Key.Key_PageDown:
            self.wanted.emit()
        elif event.key() in _ENTER or (event.key() == Qt.Key.Key_Tab and not control):
            self.moved.emit(1)
        else:
            return False
        return True

    def _on_focus_out(self, event: QFocusEvent) -> None:
        now = QApplication.focusWidget()
        if event.reason() in _ASIDE or (now is not None and self.isAncestorOf(now)):
            return
        self.settle()
        self.left.emit()
