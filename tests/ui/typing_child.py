"""A clerk's program that is killed between two keys: types into a registration and says after each key how far it got."""

import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from models.services.station import open_station
from tests.ui.case_station import PlainDesk
from tests.ui.keyboard import write
from ui.register.page import RegisterPage


def main(folder: str) -> None:
    app = QApplication([])
    station = open_station(Path(folder), "demo", lambda: datetime(2026, 11, 23, 9, 40))
    desk = PlainDesk(station, station.now)
    page = RegisterPage(desk)
    desk.setCentralWidget(page)
    desk.show()
    desk.activateWindow()
    while not desk.isActiveWindow():
        app.processEvents()
    page.entry.focus("applicant")
    for number in range(10_000):
        write("枝" if number % 2 else "7")
        print(number + 1, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
