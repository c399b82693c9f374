"""附件: attaching photos, scans and PDFs to a case or to one thing of it, reading them again, taking them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models import events
from models.attached_content import Incoming
from models.case import Case
from models.case_facts import kind_of_case
from models.casework.files import WHOLE_CASE, AttachedFile, files_of
from models.forms import form_by_code
from models.problems import StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.registration import papers_as_they_stand
from models.services.station import Station, changing, looking

MOST_FILES = 200
"""Of one case: 默认值（非规定）."""
SOME_CASE = "整个工单"


@dataclass(frozen=True)
class Attached:
    """What came of attaching: the numbers given, and the names of files that were there already, with their numbers."""

    numbers: tuple[int, ...]
    known: tuple[tuple[str, int], ...]


def attach(station: Station, case_id: str, files: Sequence[Incoming], about: str, today: date) -> tuple[Attached, Changes]:
    """Keeps the files, encrypted, and says in the journal what they belong to; all of them or none.

    The bytes are on the disk before the fact is. The same content for the same thing is not attached twice; the same content for
    different things is kept once.
    """
    with changing(station) as change:
        case = change.case(case_id)
        title = dict(_subjects(station, case)).get(about)
        if title is None:
            raise StationError("附件要归到的那一项不在这个工单里。", "请重新选择归到哪一项。")
        numbers: list[int] = []
        known: list[tuple[str, int]] = []
        next_number = _next_number(station, case)
        held = {one.sha256: one.number for one in files_of(case, about)}
        for file in files:
            sha256 = station.attachments.keep(change.connection, file.data, file.kind)
            if sha256 in held:
                known.append((file.name, held[sha256]))
                continue
            held[sha256] = number = next_number + len(numbers)
            numbers.append(number)
            change.add(
                events.FileAttached(
                    number=number, sha256=sha256, kind=file.kind, size=len(file.data), on=today, about=about, title=title, pages=file.pages
                ),
                case_id,
                private={"name": file.name},
            )
        if len(files_of(case)) + len(numbers) > MOST_FILES:
            raise StationError(f"一个工单最多 {MOST_FILES} 个附件。", "请把多张照片合成一份 PDF 再附。")
    return Attached(tuple(numbers), tuple(known)), Changes(frozenset({case_id}), packages=bool(numbers))


def _next_number(station: Station, case: Case) -> int:
    """The next number of the side that attaches: the centre's begin at 1001, both may attach at the same time."""
    first = 1001 if station.side == "centre" else 1
    return max((number for number in case.files if first <= number < first + 1000), default=first - 1) + 1


def remove(station: Station, case_id: str, number: int, reason: str, today: date) -> Changes:
    """移除: the file no longer belongs to the case, for a reason; its bytes are kept."""
    if not reason.strip():
        raise StationError("请写明为什么移除。", "如“附错了工单”“照片不清楚，已重拍”。")
    with changing(station) as change:
        _file(change.case(case_id), number)
        change.add(events.FileRemoved(number=number, on=today), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def content(station: Station, sha256: str) -> bytes:
    """The bytes of an attached file; StationError where they are not here or damaged."""
    with looking(station) as connection:
        return station.attachments.read(connection, sha256)


def files(station: Station, case_id: str, about: str = "") -> tuple[AttachedFile, ...]:
    """The files of a case, or of one thing of it."""
    with looking(station) as connection:
        return files_of(Folder(connection).case(case_id), about)


def subjects(station: Station, case_id: str) -> tuple[tuple[str, str], ...]:
    """What a file can belong to: (about, words), the whole case first, then its materials, forms and issued papers."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    return tuple(_subjects(station, case))


def _subjects(station: Station, case: Case) -> Iterator[tuple[str, str]]:
    yield WHOLE_CASE, SOME_CASE
    book = station.shelf.book(case.pins)
    for state in papers_as_they_stand(book, case).groups:
        yield f"material:{state.group.code}", f"资料：{state.group.name}"
    kind = kind_of_case(case, book)
    codes = [kind.application_form, *(step.form for step in kind.flow if step.form), *kind.further_for(case.class_)]
    for code in dict.fromkeys(codes):
        yield f"form:{code}", f"表单：{form_by_code(code).title}"
    for paper in case.papers.values():
        yield f"paper:{paper.paper_no}", f"单据：{paper.title} {paper.paper_no}"


def _file(case: Case, number: int) -> AttachedFile:
    found = next((one for one in files_of(case) if one.number == number), None)
    if found is None:
        raise StationError(f"没有第 {number} 号附件，或已经移除。", "请刷新工单再看。")
    return found
