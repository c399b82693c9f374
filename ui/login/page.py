"""The first thing a clerk sees: which station, and the password.

Imports nothing slow, so that it is painted at once; not even the name `Qt`, whose enumerations cost 20 ms at the first use.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.problems import StationError
from ui.front import Front

WIDTH = 380
ERROR_HEIGHT = 44
EDGE = 32
STATION_LOCKS = "数据用密码加密存在本机。忘记密码无法找回。"


class LoginPage(Front):
    """Whose data, password, Enter. `entered` carries the password, `restoring` asks for a backup; `refuse` says why it was not opened.

    `locks` says what the password locks; without `restorable` no backup is offered.
    """

    entered = Signal(str)
    restoring = Signal()

    def __init__(
        self, title: str, under: str, demo: bool = False, *, locks: str = STATION_LOCKS, restorable: bool = True
    ) -> None:
        super().__init__()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.password.returnPressed.connect(self._enter)
        self.password.textEdited.connect(lambda: self._say(""))
        self.button = QPushButton("打开")
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self._enter)
        self.error = QLabel()
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self._card(title, under, locks, restorable))
        middle.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)
        if demo:
            self.working("正在打开演示供电所……")

    def working(self, words: str = "正在打开……") -> None:
        """Says that it is being opened, and takes no second Enter."""
        self.error.setProperty("role", "muted")
        self._repolish()
        self.error.setText(words)
        self.button.setEnabled(False)
        self.restore_button.setEnabled(False)
        self.password.setEnabled(False)

    def refuse(self, error: StationError) -> None:
        """Says why, and lets the clerk try again."""
        self.button.setEnabled(True)
        self.restore_button.setEnabled(True)
        self.password.setEnabled(True)
        self._say(str(error))
        self.password.selectAll()
        self.password.setFocus()

    def _card(self, title: str, under: str, locks: str, restorable: bool) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(EDGE, 28, EDGE, 20)
        column.setSpacing(8)
        for words, role in ((title, "title"), (f"{under}　业扩助手", "muted")):
            column.addWidget(_words(words, role))
        column.addSpacing(12)
        caption = _words("密码", "section")
        caption.setBuddy(self.password)
        self._space = told = QWidget()
        told.setFixedHeight(ERROR_HEIGHT)
        inside = QVBoxLayout(told)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.error)
        inside.addStretch()
        for widget in (caption, self.password, told, self.button):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(_words(locks, "hint"))
        column.addWidget(self._instead(restorable))
        return card

    def _instead(self, offered: bool) -> QWidget:
        """For data that is damaged; seldom wanted, so it stands last and small."""
        holder = QWidget()
        holder.setHidden(not offered)
        self.restore_button = QPushButton("从备份恢复…")
        self.restore_button.setProperty("link", True)
        self.restore_button.clicked.connect(self.restoring.emit)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(_words("数据坏了打不开？", "hint"))
        row.addWidget(self.restore_button)
        row.addStretch()
        return holder

    def _enter(self) -> None:
        if not self.button.isEnabled():
            return
        if not self.password.text():
            self._say("请输入密码。")
            return
        self.entered.emit(self.password.text())

    def _say(self, words: str) -> None:
        self.error.setProperty("role", "error")
        self._repolish()
        self.error.setText(words)
        self._space.setFixedHeight(max(ERROR_HEIGHT, self.error.heightForWidth(WIDTH - 2 * EDGE)))

    def _repolish(self) -> None:
        self.error.style().unpolish(self.error)
        self.error.style().polish(self.error)


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    return label
