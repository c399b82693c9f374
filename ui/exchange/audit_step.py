"""The self-audit before an export: what it says, and what the clerk may answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from models.services.self_audit import AuditReport
from ui.audit.running import run_audit
from ui.window import Desk

AUDIT_ANSWERS = ("取消", "先看自查结果", "照样导出")
LOOK, EXPORT = 1, 2


def audit_first(desk: Desk, done: Callable[[AuditReport], None]) -> None:
    """Audits every case that the centre has not answered yet, with progress; `done` gets the report, nothing where it is cancelled."""
    run_audit(desk, "waiting", done, "导出前先自查…")


def audited(report: AuditReport) -> tuple[str, str]:
    """The title and the sentence that say what was found and is not explained."""
    found = Counter(row.title for row in report.unexplained)
    listed = "、".join(f"{title} {number} 项" for title, number in found.most_common())
    still = len(report.unexplained)
    told = f"自查 {report.cases} 件，有 {still} 项还没有说明：{listed}。"
    return "导出前自查", f"{told}\n检查的人也会这样问；可以先看一看、写说明，也可以照样导出。"
