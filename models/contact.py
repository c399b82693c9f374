"""来访、来电、咨询、联系、投诉 as their facts tell them, on their own record and on the case's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from models.customer import mask_name, mask_phone
from models.events import Fact
from models.events import contact as events

KINDS: dict[str, str] = {"visit": "来访", "call": "来电", "enquiry": "咨询", "outgoing": "联系客户", "complaint": "投诉"}
CHANNELS: dict[str, str] = {"95598": "95598", "12398": "12398", "visit": "来访", "call": "来电", "letter": "来信"}
RESULTS: dict[str, str] = {
    "justified": "属实", "partly": "部分属实", "unjustified": "不属实", "withdrawn": "客户撤回", "unreachable": "联系不上客户",
}  # fmt: skip
UNREACHED = "联系未成"


@dataclass(frozen=True)
class Contact:
    """One contact. `case_id` is the case it belongs to or became; `due` and what follows are of a complaint only.

    `erased` = who it was and what was said have been deleted by rule.
    """

    id: str
    station: str
    kind: str
    at: datetime
    actor: str
    direction: str = "in"
    outcome: str = "reached"
    name: str = ""
    phone: str = ""
    words: str = ""
    address: str = ""
    asks: bool = False
    first_asked: str = ""
    case_id: str = ""
    answered_on: date | None = None
    answer: str = ""
    number: str = ""
    channel: str = ""
    due: date | None = None
    due_source: str = ""
    result: str = ""
    became_case: bool = False
    erased: bool = False

    @property
    def title(self) -> str:
        """The word for it in a list: 来访 … 联系未成, 投诉 with its channel."""
        if self.kind == "outgoing" and self.outcome == "unreached":
            return UNREACHED
        return f"投诉 {CHANNELS.get(self.channel, self.channel)}" if self.kind == "complaint" else KINDS.get(self.kind, self.kind)

    @property
    def moment(self) -> str:
        """The day and the time as a case's page shows them; a complaint of an earlier day has no time."""
        return f"{self.at:%m-%d}" if self.kind == "complaint" and self.at.time() == time() else f"{self.at:%m-%d %H:%M}"

    @property
    def waits(self) -> bool:
        """Whether somebody still has to answer."""
        return self.asks and self.answered_on is None

    @property
    def masked_words(self) -> str:
        """What was said, as a list may show it: long figures and the person's own name are covered."""
        text = _FIGURES.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 5) + found[0][-2:], self.words)
        return text.replace(self.name, mask_name(self.name)) if len(self.name) > 1 else text

    @property
    def masked(self) -> tuple[str, str]:
        """Name and phone as a list shows them."""
        return mask_name(self.name), mask_phone(self.phone) if self.phone else ""


_FIGURES = re.compile(r"\d{6,}[\dXx]")


def applied(known: Contact | None, event: Any, fact: Fact) -> Contact | None:
    """The contact after one more fact about it; None while it has not begun."""
    private = fact.private or {}
    if isinstance(event, events.ContactNoted | events.ComplaintReceived):
        return _begun(event, fact, private)
    if known is None:
        return None
    known = replace(known, erased=known.erased or fact.private is None)
    if isinstance(event, events.ContactAnswered | events.ComplaintAnswered):
        result = event.result if isinstance(event, events.ComplaintAnswered) else ""
        return replace(known, answered_on=event.on, answer=str(private.get("answer", "")), result=result)
    case_id = _case_of(fact.envelope.on)
    return replace(known, case_id=case_id, became_case=True, answered_on=known.answered_on or fact.at.date()) if case_id else known


def _begun(event: events.ContactNoted | events.ComplaintReceived, fact: Fact, private: dict[str, object]) -> Contact:
    made = Contact(
        event.contact,
        fact.envelope.station,
        "complaint",
        event.at,
        fact.envelope.actor,
        name=str(private.get("name", "")),
        phone=str(private.get("phone", "")),
        words=str(private.get("words", "")),
        address=str(private.get("address", "")),
        case_id=_case_of(fact.envelope.on),
        erased=fact.private is None,
    )
    if isinstance(event, events.ContactNoted):
        return replace(
            made, kind=event.kind, direction=event.direction, outcome=event.outcome, asks=event.asks, first_asked=event.first_asked
        )
    return replace(
        made, asks=True, first_asked=event.answerer, number=event.number, channel=event.channel, due=event.due, due_source=event.due_source
    )


def fold_contact(facts: Iterable[Fact]) -> Contact | None:
    """Replays the facts of one `contact:` record; unknown kinds change nothing."""
    found: Contact | None = None
    for fact in facts:
        if fact.event is not None:
            found = applied(found, fact.event, fact)
    return found


def _case_of(records: Iterable[str]) -> str:
    return next((name.partition(":")[2] for name in records if name.startswith("case:")), "")


def evidence_line(contacts: Iterable[Contact], most: int = 3) -> str:
    """The latest attempts that failed as evidence of a pause or an end; empty where there are none. Nobody's name stands in it."""
    failed = sorted((one for one in contacts if one.title == UNREACHED), key=lambda one: one.at)[-most:]
    return f"{UNREACHED} {len(failed)} 次：{'、'.join(f'{one.at:%Y-%m-%d %H:%M}' for one in failed)}（联系记录）" if failed else ""
