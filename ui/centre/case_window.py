"""One station's cases as the centre works on them: the station's own case page and forms in a window of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from models.problems import StationError
from ui import message
from ui.centre.desk import CentreDesk
from ui.pages import make_page
from ui.toast import Toast
from ui.window import Page

if TYPE_CHECKING:
    from models.services.station import Station
    from ui.changes import ChangeBus
    from ui.tasks import Tasks

Place = tuple[str, tuple[str, ...]]
ELSEWHERE = "这一步在供电所办；县中心只办上报来的工单。"


class CaseWindow(QMainWindow):
    """The `Desk` of the case page and of forms, over the centre's desk at one station; Esc goes back, at the end it closes."""

    def __init__(self, county: CentreDesk, station: Station, now: Callable[[], datetime]) -> None:
        super().__init__(county if isinstance(county, QWidget) else None)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{county.centre.keys.name} · {station.info.name}的工单")
        self.station, self.now, self._county = station, now, county
        self._pages: dict[str, Page] = {}
        self._trail: list[Place] = []
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self._toast = Toast(self._stack)
        self.resize(1200, 720)
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Esc", self._escape), ("F2", lambda: self.page.next_step()), ("F5", lambda: self.page.refresh()),
            ("Ctrl+P", lambda: self.page.print_paper()), ("Ctrl+Return", lambda: self.page.save())]  # fmt: skip
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)

    @property
    def tasks(self) -> Tasks:
        """The centre's workers."""
        return self._county.tasks

    @property
    def changes(self) -> ChangeBus:
        """The centre's, so that its lists read again too."""
        return self._county.changes

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return cast(Page, self._stack.currentWidget())

    @property
    def place(self) -> str:
        """The name of the page that is shown."""
        return self._trail[-1][0]

    def today(self) -> date:
        """The day of `now`."""
        return self.now().date()

    def open_page(self, name: str) -> None:
        """There are no other pages here: closes the window, its lists stand in the centre's."""
        self.close()

    def open_case(self, case_id: str) -> None:
        """Goes to the page of a case."""
        self._go(("case", (case_id,)))

    def open_form(self, case_id: str, form_code: str, draft_id: str = "") -> None:
        """Goes to the panel of one form of a case."""
        self._go(("form", (case_id, form_code, draft_id)))

    def open_registration(self, draft_id: str = "") -> None:
        """Registering is the station's."""
        self.toast(ELSEWHERE)

    def note_contact(self, case_id: str = "") -> None:
        """Contacts with the customer are the station's (一口对外)."""
        self.toast(ELSEWHERE)

    def preview_paper(self, case_id: str, code: str) -> None:
        """Shows a paper of a case."""
        from ui.paper.preview import PaperDialog

        PaperDialog(self, case_id, code).open()

    def explain(self, case_id: str, key: str = "") -> None:
        """Opens 为什么是这一天."""
        from ui.case.why import WhyDialog

        WhyDialog(self, case_id, key).open()

    def go_back(self) -> None:
        """Back from a form to its case; from the first page out."""
        if not self.page.may_leave():
            return
        self._trail.pop()
        while self._trail and self._trail[-1][0] == "form":
            self._trail.pop()
        if self._trail:
            self._show(self._trail[-1])
        else:
            self.close()

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
        """Asks the page, then closes the drafts; the centre's store stays open."""
        if self._trail and not self.page.may_leave():
            event.ignore()
            return
        self.station.close()
        super().closeEvent(event)

    def _go(self, place: Place) -> None:
        if self._trail and (place == self._trail[-1] or not self.page.may_leave()):
            return
        self._trail.append(place)
        self._show(place)

    def _show(self, place: Place) -> None:
        name, what = place
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = make_page(name, self)
            self._stack.addWidget(page)
        page.visit(*what)
        page.stale = True
        self._stack.setCurrentWidget(page)
        if page.stale and page.isVisible():
            page.stale = False
            page.refresh()
        page.take_focus()

    def _escape(self) -> None:
        if not self.page.back():
            self.go_back()


def open_station_case(county: CentreDesk, station: str, case_id: str, person: str) -> CaseWindow:
    """Opens the window on a case; `person` is who works on it at the centre. Raises StationError where the station is not trusted."""
    from models.services.centre_desk import open_desk

    window = CaseWindow(county, open_desk(county.centre, station, person), county.now)
    window.open_case(case_id)
    window.show()
    return window
