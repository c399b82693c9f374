"""Dialogs that say a sentence: an error with what to do, and a question whose safe answer is the default."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.problems import StationError
from ui.icons import picture
from ui.style import ACCENT, DANGER

WIDTH = 440


class Sentence(QDialog):
    """A title, what it means, and buttons; the result is the index of the button pressed, -1 for Esc."""

    def __init__(self, parent: QWidget | None, title: str, text: str, buttons: tuple[str, ...], *, hint: str = "",
                 danger: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle("业扩助手")
        self.setModal(True)
        self.chosen = -1
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(self._heading(title, "circle-alert" if danger else "info", DANGER if danger else ACCENT))
        for words, role in ((text, ""), (hint, "muted")):
            if words:
                layout.addWidget(self._words(words, role))
        layout.addSpacing(4)
        layout.addLayout(self._buttons(buttons, danger))
        self._safe.setFocus()

    def _heading(self, title: str, icon: str, colour: str) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(picture(icon, colour, 24))
        words = self._words(title, "section")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return row

    def _words(self, text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setMinimumWidth(WIDTH)
        label.setMaximumWidth(WIDTH + 120)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setProperty("role", role)
        return label

    def _buttons(self, names: tuple[str, ...], danger: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch()
        for index, name in enumerate(names):
            button = QPushButton(name)
            button.clicked.connect(lambda _=False, i=index: self._choose(i))
            last = index == len(names) - 1
            button.setDefault(last)
            button.setAutoDefault(last)
            button.setProperty("primary", last)
            button.setProperty("danger", danger and not last)
            row.addWidget(button)
            if last:
                self._safe = button
        return row

    def _choose(self, index: int) -> None:
        self.chosen = index
        self.accept()


def show_error(parent: QWidget | None, error: StationError) -> None:
    """Says what happened and what to do; waits until it is read."""
    Sentence(parent, error.message, "", ("知道了",), hint=error.hint, danger=True).exec()


def ask(parent: QWidget | None, title: str, sentence: str, yes: str, no: str = "取消") -> bool:
    """Asks before a dangerous act: `sentence` says what will happen. `no` is the default and what Esc means."""
    dialog = Sentence(parent, title, sentence, (yes, no), danger=True)
    dialog.exec()
    return dialog.chosen == 0
