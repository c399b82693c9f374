"""A fact about the approval (审批) of a supply plan."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class ApprovalDecided(msgspec.Struct, frozen=True, kw_only=True):
    """A role decided on one version of the plan: the `times`-th filling of `form`.

    `person` is of the station's list; somebody outside it stands by name in the private part. `way` tells whether the decision was
    made here or signed on a paper, then with the day `on` and the number of its sheet.
    """

    form: str
    times: int
    role: str
    decision: Literal["agree", "disagree", "return"]
    on: date
    way: Literal["system", "paper"]
    person: str = ""
    opinion: str = ""
    sheet_no: str = ""
