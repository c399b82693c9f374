"""常用语 that the centre sent: what is new, what changes and what goes away, then adopted or declined with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.broadcasts import Broadcast
from models.problems import StationError
from models.services.changes import Changes
from models.services.exchange.broadcasts import decline
from models.services.wordings import Plan, adopt_wordings, wordings_in
from models.wordings import WordingChange
from ui.case.entry import EntryDialog
from ui.case.pieces import px, words
from ui.rules.rule_set import before
from ui.window import Desk

ADOPT, DECLINE = "adopt", "decline"
PREVIEW_HEIGHT = 280


class WordingSetDialog(EntryDialog):
    """The preview, and the choice. What is wrong with the file is told in the preview's place; then it can only be declined."""

    def __init__(self, desk: Desk, one: Broadcast) -> None:
        sentence = "采用后，填表和登记时在这些栏里按“常用语”（F7）可以直接选用；写好的内容不受影响。新的一份代替原来的全部常用语。"
        super().__init__(desk, f"文字模板《{one.title}》", sentence + before(one), "确定")
        self.setMinimumWidth(px(600))
        self._one = one
        self._plan: Plan | None = None
        self.fields.addWidget(self._preview())
        choices = [(ADOPT, "采用")] * (self._plan is not None) + [(DECLINE, "不采用")]
        self.choice = self.add_choice("what", "怎么办", choices, ADOPT)
        self.reason = self.add_line("reason", "为什么不采用")
        self.choice.currentIndexChanged.connect(lambda _index: self._ask_reason())
        self._ask_reason()

    def _preview(self) -> QScrollArea:
        inside = QWidget()
        told = QVBoxLayout(inside)
        told.setContentsMargins(px(10), px(6), px(10), px(6))
        told.setSpacing(px(2))
        try:
            self._plan = wordings_in(self.desk.station, self._one.id)
            lines = list(preview_lines(self._plan))
        except StationError as error:
            lines = [(str(error), "error")]
        for text, role in lines:
            told.addWidget(words(text, role, wrap=True))
        told.addStretch()
        self.preview = QScrollArea()
        self.preview.setWidget(inside)
        self.preview.setWidgetResizable(True)
        self.preview.setFixedHeight(px(PREVIEW_HEIGHT))
        self.preview.setAccessibleName("改动")
        return self.preview

    def _ask_reason(self) -> None:
        self.show_asked("reason", self.choice.currentData() == DECLINE)

    def perform(self, values: dict[str, object]) -> Changes:
        """Adopts as previewed, or declines."""
        if values["what"] == DECLINE or self._plan is None:
            return decline(self.desk.station, self._one.id, self.desk.today(), str(values["reason"]))
        return adopt_wordings(self.desk.station, self._plan, self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says where they are found now."""
        if values["what"] == DECLINE:
            return "已记下不采用和原因，下次导出时带给县中心。"
        return "已采用，填表时按“常用语”或 F7 选用；全文在“规则依据”里。下次导出时告诉县中心。"


def preview_lines(plan: Plan) -> Iterator[tuple[str, str]]:
    """What adopting would change, as lines with their role in the style sheet."""
    if plan.later:
        yield f"县中心后来又下发了《{plan.later}》。先看那一份：后采用的代替先采用的。", "error"
    yield f"县中心 {plan.broadcast.sent_on} 下发，出处：{plan.file.source}。{{ }} 里的由程序按工单填写。", "muted"
    new = [one for one in plan.changes if not one.before]
    changed = [one for one in plan.changes if one.before and one.after]
    gone = [one for one in plan.changes if not one.after]
    if not plan.changes:
        yield f"和现在用的 {plan.same} 条一样，没有改动。", "section"
    for title, group in (("新增", new), ("改动", changed), ("不再提供", gone)):
        if group:
            yield f"{title} {len(group)} 条", "section"
            for one in group:
                yield from _lines(one)
    if plan.changes and plan.same:
        yield f"另有 {plan.same} 条不变。", "muted"


def _lines(one: WordingChange) -> Iterator[tuple[str, str]]:
    head = f"{one.place} · {one.name}"
    if one.before and one.after:
        yield head, ""
        yield f"　原来：{one.before}", "muted"
        yield f"　改为：{one.after}", ""
    else:
        yield f"{head}：{one.after or one.before}", "" if one.after else "muted"
