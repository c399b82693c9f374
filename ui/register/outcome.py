"""What came of a registration: the number, accepted or not, and what to print for the customer now."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import icon
from ui.level_badge import LevelBadge
from ui.style import CARD, MUTED

_COLUMNS = 3


@dataclass(frozen=True)
class Result:
    """A registration that is saved. `papers` are (code, title) in the order in which they are handed over."""

    case_id: str
    number: str
    customer: str
    level: str
    title: str
    sentence: str
    papers: tuple[tuple[str, str], ...]


class Outcome(QWidget):
    """`printed` names a paper, `whole` asks for all papers of 受理, `opened` for the case, `again` for the next registration."""

    printed = Signal(str)
    whole = Signal()
    opened = Signal()
    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.result: Result | None = None
        self.buttons: list[QPushButton] = []
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        card = QFrame()
        card.setProperty("card", True)
        page.addWidget(card)
        page.addStretch(1)
        box = QVBoxLayout(card)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        self._badge = LevelBadge()
        self._number = QLabel()
        self._number.setProperty("role", "count")
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._customer = QLabel()
        self._sentence = QLabel()
        for label in (self._customer, self._sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._number)
        top.addSpacing(12)
        top.addWidget(self._badge)
        top.addStretch(1)
        box.addLayout(top)
        box.addWidget(self._customer)
        box.addWidget(self._sentence)
        self._papers = QGridLayout()
        self._papers.setSpacing(8)
        title = QLabel("现在打印，交客户签收")
        title.setProperty("role", "section")
        box.addSpacing(8)
        box.addWidget(title)
        box.addLayout(self._papers)
        box.addLayout(self._all_papers())
        box.addSpacing(8)
        box.addLayout(self._ways_on())

    def _all_papers(self) -> QHBoxLayout:
        self.all = QPushButton("打印本环节全部… Ctrl+Shift+P")
        self.all.setIcon(icon("printer", MUTED))
        self.all.setToolTip("登记表、回执、告知书等按顺序一次打完")
        self.all.setAutoDefault(True)
        self.all.clicked.connect(self.whole)
        row = QHBoxLayout()
        row.addWidget(self.all)
        row.addStretch(1)
        return row

    def _ways_on(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.open = QPushButton("打开工单 F2")
        self.open.clicked.connect(self.opened)
        self.next = QPushButton("再登记一件 Ctrl+N")
        self.next.clicked.connect(self.again)
        for button in (self.open, self.next):
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_result(self, result: Result) -> None:
        """Shows what came of it and puts the focus on the first paper to print."""
        self.result = result
        self._number.setText(result.number)
        self._badge.show_level(result.level, result.title)
        self._customer.setText(result.customer)
        self._sentence.setText(result.sentence)
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        for place, (code, title) in enumerate(result.papers):
            button = QPushButton(f"{title} Ctrl+P" if place == 0 else title)
            button.setIcon(icon("printer", CARD if place == 0 else MUTED))
            button.setProperty("primary", place == 0)
            button.setAutoDefault(True)
            button.clicked.connect(lambda _=False, code=code: self.printed.emit(code))
            self._papers.addWidget(button, place // _COLUMNS, place % _COLUMNS)
            self.buttons.append(button)
        before = self.buttons[0] if self.buttons else self.open
        for button in (*self.buttons[1:], self.all, self.open, self.next):
            QWidget.setTabOrder(before, button)
            before = button

    def take_focus(self) -> None:
        """Goes to the first paper to print."""
        (self.buttons[0] if self.buttons else self.open).setFocus(Qt.FocusReason.TabFocusReason)
