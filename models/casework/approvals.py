"""Approval of the supply plan: the chain of roles a case needs, what was decided on which version, and what waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from models.approval_rules import ROLES, ApprovalCase, Chain, ChainStep, kilovolts
from models.case_facts import facts_of_case
from models.casework.topic import CaseView, Topic
from models.decisions import Decision
from models.flow import Todo

if TYPE_CHECKING:
    from models import events
    from models.case import Case
    from models.case_parts import FilledForm
    from models.events import Fact

PLAN_FORMS = ("LV-PLAN", "HV-PLAN")
DECISIONS: dict[str, str] = {"agree": "同意", "disagree": "不同意", "return": "退回修改"}
WAYS: dict[str, str] = {"system": "系统内", "paper": "纸面审批"}


@dataclass(frozen=True)
class ApprovalState:
    """How far the approval of the present version of the plan `form` is: `times` the version, `given` what was decided on it, in order."""

    chain: Chain
    form: str
    times: int
    given: tuple[tuple[ChainStep, Decision | None], ...]

    @property
    def refused(self) -> tuple[ChainStep, Decision] | None:
        """The role that did not agree with this version."""
        return next(((step, word) for step, word in self.given if word and word.decision != "agree"), None)

    @property
    def next_step(self) -> ChainStep | None:
        """The role whose word is awaited; None where the chain is complete or somebody did not agree."""
        return None if self.refused else next((step for step, word in self.given if word is None), None)

    @property
    def complete(self) -> bool:
        """Whether every role agreed with this version."""
        return all(word is not None and word.decision == "agree" for _, word in self.given)


def plan_of(case: Case) -> FilledForm | None:
    """The supply plan as it was filled last; None while there is none."""
    return next((case.forms[code] for code in PLAN_FORMS if code in case.forms), None)


def asked_of(case: Case) -> ApprovalCase:
    """What a matrix asks of a case; what is not known does not hold."""
    facts = facts_of_case(case)
    number = case.capacity.strip()
    high = case.class_.startswith("hv_")
    flags: set[str] = {code for code in ("dedicated_line", "important", "urban") if code in facts}
    flags |= {"suburban"} if case.answers.get("rural") and "urban" not in facts else set()
    flags |= {"dual_source"} if case.class_ == "hv_dual" else set()
    flags |= {"hv_metered" if high else "lv_metered"} | (set() if "dedicated_line" in facts else {"shared_line"})
    flags |= {"temporary"} if case.business_type.startswith("temporary") else set()
    return ApprovalCase(kilovolts(case.voltage), float(number) if number.replace(".", "", 1).isdigit() else 0, frozenset(flags))


def chain_of(view: CaseView) -> Chain | None:
    """The roles that must approve the plan of a case; None where the station has no rule, or the rule does not speak of such a case."""
    rules = view.book.approvals
    chain = rules.chain(asked_of(view.case)) if rules else None
    return chain if chain and chain.steps else None


def state_of(view: CaseView) -> ApprovalState | None:
    """How far the approval of the filled plan is; None where there is no chain or no plan yet."""
    chain, filled = chain_of(view), plan_of(view.case)
    if chain is None or filled is None:
        return None
    words = {word.role: word for word in view.case.decided.approvals if word.times == filled.times}
    return ApprovalState(chain, filled.code, filled.times, tuple((step, words.get(step.role)) for step in chain.steps))


def _withheld(view: CaseView, paper: str) -> str | None:
    state = state_of(view) if paper in PLAN_FORMS else None
    if state is None or state.complete or view.case.source == "ledger":
        return None
    refused = state.refused
    if refused:
        step, word = refused
        return f"{step.name}对第 {state.times} 版供电方案的意见是“{DECISIONS[word.decision]}”，请先修改方案再送审。"
    waits = "、".join(step.name for step, word in state.given if word is None)
    if not state.chain.row.within and view.side == "station":
        return f"超出供电所审批权限，只能上报：由{waits}审批。请在“数据上报”里导出，批回后登记纸面审批，再打印答复单。"
    return f"供电方案第 {state.times} 版还没有审批完：等{waits}。请先在“事项”里登记审批。"


def _instead(view: CaseView, todo: Todo) -> Todo | None:
    state = state_of(view) if todo.paper in PLAN_FORMS else None
    if state is None or _withheld(view, todo.paper) is None:
        return None
    if state.refused:
        return Todo("form", todo.stage, "修改供电方案", form=state.form)
    return Todo("approve", todo.stage, "审批供电方案" if state.chain.row.within else "登记审批结果")


def _decided(case: Case, event: events.ApprovalDecided, fact: Fact) -> None:
    name = str((fact.private or {}).get("name", ""))
    word = Decision(event.times, event.role, event.decision, event.on, event.way, event.person, name, event.opinion, event.sheet_no)
    case.decided.approvals.append(word)


def _told(event: events.ApprovalDecided, fact: Fact) -> str:
    name = str((fact.private or {}).get("name", ""))
    sheet = f" {event.sheet_no}" if event.sheet_no else ""
    who = f"{ROLES.get(event.role, event.role)}{f'（{name}）' if name else ''}"
    opinion = f"：{event.opinion}" if event.opinion else ""
    return f"审批 {who}对第 {event.times} 版供电方案{DECISIONS[event.decision]}{opinion} {event.on}（{WAYS[event.way]}{sheet}）"


TOPIC = Topic(
    "approvals",
    cast(dict[str, Callable[["Case", Any, "Fact"], None]], {"ApprovalDecided": _decided}),
    cast(dict[str, Callable[[Any, "Fact"], str]], {"ApprovalDecided": _told}),
    withheld=_withheld,
    instead=_instead,
)


def void_words(view: CaseView) -> Iterator[Decision]:
    """What was decided on earlier versions of the plan; it stays to be read and counts no more."""
    filled = plan_of(view.case)
    yield from (word for word in view.case.decided.approvals if filled is None or word.times != filled.times)
