"""The bar above the page: search, the day, and who sits at the counter."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from ui.case.pieces import px
from ui.day_words import full_day
from ui.icons import icon
from ui.quick_search import QuickSearch
from ui.style import ACCENT
from ui.window import Desk

HEIGHT = 54


class TopBar(QFrame):
    """Search on the left, day and clerk on the right."""

    clerk_changed = Signal()

    def __init__(self, desk: Desk, ground: QWidget) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setMinimumHeight(HEIGHT)
        self._desk = desk
        self.search = QuickSearch(desk, ground)
        self.search.setMaximumWidth(px(485))
        self._day = QLabel()
        self._day.setProperty("role", "muted")
        self.clerk = QPushButton()
        self.clerk.setProperty("link", True)
        self.clerk.setIcon(icon("chevron-down", ACCENT))
        self.clerk.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.clerk.setToolTip("换人经办、设置、退出")
        self.clerk.clicked.connect(self._offer)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self.search, 3)
        layout.addStretch(1)
        layout.addWidget(self._day)
        layout.addWidget(self.clerk)
        self.show_clerk()

    def show_day(self, day: date) -> None:
        """Shows the day it is."""
        self._day.setText(full_day(day))

    def show_clerk(self) -> None:
        """Shows who acts."""
        from models.services.station import name_of

        self.clerk.setText(name_of(self._desk.station, self._desk.station.actor))

    def menu(self) -> QMenu:
        """Who may act, and the way to settings and out."""
        from models.services.station import people

        station, today = self._desk.station, self._desk.today()
        menu = QMenu(self)
        menu.addAction("现在经办的人").setEnabled(False)
        for person in people(station):
            if person.until is None or person.until >= today:
                act = menu.addAction(f"{person.name}  {person.post}", partial(self._act_as, person.id))
                act.setCheckable(True)
                act.setChecked(person.id == station.actor)
        menu.addSeparator()
        menu.addAction("人员和设置\tAlt+8", lambda: self._desk.open_page("settings"))
        menu.addAction("退出", lambda: self.window().close())
        return menu

    def _offer(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.clerk.mapToGlobal(self.clerk.rect().bottomLeft()))

    def _act_as(self, person: str) -> None:
        from models.services.station import act_as

        station = self._desk.station

        def done(_: None) -> None:
            self.show_clerk()
            self._desk.toast(f"现在由 {self.clerk.text()} 经办，之后的登记都记在这个名下。")

        self._desk.tasks.run(lambda: act_as(station, person), done)
