"""What becomes of a printed paper: 已送达, 已签回, 作废."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from models.problems import Problem
from models.services.case_page.rows import PaperRow
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.paper.papers import Proof

RELATIONS = ("本人", "法定代表人", "经办人", "家庭成员", "单位收件人")


class DeliverDialog(EntryDialog):
    """The customer got a paper, perhaps signed it at once; both days are kept, the rule says which of them ends a stage."""

    def __init__(self, desk: Desk, case_id: str, paper: PaperRow) -> None:
        super().__init__(
            desk, "登记送达", f"《{paper.title}》（{paper.paper_no}）交给客户的日期和方式；客户当场签了字，一并填签收日期。", "登记送达"
        )
        self._case_id, self._paper = case_id, paper
        self.on = self.add_day("on", "送达日期", desk.today())
        from models.services.paper.papers import delivery_ways

        self._ways = {way.how: way for way in delivery_ways()}
        self.how = self.add_choice("how", "送达方式", [(way.how, f"{way.how}：{way.words}") for way in self._ways.values()])
        number = next((way.number for way in self._ways.values() if way.number), "单号")
        self.number = self.add_line("number", number, hint="照回单抄写")
        most = max(way.witnesses for way in self._ways.values())
        self.witnesses = [self.add_line(f"witness{at}", f"见证人 {at}", hint="姓名，可加单位和职务") for at in range(1, most + 1)]
        self.phoned = self.add_line("told", "通知了谁", hint="姓名和电话，如：李改枝 13903750011")
        self.signed_on = self.add_day("signed_on", "客户签收日期", required=False, hint="还没有签回就空着，签回后再登记")
        self.relation = self.add_choice("relation", "谁签的", [(name, name) for name in RELATIONS])
        self.relation.setEnabled(False)
        self.signed_on.textChanged.connect(lambda text: self.relation.setEnabled(bool(text.strip())))
        self._delivered: Changes | None = None
        self.how.currentIndexChanged.connect(lambda _at: self._ask())
        self._ask()

    def _ask(self) -> None:
        """Only what the chosen way wants is asked; whoever refused or was phoned has not signed."""
        way = self._ways[str(self.how.currentData())]
        self.show_asked("number", bool(way.number))
        for at in range(1, len(self.witnesses) + 1):
            self.show_asked(f"witness{at}", at <= way.witnesses)
        self.show_asked("told", way.told)
        for name in ("signed_on", "relation"):
            self.show_asked(name, not way.witnesses and not way.told)

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """Days in an order that cannot be are told here, so that nothing is stored by half."""
        on, signed = values.get("on"), values.get("signed_on")
        found = [
            Problem(name, label, "在今天之后，请填今天或以前的日期")
            for name, label in (("on", "送达日期"), ("signed_on", "客户签收日期"))
            if isinstance(day := values.get(name), date) and day > self.desk.today()
        ]
        if isinstance(on, date) and on < self._paper.on:
            found.append(Problem("on", "送达日期", f"早于打印日期 {self._paper.on}，请核对"))
        if isinstance(on, date) and isinstance(signed, date) and signed < on:
            found.append(Problem("signed_on", "客户签收日期", "早于送达日期，请核对两个日期"))
        return found

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the delivery, then the signature where there is one; the delivery is not stored twice."""
        from models.services.paper.papers import deliver, signed

        today = self.desk.today()
        if self._delivered is None:
            _stage, self._delivered = deliver(
                self.desk.station, self._case_id, self._paper.paper_no, cast(date, values["on"]), str(values["how"]), today, _proof(values)
            )
        if values.get("signed_on"):
            signed(self.desk.station, self._case_id, self._paper.paper_no, cast(date, values["signed_on"]), str(values["relation"]), today)
        return self._delivered

    def reject(self) -> None:
        """A delivery that was stored before the signature failed is told all the same."""
        if self._delivered is not None:
            self.desk.changes.tell(self._delivered)
        super().reject()

    def told(self, values: dict[str, object]) -> str:
        """Says what is known of the paper now."""
        return f"已登记送达（{values['on']}）" + _rest_told(values)


def _proof(values: dict[str, object]) -> Proof:
    """What was typed of the delivery."""
    from models.services.paper.papers import Proof

    seen = tuple(str(value) for name, value in values.items() if name.startswith("witness"))
    return Proof(str(values.get("number", "")), seen, str(values.get("told", "")))


def _rest_told(values: dict[str, object]) -> str:
    if values.get("signed_on"):
        return f"，签回（{values['signed_on']}）。"
    return "，等客户签回。" if "signed_on" in values else "。"


class SignDialog(EntryDialog):
    """The signed paper came back."""

    def __init__(self, desk: Desk, case_id: str, paper: PaperRow) -> None:
        super().__init__(
            desk, "登记签回", f"《{paper.title}》（{paper.paper_no}）客户签字的日期。还没有登记送达的，按当天当面送达一并登记。", "登记签回"
        )
        self._case_id, self._paper = case_id, paper
        self.on = self.add_day("on", "签字日期", desk.today())
        self.relation = self.add_choice("relation", "谁签的", [(name, name) for name in RELATIONS])

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the signature."""
        from models.services.paper.papers import signed

        return signed(
            self.desk.station, self._case_id, self._paper.paper_no, cast(date, values["on"]), str(values["relation"]), self.desk.today()
        )

    def told(self, values: dict[str, object]) -> str:
        """Says when it was signed."""
        return f"已登记签回（{values['on']}）。"


class VoidPaperDialog(EntryDialog):
    """作废 a paper; the safe answer is the default."""

    def __init__(self, desk: Desk, case_id: str, paper: PaperRow) -> None:
        super().__init__(
            desk,
            "作废单据",
            f"《{paper.title}》（{paper.paper_no}）将作废：编号不再使用，已交给客户的请收回。它已经结束的环节不会退回。",
            "作废",
            danger=True,
            keep="不，保留单据",
        )
        self._case_id, self._paper = case_id, paper
        self.reason = self.add_text("reason", "作废理由", hint="理由留在历史里")
        self.keep_button.setFocus()

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores that it is void."""
        from models.services.paper.papers import void_paper

        return void_paper(self.desk.station, self._case_id, self._paper.paper_no, str(values["reason"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Names the paper."""
        return f"单据 {self._paper.paper_no} 已作废。"
