"""联系记录: what was said with the customer about a case, attempts that failed, complaints and when they must be answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from models.casework.topic import CaseView, Reminder, Topic
from models.contact import CHANNELS, KINDS, RESULTS, UNREACHED, applied
from models.events import Fact
from models.measure import working_days_before

if TYPE_CHECKING:
    from models.case import Case


def _apply(case: Case, event: Any, fact: Fact) -> None:
    found = applied(case.contacts.get(event.contact), event, fact)
    if found:
        case.contacts[event.contact] = found


def _noted(event: Any, fact: Fact) -> str:
    said = str((fact.private or {}).get("words", "")) if fact.private is not None else "（已按规定删除）"
    title = UNREACHED if event.outcome == "unreached" else KINDS.get(event.kind, event.kind)
    return f"{title} {event.at:%Y-%m-%d %H:%M}：{said}" + ("（待答复）" if event.asks else "")


def _complained(event: Any) -> str:
    number = f" 编号 {event.number}" if event.number else ""
    return f"投诉 {CHANNELS.get(event.channel, event.channel)}{number}，{event.due} 前答复"


def _reminders(view: CaseView) -> Iterator[Reminder]:
    for one in view.case.contacts.values():
        if one.due and one.waits:
            since = working_days_before(view.calendar, one.due, view.book.profile.reminders.complaint)
            number = f"（编号 {one.number}）" if one.number else ""  # who comes to the counter brings none
            yield Reminder(f"complaint-{one.id}", f"答复{one.title}投诉{number}".replace("投诉 ", "", 1), since, one.due)


TOPIC = Topic(
    "contacts",
    apply={name: _apply for name in ("ContactNoted", "ContactAnswered", "ComplaintReceived", "ComplaintAnswered")},
    told={
        "ContactNoted": _noted,
        "ContactAnswered": lambda e, f: f"答复客户 {e.on}",
        "ComplaintReceived": lambda e, f: _complained(e),
        "ComplaintAnswered": lambda e, f: f"答复投诉 {e.on}（{RESULTS.get(e.result, e.result)}）",
    },
    reminders=_reminders,
)
