"""规则依据: every number the program counts with, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from models.fee_rules import FeeRules
from models.services.adoption import Adoption, offered
from models.services.calendars import Revision, adopted, from_program, offer_words
from models.services.changes import Changes
from models.services.fee_adoption import adopt_fees, read_fee_file
from models.services.rulebooks import RuleShelf
from models.services.station import Station
from models.services.wordings import in_force
from ui.case.pieces import Elided, button, px, row, words
from ui.reading.view import ReadingView, lay_out
from ui.rules.calendar import adopted_text, calendar_text
from ui.rules.calendar_import import import_calendar, look_over
from ui.rules.catalogues import catalogues_text
from ui.rules.decisions import approvals_text, outcomes_text
from ui.rules.fees import fees_text
from ui.rules.flows import flows, materials
from ui.rules.handling import handling
from ui.rules.library import open_library
from ui.rules.limits import settings, standards, targets
from ui.rules.wordings import wordings_text
from ui.settings.profile_card import ProfileDialog
from ui.style import BASE_SIZE
from ui.window import Desk, Page


@dataclass(frozen=True)
class _Read:
    """What the page shows, with the rules and the day it was read for."""

    shelf: RuleShelf
    today: date
    text: str
    calendar: Revision | None
    rules: Adoption | None


class RulesPage(Page):
    """The adopted rules of this station as one text with contents and search; of it the calendar and the fees can be renewed here."""

    title = "规则依据"
    help_topic = "rules"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown = ("", 0)
        self._read: _Read | None = None
        self.view = ReadingView("查找：如 竣工检验、停表、春节、产权")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        told = Elided("这里是本所采用的规则全文，每个数字都写着出处；标〔默认值（非规定）〕的是本所自己定的", "subtitle")
        heading = row(words(self.title, "title"), stretch=False, spacing=12)
        heading.addWidget(told, 1)
        self.import_button = button("导入放假安排…", self.import_calendar, tip="国务院公布新一年放假安排以后，导入县公司给的文件")
        self.library_button = button("其他公开标准…", lambda: open_library(desk), tip="本所没有采用的公开标准，供查阅和对照")
        heading.addWidget(self.library_button)
        heading.addWidget(self.import_button)
        self.fees_button = button("导入收费规定…", self.import_fees, tip="县公司给的收费项目文件：逐项写明依据、单价、执行日期")
        heading.addWidget(self.fees_button)
        layout.addLayout(heading)
        layout.addWidget(self._offer_line())
        layout.addWidget(self._rules_line())
        layout.addWidget(self.view, 1)

    def _offer_line(self) -> QWidget:
        """What a newer program brought along; seen only where it brought something."""
        self.offer = QWidget()
        self.offer_text = words("", "hint")
        line = row(self.offer_text, button("查看并采用…", self._look_over_offer, "compact"), stretch=True)
        line.setContentsMargins(0, 0, 0, 0)
        self.offer.setLayout(line)
        self.offer.hide()
        self._offered: Revision | None = None
        return self.offer

    def _rules_line(self) -> QWidget:
        """新规则可采用: what a newer program brings for the station's own profile; seen only where it brings something."""
        self.new_rules = QWidget()
        line = row(
            words("新规则可采用：这个版本的程序带来了更新的时限标准或业务规则。", "hint"),
            button("看改动并采用…", lambda: ProfileDialog(self.desk, self._profile).open(), "compact"), stretch=True,
        )
        line.setContentsMargins(0, 0, 0, 0)
        self.new_rules.setLayout(line)
        self.new_rules.hide()
        self._profile = ""
        return self.new_rules

    def _show_new_rules(self, plan: Adoption | None) -> None:
        self.new_rules.setVisible(plan is not None)
        self._profile = plan.profile if plan else ""

    def import_calendar(self) -> None:
        """Asks for a year's file and shows what it would change."""
        file, _ = QFileDialog.getOpenFileName(self, "导入放假安排", "", "放假安排文件 (*.toml);;所有文件 (*)")
        if file:
            import_calendar(self.desk, file)

    def import_fees(self) -> None:
        """Asks for a county's file of fees, says what is in it, and adopts it where the clerk agrees."""
        file, _ = QFileDialog.getOpenFileName(self, "导入收费规定", "", "收费规定文件 (*.toml);;所有文件 (*)")
        if file:
            self.desk.tasks.run(lambda: read_fee_file(Path(file)), lambda found: self._adopt_fees(*found))

    def _adopt_fees(self, text: str, rules: FeeRules) -> None:
        names = "、".join(dict.fromkeys(kind.name for kind in rules.fees))
        told = f"《{rules.source}》，{len(rules.fees)} 项：{names}。从现在起按它收费，代替原来的收费规定；已经登记的应收不变。"
        if self.desk.ask("采用这份收费规定？", told, "采用"):
            self.desk.tasks.run(lambda: adopt_fees(self.desk.station, text), self._fees_adopted)

    def _fees_adopted(self, changes: Changes) -> None:
        self.desk.changes.tell(changes)
        self.desk.toast("已采用收费规定，在“收费”一节看得到。")

    def refresh(self) -> None:
        """Reads the adopted rules again."""
        station, today, known = self.desk.station, self.desk.today(), self._read

        def read() -> _Read:
            """As it was read before, where neither the adopted rules nor the day have changed since."""
            if known and known.shelf is station.shelf and known.today == today:
                return known
            return _Read(station.shelf, today, rules_text(station, today), from_program(station), offered(station, today))

        self.desk.tasks.run(read, self._show_read)

    def _show_read(self, read: _Read) -> None:
        self._read = read
        self._show(read.text)
        self._show_offer(read.calendar)
        self._show_new_rules(read.rules)

    def _show_offer(self, revision: Revision | None) -> None:
        self._offered = revision
        self.offer.setVisible(revision is not None)
        if revision is not None:
            self.offer_text.setText(offer_words(revision))

    def _look_over_offer(self) -> None:
        if self._offered is not None:
            look_over(self.desk, self._offered)

    def concerns(self, changes: Changes) -> bool:
        """Only newly adopted rules change what is read here."""
        return changes.rules

    def take_focus(self) -> None:
        """The search."""
        self.view.search.setFocus()

    def back(self) -> bool:
        """Esc empties the search first."""
        if not self.view.search.text():
            return False
        self.view.search.clear()
        return True

    def _show(self, text: str) -> None:
        if (text, px(BASE_SIZE)) == self._shown:
            return
        self._shown = (text, px(BASE_SIZE))
        bar = self.view.text.verticalScrollBar()
        at = bar.value()
        lay_out(self.view.text.document(), px(BASE_SIZE))
        self.view.text.setHtml(text)
        self.view.show_document()
        bar.setValue(at)


def rules_text(station: Station, today: date) -> str:
    """Everything in one HTML text, from what the station adopted."""
    book = station.shelf.book()
    parts = (
        standards(book), targets(book), settings(book), flows(book), handling(book), materials(book), catalogues_text(book),
        fees_text(book, today), approvals_text(book), outcomes_text(book), calendar_text(station.calendar, today),
        adopted_text(adopted(station)), wordings_text(in_force(station), station.info.county),
    )
    return f"<body>{''.join(parts)}</body>"
