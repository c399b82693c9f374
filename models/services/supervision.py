"""超时督办 and 预计超时: what is entered about a limit that is overdue, or will be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.case import Case
from models.case_facts import kind_of_case
from models.casework.supervision import cause_names, governing_limits, late_limits, lateness_of
from models.casework.topic import CaseView
from models.events.lateness import OverrunDeclared, SupervisionAnswered, SupervisionRecorded
from models.measure import CaseLimit, measure
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from models.services.folding.clock_columns import book_of
from models.services.folding.refold import Folder
from models.services.station import Change, Person, Station, changing, looking, people

CHIEF = "所长"
WAYS = ("当面", "电话", "书面", "会议")


@dataclass(frozen=True)
class SupervisionEntry:
    """What the clerk enters of a supervision; `told` is a name, kept in the private part."""

    limit: str
    cause: str
    told: str
    post: str
    told_on: date
    how: str
    measure: str


@dataclass(frozen=True)
class OverrunEntry:
    """What the clerk enters before the day: `approved_by` is a station chief's identifier."""

    limit: str
    cause: str
    measure: str
    new_day: date
    approved_by: str
    approved_on: date


@dataclass(frozen=True)
class LateLimit:
    """A limit as a dialog names it; `due` inclusive."""

    key: str
    name: str
    due: date


@dataclass(frozen=True)
class LateChoices:
    """What can be chosen for a case: limits that are late without supervision, the one that can be declared, causes, chiefs in post."""

    late: tuple[LateLimit, ...]
    open: LateLimit | None
    causes: tuple[tuple[str, str], ...]
    chiefs: tuple[Person, ...]
    people: tuple[Person, ...]


def late_choices(station: Station, case_id: str, today: date) -> LateChoices:
    """What the dialogs of this topic offer."""
    with looking(station) as connection:
        folder = Folder(connection)
        case = folder.case(case_id)
        shelf = folder.shelf(case.station)
        book = book_of(case, shelf)
        view = CaseView(case, kind_of_case(case, book), book, shelf.calendar)
    known = case.lateness.supervisions if case.lateness else {}
    late = tuple(_named(found) for found in late_limits(view, today) if found.key not in known)
    found = _governing(view, today)
    may = found is not None and found.count.due is not None and found.count.due >= today
    here = tuple(person for person in people(station) if person.until is None)
    chiefs = tuple(person for person in here if person.post == CHIEF)
    return LateChoices(late, _named(found) if found and may else None, tuple(cause_names(view).items()), chiefs, here)


def _named(found: CaseLimit) -> LateLimit:
    return LateLimit(found.key, f"{found.standard.short_name or found.standard.name} {found.limit.name}", found.count.due or date.max)


def _governing(view: CaseView, today: date) -> CaseLimit | None:
    found = measure(view.case, view.kind, view.book, view.calendar, today).governing
    return found if found and not view.case.outcome and view.case.status == "running" else None


def supervise(station: Station, case_id: str, entry: SupervisionEntry, today: date, reason: str = "") -> Changes:
    """Records who was told of an overdue limit, its cause and 防范措施; entered again it is a correction and needs a reason.

    Raises StationError for a limit that is not late, ProblemsFound for what is missing or does not fit.
    """
    with changing(station) as change:
        case = change.case(case_id)
        view = change.view(case)
        found = next((one for one in late_limits(view, today) if one.key == entry.limit), None)
        if found is None or found.count.due is None:
            raise StationError("这个时限现在没有超过。", "到期之前知道办不完的，请报“预计超时”。")
        known = lateness_of(case).supervisions.get(entry.limit)
        if known and not reason.strip():
            raise StationError(f"“{found.limit.name}”的督办已于 {known.told_on} 登记。", "要改请写明更正理由。")
        problems = tuple(_supervision_problems(view, entry, found.count.due, today))
        if problems:
            raise ProblemsFound(problems)
        change.add(
            SupervisionRecorded(
                limit=entry.limit, due=found.count.due, cause=entry.cause, post=entry.post.strip(), told_on=entry.told_on, how=entry.how,
                measure=entry.measure.strip(),
            ),
            case_id, private={"told": entry.told.strip()}, reason=reason.strip(),
        )
    return Changes(frozenset({case_id}), packages=True)


def _supervision_problems(view: CaseView, entry: SupervisionEntry, due: date, today: date) -> Iterator[Problem]:
    if entry.cause not in cause_names(view):
        yield Problem("cause", "超时原因", "请从列出的原因里选。")
    for field, label, value in (("told", "告知谁", entry.told), ("post", "职务", entry.post), ("measure", "防范措施", entry.measure)):
        if not value.strip():
            yield Problem(field, label, "请填写。")
    if entry.how not in WAYS:
        yield Problem("how", "怎么告知", f"请选：{'、'.join(WAYS)}。")
    if entry.told_on > today:
        yield Problem("told_on", "告知日期", f"{entry.told_on} 在今天之后，请核对。")
    elif entry.told_on <= due:
        yield Problem("told_on", "告知日期", f"{entry.told_on} 还没有超时（到期日 {due}），督办在超时以后。")


def answer_supervision(station: Station, case_id: str, limit: str, on: date, answer: str, today: date) -> Changes:
    """Notes what was answered; raises StationError where nobody was told, ProblemsFound for an empty answer or a wrong day."""
    with changing(station) as change:
        known = lateness_of(change.case(case_id)).supervisions.get(limit)
        if known is None:
            raise StationError("还没有登记督办。", "请先登记告知了谁。")
        problems = []
        if not answer.strip():
            problems.append(Problem("answer", "答复", "请填写；问不到的写明情况。"))
        if on > today or on < known.told_on:
            problems.append(Problem("on", "答复日期", f"{on} 应在告知日期 {known.told_on} 至今天之间。"))
        if problems:
            raise ProblemsFound(tuple(problems))
        change.add(SupervisionAnswered(limit=limit, on=on), case_id, private={"answer": answer.strip()})
    return Changes(frozenset({case_id}), packages=True)


def declare_overrun(station: Station, case_id: str, entry: OverrunEntry, today: date) -> Changes:
    """预计超时, before or on the due day: the limit does not move; the customer is then told in writing (OVERRUN-NOTICE).

    Raises StationError after the due day (then it is supervised) or where no limit runs, ProblemsFound for what does not fit.
    """
    with changing(station) as change:
        case = change.case(case_id)
        view = change.view(case)
        found = _declarable(view, entry.limit, today)
        problems = tuple(_overrun_problems(change, case, view, entry, found.count.due or today, today))
        if problems:
            raise ProblemsFound(problems)
        change.add(
            OverrunDeclared(
                limit=entry.limit, due=found.count.due or today, cause=entry.cause, measure=entry.measure.strip(), new_day=entry.new_day,
                approved_by=entry.approved_by, approved_on=entry.approved_on, on=today,
            ),
            case_id,
        )
    return Changes(frozenset({case_id}), packages=True)


def _declarable(view: CaseView, limit: str, today: date) -> CaseLimit:
    late = next((one for one in governing_limits(view, today) if one.key == limit), None)
    found = _governing(view, today)
    if late and late.done_on is None and late.count.due and late.count.due < today:
        raise StationError(f"到期日 {late.count.due} 已过，不能再报预计超时。", "请登记超时原因和督办。")
    if found is None or found.key != limit or found.count.due is None:
        raise StationError("这个工单现在没有在走的时限，不用报预计超时。", "暂停中或已办完的不用报。")
    return found


def _overrun_problems(
    change: Change, case: Case, view: CaseView, entry: OverrunEntry, due: date, today: date
) -> Iterator[Problem]:
    if entry.cause not in cause_names(view):
        yield Problem("cause", "原因", "请从列出的原因里选。")
    if not entry.measure.strip():
        yield Problem("measure", "采取的措施", "请填写。")
    if entry.new_day <= due:
        yield Problem("new_day", "预计办完", f"{entry.new_day} 没有超过到期日 {due}，不用报预计超时。")
    chief = next((person for person in people(change.station) if person.id == entry.approved_by), None)
    if chief is None or chief.post != CHIEF or chief.until:
        yield Problem("approved_by", "批准人", "要由在岗的所长批准；名单里没有的，请先在“设置”里添加。")
    if entry.approved_on > today or (case.accepted_on and entry.approved_on < case.accepted_on):
        yield Problem("approved_on", "批准日期", f"{entry.approved_on} 应在受理日期 {case.accepted_on} 至今天之间。")
