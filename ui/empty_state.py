"""What an empty list says: that it is empty, why, and what to do next."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyState(QWidget):
    """A title, a sentence, and perhaps one button."""

    def __init__(self, title: str = "", sentence: str = "", button: str = "", act: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._title = QLabel(title)
        self._title.setProperty("role", "section")
        self._sentence = QLabel(sentence)
        self._sentence.setProperty("role", "muted")
        self._sentence.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(2)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        if act is not None:
            self.button = QPushButton(button)
            self.button.clicked.connect(lambda: act())
            layout.addSpacing(8)
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def say(self, title: str, sentence: str) -> None:
        """Puts other words."""
        self._title.setText(title)
        self._sentence.setText(sentence)
