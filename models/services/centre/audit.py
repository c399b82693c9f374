"""稽查 over all stations: what an inspector would ask of any case, a draw for 抽查 with a kept seed, and the words of a 通报."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import sqlalchemy as sa

from models import events
from models.case import fold
from models.casework.spot_checks import RESULTS
from models.problems import Problem, ProblemsFound
from models.services.centre.broadcasts import ToSend
from models.services.centre.channel import speaking
from models.services.centre.store import Centre
from models.services.centre.trusted_stations import own_codes
from models.services.folding.refold import Folder
from models.services.folding.same_numbers import others_of
from models.services.self_audit import FindingRow, audit_case
from models.services.spot_checks import Drawn
from models.store import journal
from models.store.session import reading
from models.store.views import case_view, person_view

SCOPES = {"open": "在办工单", "year": "今年登记的工单"}
_AT_ONCE = 200
_NAMED = 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CountyFinding:
    """One finding and the station it is about."""

    station: str
    row: FindingRow


@dataclass(frozen=True)
class CountyAudit:
    """How many cases were looked at, and every finding, those without an explanation first."""

    cases: int
    rows: tuple[CountyFinding, ...]

    def of(self, station: str) -> tuple[CountyFinding, ...]:
        """The findings of one station that nobody has explained yet."""
        return tuple(one for one in self.rows if one.station == station and not one.row.explained)


def county_audit(centre: Centre, scope: str, today: date, station: str = "", advance: Progress | None = None) -> CountyAudit:
    """Audits the cases of a scope (SCOPES), each under its own station's rules and calendar; nothing is changed.

    `advance` hears how many are done and may raise to break off.
    """
    found: list[CountyFinding] = []
    with reading(centre.database) as connection:
        ids = _cases_in(connection, scope, today, station)
        names = {str(person): str(name) for person, name in connection.execute(sa.select(person_view.c.person, person_view.c.name))}
        folder = Folder(connection)
        for at, some in enumerate(_by(ids, _AT_ONCE)):
            if advance:
                advance(at * _AT_ONCE, len(ids))
            codes, told = dict(some), journal.facts_of_all(connection, [f"case:{case_id}" for case_id, _ in some])
            cases = [fold(record, facts) for record, facts in told.items()]
            shared = others_of(connection, cases)
            for case in cases:
                rows = audit_case(folder.shelf(codes[case.id]), case, names, shared[case.id])
                found += [CountyFinding(codes[case.id], one) for one in rows]
    found.sort(key=lambda one: (bool(one.row.explained), one.station, one.row.number, one.row.code, one.row.key))
    return CountyAudit(len(ids), tuple(found))


def report_of(audit: CountyAudit, station: str, scope: str, today: date) -> ToSend:
    """A 整改通知 with what the audit found at a station, to be looked through, changed and sent."""
    mine = audit.of(station)
    counted = Counter(one.row.title for one in mine)
    kinds = "；".join(f"{title} {many} 项" for title, many in counted.most_common())
    lines = [f"{today} 稽查（{SCOPES[scope]}），你所有 {len(mine)} 项没有说明：{kinds}。"]
    lines += [f"{one.row.number} {one.row.title}：{one.row.facts}" for one in mine[:_NAMED]]
    lines += [f"另有 {len(mine) - _NAMED} 项，请在本所“稽查自查”里查看。"] * (len(mine) > _NAMED)
    lines.append("请逐件写说明或整改，并答复采取了什么措施。")
    named = tuple(dict.fromkeys(one.row.number for one in mine[:_NAMED]))
    return ToSend("rectify", f"{today:%Y-%m} 稽查整改", "\n".join(lines), cases=named)


def draw_county(centre: Centre, count: int, seed: int, today: date) -> Drawn:
    """Draws `count` of all stations' cases of this year: sorted by number, Python's `Random(seed).sample`; each station is told its own.

    Raises ProblemsFound where that many cannot be drawn.
    """
    with reading(centre.database) as connection:
        c = case_view.c
        query = sa.select(c.number, c.id, c.station).where(c.received_on >= f"{today.year}-01-01", c.status.not_in(("void",)))
        pool = sorted((str(number), str(case_id), str(code)) for number, case_id, code in connection.execute(query))
    if not 1 <= count <= len(pool):
        raise ProblemsFound((Problem("count", "抽几件", f"今年有 {len(pool)} 件，请填 1 到 {len(pool)}。"),))
    hit = sorted(Random(seed).sample(pool, count))
    draw = f"X{today:%Y%m%d}-{seed}"
    for station in sorted({code for _, _, code in hit}):
        ids = tuple(case_id for _, case_id, code in hit if code == station)
        fact = events.SpotChecksDrawn(draw=draw, on=today, seed=seed, of=len(pool), cases=ids)
        with speaking(centre, station) as append:
            append.add(fact, (f"station:{station}", *(f"case:{case_id}" for case_id in ids)))
    return Drawn(draw, tuple(number for number, _, _ in hit), len(pool))


def drawn_list(centre: Centre) -> tuple[tuple[str, str, str], ...]:
    """Every case that the centre drew: (draw, number, what came of it), the newest draw first."""
    found = []
    with reading(centre.database) as connection:
        hit: dict[str, None] = {}
        for code in own_codes(connection):
            for fact in journal.facts_of(connection, f"station:{code}"):
                if isinstance(fact.event, events.SpotChecksDrawn) and fact.event.draw.startswith("X"):
                    hit.update(dict.fromkeys(fact.event.cases))
        for record, facts in journal.facts_of_all(connection, [f"case:{name}" for name in hit]).items() if hit else ():
            case = fold(record, facts)
            for one in case.spot_checks.values():
                if one.draw.startswith("X"):
                    done = f"{one.done_on} {RESULTS.get(one.result, one.result)}：{one.words}"
                    found.append((one.draw, case.number, done if one.done_on else "等供电所登记结果"))
    return tuple(sorted(found, reverse=True))


def _cases_in(connection: sa.Connection, scope: str, today: date, station: str) -> list[tuple[str, str]]:
    c = case_view.c
    query = sa.select(c.id, c.station).order_by(c.station, c.number)
    if scope == "open":
        query = query.where(c.status.in_(("running", "waiting", "not_accepted", "passed_up")))
    else:
        query = query.where(c.received_on >= f"{today.year}-01-01")
    if station:
        query = query.where(c.station == station)
    return [(str(case_id), str(code)) for case_id, code in connection.execute(query)]


def _by(ids: list[tuple[str, str]], size: int) -> Iterator[list[tuple[str, str]]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))
