"""Which of several disputed numbers a station goes by; part of its profile."""

from __future__ import annotations

from typing import Literal

import msgspec


class ElectricalChoices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Documents disagree on these, so each is the station's own setting and is shown as one.

    `single_phase_amperes`: up to this line current a single-phase supply is proposed (an exam book says 40 A, another answer 30 A).
    `direct_amperes`: up to this current a meter is connected directly (60 A in one, 50 A in another). `range_side`: which end of a
    table's range is taken. `includes_160`: whether industry of exactly 160 kVA has the standard 0.90. `power_factor` is assumed
    where no table gives one. `dwelling_table` is the code of the table of capacities a household.
    """

    single_phase_amperes: int = 40
    direct_amperes: int = 60
    range_side: Literal["low", "middle", "high"] = "high"
    includes_160: bool = False
    power_factor: float = 0.85
    dwelling_table: str = "planning-6.6.1"
    source: str = "默认值（非规定）"
