"""Tells under a page that what was typed is kept, or why it could not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QLabel

from ui.panel.autosave import Autosave


class KeptLabel(QLabel):
    """草稿已存 09:41, or the sentence of the disk that is full."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.setWordWrap(False)
        self.say("", "muted")

    def follow(self, autosave: Autosave) -> None:
        """Shows what becomes of this draft."""
        self.say("接着上次的草稿" if autosave.begun else "", "muted")
        autosave.saved.connect(lambda: self.say(f"草稿已存 {self._now():%H:%M}", "muted"))
        autosave.failed.connect(lambda error: self.say(str(error), "error"))

    def say(self, text: str, role: str) -> None:
        """Shows other words, as muted or as error."""
        self.setText(text)
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
