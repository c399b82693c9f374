"""Above 受理登记 while a new station waits for parts of its rebuild package: it cannot save yet, what is typed stays, and where to go."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from models.services.exchange.rebuild_parts import Gathered, waited_for
from ui.banner import lay_out
from ui.case.pieces import button, while_alive, words
from ui.window import Desk


class RebuildNotice(QFrame):
    """Hidden where the station may register. `refresh` asks again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("card", True)
        self.title = words("", "section", level="due")
        self.text = words(
            "现在填的会存成草稿，重建好以后在“未完成登记”里接着填、再保存。缺的几份到“数据上报”一起导入；不重建了，也在那里选。",
            wrap=True,
        )
        self.act_button = button("去“数据上报”", lambda: desk.open_page("exchange"))
        lay_out(self, self.title, self.act_button, self.text)

    def refresh(self) -> None:
        """Asks the station whether it may work."""
        station = self._desk.station
        self._desk.tasks.run(lambda: waited_for(station), while_alive(self, self._show))

    def _show(self, found: Gathered | None) -> None:
        self.setVisible(found is not None)
        if found is not None:
            self.title.setText(f"▲ 本机正在由县中心重建，现在还不能登记：{found.lacks or '各份都齐了，还没有做完'}")
