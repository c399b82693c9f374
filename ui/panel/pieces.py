"""Small parts that pages with a panel are put together from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QVBoxLayout


def words(text: str, role: str = "") -> QLabel:
    """Plain text that wraps, in one of the look's roles."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def card(title: str = "") -> tuple[QFrame, QVBoxLayout]:
    """An empty card with its layout, headed where a title is given."""
    frame = QFrame()
    frame.setProperty("card", True)
    box = QVBoxLayout(frame)
    box.setContentsMargins(16, 10, 16, 12)
    box.setSpacing(6)
    if title:
        box.addWidget(words(title, "section"))
    return frame, box


def clear(box: QLayout) -> None:
    """Takes every widget out of a layout."""
    while (item := box.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
