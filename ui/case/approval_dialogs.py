"""方案审批: the next role's word on the plan, given here or signed on paper."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

from models.casework.approvals import DECISIONS, WAYS
from models.services.approvals import Approval, ApprovalChoices, approval_choices, decide
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk

_OTHER = ""


class ApproveDialog(EntryDialog):
    """Asks for the decision; on paper also who signed, when, and the number of the sheet."""

    def __init__(self, desk: Desk, case_id: str, choices: ApprovalChoices) -> None:
        step = choices.step
        who = "、".join(step.posts) if step.posts else f"{step.name}（不在本所，只能登记纸面审批）"
        sentence = f"供电方案第 {choices.times} 版，轮到{step.name}{step.duty}，由{who}决定。方案改动后是新的一版，要重新审批。"
        super().__init__(desk, "登记审批", sentence, "登记")
        self._case_id = case_id
        self.decision = self.add_choice("decision", "意见", list(DECISIONS.items()), "agree")
        self.opinion = self.add_text("opinion", "审批意见", required=False, hint="不同意或退回的要写明")
        self.offer_wordings(self.opinion, "approval", case_id)
        ways = [(code, _way(code)) for code in WAYS if code == "paper" or step.posts]
        self.way = self.add_choice("way", "审批方式", ways, "system" if choices.here else "paper")
        people = [(person.id, f"{person.name}（{person.post}）") for person in choices.people]
        first = people[0][0] if people else _OTHER
        self.person = self.add_choice("person", "谁签的字", [*people, (_OTHER, "名单里没有（写在下面）")], first)
        self.asked[-1].read = lambda: str(self.person.currentData() or "")
        self.name = self.add_line("name", "签字人姓名", required=False)
        self.on = self.add_day("on", "审批日期", desk.today())
        self.sheet_no = self.add_line("sheet_no", "会签单编号", required=False, hint="纸面审批要写；没有编号的写明存在哪里")
        self.way.currentIndexChanged.connect(lambda _at: self._paper_asked())
        self.person.currentIndexChanged.connect(lambda _at: self._paper_asked())
        self._paper_asked()

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the word."""
        given = {name: str(values.get(name, "")) for name in ("person", "name", "opinion", "sheet_no")}
        decision = cast(Literal["agree", "disagree", "return"], values["decision"])
        way = cast(Literal["system", "paper"], values["way"])
        return decide(self.desk.station, self._case_id, Approval(decision, way, cast(date, values["on"]), **given), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says what was entered."""
        return f"已登记审批意见：{DECISIONS[str(values['decision'])]}。"

    def _paper_asked(self) -> None:
        paper = self.way.currentData() == "paper"
        self.show_asked("person", paper and self.person.count() > 1)
        self.show_asked("sheet_no", paper)
        self.show_asked("name", paper and not self.person.currentData())


def _way(code: str) -> str:
    return "系统内：由现在经办的人本人决定" if code == "system" else "纸面审批：登记会签单上的签字"


def open_decide(desk: Desk, case_id: str, _key: str = "") -> None:
    """Reads whose word is awaited and asks for it."""
    desk.tasks.run(lambda: approval_choices(desk.station, case_id), lambda choices: ApproveDialog(desk, case_id, choices).open())


ACTS = {"decide": open_decide, "sheet": lambda desk, case_id, _key: desk.preview_paper(case_id, "APPROVAL-SHEET")}
