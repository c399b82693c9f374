"""Corrections that reach beyond one value: an acceptance moved later, papers that say something else now, stages opened again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from models.case_corrections import AcceptanceMoved, OutdatedPaper
from models.casework.topic import CaseView, Finding, Reminder, Topic

if TYPE_CHECKING:
    from models import events
    from models.case import Case
    from models.case_parts import IssuedPaper
    from models.events import Fact

RECEIPT = "RECEIPT"
PRINTED: dict[str, frozenset[str]] = {
    "RECEIPT": frozenset({"customer_name", "address", "agent", "agent_phone", "capacity", "voltage", "accepted_on"}),
    "NOTICE-LV-SMALL": frozenset({"customer_name"}),
    "NOTICE-LV-RES": frozenset({"customer_name"}),
    "NOTICE-LV": frozenset({"customer_name"}),
    "NOTICE-HV": frozenset({"customer_name"}),
    "MISSING": frozenset({"customer_name", "agent", "agent_phone", "phone"}),
    "COMMITMENT": frozenset({"customer_name", "document_no", "address", "agent", "agent_phone", "phone"}),
    "REPORT-UP": frozenset(
        {"customer_name", "document_no", "address", "phone", "agent", "agent_phone", "capacity", "voltage", "accepted_on"}
    ),
    "FEE-NOTICE": frozenset({"customer_name", "address", "capacity", "agent_phone", "phone"}),
    "REFUSAL": frozenset({"customer_name", "address"}),
    "TERMINATION": frozenset({"customer_name", "address"}),
    "PLAN-EXTENSION": frozenset({"customer_name", "address"}),
    "PAUSE-NOTICE": frozenset({"customer_name", "accepted_on"}),
}
"""Which facts of the application each notice prints, those it falls back on included; a test holds it against the notices themselves."""


def receipt_day(case: Case) -> tuple[str, date] | None:
    """The first receipt (number, day of acceptance printed on it) that names another day than the one that holds now."""
    return next(((no, day) for no, day in case.corrected.receipts.items() if day != case.accepted_on), None)


def receipt_words(case: Case) -> str:
    """What the customer's receipt says where it differs, as a sentence; else empty."""
    found = receipt_day(case)
    return f"回执上印的受理日期是 {found[1]}（{found[0]}），现在按 {case.accepted_on} 计" if found else ""


def papers_with(case: Case, field: str, old: str) -> tuple[IssuedPaper, ...]:
    """The issued papers, not void, on which a value of the application stands (`field` its name in the form, `old` as stored)."""
    from models.forms import form_by_code

    key = form_by_code(case.form).gives.get(field, field) if case.form else field
    return tuple(paper for paper in case.papers.values() if not paper.voided_on and _prints(case, paper, field, key, old))


def papers_with_day(case: Case, stage: str, old: date, form: str) -> tuple[IssuedPaper, ...]:
    """The issued papers, not void, on which the day of a stage stands; `form` is the form of that stage."""
    if stage == "accept":
        return papers_with(case, "accepted_on", old.isoformat())
    return tuple(paper for paper in case.papers.values() if not paper.voided_on and paper.code == form)


def _prints(case: Case, paper: IssuedPaper, field: str, key: str, old: str) -> bool:
    from models.forms import FORMS

    if paper.code in PRINTED:
        return key in PRINTED[paper.code]
    if paper.code.startswith("STAGE-"):
        return key in ("customer_name", "address")
    if paper.code == case.form:
        return True
    form = next((form for form in FORMS if form.code == paper.code), None)
    filled = case.forms.get(paper.code)
    if form is None or filled is None:
        return False
    return any(known == key and str(filled.values.get(name, "")) == old for name, known in form.prefill.items())


def open_papers(case: Case) -> tuple[OutdatedPaper, ...]:
    """Papers that still wait to be issued anew or explained; a void one no longer says anything."""
    return tuple(
        paper for paper in case.corrected.outdated.values()
        if not paper.settled and paper.paper_no in case.papers and not case.papers[paper.paper_no].voided_on
    )


def _moved(case: Case, event: events.StageDateCorrected, fact: Fact) -> None:
    if event.stage != "accept" or event.new <= event.old:
        return
    chief = event.chief or str((fact.private or {}).get("chief", ""))
    case.corrected.accepted_later.append(
        AcceptanceMoved(event.old, event.new, chief, event.evidence, fact.envelope.reason, fact.envelope.actor, fact.at)
    )


def _issued(case: Case, event: events.PaperIssued, _fact: Fact) -> None:
    if event.code == RECEIPT and case.accepted_on:
        case.corrected.receipts[event.paper_no] = case.accepted_on


def _outdated(case: Case, event: events.PapersOutdated, _fact: Fact) -> None:
    for number in event.papers:
        before = case.corrected.outdated.get(number)
        label = f"{before.label}、{event.label}" if before and not before.settled and event.label not in before.label else event.label
        case.corrected.outdated[number] = OutdatedPaper(number, label, event.on)


def _settled(case: Case, event: events.PaperSettled, fact: Fact) -> None:
    paper = case.corrected.outdated.get(event.paper_no)
    if paper:
        words = event.by or fact.envelope.reason
        case.corrected.outdated[event.paper_no] = replace(paper, settled=event.how, words=words)


def _reopened(case: Case, event: events.StageReopened, _fact: Fact) -> None:
    for stage in (event.stage, *event.marks):
        case.stages.pop(stage, None)
    if event.stage == "archive" and case.outcome == "archived":
        case.outcome, case.ended_on, case.ending = "", None, None
    case.corrected.reopened.append((event.stage, event.on))


def _told_settled(event: events.PaperSettled, _fact: Fact) -> str:
    return f"{event.paper_no} 已重出，新单据 {event.by}" if event.how == "reissued" else f"{event.paper_no} 不重出，已写明说明"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    for paper in open_papers(view.case):
        text = f"单据 {paper.paper_no} 上还是更正前的{paper.label}，要重出或写明说明"
        yield Reminder(f"outdated:{paper.paper_no}", text, paper.since, paper.since)


def _findings(view: CaseView) -> Iterator[Finding]:
    case = view.case
    for moved in case.corrected.accepted_later:
        printed = f"；{receipt_words(case)}" if receipt_day(case) else ""
        yield Finding(
            "accepted-later",
            "受理日期改晚",
            f"{moved.at:%Y-%m-%d} 把受理日期从 {moved.old} 改为 {moved.new}，理由：{moved.reason}，依据：{moved.evidence}{printed}",
            "改晚受理日期会使时限显得宽裕，须所长同意并有依据（默认值，非规定）",
            "核对依据原件和客户手里的回执；说不清的，改回原来的日期。",
            f"{moved.old}>{moved.new}",
        )
    for paper in open_papers(case):
        yield Finding(
            "paper-outdated",
            "单据与系统不一致",
            f"单据 {paper.paper_no} 上的{paper.label}在 {paper.since} 更正过，单据没有重出，也没有说明",
            "客户手里的单据应与登记一致（默认值，非规定）",
            "在“事项”里重出这张单据，或写明为什么不重出。",
            paper.paper_no,
        )


TOPIC = Topic(
    "corrected",
    apply={
        "StageDateCorrected": _moved, "PaperIssued": _issued, "PapersOutdated": _outdated, "PaperSettled": _settled,
        "StageReopened": _reopened,
    },  # fmt: skip
    told={
        "PapersOutdated": lambda event, _fact: f"更正了{event.label}，这些单据要重出或说明：{'、'.join(event.papers)}",
        "PaperSettled": _told_settled,
    },
    told_of_stage={
        "StageReopened": lambda event, _fact, named: f"重新办理 {named(event.stage)}（依据：{event.evidence}），原结果不再算",
    },
    reminders=_reminders,
    findings=_findings,
)
