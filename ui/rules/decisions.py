"""审批 and 办结: who approves a plan, how a case may end, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.approval_rules import ApprovalMatrix, ApprovalRow
from models.approval_words import authority_of, chain_of_row, conditions_of
from models.outcome_rules import ASSESSED, Outcome
from models.rules import RuleBook
from ui.rules.flows import paper_name
from ui.rules.html import heading, paragraph, table


def approvals_text(book: RuleBook) -> str:
    """The matrix that the station uses, then those that are there to be read."""
    own = book.approvals
    chosen = paragraph(f"本所采用：{own.matrix.name}") if own else paragraph("本所没有审批规定：方案填好就可以答复客户。")
    matrices = sorted(book.matrices, key=lambda matrix: own is None or matrix is not own.matrix)
    return heading(2, "方案审批权限") + chosen + "".join(_matrix(matrix, own.slots if own else {}) for matrix in matrices)


def _matrix(matrix: ApprovalMatrix, slots: Mapping[str, str]) -> str:
    columns = (("情形", 24), ("由谁审批", 26), ("权限", 18), ("出处", 32))
    rows = (
        (_cases(row), chain_of_row(row, slots), authority_of(row), "\n".join(_cited(row.source, row.cite, row.note)))
        for row in matrix.rows
    )
    only = "（只供查阅）" if not matrix.selectable else ""
    note = paragraph(matrix.note, muted=True) if matrix.note else ""
    return heading(3, f"{matrix.name}{only}") + note + table(columns, rows)


def _cases(row: ApprovalRow) -> str:
    said = conditions_of(row)
    return row.name if row.name == said else f"{row.name}\n{said}"


def _cited(*parts: str) -> Iterator[str]:
    yield from (part for part in parts if part)


def outcomes_text(book: RuleBook) -> str:
    """Every way in which a case ends."""
    columns = (("结果", 14), ("原因", 26), ("凭据、单据", 18), ("谁决定、怎样办结", 20), ("出处", 22))
    return heading(2, "工单怎样办结") + table(columns, (_outcome(outcome) for outcome in book.outcomes.values()))


def _outcome(outcome: Outcome) -> tuple[str, ...]:
    how = "答复书送达客户之日" if outcome.ends_on == "delivered" else "决定之日"
    who = "、".join(outcome.decided_by) or "由归档环节办结"
    return (
        f"{outcome.name}\n{ASSESSED[outcome.assessed]}",
        "\n".join(reason.name for reason in outcome.reasons) or "—",
        "\n".join(_cited(outcome.evidence, f"单据：{paper_name(outcome.paper)}" if outcome.paper else "")),
        f"{who}\n{how}" if outcome.decided_by else who,
        "\n".join(_cited(outcome.source, outcome.cite, outcome.note)),
    )
