"""The list that opens under a field while it is typed; it takes no focus and nothing is chosen in it unless the clerk asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget

from models.forms.fields import Suggest

Finder = Callable[[Suggest, str], Sequence[str]]


class Offer(QObject):
    """What begins like the text typed. Down goes into the list, Enter takes what is marked, Esc closes it, Enter else goes on as ever.

    It opens on the clerk's own typing only, never while an input method still composes, and closes when the field is left.
    """

    def __init__(self, line: QLineEdit, kind: Suggest, find: Finder) -> None:
        super().__init__(line)
        self._line = line
        self._kind = kind
        self._find = find
        self._list: QListWidget | None = None
        line.textEdited.connect(self._look)
        line.installEventFilter(self)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is offered now; () while the list is closed."""
        found = self._list
        return tuple(found.item(at).text() for at in range(found.count())) if found is not None and found.isVisible() else ()

    def key(self, event: QKeyEvent) -> bool:
        """Keys of the open list; true where the key was used."""
        if self._list is None or not self.texts:
            return False
        steps: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._list.setCurrentRow((self._list.currentRow() + steps[event.key()]) % self._list.count())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._list.currentRow() >= 0 and not event.modifiers():
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def close(self) -> None:
        """Closes the list."""
        if self._list is not None:
            self._list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Closes when the field is left, and keeps Esc from the page while the list is open."""
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Wheel):
            self.close()
        escaping = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escaping and event.type() == QEvent.Type.ShortcutOverride and self.texts:
            event.accept()
        return False

    def _look(self, typed: str) -> None:
        found = self._find(self._kind, typed)
        if not found or self._line.isReadOnly():
            self.close()
            return
        shown = self._list or self._make()
        shown.clear()
        shown.addItems(list(found))
        shown.setCurrentRow(-1)
        row = shown.sizeHintForRow(0)
        inside = self._line.window()
        place = self._line.mapTo(inside, QPoint(0, self._line.height()))
        height = row * len(found) + 2 * shown.frameWidth() + 2
        if place.y() + height > inside.height():
            place = self._line.mapTo(inside, QPoint(0, -height))
        width = max(self._line.width(), min(shown.sizeHintForColumn(0) + 24, inside.width() - place.x()))
        shown.setGeometry(place.x(), place.y(), width, height)
        shown.show()
        shown.raise_()

    def _make(self) -> QListWidget:
        self._list = shown = QListWidget(self._line.window())
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.setAccessibleName("联想")
        shown.itemPressed.connect(lambda item: self._take())
        self.destroyed.connect(shown.deleteLater)
        return shown

    def _take(self) -> None:
        """Fills in what is marked, as typed by the clerk; the cursor stands behind it to go on writing."""
        item = self._list.currentItem() if self._list is not None else None
        if item is not None:
            text = item.text()
            self.close()
            self._line.setText(text)
            self._line.setCursorPosition(len(text))
