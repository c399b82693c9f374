"""A card at the head of a page: what is wrong, what it means, and one button; hidden until there is something to say."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from ui.case.pieces import px, row


def lay_out(card: QFrame, title: QLabel, act: QPushButton, text: QLabel) -> None:
    """Puts the title and the button in one line over the text, and hides the card."""
    layout = QVBoxLayout(card)
    layout.setContentsMargins(px(16), px(12), px(16), px(12))
    layout.setSpacing(px(6))
    head = row(title)
    head.addWidget(act)
    layout.addLayout(head)
    layout.addWidget(text)
    card.hide()
