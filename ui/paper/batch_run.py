"""A batch under way: paper after paper is issued on the store's worker and drawn for the printer on another, until it is stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtPrintSupport import QPrinter

from models.problems import StationError
from models.services.changes import Changes
from models.services.paper.paper_batches import Made, Wanted
from ui.paper.printing import DPI, Offset, PrintJob
from ui.window import Desk


class BatchRun(QObject):
    """Makes papers in order. `made` tells (number in the list, what came of it), `ended` once a sentence on what stopped it, or empty.

    Whatever was numbered when it is stopped goes to the printer or into the file; nothing is numbered after that. Give it a printer
    with its name, or a file.
    """

    made = Signal(int, object)
    ended = Signal(str)

    def __init__(
        self, desk: Desk, wanted: Sequence[Wanted], title: str, *, printer: QPrinter | None = None, file: Path | None = None
    ) -> None:
        super().__init__()
        self.desk = desk
        self.wanted = list(wanted)
        self.done: list[Made] = []
        self._stopped = False
        self._touched: set[str] = set()
        self._file = file
        self._printer, self._title = printer, title
        self._job: PrintJob | None = None

    def start(self, offset: Offset = (0.0, 0.0)) -> None:
        """Begins; `offset` moves the printer's pages."""
        if self._printer is not None:
            self._job = PrintJob(self._printer, self._title, offset)
        self._next()

    def stop(self) -> None:
        """Stops after the paper that is under way."""
        self._stopped = True

    @property
    def printed(self) -> int:
        """How many papers came out so far."""
        return sum(bool(one.pdf) for one in self.done)

    def _next(self) -> None:
        if self._stopped or len(self.done) == len(self.wanted):
            self._finish("")
            return
        wanted, station, today = self.wanted[len(self.done)], self.desk.station, self.desk.today()

        def work() -> Made:
            from models.services.paper.paper_batches import make
            from reports.render import render

            return make(station, wanted, render, today)

        self.desk.tasks.run(work, self._drawn, failed=self._broken)

    def _drawn(self, made: Made) -> None:
        if made.changes:
            self._touched |= made.changes.cases
        job = self._job
        if job is None or not made.pdf:
            self._note(made)
            return

        def work() -> Made:
            from reports.render import ink_images

            job.add(ink_images(made.pdf, DPI), made.wanted.copies)
            return made

        self.desk.tasks.run(work, self._note, failed=lambda error: self._jammed(made, error), paper=True)

    def _note(self, made: Made) -> None:
        self.done.append(made)
        self.made.emit(len(self.done) - 1, made)
        QTimer.singleShot(0, self, self._next)

    def _jammed(self, made: Made, error: Exception) -> None:
        """The printer gave up on a paper that has its number: it is to be printed once more."""
        told = str(error) if isinstance(error, StationError) else "打印机没有打出来。"
        kept = f"{told} 编号 {made.paper_no} 已有，请在工单的单据里再打。" if made.paper_no else told
        self.done.append(replace(made, why=kept))
        self.made.emit(len(self.done) - 1, self.done[-1])
        self._finish(told)

    def _broken(self, error: Exception) -> None:
        self._finish(str(error) if isinstance(error, StationError) else "程序出错，已停下；打出来的都已登记。")

    def _finish(self, told: str) -> None:
        job, file = self._job, self._file
        pdfs = [one.pdf for one in self.done if one.pdf for _ in range(one.wanted.copies)] if file else []

        def work() -> None:
            if job is not None:
                job.end()
            if file is not None and pdfs:
                from reports.joined import joined
                from ui.paper.preview import write_pdf

                write_pdf(file, joined(pdfs))

        def ended(error: Exception | None = None) -> None:
            if self._touched:
                self.desk.changes.tell(Changes(frozenset(self._touched), packages=True))
            self.ended.emit(f"{told}{error}" if isinstance(error, StationError) else told)

        self.desk.tasks.run(work, lambda _: ended(), failed=ended, paper=True)
