"""到期与督办: who was told of what is overdue and what was answered, and what will be late said beforehand; from the card of that name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from models.problems import StationError
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.supervision import LateChoices

_WAYS = ("当面", "电话", "书面", "会议")


class SuperviseDialog(EntryDialog):
    """登记督办: the cause, who was told and how, and what keeps it from happening again."""

    def __init__(self, desk: Desk, case_id: str, limit: str, found: LateChoices, *, again: bool = False) -> None:
        told = "超过时限的环节要写明原因，告知负责的人，问到答复。登记后打印《超时督办单》，请被告知的人签字。"
        super().__init__(desk, "更正督办" if again else "登记督办", told, "登记")
        self._ids = (case_id, limit)
        chief = next(iter(found.chiefs), None)
        self.cause = self.add_choice("cause", "超时原因", found.causes, hint="原因只作说明，不改变时限")
        self.name = self.add_line("told", "告知谁（姓名）", chief.name if chief else "")
        self.post = self.add_line("post", "职务（单位）", chief.post if chief else "")
        self.told_on = self.add_day("told_on", "告知日期", desk.today())
        self.how = self.add_choice("how", "怎么告知", [(way, way) for way in _WAYS])
        self.measure = self.add_text("measure", "防范措施")
        self.offer_wordings(self.measure, "measure", case_id)
        self.reason = self.add_line("reason", "更正理由") if again else None
        if self.reason:
            self.offer_wordings(self.reason, "correction", case_id)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the supervision."""
        from models.services.supervision import SupervisionEntry, supervise

        case_id, limit = self._ids
        entry = SupervisionEntry(
            limit, str(values["cause"]), str(values["told"]), str(values["post"]), cast(date, values["told_on"]), str(values["how"]),
            str(values["measure"]),
        )
        return supervise(self.desk.station, case_id, entry, self.desk.today(), str(values.get("reason", "")))

    def told(self, values: dict[str, object]) -> str:
        """Names the paper that comes next."""
        return "已登记督办。请打印《超时督办单》，请被告知的人签字；有答复后登记答复。"


class AnswerDialog(EntryDialog):
    """登记答复: what the one who was told answered."""

    def __init__(self, desk: Desk, case_id: str, limit: str) -> None:
        super().__init__(desk, "登记答复", "被告知的人怎么说的，什么时候办完。", "登记")
        self._ids = (case_id, limit)
        self.on = self.add_day("on", "答复日期", desk.today())
        self.answer = self.add_text("answer", "答复")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the answer."""
        from models.services.supervision import answer_supervision

        case_id, limit = self._ids
        return answer_supervision(self.desk.station, case_id, limit, cast(date, values["on"]), str(values["answer"]), self.desk.today())


class OverrunDialog(EntryDialog):
    """报预计超时: cause, measure, the day it will be done, and the chief's word; the limit stays."""

    def __init__(self, desk: Desk, case_id: str, found: LateChoices) -> None:
        limit = found.open
        assert limit is not None
        told = f"{limit.name}，到期日 {limit.due}。报了以后时限不变，过了到期日仍算逾期；要打印《超时说明》书面告诉客户。"
        super().__init__(desk, "报预计超时", told, "登记")
        self._ids = (case_id, limit.key)
        self.cause = self.add_choice("cause", "原因", found.causes)
        self.measure = self.add_text("measure", "采取的措施")
        self.offer_wordings(self.measure, "measure", case_id)
        self.new_day = self.add_day("new_day", "预计办完")
        self.chief = self.add_choice("approved_by", "批准人（所长）", [(person.id, person.name) for person in found.chiefs])
        self.approved_on = self.add_day("approved_on", "批准日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the declaration."""
        from models.services.supervision import OverrunEntry, declare_overrun

        case_id, limit = self._ids
        entry = OverrunEntry(
            limit, str(values["cause"]), str(values["measure"]), cast(date, values["new_day"]), str(values["approved_by"]),
            cast(date, values["approved_on"]),
        )
        return declare_overrun(self.desk.station, case_id, entry, self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Names the paper that comes next."""
        return f"已报预计超时，预计 {values['new_day']} 办完。请打印《超时说明》交客户。"


def _choices(desk: Desk, case_id: str) -> LateChoices:
    from models.services.supervision import late_choices

    return late_choices(desk.station, case_id, desk.today())


def _supervise(desk: Desk, case_id: str, limit: str) -> None:
    SuperviseDialog(desk, case_id, limit, _choices(desk, case_id)).open()


def _correct(desk: Desk, case_id: str, limit: str) -> None:
    SuperviseDialog(desk, case_id, limit, _choices(desk, case_id), again=True).open()


def _declare(desk: Desk, case_id: str, _key: str) -> None:
    found = _choices(desk, case_id)
    if found.open is None:
        desk.show_error(StationError("现在没有在走的时限，不用报预计超时。", ""))
    elif not found.chiefs:
        desk.show_error(StationError("报预计超时要所长批准，名单里还没有在岗的所长。", "请先在“设置”里添加所长。"))
    else:
        OverrunDialog(desk, case_id, found).open()


ACTS = {
    "supervise": _supervise,
    "correct": _correct,
    "answer": lambda desk, case_id, limit: AnswerDialog(desk, case_id, limit).open(),
    "declare": _declare,
    "print": lambda desk, case_id, code: desk.preview_paper(case_id, code),
}
