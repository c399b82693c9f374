"""What saving a form brought about, and where to go from here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.services.rows import CaseDetail, TodoRow
from models.services.stages import SavedForm
from ui.day_words import full_day
from ui.icons import icon
from ui.level_badge import LevelBadge
from ui.panel.pieces import clear, words
from ui.style import MUTED


class SavedPanel(QWidget):
    """`went_on` carries the next act (a TodoRow, or None for the case itself), `printed` asks for this form on paper."""

    went_on = Signal(object)
    printed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.todo: TodoRow | None = None
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
        box.addLayout(self._ways_on())

    def _ways_on(self) -> QHBoxLayout:
        self.onward = QPushButton()
        self.onward.setProperty("primary", True)
        self.onward.clicked.connect(lambda: self.went_on.emit(self.todo))
        self.case = QPushButton("打开工单")
        self.case.clicked.connect(lambda: self.went_on.emit(None))
        self.paper = QPushButton("打印本表 Ctrl+P")
        self.paper.setIcon(icon("printer", MUTED))
        self.paper.clicked.connect(self.printed)
        row = QHBoxLayout()
        for button in (self.onward, self.paper, self.case):
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_saved(self, title: str, saved: SavedForm, detail: CaseDetail) -> None:
        """Shows the outcome; the next act is the case's first thing to do."""
        self.todo = next(iter(detail.todos), None)
        self._title.setText(f"《{title}》已保存")
        self._badge.show_level(*(("calm", f"{saved.stage_name}已办结") if saved.completed else ("near", f"{saved.stage_name}还没有办结")))
        day = f"办结日期 {full_day(saved.done_on)}，" if saved.done_on else "已办结，"
        self._sentence.setText(f"{day}已记入历史和时限。" if saved.completed else "内容已存，本环节还差一步，见下。")
        clear(self._remarks)
        for remark in saved.remarks:
            self._remarks.addWidget(words(f"● 请再看一眼：{remark}", "muted"))
        self._next.setText(f"下一步：{self.todo.sentence or self.todo.label}" if self.todo else "这件工单已办结。")
        goes_on = self.todo is not None and self.todo.kind == "form"
        self.onward.setText(f"接着办：{self.todo.label} F2" if self.todo and goes_on else "打开工单 F2")
        self.case.setVisible(goes_on)

    def take_focus(self) -> None:
        """Goes to the next act."""
        self.onward.setFocus(Qt.FocusReason.TabFocusReason)
