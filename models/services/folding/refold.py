"""Folding touched records anew into the views: their rows become exactly those of a rebuild, by construction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date

import sqlalchemy as sa

from models import events
from models.case import Case, fold
from models.casework import first_todo, same_number
from models.casework.pre_acceptance import waits
from models.casework.topic import CaseView, Reminder
from models.customer import mask_address, mask_name
from models.events import Fact
from models.flow import stage_name
from models.problems import StationError
from models.services.folding.case_rows import Rows, paper_rows, reminder_row, reminder_rows, result_rows, storable
from models.services.folding.clock_columns import NO_CLOCK, clock_row, view_of
from models.services.folding.contact_rows import write_contacts
from models.services.folding.fresh_cases import FreshCases
from models.services.folding.same_numbers import Others, borne_twice, sharing, sharing_pre
from models.services.folding.search_keys import key_rows, open_numbers, search_text
from models.services.folding.topic_rows import TOPIC_ROWS
from models.services.rulebooks import RULES_QUERY, RuleShelf
from models.store import journal
from models.store.bulk import delete_rows, insert_rows, replace_rows
from models.store.sealing import sealer_of
from models.store.views import (
    VIEWS_VERSION,
    aside_view,
    case_key,
    case_view,
    paper_view,
    person_view,
    reminder_view,
    result_view,
    rules_view,
    station_view,
)

_CASE_TABLES = (
    (case_view, case_view.c.id),
    (case_key, case_key.c.case_id),
    (result_view, result_view.c.case_id),
    (paper_view, paper_view.c.case_id),
    (reminder_view, reminder_view.c.case_id),
    *((table, table.c.case_id) for table, _ in TOPIC_ROWS),
)

_BATCH = 200
NO_FRESH = FreshCases()
UNSEEN = "（本版本看不到）"


class Folder:
    """Folds records into view rows inside one transaction; keeps a station's rules while it works.

    `strict` is for what is being saved now: a date outside the calendar is refused. What is already in a journal is always shown.
    """

    def __init__(self, connection: sa.Connection, *, strict: bool = False) -> None:
        self.connection = connection
        self.strict = strict
        self._aside: list[dict[str, object]] = []
        self._sealer = sealer_of(connection)
        self._shelves: dict[str, RuleShelf] = {}

    def shelf(self, station: str) -> RuleShelf:
        """The rules of a station as this transaction sees them."""
        if station not in self._shelves:
            rows = self.connection.execute(sa.text(RULES_QUERY), {"station": station})
            self._shelves[station] = RuleShelf((subject, code, revision, text, since) for subject, code, revision, text, since in rows)
        return self._shelves[station]

    def case(self, case_id: str) -> Case:
        """One case, folded from its facts as this transaction sees them."""
        return fold(f"case:{case_id}", journal.facts_of(self.connection, f"case:{case_id}"))

    def refold(self, records: Iterable[str], fresh: FreshCases = NO_FRESH) -> int:
        """Writes the rows of records, a station's rules first; returns how many cases are set aside.

        Nothing of `fresh` cases is there yet.
        """
        names, aside = set(records), 0
        for name in sorted(name for name in names if name.startswith("station:")):
            code = name.partition(":")[2]
            names.update(self._after_station(code, self.shelf(code)))
        new = list(fresh.lines)
        for at in range(0, len(new), _BATCH):
            aside += self._fold(fresh.facts(new[at : at + _BATCH]))
        cases = sorted(name for name in names if name.startswith("case:") and name not in fresh.lines)
        for at in range(0, len(cases), _BATCH):
            batch = cases[at : at + _BATCH]
            delete_rows(self.connection, aside_view.c.record, batch)
            aside += self._fold(journal.facts_of_all(self.connection, batch), [name.partition(":")[2] for name in batch])
        write_contacts(self.connection, sorted(name for name in names if name.startswith("contact:")))
        return aside

    def _after_station(self, code: str, before: RuleShelf) -> list[str]:
        """Folds a station; a newer calendar moves the dates of open cases, other rules may change any: these are to be folded anew."""
        self.fold_station(code)
        fresh = set(self.shelf(code).names) - set(before.names)
        if not before.names or not fresh:
            return []
        if all(subject != "calendar" for subject, _, _ in before.names):  # until now only a part of the first rules was here
            return journal.records(self.connection, "case:", code)
        if any(subject != "calendar" for subject, _, _ in fresh):  # an accepted case keeps its rules
            return self._unaccepted(code)
        from models.services.folding.reclock import reclock

        reclock(self.connection, code, self.shelf(code), before.calendar)
        return []

    def _unaccepted(self, code: str) -> list[str]:
        c = case_view.c
        query = sa.select(c.id).where(c.station == code, c.accepted_on.is_(None), c.status == "not_accepted")
        return [f"case:{name}" for (name,) in self.connection.execute(query)]

    def fold_into_empty(self, cases: Sequence[str]) -> None:
        """Writes the view rows of some hundreds of case records into tables that hold nothing of them yet."""
        self._fold(journal.facts_of_all(self.connection, cases))

    def _fold(self, told: Mapping[str, list[Fact]], known: Sequence[str] = ()) -> int:
        """Folds cases and returns how many are set aside; of the `known` ones (by id) the views may hold rows."""
        folded = (self._folded(record, facts) for record, facts in told.items())
        self._write_cases([case for case in folded if case], known)
        insert_rows(self.connection, aside_view, self._aside)
        aside, self._aside = len(self._aside), []
        return aside

    def _folded(self, record: str, facts: list[Fact]) -> Case | None:
        """A case; one whose facts cannot be folded here is set aside and never keeps the others from being shown."""
        try:
            return fold(record, facts, strict=self.strict)
        except Exception as error:  # whatever a stranger's facts make of this program must not hold up the rest
            if self.strict:
                raise
            last = facts[-1].envelope
            place = {"station": last.station, "epoch": last.epoch, "seq": last.seq}
            self._aside.append({"record": record, **place, "reason": type(error).__name__})
            return None

    def fold_station(self, code: str) -> None:
        """Writes a station's own rows: its people, its rules, itself."""
        for column in (person_view.c.station, rules_view.c.station, station_view.c.code):
            delete_rows(self.connection, column, [code])
        people: dict[str, dict[str, object]] = {}
        rules: dict[tuple[str, ...], dict[str, object]] = {}
        facts = [fact for fact in journal.facts_of(self.connection, f"station:{code}") if fact.envelope.station == code]
        for place, fact in enumerate(facts):  # the centre's words about a station change neither its people nor its rules
            match fact.event:
                case events.PersonJoined() as joined:
                    name = str((fact.private or {}).get("name", "（已按规定删除）"))
                    people[joined.person] = {
                        "person": joined.person,
                        "station": code,
                        "name": mask_name(name) if self._sealer else name,
                        "post": joined.post,
                        "since": joined.since.isoformat(),
                        "until": None,
                    }
                case events.PersonLeft() as gone if gone.person in people:
                    people[gone.person]["until"] = gone.until.isoformat()
                case events.RulesAdopted() as adopted:
                    row = rules_row(code, adopted, place)
                    rules[adopted.subject, adopted.code, adopted.revision, str(row["since"])] = row
                case events.StationOpened() as opened:  # again after a rebuild, with the new computer's keys
                    self._put_station(code, opened, _newest_image(facts))
        own = storable({person_view: self._not_others(list(people.values())), rules_view: list(rules.values())})
        for table, rows in own.items():
            insert_rows(self.connection, table, rows)
        self._shelves.pop(code, None)

    def _not_others(self, people: list[dict[str, object]]) -> list[dict[str, object]]:
        """Without those who stand under another station already: nobody takes a name that is given."""
        p = person_view.c
        wanted = [str(person["person"]) for person in people]
        taken: set[str] = set()
        for at in range(0, len(wanted), 500):
            taken.update(self.connection.scalars(sa.select(p.person).where(p.person.in_(wanted[at : at + 500]))))
        return [person for person in people if person["person"] not in taken]

    def _put_station(self, code: str, opened: events.StationOpened, image: str) -> None:
        self.connection.execute(sa.delete(station_view).where(station_view.c.code == code))
        row: dict[str, object] = {
            "code": code,
            "name": opened.name,
            "county": opened.county,
            "phone": opened.phone,
            "verify_key": opened.verify_key,
            "recipient": opened.recipient,
            "image": image,
        }
        insert_rows(self.connection, station_view, storable({station_view: [row]})[station_view])

    def _write_cases(self, cases: Sequence[Case], known: Sequence[str]) -> None:
        named = {case.id: case for case in cases if case.number}
        written = self._rows_of(named.values())
        for table, column in _CASE_TABLES:
            rows = written.get(table, [])
            if known:
                replace_rows(self.connection, column, known, rows)
            else:
                insert_rows(self.connection, table, rows)
        self._remind_of_same_numbers(named)
        if pre := [case.pre for case in cases if case.pre]:
            shared = sharing_pre(self.connection, (number for one in pre for number in (one.number, *one.former)))
            self._remind(same_number.PRE_CODE, same_number.pre_reminder_of, shared, named)

    def _remind_of_same_numbers(self, written: Mapping[str, Case]) -> None:
        """Rows of `reminder_view` of all cases that bear a number that these bear, or bore: the only rows that hang on other cases."""
        former = {number for case in written.values() for number in case.corrected.numbers}
        twice = borne_twice(self.connection, (case.number for case in written.values()))
        self._remind(same_number.CODE, same_number.reminder_of, sharing(self.connection, twice | former), written)

    def _remind(
        self, code: str, reminder_of: Callable[[Case, Others], Reminder | None], shared: Mapping[str, Others], written: Mapping[str, Case]
    ) -> None:
        concerned = [case_id for case_id, others in shared.items() if others or case_id not in written]
        if not concerned:
            return
        r = reminder_view.c
        self.connection.execute(sa.delete(reminder_view).where(r.code == code, r.case_id.in_(concerned)))
        told = [(case_id, reminder_of(written.get(case_id) or self.case(case_id), shared[case_id])) for case_id in concerned]
        rows = [reminder_row(case_id, one) for case_id, one in told if one]
        insert_rows(self.connection, reminder_view, storable({reminder_view: rows}).get(reminder_view, []))

    def _rows_of(self, cases: Iterable[Case]) -> Rows:
        """All rows of some cases, looked at together; one by one where something is wrong with any."""
        try:
            return storable(_together(map(self._all_rows, cases)))
        except Exception:  # as in `_folded`
            if self.strict:
                raise
            return _together(map(self._rows, cases))

    def _rows(self, case: Case) -> Rows:
        """All rows of a case; one with something that cannot be worked out or stored here stands bare as 需升级, or is set aside."""
        try:
            return storable(self._all_rows(case))
        except Exception as error:  # as in `_folded`
            if self.strict:
                raise
            reason = type(error).__name__
        with suppress(ValueError):
            return storable({case_view: [{**bare_row(case), "note": "需升级"}]})
        self._aside.append(
            {"record": f"case:{case.id}", "station": case.station, "epoch": case.epoch, "seq": case.last_seq, "reason": reason}
        )
        return {}

    def _all_rows(self, case: Case) -> Rows:
        view, given = self._view(case), _given(case)
        found: Rows = {
            case_view: [self._row(case, view, given)],
            case_key: self._blind(key_rows(case, given)),
            result_view: result_rows(case),
            paper_view: paper_rows(case),
            reminder_view: self._reminders(view),
        }
        return {**found, **{table: rows_of(case) for table, rows_of in TOPIC_ROWS}}

    def _view(self, case: Case) -> CaseView | None:
        """A case with its rules; None where they are not known here."""
        try:
            return view_of(case, self.shelf(case.station))
        except Exception as error:  # as in `_folded`
            if self.strict and not isinstance(error, LookupError):
                raise
            return None

    def _reminders(self, view: CaseView | None) -> list[dict[str, object]]:
        """Rows of `reminder_view`; none of a case that cannot be worked out here."""
        try:
            return reminder_rows(view) if view else []
        except (StationError, LookupError):
            return []

    def _row(self, case: Case, view: CaseView | None, given: dict[str, str] | None) -> dict[str, object]:
        """The row of a case; one that cannot be worked out here stands as 需升级 and never keeps the others from being shown."""
        try:
            row = case_row(view, given) if view else {**bare_row(case), "note": "需升级"}
            return {**row, "search": " ".join(open_numbers(case)).lower()} if self._sealer else row
        except (StationError, LookupError) as error:
            if self.strict and isinstance(error, StationError):
                raise
            return {**bare_row(case), "note": "需升级"}

    def _blind(self, rows: list[dict[str, object]]) -> list[dict[str, object]]:
        """On a server others administer the keys of persons and places stand as keyed hashes: equal ones are still found."""
        return [{**row, "value": self._sealer.blind(str(row["value"]))} for row in rows] if self._sealer else rows


def _together(found: Iterable[Rows]) -> Rows:
    together: Rows = {}
    for rows in found:
        for table, some in rows.items():
            together.setdefault(table, []).extend(some)
    return together


def rules_row(code: str, rules: events.RulesAdopted, place: int) -> dict[str, object]:
    """The row of a rule text or calendar as a station adopted it; `place` is the fact's in the order of the station's."""
    since = rules.since.isoformat() if rules.since else ""
    return {
        "station": code,
        "subject": rules.subject,
        "code": rules.code,
        "revision": rules.revision,
        "since": since,
        "place": place,
        "text": rules.text,
    }


def _newest_image(facts: Iterable[Fact]) -> str:
    chosen = [fact.event.sha256 for fact in facts if isinstance(fact.event, events.StationImageSet)]
    return chosen[-1] if chosen else ""


def facts_of_application(case: Case) -> dict[str, str]:
    """The case's facts by the keys that forms prefill from (customer_name, document_no, address, phone …)."""
    from models.forms import form_by_code

    found = {key: str(case.values.get(name) or "") for name, key in form_by_code(case.form).gives.items()} if case.form else {}
    return {**found, "capacity": case.capacity, "voltage": case.voltage}


def _given(case: Case) -> dict[str, str] | None:
    """As `facts_of_application`; None where the form is one that this program does not know yet."""
    try:
        return facts_of_application(case)
    except StationError:
        return None


def case_row(view: CaseView, given: dict[str, str] | None = None) -> dict[str, object]:
    """The row of `case_view`: nothing in it depends on today. `given` is what `facts_of_application` tells, where it was asked already."""
    case, kind = view.case, view.kind
    facts = facts_of_application(case) if given is None else given
    name = facts.get("customer_name", "")
    todo = first_todo(view)
    unit = "kVA" if case.class_.startswith("hv") else "kW"
    size = f" {case.capacity} {unit}" if case.capacity else ""
    row: dict[str, object] = {
        **bare_row(case),
        "customer": mask_name(name) if name else ("已按规定删除" if case.erased else "（未填）"),
        "summary": f"{kind.short_name}{size}",
        "village": mask_address(facts.get("address", "")),
        "search": search_text(case, facts),
        "stage": todo.stage if todo else "",
        "stage_name": stage_name(kind, todo.stage) if todo else "",
        "action": "resume" if case.open_pause else todo.code if todo else "none",
        "action_name": "恢复计时" if case.open_pause else todo.label if todo else "查看",
    }
    return {**row, **clock_row(view)}


def bare_row(case: Case) -> dict[str, object]:
    """What the facts alone say, without rules, forms or a calendar."""
    return {
        **NO_CLOCK,
        "id": case.id,
        "station": case.station,
        "number": case.number,
        "original_no": case.original_no,
        "business_type": case.business_type,
        "class_": case.class_,
        "customer": UNSEEN,
        "summary": case.capacity,
        "village": "",
        "search": case.number.lower(),
        "status": case.status,
        "pre_number": pre.number if (pre := waits(case)) else "",
        "stage": "",
        "stage_name": "",
        "action": "none",
        "action_name": "查看",
        "received_on": (case.accepted_on or (case.registered_at.date() if case.registered_at else date.min)).isoformat(),
        "accepted_on": _text(case.accepted_on),
        "ended_on": _text(case.ended_on),
        "note": "需升级" if case.needs_upgrade else "",
        "taken_over": case.source == "ledger",
        "turn": 0 if case.green else 1,  # the green channel goes first
        "erased": case.erased,
        "epoch": case.epoch,
        "last_seq": case.last_seq,
        "views_version": VIEWS_VERSION,
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
