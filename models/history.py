"""A fact in the clerk's words, for the history of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from models import events
from models.business import STAGES
from models.case_parts import delivery_words
from models.casework import TOPICS
from models.casework.ending import outcome_words
from models.casework.topic import StageNames
from models.events import Fact
from models.forms import Form, form_by_code, label_of
from models.problems import StationError
from models.stage_codes import RESPONSIBLE

_NEWER = "（由更新版本的程序登记，本版本看不到内容）"
_UNREADABLE = "（内容与本程序写的不同，本版本读不懂）"
_SIDES = {"customer": "客户", "government": "政府部门", "company": "供电企业", "grid_works": "电网配套工程"}


def stage_words(code: str) -> str:
    """A stage in the words all business types share."""
    return STAGES.get(code, code)


def tell(fact: Fact, named: StageNames = stage_words) -> str:
    """What a fact says, in one line, its stages as `named`; an unknown kind says that a newer program wrote it."""
    kind = fact.envelope.kind
    staged = _STAGED.get(kind) or next((topic.told_of_stage[kind] for topic in TOPICS if kind in topic.told_of_stage), None)
    told = _TOLD.get(kind) or next((topic.told[kind] for topic in TOPICS if kind in topic.told), None)
    if fact.event is None or (staged is None and told is None):
        return _NEWER
    try:
        return staged(fact.event, fact, named) if staged else told(fact.event, fact) if told else _NEWER
    except StationError:  # a form that this program does not know yet
        return _NEWER
    except Exception:  # what a stranger's program wrote must not keep the rest of the history from being read
        return _UNREADABLE


def _registered(event: events.ApplicationRegistered, _fact: Fact) -> str:
    if event.source == "ledger":
        return f"接转（原编号 {event.original_no or '无'}）"
    return f"登记申请（{event.channel}）" + ("；有相近工单，仍继续登记" if event.duplicate_reason else "") + (
        "；由来访登记转来" if event.contact else ""
    )


def _accepted(event: events.CaseAccepted, _fact: Fact) -> str:
    owed = "（容缺受理）" if event.owed else ""
    return f"{'接转 ' if event.source == 'ledger' else ''}受理 {event.on}{owed}"


def _completed(event: events.StageCompleted, fact: Fact, named: StageNames) -> str:
    if event.source == "ledger":
        return f"接转 {named(event.stage)} {event.on}"
    if event.source == "centre":
        return f"县中心办理结果（据台账） {named(event.stage)} {event.on}"
    who = "，".join(word for word in (RESPONSIBLE.get(event.unit, ""), str((fact.private or {}).get("person", ""))) if word)
    beside = f"随“{named(event.along)}”一并登记" if event.along else who
    return f"{named(event.stage)} {event.on}" + (f"（{beside}）" if beside else "")


def _reprinted(event: events.PaperReprinted, _fact: Fact) -> str:
    what = "打印县中心的单据" if event.first else "补打"
    return f"{what} {event.paper_no}" + (f"（{event.copies} 份）" if event.copies > 1 else "")


def _form(event: events.FormFilled, fact: Fact) -> str:
    form = form_by_code(event.form)
    words = f"{'更正' if fact.envelope.reason else '填写'}《{form.title}》"
    aside = [_overridden(form, one) for one in event.overridden]
    return f"{words}（与计算建议不同：{'；'.join(aside)}）" if aside else words


def _overridden(form: type[Form], one: events.ProposalOverridden) -> str:
    reason = f"，理由：{one.reason}" if one.reason else ""
    return f"{label_of(form, one.field)}建议 {one.proposed}，填 {one.chosen}{reason}"


def _corrected(event: events.CaseCorrected, fact: Fact) -> str:
    old, new = (fact.private or {}).get("old", event.old), (fact.private or {}).get("new", event.new)
    return f"更正 {event.label}：{old or '（空）'} → {new or '（空）'}"


def _day_corrected(event: events.StageDateCorrected, _fact: Fact, named: StageNames) -> str:
    if event.old == event.new:
        return f"重算 {named(event.stage)}的时限结果（日期没有变）"
    allowed = f"（所长同意，依据：{event.evidence}）" if event.evidence else ""
    return f"更正 {named(event.stage)}日期：{event.old} → {event.new}{allowed}"


def _paused(event: events.ClockPaused, _fact: Fact) -> str:
    signed = f"，客户 {event.signed_on} 签字" if event.signed_on else ""
    return f"暂停计时 自 {event.since}（{_SIDES.get(event.side, event.side)}原因；凭据：{event.evidence}{signed}）"


def _delivered(event: events.PaperDelivered, fact: Fact) -> str:
    noted = fact.private or {}
    seen = tuple(str(name) for name in cast(list[object], noted.get("witnesses", [])))
    return f"送达 {event.paper_no}（{delivery_words(event.how, event.number, seen, str(noted.get('told', '')))}）{event.on}"


def _by(relation: str) -> str:
    return f"（{relation}签）" if relation else ""


_STAGED: dict[str, Callable[[Any, Fact, StageNames], str]] = {"StageCompleted": _completed, "StageDateCorrected": _day_corrected}
_TOLD = cast(
    dict[str, Callable[[Any, Fact], str]],
    {
        "ApplicationRegistered": _registered,
        "PapersReceived": lambda e, f: f"收到资料 {len(e.items)} 项",
        "CaseAccepted": _accepted,
        "FormFilled": _form,
        "CaseCorrected": _corrected,
        "ClockPaused": _paused,
        "ClockResumed": lambda e, f: f"恢复计时（暂停止 {e.until}）",
        "CasePassedUp": lambda e, f: f"上报{e.to} {e.on}",
        "CaseEnded": lambda e, f: f"{outcome_words(e, f)} {e.on}",
        "PaperIssued": lambda e, f: f"出具 {e.title} {e.paper_no}",
        "PaperReprinted": _reprinted,
        "PaperDelivered": _delivered,
        "PaperSigned": lambda e, f: f"签回 {e.paper_no}{_by(e.relation)} {e.on}",
        "PaperVoided": lambda e, f: f"作废 {e.paper_no}",
    },
)
