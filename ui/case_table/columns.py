"""What stands in each column of a list of cases, and how it is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from models.services.list_rows import CaseRow
from ui.day_words import full_day

Kind = Literal["level", "strong", "text", "due", "muted", "link", "action", "more"]


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it says of a case, how it is painted, its width at 100 % (0 = shares what is left).

    Where large type leaves too little room, columns with the highest `spare` go first; those with 0 stay.
    """

    heading: str
    text: Callable[[CaseRow], str]
    kind: Kind
    width: int
    spare: int = 0


def due_words(row: CaseRow) -> str:
    """The due date with the hollow mark of a provisional one."""
    mark = " ◇暂定" if row.provisional and "暂定" not in row.due_text else ""
    return f"{row.due_text}{mark}"


def accepted_words(row: CaseRow) -> str:
    """The day of acceptance, marked where it was taken over from a ledger."""
    if row.accepted_on is None:
        return "—"
    return f"{row.accepted_on} 补录" if row.taken_over else full_day(row.accepted_on)


def customer_words(row: CaseRow) -> str:
    """The customer, marked where the case goes by the green channel."""
    return f"〔绿〕{row.customer}" if row.green else row.customer


LEVEL = Column("时限", lambda row: row.level_text, "level", 190)
NUMBER = Column("工单号", lambda row: row.number, "text", 158, spare=3)
CUSTOMER = Column("客户", customer_words, "strong", 0)
SUMMARY = Column("业务", lambda row: row.summary, "text", 0, spare=2)
STAGE = Column("当前环节", lambda row: row.stage, "text", 114, spare=4)
DUE = Column("到期", due_words, "due", 150, spare=1)
SYNC = Column("上报状态", lambda row: row.sync_text, "muted", 102, spare=6)
ACCEPTED = Column("受理日期", accepted_words, "muted", 140, spare=5)
WHY = Column("", lambda row: "为什么", "link", 62, spare=3)
ACTION = Column("", lambda row: row.action_name, "action", 132)
MORE = Column("", lambda row: "⋯", "more", 36)

TODAY = (LEVEL, CUSTOMER, SUMMARY, STAGE, DUE, WHY, ACTION, MORE)
FOUND = (LEVEL, CUSTOMER, SUMMARY, STAGE, NUMBER)
CASES = (LEVEL, NUMBER, CUSTOMER, SUMMARY, STAGE, DUE, SYNC, ACCEPTED, MORE)
