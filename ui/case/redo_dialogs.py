"""重新办理环节, and what becomes of a paper on which an old value stands: 重出 or a written explanation."""

from __future__ import annotations

from models.services.changes import Changes
from models.services.reopening import Reopenable
from models.services.station import Person
from ui.case.correction_dialogs import ask_chief
from ui.case.entry import EntryDialog
from ui.case.topics import TopicAct
from ui.window import Desk


class ReopenStageDialog(EntryDialog):
    """Opens the latest stages again; the safe answer is the default."""

    def __init__(self, desk: Desk, case_id: str, stages: tuple[Reopenable, ...], chiefs: tuple[Person, ...]) -> None:
        super().__init__(
            desk,
            "重新办理环节",
            "把办完的环节退回来重办：它的时限接着原来的起算日继续算，原来的结果不再算，历史里都看得到。只能从最后办的环节退起；"
            "结果已经导出的，要所长同意。",
            "重新办理",
            danger=True,
            keep="不，保留原结果",
        )
        self._case_id = case_id
        self._names = {one.stage: one.name for one in stages}
        told = [(one.stage, f"{one.name}：{one.on}{'（已导出，要所长同意）' if one.exported else ''}") for one in stages]
        self.stage = self.add_choice("stage", "哪个环节", told)
        self.reason = self.add_text("reason", "为什么重办")
        self.offer_wordings(self.reason, "correction", case_id)
        self.evidence = self.add_line("evidence", "依据", hint="如：11-23 检查意见、客户说明")
        self.chief = ask_chief(self, chiefs, "同意的所长（已导出的才填）")

    def perform(self, values: dict[str, object]) -> Changes:
        """Opens the stage."""
        from models.services.reopening import reopen_stage as reopen

        return reopen(
            self.desk.station,
            self._case_id,
            str(values["stage"]),
            str(values["reason"]),
            str(values["evidence"]),
            str(values["chief"]),
            self.desk.today(),
        )

    def told(self, values: dict[str, object]) -> str:
        """Names the stage."""
        return f"“{self._names[str(values['stage'])]}”已退回重办，计时继续。"


class ReissueDialog(EntryDialog):
    """Issues a paper anew under a new number; the old one is void."""

    def __init__(self, desk: Desk, case_id: str, paper_no: str) -> None:
        sentence = f"单据 {paper_no} 作废，用现在的内容出一张新的，有新编号。交给客户的旧单据请收回；客户签过字的，新单据也要请客户签。"
        super().__init__(desk, "重出单据", sentence, "作废并重出")
        self._case_id, self._paper_no, self._new = case_id, paper_no, ""

    def perform(self, values: dict[str, object]) -> Changes:
        """Issues it."""
        from models.services.paper.reissue import reissue
        from reports.render import render

        issued, changes = reissue(self.desk.station, self._case_id, self._paper_no, render, self.desk.today())
        self._new = issued.paper_no
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Names the new paper and where to print it."""
        return f"已重出 {self._new}，请在“单据”里打印。"


class ExplainPaperDialog(EntryDialog):
    """Says why a paper stays as it is."""

    def __init__(self, desk: Desk, case_id: str, paper_no: str) -> None:
        super().__init__(desk, "不重出的说明", f"写明单据 {paper_no} 为什么不重出。说明留在历史里，检查时看得到。", "写明")
        self._case_id, self._paper_no = case_id, paper_no
        self.words = self.add_text("words", "说明", hint="如：客户已在存根上改正并签字")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the explanation."""
        from models.services.paper.reissue import explain_paper

        return explain_paper(self.desk.station, self._case_id, self._paper_no, str(values["words"]))


def reopen_stage(desk: Desk, case_id: str) -> None:
    """Reads what can be opened again, then asks."""
    from models.problems import StationError
    from models.services.reopening import reopenable

    def offer(found: tuple[tuple[Reopenable, ...], tuple[Person, ...]]) -> None:
        if found[0]:
            ReopenStageDialog(desk, case_id, *found).open()
        else:
            desk.show_error(StationError("没有可以重新办理的环节。", "受理的日期错了，请用“更正环节日期”。"))

    desk.tasks.run(lambda: reopenable(desk.station, case_id), offer)


ACTS: dict[str, TopicAct] = {
    "reissue": lambda desk, case_id, key: ReissueDialog(desk, case_id, key).open(),
    "explain": lambda desk, case_id, key: ExplainPaperDialog(desk, case_id, key).open(),
}
