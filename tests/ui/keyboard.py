"""A clerk at the keyboard: keys go to whatever has the focus, Chinese comes from an input method."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

ENTER = Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def compose(text: str) -> None:
    """Shows text under composition, as an input method does before the clerk has chosen a word."""
    QApplication.sendEvent(focused(), QInputMethodEvent(text, []))


def commit(text: str) -> None:
    """The input method hands over a word."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focused(), event)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(focused(), key, modifier)


def write(text: str) -> None:
    """Types a text key by key; what is not on the keys comes by input method."""
    for one in text:
        if one.isascii():
            QTest.keyClick(focused(), one)
        else:
            commit(one)


def fill(*texts: str) -> None:
    """Types each text and goes on with Enter; an empty one passes by."""
    for text in texts:
        write(text)
        press(ENTER)


def show(qtbot, widget: QWidget) -> None:
    widget.resize(1180, 660)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
