"""Work off the GUI thread: one worker for the store, a small pool for paper, progress, cancel, and errors as sentences."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from models.problems import StationError

T = TypeVar("T")
PROGRESS_AFTER_MS = 300
CANCEL_AFTER_MS = 2000
PAPER_WORKERS = 2


class Job(QObject):
    """One piece of work under way. `cancelled` may be read by the work itself; a cancelled job's result is dropped."""

    ended = Signal(object, object)
    advanced = Signal(float)

    def __init__(self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[Exception], None] | None) -> None:
        super().__init__()
        self.work = work
        self.done = done
        self.failed = failed
        self.cancelled = False

    def cancel(self) -> None:
        """Asks the work to stop; whatever it still brings is dropped."""
        self.cancelled = True

    def advance(self, share: float) -> None:
        """Says how much is done, 0.0 to 1.0; may be called from the worker."""
        self.advanced.emit(share)


class Tasks(QObject):
    """Runs work on workers and hands the result back in the GUI thread.

    `at_once=True` runs everything immediately, for tests. `window` is the parent of dialogs; `tell` shows a StationError.
    """

    def __init__(self, window: QWidget | None = None, *, at_once: bool = False, tell: Callable[[StationError], None] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._at_once = at_once
        self._tell = tell or self._show_error
        self._store = ThreadPoolExecutor(1, "store")
        self._paper = ThreadPoolExecutor(PAPER_WORKERS, "paper")
        self._jobs: set[Job] = set()

    def run(self, work: Callable[[], T], done: Callable[[T], None], *, failed: Callable[[Exception], None] | None = None,
            progress_text: str = "", cancellable: bool = False, paper: bool = False) -> Job:
        """Runs `work` on the store's worker (`paper=True`: on the pool for paper), then `done` with its result in the GUI thread.

        A StationError goes to `failed`, or is shown as a sentence where there is none; anything else goes to `failed`, so that a
        page can unlock its buttons, and to the crash hook. With `progress_text` a dialog appears after 0.3 s and blocks the window; with
        `cancellable` it can be cancelled after 2 s, and the result is dropped: only for work that changes nothing.
        """
        job = Job(work, done, failed)
        if self._at_once:
            self._end(job, *_outcome(job))
            return job
        self._jobs.add(job)
        job.ended.connect(lambda result, error: self._end(job, result, error), Qt.ConnectionType.QueuedConnection)
        if progress_text:
            self._show_progress(job, progress_text, cancellable)
        (self._paper if paper else self._store).submit(lambda: job.ended.emit(*_outcome(job)))
        return job

    def close(self) -> None:
        """Waits for what is running and drops the results of everything else."""
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()
        self._store.shutdown(wait=True, cancel_futures=True)
        self._paper.shutdown(wait=True, cancel_futures=True)

    @property
    def busy(self) -> bool:
        """Whether any work is under way."""
        return bool(self._jobs)

    def _end(self, job: Job, result: Any, error: Exception | None) -> None:
        self._jobs.discard(job)
        if job.cancelled:
            return
        if error is None:
            job.done(result)
        elif isinstance(error, StationError):
            (job.failed or self._tell)(error)
        else:
            self._report(job, error)

    def _report(self, job: Job, error: Exception) -> None:
        if job.failed is not None:
            job.failed(error)
        sys.excepthook(type(error), error, error.__traceback__)

    def _show_error(self, error: StationError) -> None:
        from ui.message import show_error

        show_error(self._window, error)

    def _show_progress(self, job: Job, text: str, cancellable: bool) -> None:
        from ui.waiting import WaitingDialog

        def appear() -> None:
            if job not in self._jobs or job.cancelled:
                return
            dialog = WaitingDialog(self._window or QApplication.activeWindow(), text)
            job.ended.connect(dialog.finish, Qt.ConnectionType.QueuedConnection)
            job.advanced.connect(dialog.advance, Qt.ConnectionType.QueuedConnection)
            if cancellable:
                dialog.cancelled.connect(job.cancel)
                QTimer.singleShot(CANCEL_AFTER_MS - PROGRESS_AFTER_MS, dialog, dialog.offer_cancel)
            dialog.open()

        QTimer.singleShot(PROGRESS_AFTER_MS, self, appear)


def _outcome(job: Job) -> tuple[Any, Exception | None]:
    if job.cancelled:
        return None, None
    try:
        return job.work(), None
    except Exception as error:
        return None, error
