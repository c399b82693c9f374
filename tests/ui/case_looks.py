"""What a tester sees of the page of a case: its buttons, its lines, the dialog above it."""

from PySide6.QtWidgets import QApplication, QPushButton

from models.services.case_page.detail import case_detail
from tests.ui.case_station import MONDAY
from ui.case.entry import EntryDialog
from ui.case.pieces import Elided


def buttons(page) -> list[QPushButton]:
    QApplication.processEvents()
    return [found for found in page.findChildren(QPushButton) if found.isVisible()]


def show(page, clock, case_id, day=MONDAY):
    clock.day = day
    page.visit(case_id)
    page.refresh()
    return page


def dialog(page) -> EntryDialog:
    return next(found for found in page.desk.findChildren(EntryDialog) if found.isVisible())


def problems(found: EntryDialog) -> dict[str, str]:
    return {one.name: one.problem.text() for one in found.asked if not one.problem.isHidden()}


def lines(card) -> list[str]:
    QApplication.processEvents()
    return [label.whole for label in card.findChildren(Elided) if not label.isHidden()]


def detail(page):
    return case_detail(page.desk.station, page.case_id, page.desk.today())
