"""借阅: a file is lent and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.station import Person

_DAYS = 7  # offered, 默认值（非规定）


class LendDialog(EntryDialog):
    """借出: who takes the file, until when, what for, by whose word."""

    def __init__(self, desk: Desk, case_id: str, people: Sequence[Person]) -> None:
        super().__init__(desk, "借出档案", "登记后到期没有归还的，在“今日”的提醒里。一次只能借给一个人。", "登记借出")
        self._case_id = case_id
        self.borrower = self.add_line("borrower", "借阅人（姓名）")
        self.unit = self.add_line("unit", "单位、部门", required=False)
        self.since = self.add_day("since", "借出日期", desk.today())
        self.until = self.add_day("until", "归还期限（含当日）", desk.today() + timedelta(days=_DAYS), ahead=True)
        self.purpose = self.add_line("purpose", "用途", hint="如：专项稽查、客户查询、补办合同")
        self.approver = self.add_choice("approver", "批准人", [(person.id, f"{person.name}（{person.post}）") for person in people])

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the loan."""
        from models.services.loans import LoanEntry, lend_file

        borrower, unit, purpose, approver = (str(values[name]) for name in ("borrower", "unit", "purpose", "approver"))
        entry = LoanEntry(borrower, unit, cast(date, values["since"]), cast(date, values["until"]), purpose, approver)
        return lend_file(self.desk.station, self._case_id, entry, self.desk.today())


class ReturnDialog(EntryDialog):
    """归还: the day, and what was found on counting the file through."""

    def __init__(self, desk: Desk, case_id: str, loan: str) -> None:
        super().__init__(desk, "登记归还", "收回时当面按卷内目录清点。", "登记归还")
        self._ids = (case_id, loan)
        self.on = self.add_day("on", "归还日期", desk.today())
        self.found = self.add_line("found", "清点情况", "清点无缺", required=False)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the return."""
        from models.services.loans import return_file

        case_id, loan = self._ids
        return return_file(self.desk.station, case_id, loan, cast(date, values["on"]), str(values["found"]), self.desk.today())


def lend(desk: Desk, case_id: str) -> None:
    """Opens 借出; who may approve is read first, the chiefs before the others."""
    from models.services.station import people

    def show(found: tuple[Person, ...]) -> None:
        here = sorted((person for person in found if person.until is None), key=lambda person: person.post != "所长")
        LendDialog(desk, case_id, here).open()

    desk.tasks.run(lambda: people(desk.station), show)
