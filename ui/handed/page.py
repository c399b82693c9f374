"""高压工单 at the county centre: the open cases of all stations that were passed up, each opened in a window of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.centre.desk import open_desk
from models.services.centre.handed_up import HandedUp, handed_up
from models.services.centre.store import Centre
from ui import message
from ui.case.lists import Line, Lines
from ui.case.pieces import button, px, row, words
from ui.handed.window import CentreCaseWindow
from ui.tasks import Tasks

_TURNS = {"waiting": ("待接收", "due"), "centre": ("县中心办理中", "calm"), "station": ("在供电所", "")}
_HEADS = ("状态", "供电所", "工单", "客户", "现在要做", "时限到")


class HandedUpPage(QWidget):
    """The list, the cases to be taken over first; `person` gives the name of who works here, which forms propose."""

    def __init__(self, centre: Centre, tasks: Tasks, person: Callable[[], str] = lambda: "") -> None:
        super().__init__()
        self._centre, self._tasks, self._person = centre, tasks, person
        self.windows: dict[str, CentreCaseWindow] = {}
        self.told = words("", "muted", wrap=True)
        self._place = QVBoxLayout()
        inside = QWidget()
        inside.setLayout(self._place)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(14), px(20), px(16))
        layout.addLayout(row(words("高压工单", "title"), button("刷新", self.refresh, "link")))
        layout.addWidget(self.told)
        layout.addWidget(area, 1)

    def refresh(self) -> None:
        """Reads the list again."""
        self._tasks.run(lambda: handed_up(self._centre), self._show, failed=self._fail)

    def open(self, one: HandedUp) -> None:
        """Opens a case in its window, or brings that to the front."""
        if one.case_id in self.windows:
            self.windows[one.case_id].activateWindow()
            return
        try:
            desk = open_desk(self._centre, one.station, self._person())
        except StationError as error:
            message.show_error(self, error)
            return
        window = CentreCaseWindow(desk, one.case_id, self.refresh)
        self.windows[one.case_id] = window
        window.destroyed.connect(lambda: self.windows.pop(one.case_id, None))
        window.show()

    def _show(self, found: tuple[HandedUp, ...]) -> None:
        while item := self._place.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        waiting = sum(one.turn == "waiting" for one in found)
        self.told.setText(f"供电所上报、还没有办结的高压工单 {len(found)} 件，其中待接收 {waiting} 件。")
        self._place.addWidget(Lines(_HEADS, (2, 3, 4, 6, 5, 2), [self._line(one) for one in found], "没有上报来的高压工单。"))
        self._place.addStretch()

    def _line(self, one: HandedUp) -> Line:
        turn, level = _TURNS[one.turn]
        link = button("打开", partial(self.open, one), "link")
        link.setAccessibleName(f"打开 {one.number}")
        due = f"{one.due:%Y-%m-%d}" if one.due else "—"
        texts = (f"{one.station_name} {one.station}", one.number, f"{one.customer} {one.summary}", one.next, due)
        return (words(turn, level=level), *(words(text, wrap=True) for text in texts)), [link]

    def _fail(self, error: Exception) -> None:
        self.told.setText(str(error) if isinstance(error, StationError) else "高压工单没有读出来。")
