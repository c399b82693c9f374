"""县中心 on the case page: whose turn the case is, how it went to and fro, what the centre asked, and what either side can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from models.casework.sides import used_on_sides
from models.casework.topic import CaseView
from models.countdown import counted
from models.handover import MOVES, Handover, Move, StationTask
from models.measure import measure
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard


def transfer_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """The card of a case that was passed up; None before."""
    handover = view.case.handover
    last = handover.last
    if last is None:
        return None
    rows = [CardRow("现在归", _whose(handover, last), "" if handover.in_hand else "due")]
    for number, move in enumerate(handover.moves):
        rows.append(_move_row(move, names, move is last))
        rows += [_crossed_row(crossed, move) for at, crossed in handover.crossed if at == number]
    rows += [_task_row(view, task, today) for task in handover.tasks.values()]
    rows += list(_side_rows(view, today))
    acts = () if view.case.outcome else tuple(_acts(view, last))
    return TopicCard("transfer", "县中心", tuple(rows), acts)


def _whose(handover: Handover, last: Move) -> str:
    if handover.owner == "centre":
        return f"县中心（{last.on} 上报，{f'{last.taken_on} 接收' if last.taken_on else '还没有接收'}）"
    if last.paper:
        return f"供电所（{last.on} 登记县中心纸面退回：{MOVES[last.kind]}）"
    return f"供电所（县中心 {last.on} {MOVES[last.kind]}，{'已查收' if last.taken_on else '还没有查收'}）"


def _move_row(move: Move, names: Mapping[str, str], newest: bool) -> CardRow:
    by = names.get(move.by, move.by)
    taken = f"；{move.taken_on} {'接收' if move.to == 'centre' else '查收'}{f'（{by}）' if by else ''}" if move.taken_on else ""
    items = "".join(f"\n　{at}. {item}" for at, item in enumerate(move.items, 1))
    words = f"：{move.words}" if move.words else ""
    call = "：请打电话说清由谁接着办" if newest else ""
    met = f"\n　县中心那时已在程序里接收，两边没有对上{call}" if move.met else ""
    told = f"{move.on}{'（纸面）' if move.paper else ''}{taken}{words}{items}{met}"
    return CardRow(MOVES[move.kind], told, "due" if move.met and newest else "")


def _crossed_row(move: Move, passed_up: Move) -> CardRow:
    """A return that the centre wrote before it had a passing up: kept, and of no effect."""
    items = "".join(f"\n　{at}. {item}" for at, item in enumerate(move.items, 1))
    words = f"：{move.words}" if move.words else ""
    told = f"{move.on}（没有生效：县中心那时还没有收到 {passed_up.on} 的再次上报）{words}{items}"
    return CardRow(MOVES[move.kind], told, "calm" if passed_up.taken_on else "due")


def _task_row(view: CaseView, task: StationTask, today: date) -> CardRow:
    words = f"：{task.words}" if task.words else ""
    if task.done_on:
        told = "，".join(part for part in (task.by, task.answer) if part)
        return CardRow(task.name, f"{task.done_on} 已办{f'（{told}）' if told else ''}", "calm")
    level = "overdue" if task.on < today else "due" if task.on == today else "near"
    act = CardAct("opinion", "填意见单") if task.kind == "opinion" else CardAct("task", "登记已办…", task.id)
    acts = (act,) if view.side == "station" and not view.case.outcome else ()
    until = "" if task.kind == "attend" else "（含）以前"
    return CardRow(task.name, f"{task.on}{until}（县中心 {task.asked_on} 通知）{words}", level, acts)


def _side_rows(view: CaseView, today: date) -> Iterator[CardRow]:
    """On whose side the days of the governing standard's limits were used."""
    book, case = view.book, view.case
    measured = measure(case, view.kind, book, view.calendar, min(today, case.ended_on or today)).limits
    governing = next((code for code in book.governing_codes(case.class_) if any(one.standard.code == code for one in measured)), "")
    for one in measured:
        if one.standard.code == governing and one.limit.unit != "hour":
            days = used_on_sides(view, one, today)
            sides = f"县中心 {counted(days.centre, days.unit)}，供电所 {counted(days.station, days.unit)}"
            yield CardRow(f"{one.limit.name}用在哪边", sides, "" if one.done_on else "calm")


def _acts(view: CaseView, last: Move) -> Iterator[CardAct]:
    handover = view.case.handover
    if view.side == "station":
        if handover.owner == "station" and not handover.in_hand:
            yield CardAct("take_back", "查收…")
        elif handover.owner == "centre" and last.taken_on is None:
            yield CardAct("paper", "县中心纸面退回…")
    elif handover.owner == "centre" and not handover.in_hand:
        yield CardAct("take_over", "接收工单…")
    elif handover.owner == "centre":
        yield CardAct("supplement", "退回补正…")
        yield CardAct("answered", "答复供电所…")
        yield CardAct("done", "办完退回…")
        yield CardAct("ask", "通知供电所…")
