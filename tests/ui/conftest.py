"""A desk on a real station for every test of the screen; a module that needs another one makes its own by the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from models.services.station import Station
from tests.county import County
from tests.ui.case_station import Clock, PlainDesk, dress_once
from tests.ui.copied_station import copied_station
from ui.case.page import CasePage
from ui.centre.window import CentreWindow
from ui.exchange.page import ExchangePage
from ui.tasks import Tasks


@pytest.fixture(autouse=True)
def no_dialog_left(qapp: QApplication) -> Iterator[None]:
    """What a test leaves open would be modal to the tests that follow; what it closed would be dressed and asked with theirs."""
    yield
    for window in qapp.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def station(tmp_path: Path, clock: Clock) -> Iterator[Station]:
    made = copied_station(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, station: Station, clock: Clock) -> Iterator[PlainDesk]:
    """A window of the size that pages have at 1366×768, empty; its workers end before the station is closed."""
    dress_once(qapp)
    made = PlainDesk(station, clock)
    qtbot.addWidget(made)
    made.resize(1190, 686)
    made.show()
    yield made
    made.tasks.close()


@pytest.fixture
def centre_window(qtbot: QtBot, qapp: QApplication, county: County) -> Iterator[CentreWindow]:
    """The county centre's window on three stations; its workers work at once."""
    dress_once(qapp)
    made = CentreWindow(county.centre, county.clock, tasks=Tasks(at_once=True))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.watch("", "")
    made.tasks.close()


@pytest.fixture
def page(desk: PlainDesk) -> CasePage:
    """The page of one case; `tests.ui.case_looks.show` brings a case there."""
    made = CasePage(desk)
    desk.setCentralWidget(made)
    return made


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[Station, Clock], ExchangePage]]:
    """Opens 数据上报 on a station; what its dialogs would say is kept in `told`, and answered with `answers`, else with the last button."""
    dress_once(qapp)
    made: list[PlainDesk] = []

    def page_on(station: Station, clock: Clock) -> ExchangePage:
        desk = PlainDesk(station, clock)
        qtbot.addWidget(desk)
        page = ExchangePage(desk)
        page.told, page.answers = [], {}  # type: ignore[attr-defined]

        def tell(title: str, text: str, buttons: tuple[str, ...]) -> int:
            page.told.append(f"{title}\n{text}")
            return page.answers.get(title, len(buttons) - 1)

        page.tell = tell
        desk.setCentralWidget(page)
        desk.resize(1190, 686)
        desk.show()
        made.append(desk)
        return page

    yield page_on
    for desk in made:
        desk.tasks.close()
