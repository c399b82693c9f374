"""The canvas of a sketch: mouse and keyboard draw the same things on the same grid."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.forms.drawing import GRID, HEIGHT, LINES, WIDTH, Mark
from models.forms.drawing_shapes import shapes, shapes_of
from ui.drawing.painting import paint
from ui.drawing.sketch import Sketch, snapped
from ui.style import ACCENT

SELECT = "select"
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_DRAW = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Canvas(QWidget):
    """Arrows move the cross by one step of the grid (Ctrl: four), Enter or Space does what a click does there.

    With 选择 they move what is chosen; Tab-like N and B go to the next and the one before. `changed` comes with every change,
    `wordless` where words were to be placed and none are written yet.
    """

    changed = Signal()
    wordless = Signal()

    def __init__(self, sketch: Sketch) -> None:
        super().__init__()
        self.sketch = sketch
        self.tool = SELECT
        self.words = ""
        self.cross = (WIDTH // 2 // GRID * GRID, HEIGHT // 2 // GRID * GRID)
        self._held: tuple[int, int] | None = None
        self._drawn_by_drag = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(WIDTH * 2, HEIGHT * 2)
        self.setAccessibleName("画布")
        self.setAccessibleDescription("方向键移动十字，回车画；选择时方向键移动选中的")

    def sizeHint(self) -> QSize:
        """Three pixels a unit."""
        return QSize(WIDTH * 3, HEIGHT * 3)

    @property
    def scale(self) -> float:
        """Pixels a unit."""
        return min(self.width() / WIDTH, self.height() / HEIGHT)

    def use(self, tool: str) -> None:
        """Takes another tool; a line that was being drawn is kept."""
        self.sketch.end_line(self.tool)
        self.tool = tool
        self._told()

    def act(self) -> None:
        """What a click does, at the cross."""
        if self.tool == SELECT:
            self.sketch.choose(*self.cross)
        elif self.tool in LINES:
            self.sketch.lead(self.tool, self.cross)
        elif self.tool == "label" and not self.words.strip():
            self.wordless.emit()
        else:
            self.sketch.place(self.tool, self.cross, self.words)
        self._told()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter, Delete, Esc while a line is being drawn, N and B between marks."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._step(*_ARROWS[key], 4 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1)
        elif key in _DRAW and not event.modifiers():
            self.act()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.sketch.delete()
            self._told()
        elif key == Qt.Key.Key_Escape and self.sketch.begun:
            self.sketch.end_line(self.tool)
            self._told()
        elif key in (Qt.Key.Key_N, Qt.Key.Key_B) and not event.modifiers():
            self.sketch.next(1 if key == Qt.Key.Key_N else -1)
            self._told()
        else:
            super().keyPressEvent(event)

    def _step(self, right: int, down: int, times: int) -> None:
        far = GRID * times
        if self.tool == SELECT and self.sketch.mark:
            self.sketch.move(right * far, down * far)
        self.cross = snapped(self.cross[0] + right * far, self.cross[1] + down * far)
        self._told()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Places, begins or goes on with a line, or chooses."""
        self.setFocus()
        if event.button() == Qt.MouseButton.RightButton:
            self.sketch.end_line(self.tool)
            self._told()
            return
        x, y = event.position().x() / self.scale, event.position().y() / self.scale
        self.cross = snapped(x, y)
        self._drawn_by_drag = False
        if self.tool == SELECT:
            self._held = self.cross if self.sketch.choose(x, y) else None
            self._told()
        else:
            self.act()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cross follows; what is held is moved along."""
        at = snapped(event.position().x() / self.scale, event.position().y() / self.scale)
        if at == self.cross:
            return
        if self._held and event.buttons() & Qt.MouseButton.LeftButton:
            self.sketch.move(at[0] - self._held[0], at[1] - self._held[1], on=self._drawn_by_drag)
            self._held, self._drawn_by_drag = at, True
        self.cross = at
        self._told()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A line drawn with the button held ends where it is let go."""
        self._held = None
        begun = self.sketch.begun
        if event.button() == Qt.MouseButton.LeftButton and self.tool in LINES and begun and self.cross != begun[-1]:
            self.sketch.lead(self.tool, self.cross)
            self.sketch.end_line(self.tool)
            self._told()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ends a line."""
        self.sketch.end_line(self.tool)
        self._told()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The grid, the drawing, what is chosen, the line under way, the cross."""
        painter = QPainter(self)
        scale = self.scale
        painter.fillRect(0, 0, round(WIDTH * scale), round(HEIGHT * scale), QColor("white"))
        painter.setPen(QColor("#D5DDE1"))
        for x in range(0, WIDTH + 1, GRID * 2):
            for y in range(0, HEIGHT + 1, GRID * 2):
                painter.drawPoint(round(x * scale), round(y * scale))
        painter.drawRect(0, 0, round(WIDTH * scale) - 1, round(HEIGHT * scale) - 1)
        paint(painter, shapes(self.sketch.drawing), scale)
        if self.sketch.mark:
            paint(painter, shapes_of(self.sketch.mark), scale, QColor(ACCENT))
        if self.sketch.begun:
            line = Mark(self.tool if self.tool in LINES else "line", (*self.sketch.begun, self.cross))
            paint(painter, shapes_of(line), scale, QColor(ACCENT))
        if self.hasFocus():
            painter.setPen(QPen(QColor(ACCENT), 1))
            x, y = round(self.cross[0] * scale), round(self.cross[1] * scale)
            painter.drawLine(x - 9, y, x + 9, y)
            painter.drawLine(x, y - 9, x, y + 9)

    def _told(self) -> None:
        self.update()
        self.changed.emit()
