"""合并重复客户 at the centre: suggestions over all stations, decisions as facts of the centre's own journal, taken back as facts too."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from models import events
from models.events.envelope import channel_of, uuid7
from models.joins import KEY_WORDS, MOST_ALIKE, Join, Shared, fold_joins, suggest
from models.problems import Problem, ProblemsFound, StationError
from models.services.centre.store import Centre
from models.services.station import APP
from models.store import journal
from models.store.journal import Append, Author
from models.store.local import read_setting
from models.store.session import cause, explain, reading
from models.store.views import case_key, case_view, station_view

_MOST = 200
_AT_ONCE = 500


@dataclass(frozen=True)
class JoinCase:
    """A case as the list of duplicates shows it; the customer masked as in every list."""

    case_id: str
    number: str
    station: str
    customer: str
    summary: str
    received_on: str


@dataclass(frozen=True)
class Alike:
    """Cases that may be of one customer (`keys` of KEY_WORDS), or were decided to be: then `join` tells the decision.

    `before` are earlier decisions about some of them that were taken back, or said that they are not.
    """

    cases: tuple[JoinCase, ...]
    keys: tuple[str, ...]
    join: Join | None = None
    before: tuple[Join, ...] = ()


def suggestions(centre: Centre) -> tuple[Alike, ...]:
    """Cases of at least two stations that share a document, a phone or an address about which nobody has decided."""
    with reading(centre.database) as connection:
        decided = _joins(connection)
        found = suggest(*_groups(connection, centre), decided)[:_MOST]
        rows = _cases(connection, [name for one in found for name in one.cases])
    taken_back = [join for join in decided if join.parted]
    return tuple(
        Alike(
            tuple(rows[name] for name in one.cases if name in rows),
            one.keys,
            before=tuple(join for join in taken_back if len(set(join.cases) & set(one.cases)) > 1),
        )
        for one in found
    )


def joins(centre: Centre) -> tuple[Alike, ...]:
    """Every decision, the newest first; those that were taken back included."""
    with reading(centre.database) as connection:
        found = tuple(reversed(_joins(connection)))
        rows = _cases(connection, [name for one in found for name in one.cases])
    return tuple(Alike(tuple(rows[name] for name in one.cases if name in rows), (), one) for one in found)


def join_customers(centre: Centre, cases: tuple[str, ...], by: str, reason: str) -> str:
    """Notes that cases are of one customer and returns the decision's identity; the cases themselves stay as they are.

    Raises ProblemsFound without a name or a reason, StationError for fewer than two cases.
    """
    return _decide(centre, cases, by, reason, same=True)


def part_customers(centre: Centre, join: Join, by: str, reason: str) -> None:
    """Takes a decision back; it stays readable. Raises ProblemsFound without a name or a reason."""
    _check(by, reason)
    with _saying(centre) as (connection, append):
        if any(known.parted for known in fold_joins(journal.facts_of(connection, f"join:{join.id}"))):
            raise StationError("这次合并已经撤回。", "请刷新后再看。")
        append.add(events.CustomersParted(join=join.id, by=by.strip()), (f"join:{join.id}",), reason=reason.strip())


def not_the_same(centre: Centre, cases: tuple[str, ...], by: str, reason: str) -> None:
    """Notes that cases which look alike are of different customers, so that they are not suggested again."""
    _decide(centre, cases, by, reason, same=False)


def _decide(centre: Centre, cases: tuple[str, ...], by: str, reason: str, same: bool) -> str:
    """One decision in one transaction: that they are different must never be kept by halves, which would say the opposite."""
    _check(by, reason)
    chosen = tuple(sorted(set(cases)))
    if len(chosen) < 2:
        raise StationError("至少要两件工单。", "请刷新后再选。")
    name = uuid7(centre.now())
    with _saying(centre) as (connection, append):
        held = next((one for one in _joins(connection) if not one.parted and set(chosen) <= set(one.cases)), None)
        if held:
            raise StationError(f"这几件 {held.at:%Y-%m-%d} 已由{held.by}记为同一个客户。", "请刷新后再看；要改，请在“已定的合并”里撤回。")
        marks = tuple(sorted(_shared_by(connection, centre, chosen)))
        append.add(events.CustomersJoined(join=name, cases=chosen, by=by.strip(), marks=marks), (f"join:{name}",), reason=reason.strip())
        if not same:
            append.add(events.CustomersParted(join=name, by=by.strip(), never=True), (f"join:{name}",), reason=reason.strip())
    return name


def _check(by: str, reason: str) -> None:
    asked = (("by", "谁决定的", by), ("reason", "原因", reason))
    problems = [Problem(field, label, "请填写。") for field, label, value in asked if not value.strip()]
    if problems:
        raise ProblemsFound(tuple(problems))


@contextmanager
def _saying(centre: Centre) -> Iterator[tuple[sa.Connection, Append]]:
    """The centre's own journal, which goes to no station; what is said names the decision only, so no case is folded anew."""
    try:
        with centre.database.writer.begin() as connection:
            epoch = read_setting(connection, "epoch")
            yield connection, Append(connection, Author(channel_of(""), epoch, "centre", "CENTRE", APP), centre.now())
    except sa.exc.DBAPIError as error:
        raise explain(error, centre.database.path) from cause(error)


def _joins(connection: sa.Connection) -> tuple[Join, ...]:
    """Every decision in the order taken: the journal's own, for two may be of one instant and their names say nothing."""
    records = journal.records(connection, "join:")
    parts = (records[at : at + _AT_ONCE] for at in range(0, len(records), _AT_ONCE))
    said = [facts for part in parts for facts in journal.facts_of_all(connection, part).values()]
    said.sort(key=lambda facts: (facts[0].at, facts[0].envelope.seq))
    return tuple(one for facts in said for one in fold_joins(facts))


def _mark(centre: Centre, key: str, value: str) -> str:
    """Stands for a key and its value, and tells neither to somebody without the centre's keys."""
    return hmac.new(centre.keys.derived("what customers share"), f"{key}:{value}".encode(), hashlib.sha256).hexdigest()[:16]


def _shared_by(connection: sa.Connection, centre: Centre, cases: tuple[str, ...]) -> Iterator[str]:
    """The marks of what at least two of some cases share now."""
    k = case_key.c
    query = sa.select(k.kind, k.value).where(k.case_id.in_(cases), k.kind.in_(tuple(KEY_WORDS)), k.value != "")
    for kind, value in connection.execute(query.group_by(k.kind, k.value).having(sa.func.count() > 1)):
        yield _mark(centre, kind, value)


def _groups(connection: sa.Connection, centre: Centre) -> tuple[list[Shared], dict[str, str]]:
    """What cases of several stations share, and whose each of them is."""
    k = case_key.c
    stations = sa.func.count(sa.distinct(case_view.c.station))
    many = (
        sa.select(k.kind, k.value)
        .select_from(case_key.join(case_view, case_view.c.id == k.case_id))
        .where(k.kind.in_(tuple(KEY_WORDS)), k.value != "")
        .group_by(k.kind, k.value)
        .having(sa.and_(stations > 1, sa.func.count() <= MOST_ALIKE))
        .limit(5 * _MOST)
    ).subquery()
    same = sa.and_(many.c.kind == k.kind, many.c.value == k.value)
    found, whose = dict[tuple[str, str], list[str]](), dict[str, str]()
    of_case = case_key.join(many, same).join(case_view, case_view.c.id == k.case_id)
    for kind, value, case_id, code in connection.execute(sa.select(k.kind, k.value, k.case_id, case_view.c.station).select_from(of_case)):
        found.setdefault((str(kind), str(value)), []).append(str(case_id))
        whose[str(case_id)] = str(code)
    return [Shared(kind, _mark(centre, kind, value), tuple(cases)) for (kind, value), cases in found.items()], whose


def _cases(connection: sa.Connection, ids: list[str]) -> dict[str, JoinCase]:
    found: dict[str, JoinCase] = {}
    names = {str(code): str(name) for code, name in connection.execute(sa.select(station_view.c.code, station_view.c.name))}
    c = case_view.c
    for at in range(0, len(ids), _AT_ONCE):
        query = sa.select(c.id, c.number, c.station, c.customer, c.summary, c.received_on).where(c.id.in_(ids[at : at + _AT_ONCE]))
        for case_id, number, code, customer, summary, on in connection.execute(query):
            found[case_id] = JoinCase(case_id, number, names.get(code, code), customer, summary, on)
    return found
