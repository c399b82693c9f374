"""后续事项清单: the steps left to do in the marketing system, as a paper to tick off by hand."""

from __future__ import annotations

from dataclasses import replace

from models.business import BusinessType
from models.case import Case
from models.papers import PaperChecklist, PaperContext
from models.problems import StationError

AFTER_STEPS = "AFTER-STEPS"


def has_after_steps(case: Case, kind: BusinessType) -> bool:
    """Tells whether there is anything to list: the case is accepted, has not come to nothing, and its business leaves steps to do."""
    return bool(kind.sequences) and case.accepted_on is not None and case.outcome in ("", "archived")


def after_paper(case: Case, kind: BusinessType, context: PaperContext) -> PaperContext:
    """The context of the list, what is done already with its day; raises StationError where there is nothing to list."""
    if not has_after_steps(case, kind):
        raise StationError(f"{kind.name}没有后续事项可打印。", "受理以后、办的业务有后续事项的才打印。")
    lists = tuple(
        PaperChecklist(
            one.name,
            one.when,
            tuple((text, _done(case, one.code, number)) for number, text in enumerate(one.steps, 1)),
            f"{one.source}：{one.cite}",
            one.note,
        )
        for one in kind.sequences
        if one.code not in case.after_skipped
    )
    return replace(context, received_on=case.ended_on, checklists=lists)


def _done(case: Case, sequence: str, number: int) -> str:
    done = case.after_done.get((sequence, number))
    return done.on.isoformat() if done else ""
