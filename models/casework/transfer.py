"""移交: a case goes up to the county centre and comes back; what each side may do while the other has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from models import events
from models.casework.topic import CaseView, Reminder, Topic
from models.events.order import had
from models.handover import MOVES, TASKS, Handover, Move, Side, StationTask
from models.problems import StationError

if TYPE_CHECKING:
    import msgspec

    from models.case import Case
    from models.events import Fact

GROUP_OPINION = "GROUP-OPINION"
CUSTOMER_REPORTS = ("design_request", "mid_check_request", "completion_report")
"""What customers tell or hand in at either counter."""
_ALWAYS = frozenset({
    "FindingExplained", "SpotChecked", "SupervisionRecorded", "SupervisionAnswered", "CaseFileExported", "FileLent", "FileReturned",
})
_FREE: dict[Side, frozenset[str]] = {
    "station": _ALWAYS | {
        "ContactNoted", "ContactAnswered", "ComplaintReceived", "ComplaintAnswered", "PaperDelivered", "PaperSigned", "PaperReprinted",
        "PapersReceived", "FileAttached", "FileRemoved", "StationTaskDone", "CaseTakenBack", "PaperLost", "LostPaperSettled",
        "ApplicationRegistered", "OverrunDeclared", "FeeCharged", "FeePaid", "OldBillsChecked",
        "PlanSignatureNoted", "ObjectionRaised", "ObjectionSettled", "ExtensionAsked", "ExtensionAnswered", "PeriodEnded",
    },
    "centre": _ALWAYS | {"CaseTakenOver"},
}  # fmt: skip
_FORMS = (GROUP_OPINION, "COMPLETION-REPORT", "CALLBACK", "OPINION-CARD", "CONTACT-CARD")
_PAPERS = (*_FORMS, "RECEIPT", "REPORT-UP")


def refuse(handover: Handover, side: Side, event: msgspec.Struct) -> None:
    """Raises StationError where a side says something of a case that is not its own to say now."""
    last = handover.last
    if last is None or handover.has(side) or _free(side, event):
        return
    mine, told = handover.owner == side, MOVES[last.kind]
    if side == "station" and mine:
        raise StationError(f"县中心 {last.on} 已退回（{told}），还没有查收。", "请先在工单里点“查收”，看清要办什么。")
    if side == "station":
        raise StationError(
            f"这个工单 {last.on} 已上报，现在由县中心办理，供电所不能改。",
            "供电所现在可以登记联系、收资料、收费、把单据交客户、参加竣工检验、填本组意见；别的请等县中心退回。",
        )
    if mine:
        raise StationError(f"供电所 {last.on} 上报的这个工单还没有接收。", "请先“接收工单”，再往下办。")
    raise at_the_station(last)


def at_the_station(last: Move) -> StationError:
    """Why the centre cannot act on a case that its station has: returned by the centre, or noted there as returned on paper."""
    told = MOVES[last.kind]
    if not last.paper:
        return StationError(f"这个工单 {last.on} 已退给供电所（{told}），县中心不能改。", "请等供电所办好后再上报。")
    return StationError(
        f"供电所登记了县中心 {last.on} 的纸面退回（{told}），这个工单现在归供电所，县中心不能改。",
        "这里以前登记的都还在。没有给过纸、要由县中心接着办的，请打电话让供电所再上报，收到它的新包后接收。",
    )


def _free(side: Side, event: msgspec.Struct) -> bool:
    if side == "station":
        if isinstance(event, events.FormFilled):
            return event.form in _FORMS
        if isinstance(event, events.PaperIssued):
            return event.code in _PAPERS
        if isinstance(event, events.StageCompleted):
            return event.stage in CUSTOMER_REPORTS
    return type(event).__name__ in _FREE[side]


def _passed_up(case: Case, event: events.CasePassedUp, fact: Fact) -> None:
    place = (fact.envelope.epoch, fact.envelope.seq)
    case.handover.moves.append(Move("passed_up", event.on, (), fact.envelope.reason, place=place))


def _taken_over(case: Case, event: events.CaseTakenOver, fact: Fact) -> None:
    """What the centre took in hand is the newest passing up that it had; what the station noted since, on paper, has crossed it."""
    moves, by = case.handover.moves, str((fact.private or {}).get("person", ""))
    at = next((at for at in reversed(range(len(moves))) if moves[at].to == "centre" and had(fact, moves[at].place)), None)
    if at is None or moves[at].taken_on is not None:
        return
    moves[at] = replace(moves[at], taken_on=event.on, by=by)
    if at + 1 < len(moves) and moves[at + 1].paper:
        moves[at + 1] = replace(moves[at + 1], met=True)


def _returned(case: Case, event: events.CaseReturned, fact: Fact) -> None:
    """What a second passing up has overtaken is a wish for papers; a reply, or the end of it, is to be handed on all the same."""
    handover, move = case.handover, Move(event.kind, event.on, event.items, event.words)
    if event.kind == "supplement" and handover.last and handover.owner == "centre" and not had(fact, handover.last.place):
        handover.crossed.append((len(handover.moves) - 1, move))
    else:
        handover.moves.append(move)


def _taken_back(case: Case, event: events.CaseTakenBack, fact: Fact) -> None:
    if event.paper and case.handover.owner == "centre":
        case.handover.moves.append(Move(event.kind, event.on, event.items, event.words, paper=True))
    last = case.handover.last
    if last and last.to == "station" and last.taken_on is None:
        case.handover.moves[-1] = replace(last, taken_on=event.on, by=fact.envelope.actor)


def _asked(case: Case, event: events.StationTaskAsked, fact: Fact) -> None:
    """An opinion that the station gave before it heard that one is wanted, and the centre before it had it, answers at once."""
    task, given = StationTask(event.task, event.kind, event.on, event.words, fact.at.date()), case.handover.opinion
    if event.kind == "opinion" and given and not had(fact, given[0]):
        task = replace(task, done_on=given[1], answer="收到通知以前已填")
    case.handover.tasks[event.task] = task


def _done(case: Case, event: events.StationTaskDone, fact: Fact) -> None:
    task = case.handover.tasks.get(event.task)
    if task:
        by = str((fact.private or {}).get("person", ""))
        case.handover.tasks[event.task] = replace(task, done_on=event.on, by=by, answer=event.words)


def _opinion_given(case: Case, event: events.FormFilled, fact: Fact) -> None:
    """The group's opinion is given by its form."""
    if event.form != GROUP_OPINION:
        return
    if not fact.envelope.station.startswith("C"):
        case.handover.opinion = ((fact.envelope.epoch, fact.envelope.seq), fact.at.date())
    for name, task in case.handover.tasks.items():
        if task.kind == "opinion" and task.done_on is None:
            case.handover.tasks[name] = replace(task, done_on=fact.at.date())


def _returned_told(event: events.CaseReturned, _fact: Fact) -> str:
    return f"县中心退回供电所：{MOVES[event.kind]}{_what(event.items, event.words)} {event.on}"


def _taken_back_told(event: events.CaseTakenBack, _fact: Fact) -> str:
    how = "登记县中心纸面退回" if event.paper else "查收县中心退回"
    return f"{how}：{MOVES[event.kind]}{_what(event.items, event.words)} {event.on}"


def _what(items: tuple[str, ...], words: str) -> str:
    told = "；".join(part for part in ("、".join(items), words) if part)
    return f"（{told}）" if told else ""


def _taken_over_told(event: events.CaseTakenOver, fact: Fact) -> str:
    person = str((fact.private or {}).get("person", ""))
    return f"县中心接收{f'（{person}）' if person else ''} {event.on}"


def _asked_told(event: events.StationTaskAsked, _fact: Fact) -> str:
    return f"县中心请供电所{TASKS.get(event.kind, event.kind)}：{event.on}{_what((), event.words)}"


def _done_told(event: events.StationTaskDone, fact: Fact) -> str:
    person = str((fact.private or {}).get("person", ""))
    return f"供电所已办县中心交办的事{_what((person,) if person else (), event.words)} {event.on}"


def returned_words(move: Move | events.CaseReturned) -> str:
    """What came back, without anything a person typed: 退回补正（缺 2 项）."""
    return MOVES[move.kind] + (f"（要补 {len(move.items)} 项）" if move.items else "")


CALL_THEM = "请打电话和县中心说清由谁接着办；要它接着办的，再上报"


def met_words(paper: Move) -> str:
    """That a return was noted on paper while the centre had the case in hand."""
    return f"{paper.on} 登记了县中心纸面退回（{MOVES[paper.kind]}），县中心那时已在程序里接收，现在归供电所："


def crossed_words(move: Move, passed_up: Move) -> str:
    """That the centre returned a case before it had the station's new passing up, without anything a person typed."""
    return f"{given_on(move)}时还没有收到供电所 {passed_up.on} 的再次上报，工单仍归县中心"


def given_on(move: Move | events.CaseReturned) -> str:
    """On which day the centre gave a case back, and as what: 2026-11-23 县中心退回补正（要补 2 项）."""
    return f"{move.on} 县中心{returned_words(move).removeprefix('县中心')}"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    case = view.case
    last = case.handover.last
    if case.outcome or last is None:
        return
    if last.to == "station" and last.taken_on is None:
        yield Reminder("returned", f"县中心 {last.on} 退回：{returned_words(last)}，请查收", last.on, last.on)
    elif last.met:
        yield Reminder("met", f"{met_words(last)}{CALL_THEM}", last.on, last.on)
    elif last.kind == "supplement":
        yield Reminder("supplement", f"{last.on} {returned_words(last)}，补齐后再上报", last.on, last.on)
    for move in case.handover.overtaken:
        yield Reminder("crossed", f"{crossed_words(move, last)}，不用查收", last.on, last.on)
    for task in case.handover.open_tasks:
        yield Reminder(f"task-{task.id}", f"{task.name}（县中心 {task.asked_on} 通知）", task.asked_on, task.on)


TOPIC = Topic(
    "transfer",
    cast(
        dict[str, Callable[["Case", Any, "Fact"], None]],
        {
            "CasePassedUp": _passed_up, "CaseTakenOver": _taken_over, "CaseReturned": _returned, "CaseTakenBack": _taken_back,
            "StationTaskAsked": _asked, "StationTaskDone": _done, "FormFilled": _opinion_given,
        },
    ),
    cast(
        dict[str, Callable[[Any, "Fact"], str]],
        {
            "CaseTakenOver": _taken_over_told, "CaseReturned": _returned_told, "CaseTakenBack": _taken_back_told,
            "StationTaskAsked": _asked_told, "StationTaskDone": _done_told,
        },
    ),
    reminders=_reminders,
)  # fmt: skip
