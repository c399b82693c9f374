"""更正: a value, the day of a stage. Each is a new fact with a reason."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from models.problems import Problem
from models.services.case_page.rows import StepRow
from models.services.changes import Changes
from models.services.station import Person
from ui.case.entry import EntryDialog
from ui.case.pieces import words
from ui.window import Desk

_REASON = "理由会和原值、新值一起留在历史里"


class CorrectValueDialog(EntryDialog):
    """Corrects one value of the application; the old one stays in the history."""

    def __init__(
        self, desk: Desk, case_id: str, values: tuple[tuple[str, str, str], ...], standing: dict[str, tuple[str, ...]] | None = None
    ) -> None:
        super().__init__(desk, "更正登记内容", "改正登记时填错的一项。原值不会丢，历史里两个都看得到。", "更正")
        self._case_id = case_id
        self._old = {field: value for field, _label, value in values}
        self._labels = {field: label for field, label, _value in values}
        self.field = self.add_choice("field", "更正哪一项", [(f, f"{label}：{_brief(value)}") for f, label, value in values])
        self._standing = standing or {}
        self._outdated: tuple[str, ...] = ()
        self.papers = words("", "hint", wrap=True)
        self.fields.addWidget(self.papers)
        self.new = self.add_line("new", "新值", required=False)
        self.reason = self.add_text("reason", "理由", hint=_REASON)
        self.offer_wordings(self.reason, "correction", case_id)
        self.field.currentIndexChanged.connect(lambda _index: self._offer())
        self._offer()

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """The same value again is no correction."""
        same = values.get("new") == self._old.get(str(values.get("field")))
        return [Problem("new", "新值", "和原值一样，请填改正后的内容")] if same else []

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the correction; what the form says about the value is told at the new value."""
        from models.problems import ProblemsFound
        from models.services.corrections import correct_value

        field = str(values["field"])
        try:
            changes = correct_value(self.desk.station, self._case_id, field, str(values["new"]), str(values["reason"]), self.desk.today())
            self._outdated = changes.outdated
            return changes
        except ProblemsFound as found:
            raise ProblemsFound(
                tuple(Problem("new" if p.field == field else p.field, p.label, p.message) for p in found.problems)
            ) from found

    def told(self, values: dict[str, object]) -> str:
        """Says what was corrected."""
        return f"已更正{self._labels[str(values['field'])]}。{papers_to_settle(self._outdated)}"

    def _offer(self) -> None:
        standing = self._standing.get(str(self.field.currentData()), ())
        self.papers.setText(f"印在：{'、'.join(standing)}。更正后这些单据要在“事项”里重出或写明说明。" if standing else "")
        self.new.setText(self._old.get(str(self.field.currentData()), ""))
        self.new.selectAll()


class CorrectDayDialog(EntryDialog):
    """Corrects the day on which a stage ended; its time limits are computed anew."""

    def __init__(self, desk: Desk, case_id: str, steps: tuple[StepRow, ...], chiefs: tuple[Person, ...] = ()) -> None:
        super().__init__(
            desk,
            "更正环节日期",
            "改正已办环节的日期；用到这个日期的时限会重新计算。原日期留在历史里。"
            "受理日期改早只要理由；改晚要所长同意和依据，回执上印的日期仍会显示，稽查自查会列出。",
            "更正",
        )
        self._case_id = case_id
        self._outdated: tuple[str, ...] = ()
        self.stage = self.add_choice("stage", "更正哪个环节", [(s.stage, f"{s.name}：{s.day_text}") for s in steps if s.state == "done"])
        self.day = self.add_day("day", "正确的日期")
        self.reason = self.add_text("reason", "理由", hint=_REASON)
        self.offer_wordings(self.reason, "correction", case_id)
        self.evidence = self.add_line("evidence", "依据（受理日期改晚才填）", required=False, hint="如：11-17 客户补交资料的签收单")
        self.chief = ask_chief(self, chiefs, "同意的所长（受理日期改晚才填）")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the correction."""
        from models.services.corrections import correct_stage_day

        changes = correct_stage_day(
            self.desk.station,
            self._case_id,
            str(values["stage"]),
            cast(date, values["day"]),
            str(values["reason"]),
            self.desk.today(),
            chief=str(values["chief"]),
            evidence=str(values["evidence"]),
        )
        self._outdated = changes.outdated
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Says the day that now holds, and which papers say another."""
        return f"已更正为 {values['day']}，时限已重新计算。{papers_to_settle(self._outdated)}"


def ask_chief(dialog: EntryDialog, chiefs: tuple[Person, ...], label: str) -> QWidget:
    """Asks who approved as 所长: one of the list with nobody chosen at first, else a name."""
    if chiefs:
        choices = [("", "（不需要）"), *((person.id, person.name) for person in chiefs)]
        return dialog.add_choice("chief", label, choices, required=False)
    return dialog.add_line("chief", label, required=False, hint="人员里还没有登记所长的，填姓名")


def papers_to_settle(outdated: tuple[str, ...]) -> str:
    """What is to be done with papers that say something else now; empty where there are none."""
    return f"{len(outdated)} 张单据上还是旧内容：{'、'.join(outdated)}，请在“事项”里重出或写明说明。" if outdated else ""

def _brief(value: str) -> str:
    return value if len(value) <= 24 else f"{value[:23]}…"
