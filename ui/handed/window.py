"""A window on one station's case at the county centre: the page of the case and its forms, as the station has them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from models.problems import StationError
from models.services.centre.desk import CentreDesk
from ui import message
from ui.case.page import CasePage
from ui.changes import ChangeBus
from ui.form.page import FormPage
from ui.tasks import Tasks
from ui.toast import Toast
from ui.window import Page

_ELSEWHERE = StationError("这一步在供电所办。", "县中心在这里办上报来的工单；登记申请、联系客户由供电所办。")


class CentreCaseWindow(QMainWindow):
    """A `Desk` on the centre's desk of one station, which it owns and closes; `changed` is called after each saved change."""

    def __init__(
        self, station: CentreDesk, case_id: str, changed: Callable[[], None], *, tasks: Tasks | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.station = station
        self.tasks = tasks or Tasks(self, tell=self.show_error)
        self.changes = ChangeBus(self)
        self.changes.changed.connect(lambda _changes: changed())
        self.setWindowTitle(f"县中心 · {station.info.name}的高压工单")
        self._stack = QStackedWidget()
        self.case_page, self.form_page = CasePage(self), FormPage(self)
        for page in (self.case_page, self.form_page):
            self._stack.addWidget(page)
        self.setCentralWidget(self._stack)
        self._toast = Toast(self._stack)
        keys: list[tuple[str, Callable[[], object]]] = [
            ("F2", lambda: self.page.next_step()), ("Ctrl+P", lambda: self.page.print_paper()), ("Esc", self.go_back),
            ("Ctrl+Return", lambda: self.page.save()), ("F5", lambda: self.page.refresh()),
        ]  # fmt: skip
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)
        self._case_id = case_id
        self.resize(1190, 700)
        self.open_case(case_id)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.form_page if self._stack.currentWidget() is self.form_page else self.case_page

    def now(self) -> datetime:
        """The clock, asked afresh."""
        return self.station.now()

    def today(self) -> date:
        """The day of `now`."""
        return self.now().date()

    def open_page(self, name: str) -> None:
        """Back to the case: there are no other pages here."""
        self.open_case(self._case_id)

    def open_case(self, case_id: str) -> None:
        """Goes to the page of a case."""
        self._case_id = case_id
        self._show(self.case_page, case_id)

    def open_form(self, case_id: str, form_code: str, draft_id: str = "") -> None:
        """Goes to the panel of one form of a case."""
        self._show(self.form_page, case_id, form_code, draft_id)

    def open_registration(self, draft_id: str = "") -> None:
        """Applications are registered at the station."""
        self.show_error(_ELSEWHERE)

    def note_contact(self, case_id: str = "") -> None:
        """Contacts are noted at the station."""
        self.show_error(_ELSEWHERE)

    def preview_paper(self, case_id: str, code: str) -> None:
        """Shows a paper of a case, to print or save it."""
        from ui.paper.preview import PaperDialog

        PaperDialog(self, case_id, code).open()

    def explain(self, case_id: str, key: str = "") -> None:
        """Opens 为什么是这一天."""
        from ui.case.why import WhyDialog

        WhyDialog(self, case_id, key).open()

    def go_back(self) -> None:
        """From a form to its case."""
        if self.page is self.form_page and self.page.may_leave():
            self.open_case(self._case_id)

    def toast(self, text: str) -> None:
        """Says in passing what was done."""
        self._toast.say(text)

    def ask(self, title: str, sentence: str, yes: str, no: str = "取消") -> bool:
        """Asks before a dangerous act."""
        return message.ask(self, title, sentence, yes, no)

    def show_error(self, error: StationError) -> None:
        """Says what happened and what to do."""
        message.show_error(self, error)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks the page, waits for what is being written, closes the desk; the centre's store stays open."""
        if not self.page.may_leave():
            event.ignore()
            return
        self.tasks.close()
        self.station.close()
        super().closeEvent(event)

    def _show(self, page: Page, *what: str) -> None:
        if self.page is not page and not self.page.may_leave():
            return
        page.visit(*what)
        self._stack.setCurrentWidget(page)
        page.stale = False
        page.refresh()
        page.take_focus()
