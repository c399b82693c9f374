"""办结: one dialog for every way to end a case but its archive; 复核 and 恢复办理 of one that could not be supplied."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.outcome_rules import ASSESSED, Outcome
from models.services.changes import Changes
from models.services.contacts import unreached_evidence
from models.services.endings import Ending, EndingChoices, drop_decision, end_case, ending_choices, reopen, review
from ui.case.entry import EntryDialog
from ui.case.pieces import words
from ui.window import Desk

_OTHER = "other"
_EXTRA = {"into": ("into",), "district": ("district", "review_on"), "handed_to": ("handed_to",)}


class EndDialog(EntryDialog):
    """Asks how the case ends, why, on what evidence and by whose decision. The safe answer is the default."""

    def __init__(self, desk: Desk, case_id: str, choices: EndingChoices) -> None:
        sentence = "工单不再往下办时，在这里办结。记录和已出具的单据都保留；除“暂不具备供电条件”外，办结后不能恢复。"
        super().__init__(desk, "办结", sentence, "办结", danger=True, keep="不，保留工单")
        self._case_id = case_id
        self._choices = choices
        self._outcomes: dict[str, Outcome] = {outcome.code: outcome for outcome in choices.outcomes}
        first = "withdrawn" if "withdrawn" in self._outcomes else ""
        self.outcome = self.add_choice("outcome", "怎样办结", [(o.code, o.name) for o in choices.outcomes], first)
        self.means = words("", "hint", wrap=True)
        self.fields.addWidget(self.means)
        self.reason = self.add_choice("reason", "原因", [])
        self.on = self.add_day("on", "办结（决定）日期", desk.today())
        self.decided_by = self.add_choice("decided_by", "由谁决定", [])
        self.decider = self.add_line("decider", "决定人姓名和职务", required=False, hint="人员名单里没有的才填，如“周志强（所长）”")
        self.evidence = self.add_text("evidence", "凭据", required=False)
        self.offer_wordings(self.evidence, "ending_evidence", case_id)
        self.attempts = self.add_offer(self.evidence, lambda: unreached_evidence(desk.station, case_id))
        self._add_extras()
        self.note = self.add_text("note", "说明", required=False, hint="原因选“其他”时要写清；不写身份证号和电话")
        self.offer_wordings(self.note, "ending", case_id)
        self.outcome.currentIndexChanged.connect(lambda _at: self._chosen())
        self.decided_by.currentIndexChanged.connect(lambda _at: self._decider_asked())
        self._chosen()
        self.keep_button.setFocus()

    def perform(self, values: dict[str, object]) -> Changes:
        """Ends the case, or notes the decision."""
        person = str(values["decided_by"])
        given = {name: str(values.get(name, "")) for name in ("evidence", "decider", "note", "into", "district", "handed_to")}
        ending = Ending(
            str(values["outcome"]),
            cast(date, values["on"]),
            str(values["reason"]),
            decided_by="" if person == _OTHER else person,
            review_on=cast("date | None", values.get("review_on")),
            **given,
        )
        return end_case(self.desk.station, self._case_id, ending, self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says that it has ended, or what is still to do."""
        outcome = self._outcomes[str(values["outcome"])]
        if outcome.ends_on == "delivered":
            return f"已登记“{outcome.name}”的决定；请打印答复书并登记送达，送达后办结。"
        return f"工单已按“{outcome.name}”办结。"

    def _add_extras(self) -> None:
        self.add_line("into", "并入哪个工单（编号）", required=False, hint="写另一个工单的编号；两个工单的历史里都会注明")
        self.add_line("district", "受限的台区", required=False, hint="按台区等候复核，各工单写同一个名称")
        self.review_on = self.add_day("review_on", "复核日期", required=False, hint="到那天提醒复核")
        self.add_line("handed_to", "移交给哪个单位", required=False)

    def _chosen(self) -> None:
        outcome = self._outcomes[str(self.outcome.currentData())]
        self.means.setText(_means(outcome, self._choices.valid_until))
        self.reason.clear()
        for reason in outcome.reasons:
            self.reason.addItem(reason.name, reason.code)
        self.decided_by.clear()
        for person in self._choices.people:
            if person.post in outcome.decided_by:
                self.decided_by.addItem(f"{person.name}（{person.post}）", person.id)
        self.decided_by.addItem("名单里没有（写在下面）", _OTHER)
        self.decided_by.setCurrentIndex(max(0, self.decided_by.findData(self.desk.station.actor)))
        self.evidence.setPlaceholderText(outcome.evidence)
        day = self._choices.reviews.get(outcome.code)
        self.review_on.setText(day.isoformat() if day else "")
        for asked, names in _EXTRA.items():
            for name in names:
                self.show_asked(name, asked in outcome.asks)
        self._decider_asked()

    def _decider_asked(self) -> None:
        self.show_asked("decider", self.decided_by.currentData() == _OTHER)


def _means(outcome: Outcome, valid_until: date | None) -> str:
    said = ["、".join(outcome.decided_by) + "决定", ASSESSED[outcome.assessed]]
    said += ["先打印答复书，送达客户那天办结，送达前时限照走"] if outcome.ends_on == "delivered" else []
    said += [f"供电方案有效期到 {valid_until}" if valid_until else "客户还没有签收方案"] if "validity" in outcome.asks else []
    said += [f"至少在 {outcome.contacts} 个不同的日子联系过"] if outcome.contacts else []
    said += [outcome.note] if outcome.note else []
    return "；".join(said) + "。"


class DropDialog(EntryDialog):
    """Takes a decided outcome back before its answer reached the customer."""

    def __init__(self, desk: Desk, case_id: str, decided: str) -> None:
        super().__init__(desk, "撤回办结决定", f"已经决定“{decided}”，答复书还没有送达。撤回后工单照常往下办。", "撤回")
        self._case_id = case_id
        self.reason = self.add_text("reason", "理由", hint="理由会留在历史里")

    def perform(self, values: dict[str, object]) -> Changes:
        """Takes it back."""
        return drop_decision(self.desk.station, self._case_id, str(values["reason"]), self.desk.today())


class ReviewDialog(EntryDialog):
    """Looked at again: still cannot be supplied."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "复核：仍不具备供电条件", "写明复核看了什么，定下次复核的日期；到那天再提醒。", "登记复核")
        self._case_id = case_id
        self.on = self.add_day("on", "复核日期", desk.today())
        self.found = self.add_text("found", "复核情况", hint="如“变压器还没有更换，负荷率 95%”")
        self.review_on = self.add_day("review_on", "下次复核日期")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the review."""
        day = cast("date | None", values["review_on"])
        return review(self.desk.station, self._case_id, cast(date, values["on"]), str(values["found"]), day, self.desk.today())


class ReopenDialog(EntryDialog):
    """The case can be supplied now."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        sentence = "已具备供电条件，接着办理：环节从现场勘查重新办，时限从恢复那天重新起算（我们的理解，非规定）。以前的结果保留。"
        super().__init__(desk, "恢复办理", sentence, "恢复办理")
        self._case_id = case_id
        self.on = self.add_day("on", "恢复日期", desk.today())
        self.found = self.add_text("found", "复核情况", hint="如“200 kVA 变压器已投运”")

    def perform(self, values: dict[str, object]) -> Changes:
        """Takes the case up again."""
        return reopen(self.desk.station, self._case_id, cast(date, values["on"]), str(values["found"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says from which day the clock counts."""
        return f"已恢复办理，时限从 {values['on']} 起算。"


def open_end(desk: Desk, case_id: str, _key: str = "") -> None:
    """Reads what can be chosen and asks; a decision that waits for its answer can only be taken back."""

    def offer(choices: EndingChoices) -> None:
        made = DropDialog(desk, case_id, choices.decided) if choices.decided else EndDialog(desk, case_id, choices)
        made.open()

    desk.tasks.run(lambda: ending_choices(desk.station, case_id, desk.today()), offer)


ACTS = {
    "end": open_end,
    "review": lambda desk, case_id, _key: ReviewDialog(desk, case_id).open(),
    "reopen": lambda desk, case_id, _key: ReopenDialog(desk, case_id).open(),
}
