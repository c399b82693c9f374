"""恢复 / 迁移 / 误拷贝: what the clerk is asked when the data is not where, or not as new as, it was when it was last used."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QVBoxLayout, QWidget

from models.services.exchange.identity import Reason, Standing
from ui.case.pieces import button, px, row, words

TITLES = {"elsewhere": "这份数据换了地方", "older": "这份数据比上次用时旧"}
QUESTION = "同一个所的数据只能在一处登记：两处都登记，县中心只能收一处的。请看清是哪一种情况，拿不准就选最后一种。"
CHOICES: tuple[tuple[Reason | None, str, str], ...] = (
    ("restored", "恢复", "原来的电脑、硬盘或数据坏了，这一份是用备份恢复的。"),
    ("moved", "迁移", "换了电脑，或数据挪了文件夹。原来那里的以后不再打开。"),
    (None, "误拷贝", "原来的还在用，或弄错了，这一份不该打开。什么都不写，程序关闭。"),
)
WHAT_FOLLOWS = "选“恢复”或“迁移”，会开始一个新时期：以后新受理的工单号带一个字母，免得和原来那份发过的号重复。已有的工单不变。"


class StandingDialog(QDialog):
    """Asks once; `reason` is why the data is here, None for a copy by mistake, which is also what Esc means."""

    def __init__(self, parent: QWidget | None, found: Standing) -> None:
        super().__init__(parent)
        self.reason: Reason | None = None
        self.buttons: dict[Reason | None, QPushButton] = {}
        self.setWindowTitle("业扩助手")
        self.setModal(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        layout.setSpacing(px(10))
        layout.addWidget(words(TITLES.get(found.finding, ""), "title"))
        for text, role in ((found.text, ""), (QUESTION, "")):
            layout.addWidget(self._words(text, role))
        layout.addSpacing(px(4))
        for reason, name, meaning in CHOICES:
            layout.addWidget(self._choice(reason, name, meaning))
        layout.addSpacing(px(4))
        layout.addWidget(self._words(WHAT_FOLLOWS, "muted"))
        self.setFixedWidth(px(600))
        self.buttons[None].setDefault(True)
        self.buttons[None].setFocus()

    def _words(self, text: str, role: str) -> QWidget:
        label = words(text, role, wrap=True)
        label.setMinimumHeight(label.heightForWidth(px(552)))
        return label

    def _choice(self, reason: Reason | None, name: str, meaning: str) -> QFrame:
        made = button(name, lambda: self._choose(reason), "primary" if reason is None else "")
        made.setFixedWidth(px(96))
        made.setAccessibleDescription(meaning)
        self.buttons[reason] = made
        frame = QFrame()
        frame.setProperty("card", True)
        line = row(made, stretch=False, spacing=16)
        line.setContentsMargins(px(12), px(10), px(12), px(10))
        line.addWidget(words(meaning, wrap=True), 1)
        frame.setLayout(line)
        return frame

    def _choose(self, reason: Reason | None) -> None:
        self.reason = reason
        self.accept()
