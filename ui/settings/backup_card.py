"""Where the data lies, when it was last backed up, and 立即备份."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from models.problems import StationError
from models.services.backups import BackupNote, back_up
from models.services.changes import Changes
from models.services.preferences import prefer
from ui.case.pieces import Card, button, row, words
from ui.day_words import full_day
from ui.settings.backup_words import backup_text
from ui.tasks import Job
from ui.window import Desk


class BackupCard(Card):
    """The data folder and its backup. `ask_folder` is the dialog, so that a test can answer it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("数据和备份")
        self._desk = desk
        self._folder = ""
        self._job: Job | None = None
        self.ask_folder: Callable[[str], str] = self._ask
        self.state = words("", wrap=True)
        self.details = words("", "muted", wrap=True)
        self.backup_button = button("立即备份…", self.back_up, "primary")
        where = str(desk.station.folder)
        self.body.addWidget(words("数据在这台电脑的文件夹（已加密）：", "muted"))
        self.body.addWidget(words(where, wrap=True))
        self.body.addWidget(self.state)
        self.body.addWidget(self.details)
        hint = "备份到 U 盘或移动硬盘：数据库、密钥文件、打印过的单据、附件。没填完的草稿不在备份里。硬盘坏了，只有备份能救回来。"
        self.body.addWidget(words(hint, "muted", wrap=True))
        self.body.addLayout(row(self.backup_button, button("打开数据文件夹", self._open)))

    def show_backup(self, note: BackupNote | None, folder: str, today: date) -> None:
        """Shows the last backup that was proved."""
        self._folder = folder
        level, text = backup_text(note, today)
        self.state.setText(text)
        self.state.setProperty("level", level)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.details.setVisible(note is not None)
        if note:
            self.details.setText(
                f"{full_day(note.at.date())} {note.at:%H:%M}　{note.lines} 条登记，{note.attachments} 份单据\n{note.folder}"
            )

    def back_up(self) -> None:
        """Asks where to, then copies and proves on the store's worker."""
        chosen = self.ask_folder(self._folder)
        if not chosen:
            return
        self.backup_button.setEnabled(False)
        station = self._desk.station

        def work() -> BackupNote:
            note = back_up(station, Path(chosen), self._advance)
            with suppress(StationError):  # the backup is proved and noted; forgetting the folder must not hide that
                prefer(station, backup_folder=chosen)
            return note

        self._job = None
        self._job = self._desk.tasks.run(
            work, self._done, failed=self._failed, progress_text="正在备份并校验，请勿拔出 U 盘…", cancellable=True
        )
        self._job.ended.connect(lambda _note, _error: self._stopped(), Qt.ConnectionType.QueuedConnection)

    def _advance(self, done: int, total: int) -> None:
        if self._job is None:
            return
        if self._job.cancelled:
            raise StationError("已取消备份，没有留下半份备份。")
        self._job.advance(done / total)

    def _done(self, note: BackupNote) -> None:
        self.backup_button.setEnabled(True)
        self._desk.changes.tell(Changes(packages=True))
        self._desk.toast(f"备份已写入并校验：{note.lines} 条登记，{note.attachments} 份单据。请安全弹出 U 盘再拔。")

    def _stopped(self) -> None:
        self.backup_button.setEnabled(True)
        if self._job is not None and self._job.cancelled:
            self._desk.changes.tell(Changes(packages=True))

    def _failed(self, error: Exception) -> None:
        self.backup_button.setEnabled(True)
        if isinstance(error, StationError):
            self._desk.show_error(error)

    def _ask(self, folder: str) -> str:
        return QFileDialog.getExistingDirectory(self, "备份到哪个文件夹（U 盘或移动硬盘）", folder)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.station.folder)))
