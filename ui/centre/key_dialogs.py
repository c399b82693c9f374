"""Letting a station in after its fingerprint was compared, stopping a key, and new keys of the centre itself."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit

from models.problems import Problem
from models.services.centre.keys import renew
from models.services.centre.stations import Registered, card_from, enrol_station, is_scanned, revoke
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.pieces import button, row
from ui.centre.desk import CentreDesk, for_dialogs


class EnrolDialog(EntryDialog):
    """The card comes as a file or scanned; the fingerprint comes another way: seen on paper, scanned from it, or read out."""

    def __init__(self, desk: CentreDesk) -> None:
        sentence = "名片可能在路上被换过，所以指纹要从另一条路核对：看供电所打印的那张，用扫码枪扫，或请它打电话念。对不上就不能登记。"
        super().__init__(for_dialogs(desk), "登记供电所", sentence, "核对并登记")
        self._county, self._said = desk, ""
        self.card = self.add_line("card", "名片文件 STATION.json", hint="也可以把名片内容整段粘贴或扫进来")
        self.choose = button("选文件…", self._choose)
        self.fields.addLayout(row(self.choose))
        hint = "扫打印的那张上的码，或输入 32 位；横线、空格、大小写都不要紧"
        self.told_line = self.add_line("told", "供电所念出（或扫出）的指纹", hint=hint)
        self.setTabOrder(self.card, self.told_line)  # a scanner's Enter after the card goes there, not to the button
        self.setTabOrder(self.keep_button, self.choose)

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """A card that was scanned is not compared with itself."""
        if is_scanned(str(values["card"])) and is_scanned(str(values["told"])):
            return [Problem("told", "指纹", "名片也是扫的，不能自己和自己比：请照纸上或电话里的八组字输入。")]
        return []

    def perform(self, values: dict[str, object]) -> Changes:
        """Compares and lets in."""
        self._said = enrol_station(self._county.centre, card_from(str(values["card"])), str(values["told"]))
        return Changes(packages=True)

    def told(self, values: dict[str, object]) -> str:
        """Says what was done."""
        return self._said

    def _choose(self) -> None:
        path = QFileDialog.getOpenFileName(self, "供电所名片", "", "名片 (*.json);;所有文件 (*)")[0]
        if path:
            self.card.setText(path)
            self.told_line.setFocus()


class RevokeDialog(EntryDialog):
    """Stops one key; asks who decided it and why."""

    def __init__(self, desk: CentreDesk, key: Registered) -> None:
        sentence = (
            f"停用 {key.name}（{key.station}）的密钥 {key.fingerprint}。以后用它签的包一律拒收，"
            "已收的数据都保留；换新密钥要重新登记名片。"
        )
        if key.waiting:
            sentence += f"它有 {key.waiting} 个包缺号等着，停用后也不再接收：要留的，先到“收包”里缺号接收，再来停用。"
        super().__init__(for_dialogs(desk), "停用密钥", sentence, "停用", danger=True, keep="不，保留")
        self._county, self._key = desk, key
        self.stays = bool(key.waiting)
        self.add_line("by", "谁决定的（姓名）")
        self.add_text("reason", "原因", hint="例如：电脑被盗、换了新电脑、人员变动")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stops it."""
        self.said = revoke(self._county.centre, self._key.fingerprint, str(values["by"]), str(values["reason"]))
        return Changes(packages=True)

    def told(self, values: dict[str, object]) -> str:
        """Names the station, and what is not taken any more."""
        return self.said


class RenewKeysDialog(EntryDialog):
    """New keys of the centre: for signing, for receiving, or both; the password wraps them."""

    stays = True

    def __init__(self, desk: CentreDesk) -> None:
        sentence = (
            "换钥通知由旧密钥签名，随下一份回执带给每个供电所；供电所导入以后就认新的，没导入的继续按旧的收发，不会断。"
            "换完请马上备份密钥文件夹：旧密钥也在里面，以前的包要用它打开。"
        )
        super().__init__(for_dialogs(desk), "换县中心密钥", sentence, "换密钥", danger=True, keep="不换")
        self._county, self._serial = desk, 0
        self.boxes = [QCheckBox("签名密钥（回执的签名，指纹会变）"), QCheckBox("收件公钥两把（日常的、封存备用的）")]
        for box in self.boxes:
            box.setChecked(True)
            self.fields.addWidget(box)
        self.add_ticks("what", "换什么", self.boxes, ["signing", "recipients"], "请至少选一样。")
        self.password = self.add_line("password", "县中心密码", required=False, hint="密钥没有设密码的，空着")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)

    def values(self) -> dict[str, object]:
        """The password as typed."""
        return {**super().values(), "password": self.password.text()}

    def perform(self, values: dict[str, object]) -> Changes:
        """Makes the keys and writes the notice to every channel."""
        what, centre = cast(frozenset[str], values["what"]), self._county.centre
        card = renew(
            centre, str(values["password"]), self._county.today(), signing="signing" in what, recipients="recipients" in what
        )
        self._serial = card.serial
        return Changes(packages=True)

    def told(self, values: dict[str, object]) -> str:
        """Says what is to be done next."""
        sealed = f"，把 RECOVERY-{self._serial}.txt 打印封存后删除" if "recipients" in cast(frozenset[str], values["what"]) else ""
        return f"已换成第 {self._serial} 套密钥：请给各供电所写回执{sealed}，再备份密钥文件夹。"
