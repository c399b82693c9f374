"""预受理 from the registration: asks when the customer is to be reminded, then registers without accepting."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.services.changes import Changes
from models.services.pre_acceptance import REMIND_AFTER, pre_accept
from models.services.registration import Intake, Registered
from ui.case.entry import EntryDialog
from ui.window import Desk


class PreAcceptDialog(EntryDialog):
    """One question; `saved` holds what came of it."""

    def __init__(self, desk: Desk, intake: Intake) -> None:
        sentence = "资料没有齐，或客户先来登记、以后再正式申请的，给一个预受理编号，不计时限；正式受理那天起算（我们的理解，非规定）。"
        super().__init__(desk, "预受理", sentence, "预受理")
        self._intake = intake
        self.saved: tuple[Registered, Changes] | None = None
        first = desk.station.calendar.add(desk.today(), REMIND_AFTER)
        label = f"哪天提醒客户（先填 {REMIND_AFTER} 个工作日后：默认值，非规定）"
        self.remind_on = self.add_day("remind_on", label, first, ahead=True)

    def perform(self, values: dict[str, object]) -> Changes:
        """Registers without accepting."""
        self.saved = pre_accept(self.desk.station, self._intake, cast(date, values["remind_on"]), self.desk.today())
        return self.saved[1]

    def told(self, values: dict[str, object]) -> str:
        """Says the day of the reminder."""
        return f"已预受理，{values['remind_on']} 提醒客户。"
