"""缺号接收: a supervisor takes what lies behind a gap, with name and reason."""

from __future__ import annotations

from models.services.centre.arrivals import Arrival
from models.services.centre.intake import retry_held, take_with_gap
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.centre.desk import CentreDesk, for_dialogs


class GapDialog(EntryDialog):
    """The safe answer is to wait."""

    def __init__(self, desk: CentreDesk, package: Arrival) -> None:
        sentence = (
            f"{package.station} 第 {package.number} 号包：{package.why}接收以后，缺的那一段仍记为缺号，每份回执都会列出；"
            "供电所下次导出会自动补来。缺的期间，有关工单的时限可能显示得不对。"
        )
        super().__init__(for_dialogs(desk), "缺号接收", sentence, "缺号接收", danger=True, keep="再等等")
        self._county, self._package = desk, package
        self.add_line("by", "谁决定的（姓名）")
        self.add_text("reason", "原因", hint="例如：第 2 号 U 盘丢失，供电所正在重新导出")

    def perform(self, values: dict[str, object]) -> Changes:
        """Takes it, and what waited behind it."""
        taken = take_with_gap(self._county.centre, self._package.sha256, str(values["by"]), str(values["reason"]))
        retry_held(self._county.centre, taken.station)
        return Changes(packages=True)

    def told(self, values: dict[str, object]) -> str:
        """Names the package."""
        return f"{self._package.station} 第 {self._package.number} 号包已缺号接收。"
