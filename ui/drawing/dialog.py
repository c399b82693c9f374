"""画图: tools on the left of the canvas, words below it; nothing but grid and marks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.forms.drawing import LINES, LONGEST_WORDS, SYMBOLS, Drawing
from ui.case.pieces import button, open_size, px, row, words
from ui.drawing.canvas import SELECT, Canvas
from ui.drawing.sketch import Sketch
from ui.style import ACCENT, ACCENT_LIGHT

TOOLS = {SELECT: "选择", **LINES, **SYMBOLS}
_HINTS = {
    SELECT: "点一下选中，拖动或按方向键移动，Delete 删除，N/B 选下一个/上一个；下面可改文字。",
    "line": "按住拖一条线；或点一下一个拐点，双击、右键或 Esc 结束。键盘：方向键移动，回车定点，同一点再按一次结束。",
    "cable": "虚线表示电缆。画法同架空线。",
    "label": "在下面写好文字，再点要放的地方；也可以先点地方，再写文字按回车。",
}
_SYMBOL_HINT = "点要放的地方；下面写的文字（如“07杆”“400 kVA”）会一起放上去，放好后还可以改。"
_CHOSEN = f"QPushButton:checked {{ background: {ACCENT_LIGHT}; border-color: {ACCENT}; color: {ACCENT}; font-weight: bold; }}"


class DrawingDialog(QDialog):
    """Draws; accepted, `drawing` is the result. Alt+1 … Alt+9 take the tools, Ctrl+Z and Ctrl+Y go back and forth, Ctrl+Enter is done."""

    def __init__(self, parent: QWidget | None, title: str, drawing: Drawing) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        open_size(self, 1120, 600)
        self.sketch = Sketch(drawing)
        self.canvas = Canvas(self.sketch)
        self.text = QLineEdit()
        self.text.setMaxLength(LONGEST_WORDS)
        self.text.setAccessibleName("文字")
        self.text.setPlaceholderText("文字，如 07杆、400 kVA、王桂枝家")
        self.hint = words("", "muted", wrap=True)
        self.tools = QButtonGroup(self)
        self.undo_button = button("撤销  Ctrl+Z", self._undo)
        self.redo_button = button("重做  Ctrl+Y", self._redo)
        self.delete_button = button("删除  Del", self._delete)
        self._named = -1
        self._waiting: tuple[int, int] | None = None
        self._build(title)
        self.canvas.changed.connect(self._show)
        self.canvas.wordless.connect(self._ask_words)
        self.text.textEdited.connect(self._write)
        self.text.returnPressed.connect(self._written)
        self.use(SELECT if drawing.marks else "line")
        self.canvas.setFocus()

    @property
    def drawing(self) -> Drawing:
        """What was drawn."""
        self.sketch.end_line(self.canvas.tool)
        return self.sketch.drawing

    def use(self, tool: str) -> None:
        """Takes a tool."""
        self.tools.button(list(TOOLS).index(tool)).setChecked(True)
        self.hint.setText(_HINTS.get(tool, _SYMBOL_HINT))
        self.canvas.use(tool)
        (self.text if tool == "label" and not self.text.text() else self.canvas).setFocus()

    def reject(self) -> None:
        """Esc ends a line first."""
        if self.sketch.begun:
            self.sketch.end_line(self.canvas.tool)
            self._show()
            self.canvas.update()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to what has the focus; it never presses a button elsewhere, as 撤销."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _write(self, text: str) -> None:
        self.canvas.words = text
        if self.sketch.mark and self.canvas.tool == SELECT:
            self.sketch.name(text, on=self._named == self.sketch.chosen)
            self._named = self.sketch.chosen
            self.canvas.update()

    def _ask_words(self) -> None:
        """The place was pointed at first: the words follow, Enter puts them there."""
        self._waiting = self.canvas.cross
        self.hint.setText("写好文字按回车，放在刚才点的地方。")
        self.text.setFocus()

    def _written(self) -> None:
        self.canvas.setFocus()
        if self._waiting and self.text.text().strip() and self.canvas.tool == "label":
            self.canvas.cross, self._waiting = self._waiting, None
            self.canvas.act()

    def _undo(self) -> None:
        self.sketch.undo()
        self._after()

    def _redo(self) -> None:
        self.sketch.redo()
        self._after()

    def _delete(self) -> None:
        self.sketch.delete()
        self._after()

    def _after(self) -> None:
        self.canvas.update()
        self.canvas.setFocus()
        self._show()

    def _show(self) -> None:
        self.undo_button.setEnabled(self.sketch.can_undo)
        self.redo_button.setEnabled(self.sketch.can_redo)
        self.delete_button.setEnabled(self.sketch.mark is not None)
        if self.canvas.tool == SELECT and not self.text.hasFocus():
            self._named = -1
            self.text.setText(self.sketch.mark.text if self.sketch.mark else "")
            self.canvas.words = self.text.text()
        if self.sketch.full:
            self.hint.setText("画的东西太多了，请先删去一些。")

    def _build(self, title: str) -> None:
        left = QVBoxLayout()
        left.setSpacing(px(4))
        for at, (tool, name) in enumerate(TOOLS.items()):
            choice = QPushButton(f"{at + 1} {name}")
            choice.setCheckable(True)
            choice.setStyleSheet(_CHOSEN)
            choice.setToolTip(f"Alt+{at + 1}")
            choice.clicked.connect(partial(self.use, tool))
            self.tools.addButton(choice, at)
            left.addWidget(choice)
            QShortcut(QKeySequence(f"Alt+{at + 1}"), self, partial(self.use, tool))
        left.addStretch()
        middle = row(stretch=False, spacing=12)
        middle.addLayout(left)
        middle.addWidget(self.canvas, 1)
        below = row(words("文字", "muted"), stretch=False)
        below.addWidget(self.text, 1)
        for each in (self.undo_button, self.redo_button, self.delete_button):
            below.addWidget(each)
        last = row(stretch=False)
        last.addWidget(self.hint, 1)
        last.addWidget(button("取消  Esc", self.reject))
        last.addWidget(button("画好了  Ctrl+Enter", self.accept, "primary"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(16), px(12), px(16), px(12))
        layout.setSpacing(px(10))
        layout.addWidget(words(title, "section"))
        layout.addLayout(middle, 1)
        layout.addLayout(below)
        layout.addLayout(last)
        for keys, act in (("Ctrl+Z", self._undo), ("Ctrl+Y", self._redo), ("Ctrl+Return", self.accept), ("Ctrl+Enter", self.accept)):
            QShortcut(QKeySequence(keys), self, act)
