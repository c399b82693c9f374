"""遗失: noting that a paper of the file was lost, with how it came about, and what was put in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models import events
from models.casework.lost_papers import HOW
from models.casework.topic import CaseView
from models.problems import Problem, ProblemsFound, StationError
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.changes import Changes
from models.services.station import Station, changing


def note_lost(station: Station, case_id: str, name: str, why: str, on: date, today: date) -> Changes:
    """Notes a lost paper by its name and how it was lost (遗失说明); raises ProblemsFound with everything that is wrong."""
    problems = []
    if not name.strip():
        problems.append(Problem("name", "遗失的资料", "请写明是哪一份。"))
    if not why.strip():
        problems.append(Problem("why", "遗失说明", "请写明怎么遗失的、找过哪里。"))
    if on > today:
        problems.append(Problem("on", "发现日期", f"{on} 在今天之后，请填写今天或以前的日期。"))
    if problems:
        raise ProblemsFound(tuple(problems))
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome == "void":
            raise StationError("这个工单已经作废，不再登记。", "")
        change.add(events.PaperLost(number=len(case.lost) + 1, name=name.strip(), on=on), case_id, reason=why.strip())
    return Changes(frozenset({case_id}), packages=True)


def settle_lost(station: Station, case_id: str, number: int, how: str, by: str, on: date, today: date) -> Changes:
    """Notes that a lost paper was replaced or found (`how` of HOW) and what lies there now; raises ProblemsFound or StationError."""
    with changing(station) as change:
        lost = change.case(case_id).lost.get(number)
        if lost is None or lost.settled_on or how not in HOW:
            raise StationError("这份资料没有登记遗失，或者已经补办。", "请刷新工单再看。")
        problems = []
        if not lost.on <= on <= today:
            problems.append(Problem("on", "补办日期", f"应在发现遗失的 {lost.on} 和今天之间，请核对。"))
        if not by.strip():
            problems.append(Problem("by", "现在存的是", "请写明补的是什么、谁出具，或在哪里找到。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.LostPaperSettled(number=number, on=on, how=how, by=by.strip()), case_id)
    return Changes(frozenset({case_id}), packages=True)


def lost_card(view: CaseView, _names: Mapping[str, str], _today: date) -> TopicCard | None:
    """遗失: every lost paper with how it was lost and what lies in its place."""
    case = view.case
    if case.accepted_on is None or case.outcome == "void":
        return None
    rows = []
    for one in case.lost.values():
        told = f"{one.on} 发现遗失：{one.why}"
        if one.settled_on:
            rows.append(CardRow(one.name, f"{told}；{one.settled_on} {HOW[one.how]}：{one.by}", "calm"))
        else:
            rows.append(CardRow(one.name, f"{told}；还没有补办", "due", (CardAct("settle", "登记补办…", str(one.number)),)))
    return TopicCard("lost", "遗失", tuple(rows), (CardAct("note", "登记遗失…"),), "没有登记遗失的资料。")
