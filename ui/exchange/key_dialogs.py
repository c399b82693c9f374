"""Another card of the centre, and a new signing key of the station's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from models.services.changes import Changes
from models.services.exchange.outbox import trust
from models.services.exchange.station_signing import renew_signing_key
from ui.case.entry import EntryDialog
from ui.exchange.words import REPLACING
from ui.window import Desk


class CardDialog(EntryDialog):
    """Replaces the centre's card by one from a file; the fingerprint comes another way."""

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(desk, "换县中心名片", REPLACING, "核对并换名片", danger=True, keep="保留原来的")
        self._path = path
        hint = "请打电话问县中心，让它念“设置”里的指纹，在这里逐组输入。32 位，横线、空格、大小写都不要紧"
        self.told_line = self.add_line("told", "县中心念出的指纹", required=False, hint=hint)

    def perform(self, values: dict[str, object]) -> Changes:
        """Compares and takes it in."""
        return trust(self.desk.station, self._path, str(values["told"]))[1]

    def told(self, values: dict[str, object]) -> str:
        """Says from when on."""
        return "已换县中心名片，以后导出的包只加密给它。"


class RenewKeyDialog(EntryDialog):
    """A new signing key of this station; the password wraps it."""

    stays = True

    def __init__(self, desk: Desk) -> None:
        sentence = (
            "本所的数据包都用这把密钥签名，县中心靠它认出是本所交的。怀疑密钥外泄、换了经办电脑时换一把。"
            "换钥声明由旧密钥签名，随下一次导出带去：县中心收到就认新钥、停旧钥，不用跑一趟。"
            "如果旧密钥县中心已经停用，导出后还要把新的指纹单交去重新登记。"
        )
        super().__init__(desk, "换本所签名密钥", sentence, "换密钥", danger=True, keep="不换")
        self._fingerprint = ""
        self.password = self.add_line("password", "本机密码")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)

    def values(self) -> dict[str, object]:
        """As typed."""
        super().values()
        return {"password": self.password.text()}

    def perform(self, values: dict[str, object]) -> Changes:
        """Makes the key and notes it."""
        card, changes = renew_signing_key(self.desk.station, str(values["password"]), self.desk.today())
        self._fingerprint = card.fingerprint
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Says what is to be done next."""
        return f"已换成新密钥 {self._fingerprint[:9]}…：请导出一次交县中心，再备份一次。"
