"""The rail of stages: what is done, what is now, what is to come, with its days."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.services.case_page.rows import NeedRow, StepRow
from ui.case.pieces import px, scale
from ui.style import ACCENT, CARD, EDGE, INK, LEVELS, MUTED, text_font

_STATES = {"done": "已办", "now": "现在办", "todo": "未到"}


def needs_words(needs: tuple[NeedRow, ...]) -> str:
    """Which conditional stages this case has and has not, and why; stages for one reason are told together."""
    together: dict[tuple[bool, str], list[str]] = {}
    for one in needs:
        together.setdefault((one.needed, one.why), []).append(one.name)
    return "　".join(f"{'要办' if needed else '不办'}{'、'.join(names)}：{why}" for (needed, why), names in together.items())


class StageRail(QWidget):
    """Stages from left to right: ● done, ◉ now, ○ to come; state is told by shape as well as by colour."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: tuple[StepRow, ...] = ()
        self.now_text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("环节")

    def show_steps(self, steps: tuple[StepRow, ...], now_text: str = "", told: tuple[tuple[str, bool], ...] = ()) -> None:
        """Puts the stages; `now_text` stands under the first one that is to be done now, `told` is what the customer is told of them."""
        short = " → ".join(f"{name}{' ✓' if done else ''}" for name, done in told)
        self.setToolTip(f"告知客户的环节（{len(told)} 个）：{short}" if told else "")
        self.steps, self.now_text = steps, now_text
        self.setAccessibleDescription("；".join(f"{s.name}：{_STATES.get(s.state, s.state)} {s.day_text}".strip() for s in steps))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a circle, a name and a day."""
        return QSize(px(480), px(60))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the line, then the stages on it."""
        if not self.steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        each = self.width() / len(self.steps)
        centres = [QPointF(each * (at + 0.5), px(12)) for at in range(len(self.steps))]
        for at in range(len(self.steps) - 1):
            reached = self.steps[at].state == "done" and self.steps[at + 1].state != "todo"
            painter.setPen(QPen(QColor(ACCENT if reached else EDGE), px(2)))
            painter.drawLine(centres[at] + QPointF(px(10), 0), centres[at + 1] - QPointF(px(10), 0))
        first_now = next((step for step in self.steps if step.state == "now"), None)
        for step, centre in zip(self.steps, centres, strict=True):
            self._paint_circle(painter, step, centre)
            self._paint_words(painter, step, centre, each, self.now_text if step is first_now else "")
        painter.end()

    def _paint_circle(self, painter: QPainter, step: StepRow, centre: QPointF) -> None:
        colour = QColor(EDGE if step.state == "todo" else ACCENT)
        painter.setPen(QPen(colour, px(2)))
        painter.setBrush(QColor(CARD) if step.state != "done" else colour)
        painter.drawEllipse(centre, px(9), px(9))
        if step.state == "now":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(centre, px(5), px(5))

    def _paint_words(self, painter: QPainter, step: StepRow, centre: QPointF, each: float, now_text: str) -> None:
        left, width = round(centre.x() - each / 2), round(each)
        painter.setFont(_fitting(step, width))
        painter.setPen(QColor(MUTED if step.state == "todo" else INK))
        painter.drawText(QRect(left, px(23), width, px(20)), Qt.AlignmentFlag.AlignCenter, step.name)
        painter.setFont(text_font(scale(), 11))
        painter.setPen(QColor(LEVELS["due"].text if now_text else MUTED))
        painter.drawText(QRect(left, px(43), width, px(16)), Qt.AlignmentFlag.AlignCenter, now_text or step.day_text)


def _fitting(step: StepRow, width: int) -> QFont:
    """The largest of three sizes in which the name has room."""
    sizes = (14, 12, 10)
    fonts = [text_font(scale(), size, bold=step.state == "now") for size in sizes]
    return next((font for font in fonts if QFontMetrics(font).horizontalAdvance(step.name) <= width - 4), fonts[-1])
