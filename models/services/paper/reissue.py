"""Papers that say something else since a correction: each is issued anew under a new number, or explained."""

from __future__ import annotations

from datetime import date

from models import events
from models.case import Case
from models.case_parts import IssuedPaper
from models.casework.corrected import open_papers, papers_with
from models.forms.entry import as_typed
from models.forms.fields import specs
from models.problems import StationError
from models.services.changes import Changes
from models.services.folding.refold import Folder
from models.services.paper.papers import Issued, Render, issue, void_paper
from models.services.stages import stored_form
from models.services.station import Change, Station, batch, changing, looking


def standing_on(station: Station, case_id: str) -> dict[str, tuple[str, ...]]:
    """For each value of the application the issued papers on which it stands, as a clerk names them; values on none are left out."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    form = stored_form(case, case.form)
    if form is None:
        return {}
    names = [spec.name for spec in specs(type(form)) if spec.kind != "table" and spec.name != "application_no"]
    found = {name: papers_with(case, name, str(as_typed(getattr(form, name)))) for name in names}
    return {name: tuple(paper_words(paper) for paper in papers) for name, papers in found.items() if papers}


def paper_words(paper: IssuedPaper) -> str:
    """A paper as it is named in sentences."""
    return f"《{paper.title}》{paper.paper_no}（{paper.state}）"


def mark_outdated(change: Change, case: Case, label: str, papers: tuple[IssuedPaper, ...], today: date) -> tuple[str, ...]:
    """Says in the journal which papers must be issued anew or explained, and returns their names; nothing where there are none."""
    if papers:
        change.add(events.PapersOutdated(label=label, papers=tuple(paper.paper_no for paper in papers), on=today), case.id)
    return tuple(paper_words(paper) for paper in papers)


def reissue(station: Station, case_id: str, paper_no: str, render: Render, today: date) -> tuple[Issued, Changes]:
    """重出: voids the old paper, issues a new one of the same kind and notes which replaces which, all of it or nothing."""
    with batch(station):
        paper = _open(station, case_id, paper_no)
        void_paper(station, case_id, paper_no, "内容已更正，重出", today)
        issued, _ = issue(station, case_id, paper.code, render, today)
        with changing(station) as change:
            change.add(events.PaperSettled(paper_no=paper_no, how="reissued", by=issued.paper_no), case_id)
    return issued, Changes(frozenset({case_id}), packages=True)


def explain_paper(station: Station, case_id: str, paper_no: str, words: str) -> Changes:
    """The paper stays as it is, for a written reason."""
    if not words.strip():
        raise StationError("请写明为什么不重出。", "说明会留在历史里，检查时看得到。")
    with changing(station) as change:
        _open(station, case_id, paper_no)
        change.add(events.PaperSettled(paper_no=paper_no, how="explained"), case_id, reason=words.strip())
    return Changes(frozenset({case_id}), packages=True)


def _open(station: Station, case_id: str, paper_no: str) -> IssuedPaper:
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    if paper_no not in {paper.paper_no for paper in open_papers(case)}:
        raise StationError(f"单据 {paper_no} 不用重出或说明。", "请刷新工单再看。")
    return case.papers[paper_no]
