"""提醒: what the topics of the cases remind of, below the list; asked for once the first rows stand there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout

from models.services.reminders import ReminderRow
from ui.case.pieces import scale
from ui.day_words import full_day
from ui.window import Desk

SEEN = 2
_LARGE = 1.4  # type so large that the list above needs the room
_ASK_AFTER_MS = 30


class ReminderList(QFrame):
    """One line a reminder, the soonest first; Enter or a double click opens its case. Hidden while there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self.rows: tuple[ReminderRow, ...] = ()
        self._title = QLabel()
        self._title.setProperty("role", "section")
        self.list = _Lines()
        self.list.itemActivated.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self.list)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_ASK_AFTER_MS)
        self._later.timeout.connect(self.ask)
        self.hide()

    def ask_later(self) -> None:
        """Asks in a moment: the page's own rows are painted first."""
        self._later.start()

    def ask(self) -> None:
        """Asks the station what is to be reminded of today, while its page is seen."""
        page = self.parentWidget()
        if page is None or not page.isVisible():
            return
        from models.services.exchange.asked_notice import asked_reminder
        from models.services.exchange.broadcast_reminders import broadcast_reminders
        from models.services.exchange.upload_plan import upload_reminder
        from models.services.reminders import reminders_on

        station, now = self._desk.station, self._desk.now()
        today = now.date()

        def work() -> tuple[ReminderRow, ...]:
            of_reports = (*asked_reminder(station), *upload_reminder(station, now))
            return (*of_reports, *broadcast_reminders(station, today), *reminders_on(station, today))

        self._desk.tasks.run(work, self.show_reminders)

    def show_reminders(self, rows: Sequence[ReminderRow]) -> None:
        """Shows these reminders; the chosen line stays chosen where it is still there."""
        chosen = self.list.currentRow()
        self.rows = tuple(rows)
        self.setVisible(bool(rows))
        self._title.setText(f"提醒 {len(rows)}")
        self.list.clear()
        today = self._desk.today()
        for row in self.rows:
            day = "今天" if row.on == today else full_day(row.on) if row.on > today else f"{row.on:%m-%d} 起"
            item = QListWidgetItem("　".join(part for part in (day, row.customer, row.text) if part))
            item.setToolTip(f"{row.number}　{row.text}\n回车打开工单" if row.case_id else f"{row.text}\n回车到“数据上报”")
            self.list.addItem(item)
        self.list.setCurrentRow(max(0, min(chosen, len(self.rows) - 1)))
        height = self.list.sizeHintForRow(0) if self.rows else 0
        self.list.setFixedHeight(height * min(SEEN if scale() < _LARGE else 1, len(self.rows)) + 4)

    def _open(self, item: QListWidgetItem) -> None:
        case_id = self.rows[self.list.row(item)].case_id
        if case_id:
            self._desk.open_case(case_id)
        else:
            self._desk.open_page("exchange")


class _Lines(QListWidget):
    """Lines that Enter opens on every system."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("提醒")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the case of the line."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.itemActivated.emit(item)
            return
        super().keyPressEvent(event)
