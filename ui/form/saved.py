"""What saving a form brought about, and where to go from here."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.forms import Form
from models.services.case_page.rows import CaseDetail, TodoRow
from models.services.stages import SavedForm
from ui.day_words import full_day
from ui.icons import icon
from ui.level_badge import LevelBadge
from ui.panel.pieces import clear, words
from ui.style import MUTED


class SavedPanel(QWidget):
    """`went_on` carries the next act (a TodoRow, or None for the case itself), `printed` asks for this form on paper.

    `whole` asks for all papers of the stage.
    """

    went_on = Signal(object)
    printed = Signal()
    whole = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.todo: TodoRow | None = None
        self.stage = self.form = ""
        card = QFrame()
        card.setProperty("card", True)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(card)
        page.addStretch(1)
        box = QVBoxLayout(card)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        self._badge = LevelBadge()
        self._title = words("", "title")
        head = QHBoxLayout()
        head.addWidget(self._badge)
        head.addStretch(1)
        self._sentence = words("")
        self._next = words("")
        box.addWidget(self._title)
        box.addLayout(head)
        box.addWidget(self._sentence)
        self._remarks = QVBoxLayout()
        box.addLayout(self._remarks)
        box.addWidget(self._next)
        box.addLayout(self._prints())
        box.addLayout(self._ways_on())

    def _prints(self) -> QHBoxLayout:
        self.paper = QPushButton()
        self.paper.clicked.connect(self.printed)
        self.all = QPushButton("打印本环节全部… Ctrl+Shift+P")
        self.all.clicked.connect(self.whole)
        row = QHBoxLayout()
        for button in (self.paper, self.all):
            button.setIcon(icon("printer", MUTED))
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _ways_on(self) -> QHBoxLayout:
        self.onward = QPushButton()
        self.onward.setProperty("primary", True)
        self.onward.clicked.connect(lambda: self.went_on.emit(self.todo))
        self.case = QPushButton("打开工单")
        self.case.clicked.connect(lambda: self.went_on.emit(None))
        row = QHBoxLayout()
        for button in (self.onward, self.case):
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_saved(self, form: type[Form], saved: SavedForm, detail: CaseDetail) -> None:
        """Shows the outcome; the next act is the case's first thing to do."""
        self.stage = saved.stage
        self._title.setText(f"《{form.title}》已保存")
        self._show_stage(saved.stage_name, saved.completed, saved.done_on)
        clear(self._remarks)
        for remark in saved.remarks:
            self._remarks.addWidget(words(f"● 请再看一眼：{remark}", "muted"))
        self.form = form.code
        self.paper.setText(f"打印《{form.title}》 Ctrl+P")
        self.show_next(detail)

    def show_next(self, detail: CaseDetail) -> None:
        """Names the next act as the case stands now: another form, its paper to be printed, or what is done on the case's page.

        The stage may have ended since it was saved: its paper was handed over from here.
        """
        stage = next((step for step in detail.steps if step.stage == self.stage), None)
        if stage is not None and stage.done_on is not None:
            self._show_stage(stage.name, True, stage.done_on)
        todo = self.todo = next(iter(detail.todos), None)
        self._next.setText(f"下一步：{todo.sentence or todo.label}" if todo else "这件工单已办结。")
        here = {"form": "接着办：", "print": ""}
        self.onward.setText(f"{here[todo.kind]}{todo.label} F2" if todo and todo.kind in here else "打开工单 F2")
        if todo and todo.kind == "form" and todo.form == self.form:
            self._next.setText(f"下一步：打印交客户整改。整改好了再来检验，再填一次{self._title.text().removesuffix('已保存')}。")
            self.onward.setText("整改好了：再填一次 F2")
        self.case.setVisible(todo is not None and todo.kind in here)
        self.paper.setVisible(not (todo and todo.kind == "print" and todo.paper == self.form))

    def _show_stage(self, name: str, completed: bool, done_on: date | None) -> None:
        self._badge.show_level(*(("calm", f"{name}已办结") if completed else ("near", f"{name}还没有办结")))
        day = f"办结日期 {full_day(done_on)}，" if done_on else "已办结，"
        self._sentence.setText(f"{day}已记入历史和时限。" if completed else "内容已存，本环节还差一步，见下。")

    def take_focus(self) -> None:
        """Goes to the next act."""
        self.onward.setFocus(Qt.FocusReason.TabFocusReason)
