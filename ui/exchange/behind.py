"""What is offered where the centre has lines of our own that are not here: an old copy is in use, and a new epoch puts it right."""

from __future__ import annotations

from collections.abc import Callable

from models.problems import StationError
from models.services.changes import Changes
from models.services.incoming import BehindCentre
from models.services.station import Station
from ui.window import Desk

TITLE = "县中心有本机没有的登记"
ANSWERS = ("以新时期继续", "先不接收")
GO_ON = 0
Tell = Callable[[str, str, tuple[str, ...]], int]


def behind(desk: Desk, tell: Tell, again: Callable[[], None]) -> Callable[[Exception], None]:
    """How an import that failed is told: such a one with the offer to go on under a new epoch and import `again`, others as ever."""

    def failed(error: Exception) -> None:
        if isinstance(error, BehindCentre):
            offer(error)
        elif isinstance(error, StationError):
            desk.show_error(error)

    def offer(error: BehindCentre) -> None:
        if tell(TITLE, _text(error), ANSWERS) != GO_ON:
            desk.toast("没有接收，什么都没有改。")
            return
        station = desk.station
        desk.tasks.run(lambda: _go_on(station), done, progress_text="正在开始新的时期…")

    def done(changes: Changes) -> None:
        desk.changes.tell(changes)
        again()

    return failed


def _text(error: BehindCentre) -> str:
    return (
        f"{error.message}\n\n请先打电话问清县公司：这台电脑是不是用旧备份恢复过，或者另一台电脑也在用同一份数据。\n\n"
        "确实是恢复过、另一台不再用的，选“以新时期继续”：以后新受理的工单号带一个字母，不会和交上去的重复，接着再导入一次；"
        "缺的登记向县中心要“重建包”补齐。拿不准就选“先不接收”，什么都不会变。"
    )


def _go_on(station: Station) -> Changes:
    from models.services.epochs import begin_epoch
    from models.services.identity import marks_for

    return begin_epoch(station, marks_for(station.folder), "restored")
