"""The keyboard's way through a page: Enter and Tab go from field to field, over several cards, and never submit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.panel.editor import Editor


class Walk(QObject):
    """An ordered list of editors and the button behind the last one. `saving` comes with Ctrl+Enter in any of them.

    `reached` names the widget that got the focus, so that the page can bring it into view.
    """

    saving = Signal()
    reached = Signal(QWidget)

    def __init__(self, end: QWidget) -> None:
        super().__init__(end)
        self._end = end
        self._stops: tuple[Editor, ...] = ()

    def follow(self, stops: Sequence[Editor]) -> None:
        """Takes a new way; editors that are on both ways stay connected once."""
        for stop in stops:
            if stop not in self._stops:
                stop.moved.connect(partial(self._go, stop))
                stop.saving.connect(self.saving)
        self._stops = tuple(stops)

    def first_empty(self) -> Editor | None:
        """The first field that can be typed in and is empty."""
        return next((stop for stop in self._stops if stop.can_be_entered() and stop.is_empty()), None)

    def _go(self, stop: Editor, step: int) -> None:
        if stop not in self._stops:
            return
        at = self._stops.index(stop) + step
        while 0 <= at < len(self._stops):
            if self._stops[at].can_be_entered():
                self._stops[at].take_focus(step)
                self.reached.emit(self._stops[at])
                return
            at += step
        if step > 0:
            self._end.setFocus(Qt.FocusReason.TabFocusReason)
