"""Promising days to a customer (契约式服务), and the paper that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from models import events
from models.case import Case
from models.case_facts import kind_of_case
from models.casework.promises import PAPER, Promise, promises
from models.casework.topic import CaseView
from models.papers import PaperContext
from models.problems import Problem, ProblemsFound, StationError
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.station import Station, changing, looking

TITLES: dict[str, str] = {PAPER: "服务承诺契约书"}


def promises_of(station: Station, case_id: str) -> tuple[Promise, ...]:
    """The stages of a case for which days can be promised, with what is promised and proposed."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    return promises(CaseView(case, kind_of_case(case, book), book, station.calendar))


def promise_dates(station: Station, case_id: str, dates: Mapping[str, date], today: date, reason: str = "") -> Changes:
    """Records the days agreed with the customer; a changed agreement needs a reason.

    Raises ProblemsFound for days that are no working days, out of order, in the past or later than the rules allow; StationError where the
    case is not accepted or has ended.
    """
    with changing(station) as change:
        case = change.case(case_id)
        if case.accepted_on is None or case.outcome:
            raise StationError("只有已受理、未办结的工单才能约定日期。", "未受理的请先受理。")
        view = change.view(case)
        known = {one.stage: one for one in promises(view)}
        problems = tuple(_problems(view, known, dates, today))
        if problems:
            raise ProblemsFound(problems)
        if not dates:
            raise StationError("没有填任何日期。", "至少约定一个环节，如装表接电。")
        if dict(dates) == case.promised:
            raise StationError("和已约定的日期一样，没有改动。", "")
        if case.promised and not reason.strip():
            raise StationError("改约要写明理由。", "改约后请重新打印契约书，请客户签字。")
        change.add(events.ContractDatesPromised(dates=dict(dates), on=today), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def _problems(view: CaseView, known: Mapping[str, Promise], dates: Mapping[str, date], today: date) -> Iterator[Problem]:
    name, earliest = "受理", view.case.accepted_on or today
    for stage, one in known.items():
        on = dates.get(stage)
        if on is None:
            continue
        if one.done_on:
            if on != one.promised:
                yield Problem(stage, one.name, "这个环节已经办完，不能再改约。")
            continue
        if on < earliest:
            yield Problem(stage, one.name, f"{on} 早于“{name}”的 {earliest}。")
        yield from (Problem(stage, one.name, what) for wrong, what in _of_day(view, one, on, today) if wrong)
        name, earliest = one.name, on
    yield from (Problem(stage, stage, "这个环节不约定日期。") for stage in dates if stage not in known)


def _of_day(view: CaseView, one: Promise, on: date, today: date) -> Iterator[tuple[bool, str]]:
    yield on < today, f"{on} 已经过去。"
    yield not view.calendar.is_working(on), f"{on} 不是工作日，请约在工作日。"
    yield one.latest is not None and on > one.latest, f"{on} 晚于规定的最迟日期 {one.latest}（{one.rule}）。"


def promises_card(view: CaseView, _names: Mapping[str, str], today: date) -> TopicCard | None:
    """契约服务: what is promised for each stage; nothing before the acceptance."""
    case = view.case
    if case.accepted_on is None:
        return None
    rows = tuple(CardRow(one.name, *_state(one, today)) for one in promises(view) if one.promised)
    paper = case.paper_of(PAPER)
    if rows:
        state = "还没有打印" if paper is None else paper.state
        rows += (CardRow("契约书", state, "" if paper and paper.signed_on else "near"),)
    acts = (CardAct("promise", "改约…" if rows else "约定日期…"), *((CardAct("print", "打印契约书"),) if rows else ()))
    note = "没有和客户约定日期。约定的日期只作对照，不代替规定的时限。"
    return TopicCard("promises", "契约服务", rows, () if case.outcome else acts, note)


def _state(one: Promise, today: date) -> tuple[str, str]:
    promised = one.promised or today
    if one.done_on:
        late = one.done_on > promised
        return f"约定 {promised}，{one.done_on} 办完" + ("，晚于约定" if late else ""), "due" if late else ""
    return f"约定 {promised} 前办完", "overdue" if promised < today else "due" if promised == today else "calm"


def codes_of(case: Case) -> list[str]:
    """The papers of the contract that make sense for a case."""
    return [PAPER] if case.promised else []


def filled(view: CaseView, context: PaperContext) -> PaperContext:
    """What the contract says; StationError where nothing is promised yet."""
    agreed = [one for one in promises(view) if one.promised]
    if not agreed:
        raise StationError("还没有和客户约定日期，不能打印契约书。", "请先在“事项”的“契约服务”里约定日期。")
    rows = tuple((one.name, f"{one.promised}", one.rule or "没有规定时限") for one in agreed)
    return replace(context, table=(("环节", "我所承诺办完的日期（含当日）", "依据的时限"), *rows))
