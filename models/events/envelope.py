"""The envelope every line of the journal wears, and the identities in it."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Literal

import msgspec

VERSION = 1


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who said what about which records, and when; decoded before the body so that an unknown kind is still kept.

    `seq` counts 1, 2, 3 … without a gap inside one epoch of one station. `at` is the local time of entry (ISO, seconds);
    `at_src` tells whether the clock, the clerk's typing or a paper gave it. `private` names the personal part by its hash.
    `after` stands where station and centre both write about a record: the last line of the other's journal that the writer knew
    about it, as `epoch:seq`.
    """

    v: int
    op_id: str
    station: str
    epoch: str
    seq: int
    kind: str
    on: tuple[str, ...]
    at: str
    at_src: Literal["clock", "typed", "paper"]
    actor: str
    dev: str
    app: str
    reason: str = ""
    private: str | None = None
    after: str | msgspec.UnsetType = msgspec.UNSET
    body: msgspec.Raw


_decoder = msgspec.json.Decoder(Envelope)


def decode_envelope(line: bytes) -> Envelope:
    """Decodes one stored line; the body stays raw. Raises msgspec.DecodeError on anything that is not an envelope."""
    return _decoder.decode(line)


def uuid7(now: datetime) -> str:
    """Returns a new UUIDv7 (RFC 9562) as 32 hex digits; for identity only, never for ordering."""
    millis = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis << 80) | (0x7 << 76) | (((random >> 62) & 0xFFF) << 64) | (0b10 << 62) | (random & ((1 << 62) - 1))
    return f"{value:032x}"


def channel_of(station: str) -> str:
    """The code of the journal in which the centre speaks to one station: its lines reach that station only, and without a gap."""
    return f"C{station}"


def station_of(journal: str) -> str:
    """The station that a journal is about: its own, or the centre's channel to it."""
    return journal.removeprefix("C")


def other_side(journal: str) -> str:
    """The journal on the other side: the centre's channel for a station's, the station's for a channel."""
    return journal[1:] if journal.startswith("C") else channel_of(journal)


def epoch_name(number: int, now: datetime) -> str:
    """Returns the name of a new epoch: two digits of its number, a dot and a UUIDv7; names sort in the order of the numbers."""
    return f"{number:02d}.{uuid7(now)}"
