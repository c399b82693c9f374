"""数据上报: what waits, the package for the centre and where it goes, its slip, and what the centre sends back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from models.problems import StationError
from models.services.changes import Changes
from models.services.enrolment import CentreCard, StationCard
from models.services.exchange.destinations import Destination, destinations, server_target
from models.services.exchange.outbox import OutboxPage, case_states, handover, outbox_page, trust
from models.services.exchange.rebuild_parts import must_wait
from models.services.exchange.sending import Kind
from models.services.exchange.sent_back import SentBack, sent_back
from models.services.exchange.station_card import key_sheet, save_card
from models.services.exchange.targets import FolderTarget, Target
from models.services.exchange.upload_plan import UploadPlan, upload_plan
from models.services.preferences import Preferences, prefer, preferences
from models.services.self_audit import AuditReport
from models.services.station import Station
from models.sync.ejecting import eject, ejector
from ui.case.pieces import Card, Elided, button, empty, px, row, words
from ui.empty_state import EmptyState
from ui.exchange.asked_banner import AskedBanner
from ui.exchange.audit_step import AUDIT_ANSWERS, EXPORT, LOOK, audit_first, audited
from ui.exchange.broadcast_card import BroadcastCard
from ui.exchange.export_job import Done, ExportJob
from ui.exchange.fork_banner import ForkBanner
from ui.exchange.key_banner import KeyBanner
from ui.exchange.key_dialogs import CardDialog
from ui.exchange.other_exports import OtherExports, requested
from ui.exchange.rebuild_banner import RebuildBanner
from ui.exchange.sending_bar import SendingBar
from ui.exchange.table import PackageTable
from ui.exchange.taking import Taking
from ui.exchange.words import PROMISE, STATE_LEVELS, STATES, came_back, exported, nothing_yet, subtitle, waiting
from ui.message import Sentence
from ui.style import LEVELS
from ui.window import Desk, Page

LEAST_HEIGHT = 180


@dataclass(frozen=True)
class Found:
    """Everything the page shows."""

    outbox: OutboxPage
    states: dict[str, int]
    kept: Preferences
    servers: tuple[Destination, ...]
    plan: UploadPlan
    back: tuple[SentBack, ...]
    waits: bool


class ExchangePage(Page):
    """Export to a folder or server, the slip, the answer.

    The `ask_…` and `tell` attributes are the dialogs, so that a test can answer them.
    """

    title = "数据上报"
    help_topic = "exchange"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ask_folder: Callable[[str], str] = self._ask_folder
        self.ask_file: Callable[[str, str], str] = self._ask_file
        self.ask_files: Callable[[str, str], list[str]] = self._ask_files
        self.tell: Callable[[str, str, tuple[str, ...]], int] = self._tell
        self.ask_audit: Callable[[AuditReport], int] = lambda report: self._tell(*audited(report), AUDIT_ANSWERS)
        self._folder = ""
        self._may_export = self._entering = False
        self._written = 0
        self._centre = ""
        self._running: ExportJob | None = None
        self.export_button = button("导出…  F2", self.next_step, "primary", tip="写成一个加密的数据包，交给县中心")
        self.answer_button = button("导入回执…", self.import_answer)
        self.slip_button = button("打印交接单  Ctrl+P", self.print_paper)
        self.export_button.setEnabled(False)
        self.other = OtherExports(desk)
        self.other.chosen.connect(self._export)
        self.subtitle = Elided("正在读取…", "subtitle")
        self.waiting = words("", "section")
        self.kinds = words("", "muted", wrap=True)
        self.states = Card("工单到哪一步了")
        self._back: tuple[SentBack, ...] = ()
        self.bar = SendingBar(desk)
        self.bar.chosen.connect(self._choose)
        self.bar.copies.connect(lambda two: self._prefer(export_two="yes" if two else ""))
        self.taking = Taking(desk, lambda title, text, buttons: self.tell(title, text, buttons))
        self.forked, self.rekeyed, self.asked = ForkBanner(desk), KeyBanner(desk), AskedBanner(desk, self.next_step)
        self.rebuilding = RebuildBanner(desk, lambda title, text, buttons: self.tell(title, text, buttons))
        self.sent = BroadcastCard(desk)
        self.centre = Card("县中心")
        self.table = PackageTable()
        self.table.slip.connect(self.print_slip)
        self.table.folder.connect(lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))
        self.empty = EmptyState()
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self._build()

    def refresh(self) -> None:
        """Asks what waits and what was answered."""
        station, now = self.desk.station, self.desk.now()

        def work() -> Found:
            states, kept, servers = case_states(station), preferences(station), destinations(station)
            return Found(outbox_page(station), states, kept, servers, upload_plan(station, now), sent_back(station), must_wait(station))

        self.desk.tasks.run(work, self._show)
        self.forked.refresh()
        self.asked.refresh()
        self.rekeyed.refresh()
        self.rebuilding.refresh()
        self.sent.refresh()

    def concerns(self, changes: Changes) -> bool:
        """Every fact goes to the centre one day."""
        return bool(changes.packages or changes.cases or changes.people or changes.rules)

    def take_focus(self) -> None:
        """The list of packages, where Enter prints a slip; at the first visit as soon as it has been read."""
        self._entering = True
        (self.table if self.table.rows else self.answer_button).setFocus()

    def next_step(self) -> None:
        """F2: audits what has not been answered yet, then asks for a folder and writes the package there."""
        if self.export_button.isEnabled():
            audit_first(self.desk, self._audited)

    def _audited(self, report: AuditReport) -> None:
        answer = self.ask_audit(report) if report.unexplained else EXPORT
        if answer == LOOK:
            self.desk.open_page("audit")
        elif answer == EXPORT:
            self._export("delta")

    def _export(self, kind: Kind) -> None:
        name, station, two = self.bar.name, self.desk.station, self.bar.two.isChecked()
        folder = "" if name else self.ask_folder(self._folder)
        if not name and not folder:
            return

        def target() -> Target:
            return server_target(station, name) if name else FolderTarget(Path(folder), two)

        self._lock(True)
        done = partial(self._exported, kind)
        self._running = ExportJob(self.desk, target, done, self._export_failed, self._export_cancelled, kind)

    def print_paper(self) -> None:
        """Ctrl+P: the slip of the chosen package."""
        package = self.table.chosen()
        if package:
            self.print_slip(package.number)

    def print_slip(self, number: int) -> None:
        """Shows the 交接单 of a package, to print."""
        from ui.exchange.slip import SlipDialog

        station, today = self.desk.station, self.desk.today()
        dialog = SlipDialog(self.desk, number, lambda: _slip(station, number, today))
        dialog.open()

    def import_answer(self) -> None:
        """Looks into what the centre sent, from the server that is chosen or from a file, and takes it in where the clerk says so."""
        if self.bar.name:
            self.taking.from_server(self.bar.name)
            return
        paths = self.ask_files("县中心给的回执（重建包的几份可以一起选）", "县中心的包 (*.YKP *.ykp);;所有文件 (*)")
        if paths:
            self.taking.from_files(tuple(map(Path, paths)))

    def show_back(self) -> None:
        """Tells which cases came back, and why."""
        self.tell("被退回的工单", came_back(self._back), ("知道了",))

    def import_card(self) -> None:
        """Takes in the centre's card."""
        path = self.ask_file("县中心名片", "名片 (*.json);;所有文件 (*)")
        if path and self._centre:
            CardDialog(self.desk, Path(path)).open()
        elif path:
            station = self.desk.station
            self.desk.tasks.run(lambda: trust(station, Path(path)), self._trusted)

    def save_own_card(self) -> None:
        """Writes the station's card for the centre, and says the fingerprint to compare."""
        folder = self.ask_folder(self._folder)
        if folder:
            station = self.desk.station
            self.desk.tasks.run(lambda: save_card(station, Path(folder)), lambda saved: self._saved(*saved))

    def print_key_sheet(self) -> None:
        """Shows the sheet with the station's fingerprint, to print."""
        from ui.exchange.slip import KeySheetDialog

        station, today = self.desk.station, self.desk.today()
        dialog = KeySheetDialog(self.desk, lambda: _key_sheet(station, today))
        dialog.open()

    def _build(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), stretch=False, spacing=12)
        heading.addWidget(self.subtitle, 1)
        heading.addWidget(self.other)
        heading.addWidget(self.answer_button)
        heading.addWidget(self.export_button)
        layout.addLayout(heading)
        layout.addWidget(self.rebuilding)
        layout.addWidget(self.rekeyed)
        layout.addWidget(self.forked)
        layout.addWidget(self.asked)
        layout.addWidget(self.sent)
        waits = Card("下次导出带上")
        for label in (self.waiting, self.kinds):
            waits.body.addWidget(label)
        waits.body.addStretch()
        cards = QHBoxLayout()
        cards.setSpacing(12)
        for card, share in ((waits, 4), (self.states, 3), (self.centre, 3)):
            cards.addWidget(card, share)
        layout.addLayout(cards)
        layout.addWidget(words(PROMISE, "muted", wrap=True))
        layout.addWidget(self.bar)
        history = row(words("导出记录", "section"))
        history.addWidget(self.slip_button)
        history.addWidget(button("稽查自查…", lambda: self.desk.open_page("audit"), tip="检查时会被问到的问题，先自己查一遍"))
        layout.addLayout(history)
        layout.addWidget(self._lists, 1)
        self._lists.setMinimumHeight(px(LEAST_HEIGHT))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _show(self, found: Found) -> None:
        page, states, self._folder, self._back = found.outbox, found.states, found.kept.export_folder, found.back
        self.bar.show_state(found.servers, found.kept.export_to, found.kept.export_two == "yes", found.plan)
        self._name_answer()
        self.subtitle.put("正在重建，各份齐了才能登记和导出" if found.waits else subtitle(page))
        for label, text in zip((self.waiting, self.kinds), waiting(page), strict=True):
            label.setText(text)
        self._show_states(states)
        self._centre = page.centre
        self._show_centre(page.centre)
        self.table.show_packages(page.packages, self._written)
        self._written = 0
        if self._entering and page.packages and self.answer_button.hasFocus():
            self.table.setFocus()
        self._entering = False
        self.empty.say(*nothing_yet(page))
        self._lists.setCurrentWidget(self.table if page.packages else self.empty)
        self.slip_button.setEnabled(bool(page.packages))
        self._may_export = bool(page.centre and page.waiting_lines and not found.waits)
        self._lock(False)

    def _show_states(self, states: dict[str, int]) -> None:
        self.states.clear()
        for state in STATES:
            if state == "被退回" and not states.get(state):
                continue
            level = LEVELS[STATE_LEVELS[state]]
            line = row(words(f"{level.shape} {state}", level=STATE_LEVELS[state]))
            line.addWidget(words(f"{states.get(state, 0)} 件", "section"))
            if state == "被退回":
                line.addWidget(button("原因…", self.show_back, "link"))
            self.states.body.addLayout(line)

    def _show_centre(self, name: str) -> None:
        empty(self.centre.body)
        if name:
            self.centre.body.addWidget(words(name, wrap=True))
            self.centre.body.addWidget(words("包只有县中心能打开。", "muted", wrap=True))
        else:
            self.centre.body.addWidget(words("▲ 还没有名片", level="due"))
            self.centre.body.addWidget(words("没有名片不能导出：不知道加密给谁。请向县客户服务中心要 CARD.json。", "muted", wrap=True))
        self.centre.body.addStretch()
        again = button("换名片…" if name else "导入县中心名片…", self.import_card, "link" if name else "primary")
        own = button("存本所名片…", self.save_own_card, "link", tip="STATION.json：第一次上报前交给县中心，县中心登记以后才收本所的包")
        self.centre.body.addLayout(row(again, own))

    def _lock(self, locked: bool) -> None:
        may = not locked and self._may_export
        self.export_button.setEnabled(may)
        self.other.setEnabled(not locked and bool(self._centre))
        self.export_button.setToolTip("" if may or locked else "没有等待上报的登记，或还没有县中心名片，或正在重建。")

    def _exported(self, kind: Kind, done: Done) -> None:
        sent, changes = done
        written = sent.exported
        self._running = None
        self._written = written.number
        self.desk.changes.tell(changes)
        commands = ejector(Path(written.place)) if written.file.is_absolute() else ()
        buttons = (*(("安全弹出",) if commands else ()), "以后再打", "打印交接单") if written.file.is_absolute() else ("知道了",)
        told = requested(sent) if kind == "resend-request" else exported(sent, bool(commands))
        chosen = self.tell(*told, buttons)
        self.take_focus()
        if commands and chosen == 0:
            out = "U 盘已弹出，可以拔下。"
            self.desk.tasks.run(lambda: eject(commands), lambda _: self.desk.toast(out), progress_text="正在弹出 U 盘…")
        elif chosen == len(buttons) - 1 and written.file.is_absolute():
            self.print_slip(written.number)

    def _choose(self, name: str) -> None:
        self._name_answer()
        self._prefer(export_to=name)

    def _prefer(self, **wanted: str) -> None:
        station = self.desk.station
        self.desk.tasks.run(lambda: prefer(station, **wanted), lambda _: None)

    def _name_answer(self) -> None:
        server = bool(self.bar.name)
        self.answer_button.setText("取回执…" if server else "导入回执…")
        self.answer_button.setToolTip("从服务器取县中心的回执和通知" if server else "县中心给的回执文件，名字以 A.YKP 结尾")

    def _export_failed(self, error: Exception) -> None:
        self._running = None
        self._lock(False)
        if isinstance(error, StationError):
            self.desk.show_error(error)

    def _export_cancelled(self) -> None:
        self._running = None
        self._lock(False)
        self.desk.toast("已取消导出，没有写下数据包。")

    def _trusted(self, taken: tuple[CentreCard, Changes]) -> None:
        card, changes = taken
        self.desk.changes.tell(changes)
        self.tell(
            f"已导入 {card.name} 的名片", f"指纹 {card.fingerprint}\n请打电话和县中心核对这串指纹，一致才是真的名片。", ("知道了",)
        )

    def _saved(self, path: Path, card: StationCard) -> None:
        text = f"文件 {path}\n指纹 {card.fingerprint}\n交给县中心登记；县中心会打电话核对这串指纹。名片里没有密码和客户资料。"
        if self.tell("本所名片已存好", text, ("知道了", "打印指纹单")) == 1:
            self.print_key_sheet()

    def _ask_folder(self, folder: str) -> str:
        return QFileDialog.getExistingDirectory(self, "写到哪个文件夹（U 盘）", folder)

    def _ask_file(self, title: str, kinds_: str) -> str:
        return QFileDialog.getOpenFileName(self, title, self._folder, kinds_)[0]

    def _ask_files(self, title: str, kinds_: str) -> list[str]:
        return QFileDialog.getOpenFileNames(self, title, self._folder, kinds_)[0]

    def _tell(self, title: str, text: str, buttons: tuple[str, ...]) -> int:
        dialog = Sentence(self.desk if isinstance(self.desk, QWidget) else None, title, text, buttons)
        dialog.exec()
        return dialog.chosen


def _key_sheet(station: Station, today: date) -> bytes:
    from reports.render import render

    return key_sheet(station, render, today)


def _slip(station: Station, number: int, today: date) -> bytes:
    from reports.render import render

    return handover(station, number, render, today)
