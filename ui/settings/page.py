"""设置: the station, its people, the size of type, data and backup, the password."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.business import Profile
from models.diagnostics import program_version
from models.services.adoption import AdoptedProfile, adopted_profiles
from models.services.backups import BackupNote, last_backup
from models.services.changes import Changes
from models.services.preferences import TEXT_SIZES, Preferences, prefer, preferences
from models.services.station import Person, people
from ui.case.pieces import Card, button, px, row, words
from ui.exchange.key_dialogs import RenewKeyDialog
from ui.settings.backup_card import BackupCard
from ui.settings.clock_card import ClockCard
from ui.settings.dialogs import PasswordDialog
from ui.settings.image_card import ImageCard
from ui.settings.people import PeopleCard
from ui.settings.profile_card import ProfileCard
from ui.style import ACCENT, ACCENT_LIGHT, dress
from ui.window import Desk, Page

NARROW = 880
Found = tuple[tuple[Person, ...], Preferences, BackupNote | None, tuple[AdoptedProfile, ...], Profile]
_CHOSEN = f"QPushButton:checked {{ background: {ACCENT_LIGHT}; border-color: {ACCENT}; color: {ACCENT}; font-weight: bold; }}"


class SettingsPage(Page):
    """Cards in two columns; each saves at once, there is nothing to confirm at the end."""

    title = "设置"
    help_topic = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.people = PeopleCard(desk)
        self.backup = BackupCard(desk)
        self.image = ImageCard(desk)
        self.profile = ProfileCard(desk)
        self.clock = ClockCard(desk)
        self.sizes = QButtonGroup(self)
        self.password_button = button("改密码…", lambda: PasswordDialog(desk).open())
        self.key_button = button("换签名密钥…", lambda: RenewKeyDialog(desk).open(), tip="本所数据包的签名；县中心凭旧密钥的声明认新密钥")
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        left.addWidget(self._station())
        left.addWidget(self.profile)
        left.addWidget(self.people, 1)
        for card in (self.clock, self.backup, self._type(), self.image, self._password(), self._program()):
            right.addWidget(card)
        right.addStretch()
        inside = QWidget()
        self._columns = QHBoxLayout(inside)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(12)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(row(words(self.title, "title"), words("改了立即生效，不用另外保存", "subtitle"), spacing=12))
        layout.addWidget(area, 1)

    def refresh(self) -> None:
        """Reads people, preferences and the last backup."""
        self.clock.refresh()
        self.image.refresh()
        station, today = self.desk.station, self.desk.today()

        def work() -> Found:
            return people(station), preferences(station), last_backup(station), adopted_profiles(station), station.shelf.book().profile

        self.desk.tasks.run(work, lambda found: self._show(found, today))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large type puts the columns below each other."""
        super().resizeEvent(event)
        narrow = self.width() < px(NARROW)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def concerns(self, changes: Changes) -> bool:
        """People, and backups, which are told with packages."""
        return changes.people or changes.packages or changes.rules

    def take_focus(self) -> None:
        """Who acts now: the first thing on the page."""
        self.people.clerk.setFocus()

    def choose_size(self, size: int) -> None:
        """Dresses the whole program in another size of type and keeps it for the next start."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dress(app, size / 100)
        station = self.desk.station
        self.desk.tasks.run(lambda: prefer(station, text_size=size), lambda _: self.desk.toast(f"字号已改为 {size}%。"))

    def _show(self, found: Found, today: date) -> None:
        persons, kept, note, adopted, profile = found
        self.people.show_people(persons, self.desk.station.actor, today)
        self.profile.show_profiles(adopted, profile.code, profile.name, today)
        self.backup.show_backup(note, kept.backup_folder, today)
        self.sizes.button(kept.text_size).setChecked(True)

    def _station(self) -> Card:
        info = self.desk.station.info
        card = Card("供电所")
        form = QFormLayout()
        form.setHorizontalSpacing(px(16))
        form.setVerticalSpacing(px(4))
        for label, value in (("名称", info.name), ("编号", info.code), ("所属县", info.county), ("业务电话", info.phone or "没有填")):
            form.addRow(words(label, "muted"), words(value))
        card.body.addLayout(form)
        card.body.addWidget(words("建所时登记，写进了每一份数据，这里不能改；写错了请联系县公司。", "hint", wrap=True))
        return card

    def _type(self) -> Card:
        card = Card("字号")
        line = row()
        for at, size in enumerate(TEXT_SIZES):
            choice = QPushButton(f"{size}%")
            choice.setCheckable(True)
            choice.setStyleSheet(_CHOSEN)
            choice.setAccessibleName(f"字号 {size}%")
            choice.clicked.connect(lambda _checked=False, size=size: self.choose_size(size))
            self.sizes.addButton(choice, size)
            line.insertWidget(at, choice)
        card.body.addLayout(line)
        card.body.addWidget(words("看不清就选大一号。列表和按钮的间距在重新打开程序后完全跟上。", "hint", wrap=True))
        return card

    def _password(self) -> Card:
        card = Card("密码与密钥")
        card.body.addWidget(words("忘记密码谁也找不回数据。请写下来封好，交所长保管。", "muted", wrap=True))
        card.body.addLayout(row(self.password_button, self.key_button))
        return card

    def _program(self) -> Card:
        card = Card("程序")
        card.body.addWidget(words(f"业扩助手 {program_version()}", "muted"))
        return card
