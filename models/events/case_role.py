"""Facts about who is responsible for one case: its customer manager, its project manager."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Role = Literal["customer_manager", "customer_rep", "project_manager"]


class CaseRoleGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A person is appointed for this case from a day on; a project manager until the project ends, with who proposed and approved it.

    Somebody outside the station's list stands by name in the private part.
    """

    role: Role
    on: date
    person: str = ""
    proposed_by: str = ""
    approved_by: str = ""


class CaseRoleEnded(msgspec.Struct, frozen=True, kw_only=True):
    """An appointment ends before the case does; the reason stands in the envelope."""

    role: Role
    on: date
