"""从备份恢复: which backup, its password, progress; afterwards the station is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.label import StationLabel
from ui.case.pieces import button, px, row, words
from ui.enrolment.backup_table import BackupTable
from ui.tasks import Job, Tasks

if TYPE_CHECKING:
    from models.services.restoring import Backup
    from models.services.station import Station

PURPOSE = "插好备份用的 U 盘或移动硬盘，选它（或里面的 YK-BACKUP 文件夹），再选一份备份，输入做备份时的密码。"
NOTHING = "这个文件夹里没有备份。备份在名为 YK-BACKUP-所号 的文件夹里，请选它，或它所在的 U 盘。"
CANCELLED = "已取消，什么都没有改。"


class RestoreDialog(QDialog):
    """Restores into `target`; when it is accepted, `station` is open. `ask_folder` is the dialog, so that a test can answer it."""

    def __init__(
        self, parent: QWidget | None, target: Path, now: Callable[[], datetime], tasks: Tasks, there: StationLabel | None
    ) -> None:
        super().__init__(parent)
        self.station: Station | None = None
        self.ask_folder: Callable[[], str] = lambda: QFileDialog.getExistingDirectory(self, "备份在哪里（U 盘或 YK-BACKUP 文件夹）")
        self._target, self._now, self._tasks = target, now, tasks
        self._job: Job | None = None
        self.setWindowTitle("从备份恢复")
        self.setModal(True)
        self.folder = words("还没有选文件夹", "muted")
        self.table = BackupTable()
        self.table.setEnabled(False)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.password.textEdited.connect(lambda: self._say(""))
        self.trouble = words("", "error", wrap=True)
        self.choose_button = button("选文件夹…", self.choose)
        self.cancel_button = button("取消", self.reject)
        self.act_button = button("恢复", self.restore, "primary")
        self.act_button.setDefault(True)
        self._build(there)
        self._offer()

    def choose(self) -> None:
        """Asks for a folder and lists the backups in it."""
        chosen = self.ask_folder()
        if not chosen:
            return
        self.folder.setText(chosen)
        self._say("")

        def work() -> tuple[Backup, ...]:
            from models.services.restoring import backups_in

            return backups_in(Path(chosen))

        self._tasks.run(work, self._show, failed=self._failed, progress_text="正在查看文件夹…")

    def restore(self) -> None:
        """Puts the chosen backup in place, on the store's worker."""
        backup = self.table.chosen()
        if backup is None or not self.act_button.isEnabled():
            return
        if not self.password.text():
            self._say("请输入做这份备份时的密码。")
            self.password.setFocus()
            return
        self._say("")
        self._lock(True)
        password, target, now = self.password.text(), self._target, self._now

        def work() -> Station:
            from models.services.exchange.identity import marks_for
            from models.services.restoring import restore

            return restore(backup, target, password, marks_for(target), now, self._advance)

        self._job = None
        self._job = self._tasks.run(
            work, self._restored, failed=self._failed, progress_text="正在恢复并校验，请勿拔出 U 盘…", cancellable=True
        )
        self._job.ended.connect(self._stopped, Qt.ConnectionType.QueuedConnection)

    def reject(self) -> None:
        """Leaves; not while files are being put in place."""
        if self.cancel_button.isEnabled():
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter restores from the list and the password alike."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.act_button.isEnabled():
            self.restore()
        else:
            super().keyPressEvent(event)

    def _build(self, there: StationLabel | None) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(16))
        layout.setSpacing(px(10))
        layout.addWidget(words("从备份恢复", "title"))
        purpose = words(PURPOSE, wrap=True)
        layout.addWidget(purpose)
        if there:
            kept = f"这台电脑上已有{there.name}（{there.code}）的数据：恢复后用备份代替它，现有的移到旁边的 replaced-… 文件夹，不删除。"
            layout.addWidget(words(f"▲ {kept}", level="due", wrap=True))
        line = row(self.choose_button, stretch=False)
        line.addWidget(self.folder, 1)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        caption = words("密码")
        caption.setBuddy(self.password)
        line = row(caption, stretch=False)
        line.addWidget(self.password, 1)
        layout.addLayout(line)
        layout.addWidget(self.trouble)
        buttons = row()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.act_button)
        layout.addLayout(buttons)
        self.resize(px(680), px(480))

    def _show(self, found: tuple[Backup, ...]) -> None:
        self.table.show_backups(found)
        self._offer()
        if found:
            self.password.setFocus()
        else:
            self._say(NOTHING)

    def _offer(self) -> None:
        some = self.table.chosen() is not None
        self.table.setEnabled(some)
        self.password.setEnabled(some)
        self.act_button.setEnabled(some)

    def _advance(self, done: int, total: int) -> None:
        if self._job is None:
            return
        if self._job.cancelled:
            raise StationError(CANCELLED)
        self._job.advance(done / max(total, 1))

    def _restored(self, station: Station) -> None:
        self.station = station
        self.accept()

    def _stopped(self, station: Station | None, _error: Exception | None) -> None:
        """A cancelled job has stopped; what was in place by then is not hidden."""
        if self._job is None or not self._job.cancelled or self.station is not None:
            return
        if station is not None:
            self._restored(station)
        else:
            self._lock(False)
            self._say(CANCELLED)

    def _failed(self, error: Exception) -> None:
        self._lock(False)
        self._say(str(error) if isinstance(error, StationError) else "程序出错，没有恢复；已记下出错报告。")
        self.password.selectAll()
        QTimer.singleShot(0, self.password, self.password.setFocus)

    def _lock(self, locked: bool) -> None:
        for widget in (self.choose_button, self.cancel_button, self.table, self.password, self.act_button):
            widget.setEnabled(not locked)
        if not locked:
            self._offer()

    def _say(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
