"""What is asked before an application is taken: the preconditions of its business type, and how long a change may last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from models.business import BusinessType
from models.checklist import conditions_met
from models.forms.fields import Form, facts_given
from models.problems import Problem
from models.rules import RuleBook
from models.services.folding.refold import Folder
from models.services.station import Station, looking
from models.store.views import case_key, case_view
from models.supply_periods import Asked, Stretch, period_problems
from models.type_rules import Precondition, asked_of

PRECONDITION = "precondition:"
"""The name of a problem with a precondition begins so; its code follows."""


def asked(book: RuleBook, kind: BusinessType, answers: Mapping[str, bool]) -> tuple[Precondition, ...]:
    """The preconditions that are asked of this customer."""
    return asked_of(kind.preconditions, conditions_met(answers, book.profile.village_proof))


def unmet(questions: tuple[Precondition, ...], known: Mapping[str, bool]) -> Iterator[Problem]:
    """One problem for each precondition that holds the application up: what is not so, and what to do."""
    for one in questions:
        if one.blocks and not known.get(one.code, False):
            yield Problem(f"{PRECONDITION}{one.code}", "办理条件", f"没有核实“{one.met}”，不能受理。{one.remedy}（{one.source}）")


def kind_problems(kind: BusinessType, values: Mapping[str, object]) -> Iterator[Problem]:
    """The form must say the same business as the registration."""
    said = str(values.get("business_type") or "")
    if kind.application_kind and said and said != kind.application_kind:
        right = kind.application_kind
        yield Problem("business_type", "业务类型", f"办的是“{kind.name}”，表里写的是“{said}”，请改成“{right}”或换一种业务。")


def period_of(kind: BusinessType, form: Form, since: date | None, until: date | None) -> tuple[date | None, date | None]:
    """From when to when a change is asked for: as the form says it, else as it was asked beside the form; no days where none are asked."""
    if not kind.periods:
        return None, None
    facts = facts_given(form)
    first, last = facts.get("wanted_from"), facts.get("wanted_until")
    return (first if isinstance(first, date) else since), (last if isinstance(last, date) else until)


def days_problems(
    station: Station, kind: BusinessType, form: Form, span: tuple[date | None, date | None], approved_by: str
) -> tuple[Problem, ...]:
    """What is wrong with the days asked for, the customer's earlier cases of the same kind counted where the account number is known."""
    if not kind.periods:
        return ()
    facts = facts_given(form)
    accepted = getattr(form, form.done_on) if form.done_on else None
    days = Asked(*span, accepted_on=accepted, approved=bool(approved_by.strip()))
    account = str(facts.get("account_no") or "").strip()
    named = {fact: name for name, fact in form.gives.items()}
    field = {"period_from": named.get("wanted_from", "period_from"), "period_until": named.get("wanted_until", "period_until")}
    found = period_problems(kind.periods, days, earlier_stretches(station, kind.code, account))
    return tuple(Problem(field.get(one.field, one.field), one.label, one.message) for one in found)


def earlier_stretches(station: Station, business_type: str, account_no: str) -> tuple[Stretch, ...]:
    """The days that an account had by its accepted cases of one kind, up to an earlier end where one was entered.

    Those refused, withdrawn or entered by mistake do not count.
    """
    if not account_no:
        return ()
    query = (
        sa.select(case_view.c.id)
        .join(case_key, case_key.c.case_id == case_view.c.id)
        .where(
            case_key.c.kind == "account_no",
            case_key.c.value == account_no,
            case_view.c.business_type == business_type,
            case_view.c.status.in_(("running", "waiting", "passed_up", "archived")),
        )
    )
    with looking(station) as connection:
        cases = [Folder(connection).case(case_id) for (case_id,) in connection.execute(query)]
    ends = ((case.terms.since, case.period_ended or case.terms.until) for case in cases)
    return tuple((since, until) for since, until in ends if since and until)
