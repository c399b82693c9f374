"""What is known of one case at the centre: both sides' facts in their order, and what has not come."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.centre.cases import CountyCase
from models.services.centre.desk import open_desk
from models.services.centre.detail import CountyDetail, CountyFact, county_detail
from models.services.changes import Changes
from ui.case.pieces import button, open_size, px, row, while_alive, words
from ui.centre.desk import CentreDesk
from ui.handed.window import CentreCaseWindow
from ui.level_badge import LevelBadge
from ui.plain_table import Cell, Table

COLUMNS = (("时间", 154), ("谁说的", 150), ("登记了什么", 0), ("流水", 110))


class CountyCaseDialog(QDialog):
    """A station's facts are read only here; what was passed up is worked on in a window of its own."""

    def __init__(self, desk: CentreDesk, case: CountyCase) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk, self.case = desk, case
        self.setWindowTitle(f"工单 {case.number}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1000, 620)
        badge = LevelBadge()
        badge.show_level(case.level, case.level_text)
        self.missing = words("", "muted", wrap=True)
        self.table = Table(COLUMNS, "流水")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 14)
        self.body.setSpacing(10)
        self.body.addLayout(row(words(f"{case.number}  {case.customer}", "title"), badge, spacing=12))
        told = (case.station_name, case.summary, case.stage, case.due_text and f"到期 {case.due_text}", case.filed)
        self.body.addWidget(words(" · ".join(part for part in told if part), "muted", wrap=True))
        self.body.addWidget(self.missing)
        self.body.addWidget(self.table, 1)
        self.person = QLineEdit()
        self.person.setPlaceholderText("经办人姓名")
        self.person.setAccessibleName("县中心经办人")
        self.person.setMaximumWidth(px(140))
        self.work_button = button("县中心办理…", self.work, "primary", tip="和供电所同样的工单页和表单，写进县中心的流水")
        acts = row(words("供电所登记的由供电所更正；上报来的在这里办。", "hint"))
        for made in (self.person, self.work_button, button("关闭  Esc", self.reject)):
            acts.addWidget(made)
        self.body.addLayout(acts)
        desk.tasks.run(lambda: county_detail(desk.centre, case.case_id), while_alive(self, self._show))

    def work(self) -> None:
        """Opens the case page over the centre's desk at this station."""
        try:
            station = open_desk(self.desk.centre, self.case.station, self.person.text().strip())
        except StationError as error:
            self.desk.show_error(error)
            return
        told = self.desk.changes.tell
        parent = self.desk if isinstance(self.desk, QWidget) else None
        opened = CentreCaseWindow(station, self.case.case_id, lambda: told(Changes(packages=True)), parent=parent)
        opened.show()
        self.accept()

    def _show(self, found: CountyDetail) -> None:
        names = "、".join(found.missing)
        self.missing.setText(f"● 件不齐：{len(found.missing)} 个单据或附件还没有到（{names}）。" if found.missing else "单据和附件都到了。")
        self.table.show_rows(found.facts, _cells)
        self.table.setFocus()


def _cells(one: CountyFact) -> list[Cell]:
    reason = f"（{one.reason}）" if one.reason else ""
    return [
        Cell(f"{one.at:%Y-%m-%d %H:%M}"), Cell(f"{one.side} {one.who}", strong=one.side == "县中心"), Cell(f"{one.text}{reason}"),
        Cell(one.place, muted=True),
    ]  # fmt: skip
