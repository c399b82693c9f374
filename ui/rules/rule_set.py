"""Rules that the centre sent: what they would change from a day on, then adopted or declined with a reason."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.broadcasts import HOW_WORDS, Broadcast
from models.problems import StationError
from models.services.changes import Changes
from models.services.exchange.broadcasts import decline
from models.services.rule_sets import adopt_set, later_set, set_in
from ui.case.entry import EntryDialog
from ui.case.pieces import empty, px, words
from ui.window import Desk

ADOPT, DECLINE = "adopt", "decline"
PREVIEW_HEIGHT = 190


def before(one: Broadcast) -> str:
    """What was decided about it already."""
    return f"\n{one.settled_on} 记为{HOW_WORDS[one.how]}：{one.text}。现在仍可以采用。" if one.how else ""


class RuleSetDialog(EntryDialog):
    """The preview follows the day; what is wrong with the files is told there instead."""

    def __init__(self, desk: Desk, one: Broadcast) -> None:
        sentence = "已受理的工单始终按受理时的规则；从启用日起受理的工单按新的。先看下面的改动，再决定。" + before(one)
        super().__init__(desk, f"规则文件《{one.title}》", sentence, "确定")
        self.setMinimumWidth(px(600))
        self._one, self._later = one, later_set(desk.station, one)
        inside = QWidget()
        self._told = QVBoxLayout(inside)
        self._told.setContentsMargins(px(10), px(6), px(10), px(6))
        self._told.setSpacing(px(2))
        self.preview = QScrollArea()
        self.preview.setWidget(inside)
        self.preview.setWidgetResizable(True)
        self.preview.setFixedHeight(px(PREVIEW_HEIGHT))
        self.preview.setAccessibleName("改动")
        self.fields.addWidget(self.preview)
        self.choice = self.add_choice("what", "怎么办", [(ADOPT, "采用"), (DECLINE, "不采用")], ADOPT)
        self.since = self.add_day("since", "启用日（这天起受理的工单）", desk.today(), ahead=True)
        self.reason = self.add_line("reason", "依据或原因", f"县中心 {one.sent_on} 下发《{one.title}》")
        self.since.editingFinished.connect(self.show_preview)
        self.choice.currentIndexChanged.connect(lambda _index: self.show_asked("since", self.choice.currentData() == ADOPT))
        self.show_preview()

    def show_preview(self) -> None:
        """Tells what the rules would change, line by line, or why they cannot be adopted."""
        empty(self._told)
        if self._later:
            self._told.addWidget(words(f"县中心后来又下发了《{self._later}》。先看那一份：后采用的代替先采用的。", "error", wrap=True))
        try:
            since = next(one for one in self.asked if one.name == "since").read()
            plan = set_in(self.desk.station, self._one.id, cast(date, since), self.desk.today())
        except (ValueError, StationError) as error:
            self._told.addWidget(words(str(error), "error", wrap=True))
            self._told.addStretch()
            return
        self._told.addWidget(words(f"改动 {len(plan.changes)} 处" if plan.changes else "和现在执行的一样，没有改动。", "section"))
        for what, before, after in plan.changes:
            self._told.addWidget(words(f"{what}：{before}　改为　{after}", wrap=True))
        self._told.addStretch()

    def perform(self, values: dict[str, object]) -> Changes:
        """Adopts as previewed, or declines."""
        station, today, reason = self.desk.station, self.desk.today(), str(values["reason"])
        if values["what"] == DECLINE:
            return decline(station, self._one.id, today, reason)
        plan = set_in(station, self._one.id, cast(date, values["since"]), today)
        return adopt_set(station, self._one.id, plan, reason, today)

    def told(self, values: dict[str, object]) -> str:
        """Says from when on it counts."""
        if values["what"] == DECLINE:
            return "已记下不采用和原因，下次导出时带给县中心。"
        return f"已采用，从 {values['since']} 起受理的工单按新的规则；下次导出时告诉县中心。"
