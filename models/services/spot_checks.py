"""抽查: drawing cases at random with a seed that is kept, and the result of looking at one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

import sqlalchemy as sa

from models import events
from models.casework.spot_checks import RESULTS
from models.casework.topic import CaseView
from models.problems import Problem, ProblemsFound, StationError
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.changes import Changes
from models.services.station import Station, changing
from models.store.views import case_view


@dataclass(frozen=True)
class Drawn:
    """What a draw gave: its number, the numbers of the cases it hit, out of how many."""

    draw: str
    numbers: tuple[str, ...]
    of: int


def draw_cases(station: Station, count: int, seed: int, today: date) -> tuple[Drawn, Changes]:
    """Draws `count` of the cases registered this year: sorted by number, Python's `Random(seed).sample`. The draw is a fact.

    Raises ProblemsFound where that many cannot be drawn.
    """
    with changing(station) as change:
        c = case_view.c
        query = sa.select(c.number, c.id).where(
            c.station == station.info.code, c.received_on >= f"{today.year}-01-01", c.status.not_in(("void",))
        )
        pool = sorted((str(number), str(case_id)) for number, case_id in change.connection.execute(query))
        if not 1 <= count <= len(pool):
            raise ProblemsFound((Problem("count", "抽几件", f"今年有 {len(pool)} 件，请填 1 到 {len(pool)}。"),))
        hit = sorted(Random(seed).sample(pool, count))
        draw = f"{today:%Y%m%d}-{seed}"
        ids = tuple(case_id for _, case_id in hit)
        if any(draw in change.case(case_id).spot_checks for case_id in ids):
            raise StationError(f"今天已经用种子 {seed} 抽过。", "请换一个种子，或先登记上次的结果。")
        fact = events.SpotChecksDrawn(draw=draw, on=today, seed=seed, of=len(pool), cases=ids)
        change.append.add(fact, (f"station:{station.info.code}", *(f"case:{case_id}" for case_id in ids)))
    return Drawn(draw, tuple(number for number, _ in hit), len(pool)), Changes(frozenset(ids), packages=True)


def note_result(station: Station, case_id: str, draw: str, result: str, words: str, on: date, today: date) -> Changes:
    """Enters what a spot check found (`result` of RESULTS); raises ProblemsFound, or StationError where the case was not drawn."""
    with changing(station) as change:
        known = change.case(case_id).spot_checks.get(draw)
        if known is None or known.done_on or result not in RESULTS:
            raise StationError("这个工单没有待登记的抽查。", "请刷新工单再看。")
        problems = []
        if not known.drawn_on <= on <= today:
            problems.append(Problem("on", "检查日期", f"应在抽取日期 {known.drawn_on} 和今天之间，请核对。"))
        if not words.strip():
            problems.append(Problem("words", "查到什么", "请写明查了什么、结果怎样。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(events.SpotChecked(draw=draw, on=on, result=result, words=words.strip()), case_id)
    return Changes(frozenset({case_id}), packages=True)


def spot_card(view: CaseView, _names: Mapping[str, str], _today: date) -> TopicCard | None:
    """抽查: the draws that hit this case, each with its result; none where it was never drawn."""
    rows = []
    for one in view.case.spot_checks.values():
        if one.done_on:
            level = "calm" if one.result == "right" else "overdue"
            rows.append(CardRow(one.draw, f"{one.done_on} {RESULTS.get(one.result, one.result)}：{one.words}", level))
        else:
            rows.append(CardRow(one.draw, f"{one.drawn_on} 抽到，等登记结果", "due", (CardAct("result", "登记结果…", one.draw),)))
    return TopicCard("spot_checks", "抽查", tuple(rows), ()) if rows else None
