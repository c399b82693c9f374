"""A level told by shape, words and colour together, as a label and as painted into a list."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QWidget

from ui.style import LEVELS, Level

_ELSEWHERE = {
    "passed_up": Level("县中心办理中", "↗", "县", "#546E7A", "#4F6771", "#ECEFF1"),
    "deferred": Level("待复核", "◷", "核", "#546E7A", "#4F6771", "#ECEFF1"),
    "ended": Level("已办结", "—", "结", "#5F6B73", "#5F6B73", "#F0F2F3"),
}


def level_of(code: str) -> Level:
    """How a level of a `CaseRow` is told; those that stand on no card of the Today page included."""
    return LEVELS.get(code) or _ELSEWHERE.get(code) or _ELSEWHERE["ended"]


class LevelBadge(QLabel):
    """A level with its words: ■ 逾期 1 个工作日. A provisional one has a hollow edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("chip", True)

    def show_level(self, code: str, text: str) -> None:
        """Shows a level and its words."""
        self.setText(f"{level_of(code).shape} {text}")
        self.setProperty("level", code if code in LEVELS else "waiting")
        self.style().unpolish(self)
        self.style().polish(self)


def paint_badge(painter: QPainter, rect: QRect, code: str, text: str, font: QFont) -> None:
    """Paints the badge into `rect` of a list; words that do not fit end in …"""
    level = level_of(code)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(level.background))
    painter.drawRoundedRect(QRectF(rect), 4, 4)
    bold = QFont(font)
    bold.setBold(True)
    metrics = QFontMetrics(bold)
    inner = rect.adjusted(metrics.height() // 2, 0, -4, 0)
    painter.setFont(bold)
    painter.setPen(QColor(level.colour))
    shape_width = metrics.horizontalAdvance("■ ")
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, level.shape)
    painter.setPen(QColor(level.text))
    words = inner.adjusted(shape_width, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                     metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width()))
