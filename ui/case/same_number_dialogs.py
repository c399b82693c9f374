"""工单号重复, 预受理编号重复: a new number for this case, or why both keep theirs."""

from __future__ import annotations

from models.casework.same_number import CODE, PRE_CODE
from models.services.changes import Changes
from ui.case.correction_dialogs import papers_to_settle
from ui.case.entry import EntryDialog
from ui.case.topics import TopicAct
from ui.window import Desk


class RenumberDialog(EntryDialog):
    """换新号: asks why; the new number is told and waits until it has been read."""

    stays = True

    def __init__(self, desk: Desk, case_id: str, *, pre: bool = False) -> None:
        what, papers = ("预受理编号", "预受理回执单") if pre else ("工单号", "单据")
        sentence = (
            f"给这件工单一个新的{what}，另一件不变。旧号照样查得到；这件工单出过的{papers}上还是旧号，要在“事项”里重出，"
            f"把新号告诉客户，收回旧{papers}。"
        )
        self._what, self._pre = what, pre
        super().__init__(desk, "换新号", sentence, "换新号", danger=True, keep="不换")
        self._case_id, self._new = case_id, ""
        self._outdated: tuple[str, ...] = ()
        self.add_text("reason", "理由", hint="如：两台电脑都登记过；这件的客户还没有拿走单据，换这件")

    def perform(self, values: dict[str, object]) -> Changes:
        """Allots it."""
        from models.services.renumbering import renumber, renumber_pre

        allot = renumber_pre if self._pre else renumber
        self._new, changes = allot(self.desk.station, self._case_id, str(values["reason"]), self.desk.today())
        self._outdated = changes.outdated
        return changes

    def told(self, values: dict[str, object]) -> str:
        """The new number, and the papers that bear the old one."""
        return f"新的{self._what}是 {self._new}。{papers_to_settle(self._outdated)}"


class ExplainNumberDialog(EntryDialog):
    """Why this case keeps a number that another one bears as well."""

    def __init__(self, desk: Desk, case_id: str, number: str, code: str = CODE) -> None:
        sentence = "换不了号的（如两件都办完归档、客户不在），写明为什么、怎么分清这两件。写了以后“今日”不再提醒这件，稽查自查里仍看得到。"
        super().__init__(desk, "写说明", sentence, "保存说明")
        self._case_id, self._number, self._code = case_id, number, code
        self.add_text("text", "说明", hint="如：两件都已归档，客户手里的单据上户名、地址不同，档案已注明")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it with the finding of the self-audit."""
        from models.services.self_audit import explain_finding

        return explain_finding(self.desk.station, self._case_id, self._code, self._number, str(values["text"]))

    def told(self, values: dict[str, object]) -> str:
        """Says that it was kept."""
        return f"已保存 {self._number} 的说明。"


ACTS: dict[str, TopicAct] = {
    "renumber": lambda desk, case_id, _key: RenumberDialog(desk, case_id).open(),
    "explain": lambda desk, case_id, key: ExplainNumberDialog(desk, case_id, key).open(),
    "renumber_pre": lambda desk, case_id, _key: RenumberDialog(desk, case_id, pre=True).open(),
    "explain_pre": lambda desk, case_id, key: ExplainNumberDialog(desk, case_id, key, PRE_CODE).open(),
}
