"""记延误原因: why a stage takes longer; the clock runs on."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.business import CauseCode
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.topics import TopicAct
from ui.window import Desk

_SIDES = {"customer": "客户", "government": "政府部门", "company": "供电企业", "grid_works": "电网配套工程"}


class DelayDialog(EntryDialog):
    """Notes a cause of delay from a day on; nothing is stopped by it."""

    def __init__(self, desk: Desk, case_id: str, causes: tuple[CauseCode, ...]) -> None:
        super().__init__(desk, "记延误原因", "写明为什么慢了，检查和督办时看得到。只作说明：计时不停，到期日不变。", "记下")
        self._case_id = case_id
        self.cause = self.add_choice("cause", "延误原因", [(c.code, f"{c.name}（{_SIDES.get(c.side, c.side)}）") for c in causes])
        self.on = self.add_day("on", "从哪天起", desk.today())
        self.words = self.add_text("words", "具体情况", required=False, hint="如 11-24 大雪封路，施工队没有到场；可以不填")
        self.offer_wordings(self.words, "delay", case_id)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the cause."""
        from models.services.pauses import note_delay as note

        return note(
            self.desk.station, self._case_id, str(values["cause"]), cast(date, values["on"]), str(values["words"]), self.desk.today()
        )

    def told(self, values: dict[str, object]) -> str:
        """Says that the clock runs on."""
        return "已记下延误原因，计时照走。"


def note_delay(desk: Desk, case_id: str, _key: str = "") -> None:
    """Reads the causes, then asks."""
    from models.services.pauses import delay_causes

    desk.tasks.run(lambda: delay_causes(desk.station, case_id), lambda causes: DelayDialog(desk, case_id, causes).open())


ACTS: dict[str, TopicAct] = {"note": note_delay}
