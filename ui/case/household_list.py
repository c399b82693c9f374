"""住户清单: the households of a batch in a window of their own, made for two hundred rows and the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.casework.households import Household
from models.checklist import Checklist
from models.problems import StationError
from models.services.changes import Changes
from models.services.households import HouseholdRow, HouseholdsPage, Progress, household, households_page
from ui.case.entry import EntryDialog
from ui.case.household_dialogs import AddDialog, CorrectDialog, DropDialog, ProgressDialog, SeveralDialog
from ui.case.pieces import button, open_size, px, row, words
from ui.chosen_row import ChosenRow
from ui.style import LEVELS, ROW_HEIGHT
from ui.window import Desk

_COLUMNS = (
    ("序号", 46), ("幢、单元", 130), ("室号", 90), ("户名", 84), ("kW", 60), ("状态", 150), ("申请", 100), ("到期", 100), ("送电", 100),
    ("电能表编号", 0), ("核对", 60),
)  # fmt: skip
_STATE, _DUE, _SERVED, _REST = 5, 7, 8, 9
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELP = "回车登记选中的一户；按住 Ctrl 或 Shift 选多户，Ctrl+回车一起登记；直接输入室号或户名查找，Esc 清空"


class HouseholdTable(QTableWidget):
    """The rows. `wanted` = Enter or a double click, `together` = Ctrl+Enter, `typed` = a figure or letter that begins a search."""

    wanted = Signal()
    together = Signal()
    typed = Signal(str)

    def __init__(self, *, replaces: bool) -> None:
        super().__init__(0, len(_COLUMNS))
        self.rows: tuple[HouseholdRow, ...] = ()
        heads = [name for name, _ in _COLUMNS]
        if replaces:
            heads[_SERVED] = "换表"
        self.setHorizontalHeaderLabels(heads)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setItemDelegate(ChosenRow(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, (_, width) in enumerate(_COLUMNS):
            mode = QHeaderView.ResizeMode.Stretch if column == _REST else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)
            if width:
                self.setColumnWidth(column, px(width))
        self.setAccessibleName("住户清单")
        self.cellDoubleClicked.connect(lambda _row, _column: self.wanted.emit())

    def show_rows(self, rows: Sequence[HouseholdRow], choose: str) -> None:
        """Shows these; `choose` is the household to stand on, the first where it is not among them."""
        self.rows = tuple(rows)
        self.setRowCount(len(self.rows))
        for at, one in enumerate(self.rows):
            for column, text in enumerate(_texts(one)):
                item = QTableWidgetItem(text)
                if one.level and column in (_STATE, _DUE):
                    item.setForeground(QColor(LEVELS[one.level].text))
                self.setItem(at, column, item)
        ids = [one.id for one in self.rows]
        if ids:
            self.setCurrentCell(ids.index(choose) if choose in ids else 0, _STATE)

    def chosen(self) -> str:
        """The household the keyboard stands on, empty where there is none."""
        return self.rows[self.currentRow()].id if 0 <= self.currentRow() < len(self.rows) else ""

    def all_chosen(self) -> tuple[str, ...]:
        """Every household that is selected, from the top."""
        return tuple(self.rows[index.row()].id for index in sorted(self.selectionModel().selectedRows(), key=lambda index: index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+Enter opens for all selected, typing searches."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in _ENTER:
            (self.wanted if plain else self.together).emit()
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


def _texts(one: HouseholdRow) -> tuple[str, ...]:
    days = (f"{day}" if day else "" for day in (one.applied_on, one.due, one.served_on))
    applied, due, served = days
    return (one.id, one.unit, one.room, one.name, one.capacity, one.state, applied, due, served, one.meter, one.checked)


class HouseholdsDialog(QDialog):
    """The list, a line to find a household by, and what can be done; it reads again after each act and goes on to the next open one."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk, self.case_id = desk, case_id
        self.page: HouseholdsPage = households_page(desk.station, case_id, desk.today())
        self.last: Progress | None = None
        self._next = ""
        self.setWindowTitle(f"住户清单 {self.page.number}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.total = words("", "section")
        self.finder = QLineEdit()
        self.finder.setPlaceholderText("查找：室号、户名、状态或表号")
        self.finder.setAccessibleName("查找住户")
        self.finder.setFixedWidth(px(280))
        self.finder.installEventFilter(self)
        self.table = HouseholdTable(replaces=self.page.replaces)
        self.finder.textChanged.connect(lambda _text: self._show(self.table.chosen()))
        self.table.wanted.connect(self.open_one)
        self.table.together.connect(self.open_several)
        self.table.typed.connect(self._find)
        self._lay_out()
        desk.changes.changed.connect(self._touched)
        self._show("")
        open_size(self, 1180, 640)
        self.table.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(14))
        layout.setSpacing(px(8))
        head = row(self.total)
        head.addWidget(self.finder)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(words(_HELP, "hint"))
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.acts = (
            button("登记这一户", self.open_one, "primary"),
            button("选中的一起登记…", self.open_several),
            button("添加住户…", lambda: self._above(AddDialog(self.desk, self.case_id))),
            button("更正…", lambda: self._chosen(lambda: CorrectDialog(self.desk, self.case_id, self._known()[0]))),
            button("不再办理…", lambda: self._chosen(lambda: DropDialog(self.desk, self.case_id, self._known()[0]))),
        )
        for act in self.acts:
            act.setAutoDefault(False)
            act.setEnabled(not self.page.ended)
        made = row(*self.acts)
        made.addWidget(button("关闭", self.accept))
        return made

    # --- acts ----------------------------------------------------------------------------------------------------------------

    def open_one(self) -> None:
        """Opens the dialog of the household the keyboard stands on."""

        def made() -> EntryDialog:
            one, papers = self._known()
            dialog = ProgressDialog(
                self.desk, self.case_id, one, papers, self.page.people, replaces=self.page.replaces, last=self.last
            )
            dialog.accepted.connect(lambda: self._entered(dialog.entered))
            return dialog

        self._chosen(made)

    def open_several(self) -> None:
        """Opens what all the selected households have in common; with one selected, its own dialog."""
        ids = self.table.all_chosen()
        if len(ids) > 1:
            self._chosen(lambda: SeveralDialog(self.desk, self.case_id, ids, self.page.people, self._known()[1]))
        else:
            self.open_one()

    def _known(self) -> tuple[Household, Checklist]:
        return household(self.desk.station, self.case_id, self.table.chosen())

    def _chosen(self, make: Callable[[], EntryDialog]) -> None:
        if self.page.ended or not self.table.chosen():
            return
        try:
            self._above(make())
        except StationError as error:
            self.desk.show_error(error)

    def _above(self, dialog: EntryDialog) -> None:
        """Opens a dialog above this window, not behind it."""
        dialog.setParent(self, dialog.windowFlags())
        dialog.open()

    def _entered(self, entered: Progress) -> None:
        self.last = entered
        self._show(self._after(self.table.chosen()))

    def _after(self, household_id: str) -> str:
        """The next household below that is not settled, itself where there is none."""
        ids = [one.id for one in self.table.rows]
        below = self.table.rows[ids.index(household_id) + 1 :] if household_id in ids else ()
        return next((one.id for one in below if not one.settled), household_id)

    # --- showing -------------------------------------------------------------------------------------------------------------

    def _touched(self, changes: Changes) -> None:
        if self.case_id in changes.cases:
            self.page = households_page(self.desk.station, self.case_id, self.desk.today())
            self._show(self.table.chosen())

    def _show(self, choose: str) -> None:
        wanted = self.finder.text().strip().lower()
        found = [one for one in self.page.rows if wanted in " ".join(_texts(one)).lower()]
        self.table.show_rows(found, choose)
        left = len(self.page.rows) - self.page.settled
        told = f"共 {len(self.page.rows)} 户，办完 {self.page.settled} 户" + (f"，还有 {left} 户" if left else "，可以归档")
        self.total.setText(told + (f"　查到 {len(found)} 户" if wanted else ""))

    def _find(self, text: str) -> None:
        self.finder.setFocus()
        self.finder.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and the arrows go from the search line into the list, Esc empties it first."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (*_ENTER, Qt.Key.Key_Down):
                self.table.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape and self.finder.text():
                self.finder.clear()
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)


def _open_list(desk: Desk, case_id: str, _key: str) -> None:
    HouseholdsDialog(desk, case_id).open()


def _open_add(desk: Desk, case_id: str, _key: str) -> None:
    AddDialog(desk, case_id).open()


ACTS: dict[str, Callable[[Desk, str, str], None]] = {"list": _open_list, "add": _open_add}
