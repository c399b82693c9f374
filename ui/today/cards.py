"""The five cards on top of the Today page: how many cases stand at each level; one click shows only these."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from models.services.list_rows import Counts
from ui.style import ACCENT, BASE_SIZE, CARD, EDGE, FOCUS, INK, LEVELS, LINE, scaled


class LevelCard(QAbstractButton):
    """One level: shape, name, number. Checked while only its cases are shown."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self._level = LEVELS[code]
        self._count = 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"只看{self._level.name}的工单；再点一次看全部")

    def show_count(self, count: int) -> None:
        """Shows how many."""
        self._count = count
        self.setAccessibleName(f"{self._level.name} {count} 件")
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps the height in step with the size of type."""
        super().changeEvent(event)
        self.setFixedHeight(scaled(52, max(self.font().pixelSize(), BASE_SIZE) / BASE_SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card with an edge; the edge is the accent while checked or under the keyboard."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = FOCUS if self.hasFocus() else ACCENT if chosen else EDGE if self.underMouse() else LINE
        width = 2 if chosen or self.hasFocus() else 1
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(self._level.background if chosen else CARD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        inner, middle = self.rect().adjusted(16, 0, -16, 0), Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._sized(BASE_SIZE))
        painter.setPen(QColor(INK))
        number = self._sized(24)
        number.setBold(True)
        words = inner.adjusted(number.pixelSize(), 0, -QFontMetrics(number).horizontalAdvance(f" {self._count}"), 0)
        fits = painter.fontMetrics().horizontalAdvance(self._level.name) <= words.width()
        name = self._level.name if fits else self._level.letter
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(self._sized(18))
        painter.setPen(QColor(self._level.colour))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, self._level.shape)
        painter.setFont(number)
        painter.setPen(QColor(self._level.text))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, str(self._count))

    def _sized(self, size: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(max(font.pixelSize(), BASE_SIZE) * size / BASE_SIZE))
        return font


class LevelCards(QWidget):
    """The row of cards; `chosen` carries a level's code, or "" for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.cards = {code: LevelCard(code) for code in LEVELS}
        for card in self.cards.values():
            card.clicked.connect(lambda checked, code=card.code: self._clicked(code, checked))
            layout.addWidget(card)

    def show_counts(self, counts: Counts) -> None:
        """Shows the numbers."""
        for code, card in self.cards.items():
            card.show_count(int(getattr(counts, code)))

    def choose(self, code: str) -> None:
        """Marks a card, "" for none."""
        for name, card in self.cards.items():
            card.setChecked(name == code)

    def _clicked(self, code: str, checked: bool) -> None:
        self.choose(code if checked else "")
        self.chosen.emit(code if checked else "")
