"""预受理: a case with a number of its own and no clock, until the customer's papers are there and it is accepted; our reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from models.casework.topic import CaseView, Reminder, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events import pre_acceptance as events


@dataclass(frozen=True)
class PreAcceptance:
    """Its number, its day, what was lacking then, and the day (inclusive) to remind the customer; the numbers it bore before."""

    number: str
    on: date
    remind_on: date
    lacking: tuple[str, ...]
    former: tuple[str, ...] = ()


def waits(case: Case) -> PreAcceptance | None:
    """The pre-acceptance of a case that is neither accepted nor ended; None where it has none or it is over."""
    return case.pre if case.pre and case.accepted_on is None and not case.outcome else None


def _taken(case: Case, event: events.PreAccepted, _fact: Fact) -> None:
    case.pre = PreAcceptance(event.number, event.on, event.remind_on, event.lacking)


def _later(case: Case, event: events.PreAcceptanceRemindedLater, _fact: Fact) -> None:
    if case.pre:
        case.pre = replace(case.pre, remind_on=event.remind_on)


def _renumbered(case: Case, event: events.PreAcceptanceRenumbered, _fact: Fact) -> None:
    if case.pre:
        case.pre = replace(case.pre, number=event.new, former=(*case.pre.former, event.old))


def _told(event: events.PreAccepted, _fact: Fact) -> str:
    lacks = f"，缺 {len(event.lacking)} 项资料" if event.lacking else "，资料已齐，等客户正式申请"
    return f"预受理 {event.number} {event.on}{lacks}；不计时，{event.remind_on} 提醒客户"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    pre = waits(view.case)
    if pre:
        yield Reminder("pre-acceptance", f"预受理 {pre.number}：提醒客户补齐资料、正式申请", pre.remind_on, pre.remind_on)


TOPIC = Topic(
    "pre_acceptance",
    apply=cast(
        dict[str, Callable[["Case", Any, "Fact"], None]],
        {"PreAccepted": _taken, "PreAcceptanceRemindedLater": _later, "PreAcceptanceRenumbered": _renumbered},
    ),
    told=cast(
        dict[str, Callable[[Any, "Fact"], str]],
        {
            "PreAccepted": _told,
            "PreAcceptanceRemindedLater": lambda event, _fact: f"预受理改为 {event.remind_on} 提醒客户",
            "PreAcceptanceRenumbered": lambda event, _fact: f"预受理编号重复，{event.old} 改为 {event.new}；照旧号仍查得到这件",
        },
    ),
    reminders=_reminders,
)
