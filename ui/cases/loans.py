"""借阅登记: which file is with whom, until when; the overdue ones first; printed as a register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from ui.case.pieces import button, open_size, px, row, words
from ui.style import LEVELS, ROW_HEIGHT
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.loans import LoanRow

COLUMNS = (("状态", 130), ("档案号", 130), ("工单", 170), ("客户", 100), ("借阅人", 170), ("用途", 120), ("借出", 96), ("应还", 96))
_PURPOSE = 5


class LoansDialog(QDialog):
    """One line a loan; Enter or a double click opens the case, where the return is entered."""

    def __init__(self, desk: Desk, found: tuple[LoanRow, ...], today: date) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self._desk, self._found, self._today = desk, found, today
        self.setWindowTitle("档案借阅登记")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1080, 520)
        out = [loan for loan in found if loan.returned_on is None]
        late = sum(1 for loan in out if loan.late)
        none = "还没有借阅登记。借出在工单的“事项”→“归档”里登记。"
        told = f"借出未还 {len(out)} 份，其中过期 {late} 份；已归还 {len(found) - len(out)} 次。" if found else none
        self.table = _Table(len(found), self.open_case)
        for at, loan in enumerate(found):
            self._fill(at, loan)
        self.open_button = button("打开工单", self.open_case, "primary")
        self.print_button = button("打印登记簿…", self.print_register)
        self.open_button.setEnabled(bool(found))
        self.print_button.setEnabled(bool(found))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.setSpacing(px(10))
        layout.addWidget(words(told, "muted"))
        layout.addWidget(self.table, 1)
        last = row(stretch=True)
        for widget in (button("关闭", self.reject), self.print_button, self.open_button):
            last.addWidget(widget)
        layout.addLayout(last)
        if found:
            self.table.selectRow(0)
        self.table.setFocus()

    def open_case(self) -> None:
        """Goes to the case of the chosen loan."""
        at = self.table.currentRow()
        if 0 <= at < len(self._found):
            self.accept()
            self._desk.open_case(self._found[at].case_id)

    def print_register(self) -> None:
        """Shows the register as a paper, to print or save it."""
        from ui.paper.preview import SheetPreview

        def make() -> bytes:
            from models.services.loans import loan_register
            from reports.render import render

            return render(loan_register(self._desk.station, self._found, self._today))

        SheetPreview(self._desk, "档案借阅登记簿", make).open()

    def _fill(self, at: int, loan: LoanRow) -> None:
        level = "overdue" if loan.late and loan.returned_on is None else ""
        if loan.returned_on:
            state = f"✓ {loan.returned_on:%m-%d} 已还" + (f"（迟 {loan.late} 天）" if loan.late else "")
        else:
            state = f"■ 过期 {loan.late} 天" if loan.late else "借出"
        who = f"{loan.borrower}{loan.unit and f'（{loan.unit}）'}"
        cells = (state, loan.file_no or "未编号", loan.case_no, loan.customer, who, loan.purpose, f"{loan.since}", f"{loan.until}")
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if level and column == 0:
                item.setForeground(QColor(LEVELS[level].text))
            self.table.setItem(at, column, item)


class _Table(QTableWidget):
    """The lines; Enter opens."""

    def __init__(self, lines: int, opened: Callable[[], None]) -> None:
        super().__init__(lines, len(COLUMNS))
        self._opened = opened
        self.setHorizontalHeaderLabels([name for name, _ in COLUMNS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("档案借阅登记")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, (_, width) in enumerate(COLUMNS):
            self.setColumnWidth(column, px(width))
        header.setSectionResizeMode(_PURPOSE, QHeaderView.ResizeMode.Stretch)
        self.itemDoubleClicked.connect(lambda _item: opened())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._opened()
        else:
            super().keyPressEvent(event)


def show_loans(desk: Desk) -> None:
    """Reads all loans and shows them."""
    from models.services.loans import loans

    station, today = desk.station, desk.today()
    desk.tasks.run(lambda: loans(station, today), lambda found: LoansDialog(desk, found, today).open())
