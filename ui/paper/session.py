"""One paper between preview and print: what is shown, when it gets its number, when it is a reprint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from models.problems import StationError
from models.services.case_page.rows import CaseDetail, PaperRow
from models.services.changes import Changes
from ui.window import Desk

Way = Literal["print", "save"]


@dataclass
class PaperSession:
    """A paper of a case in front of the clerk. Showing it is no fact; the first time it leaves (printed or saved) it is issued.

    A form that is blank or not filled yet is a draft for the field: it never gets a number. A paper that was issued before
    leaves again only as 补打; what the county centre issued leaves this station once as the customer's copy.
    """

    desk: Desk
    case_id: str
    code: str
    paper_no: str = ""
    blank: bool = False
    detail: CaseDetail | None = None
    pdf: bytes = b""
    changes: list[Changes] = field(default_factory=list)
    _fresh: set[str] = field(default_factory=set)

    @property
    def is_form(self) -> bool:
        """Whether it is a form (which may be printed blank) and not a notice."""
        return self.detail is not None and any(form.code == self.code for form in self.detail.forms)

    @property
    def filled(self) -> bool:
        """Whether the form behind it is complete; a notice always is."""
        assert self.detail is not None
        return not self.is_form or any(form.code == self.code and form.state == "已完成" for form in self.detail.forms)

    @property
    def for_field(self) -> bool:
        """Whether it is only a sheet for the field, without number and fact."""
        return not self.paper_no and (self.blank or not self.filled)

    @property
    def title(self) -> str:
        """The paper's name."""
        if self.detail is None:
            return "单据"
        named = {code: title for code, title in self.detail.printable} | {form.code: form.title for form in self.detail.forms}
        paper = self.paper
        return paper.title if paper else named.get(self.code, "单据")

    @property
    def paper(self) -> PaperRow | None:
        """The issued paper as the case knows it."""
        if self.detail is None or not self.paper_no:
            return None
        return next((row for row in self.detail.papers if row.paper_no == self.paper_no), None)

    def load(self) -> bytes:
        """Reads the case and draws the paper as it stands; for a worker."""
        from models.services.case_page.detail import case_detail
        from models.services.paper.papers import pdf_of, preview
        from reports.render import render

        station, today = self.desk.station, self.desk.today()
        self.detail = case_detail(station, self.case_id, today)
        if self.paper_no:
            self.pdf = pdf_of(station, self.paper_no, self.case_id)
        else:
            self.pdf = preview(station, self.case_id, self.code, render, today, self.blank)
        return self.pdf

    def leave(self, way: Way, copies: int = 1) -> bytes:
        """The bytes that go to the printer or into a file; issues the paper, or notes a reprint, first. For the store's worker."""
        from models.services.paper.papers import issue, reprint
        from reports.render import render

        if self.for_field or way in self._fresh:
            return self.pdf
        station, today = self.desk.station, self.desk.today()
        if self.paper_no:
            self._check_not_void()
            first = self.paper is not None and self.paper.to_print
            again, changes = reprint(station, self.case_id, self.paper_no, render, today, copies)
            self.changes.append(changes)
            if first:
                self.pdf, self._fresh = again, {"print", "save"}
            return again
        issued, changes = issue(station, self.case_id, self.code, render, today, copies)
        self.changes.append(changes)
        self.paper_no, self.pdf = issued.paper_no, issued.pdf
        self._fresh = {"print", "save"}
        return self.pdf

    def left(self, way: Way) -> None:
        """Notes that it came out well; the same way once more is 补打."""
        self._fresh.discard(way)

    def take_changes(self) -> tuple[Changes, ...]:
        """What was stored since the last call, to be told in the GUI thread."""
        found = tuple(self.changes)
        self.changes.clear()
        return found

    def reread(self) -> CaseDetail:
        """The case again after something was stored; for a worker."""
        from models.services.case_page.detail import case_detail

        self.detail = case_detail(self.desk.station, self.case_id, self.desk.today())
        return self.detail

    def _check_not_void(self) -> None:
        paper = self.paper
        if paper is not None and paper.state == "作废":
            raise StationError(f"单据 {paper.paper_no} 已作废，不能补打。", "要再出一份，请从“打印”重新出单，会有新的编号。")
