"""设置 of the centre: its card, the stations it lets in, and the watched folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from models.services.centre.card import own_card, save_copy
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.stations import Registered, registered
from models.services.enrolment import CentreCard
from ui.case.pieces import Card, button, px, row, words
from ui.centre.desk import CentreDesk, CentrePage
from ui.centre.key_dialogs import EnrolDialog, RenewKeysDialog, RevokeDialog
from ui.centre.qr_label import QrLabel
from ui.centre.restored_card import RestoredDialog
from ui.message import Sentence
from ui.plain_table import Cell, Table

STATIONS = (("状态", 90), ("供电所", 190), ("指纹", 0), ("停用的时间、责任人和原因", 0))
Found = tuple[tuple[Registered, ...], CentreCard]


class CentreSettingsPage(CentrePage):
    """Everything takes effect at once. `ask_folder` and `tell` are the dialogs, so that a test can answer them."""

    title = "设置"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self.ask_folder: Callable[[str], str] = lambda title: QFileDialog.getExistingDirectory(self, title)
        self.tell: Callable[[str, str], None] = self._tell
        self._card: CentreCard | None = None
        self.qr = QrLabel()
        self.fingerprint = words("", "section", wrap=True)
        self.recipients = words("", "muted", wrap=True)
        self.stations = Table(STATIONS, "登记的供电所")
        self.stations.setMinimumHeight(px(190))
        self.enrol_button = button("登记供电所…  F2", self.next_step, "primary")
        self.revoke_button = button("停用密钥…", self.revoke, "danger")
        self.rebuild_button = button("写重建包…", self.rebuild, tip="供电所的电脑坏了、又没有备份：新电脑登记以后，把它交来过的全部送回")
        self.inbox, self.answers = QLineEdit(), QLineEdit()
        self._folders: list[QWidget] = [self.inbox, self.answers]
        self.watched = QCheckBox("监视这个文件夹：来一个收一个（每 5 秒看一次）")
        self.watched.toggled.connect(self._watch)
        self._build()

    def refresh(self) -> None:
        """Reads the keys and the card."""
        centre = self.county.centre

        def work() -> Found:
            return registered(centre), own_card(centre)

        self.county.tasks.run(work, self._show)

    def take_focus(self) -> None:
        """The list of stations."""
        self.stations.setFocus()

    def next_step(self) -> None:
        """F2: a station's card and its fingerprint."""
        EnrolDialog(self.county).open()

    def revoke(self) -> None:
        """Stops the chosen key."""
        chosen = self.stations.chosen()
        if isinstance(chosen, Registered) and chosen.revoked:
            self.county.toast(f"{chosen.name} 的这把密钥已经停用；要再收它的包，请用它的新名片登记。")
        elif isinstance(chosen, Registered):
            RevokeDialog(self.county, chosen).open()

    def rebuild(self) -> None:
        """Writes the chosen station's rebuild package into a folder, whichever of its keys is chosen: it is for the one in use."""
        chosen = self.stations.chosen()
        in_use = {one.station for one in self.stations.rows if not one.revoked}
        if not isinstance(chosen, Registered) or chosen.station not in in_use:
            self.county.toast("请先在表里选供电所，它要有在用的密钥；新电脑的名片要先登记。")
            return
        folder, centre = self.ask_folder(f"{chosen.name}的重建包写到哪个文件夹（U 盘）"), self.county.centre
        if folder:
            self.county.tasks.run(
                lambda: rebuild_station(centre, chosen.station, Path(folder)),
                lambda written: self.tell("重建包", "\n".join(written.told)),
                progress_text="正在写重建包，请勿拔出 U 盘…",
            )

    def _tell(self, title: str, text: str) -> None:
        Sentence(self.county if isinstance(self.county, QWidget) else None, title, text, ("知道了",)).exec()

    def renew_keys(self) -> None:
        """New keys of the centre."""
        RenewKeysDialog(self.county).open()

    def restored(self) -> None:
        """The store was put back from a backup."""
        RestoredDialog(self.county).open()

    def save_card(self) -> None:
        """Writes the card for stations."""
        folder, card = self.ask_folder("名片存到哪个文件夹"), self._card
        if folder and card:
            self.county.tasks.run(lambda: save_copy(card, Path(folder)), lambda path: self.county.toast(f"名片已存到 {path}"))

    def _show(self, found: Found) -> None:
        stations, card = found
        self._card = card
        self.qr.show_payload(card.fingerprint)
        self.fingerprint.setText(card.fingerprint)
        many = len(card.recipients)
        self.recipients.setText(f"第 {card.serial} 套密钥；收件公钥 {many} 把：日常的，和封存备用的（RECOVERY….txt）。")
        self.stations.show_rows(stations, _cells)
        for made in (self.revoke_button, self.rebuild_button):
            made.setEnabled(any(not one.revoked for one in stations))
        self._show_watching()

    def _show_watching(self) -> None:
        """What is watched, and not what else was typed: to watch another folder the watch is taken off first."""
        inbox, answers = self.county.watching
        if inbox:
            self.inbox.setText(inbox)
            self.answers.setText(answers)
        self.watched.blockSignals(True)
        self.watched.setChecked(bool(inbox))
        self.watched.blockSignals(False)
        for made in self._folders:
            made.setEnabled(not inbox)
            made.setToolTip("要换文件夹，先去掉下面的勾" if inbox else "")

    def _watch(self, on: bool) -> None:
        inbox, answers = self.inbox.text().strip(), self.answers.text().strip()
        wrong = _cannot_watch(inbox, answers) if on else ""
        if wrong:
            self.county.toast(wrong)
        self.county.watch(inbox if on and not wrong else "", answers)
        self._show_watching()

    def _build(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), words("改了立即生效", "subtitle"), spacing=12)
        heading.addWidget(self.rebuild_button)
        heading.addWidget(self.revoke_button)
        heading.addWidget(self.enrol_button)
        layout.addLayout(heading)
        stations = Card("登记的供电所")
        stations.body.addWidget(self.stations)
        stations.body.addWidget(words("登记前要核对指纹：当面看，或打电话念。停用以后它的包不再收，已收的数据都保留。", "hint", wrap=True))
        layout.addWidget(stations, 1)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self._own(), 1)
        lower.addWidget(self._watch_card(), 1)
        layout.addLayout(lower)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _own(self) -> Card:
        self.card = Card("本中心的名片")
        text = QVBoxLayout()
        for made in (words(self.county.centre.keys.name), words("指纹（供电所导入名片时念给它核对，或让它扫码）", "muted"),
                     self.fingerprint):  # fmt: skip
            text.addWidget(made)
        restored = button("库恢复过…", self.restored, tip="县中心的库从备份恢复以后，以新时期继续")
        text.addLayout(row(button("存名片给供电所…", self.save_card), button("换密钥…", self.renew_keys), restored))
        text.addStretch()
        line = row(self.qr, stretch=False, spacing=16)
        line.addLayout(text, 1)
        self.card.body.addLayout(line)
        self.card.body.addWidget(self.recipients)
        return self.card

    def _watch_card(self) -> Card:
        card = Card("监视文件夹")
        asked = (("收包文件夹", self.inbox, "监视哪个文件夹"), ("回执写到（可以不填）", self.answers, "回执写到哪个文件夹"))
        for label, editor, title in asked:
            editor.setAccessibleName(label)
            card.body.addWidget(words(label, "muted"))
            line = row(editor, stretch=False)
            choose = button("选…", lambda editor=editor, title=title: self._choose(editor, title))  # type: ignore[misc]
            self._folders.append(choose)
            line.addWidget(choose)
            card.body.addLayout(line)
        card.body.addWidget(self.watched)
        note = "文件留在原处不动；复制完（大小不再变）才收。窗口关了就不看了，常年监视请用 centre watch。"
        card.body.addWidget(words(note, "hint", wrap=True))
        card.body.addStretch()
        return card

    def _choose(self, editor: QLineEdit, title: str) -> None:
        folder = self.ask_folder(title)
        if folder:
            editor.setText(folder)


def _cannot_watch(inbox: str, answers: str) -> str:
    """Why these folders cannot be watched, empty where they can."""
    if not inbox or not Path(inbox).is_dir():
        return f"没有“{inbox}”这个文件夹，没有开始监视。" if inbox else "请先选要监视的文件夹。"
    return "" if not answers or Path(answers).is_dir() else f"没有“{answers}”这个文件夹，回执写不了，没有开始监视。"


def _cells(one: Registered) -> list[Cell]:
    state = Cell("已停用", level="waiting") if one.revoked else Cell("在用", level="calm")
    return [state, Cell(f"{one.name} {one.station}", strong=not one.revoked), Cell(one.fingerprint), Cell(one.stopped, muted=True)]
