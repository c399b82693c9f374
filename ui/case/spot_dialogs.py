"""抽查: drawing cases at random, and the result of one."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.casework.spot_checks import RESULTS
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk

_USUAL = 5


class DrawDialog(EntryDialog):
    """Draws cases of this year; the seed is kept, so that nobody can say they were picked."""

    def __init__(self, desk: Desk) -> None:
        sentence = "从今年登记的工单里随机抽几件，对照档案和现场检查。种子随抽查一起保存：用同一个种子，谁来抽都是这几件。"
        super().__init__(desk, "抽查", sentence, "抽取")
        self._numbers: tuple[str, ...] = ()
        self.add_line("count", "抽几件", str(_USUAL), hint="抽几件没有规定，由本所定（默认值，非规定）")
        self.add_line("seed", "种子", f"{desk.today():%Y%m%d}", hint="随便哪个整数；可以请旁边的人说一个")

    def perform(self, values: dict[str, object]) -> Changes:
        """Draws them."""
        from models.services.spot_checks import draw_cases

        drawn, changes = draw_cases(self.desk.station, _whole(values["count"], "抽几件"), _whole(values["seed"], "种子"), self.desk.today())
        self._numbers = drawn.numbers
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Says which were hit."""
        return f"抽中 {len(self._numbers)} 件：{'、'.join(self._numbers)}。在稽查自查里列为“抽查没有结果”。"


class ResultDialog(EntryDialog):
    """Enters what was found."""

    def __init__(self, desk: Desk, case_id: str, draw: str) -> None:
        super().__init__(desk, "登记抽查结果", f"抽查 {draw}：对照档案和现场看过以后登记。", "登记")
        self._case_id, self._draw = case_id, draw
        self.add_choice("result", "结果", list(RESULTS.items()))
        self.add_text("words", "查到什么")
        self.add_day("on", "检查日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.spot_checks import note_result

        result, words, day = str(values["result"]), str(values["words"]), cast(date, values["on"])
        return note_result(self.desk.station, self._case_id, self._draw, result, words, day, self.desk.today())


def _whole(text: object, label: str) -> int:
    from models.problems import Problem, ProblemsFound

    if not str(text).strip().isdecimal():
        raise ProblemsFound((Problem("count" if label == "抽几件" else "seed", label, "请填整数。"),))
    return int(str(text))


ACTS = {"result": lambda desk, case_id, key: ResultDialog(desk, case_id, key).open()}
