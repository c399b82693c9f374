"""What a case is besides its form: facts that rules depend on, stated at the survey or changed later."""

from __future__ import annotations

import msgspec


class CaseFactsStated(msgspec.Struct, frozen=True, kw_only=True):
    """Answers on which stages, limits or the told flow depend, by fact code; the reason for a change stands in the envelope."""

    facts: dict[str, bool]
