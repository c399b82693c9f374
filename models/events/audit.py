"""Facts of the self-audit (稽查自查)."""

from __future__ import annotations

import msgspec


class FindingExplained(msgspec.Struct, frozen=True, kw_only=True):
    """The station explained what its self-audit found in a case; `facts` are those it explained, others need a new explanation."""

    code: str
    key: str
    facts: str
    text: str
