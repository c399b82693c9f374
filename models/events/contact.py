"""Facts about talking with customers: visits, calls, enquiries, attempts, complaints; who it was and what was said is private."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

ContactKind = Literal["visit", "call", "enquiry", "outgoing"]
ComplaintChannel = Literal["95598", "12398", "visit", "call", "letter"]
ComplaintResult = Literal["justified", "partly", "unjustified", "withdrawn", "unreachable"]


class ContactNoted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody came, called or was called at a moment (local time). `name`, `phone`, `address` and `words` are private.

    `asks` = a question is left open; `first_asked` is the person of the station who answers for it (首问). A contact of a case stands on
    the case's record as well as on its own.
    """

    contact: str
    kind: ContactKind
    direction: Literal["in", "out"]
    outcome: Literal["reached", "unreached"]
    at: datetime
    asks: bool = False
    first_asked: str = ""


class ContactAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """An open question was answered on a day; what was said stands in the private part as `answer`."""

    contact: str
    on: date


class ComplaintReceived(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint came in under a number, to be answered by a day (inclusive); `due_source` says who set that day."""

    contact: str
    channel: ComplaintChannel
    number: str
    received: date
    due: date
    due_source: str
    answerer: str
    at: datetime


class ComplaintAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """The complaint was answered on a day, with what came out; the answer stands in the private part."""

    contact: str
    on: date
    result: ComplaintResult
