"""What a row's button does: straight to the form, else to the case where the act stands ready."""

from __future__ import annotations

from models.services.list_rows import CaseRow
from ui.window import Desk


def do_action(desk: Desk, row: CaseRow) -> None:
    """Does a row's next act. `row.action` is `form:CODE`, `print:CODE`, or an act that the page of the case asks about."""
    kind, _, code = row.action.partition(":")
    if kind == "form" and code:
        desk.open_form(row.case_id, code)
    elif kind == "print" and code:
        desk.preview_paper(row.case_id, code)
    else:
        desk.open_case(row.case_id)


