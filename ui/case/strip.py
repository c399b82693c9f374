"""The strip of days that explains a due date: one cell a day, letter and colour, over as many lines as it takes."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from models.clock import Day
from models.countdown import counted
from ui.case.pieces import px, scale
from ui.day_words import full_day
from ui.style import ACCENT, DANGER, DAYS, EDGE, FOCUS, INK, MUTED, text_font

_PITCH, _CELL, _DATE, _GAP, _EDGE = 43, 34, 16, 10, 5
_PROMISED = "#1F5C99"
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class DayStrip(QWidget):
    """Days as cells: 工 休 假 班 停 ·, counted ones with their number; a red line after the due day.

    Width decides how many stand on a line; `lines_height` says how high it gets. Arrow keys walk through the days, and
    `described` says what the day under the mark is.
    """

    described = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: tuple[Day, ...] = ()
        self.due: date | None = None
        self.promised: date | None = None
        self.today: date | None = None
        self.published_to: date | None = None
        self.unit = "working_day"
        self.current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("逐日计算")

    def show_days(
        self,
        days: tuple[Day, ...],
        *,
        due: date | None,
        promised: date | None = None,
        today: date | None = None,
        published_to: date | None = None,
        unit: str = "working_day",
    ) -> None:
        """Puts other days; `promised` is marked where it is not the due day, days after `published_to` are drawn as provisional."""
        self.days, self.due, self.promised, self.today, self.published_to = days, due, promised, today, published_to
        self.unit = unit
        self.current = -1
        self.setAccessibleDescription("；".join(self.sentence(at) for at in range(len(days))))
        self.updateGeometry()
        self.update()

    def lines_height(self, width: int) -> int:
        """How high the strip is at a width."""
        per_line = self._per_line(width)
        lines = -(-len(self.days) // per_line) if self.days else 0
        return lines * self._line() + px(2)

    def sizeHint(self) -> QSize:
        """As wide as it is, as high as its lines."""
        return QSize(px(_PITCH) * 8, self.lines_height(self.width()))

    def sentence(self, at: int) -> str:
        """What one day is, in words."""
        day = self.days[at]
        text = f"{full_day(day.date)} {DAYS[day.mark].name}"
        text += f"，第 {counted(day.n, self.unit)}" if day.n is not None else "，不计入"
        if day.paper:
            text += f"（{day.paper}）"
        if self._provisional(day):
            text += "，放假安排未公布，暂定"
        if day.date == self.due:
            text += "，到期日"
        if day.date == self.promised and self.promised != self.due:
            text += "，告知客户的日期"
        return text

    def cell(self, at: int) -> QRect:
        """Where the cell of a day stands, without the date above it."""
        per_line = self._per_line(self.width())
        x, y = at % per_line * px(_PITCH), at // per_line * self._line()
        return QRect(x + px(1), y + px(_DATE + 4), px(_PITCH) - px(2), px(_CELL))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the lines that are seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = event.rect()
        for at in range(len(self.days)):
            rect = self.cell(at)
            if rect.bottom() + px(_GAP) >= shown.top() and rect.top() - px(_DATE + 4) <= shown.bottom():
                self._paint_day(painter, at, rect)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys, Home and End walk through the days."""
        key = event.key()
        down = self._per_line(self.width())
        steps = {**_STEPS, Qt.Key.Key_Up: -down, Qt.Key.Key_Down: down, Qt.Key.Key_Home: -len(self.days), Qt.Key.Key_End: len(self.days)}
        if key not in steps or not self.days:
            super().keyPressEvent(event)
            return
        self._point(max(0, min(len(self.days) - 1, max(self.current, 0) + steps[Qt.Key(key)])))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Marks the last day, where nothing is marked yet."""
        super().focusInEvent(event)
        if self.days and self.current < 0 and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._point(len(self.days) - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click marks the day."""
        found = self._at(event.position().toPoint())
        if found >= 0:
            self._point(found)

    def event(self, event: QEvent) -> bool:
        """Tells a day in its tip."""
        if isinstance(event, QHelpEvent):
            found = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self.sentence(found) if found >= 0 else "", self)
            return True
        return super().event(event)

    def _point(self, at: int) -> None:
        self.current = at
        self.described.emit(self.sentence(at))
        self.update()

    def _at(self, point: QPoint) -> int:
        return next((at for at in range(len(self.days)) if self.cell(at).contains(point)), -1)

    def _per_line(self, width: int) -> int:
        return max(1, (width - px(_EDGE)) // px(_PITCH))

    def _line(self) -> int:
        return px(_DATE + 4 + _CELL + _GAP)

    def _provisional(self, day: Day) -> bool:
        return self.published_to is not None and day.date > self.published_to

    def _paint_day(self, painter: QPainter, at: int, rect: QRect) -> None:
        day = self.days[at]
        look = DAYS[day.mark]
        self._paint_date(painter, at, rect)
        edge = QPen(QColor(EDGE if self._provisional(day) or day.mark == "·" else look.background), 1)
        if self._provisional(day):
            edge.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(edge)
        painter.setBrush(QColor(look.background))
        box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, px(4), px(4))
        if day.mark == "停":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor("#DCCB95"), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(box, px(4), px(4))
        if at == self.current and self.hasFocus():
            painter.setPen(QPen(QColor(FOCUS), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, px(4), px(4))
        painter.setPen(QColor(look.text))
        painter.setFont(_strip_font(14))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"{day.mark}{day.n if day.n is not None else ''}")
        self._paint_ends(painter, day, rect)

    def _paint_date(self, painter: QPainter, at: int, rect: QRect) -> None:
        day = self.days[at]
        new_year = at > 0 and day.date.year != self.days[at - 1].date.year
        is_today = day.date == self.today
        text = "今天" if is_today else f"{day.date.year}" if new_year else f"{day.date:%m-%d}"
        painter.setPen(QColor(ACCENT if is_today else INK if new_year else MUTED))
        painter.setFont(_strip_font(11, bold=is_today or new_year))
        above = QRect(rect.left() - px(2), rect.top() - px(_DATE + 3), rect.width() + px(4), px(_DATE))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_ends(self, painter: QPainter, day: Day, rect: QRect) -> None:
        if day.date == self.promised and self.promised != self.due:
            pen = QPen(QColor(_PROMISED), px(2), Qt.PenStyle.DashLine)
        elif day.date == self.due:
            pen = QPen(QColor(DANGER), px(2))
        else:
            return
        x = rect.right() + px(2)
        painter.setPen(pen)
        painter.drawLine(x, rect.top() - px(6), x, rect.bottom() + px(6))


def _strip_font(size: int, *, bold: bool = False) -> QFont:
    return text_font(scale(), size, bold=bold)


class StripArea(QScrollArea):
    """A strip that grows to `most_lines` lines and scrolls beyond; it shows the last lines first, where the due day is."""

    def __init__(self, most_lines: int = 3) -> None:
        super().__init__()
        self.strip = DayStrip()
        self._most = most_lines
        self.setWidget(self.strip)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.strip.described.connect(lambda _text: self._follow())

    def fit(self) -> None:
        """Fits heights to the days and the width; call after the days have changed."""
        whole = self.strip.lines_height(self.width())
        most = self._most * px(_DATE + 4 + _CELL + _GAP) + px(2)
        narrow = whole > most
        width = self.width() - (self.verticalScrollBar().sizeHint().width() if narrow else 0)
        whole = self.strip.lines_height(width)
        self.strip.resize(width, whole)
        self.setFixedHeight(max(min(whole, most), px(8)))
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The days are put on new lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def _follow(self) -> None:
        rect = self.strip.cell(self.strip.current)
        self.ensureVisible(rect.center().x(), rect.center().y(), px(4), px(_CELL))


LEGEND = "工 工作日　休 周末　假 节假日　班 调休上班　停 暂停计时　· 不计"
