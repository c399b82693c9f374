"""采用放假安排: a year's holidays read, shown with the cases they move, and adopted with progress; cancelled, nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.calendars import Preview, Revision, adopt, from_file, preview
from models.services.changes import Changes
from models.services.folding.reclock import Progress, Shift
from ui.case.pieces import button, open_size, px, row, while_alive, words
from ui.tasks import Job
from ui.window import Desk

MOST_ROWS = 500
COLUMNS = (("工单号", 180), ("客户", 150), ("时限", 250), ("原到期日", 160), ("新到期日", 210))
_CANCELLED = "已取消，什么都没有改。"


class Breakable:
    """Work that can be broken off by its own progress: what it would have stored is then not stored, and `failed` is told so.

    Where it was cancelled too late, `done` is called all the same: what was stored must not be hidden.
    """

    def __init__(
        self, desk: Desk, work: Callable[[Progress], Any], done: Callable[[Any], None], failed: Callable[[Exception], None], text: str
    ) -> None:
        self._job: Job | None = None
        self._work, self._done, self._failed = work, done, failed
        self._stored: Any = None
        self._job = desk.tasks.run(self._run, done, failed=failed, progress_text=text, cancellable=True)
        self._job.ended.connect(lambda _result, _error: self._after_cancel(), Qt.ConnectionType.QueuedConnection)

    def _run(self) -> Any:
        self._stored = self._work(self._advance)
        return self._stored

    def _after_cancel(self) -> None:
        if self._job is None or not self._job.cancelled:
            return
        if self._stored is not None:
            self._done(self._stored)
        else:
            self._failed(StationError(_CANCELLED))

    def _advance(self, done: int, total: int) -> None:
        job = self._job
        if job is None:
            return
        if job.cancelled:
            raise StationError(_CANCELLED)
        job.advance(done / total if total else 1.0)


def import_calendar(desk: Desk, file: str, done: Callable[[], None] = lambda: None) -> None:
    """Reads a year's file and shows what it would change; what is wrong with it is told with line and remedy."""
    station = desk.station
    desk.tasks.run(lambda: from_file(station, Path(file)), partial(look_over, desk, done=done))


def look_over(desk: Desk, revision: Revision, done: Callable[[], None] = lambda: None) -> None:
    """Works out what a revision would move, then opens the dialog that shows it."""
    station, today = desk.station, desk.today()
    Breakable(
        desk, lambda progress: preview(station, revision, today, progress), lambda seen: CalendarDialog(desk, seen, done).open(),
        lambda error: desk.show_error(error) if isinstance(error, StationError) else None, "正在算哪些工单的到期日会变…",
    )


class CalendarDialog(QDialog):
    """What a revision brings and moves; 采用 stores it and recomputes once."""

    def __init__(self, desk: Desk, seen: Preview, done: Callable[[], None] = lambda: None) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk = desk
        self.seen = seen
        self._done = done
        self.setWindowTitle("采用放假安排")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(16))
        layout.setSpacing(px(8))
        layout.addWidget(words(f"采用后是工作日历 {seen.revision.number}（现用 {seen.revision.base}）", "section"))
        for line in brought(seen.revision):
            layout.addWidget(words(line, "muted", wrap=True))
        for line in contradicted(seen.revision):
            layout.addWidget(words(line, "error", wrap=True))
        self.summary = words(seen.summary, "section", wrap=True)
        layout.addWidget(self.summary)
        self.table = _table(seen.shifts)
        layout.addWidget(self.table, 1)
        self.table.setVisible(bool(seen.shifts))
        layout.addWidget(words(_below(seen), "muted", wrap=True))
        self.trouble = words("", "error", wrap=True)
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.keep_button = button("暂不采用", self.reject)
        self.act_button = button("采用", self.adopt, "primary")
        self.act_button.setDefault(True)
        buttons = row(stretch=True)
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.act_button)
        layout.addLayout(buttons)
        open_size(self, 1080, 560 if seen.shifts else 280)

    def adopt(self) -> None:
        """Stores the revision; a cancelled one leaves everything as it was."""
        self._lock(True)
        station, today, revision = self.desk.station, self.desk.today(), self.seen.revision
        Breakable(
            self.desk, lambda progress: adopt(station, revision, today, progress), while_alive(self, self._adopted),
            while_alive(self, self._failed), "正在采用并重算到期日…",
        )

    def reject(self) -> None:
        """Leaves without adopting; not while it is being stored."""
        if self.keep_button.isEnabled():
            super().reject()

    def _adopted(self, result: tuple[Preview, Changes]) -> None:
        seen, changes = result
        self.desk.changes.tell(changes)
        self.desk.toast(f"已采用工作日历 {seen.revision.number}。{seen.summary}")
        self._done()
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._lock(False)
        if isinstance(error, StationError):
            self.trouble.setText(str(error))
            self.trouble.show()

    def _lock(self, locked: bool) -> None:
        self.act_button.setEnabled(not locked)
        self.keep_button.setEnabled(not locked)


def brought(revision: Revision) -> list[str]:
    """Each year that comes, with the paper behind it."""
    return [
        f"{year.year} 年第 {year.edition} 版：放假 {year.off} 天，调休上班 {year.work} 天。依据：{year.paper}"
        if year.edition else f"{year.year} 年：放假 {year.off} 天，调休上班 {year.work} 天。依据：{year.paper}"
        for year in revision.years
    ]


def contradicted(revision: Revision) -> list[str]:
    """Where a year that was already published now says another thing."""
    return [
        f"与现用的 {year.year} 年安排不一致 {len(year.contradicts)} 天，以这次的为准：{'；'.join(year.contradicts[:6])}"
        f"{'……' if len(year.contradicts) > 6 else ''}。"
        for year in revision.years if year.contradicts
    ]


def _below(seen: Preview) -> str:
    more = f"上面列出前 {MOST_ROWS} 件，共 {len(seen.shifts)} 件。" if len(seen.shifts) > MOST_ROWS else ""
    return f"{more}采用后在办工单按新日历重算一次，每件变动都记入该工单的历史；已经办完的环节不变。"


def _table(shifts: tuple[Shift, ...]) -> QTableWidget:
    shown = shifts[:MOST_ROWS]
    table = QTableWidget(len(shown), len(COLUMNS))
    table.setHorizontalHeaderLabels([name for name, _ in COLUMNS])
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.setAccessibleName("到期日变动的工单")
    header = table.horizontalHeader()
    header.setSectionsClickable(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    for at, (_, width) in enumerate(COLUMNS):
        table.setColumnWidth(at, px(width))
    for line, shift in enumerate(shown):
        texts = (shift.number, shift.customer, shift.limit, day_words(shift.old, shift.was_provisional), _new_words(shift))
        for at, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(line, at, item)
    return table


def day_words(day: date | None, provisional: bool) -> str:
    """A day and whether it is provisional."""
    return f"{day.isoformat()}{'（暂定）' if provisional else ''}" if day else "不计时"


def _new_words(shift: Shift) -> str:
    if shift.old and shift.new and shift.old != shift.new:
        return f"{day_words(shift.new, shift.provisional)} {'推后' if shift.new > shift.old else '提前'}"
    return f"{day_words(shift.new, shift.provisional)}{' 已确定' if shift.was_provisional and not shift.provisional else ''}"
