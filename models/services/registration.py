"""Taking an application in: checks, look for earlier cases, number, acceptance or a record of what is missing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from models import events
from models.business import BusinessType
from models.case import Case
from models.case_number import allot, epoch_letter
from models.checklist import Checklist, evaluate
from models.events.case import Source
from models.events.envelope import uuid7
from models.forms import form_by_code
from models.forms.entry import fill
from models.forms.fields import Form, facts_given, private_names
from models.forms.stored import to_json
from models.problems import Problem, ProblemsFound, StationError
from models.rules import RuleBook
from models.services import conditions
from models.services.changes import Changes
from models.services.folding.search_keys import key_values
from models.services.household_list import list_those_of
from models.services.station import Change, Station, changing, looking
from models.store.local import read_setting, write_setting
from models.store.views import case_key, case_view

CHANNELS = ("柜台", "95598", "网上", "电话", "传真", "信函", "邮件", "上门")
LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Intake:
    """What stands around the application form: how it came, who was asked first, what lies on the counter.

    `answers` as in ANSWERS; `received` are material codes, `valid_until` the last day of those that carry one; `preconditions` what was
    asked, by code; the period (both inclusive) where the form does not name it; `duplicate_reason` says why the clerk goes on although an
    earlier case was shown; `contact` is the visit or enquiry it came from.
    """

    business_type: str
    class_: str
    channel: str
    values: Mapping[str, object]
    answers: Mapping[str, bool]
    received: frozenset[str]
    outside_no: str = ""
    asked_at: datetime | None = None
    got_at: datetime | None = None
    first_contact: str = ""
    duplicate_reason: str = ""
    draft_id: str = ""
    preconditions: Mapping[str, bool] = field(default_factory=dict)
    valid_until: Mapping[str, date] = field(default_factory=dict)
    period_from: date | None = None
    period_until: date | None = None
    approved_by: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Registered:
    """The outcome: the number, whether the clock runs, what is missing (told once) or owed."""

    case_id: str
    number: str
    accepted: bool
    missing: tuple[str, ...]
    owed: tuple[str, ...]


@dataclass(frozen=True)
class Earlier:
    """A case that shares a value with the application: which one, by what, how it stands."""

    case_id: str
    number: str
    customer: str
    summary: str
    status: str
    by: tuple[str, ...]


_KEY_NAMES = {"document": "证件号码", "phone": "电话", "address": "用电地址", "account_no": "户号"}


def checklist(
    station: Station, business_type: str, answers: Mapping[str, bool], received: frozenset[str], class_: str = "",
    expired: Mapping[str, date] | None = None,
) -> Checklist:  # fmt: skip
    """The list of papers for an application, as it stands with what was received."""
    return held_against(station.shelf.book(), business_type, answers, received, class_, expired)


def held_against(
    book: RuleBook, business_type: str, answers: Mapping[str, bool], received: frozenset[str], class_: str = "",
    expired: Mapping[str, date] | None = None,
) -> Checklist:  # fmt: skip
    """The papers of a business type for a class under given rules; the profile decides whether some may follow (容缺受理).

    `expired`: papers that lie there although the day up to which they are valid is over, with that day.
    """
    papers = book.materials_for(book.types[business_type], class_)
    deferred = book.profile.missing_papers == "deferred"
    return evaluate(papers, answers, received, deferred=deferred, village_proof=book.profile.village_proof, expired=expired or {})


def papers_as_they_stand(book: RuleBook, case: Case, on: date | None = None) -> Checklist:
    """The checklist of a case with everything that came in.

    `on`: until the case is accepted, what has run out by that day counts no more; what was valid at the acceptance stays.
    """
    over = {code: last for code, last in case.valid_until.items() if on and last < on and case.accepted_on is None}
    return held_against(book, case.business_type, case.answers, frozenset(case.received), case.class_, {**over, **case.expired})


def earlier_cases(station: Station, form_code: str, values: Mapping[str, object], today: date) -> tuple[Earlier, ...]:
    """Open cases, and those ended within 90 days, that share the document, phone, address or account number."""
    gives = form_by_code(form_code).gives
    keys = key_values({key: str(values.get(name) or "") for name, key in gives.items()})
    since = (today - LOOK_BACK).isoformat()
    with looking(station) as connection:
        query = (
            sa.select(case_view, case_key.c.kind)
            .join(case_key, case_key.c.case_id == case_view.c.id)
            .where(
                sa.or_(*(sa.and_(case_key.c.kind == kind, case_key.c.value == value) for kind, value in keys.items())),
                sa.or_(case_view.c.ended_on.is_(None), case_view.c.ended_on >= since),
            )
            .order_by(case_view.c.received_on.desc(), case_view.c.id)
        )
        rows = connection.execute(query).mappings().all() if keys else []
    found: dict[str, Earlier] = {}
    for row in rows:
        by = found[row["id"]].by if row["id"] in found else ()
        found[row["id"]] = Earlier(row["id"], row["number"], row["customer"], row["summary"], row["status"], (*by, _KEY_NAMES[row["kind"]]))
    return tuple(found.values())


def read_form(station: Station, intake: Intake, today: date) -> Form:
    """The application form, complete and valid, or ProblemsFound with everything at once, the frame's own findings included."""
    book = station.shelf.book()
    if intake.business_type not in book.types:
        raise ProblemsFound((Problem("business_type", "业务类型", "请选择办理哪种业务。"),))
    kind = book.types[intake.business_type]
    problems = _frame_problems(intake, station, today)
    problems += conditions.unmet(conditions.asked(book, kind, intake.answers), intake.preconditions)
    problems += conditions.kind_problems(kind, intake.values)
    form = None
    try:
        form = fill(form_by_code(kind.application_form), _values(kind, intake.values), today=today)
        span = conditions.period_of(kind, form, intake.period_from, intake.period_until)
        problems += conditions.days_problems(station, kind, form, span, intake.approved_by)
    except ProblemsFound as found:
        problems = [*found.problems, *problems]
    if problems or form is None:
        raise ProblemsFound(tuple(problems))
    return form


def _values(kind: BusinessType, values: Mapping[str, object]) -> Mapping[str, object]:
    """What was typed, with the business that the registration itself says."""
    said = kind.application_kind if not values.get("business_type") else ""
    return {**values, "business_type": said} if said else values


def _frame_problems(intake: Intake, station: Station, today: date) -> list[Problem]:
    found = []
    kind = station.shelf.book().types[intake.business_type]
    if intake.class_ not in kind.classes:
        what = f"{kind.name}没有这个类别，请重新选择。" if intake.class_ else "请选择客户类别。"
        found.append(Problem("class_", "客户类别", what))
    if intake.channel not in CHANNELS:
        found.append(Problem("channel", "受理渠道", "请选择客户通过哪个渠道申请。"))
    for name, label, at in (("asked_at", "客户申请时间", intake.asked_at), ("got_at", "供电所收到时间", intake.got_at)):
        if at and at.date() > today:
            found.append(Problem(name, label, f"{at:%Y-%m-%d %H:%M} 在今天之后，请核对。"))
    if intake.asked_at and intake.got_at and intake.got_at < intake.asked_at:
        found.append(Problem("got_at", "供电所收到时间", "早于客户申请时间，请核对两个时间。"))
    return found


Instead = Callable[[Change, str, date, Checklist], None]
"""Done in the place of the acceptance: called with the change, the case, its day and its papers."""


def register(station: Station, intake: Intake, today: date, instead: Instead | None = None) -> tuple[Registered, Changes]:
    """Registers an application under a new number; accepts it where the papers allow.

    Papers complete: accepted. A deferrable paper missing and the profile says 容缺受理: accepted, the clock runs, the paper is owed.
    Otherwise: a numbered record 未受理 without a clock; so too with `instead`, which is then called.
    The acceptance day is the form's. Raises ProblemsFound with all problems.
    """
    form = read_form(station, intake, today)
    if not intake.duplicate_reason.strip() and earlier_cases(station, form.code, intake.values, today):
        raise StationError("同一证件、电话、地址或户号已有工单。", "请打开已有工单查看；确实要另外登记，请写明理由。")
    with changing(station) as change:
        case_id, number = uuid7(station.now()), next_number(change, today)
        received, valid = tuple(sorted(intake.received)), {k: v for k, v in intake.valid_until.items() if k in intake.received}
        on = _accepted_on(form, today)
        expired = {code: last for code, last in valid.items() if last < on}
        papers = held_against(change.book(), intake.business_type, intake.answers, intake.received, intake.class_, expired)
        contact = (f"contact:{intake.contact}",) if intake.contact else ()
        change.add(_event(change.book(), intake, form, number), case_id, private=private_values(form), on=contact)
        list_those_of(change, case_id, form, today)
        if received:
            change.add(events.PapersReceived(items=received, on=on, valid_until=valid), case_id)
        owed = tuple(group.code for group in papers.missing)
        accepted = instead is None and (papers.complete or papers.may_be_accepted_with_promise)
        if instead:
            instead(change, case_id, on, papers)
        elif accepted:
            accept_into(change, case_id, on, papers)
    drop_draft(station, intake.draft_id)
    result = Registered(case_id, number, accepted, () if accepted else owed, owed if accepted else ())
    return result, Changes(frozenset({case_id}), drafts=bool(intake.draft_id), packages=True, contacts=bool(intake.contact))


def drop_draft(station: Station, draft_id: str) -> None:
    """Removes the draft of what has just been saved; that it cannot be removed must not make the saved look unsaved."""
    if draft_id:
        with contextlib.suppress(StationError):
            station.drafts.discard(draft_id)


def _accepted_on(form: Form, today: date) -> date:
    return getattr(form, form.done_on) if form.done_on else today


def _event(book: RuleBook, intake: Intake, form: Form, number: str) -> events.ApplicationRegistered:
    kind = book.types[intake.business_type]
    since, until = conditions.period_of(kind, form, intake.period_from, intake.period_until)
    asked = {one.code: intake.preconditions.get(one.code, False) for one in conditions.asked(book, kind, intake.answers)}
    return registered_event(replace(intake, period_from=since, period_until=until, preconditions=asked), form, number)


def registered_event(
    intake: Intake, form: Form, number: str, source: Source = "station", original_no: str = ""
) -> events.ApplicationRegistered:
    """The fact of an application, its personal values left to the private part."""
    facts = facts_given(form)
    return events.ApplicationRegistered(
        number=number,
        business_type=intake.business_type,
        class_=intake.class_,
        channel=intake.channel,
        capacity=str(facts.get("capacity", "")),
        voltage=str(facts.get("voltage", "")),
        form=form.code,
        form_version=form.version,
        values={**public_values(form), "application_no": number},
        asked_at=intake.asked_at,
        got_at=intake.got_at,
        outside_no=intake.outside_no,
        first_contact=intake.first_contact,
        answers=dict(intake.answers),
        source=source,
        original_no=original_no,
        duplicate_reason=intake.duplicate_reason,
        preconditions=dict(intake.preconditions),
        period_from=intake.period_from,
        period_until=intake.period_until,
        approved_by=intake.approved_by.strip(),
        contact=intake.contact,
    )


def public_values(form: Form) -> dict[str, object]:
    """The form's values that are nobody's personal data."""
    hidden = private_names(type(form))
    return {name: value for name, value in to_json(form).items() if name not in hidden}


def private_values(form: Form) -> dict[str, object]:
    """The form's personal values, for the private part."""
    hidden = private_names(type(form))
    return {name: value for name, value in to_json(form).items() if name in hidden and value not in (None, "", [])}


def accept_into(change: Change, case_id: str, on: date, papers: Checklist, source: Source = "station") -> None:
    """Adds the acceptance: day 0 of the clocks, the rules pinned, what is owed and until which stage."""
    pins = change.folder.shelf(change.station.info.code).pins_on(on)
    stages = [group.may_follow_until for group in papers.missing if group.may_follow_until]
    change.add(
        events.CaseAccepted(
            on=on, pins=pins, owed=tuple(group.code for group in papers.missing), owed_until=stages[0] if stages else "", source=source
        ),
        case_id,
    )


def papers_of(change: Change, case: Case, on: date | None = None) -> Checklist:
    """The checklist of a registered case as it stands, on a day where one is named."""
    return papers_as_they_stand(change.book(case), case, on)


def receive_papers(
    station: Station, case_id: str, items: frozenset[str], on: date, today: date, valid_until: Mapping[str, date] | None = None
) -> tuple[Checklist, Changes]:
    """Enters papers that came in later, with the last day of those that carry one. A record 未受理 is not accepted by this alone."""
    _not_in_future("收到日期", on, today)
    with changing(station) as change:
        case = change.case(case_id)
        if case.outcome:
            raise StationError("这个工单已经结束，不再收资料。", "")
        before = papers_of(change, case, on)
        accepted = {paper.code: paper for group in before.groups for paper in group.accepted}
        known = set(accepted)
        if items - known:
            raise StationError(f"资料清单里没有 {'、'.join(sorted(items - known))}。", "请在“资料”里勾选。")
        over = {paper.code for group in before.groups for paper, _ in group.expired}
        new = tuple(sorted(items - (set(case.received) - over)))
        if new:
            valid = {code: last for code, last in (valid_until or {}).items() if code in new and accepted[code].expires}
            change.add(events.PapersReceived(items=new, on=on, valid_until=valid), case_id)
        papers = papers_of(change, change.case(case_id), on)
    return papers, Changes(frozenset({case_id}), packages=True)


def accept(station: Station, case_id: str, on: date, today: date) -> Changes:
    """Accepts a record 未受理 on the day its papers are complete; raises StationError naming what is still missing."""
    _not_in_future("受理日期", on, today)
    with changing(station) as change:
        case = change.case(case_id)
        if case.accepted_on or case.outcome:
            raise StationError("这个工单已经受理或已经结束。", "不用再受理。")
        papers = papers_of(change, case, on)
        if not papers.complete and not papers.may_be_accepted_with_promise:
            told = "、".join(f"{group.name}（{group.expiry_told}）" if group.expired else group.name for group in papers.missing)
            raise StationError(f"资料还没有齐：{told}。", "请先在“资料”里登记收到的资料。")
        applied = str(case.values.get(form_by_code(case.form).done_on, ""))
        if applied and on.isoformat() < applied:
            raise StationError(f"受理日期 {on} 早于客户申请登记的日期 {applied}。", "请核对日期；登记表的日期错了请先更正。")
        latest = max(case.received.values(), default=on)
        if on < latest:
            raise StationError(f"受理日期 {on} 早于资料收齐的日期 {latest}。", "受理日期不能早于资料收齐的那一天。")
        accept_into(change, case_id, on, papers)
    return Changes(frozenset({case_id}), packages=True)


def next_number(change: Change, day: date) -> str:
    """Allots the next case number of the day inside the transaction; a number is never given twice.

    Nor is one that a case bears already: what was taken in from another copy of this store was counted there.
    """
    key, c = f"serial:{day:%Y%m%d}", case_view.c
    serial, letter = int(read_setting(change.connection, key, "0")), epoch_letter(int(change.station.epoch.partition(".")[0]))
    number, taken = "", True
    while taken:
        serial += 1
        number = allot(change.station.info.code, day, serial, letter)
        taken = change.connection.execute(sa.select(c.id).where(c.number == number).limit(1)).first() is not None
    write_setting(change.connection, key, str(serial))
    return number


def _not_in_future(label: str, day: date, today: date) -> None:
    if day > today:
        raise StationError(f"{label} {day} 在今天之后。", "请填写今天或以前的日期。")
