"""What a contract with the customer (契约式服务) promises, as limits: proposed within the rules, measured beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.business import OUR_READING, FlowStep, Standard, TimeLimit

if TYPE_CHECKING:
    from models.case import Case
    from models.rules import RuleBook
    from models.workdays import WorkCalendar

CODE = "contract"
STANDARD = Standard(
    code=CODE, name="契约服务（与客户约定）", short_name="契约服务", issuer="供电所与客户", effective=date(2000, 1, 1), limits=(),
    source="与客户签订的服务承诺", cite="受理时逐环节约定的日期",
)
NOT_PROMISED = ("accept", "contract", "archive")


def promised_steps(flow: tuple[FlowStep, ...]) -> Iterator[FlowStep]:
    """The stages of a flow for which a day can be promised: those of the company that the customer waits for."""
    yield from (step for step in flow if step.side == "company" and step.stage not in NOT_PROMISED)


def contract_limits(case: Case, book: RuleBook, calendar: WorkCalendar) -> Iterator[TimeLimit]:
    """Each promised day as a limit of working days from the acceptance: a pause of the customer that he signed moves it with the rest."""
    if case.accepted_on is None:
        return
    for stage, on in case.promised.items():
        days = calendar.working_days(case.accepted_on, on)
        if book.profile.day0_counts and calendar.is_working(case.accepted_on):
            days += 1
        same_day = on == case.accepted_on
        step = next((step.name for step in book.types[case.business_type].flow if step.stage == stage), stage)
        yield TimeLimit(
            code=stage, name=step, classes=(case.class_,), kind="stage", days=0 if same_day else days, start="accept", stop=stage,
            unit="same_day" if same_day else "working_day", source=STANDARD.source, cite=f"约定 {on} 前办完", stops_for=("customer",),
            stops_source=OUR_READING, standard=CODE,
        )
