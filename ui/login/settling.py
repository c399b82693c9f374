"""Opening data that is elsewhere or older than when it was last used: the question, the new epoch, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from models.problems import StationError
from models.services.exchange.epoch_words import begun, left_alone
from models.services.exchange.identity import Reason, Standing, marks_for
from models.services.station import Station
from ui.login.standing_dialog import StandingDialog
from ui.message import Sentence
from ui.tasks import Tasks

BEGUN = {"restored": "已恢复，从现在起是新的时期", "moved": "已迁移到这里，从现在起是新的时期"}


class Settling:
    """`ask` gives the reason, None for a copy by mistake; `tell(title, text)` shows a sentence; a test may answer both."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.ask: Callable[[Standing], Reason | None] = self._ask
        self.tell: Callable[[str, str], None] = lambda title, text: self._tell(title, text)

    def begin(
        self, tasks: Tasks, station: Station, reason: Reason, enter: Callable[[Station], None], failed: Callable[[Exception], None]
    ) -> None:
        """Begins the epoch on the store's worker, tells it and enters; where nothing has begun, closes the station and `failed` is told."""
        before = station.epoch

        def work() -> None:
            from models.services.exchange.epochs import begin_epoch

            begin_epoch(station, marks_for(station.folder), reason)

        def done() -> None:
            self.tell_begun(station, reason)
            enter(station)

        def stopped(error: Exception) -> None:
            if station.epoch == before:
                station.close()
                failed(error)
            else:  # only the mark could not be kept: the next start asks again, today's work goes on
                self.tell("新时期已开始", str(error) if isinstance(error, StationError) else "")
                enter(station)

        tasks.run(work, lambda _: done(), failed=stopped, progress_text="正在开始新的时期…")

    def tell_begun(self, station: Station, reason: Reason) -> None:
        """Says what has changed and what to do next."""
        self.tell(BEGUN[reason], "\n\n".join(begun(station.epoch, reason)))

    def tell_left(self, found: Standing) -> None:
        """Says where the data in use is."""
        self.tell("没有打开这份数据", left_alone(found))

    def _ask(self, found: Standing) -> Reason | None:
        dialog = StandingDialog(self._window, found)
        dialog.exec()
        return dialog.reason

    def _tell(self, title: str, text: str) -> None:
        Sentence(self._window, title, text, ("知道了",)).exec()
