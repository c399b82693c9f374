"""稽查自查 over many cases: before an export and on demand; what the station explains stays with the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import events
from models.audit import audit
from models.case import Case, fold
from models.casework.explanations import Explained, explanation_of
from models.casework.topic import CaseView, Finding
from models.customer import mask_name
from models.problems import StationError
from models.services.cases import sync_marks
from models.services.changes import Changes
from models.services.folding.refold import facts_of_application
from models.services.folding.same_numbers import Others, others_of, with_others
from models.services.rulebooks import RuleShelf
from models.services.station import Change, Station, changing, looking, people
from models.services.station_audit import station_facts, station_findings
from models.store import journal
from models.store.look import Look
from models.store.views import case_view

SCOPES = {"waiting": "还没有回执的工单", "open": "在办工单", "year": "今年登记的工单"}
OF_STATION = "本所"
_AT_ONCE = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FindingRow:
    """One finding: its case (customer masked), the facts, the rule, what to do; `explained` is what the station said, empty = open.

    A finding about the station itself has no case (`case_id` empty).
    """

    case_id: str
    number: str
    customer: str
    code: str
    key: str
    title: str
    facts: str
    rule: str
    remedy: str
    explained: str
    explained_by: str
    explained_on: date | None


@dataclass(frozen=True)
class AuditReport:
    """What a self-audit found: how many cases were looked at, every finding, those without an explanation first."""

    cases: int
    rows: tuple[FindingRow, ...]

    @property
    def unexplained(self) -> tuple[FindingRow, ...]:
        """The findings that nobody has explained yet."""
        return tuple(row for row in self.rows if not row.explained)


def self_audit(station: Station, scope: str, today: date, advance: Progress | None = None) -> AuditReport:
    """Audits the cases of a scope (SCOPES); `advance` hears how many are done and may raise to break off: nothing is changed.

    Raises StationError for a scope that is not known.
    """
    if scope not in SCOPES:
        raise StationError(f"没有自查范围“{scope}”。", f"可用：{'、'.join(SCOPES)}。")
    names = {person.id: person.name for person in people(station)}
    rows: list[FindingRow] = []
    with looking(station) as connection:
        ids = _cases_in(connection, station, scope, today)
        for at, some in enumerate(_by(ids, _AT_ONCE)):
            if advance:
                advance(at * _AT_ONCE, len(ids))
            cases = [fold(record, facts) for record, facts in journal.facts_of_all(connection, [f"case:{one}" for one in some]).items()]
            shared = others_of(connection, cases)
            for case in cases:
                rows += audit_case(station.shelf, case, names, shared[case.id])
        rows += _of_station(connection, station, names, today)
    rows.sort(key=lambda row: (bool(row.explained), row.number, row.code, row.key))
    return AuditReport(len(ids), tuple(rows))


def _of_station(connection: sa.Connection, station: Station, names: Mapping[str, str], today: date) -> Iterator[FindingRow]:
    facts = station_facts(connection, station)
    for found in station_findings(connection, station, facts, names, today):
        yield _row("", OF_STATION, "", found, facts.explanation(found), names)


def explain_finding(station: Station, case_id: str, code: str, key: str, text: str) -> Changes:
    """Keeps what the station says about a finding; raises StationError where it is empty or the finding no longer stands.

    `case_id` is empty where the finding is about the station itself.
    """
    if not text.strip():
        raise StationError("请写明说明。", "写清原因和凭据在哪里；检查时会看到这一句。")
    with changing(station) as change:
        standing = audit(with_others(change.connection, change.view(change.case(case_id)))) if case_id else _standing(change, station)
        found = next((f for f in standing if (f.code, f.key) == (code, key)), None)
        if found is None:
            raise StationError("这一项已经不存在了。", "工单已经改动，请重新自查。")
        event = events.FindingExplained(code=code, key=key, facts=found.facts, text=text.strip())
        if case_id:
            change.add(event, case_id)
        else:
            change.append.add(event, (f"station:{station.info.code}",))
    return Changes(frozenset({case_id} - {""}), packages=True)


def _standing(change: Change, station: Station) -> Iterator[Finding]:
    names = {person.id: person.name for person in people(station)}
    return station_findings(change.connection, station, station_facts(change.connection, station), names, station.now().date())


def _by(ids: list[str], size: int) -> Iterator[list[str]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _cases_in(connection: sa.Connection, station: Station, scope: str, today: date) -> list[str]:
    c = case_view.c
    query = sa.select(c.id, c.epoch, c.last_seq).where(c.station == station.info.code).order_by(c.number)
    if scope == "open":
        query = query.where(c.status.in_(("running", "waiting", "not_accepted", "passed_up")))
    elif scope == "year":
        query = query.where(c.received_on >= f"{today.year}-01-01")
    sync = sync_marks(Look.through(connection), station)
    return [
        str(case_id)
        for case_id, epoch, seq in connection.execute(query)
        if scope != "waiting" or sync.text(epoch, seq) != "已回执"
    ]


def audit_case(shelf: RuleShelf, case: Case, names: Mapping[str, str], others: tuple[Others, Others] = ((), ())) -> Iterator[FindingRow]:
    """What the audit of one case finds under its station's rules; nothing where this program cannot read the case.

    `others` bear its number, or wait under the same number of a pre-acceptance.

    One that holds what cannot be worked out here, a day outside the calendar say, is itself found, and the others are audited.
    """
    try:
        yield from tuple(_audited(shelf, case, names, others))
    except Exception as error:  # whatever a stranger's facts make of this program must not hold up the rest
        why = error.message if isinstance(error, StationError) else f"有一项内容与本程序写的不同，本版本读不懂（{type(error).__name__}）。"
        yield FindingRow(case.id, case.number, "", "unreadable", "", "这个工单查不了", why, "—", _BY_HAND, "", "", None)


_BY_HAND = "请打开这个工单核对流水里的日期和内容，改正以前由人工检查。"


def _audited(shelf: RuleShelf, case: Case, names: Mapping[str, str], others: tuple[Others, Others]) -> Iterator[FindingRow]:
    book = shelf.book(case.pins)
    kind = book.types.get(case.business_type)
    if kind is None or case.needs_upgrade:
        return
    view = CaseView(case, kind, book, shelf.calendar, others=others[0], pre_others=others[1])
    customer = mask_name(facts_of_application(case).get("customer_name", ""))
    for found in audit(view):
        yield _row(case.id, case.number, customer, found, explanation_of(case, found), names)


def _row(
    case_id: str, number: str, customer: str, found: Finding, said: Explained | None, names: Mapping[str, str]
) -> FindingRow:  # fmt: skip
    return FindingRow(
        case_id, number, customer, found.code, found.key, found.title, found.facts, found.rule, found.remedy,
        said.text if said else "", names.get(said.actor, said.actor) if said else "", said.at.date() if said else None,
    )
