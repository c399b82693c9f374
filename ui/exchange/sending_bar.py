"""Where the next package goes, how often, and in how many copies: one line above the history."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from models.services.exchange.destinations import Destination, forget_destination
from models.services.exchange.upload_plan import UploadPlan
from ui.case.pieces import Elided, button, px, row, words
from ui.choice_list import ChoiceList
from ui.exchange.plan_dialog import PlanDialog
from ui.exchange.server_dialog import ServerDialog
from ui.exchange.words import plan_words
from ui.window import Desk

BY_FOLDER = "文件夹或 U 盘（每次选）"


class SendingBar(QWidget):
    """Destination, copies, plan. `chosen` tells the name of the destination, empty for a folder; `copies` whether two are wanted."""

    chosen = Signal(str)
    copies = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._servers: tuple[Destination, ...] = ()
        self._plan: UploadPlan | None = None
        self.where = ChoiceList()
        self.where.setAccessibleName("目的地")
        self.where.setMinimumWidth(px(200))
        self.where.setMaximumWidth(px(360))
        self.where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.where.activated.connect(self._pick)
        self.two = QCheckBox("写两份（文件夹 A、B）")
        self.two.setToolTip("U 盘上有空间就写两份，一份坏了还有另一份")
        self.two.toggled.connect(self.copies)
        self.change = button("修改…", self.change_server, "link", tip="服务器的地址、口令、指纹")
        self.drop = button("去掉…", self.drop_server, "link")
        self.plan = Elided("", "muted")
        self.plan_button = button("上报计划…", self.change_plan, "link", tip="每天、每周或每月什么时候上报；到时间没报，今日会提醒")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(4))
        label = words("目的地")
        label.setBuddy(self.where)
        add = button("添加 SFTP 服务器…", self.add_server, "link")
        line = row(label, self.where, self.two, self.change, self.drop, add, stretch=False, spacing=12)
        line.addWidget(self.plan, 1)
        line.addWidget(self.plan_button)
        layout.addLayout(line)

    @property
    def name(self) -> str:
        """The chosen destination, empty for a folder."""
        return str(self.where.currentData() or "")

    def show_state(self, servers: tuple[Destination, ...], name: str, two: bool, plan: UploadPlan) -> None:
        """Shows what was kept."""
        self._servers, self._plan = servers, plan
        self.where.clear()
        self.where.addItem(BY_FOLDER, "")
        for one in servers:
            self.where.addItem(f"{one.name}（{one.server.host if one.tried else '还没有连上过'}）", one.name)
        self.where.setCurrentIndex(max(0, self.where.findData(name)))
        self.two.blockSignals(True)
        self.two.setChecked(two)
        self.two.blockSignals(False)
        self.plan.put(plan_words(plan))
        self.plan.setProperty("role", "error" if plan.owed else "muted")
        self.plan.style().unpolish(self.plan)
        self.plan.style().polish(self.plan)
        self._adapt()

    def add_server(self) -> None:
        """Sets a server up."""
        ServerDialog(self._desk).open()

    def change_server(self) -> None:
        """Changes the chosen server."""
        found = next((one for one in self._servers if one.name == self.name), None)
        if found:
            ServerDialog(self._desk, found).open()

    def drop_server(self) -> None:
        """Takes the chosen server away after a question."""
        name, desk = self.name, self._desk
        if name and desk.ask("去掉目的地", f"去掉“{name}”，连同存着的口令或私钥。以后要用得重新设置、重新核对指纹。", "去掉", "保留"):
            desk.tasks.run(lambda: forget_destination(desk.station, name), desk.changes.tell)

    def change_plan(self) -> None:
        """Asks for the plan."""
        if self._plan:
            PlanDialog(self._desk, self._plan.schedule).open()

    def _pick(self) -> None:
        self._adapt()
        self.chosen.emit(self.name)

    def _adapt(self) -> None:
        server = bool(self.name)
        self.where.setToolTip(self.where.currentText())
        self.two.setVisible(not server)
        for link in (self.change, self.drop):
            link.setVisible(server)
