"""What services hand to the screen of one case: frozen rows, never live database objects; those of lists stand in `list_rows`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.casework.files import AttachedFile
from models.countdown import CountUnit, Day
from models.services.case_page.topic_card import TopicCard
from models.services.list_rows import CasePage, CaseRow, Counts, DraftRow, TodayPage

__all__ = [
    "CaseDetail", "CasePage", "CaseRow", "Counts", "DraftRow", "Explanation", "FormRow", "HistoryRow", "LimitRow", "MaterialRow",
    "NeedRow", "PaperRow", "PauseRow", "StepRow", "TodayPage", "TodoRow",
]


@dataclass(frozen=True)
class StepRow:
    """One stage on the rail: `state` is done, now or todo; `done_on` is the day on which it ended."""

    stage: str
    name: str
    state: str
    day_text: str
    done_on: date | None = None


@dataclass(frozen=True)
class NeedRow:
    """A conditional stage of the case: whether it is done here, and why (not)."""

    stage: str
    name: str
    needed: bool
    why: str


@dataclass(frozen=True)
class TodoRow:
    """One act that can be done now; `kind` is accept, form, print, deliver, pass_up, centre."""

    code: str
    kind: str
    stage: str
    label: str
    form: str
    paper: str
    sentence: str


@dataclass(frozen=True)
class MaterialRow:
    """One group of the checklist: `state` is got, missing or owed; `items` every paper that would do (code, name, whether it is here).

    `expiring` are the codes of those that carry a day up to which they are valid, `files` counts attachments.
    """

    group: str
    name: str
    state: str
    note: str
    items: tuple[tuple[str, str, bool], ...]
    got: str
    may_follow: bool
    expiring: frozenset[str] = frozenset()
    files: int = 0


@dataclass(frozen=True)
class HistoryRow:
    """One fact in words. `late` marks 补录: entered on another day than it happened."""

    at: datetime
    who: str
    text: str
    reason: str
    late: bool


@dataclass(frozen=True)
class FormRow:
    """A form of the case: `state` is 未填, 草稿 or 已完成."""

    code: str
    title: str
    stage: str
    state: str
    note: str
    files: int = 0


@dataclass(frozen=True)
class PaperRow:
    """An issued paper and how far it got; `of_centre`: the county centre issued it, the station hands it over.

    `to_print`: so it did, and this station has not printed it yet; the first time is not 补打.
    """

    paper_no: str
    code: str
    title: str
    on: date
    state: str
    note: str
    of_centre: bool = False
    to_print: bool = False


@dataclass(frozen=True)
class LimitRow:
    """One limit of the case as the table 时限明细 shows it; `used` and `rest` are of `unit`, `due_at` is the minute of a limit in hours."""

    key: str
    standard: str
    name: str
    told: str
    start: date
    due: date | None
    promised: date | None
    latest: date | None
    provisional: bool
    used: int
    rest: int
    unit: CountUnit
    due_at: datetime | None
    state: str
    governs: bool
    source: str


@dataclass(frozen=True)
class PauseRow:
    """One pause; both days inclusive and not counted. `notice_no` is its 暂停计时告知书, empty where none is printed."""

    id: str
    since: date
    until: date | None
    side: str
    cause: str
    evidence: str
    signed_on: date | None
    notice_no: str = ""
    notice_state: str = ""


@dataclass(frozen=True)
class CaseDetail:
    """Everything the page of one case shows; here the customer's data are in full; `told` are the stages he is told, and whether done."""

    row: CaseRow
    customer: str
    business: str
    class_name: str
    capacity: str
    voltage: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[StepRow, ...]
    nodes: tuple[StepRow, ...]
    needs: tuple[NeedRow, ...]
    told: tuple[tuple[str, bool], ...]
    todos: tuple[TodoRow, ...]
    materials: tuple[MaterialRow, ...]
    history: tuple[HistoryRow, ...]
    forms: tuple[FormRow, ...]
    papers: tuple[PaperRow, ...]
    printable: tuple[tuple[str, str], ...]
    limits: tuple[LimitRow, ...]
    pauses: tuple[PauseRow, ...]
    cards: tuple[TopicCard, ...]
    note: str
    receipt_note: str = ""
    files: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """为什么是这一天: the strip of days with what it rests on; `limit_told` is the length of the limit, the days count `unit`."""

    title: str
    due: date | None
    promised: date | None
    provisional: bool
    earliest: date | None
    latest: date | None
    days: tuple[Day, ...]
    basis: tuple[str, ...]
    limit_told: str = ""
    unit: CountUnit = "working_day"
    due_at: datetime | None = None
