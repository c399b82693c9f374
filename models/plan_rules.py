"""What a profile says about plans: which standards give validity and objection month, how an extension is asked for, when we remind."""

from __future__ import annotations

from typing import Literal

import msgspec


class PlanRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`validity` and `objection` are codes of standards with limits plan_validity and objection, empty = not known to this profile.

    An extension is asked for at least `notice_days` of `notice_unit` before the last day. `remind_before` are calendar days before it.
    """

    validity: str = ""
    objection: str = ""
    notice_days: int = 0
    notice_unit: Literal["working_day", "calendar_day"] = "calendar_day"
    notice_source: str = ""
    notice_cite: str = ""
    remind_before: tuple[int, ...] = ()
    remind_source: str = "默认值（非规定）"
