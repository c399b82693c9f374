"""登记环节: what has no form of its own (勘查派工、客户报验、没有表单的环节), with its day, its person and unit."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.casework.recording import Node
from models.problems import StationError
from models.services.changes import Changes
from models.services.recording import UNITS, Recorded, record_stage, recordable
from models.services.station import Person
from ui.case.entry import EntryDialog
from ui.window import Desk

_OTHER = ""


class RecordStageDialog(EntryDialog):
    """Asks what was done, on which day, by whom and for which unit."""

    def __init__(self, desk: Desk, case_id: str, nodes: tuple[Node, ...], known: tuple[Person, ...], stage: str = "") -> None:
        super().__init__(desk, "登记环节", "没有表单的环节在这里登记哪天、谁办的；随后办的环节不会再重复登记它。", "登记")
        self._case_id = case_id
        self._names = {node.stage: node.name for node in nodes}
        self._units = {node.stage: node.unit for node in nodes}
        self.stage = self.add_choice("stage", "哪个环节", [(node.stage, node.name) for node in nodes], stage)
        self.on = self.add_day("on", "哪天办的", desk.today())
        self.unit = self.add_choice("unit", "哪个单位", list(UNITS.items()))
        listed = [(person.id, f"{person.name}（{person.post}）") for person in known]
        self.person = self.add_choice("person", "谁办的", [*listed, (_OTHER, "名单里没有（写在下面）")], desk.station.actor, required=False)
        self.name = self.add_line("name", "姓名", hint="如客户姓名、县中心经办人")
        self.stage.currentIndexChanged.connect(lambda _at: self._follow())
        self.person.currentIndexChanged.connect(lambda _at: self.show_asked("name", not self.person.currentData()))
        self._follow()

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        done = Recorded(cast(date, values["on"]), str(values["person"]), str(values.get("name", "")), str(values["unit"]))
        return record_stage(self.desk.station, self._case_id, str(values["stage"]), done, self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says the stage and its day."""
        return f"已登记{self._names[str(values['stage'])]} {values['on']}。"

    def _follow(self) -> None:
        """The unit that usually does it; what the customer does is done by nobody of the station."""
        unit = self._units[str(self.stage.currentData())]
        self.unit.setCurrentIndex(max(0, self.unit.findData(unit)))
        if not self.name.text():
            self.person.setCurrentIndex(self.person.findData(_OTHER if unit == "customer" else self.desk.station.actor))
        self.show_asked("name", not self.person.currentData())


def open_record(desk: Desk, case_id: str, stage: str) -> None:
    """Reads what can be recorded and who is in post, and asks."""

    def ask(found: tuple[tuple[Node, ...], tuple[Person, ...]]) -> None:
        nodes, known = found
        if nodes:
            RecordStageDialog(desk, case_id, nodes, known, stage).open()
        else:
            desk.show_error(StationError("现在没有可以单独登记的环节。", "请按“现在要做”办。"))

    desk.tasks.run(lambda: recordable(desk.station, case_id), ask)


ACTS = {"record": open_record}
