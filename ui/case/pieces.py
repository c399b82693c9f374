"""Small pieces the cards and lists of a case are put together from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.style import BASE_SIZE


def scale() -> float:
    """How much larger than drawn everything is, as the program was dressed: 1.0 to 2.0."""
    app = QApplication.instance()
    size = app.font().pixelSize() if isinstance(app, QApplication) else BASE_SIZE
    return size / BASE_SIZE if size > 0 else 1.0


def px(size: int) -> int:
    """A size drawn at 100 % in whole pixels at the present scale."""
    return max(1, round(size * scale()))


def words(text: str, role: str = "", *, level: str = "", wrap: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet; plain text, never read as markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    if level:
        label.setProperty("level", level)
    label.setWordWrap(wrap)
    return label


def wrapped(text: str, role: str = "", *, level: str = "", letters: int = 4) -> QLabel:
    """Words that take the room they are given, in as many lines as they need; never less wide than so many letters."""
    label = words(text, role, level=level, wrap=True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    label.setMinimumWidth(px(BASE_SIZE * letters))
    return label


class Elided(QLabel):
    """One line that ends in … where the room is too small, and tells everything in its tip."""

    def __init__(self, text: str, role: str = "", level: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if level:
            self.setProperty("level", level)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.tip = ""
        self.put(text)

    def put(self, text: str) -> None:
        """Shows other words."""
        self.whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: object) -> None:
        """Fits the words to the new room."""
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        fitted = self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        if fitted != self.text():
            self.setText(fitted)
        self.setToolTip(self.tip or (self.whole if fitted != self.whole else ""))


def button(text: str, act: Callable[[], None], kind: str = "", *, tip: str = "") -> QPushButton:
    """A button; `kind` is primary, link, danger, flat, compact or empty. It is reached with Tab and pressed with Enter as well."""
    made = QPushButton(text)
    if kind:
        made.setProperty(kind, True)
    made.setAutoDefault(True)
    made.clicked.connect(lambda: act())
    made.setToolTip(tip)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def open_size(widget: QWidget, width: int, height: int) -> None:
    """Gives a window the size drawn at 100 %, grown with the scale, but never more than the screen has."""
    room = widget.screen().availableSize()
    widget.resize(min(px(width), room.width() - 16), min(px(height), room.height() - 40))


def least_width(widget: QWidget, width: int) -> None:
    """The least width of a window as drawn at 100 %, grown with the scale, but never more than the screen has."""
    widget.setMinimumWidth(min(px(width), widget.screen().availableSize().width() - 16))


def while_alive(widget: QWidget, act: Callable[..., object]) -> Callable[..., None]:
    """`act` as an answer that may come when the widget has long been closed; then nothing is done."""

    def answer(*given: object) -> None:
        if isValid(widget):
            act(*given)

    return answer


class Card(QFrame):
    """A white card with a title; `fill` puts new content below it."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("card", True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(px(16), px(12), px(16), px(12))
        self._layout.setSpacing(px(8))
        self.title = words(title, "section")
        self.title.setVisible(bool(title))
        self.head = QHBoxLayout()
        self.head.setSpacing(px(10))
        self.head.addWidget(self.title)
        self._layout.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(4))
        self._layout.addLayout(self.body, 1)

    def beside_title(self, widget: QWidget) -> None:
        """Puts something at the right end of the title's line."""
        self.head.addStretch()
        self.head.addWidget(widget)

    def clear(self) -> None:
        """Takes everything below the title away."""
        empty(self.body)


def row(*widgets: object, stretch: bool = True, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side, from the left."""
    made = QHBoxLayout()
    made.setSpacing(px(spacing))
    for widget in widgets:
        made.addWidget(widget)  # type: ignore[arg-type]
    if stretch:
        made.addStretch()
    return made


def empty(layout: QLayout) -> None:
    """Removes and deletes everything in a layout, inner layouts included."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
            inner.deleteLater()
