"""Above 数据上报 while a rebuild package is only partly here: which parts lack, and 不重建了."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from models.services.changes import Changes
from models.services.exchange.rebuild_parts import Gathered, drop_parts, kept_parts, numbered
from ui.banner import lay_out
from ui.case.pieces import button, while_alive, words
from ui.window import Desk

DROP = "不重建了"
ANSWERS = (DROP, "继续收")
"""The safe one last: there Enter is."""


class RebuildBanner(QFrame):
    """Hidden where no rebuild was begun. `refresh` asks again; `tell` shows a sentence and gives the number of the button."""

    def __init__(self, desk: Desk, tell: Callable[[str, str, tuple[str, ...]], int]) -> None:
        super().__init__()
        self._desk = desk
        self._tell = tell
        self.found: Gathered | None = None
        self.setProperty("card", True)
        self.title = words("", "section", level="due")
        self.text = words("", wrap=True)
        self.act_button = button(f"{DROP}…", self.ask)
        lay_out(self, self.title, self.act_button, self.text)

    def refresh(self) -> None:
        """Asks the station what was begun."""
        station = self._desk.station
        self._desk.tasks.run(lambda: kept_parts(station), while_alive(self, self._show))

    def ask(self) -> None:
        """Gives the rebuild up where the clerk says so."""
        if self.found is None:
            return
        told = "收下的几份会去掉，别的都不动，可以照常登记。以后再要重建，得从第 1 份起导入。\n\n县中心等着由本机重建的，请先打电话说一声。"
        if self._tell(f"{DROP}？", told, ANSWERS) == ANSWERS.index(DROP):
            station = self._desk.station
            self._desk.tasks.run(lambda: drop_parts(station), lambda _: self._desk.changes.tell(Changes(packages=True)))

    def _show(self, found: Gathered | None) -> None:
        self.found = found
        self.setVisible(found is not None)
        if found is not None:
            self.title.setText(f"▲ 正在由县中心的重建包重建：{found.lacks or '还没有做完'}")
            self.text.setText(
                f"已收下第 {numbered(one.part for one in found.parts)} 份。各份齐了才开始重建；新电脑在重建好以前不能登记，也不能导出。"
                "请点“导入回执…”，把缺的几份一起选上。"
            )
