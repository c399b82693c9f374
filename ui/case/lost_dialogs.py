"""遗失: a paper of the file that was lost, and what lies in its place now."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.casework.lost_papers import HOW
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk


class LostDialog(EntryDialog):
    """Notes a lost paper with how it came about."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "登记遗失", "档案里的资料找不到了，在这里写明；补办以前会一直提醒，稽查自查也会列出。", "登记")
        self._case_id = case_id
        self.add_line("name", "遗失的资料", hint="如 营业执照复印件、供电方案答复单（签字联）")
        self.add_text("why", "遗失说明", hint="怎么遗失的、找过哪里")
        self.add_day("on", "发现日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.paper.lost_papers import note_lost

        day = cast(date, values["on"])
        return note_lost(self.desk.station, self._case_id, str(values["name"]), str(values["why"]), day, self.desk.today())


class SettleDialog(EntryDialog):
    """Notes that a lost paper was replaced or found."""

    def __init__(self, desk: Desk, case_id: str, number: int) -> None:
        super().__init__(desk, "登记补办", "写明现在档案里存的是什么。", "登记")
        self._case_id, self._number = case_id, number
        self.add_choice("how", "怎么办的", list(HOW.items()))
        self.add_line("by", "现在存的是", hint="如 客户重新提供的复印件，11月23日；或在哪里找到")
        self.add_day("on", "日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.paper.lost_papers import settle_lost

        how, by, day = str(values["how"]), str(values["by"]), cast(date, values["on"])
        return settle_lost(self.desk.station, self._case_id, self._number, how, by, day, self.desk.today())


ACTS = {
    "note": lambda desk, case_id, _key: LostDialog(desk, case_id).open(),
    "settle": lambda desk, case_id, key: SettleDialog(desk, case_id, int(key)).open(),
}
