"""设置 → 时限标准: the profile in force, a change that is planned, and the dialog that makes one."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.adoption import (
    SWITCHES,
    AdoptedProfile,
    Adoption,
    ProfileOffer,
    adopt_rules,
    plan_adoption,
    profile_offers,
    switched_on,
)
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.pieces import Card, button, empty, px, row, words
from ui.window import Desk

_AS_IT_IS, _STRICT = "plain", "strict"


class ProfileCard(Card):
    """Which profile counts since when, and what is planned; 更改 opens the dialog."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("时限标准")
        self._desk = desk
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(2))
        self.body.addLayout(self._lines)
        self.change_button = button("更改…", self.open_dialog)
        self.body.addLayout(row(self.change_button))
        self.body.addWidget(words("已受理的工单始终按受理时的标准；更改只管从启用日起受理的工单。", "hint", wrap=True))

    def show_profiles(self, adopted: tuple[AdoptedProfile, ...], code: str, name: str, today: date) -> None:
        """Puts the profile in force and those that are to come."""
        self._code = code
        empty(self._lines)
        self._lines.addWidget(words(name, "section", wrap=True))
        offer = next((offer for offer in profile_offers() if offer.code == code), None)
        if offer:
            self._lines.addWidget(words(offer.line, "muted", wrap=True))
        for one in adopted:
            if one.since and one.since > today:
                self._lines.addWidget(words(f"从 {one.since} 起受理的工单改用“{one.name}”（{one.reason}）", wrap=True))

    def open_dialog(self) -> None:
        """Asks for the new profile and its day."""
        ProfileDialog(self._desk, self._code).open()


class ProfileDialog(EntryDialog):
    """Chooses a profile and the day from which acceptances stand under it; what changes is shown before anything is stored."""

    def __init__(self, desk: Desk, code: str) -> None:
        super().__init__(desk, "更改时限标准", "已受理的工单不变；从启用日起受理的工单按新的标准计时。", "采用")
        self.setMinimumWidth(px(600))
        self._offers: tuple[ProfileOffer, ...] = profile_offers()
        self.profile = self.add_choice("profile", "改用", [(offer.code, offer.name) for offer in self._offers], code)
        self.since = self.add_day("since", "启用日（这天起受理的工单）", desk.today())
        self.day0 = self.add_choice(
            "day0", "受理当日", [(_AS_IT_IS, "不计入，次日起算（民法典第二百零一条）"), (_STRICT, "计入第 1 天（从严，本所设置）")],
            _STRICT if desk.station.shelf.book().profile.day0_counts else _AS_IT_IS,
        )
        on = switched_on(desk.station.shelf.book().profile)
        self.switches = {code: QCheckBox(f"启用{name}（我们的理解，非规定）") for code, name in SWITCHES.items()}
        for code, box in self.switches.items():
            box.setChecked(code in on)
            box.toggled.connect(lambda _on: self.show_preview())
            self.fields.addWidget(box)
        self.add_line("reason", "依据", hint="如：县公司〔2026〕12号文")
        self._preview = QWidget()
        self._told = QVBoxLayout(self._preview)
        self._told.setContentsMargins(0, px(6), 0, 0)
        self._told.setSpacing(px(2))
        self.fields.addWidget(self._preview)
        self.profile.currentIndexChanged.connect(lambda _index: self.show_preview())
        self.day0.currentIndexChanged.connect(lambda _index: self.show_preview())
        self.since.editingFinished.connect(self.show_preview)
        self.show_preview()

    def plan(self, since: date) -> Adoption:
        """What the choice would change from a day on."""
        return plan_adoption(
            self.desk.station, str(self.profile.currentData()), since, self.desk.today(), day0_counts=self.day0.currentData() == _STRICT,
            switches=frozenset(code for code, box in self.switches.items() if box.isChecked()),
        )  # fmt: skip

    def show_preview(self) -> None:
        """Tells what the choice would change, line by line."""
        empty(self._told)
        line = next(offer.line for offer in self._offers if offer.code == self.profile.currentData())
        self._told.addWidget(words(line, "muted", wrap=True))
        try:
            since = next(one for one in self.asked if one.name == "since").read()
            plan = self.plan(cast(date, since))
        except (ValueError, StationError) as error:
            self._told.addWidget(words(str(error), "error", wrap=True))
            return
        self._told.addWidget(words("改动" if plan.changes else "和现在执行的一样，没有改动。", "section"))
        for what, before, after in plan.changes:
            self._told.addWidget(words(f"{what}：{before}　改为　{after}", "hint", wrap=True))
        self._fit()

    def perform(self, values: dict[str, object]) -> Changes:
        """Adopts."""
        return adopt_rules(self.desk.station, self.plan(cast(date, values["since"])), str(values["reason"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says from when on it counts."""
        return f"已采用，从 {values['since']} 起受理的工单按新的标准。"
