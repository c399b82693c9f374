"""配合单: asking another unit by a day, and its answer."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QCheckBox

from models.casework.coordination import UNITS
from models.services.changes import Changes
from models.services.coordination import answer, ask
from ui.case.entry import EntryDialog
from ui.window import Desk

_OTHER = UNITS[-1]


class AskDialog(EntryDialog):
    """Opens a slip: which unit, what, by when."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        sentence = "请别的单位配合时开配合单：写明办什么、几号前办好。对方超时计入对方（配合超时限），不影响告知客户的日期。"
        super().__init__(desk, "开配合单", sentence, "开单")
        self._case_id = case_id
        self._number = 0
        self.unit = self.add_choice("unit", "配合单位", [(unit, unit) for unit in UNITS])
        self.name = self.add_line("name", "单位（台区）名称", required=False, hint="选“台区”或“其他”时写明是哪个")
        self.what = self.add_text("what", "配合事项", hint="如“配送三相表 1 只、互感器 3 只”")
        self.by = self.add_day("by", "办理期限（含当日）")
        self.unit.currentIndexChanged.connect(lambda _at: self._name_asked())
        self._name_asked()

    def perform(self, values: dict[str, object]) -> Changes:
        """Opens it."""
        kind, name = str(values["unit"]), str(values.get("name", ""))
        unit = name if kind == _OTHER else f"{name or kind}" if kind != "台区" else f"台区 {name}".strip()
        self._number, changes = ask(
            self.desk.station, self._case_id, unit, str(values["what"]), cast(date, values["by"]), self.desk.today()
        )
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Says its number."""
        return f"已开 {self._number} 号配合单，{values['by']} 前回复；可以打印交对方。"

    def _name_asked(self) -> None:
        self.show_asked("name", self.unit.currentData() in ("台区", _OTHER))


class AnswerDialog(EntryDialog):
    """Enters the unit's answer, or takes the slip back."""

    def __init__(self, desk: Desk, case_id: str, number: int) -> None:
        super().__init__(desk, f"{number} 号配合单的回复", "写明对方怎么办的；不再需要配合的，勾上“收回”，不算对方超时。", "登记回复")
        self._case_id, self._number = case_id, number
        self.on = self.add_day("on", "回复日期", desk.today())
        self.what = self.add_text("told", "回复内容")
        self.taken_back = QCheckBox("收回这张配合单（不再需要）")
        self.fields.addWidget(self.taken_back)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        day, back = cast(date, values["on"]), self.taken_back.isChecked()
        return answer(self.desk.station, self._case_id, self._number, day, str(values["told"]), self.desk.today(), taken_back=back)


ACTS = {
    "ask": lambda desk, case_id, _key: AskDialog(desk, case_id).open(),
    "answer": lambda desk, case_id, key: AnswerDialog(desk, case_id, int(key)).open(),
    "print": lambda desk, case_id, key: desk.preview_paper(case_id, f"COORDINATION-{key}"),
}
