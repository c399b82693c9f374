"""契约式服务: the days that a customer is promised, stage by stage."""

from __future__ import annotations

from datetime import date

import msgspec


class ContractDatesPromised(msgspec.Struct, frozen=True, kw_only=True):
    """The days (inclusive) by which stages are promised to be done, by stage; agreed on `on`; a later one replaces the open ones."""

    dates: dict[str, date]
    on: date
