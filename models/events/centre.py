"""What the county centre decides itself: two customers are one, or are not; which of two words about a case holds."""

from __future__ import annotations

from typing import Literal

import msgspec


class CustomersJoined(msgspec.Struct, frozen=True, kw_only=True):
    """A person decided that cases of several stations are of one customer; nothing in the cases changes, and it can be taken back.

    `marks` stand for what the cases shared then: keyed hashes that tell nobody a number; None where it was not kept yet.
    """

    join: str
    cases: tuple[str, ...]
    by: str
    marks: tuple[str, ...] | None = None


class CustomersParted(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that customers are one was taken back, or (`never`) cases that look alike were said not to be of one."""

    join: str
    by: str
    never: bool = False


class ConflictSettled(msgspec.Struct, frozen=True, kw_only=True):
    """Station and centre had spoken about a case without knowing of each other; a person decided whose word holds.

    `ours` and `theirs` are the op_ids of the station's and the centre's fact; nothing of either is removed.
    """

    ours: str
    theirs: str
    holds: Literal["station", "centre", "both"]
    by: str
