"""来访登记: who came, called or was called, what still waits for an answer, complaints and their days."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from models.forms import parse_day
from models.services.changes import Changes
from models.services.contact_list import KIND_FILTERS, ContactFilter, ContactRow, list_contacts
from models.services.contact_list import ContactPage as Found
from ui.case.pieces import button, px, words
from ui.chosen_row import ChosenRow
from ui.empty_state import EmptyState
from ui.panel.flow import Flow
from ui.style import ACCENT, ACCENT_LIGHT, LEVELS, ROW_HEIGHT
from ui.window import Desk, Page

PAUSE_MS = 150
HEADINGS = ("时间", "类别", "谁", "电话", "内容", "工单", "首问", "状态")
_WIDTHS = (110, 96, 90, 116, 0, 168, 76, 170)
_LEFT_OUT = (6, 5)
_LEAST_WORDS = 160
_WORDS, _STATE = 4, 7
_CHOSEN = f"QPushButton:checked {{ background: {ACCENT_LIGHT}; border-color: {ACCENT}; color: {ACCENT}; font-weight: bold; }}"


class ContactsPage(Page):
    """The list with its filters; Enter opens a line in full, further lines come as the clerk scrolls."""

    title = "来访登记"
    help_topic = "contacts"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = 0
        self._after = ""
        self.rows: list[ContactRow] = []
        self.text, self.day = QLineEdit(), QLineEdit()
        self.waiting = QPushButton("只看待答复")
        self._kinds = QButtonGroup(self)
        self.table = self._new_table()
        self.empty = EmptyState()
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(self._heading())
        layout.addLayout(self._filters())
        layout.addWidget(self._lists, 1)
        QShortcut(QKeySequence("Ctrl+N"), self, desk.note_contact, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def wanted(self) -> ContactFilter:
        """What the filters ask for; a day that is not understood is not asked for."""
        kind = KIND_FILTERS[max(0, self._kinds.checkedId())][0]
        return ContactFilter(kind, self._day(), self.waiting.isChecked(), self.text.text())

    def _day(self) -> date | None:
        try:
            return parse_day(self.day.text(), self.desk.today()) if self.day.text().strip() else None
        except ValueError:
            return None

    def refresh(self) -> None:
        """Asks for the first page."""
        self._pause.stop()
        self._asked += 1
        self._ask("", self._asked)

    def concerns(self, changes: Changes) -> bool:
        """Contacts, and the people and cases named in the list."""
        return changes.contacts or changes.people or bool(changes.cases)

    def take_focus(self) -> None:
        """The list, where there is one."""
        (self.table if self.rows else self.note_button).setFocus()

    def next_step(self) -> None:
        """F2: opens the chosen line."""
        self.open_row()

    def back(self) -> bool:
        """Esc empties the filters first."""
        if self.wanted == ContactFilter() and not self.day.text():
            return False
        for field in (self.text, self.day):
            field.clear()
        self.waiting.setChecked(False)
        self._kinds.button(0).setChecked(True)
        self.refresh()
        return True

    def open_row(self) -> None:
        """Opens the chosen line in full."""
        from ui.contact.detail import open_contact

        at = self.table.currentRow()
        if 0 <= at < len(self.rows):
            open_contact(self.desk, self.rows[at].id)

    def _heading(self) -> QHBoxLayout:
        from ui.case.contact_dialogs import complain

        line = QHBoxLayout()
        line.setSpacing(12)
        self.note_button = button("记一条  Ctrl+Shift+L", self.desk.note_contact, "primary")
        self.count = words("", "subtitle")
        line.addWidget(words(self.title, "title"))
        line.addWidget(self.count)
        line.addStretch()
        line.addWidget(button("登记投诉…", lambda: complain(self.desk, "")))
        line.addWidget(self.note_button)
        return line

    def _filters(self) -> QHBoxLayout:
        line, kinds = QHBoxLayout(), Flow(8)
        line.setSpacing(8)
        for number, (_, name) in enumerate(KIND_FILTERS):
            made = QPushButton(name)
            made.setCheckable(True)
            made.setChecked(number == 0)
            made.setStyleSheet(_CHOSEN)
            made.clicked.connect(self.refresh)
            self._kinds.addButton(made, number)
            kinds.addWidget(made)
        self.waiting.setCheckable(True)
        self.waiting.setStyleSheet(_CHOSEN)
        self.waiting.clicked.connect(self.refresh)
        kinds.addWidget(self.waiting)
        line.addLayout(kinds, 3)
        asked = ((self.day, "哪一天 1123", "哪一天"), (self.text, "姓名、首字母、电话、内容、编号", "查找"))
        for field, hint, name in asked:
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
            field.setClearButtonEnabled(True)
            field.textChanged.connect(lambda _text: self._pause.start())
            field.returnPressed.connect(self.table.setFocus)
            line.addWidget(field, 1)
        self._fit()
        return line

    def _fit(self) -> None:
        """Gives the fields room for the type as it is now; the table does so itself."""
        for field, least, most in ((self.day, 108, 120), (self.text, 150, 250)):
            field.setMinimumWidth(px(least))
            field.setMaximumWidth(px(most))

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs wider fields."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _new_table(self) -> _Table:
        table = _Table(0, len(HEADINGS))
        table.setHorizontalHeaderLabels(HEADINGS)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setItemDelegate(ChosenRow(table))
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(_WORDS, QHeaderView.ResizeMode.Stretch)
        table.cellDoubleClicked.connect(lambda _row, _column: self.open_row())
        table.opened.connect(self.open_row)
        table.verticalScrollBar().valueChanged.connect(self._scrolled)
        return table

    def _ask(self, after: str, asked: int) -> None:
        station, today, wanted = self.desk.station, self.desk.today(), self.wanted
        self.desk.tasks.run(
            lambda: list_contacts(station, today, wanted, after), lambda found: self._show(found, after) if asked == self._asked else None
        )

    def _scrolled(self, at: int) -> None:
        if self._after and at >= self.table.verticalScrollBar().maximum() - 3:
            after, self._after = self._after, ""
            self._ask(after, self._asked)

    def _show(self, found: Found, after: str) -> None:
        chosen = self.table.currentRow()
        self.rows = [*(self.rows if after else []), *found.rows]
        self._after = found.after
        self.count.setText(f"{found.total} 条" if found.total else "")
        self._lists.setCurrentWidget(self.table if self.rows else self.empty)
        if not self.rows:
            self._say_empty()
        start = len(self.rows) - len(found.rows)
        self.table.setRowCount(len(self.rows))
        for number, one in enumerate(found.rows, start):
            for column, text in enumerate(cells_of(one, self.desk.today())):
                item = QTableWidgetItem(text)
                item.setToolTip(text if column in (_WORDS, _STATE) else "")
                if column == _STATE and one.level in LEVELS:
                    item.setForeground(QColor(LEVELS[one.level].text))
                self.table.setItem(number, column, item)
        self.table.fit()
        if self.rows:
            self.table.setCurrentCell(min(max(chosen, 0), len(self.rows) - 1), 0)

    def _say_empty(self) -> None:
        if self.wanted == ContactFilter():
            self.empty.say("还没有来访登记", "客户来访、来电、来问，打电话没有联系上，都按 Ctrl+Shift+L 记一条。")
        else:
            self.empty.say("没有找到", "换个类别或日子，或者按 Esc 清掉筛选。")


class _Table(QTableWidget):
    """A table in which Enter opens the row: `opened`."""

    opened = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for more columns."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs wider columns and higher lines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def fit(self) -> None:
        """Shows all but the words whole; where those would have no room, who noted it and the case are told when the line is opened."""
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        widths = [0 if column == _WORDS else max(px(width), self.sizeHintForColumn(column)) for column, width in enumerate(_WIDTHS)]
        for columns in ((), _LEFT_OUT[:1], _LEFT_OUT):
            seen = sum(width for column, width in enumerate(widths) if column not in columns)
            if self.viewport().width() - seen >= px(_LEAST_WORDS):
                break
        for column, width in enumerate(widths):
            self.setColumnHidden(column, column in columns)
            if column != _WORDS:
                self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else as ever."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def cells_of(row: ContactRow, today: date) -> tuple[str, ...]:
    """A line as it is read; the level of its state by a shape as well as by colour."""
    timed = row.at.year == today.year and row.at.time() != time()  # a complaint of an earlier day has no time
    at = f"{row.at:%m-%d %H:%M}" if timed else f"{row.at:%Y-%m-%d}"
    shape = f"{LEVELS[row.level].shape} " if row.level in LEVELS else ""
    return at, row.title, row.who or "—", row.phone, row.words, row.case_number or "—", row.person, f"{shape}{row.state}".strip()
