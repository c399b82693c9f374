"""收包: packages that came, how far each got and why one stopped; files are dropped or chosen, tried, taken, answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from models.services.centre.arrivals import STATE_WORDS, STOPPED, Arrival, Came, overview
from models.services.centre.forks import Fork, forks, laid_to_rest
from models.services.centre.many_files import Answered, Tried, answer_stations, answers_told, take_all, try_files
from models.services.centre.stations import registered
from models.services.changes import Changes
from ui.case.pieces import Card, button, px, row, words
from ui.centre.desk import CentreDesk, CentrePage
from ui.centre.fork_card import ForkCard
from ui.centre.gap_dialog import GapDialog
from ui.centre.try_dialog import TryDialog
from ui.choice_list import ChoiceList
from ui.empty_state import EmptyState
from ui.message import Sentence
from ui.plain_table import Cell, Table

COLUMNS = (
    ("到哪一步", 168), ("供电所", 70), ("包号", 54), ("流水", 104), ("新 / 已有", 90), ("工单", 50), ("收到", 112), ("文件和说明", 0),
)  # fmt: skip
LEVELS = {"held": "due", "forked": "overdue", "refused": "overdue", "needs_upgrade": "due", "applied": "near", "acked": "calm"}
Found = tuple[Came, frozenset[str], tuple[Fork, ...], list[tuple[str, str]]]


class IntakePage(CentrePage):
    """The list of arrivals. The `ask_…` and `tell` attributes are the dialogs, so that a test can answer them."""

    title = "收包"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self.ask_files: Callable[[], list[str]] = self._ask_files
        self.ask_folder: Callable[[str], str] = self._ask_folder
        self.tell: Callable[[str, str], None] = self._tell
        self._station = self._folder = ""
        self._rested: frozenset[str] = frozenset()
        self._fresh = False
        self.setAcceptDrops(True)
        self.subtitle = words("正在读取…", "subtitle")
        self.station = ChoiceList()
        self.station.setAccessibleName("供电所")
        self.station.addItem("全部供电所", "")
        self.station.currentIndexChanged.connect(self._station_chosen)
        self.table = Table(COLUMNS, self.title)
        self.table.chosen_changed.connect(self._show_chosen)
        self.table.opened.connect(self.take_with_gap)
        self.empty = EmptyState("还没有收到包", "把供电所的 .YKP 文件拖到这里，或点“收包…”选文件；也可以选整个文件夹（U 盘）。")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self.forks = ForkCard()
        self.about = Card("这个包")
        self.told = words("", wrap=True)
        self.gap_button = button("缺号接收…", self.take_with_gap, "danger", tip="前面的包找不回来时，由负责人决定")
        self._build()

    def visit(self, *what: str) -> None:
        """Comes from the board with a station."""
        if what:
            self._station = what[0]

    def refresh(self) -> None:
        """Reads arrivals, forks and stations."""
        centre, code = self.county.centre, self._station

        def work() -> Found:
            came = overview(centre, code)
            return came, laid_to_rest(centre, came.shown), forks(centre), [(one.station, one.name) for one in registered(centre)]

        self.county.tasks.run(work, self._show)

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    def next_step(self) -> None:
        """F2: asks for files and tries them."""
        self.try_them([Path(name) for name in self.ask_files()])

    def choose_folder(self) -> None:
        """Every package file of a folder."""
        folder = self.ask_folder("U 盘或文件夹")
        if folder:
            self.try_them([Path(folder)])

    def try_them(self, paths: list[Path]) -> None:
        """The dry run of files and folders; what it found is shown before anything is applied."""
        if paths:
            centre = self.county.centre
            self.county.tasks.run(lambda: try_files(centre, paths), self._tried, progress_text="正在试算，还没有接收…")

    def write_answers(self) -> None:
        """Writes an answer for the chosen station, or for all that have packages without one."""
        code = self._station
        folder = self.ask_folder("回执写到哪个文件夹（U 盘）")
        if folder:
            centre = self.county.centre
            codes = (code,) if code else ()
            self.county.tasks.run(lambda: answer_stations(centre, codes, Path(folder)), self._answered, progress_text="正在写回执…")

    def take_with_gap(self) -> None:
        """A supervisor's decision about a package that waits."""
        chosen = self.table.chosen()
        if isinstance(chosen, Arrival) and chosen.state == "held":
            GapDialog(self.county, chosen).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files from the file manager."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tries what was dropped."""
        self.try_them([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _tried(self, found: tuple[Tried, ...]) -> None:
        self._fresh = True
        self.county.changes.tell(Changes(packages=True))
        if not found:
            self.tell("没有要收的包", "选的地方没有供电所的数据包（扩展名为 YKP）。")
            return
        dialog = TryDialog(self.county, found)
        dialog.accepted_all.connect(self.take)
        dialog.open()

    def take(self, names: tuple[str, ...]) -> None:
        """Takes packages that were tried, the oldest first."""
        centre = self.county.centre
        self.county.tasks.run(lambda: take_all(centre, names), self._taken, progress_text="正在接收…")

    def _taken(self, found: tuple[Tried, ...]) -> None:
        self.county.changes.tell(Changes(packages=True))
        good = [one for one in found if not one.refused]
        bad = [f"{one.name}：{one.told}" for one in found if one.refused]
        if good:
            self.county.toast(f"已接收 {len(good)} 个包，新增流水 {sum(one.new for one in good)} 条。")
        if bad:
            self.tell(f"{len(bad)} 个包没有接收", "\n".join(bad))

    def _answered(self, found: tuple[Answered, ...]) -> None:
        self.county.changes.tell(Changes(packages=True))
        self.tell("回执", answers_told(found))

    def _show(self, found: Found) -> None:
        came, self._rested, forked, stations = found
        self._offer(stations)
        waits = sum(1 for one in came.shown if one.state in STOPPED and one.sha256 not in self._rested)
        unanswered = came.counts.get("applied", 0)
        parts = [f"{came.all} 个包" + (f"（列出最近的和停着的 {len(came.shown)} 个）" if came.all > len(came.shown) else "")]
        parts += [f"{waits} 个停着"] * bool(waits) + [f"{unanswered} 个未回执"] * bool(unanswered)
        self.subtitle.setText("，".join(parts))
        self.table.show_rows(came.shown, lambda one: _cells(one, one.sha256 in self._rested))
        if self._fresh:
            self._fresh = False
            self.table.selectRow(0)
        self._lists.setCurrentWidget(self.table if came.shown else self.empty)
        self.forks.show_forks(forked)
        self._show_chosen()

    def _offer(self, stations: list[tuple[str, str]]) -> None:
        self.station.blockSignals(True)
        self.station.clear()
        self.station.addItem("全部供电所", "")
        for code, name in dict(stations).items():
            self.station.addItem(f"{name} {code}", code)
        self.station.setCurrentIndex(max(0, self.station.findData(self._station)))
        self.station.blockSignals(False)

    def _station_chosen(self) -> None:
        self._station = str(self.station.currentData() or "")
        self.refresh()

    def _show_chosen(self) -> None:
        chosen = self.table.chosen()
        self.about.setVisible(chosen is not None)
        self.gap_button.setVisible(isinstance(chosen, Arrival) and chosen.state == "held")
        if isinstance(chosen, Arrival):
            self.told.setText(_about(chosen, chosen.sha256 in self._rested))

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), stretch=False, spacing=12)
        heading.addWidget(self.subtitle, 1)
        heading.addWidget(self.station)
        heading.addWidget(button("写回执…", self.write_answers, tip="给选中的供电所；选“全部”时给每个等回执或有下发的供电所"))
        heading.addWidget(button("收整个文件夹…", self.choose_folder))
        heading.addWidget(button("收包…  F2", self.next_step, "primary", tip="也可以把文件拖进来"))
        layout.addLayout(heading)
        layout.addWidget(self.forks)
        layout.addWidget(self._lists, 1)
        self.about.body.addWidget(self.told)
        self.about.body.addSpacing(px(6))
        self.about.body.addLayout(row(self.gap_button))
        layout.addWidget(self.about)

    def _ask_files(self) -> list[str]:
        names = QFileDialog.getOpenFileNames(self, "供电所的数据包", self._folder, "数据包 (*.YKP *.ykp);;所有文件 (*)")[0]
        self._folder = str(Path(names[0]).parent) if names else self._folder
        return names

    def _ask_folder(self, title: str) -> str:
        folder = QFileDialog.getExistingDirectory(self, title, self._folder)
        self._folder = folder or self._folder
        return folder

    def _tell(self, title: str, text: str) -> None:
        Sentence(self.county if isinstance(self.county, QWidget) else None, title, text, ("知道了",)).exec()


def _cells(one: Arrival, rested: bool) -> list[Cell]:
    lines = f"{one.seq_from}–{one.seq_to}" if one.seq_to else "—"
    return [
        Cell("分叉，已重新报来", level="waiting")
        if rested
        else Cell(STATE_WORDS[one.state], level=LEVELS.get(one.state, "waiting"), strong=one.state in ("held", "forked", "refused")),
        Cell(one.station or "—", strong=True),
        Cell(str(one.number) if one.number else "—"),
        Cell(lines),
        Cell(f"{one.lines} / {one.known}" if one.seq_to else "—"),
        Cell(str(one.cases) if one.cases else "—"),
        Cell(one.arrived_at[5:16].replace("T", " "), muted=True, tip=one.arrived_at.replace("T", " ")),
        Cell(f"{one.file}{'：' + one.why if one.why else ''}", tip=f"{one.note}\n{one.file}\nSHA-256 {one.sha256}".strip()),
    ]


def _about(one: Arrival, rested: bool) -> str:
    kept = "原文件一直留存。" if one.kept else "这里没有留存原文件，U 盘上的请保管好。"
    whole = f"校验码（SHA-256）{one.sha256}，可与交接单核对。{kept}"
    if rested:
        return f"{one.why}那台电脑已以新时期把这些登记重新报来，这个包不用再管。\n{whole}"
    reached = f"停在“{STATE_WORDS.get(one.reached, '收下')}”之后。" if one.state in ("held", "forked", "refused", "needs_upgrade") else ""
    why = one.why if one.why.endswith("。") or not one.why else f"{one.why}。"
    what = f"{STATE_WORDS[one.state]}。{why}{reached}"
    return "\n".join([what, *([f"怎么办：{one.way_on}"] if one.way_on else []), whole])
