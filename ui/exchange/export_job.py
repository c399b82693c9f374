"""One export under way: written, read back and proved on the store's worker, with progress, broken off when the clerk cancels."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import Qt

from models.problems import StationError
from models.services.changes import Changes
from models.services.exchange.sending import Kind, Sent, send
from models.services.exchange.targets import FolderTarget, Target
from models.services.preferences import prefer
from ui.tasks import Job
from ui.window import Desk

Done = tuple[Sent, Changes]


class ExportJob:
    """Runs `send` to a folder or a server.

    `done` gets the result, `failed` the error, `cancelled` is called once a cancelled one has stopped.

    Cancelling breaks the writing off and nothing is noted; where the package was already noted, `done` is called instead, for what
    was written must not be hidden.
    """

    def __init__(
        self,
        desk: Desk,
        target: Callable[[], Target],
        done: Callable[[Done], None],
        failed: Callable[[Exception], None],
        cancelled: Callable[[], None],
        kind: Kind = "delta",
    ) -> None:
        self._desk = desk
        self._target = target
        self._kind = kind
        self._done = done
        self._cancelled = cancelled
        self._job: Job | None = None
        self._noted: Done | None = None
        self._job = desk.tasks.run(
            self._work, done, failed=failed, progress_text="正在写入并校验，请勿拔出 U 盘、不要断网…", cancellable=True
        )
        self._job.ended.connect(lambda _result, _error: self._after_cancel(), Qt.ConnectionType.QueuedConnection)

    def _work(self) -> Done:
        target = self._target()
        self._noted = send(self._desk.station, target, self._advance, kind=self._kind)
        if isinstance(target, FolderTarget):
            with suppress(StationError):  # the package is written and noted; forgetting the folder must not hide that
                prefer(self._desk.station, export_folder=target.place)
        return self._noted

    def _advance(self, done: int, total: int) -> None:
        job = self._job
        if job is None:
            return
        if job.cancelled:
            raise StationError("已取消导出，没有写下任何数据包。")
        job.advance(done / total if total else 1.0)

    def _after_cancel(self) -> None:
        if self._job is None or not self._job.cancelled:
            return
        if self._noted is not None:
            self._done(self._noted)
        else:
            self._cancelled()
