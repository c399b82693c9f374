"""Says why the desk cannot open, for a clerk who started it from an icon and sees no terminal."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from models.problems import StationError
from ui.style import dress

SHOWN_FOR = 15_000
"""Milliseconds; then the box closes by itself, so that an unattended start never hangs."""


def show_refusal(error: StationError) -> None:
    """Show the sentence in a box of its own until it is read; does nothing where nobody could see it."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication) or app.platformName() in ("offscreen", "minimal"):
        return
    dress(app, 1.0)
    box = QMessageBox(QMessageBox.Icon.Warning, "业扩助手", error.message)
    box.setInformativeText(error.hint)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    QTimer.singleShot(SHOWN_FOR, box.close)
    box.exec()
