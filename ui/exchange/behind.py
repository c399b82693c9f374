"""What is offered where the centre has lines of our own that are not here: an old copy is in use, and a new epoch puts it right."""

from __future__ import annotations

from collections.abc import Callable

from models.problems import StationError
from models.services.changes import Changes
from models.services.exchange.incoming import BehindCentre
from models.services.station import Station
from ui.window import Desk

TITLE = "县中心有本机没有的登记"
ANSWERS = ("以新时期继续", "先不接收")
GO_ON = 0
CHOICES = (
    "同一个所的数据只能在一处登记，请先弄清本所哪台电脑在用。\n\n"
    "恢复、迁移：以后用本机，另一台停用。选“以新时期继续”，接着再导入一次；然后在“设置”里“换签名密钥…”，打印指纹单，请县中心停用旧的那把、登记本机的，"
    "登记好以前县中心不收本机的包。\n\n"
    "误拷贝：另一台在用，本机不该用。选“先不接收”，停用本机，不要再登记；只在本机登记过的，到那一台补登记。拿不准也选这一项，什么都不会变。"
)
"""What is asked where the other computer even has another key: the same three words as where data is found in another place."""
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
    if error.elsewhere:
        return f"{error.message}\n\n{CHOICES}"
    return (
        f"{error.message}\n\n请先打电话问清县公司：这台电脑是不是用旧备份恢复过，或者另一台电脑也在用同一份数据。\n\n"
        "确实是恢复过、另一台不再用的，选“以新时期继续”：以后新受理的工单号带一个字母，不会和交上去的重复，接着再导入一次；"
        "缺的登记向县中心要“重建包”补齐。拿不准就选“先不接收”，什么都不会变。"
    )


def _go_on(station: Station) -> Changes:
    from models.services.exchange.epochs import begin_epoch
    from models.services.exchange.identity import marks_for

    return begin_epoch(station, marks_for(station.folder), "restored")
