"""Facts about the station itself: its opening, its people, the rules it works under."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

Subject = Literal["business", "standard", "materials", "profile", "calendar", "fees", "outcomes", "approvals", "archives"]


class StationOpened(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A station's journal begins; the public keys are those that packages are checked with and encrypted to."""

    code: str
    name: str
    county: str
    phone: str = ""
    verify_key: str
    recipient: str


class EpochOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A restored or moved journal goes on under a new epoch that names where it forked from.

    So many lines behind this one say `again` what stood under other numbers: they keep the times at which it was said first.
    """

    number: int
    parent: str = ""
    parent_seq: int = 0
    parent_hash: str = ""
    again: int = 0


class PersonJoined(msgspec.Struct, frozen=True, kw_only=True):
    """A person takes up a post from a day on (inclusive); the name stands in the private part."""

    person: str
    post: str
    since: date


class PersonLeft(msgspec.Struct, frozen=True, kw_only=True):
    """A person's last day in the post (inclusive)."""

    person: str
    until: date


class RulesAdopted(msgspec.Struct, frozen=True, kw_only=True):
    """A rule text comes into use at this station; the text itself is the fact, so no program update changes an old date.

    Where it was taken in at a running station: `papers` are the State Council's behind the years it brings, `file` where it came from
    and `sha256` that file's (of the text itself where it came with the program). `since` is the first acceptance day it holds for,
    None = every day.
    """

    subject: Subject
    code: str
    revision: str
    text: str
    papers: tuple[str, ...] = ()
    file: str = ""
    sha256: str = ""
    since: date | None = None


class WordingsAdopted(msgspec.Struct, frozen=True, kw_only=True):
    """A county's 常用语 come into use, in place of all earlier ones: the file's text as a broadcast brought it."""

    broadcast: str
    title: str
    sent_on: date
    text: str


class ClockCorrected(msgspec.Struct, frozen=True, kw_only=True):
    """The computer's clock had run ahead: the chief confirms that `now` is the true time though the last line says `before`.

    The only line whose time may lie before that of the line above it; `chief` is empty where the name was typed (private part).
    """

    before: datetime
    now: datetime
    chief: str = ""


class SigningKeyRenewed(msgspec.Struct, frozen=True, kw_only=True):
    """The station signs with a new key from now on; `announcement` is the word of the old key that vouches for it (see package-format)."""

    announcement: str
    fingerprint: str


class StationImageSet(msgspec.Struct, frozen=True, kw_only=True):
    """The station's own image for the head of its papers; its bytes lie among the attachments. An empty SHA-256 takes it away again."""

    sha256: str
    kind: str = ""
