"""高压工单 among the centre's pages: what was passed up, and who works on it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from ui.case.pieces import px, row, words
from ui.centre.desk import CentreDesk, CentrePage
from ui.handed.page import HandedUpPage


class CountyHandedPage(CentrePage):
    """The list of passed-up cases under the name of the person that forms propose."""

    title = "高压工单"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self.person = QLineEdit()
        self.person.setPlaceholderText("经办人姓名")
        self.person.setAccessibleName("县中心经办人")
        self.person.setMaximumWidth(px(180))
        self.list = HandedUpPage(desk.centre, desk.tasks, lambda: self.person.text().strip())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        line = row(words("我是", "muted"), self.person, words("表单里的经办人先填这个名字", "hint"))
        line.setContentsMargins(px(20), 0, px(20), 0)
        layout.addLayout(line)
        layout.addWidget(self.list, 1)

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.refresh()

    def take_focus(self) -> None:
        """Who works here, as long as nobody is named."""
        if not self.person.text():
            self.person.setFocus()
