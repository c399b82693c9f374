"""Above 数据上报 while the centre waits for lines that it asked for again: which, since when, and 导出."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from models.services.exchange.asked_notice import AskedAgain, asked_again
from ui.banner import lay_out
from ui.case.pieces import button, while_alive, words
from ui.window import Desk


class AskedBanner(QFrame):
    """Hidden where the centre waits for nothing. `refresh` asks again; `export` is what the button does."""

    def __init__(self, desk: Desk, export: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("card", True)
        self.title = words("", "section", level="due")
        self.text = words("", wrap=True)
        self.act_button = button("导出…", export, tip="和右上角的“导出…”相同")
        lay_out(self, self.title, self.act_button, self.text)

    def refresh(self) -> None:
        """Asks the station what the centre wants."""
        station = self._desk.station
        self._desk.tasks.run(lambda: asked_again(station), while_alive(self, self._show))

    def _show(self, found: AskedAgain | None) -> None:
        self.setVisible(found is not None)
        if found is not None:
            self.title.setText(f"▲ 县中心请本所重发 {found.lines} 条登记")
            self.text.setText(
                f"{''.join(found.told)}{found.since:%m-%d} 收到它的补发请求，还没有再导出过。"
                "请导出一次交给县中心：下一个包会带上这些，已有的再来一遍不会重复。"
            )
