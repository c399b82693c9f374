"""The sketch box of a form: what is drawn, small, with the ways to draw, to use a photo instead, to clear."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from models.forms import FieldSpec
from models.forms.drawing import HEIGHT, WIDTH, Drawing
from models.forms.drawing_shapes import shapes
from ui.panel.editor import Editor

_TALL = 132
_EMPTY = "还没有画。点“画图”，或先打印出来在现场手画，再拍照附上"
_PHOTO = "用照片：已附在这张表的附件里，打印在这一格"


class _Preview(QWidget):
    """The drawing, or in words what stands there instead."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = Drawing()
        self.setFixedHeight(_TALL)
        self.setMinimumWidth(WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints it."""
        from ui.drawing.painting import paint

        painter = QPainter(self)
        scale = min((self.width() - 2) / WIDTH, (self.height() - 2) / HEIGHT)
        painter.setPen(QColor("#C9D3D8"))
        painter.setBrush(QColor("white"))
        painter.drawRect(0, 0, round(WIDTH * scale), round(HEIGHT * scale))
        if self.drawing.marks:
            paint(painter, shapes(self.drawing), scale)
            return
        painter.setPen(QColor("#5B6B73"))
        place = QRect(0, 0, round(WIDTH * scale), round(HEIGHT * scale)).adjusted(8, 8, -8, -8)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, _PHOTO if self.drawing.picture else _EMPTY)


class DrawingEditor(Editor):
    """Its value is the drawing's text, or the picture's name. Arrows go between its buttons, Space presses one, Enter goes on."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec.label)
        self._text = ""
        self._photo: Callable[[], None] | None = None
        self.preview = _Preview()
        self.draw_button, self.photo_button, self.clear_button = (QPushButton(text) for text in ("画图…", "用照片…", "清除"))
        column = QVBoxLayout()
        column.setSpacing(6)
        for part, act in ((self.draw_button, self.draw), (self.photo_button, self._use_photo), (self.clear_button, self._clear)):
            part.clicked.connect(act)
            self.watch(part)
            part.setAccessibleName(f"{spec.label} {part.text()}")
            part.setToolTip("上下键换按钮，空格键按下")
            column.addWidget(part)
        column.addStretch()
        self.photo_button.hide()
        self.clear_button.setEnabled(False)
        self.row.addWidget(self.preview, 1)
        self.row.addLayout(column)

    def value(self) -> object:
        """The drawing as text."""
        return self._text

    def show_value(self, value: object) -> bool:
        """Shows a drawing; what cannot be read is not shown."""
        text = str(value or "")
        try:
            self.preview.drawing = Drawing.read(text)
        except ValueError:
            self._text, self.preview.drawing = "", Drawing()
            return False
        finally:
            self.preview.update()
        self._text = text
        self.clear_button.setEnabled(bool(text))
        return True

    def parts(self) -> Sequence[QWidget]:
        """The buttons."""
        return self.draw_button, self.photo_button, self.clear_button

    def take_focus(self, step: int = 1) -> None:
        """Goes to the first button from either side: the others may be hidden or have nothing to do."""
        self.draw_button.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """The arrows go from button to button."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            return False
        open_ones = [part for part in self.parts() if part.isEnabled() and not part.isHidden()]
        if watched in open_ones:
            open_ones[(open_ones.index(watched) + step) % len(open_ones)].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def offer_photo(self, ask: Callable[[], None]) -> None:
        """Lets a photo stand in the box; `ask` chooses it and puts it with `take`."""
        self._photo = ask
        self.photo_button.show()

    def take(self, text: str) -> None:
        """Puts another value as the clerk's own."""
        if text != self._text and self.put(text):
            self.tell()

    def draw(self) -> None:
        """Opens the canvas."""
        from ui.drawing.dialog import DrawingDialog

        dialog = DrawingDialog(self.window(), self.label.rstrip("："), Drawing(self.preview.drawing.marks))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.take(str(dialog.drawing)))
        dialog.finished.connect(lambda _how: self.draw_button.setFocus())
        dialog.open()

    def _use_photo(self) -> None:
        if self._photo:
            self._photo()

    def _clear(self) -> None:
        self.take("")
        self.draw_button.setFocus()
