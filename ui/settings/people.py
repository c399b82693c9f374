"""The people of the station: who is in post, since when, until when, and who sits at the counter now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from models.services.changes import Changes
from models.services.station import Person, act_as
from ui.case.pieces import Card, button, px, row, words
from ui.choice_list import ChoiceList
from ui.chosen_row import ChosenRow
from ui.settings.dialogs import AddPersonDialog, EndPersonDialog
from ui.style import MUTED, ROW_HEIGHT
from ui.window import Desk

COLUMNS = (("姓名", 0), ("岗位", 110), ("到岗", 120), ("离岗", 120))
ROWS_SHOWN = 8


class PeopleCard(Card):
    """The list with 添加 and 离岗, and the choice of who acts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("人员")
        self._desk = desk
        self.rows: tuple[Person, ...] = ()
        self.clerk = ChoiceList()
        self.clerk.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.clerk.setAccessibleName("现在经办的人")
        self.clerk.activated.connect(self._act_as)
        self.table = _PeopleTable()
        self.table.itemSelectionChanged.connect(self._chosen)
        self.add_button = button("添加人员…", self.add)
        self.end_button = button("办理离岗…", self.end)
        who = row(words("现在经办的人"), self.clerk, words("以后的登记都记在这个名下", "muted"))
        self.body.addLayout(who)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row(self.add_button, self.end_button))

    def show_people(self, people: Sequence[Person], actor: str, today: date) -> None:
        """Shows everybody, those in post first; the chosen person stays chosen."""
        chosen = self.chosen()
        self.rows = tuple(people)
        self.table.fill(self.rows, today)
        ids = [person.id for person in self.rows]
        if chosen and chosen.id in ids:
            self.table.selectRow(ids.index(chosen.id))
        self.clerk.clear()
        for person in self.rows:
            if person.until is None or person.until >= today or person.id == actor:
                self.clerk.addItem(f"{person.name}（{person.post}）", person.id)
        self.clerk.setCurrentIndex(self.clerk.findData(actor))
        self._chosen()

    def chosen(self) -> Person | None:
        """The chosen person."""
        at = self.table.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) and self.table.selectedItems() else None

    def add(self) -> None:
        """Asks for a new person."""
        AddPersonDialog(self._desk).open()

    def end(self) -> None:
        """Asks for the chosen person's last day."""
        person = self.chosen()
        if person:
            EndPersonDialog(self._desk, person).open()

    def _chosen(self) -> None:
        person = self.chosen()
        self.end_button.setEnabled(person is not None and person.until is None)
        self.end_button.setToolTip("" if person else "先在上面选一个人")

    def _act_as(self, index: int) -> None:
        station, person, name = self._desk.station, str(self.clerk.itemData(index)), self.clerk.itemText(index)
        self._desk.tasks.run(partial(act_as, station, person), lambda _: self._acted(name))

    def _acted(self, name: str) -> None:
        self._desk.changes.tell(Changes(people=True))
        self._desk.toast(f"现在由 {name} 经办，之后的登记都记在这个名下。")


class _PeopleTable(QTableWidget):
    """Name, post, from, to."""

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.setHorizontalHeaderLabels([name for name, _ in COLUMNS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(ChosenRow(self))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("人员")

    def fill(self, people: Sequence[Person], today: date) -> None:
        """Puts these people; those who left are paler."""
        self.setRowCount(len(people))
        for at, person in enumerate(people):
            gone = person.until is not None and person.until < today
            until = f"{person.until}" if person.until else "在岗"
            for column, text in enumerate((person.name, person.post, f"{person.since}", until)):
                cell = QTableWidgetItem(text)
                if gone:
                    cell.setForeground(QColor(MUTED))
                self.setItem(at, column, cell)
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name takes what is left."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self.setMinimumHeight(px(ROW_HEIGHT) * (min(max(self.rowCount(), 3), ROWS_SHOWN) + 1) + px(4))
        fixed = sum(px(width) for _, width in COLUMNS)
        for at, (_, width) in enumerate(COLUMNS):
            self.setColumnWidth(at, px(width) if width else max(self.viewport().width() - fixed, px(120)))
