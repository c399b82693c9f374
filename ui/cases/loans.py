"""借阅登记: which file is with whom, until when; the overdue ones first; printed as a register."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.case.pieces import button, open_size, px, row, words
from ui.plain_table import Cell, Table
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.loans import LoanRow

COLUMNS = (("状态", 160), ("档案号", 100), ("工单", 165), ("客户", 125), ("借阅人", 170), ("用途", 0), ("借出", 96), ("应还", 96))


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
        self.table = Table(COLUMNS, "档案借阅登记")
        self.table.opened.connect(self.open_case)
        self.table.show_rows(found, _cells)
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


def _cells(loan: LoanRow) -> tuple[Cell, ...]:
    if loan.returned_on:
        state = Cell(f"✓ {loan.returned_on:%m-%d} 已还" + (f"（迟 {loan.late} 天）" if loan.late else ""))
    else:
        state = Cell(f"过期 {loan.late} 天", "overdue") if loan.late else Cell("借出")
    who = f"{loan.borrower}{loan.unit and f'（{loan.unit}）'}"
    texts = (loan.file_no or "未编号", loan.case_no, loan.customer, who, loan.purpose, f"{loan.since}", f"{loan.until}")
    return (state, *map(Cell, texts))


def show_loans(desk: Desk) -> None:
    """Reads all loans and shows them."""
    from models.services.loans import loans

    station, today = desk.station, desk.today()
    desk.tasks.run(lambda: loans(station, today), lambda found: LoansDialog(desk, found, today).open())
