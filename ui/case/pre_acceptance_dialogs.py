"""预受理 on the case page: another day for reminding the customer."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.services.changes import Changes
from models.services.pre_acceptance import remind_later
from ui.case.entry import EntryDialog
from ui.window import Desk


class RemindLaterDialog(EntryDialog):
    """Asks for the new day and what was said."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "改提醒日期", "和客户约好另一天来，写明怎么说的；到那天“今日”里再提醒。", "改期")
        self._case_id = case_id
        self.remind_on = self.add_day("remind_on", "哪天提醒", ahead=True)
        self.reason = self.add_line("reason", "理由", hint="如：客户说村里证明下周才开得出来")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        remind_on = cast(date, values["remind_on"])
        return remind_later(self.desk.station, self._case_id, remind_on, str(values["reason"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says the day."""
        return f"已改为 {values['remind_on']} 提醒。"


ACTS = {"later": lambda desk, case_id, _key: RemindLaterDialog(desk, case_id).open()}
