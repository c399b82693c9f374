"""How a case may end, as the rule file of outcomes says it: reasons, evidence, who decides, its paper, its place in the assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, get_args

import msgspec

from models.business import NOTICE_CODES, OUR_DEFAULT
from models.rule_checks import CITE, Finding

OutcomeCode = Literal[
    "archived", "refused", "not_suppliable", "withdrawn", "plan_lapsed", "lost_contact", "merged", "void", "handed_over"
]
OUTCOMES: dict[OutcomeCode, str] = {
    "archived": "归档",
    "refused": "不予受理",
    "not_suppliable": "暂不具备供电条件",
    "withdrawn": "客户撤销",
    "plan_lapsed": "方案逾期失效",
    "lost_contact": "失联终止",
    "merged": "重复并入",
    "void": "录错作废",
    "handed_over": "移交",
}
POSTS = ("业扩员", "所长", "客户经理", "客户代表", "项目经理", "网格经理", "台区经理", "装表工")
"""The posts at a station, in which people join and which may decide."""
ASSESSED: dict[str, str] = {"counted": "计入考核", "not_counted": "不计入考核", "apart": "单独列出"}
BEFORE: dict[str, str] = {"not_accepted": "未受理", "accepted": "已受理"}

State = Literal["not_accepted", "accepted"]
Asked = Literal["into", "district", "handed_to", "contacts", "validity"]


class OutcomeReason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason for which a case may end so."""

    code: str
    name: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way in which a case ends.

    `evidence` says what must be named, `decided_by` the posts that may decide (empty = it comes about by itself), `before` in which
    state a case may end so. `ends_on` is the day of the decision, or that on which the customer got `paper`, the written answer.
    `asks` is what the decision names besides: the case merged into, the transformer district (台区) with a review date, who takes
    over, contacts in vain (at least `contacts` of them, or other evidence), that the plan's validity has passed.
    """

    code: OutcomeCode
    name: str
    evidence: str
    assessed: Literal["counted", "not_counted", "apart"]
    source: str
    cite: str = ""
    reasons: tuple[OutcomeReason, ...] = ()
    decided_by: tuple[str, ...] = ()
    before: tuple[State, ...] = ("not_accepted", "accepted")
    paper: str = ""
    ends_on: Literal["decided", "delivered"] = "decided"
    asks: tuple[Asked, ...] = ()
    contacts: int = 0
    review_months: int = 0
    note: str = ""

    def reason(self, code: str) -> OutcomeReason | None:
        """Returns the reason of a code, None where this outcome does not have it."""
        return next((reason for reason in self.reasons if reason.code == code), None)


class OutcomesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all outcomes."""

    effective: date
    source: str
    outcomes: tuple[Outcome, ...]


def _plain(code: OutcomeCode, assessed: Literal["not_counted", "apart"]) -> Outcome:
    reasons = (OutcomeReason(code="other", name="其他（见说明）"),)
    return Outcome(
        code=code, name=OUTCOMES[code], evidence="写明谁、什么时候、怎么说的", assessed=assessed, source=OUR_DEFAULT,
        reasons=reasons, decided_by=POSTS,
    )  # fmt: skip


WITHOUT_RULES = (_plain("withdrawn", "apart"), _plain("void", "not_counted"))
"""How a case ends at a station that adopted its rules before there were any for outcomes."""


def outcomes_findings(outcomes: tuple[Outcome, ...]) -> Iterator[Finding]:
    """Everything wrong inside the file of outcomes; every outcome must be there once."""
    seen: set[str] = set()
    for at, outcome in enumerate(outcomes):
        path, place = f"outcomes[{at}]", f"outcomes[{at}]（{outcome.code}）"
        if outcome.code in seen:
            yield Finding(f"{path}.code", place, f"{outcome.code} 重复", "同一种办结只能写一次，请删去一处。")
        seen.add(outcome.code)
        yield from (Finding(f"{path}.{key}", place, what, remedy) for wrong, key, what, remedy in _shape(outcome) if wrong)
    absent = [code for code in get_args(OutcomeCode) if code not in seen]
    if absent:
        yield Finding("outcomes", "outcomes", f"缺少 {'、'.join(absent)}", "每一种办结都要写明，请补上。")


def _shape(outcome: Outcome) -> Iterator[tuple[bool, str, str, str]]:
    strange = [post for post in outcome.decided_by if post not in POSTS]
    codes = [reason.code for reason in outcome.reasons]
    chosen = outcome.code != "archived"
    yield outcome.name != OUTCOMES[outcome.code], "name", f"名称应当是“{OUTCOMES[outcome.code]}”", "请改正名称。"
    yield not outcome.source, "source", "要写明依据 source", CITE
    yield outcome.source != OUR_DEFAULT and not outcome.cite, "cite", "有出处的要写明条款 cite", CITE
    yield bool(strange), "decided_by", f"不认识的岗位 {'、'.join(strange)}", f"可用：{'、'.join(POSTS)}。"
    yield chosen and not outcome.decided_by, "decided_by", "要写明谁可以决定", "请写岗位，如 [\"所长\"]。"
    yield chosen and not codes, "reasons", "至少要有一个原因代码", "请补上 [[outcomes.reasons]]。"
    yield len(set(codes)) < len(codes), "reasons", "原因代码重复", "同一个代码只能写一次，请改名。"
    yield chosen and not outcome.evidence, "evidence", "要写明需要什么凭据", "请补上 evidence。"
    unknown = bool(outcome.paper) and outcome.paper not in NOTICE_CODES
    yield unknown, "paper", f"不认识的单据 {outcome.paper}", f"可用：{'、'.join(NOTICE_CODES)}。"
    yield outcome.ends_on == "delivered" and not outcome.paper, "paper", "送达才办结的要写明答复的单据", "请补上 paper。"
    yield (outcome.contacts > 0) != ("contacts" in outcome.asks), "contacts", "联系次数和 asks 里的 contacts 要同时写", "请补上或删去。"
    district = "district" in outcome.asks
    yield (outcome.review_months > 0) != district, "review_months", "复核间隔和 asks 里的 district 要同时写", "请补上或删去。"
