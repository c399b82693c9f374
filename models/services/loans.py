"""借阅登记: who borrowed which file, until when and what for; the register of all loans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from models.casework.archive import file_of
from models.customer import mask_name
from models.events.archive import FileLent, FileReturned
from models.papers import PaperContext
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.paper.paper_head import headed
from models.services.station import Change, Station, changing, looking, people
from models.store.archive_views import archive_view, loan_view
from models.store.views import case_view

LONGEST = 90  # calendar days a file may be lent for at once; 默认值（非规定）


@dataclass(frozen=True)
class LoanEntry:
    """What the clerk enters of a loan: `borrower` a name (kept in the private part), `approver` a person's identifier."""

    borrower: str
    unit: str
    since: date
    until: date
    purpose: str
    approver: str


@dataclass(frozen=True)
class LoanRow:
    """One loan in the register; `late` counts calendar days after `until`, 0 where it is or came back in time."""

    case_id: str
    case_no: str
    file_no: str
    customer: str
    loan: str
    borrower: str
    unit: str
    since: date
    until: date
    purpose: str
    approver: str
    returned_on: date | None
    found: str
    late: int


def lend_file(station: Station, case_id: str, entry: LoanEntry, today: date) -> Changes:
    """借出: raises StationError where the file is out already or there is none yet, ProblemsFound for what does not fit."""
    with changing(station) as change:
        case = change.case(case_id)
        file = file_of(case)
        if case.accepted_on is None:
            raise StationError("还没有受理，没有档案可借。", "")
        if file.out:
            raise StationError(f"这份档案 {file.out.since} 已借给{mask_name(file.out.borrower)}，还没有归还。", "请先登记归还。")
        problems = tuple(_problems(change, entry, case.accepted_on, today))
        if problems:
            raise ProblemsFound(problems)
        loan = f"{case.number}-J{len(file.loans) + 1:02d}"
        change.add(
            FileLent(loan=loan, since=entry.since, until=entry.until, purpose=entry.purpose.strip(), approver=entry.approver),
            case_id, private={"borrower": entry.borrower.strip(), "unit": entry.unit.strip()},
        )  # fmt: skip
    return Changes(frozenset({case_id}), packages=True)


def _problems(change: Change, entry: LoanEntry, begun: date, today: date) -> Iterator[Problem]:
    for field, label, value in (("borrower", "借阅人", entry.borrower), ("purpose", "用途", entry.purpose)):
        if not value.strip():
            yield Problem(field, label, "请填写。")
    if entry.since > today:
        yield Problem("since", "借出日期", f"{entry.since} 在今天之后，请核对。")
    elif entry.since < begun:
        yield Problem("since", "借出日期", f"{entry.since} 早于受理日期 {begun}，那时还没有这份档案。")
    if entry.until < entry.since:
        yield Problem("until", "归还期限", f"{entry.until} 早于借出日期 {entry.since}。")
    elif (entry.until - entry.since).days > LONGEST:
        yield Problem("until", "归还期限", f"一次最多借 {LONGEST} 天（默认值，非规定）；到期可再办一次。")
    if not any(person.id == entry.approver and person.until is None for person in people(change.station)):
        yield Problem("approver", "批准人", "请从在岗人员里选。")


def return_file(station: Station, case_id: str, loan: str, on: date, found: str, today: date) -> Changes:
    """归还: raises StationError for a loan that is not out, ProblemsFound for a wrong day."""
    with changing(station) as change:
        known = file_of(change.case(case_id)).loans.get(loan)
        if known is None or known.returned_on:
            raise StationError("这次借阅没有登记，或已经归还。", "请刷新工单再看。")
        if on > today or on < known.since:
            raise ProblemsFound((Problem("on", "归还日期", f"{on} 应在借出日期 {known.since} 至今天之间。"),))
        change.add(FileReturned(loan=loan, on=on, found=found.strip()), case_id)
    return Changes(frozenset({case_id}), packages=True)


def loans(station: Station, today: date, *, only_out: bool = False) -> tuple[LoanRow, ...]:
    """Every loan: those still out first, the longest overdue before the others, then the returned ones, the latest first."""
    c, v = loan_view.c, case_view.c
    query = (
        sa.select(loan_view, v.number, v.customer, archive_view.c.number.label("file_no"))
        .join(case_view, v.id == c.case_id)
        .outerjoin(archive_view, archive_view.c.case_id == c.case_id)
        .where(v.station == station.info.code)
    )
    if only_out:
        query = query.where(c.returned_on.is_(None))
    names = {person.id: person.name for person in people(station)}
    with looking(station) as connection:
        rows = [_row(dict(found), names, today) for found in connection.execute(query).mappings()]
    out = sorted((row for row in rows if row.returned_on is None), key=lambda row: (row.until, row.loan))
    back = sorted((row for row in rows if row.returned_on), key=lambda row: (row.since, row.loan), reverse=True)
    return (*out, *back)


def _row(found: dict[str, object], names: dict[str, str], today: date) -> LoanRow:
    returned = date.fromisoformat(str(found["returned_on"])) if found["returned_on"] else None
    until = date.fromisoformat(str(found["until"]))
    return LoanRow(
        str(found["case_id"]), str(found["number"]), str(found["file_no"] or ""), str(found["customer"]), str(found["loan"]),
        str(found["borrower"]), str(found["unit"]), date.fromisoformat(str(found["since"])), until, str(found["purpose"]),
        names.get(str(found["approver"]), ""), returned, str(found["found"]), max(0, ((returned or today) - until).days),
    )  # fmt: skip


REGISTER_HEADS = ("序号", "档案号", "工单号", "借阅人（单位）", "用途", "借出日期", "批准人", "应还日期", "归还日期", "签名")


def loan_register(station: Station, rows: tuple[LoanRow, ...], today: date) -> PaperContext:
    """The register as a paper, with room for the borrower's signature."""
    table = (
        (
            str(number), row.file_no, row.case_no, f"{row.borrower}{row.unit and f'（{row.unit}）'}", row.purpose, f"{row.since:%Y-%m-%d}",
            row.approver, f"{row.until:%Y-%m-%d}", f"{row.returned_on:%Y-%m-%d}" if row.returned_on else "", "",
        )
        for number, row in enumerate(sorted(rows, key=lambda row: (row.since, row.loan)), 1)
    )  # fmt: skip
    return replace(headed(station, "LOANS", "档案借阅登记簿", today), table=(REGISTER_HEADS, *table))
