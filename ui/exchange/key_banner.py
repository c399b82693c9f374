"""Above 数据上报 where the centre takes this station's packages by another computer's key: what happened, what to do, 换签名密钥."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from models.services.exchange.key_elsewhere import WHAT_TO_DO, KeyElsewhere, key_elsewhere
from ui.banner import lay_out
from ui.case.pieces import button, while_alive, words
from ui.exchange.key_dialogs import RenewKeyDialog
from ui.window import Desk

TITLE = "▲ 县中心不收本机导出的包：本所的签名密钥在别处换过"


class KeyBanner(QFrame):
    """Hidden where the centre knows this computer's key. `refresh` asks again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("card", True)
        self.text = words("", wrap=True)
        self.act_button = button("换签名密钥…", lambda: RenewKeyDialog(desk).open())
        lay_out(self, words(TITLE, "section", level="overdue"), self.act_button, self.text)

    def refresh(self) -> None:
        """Asks what the newest answer said."""
        station = self._desk.station
        self._desk.tasks.run(lambda: key_elsewhere(station), while_alive(self, self._show))

    def _show(self, found: KeyElsewhere | None) -> None:
        self.setVisible(found is not None)
        if found is not None:
            self.text.setText(f"{found.words}\n{WHAT_TO_DO}")
