"""The results of a self-audit as a sheet to be put up or sent round (通报): by kind, then each with its explanation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from models.papers import PaperContext
from models.services.paper.paper_head import headed
from models.services.self_audit import SCOPES, AuditReport
from models.services.station import Station

_HEADS = ("工单号", "问题", "事实", "说明")


def audit_paper(station: Station, report: AuditReport, scope: str, render: Callable[[PaperContext], bytes], today: date) -> bytes:
    """Draws the results of a self-audit as they stand; no fact and no number, and nobody's name but the station's own."""
    kinds = Counter(row.title for row in report.rows)
    still = len(report.unexplained)
    rows = tuple((row.number, row.title, row.facts, row.explained or "还没有说明") for row in report.rows)
    return render(
        replace(
            headed(station, "AUDIT-RESULTS", "稽查自查通报", today),
            lines=(
                ("自查范围", f"{SCOPES[scope]} {report.cases} 件，{today.year}年{today.month}月{today.day}日"),
                ("发现", f"{len(report.rows)} 项，已说明 {len(report.rows) - still} 项，未说明 {still} 项"),
                ("分类", "；".join(f"{title} {number} 项" for title, number in kinds.most_common()) or "没有发现问题"),
            ),
            table=(_HEADS, *(rows or (("—", "—", "没有发现问题", "—"),))),
            clauses=("自查按本所采用的规则逐件核对；数值为本所的设置（默认值，非规定）。客户不写姓名，按工单号查。",),
        )
    )
