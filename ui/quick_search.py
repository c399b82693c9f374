"""The search of the whole station: a field that keeps the focus (and the input method), with a list below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from models.services.list_rows import CaseRow
from ui.case_table.columns import FOUND
from ui.case_table.view import CaseTable
from ui.icons import icon
from ui.style import CARD, EDGE, ROW_HEIGHT
from ui.window import Desk

PAUSE_MS = 120
SHOWN = 12
SEEN = 8
WIDTH = 860


class QuickSearch(QLineEdit):
    """Type a name, initials, number, phone or address; Down and Up choose, Enter opens, Esc closes. `chosen` carries the case's id."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setPlaceholderText("姓名 / 拼音首字母 / 证件 / 电话 / 地址 / 工单号    Ctrl+K")
        self.setAccessibleName("查找工单")
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._desk = desk
        self._asked = 0
        self.answers = Answers(ground)
        self.answers.picked.connect(self._pick)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.textChanged.connect(lambda: self._pause.start())

    def look(self) -> None:
        """Searches for what stands in the field."""
        self._pause.stop()
        text = self.text().strip()
        self._asked += 1
        if not text:
            self.answers.hide()
            return
        asked, station, today = self._asked, self._desk.station, self._desk.today()

        def work() -> tuple[CaseRow, ...]:
            from models.services.cases import search

            return search(station, text, today, SHOWN)

        self._desk.tasks.run(work, lambda rows: self._show(asked, text, rows))

    def dismiss(self) -> None:
        """Empties the field and closes the list."""
        self.clear()
        self._pause.stop()
        self._asked += 1
        self.answers.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys for the list while there is one; everything else is typing."""
        open_list = self.answers.isVisible()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and open_list:
            self.answers.move_choice(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif event.key() == Qt.Key.Key_Escape and (open_list or self.text()):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        self.answers.hide()

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the field while there is something to clear, before the window takes it as back."""
        if event.type() == QEvent.Type.ShortcutOverride and self.text() and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def _enter(self) -> None:
        if self._pause.isActive() or not self.answers.isVisible():
            self.look()
        else:
            self.answers.pick_choice()

    def _pick(self, case_id: str) -> None:
        self.dismiss()
        self.chosen.emit(case_id)

    def _show(self, asked: int, text: str, rows: tuple[CaseRow, ...]) -> None:
        if asked == self._asked and self.hasFocus():
            self.answers.show_rows(rows, text, self)


class Answers(QFrame):
    """What was found, laid over the page; never takes the focus."""

    picked = Signal(str)

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self.setObjectName("answers")
        self.setStyleSheet(f"QFrame#answers {{ background: {CARD}; border: 1px solid {EDGE}; border-radius: 6px; }}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = CaseTable(FOUND, row_height=ROW_HEIGHT, enter_acts=False)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.horizontalHeader().hide()
        self.list.setStyleSheet("QTableView { border: none; }")
        self.list.clicked.connect(lambda index: self.pick_choice())
        self._words = QLabel()
        self._words.setProperty("role", "hint")
        self._words.setContentsMargins(8, 2, 8, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(self.list)
        layout.addWidget(self._words)
        self.hide()

    def show_rows(self, rows: tuple[CaseRow, ...], text: str, below: QWidget) -> None:
        """Shows the rows under a field, or says that there are none."""
        self.list.show_rows(rows)
        if rows:
            self.list.selectRow(0)
        self.list.setVisible(bool(rows))
        self._words.setText(_summary(len(rows), text))
        height = min(len(rows), SEEN) * self.list.row_pixels() + 4 if rows else 0
        self.list.setFixedHeight(height)
        ground = self.parentWidget()
        if isinstance(ground, QWidget):
            self.move(below.mapTo(ground, QPoint(0, below.height() + 4)))
            self.resize(max(below.width(), WIDTH), height + self._words.sizeHint().height() + 14)
        self.show()
        self.raise_()

    def move_choice(self, step: int) -> None:
        """Chooses the next or the one before."""
        count = len(self.list.cases.rows)
        if count:
            self.list.selectRow((self.list.currentIndex().row() + step) % count)

    def pick_choice(self) -> None:
        """Opens the chosen one."""
        row = self.list.current()
        if row is not None:
            self.picked.emit(row.case_id)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


def _summary(count: int, text: str) -> str:
    if not count:
        return f"没有找到“{text}”。可以换姓名、拼音首字母、电话或工单号的一部分；新客户请按 Alt+2 受理登记。"
    more = "，可能还有更多，请多输入几个字" if count >= SHOWN else ""
    return f"找到 {count} 件{more}。↑ ↓ 选择，Enter 打开，Esc 关闭"
