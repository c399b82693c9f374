"""The self-audit off the GUI thread, with progress; it changes nothing and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable

from models.services.self_audit import AuditReport, self_audit
from ui.tasks import Job
from ui.window import Desk


def run_audit(desk: Desk, scope: str, done: Callable[[AuditReport], None], progress_text: str) -> None:
    """Audits the cases of a scope; `done` gets the report in the GUI thread, nothing where the clerk cancels."""
    station, today = desk.station, desk.today()
    job: list[Job] = []

    def advance(at: int, total: int) -> None:
        if job:
            job[0].advance(at / total if total else 1.0)

    job.append(
        desk.tasks.run(lambda: self_audit(station, scope, today, advance), done, progress_text=progress_text, cancellable=True)
    )
