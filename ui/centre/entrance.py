"""The county centre's window from login to desk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMainWindow

from models.problems import StationError
from models.services.centre.label import centre_label
from ui.chinese import speak_chinese
from ui.crash import tell_crashes
from ui.login.page import LoginPage
from ui.style import dress
from ui.tasks import Tasks

if TYPE_CHECKING:
    from models.services.centre.store import Centre
    from ui.centre.window import CentreWindow

_CRASHED = StationError("程序出错，没有打开。", "已记下出错报告，请重新启动再试。")


class CentreEntrance:
    """Asks for the password of the centre's keys (none where they have none), opens the store on a worker, then the desk."""

    def __init__(self, url: str, keys: Path, now: Callable[[], datetime], *, at_once: bool = False) -> None:
        self.url, self.keys, self.now = url, keys, now
        self.desk: CentreWindow | None = None
        self.window = QMainWindow()
        self.window.setWindowTitle("县中心 · 业扩助手")
        self.window.resize(1366, 768)
        self._at_once = at_once
        self._tasks = Tasks(self.window, at_once=at_once)
        label = centre_label(keys)
        self._locked = label.locked
        self.page = LoginPage(label.name, "县中心", locks="密码锁着县中心的密钥。忘记密码无法找回。", restorable=False)
        self.page.entered.connect(self.open)
        self.page.password.setFocus()
        self.window.setCentralWidget(self.page)

    def start(self) -> None:
        """Shows the window; keys without a password open at once."""
        if not self._locked:
            self.page.painted.connect(lambda: self.open(""))
        self.window.show()

    def open(self, password: str) -> None:
        """Opens the centre with a password."""

        def work() -> tuple[Centre, StationError | None]:
            from models.services.centre.intake import resume
            from models.services.centre.store import open_centre

            centre = open_centre(self.url, self.keys, password, self.now)
            return centre, resume(centre).trouble

        def failed(error: Exception) -> None:
            self.page.refuse(error if isinstance(error, StationError) else _CRASHED)

        self.page.working()
        self._tasks.run(work, self._enter, failed=failed)

    def _enter(self, opened: tuple[Centre, StationError | None]) -> None:
        from ui.centre.window import CentreWindow

        self._tasks.close()
        centre, trouble = opened
        self.desk = CentreWindow(centre, self.now, tasks=Tasks(at_once=True) if self._at_once else None)
        self.desk.setGeometry(self.window.geometry())
        self.desk.show()
        self.window.close()
        if trouble:
            self.desk.show_error(trouble)


def run_centre(url: str, keys: Path, now: Callable[[], datetime]) -> int:
    """Opens the window on a centre and returns when it is closed; raises StationError where no keys are in the folder."""
    found = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(found, QApplication)
    found.setApplicationName("yekuo")
    found.setApplicationDisplayName("业扩助手")
    dress(found, 1.0)
    speak_chinese(found)
    teller = tell_crashes(keys)
    entrance = CentreEntrance(url, keys, now)
    entrance.start()
    try:
        return int(found.exec())
    finally:
        sys.excepthook = teller.earlier
