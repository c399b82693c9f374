"""按台区看: who waits behind which transformer district, and when each is looked at again."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.services.bottlenecks import WaitingCase, WaitingDistrict, waiting_districts
from ui.case.pieces import button, open_size, px, row, words
from ui.plain_table import Cell, Table
from ui.window import Desk

COLUMNS = (("台区", 170), ("工单", 170), ("客户", 100), ("业务", 150), ("原因", 0), ("答复日期", 100), ("复核日期", 100))


class DistrictsDialog(QDialog):
    """One line a waiting case, district by district; Enter or a double click opens the case."""

    def __init__(self, desk: Desk, districts: tuple[WaitingDistrict, ...], today: date) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self._desk = desk
        self.setWindowTitle("暂不具备供电条件 · 按台区")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1040, 520)
        lines = [(district, case) for district in districts for case in district.cases]
        self.case_ids = [case.case_id for _, case in lines]
        firsts = {district.cases[0].case_id for district in districts}
        self.table = Table(COLUMNS, "按台区等候的工单")
        self.table.opened.connect(self.open_case)
        self.table.show_rows(lines, lambda line: _cells(*line, first=line[1].case_id in firsts, today=today))
        told = f"{len(districts)} 个台区，{len(lines)} 户等候；到复核日期的先去看。" if lines else "没有在等候复核的工单。"
        self.open_button = button("打开工单", self.open_case, "primary")
        self.open_button.setEnabled(bool(lines))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.setSpacing(px(10))
        layout.addWidget(words(told, "muted"))
        layout.addWidget(self.table, 1)
        last = row(stretch=True)
        last.addWidget(button("关闭", self.reject))
        last.addWidget(self.open_button)
        layout.addLayout(last)
        self.table.setFocus()

    def open_case(self) -> None:
        """Goes to the chosen case."""
        at = self.table.currentRow()
        if 0 <= at < len(self.case_ids):
            self.accept()
            self._desk.open_case(self.case_ids[at])


def _cells(district: WaitingDistrict, case: WaitingCase, *, first: bool, today: date) -> tuple[Cell, ...]:
    name = f"{district.name}（{len(district.cases)} 户）" if first else ""
    texts = (name, case.number, case.customer, case.summary, case.reason, f"{case.since}")
    return (*map(Cell, texts), Cell(f"{case.review_on}", "due" if case.review_on <= today else ""))


def show_districts(desk: Desk) -> None:
    """Reads who waits and shows them."""
    station, today = desk.station, desk.today()
    desk.tasks.run(lambda: waiting_districts(station, today), lambda found: DistrictsDialog(desk, found, today).open())
