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
                stop.wanted.connect(partial(self._go_to_required, stop))
                stop.saving.connect(self.saving)
        self._stops = tuple(stops)

    def first_empty(self) -> Editor | None:
        """Where to begin: the first field that lacks something required, else the first empty one."""
        open_ones = [stop for stop in self._stops if stop.can_be_entered()]
        lacking = next((stop for stop in open_ones if stop.lacks()), None)
        return lacking or next((stop for stop in open_ones if stop.is_empty()), None)

    def _go_to_required(self, stop: Editor) -> None:
        """To the next required field that is still empty, from the last one round to the first; to the end when none is."""
        at = self._stops.index(stop) if stop in self._stops else -1
        for one in (*self._stops[at + 1 :], *self._stops[: at + 1]):
            if one.can_be_entered() and one.lacks():
                one.take_lack()
                self.reached.emit(one)
                return
        self._end.setFocus(Qt.FocusReason.TabFocusReason)

    def _enter(self, stop: Editor, step: int) -> None:
        stop.take_focus(step)
        self.reached.emit(stop)

    def _go(self, stop: Editor, step: int) -> None:
        if stop not in self._stops:
            return
        at = self._stops.index(stop) + step
        while 0 <= at < len(self._stops):
            if self._stops[at].can_be_entered():
                self._enter(self._stops[at], step)
                return
            at += step
        if step > 0:
            self._end.setFocus(Qt.FocusReason.TabFocusReason)
