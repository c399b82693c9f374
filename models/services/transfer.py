"""移交: the centre takes a passed-up case over and gives it back; the station takes it back and does what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models import events
from models.case import Case
from models.casework.transfer import at_the_station
from models.events.envelope import uuid7
from models.events.transfer import ReturnKind, TaskKind
from models.flow import does
from models.handover import Move
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.station import Change, Station, changing


@dataclass(frozen=True)
class GivenBack:
    """How the centre returns a case: what is to be put right (`items`) for a supplement, what it says of it in words."""

    kind: ReturnKind
    on: date
    items: tuple[str, ...] = ()
    words: str = ""


def take_over(desk: Station, case_id: str, on: date, person: str, today: date) -> Changes:
    """接收 at the centre's desk: somebody there takes a passed-up case in hand.

    Raises ProblemsFound, StationError where it is not there.
    """
    with changing(desk) as change:
        last = _at(change.case(case_id), desk)
        if last.taken_on:
            raise StationError(f"这个工单 {last.on} 上报的，{last.taken_on} 已由{last.by or '县中心'}接收。", "可以直接往下办。")
        problems = list(_day_problems(on, last.on, "上报日期", today))
        if not person.strip():
            problems.append(Problem("person", "接收人", "请写明县中心由谁接收。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.CaseTakenOver(on=on), case_id, private={"person": person.strip()})
    return Changes(frozenset({case_id}))


def give_back(desk: Station, case_id: str, given: GivenBack, today: date) -> Changes:
    """退回补正, 答复 or 完成: the case is the station's again. Raises ProblemsFound, StationError for what is not ready to go back so."""
    with changing(desk) as change:
        case = change.case(case_id)
        last = _at(case, desk)
        if not last.taken_on:
            raise StationError(f"供电所 {last.on} 上报的这个工单还没有接收。", "请先“接收工单”，再退回或答复。")
        items = tuple(item.strip() for item in given.items if item.strip())
        problems = list(_day_problems(given.on, last.taken_on, "接收日期", today))
        if given.kind == "supplement" and not (items or given.words.strip()):
            problems.append(Problem("items", "要补正什么", "请写明缺什么资料、哪里要改，一项一行，供电所照着补。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        why = _not_ready(change, case, given.kind)
        if why:
            raise StationError(why, "缺资料、要改的请用“退回补正”。")
        change.add(events.CaseReturned(kind=given.kind, on=given.on, items=items, words=given.words.strip()), case_id)
    return Changes(frozenset({case_id}))


def _not_ready(change: Change, case: Case, kind: ReturnKind) -> str | None:
    flow = change.kind(case)
    if kind == "answered":
        step = flow.step("plan_reply")
        if step is None or "plan_reply" in case.marks:
            return "供电方案已经答复过客户，不用再答复。" if step else "这类业务没有供电方案答复。"
        paper = case.paper_of(step.form) if step.form else None
        filled = case.forms.get(step.form or "")
        if step.form and (filled is None or paper is None or paper.times < filled.times):
            return "供电方案答复单还没有填好、审批、打印，不能答复供电所。"
    if kind == "done":
        left = [step.name for step in flow.flow if does(flow, step, "centre") and step.stage not in case.marks]
        return f"县中心还有“{'”“'.join(left)}”没有办完，不能按完成退回。" if left else None
    return None


def take_back(station: Station, case_id: str, on: date, today: date) -> Changes:
    """查收 at the station: what came back is seen, and the station goes on with it."""
    with changing(station) as change:
        last = change.case(case_id).handover.last
        if last is None or last.to != "station" or last.taken_on:
            raise StationError("县中心没有退回这个工单，或者已经查收。", "请先导入县中心给的包。")
        problems = tuple(_day_problems(on, last.on, "退回日期", today))
        if problems:
            raise ProblemsFound(problems)
        if last.kind != "passed_up":
            change.add(events.CaseTakenBack(on=on, kind=last.kind), case_id)
    return Changes(frozenset({case_id}), packages=True)


def take_back_on_paper(station: Station, case_id: str, given: GivenBack, today: date) -> Changes:
    """The centre returned a case on paper, not by package; refused where it handles the case in this program."""
    with changing(station) as change:
        case = change.case(case_id)
        last = case.handover.last
        if last is None or not case.at_centre:
            raise StationError("这个工单不在县中心。", "请刷新工单再看。")
        if last.taken_on:
            raise StationError("县中心已在程序里接收了这个工单。", "请等县中心的包，不要按纸面退回登记。")
        problems = list(_day_problems(given.on, last.on, "上报日期", today))
        if not (given.words.strip() or given.items):
            problems.append(Problem("words", "退回了什么", "请写明县中心给了什么纸、说了什么。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        fact = events.CaseTakenBack(on=given.on, kind=given.kind, paper=True, items=given.items, words=given.words.strip())
        change.add(fact, case_id, at_src="paper")
    return Changes(frozenset({case_id}), packages=True)


def ask_station(desk: Station, case_id: str, kind: TaskKind, on: date, words: str, today: date) -> Changes:
    """Asks the station to attend the completion inspection on a day, or to give its group's opinion by then (inclusive)."""
    with changing(desk) as change:
        case = change.case(case_id)
        _at(case, desk)
        if on < today:
            raise ProblemsFound((Problem("on", "日期", f"{on} 已经过去，请改为今天或以后。"),))
        if any(task.kind == kind for task in case.handover.open_tasks):
            raise StationError("已经通知过供电所，还没有办。", "请等供电所回复。")
        change.add(events.StationTaskAsked(task=uuid7(change.append.now), kind=kind, on=on, words=words.strip()), case_id)
    return Changes(frozenset({case_id}))


def answer_task(station: Station, case_id: str, task: str, on: date, person: str, words: str, today: date) -> Changes:
    """Notes that the station did what the centre asked: who went on which day, and what there is to say."""
    with changing(station) as change:
        found = change.case(case_id).handover.tasks.get(task)
        if found is None or found.done_on:
            raise StationError("这件事没有交办，或者已经办了。", "请刷新工单再看。")
        problems = list(_day_problems(on, found.asked_on, "通知日期", today))
        if not person.strip():
            problems.append(Problem("person", "谁去的", "请写明供电所由谁办的。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.StationTaskDone(task=task, on=on, words=words.strip()), case_id, private={"person": person.strip()})
    return Changes(frozenset({case_id}), packages=True)


def _at(case: Case, desk: Station) -> Move:
    if desk.side != "centre":
        raise StationError("这一步由县中心办。", "")
    last = case.handover.last
    if last is None or last.to != "centre" or case.outcome:
        if last and not case.outcome:
            raise at_the_station(last)
        raise StationError("这个工单没有上报县中心，或已经结束。", "请接收供电所的新包后再看。")
    return last


def _day_problems(on: date, since: date, name: str, today: date) -> Iterator[Problem]:
    if not since <= on <= today:
        yield Problem("on", "日期", f"应在{name} {since} 和今天之间，请核对。")
