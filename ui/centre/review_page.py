"""核对: words of both sides that did not know of each other, and customers that may be one; a person decides, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from models.conflicts import KINDS
from models.joins import words_of
from models.services.centre.conflicts import Conflict, conflicts
from models.services.centre.joins import Alike, joins, suggestions
from ui.case.pieces import button, row, words
from ui.centre.desk import CentreDesk, CentrePage
from ui.centre.review_dialogs import JoinDialog, NotSameDialog, PartDialog, SettleDialog, before_words
from ui.plain_table import Cell, Table

CONFLICTS = (("", 110), ("工单号", 170), ("哪一项", 170), ("供电所登记的", 0), ("县中心登记的", 0), ("谁定的", 170))
ALIKE = (("为什么像", 200), ("件数", 60), ("工单（供电所 · 客户 · 业务）", 0))
JOINED = (("", 130), ("工单", 0), ("谁定的、为什么", 300), ("撤回", 180))
Found = tuple[tuple[Conflict, ...], tuple[Alike, ...], tuple[Alike, ...]]


class ReviewPage(CentrePage):
    """Three lists under tabs: 冲突, 疑似重复客户, 已定的合并."""

    title = "核对"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self.subtitle = words("正在读取…", "subtitle")
        self.conflicts = Table(CONFLICTS, "并行更新和冲突")
        self.alike = Table(ALIKE, "疑似重复客户")
        self.joined = Table(JOINED, "已定的合并")
        self.conflicts.opened.connect(self.settle)
        self.alike.opened.connect(self.join)
        self.joined.opened.connect(self.part)
        self.tabs = QTabWidget()
        note = "两边登记时都还不知道对方的话。并行更新：说的不是一件事，两边都算数，看过就行；冲突：同一项说得不同，由人决定，两份都留着。"
        self._add("并行更新和冲突", self.conflicts, note, ("定下来…  Enter", self.settle))
        note = "证件、电话或地址相同的工单，分在不同的供电所。只是提示，不会自动合并；合并只记下“是同一个客户”，工单都不动，随时可以撤回。"
        self._add("疑似重复客户", self.alike, note, ("不是同一个…", self.apart), ("是同一个客户…  Enter", self.join))
        note = "撤回也留有记录；撤回了的、定过不是的，弄清楚以后可以再定。"
        self._add("已定的合并", self.joined, note, ("再定为同一个…", self.again), ("撤回合并…  Enter", self.part))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(row(words(self.title, "title"), self.subtitle, spacing=12))
        layout.addWidget(self.tabs, 1)

    def refresh(self) -> None:
        """Reads the three lists."""
        centre = self.county.centre

        def work() -> Found:
            return conflicts(centre), suggestions(centre), joins(centre)

        self.county.tasks.run(work, self._show)

    def take_focus(self) -> None:
        """The list that is shown."""
        (self.conflicts, self.alike, self.joined)[self.tabs.currentIndex()].setFocus()

    def next_step(self) -> None:
        """F2: the same as Enter in the list that is shown."""
        (self.settle, self.join, self.part)[self.tabs.currentIndex()]()

    def settle(self) -> None:
        """A decision about the chosen meeting."""
        chosen = self.conflicts.chosen()
        if isinstance(chosen, Conflict) and not chosen.settled:
            SettleDialog(self.county, chosen).open()

    def join(self) -> None:
        """The chosen cases are of one customer."""
        chosen = self.alike.chosen()
        if isinstance(chosen, Alike):
            JoinDialog(self.county, chosen).open()

    def apart(self) -> None:
        """The chosen cases are not."""
        chosen = self.alike.chosen()
        if isinstance(chosen, Alike):
            NotSameDialog(self.county, chosen).open()

    def part(self) -> None:
        """Takes a decision back."""
        chosen = self.joined.chosen()
        if isinstance(chosen, Alike) and chosen.join and not chosen.join.parted:
            PartDialog(self.county, chosen).open()

    def again(self) -> None:
        """Cases that were parted, or said to differ, are of one customer after all."""
        chosen = self.joined.chosen()
        if isinstance(chosen, Alike) and chosen.join and chosen.join.parted:
            JoinDialog(self.county, replace(chosen, before=(chosen.join,))).open()

    def _show(self, found: Found) -> None:
        met, alike, joined = found
        still = [one for one in met if not one.settled]
        clashes = sum(1 for one in still if one.kind == "conflict")
        told = f"冲突 {clashes} 处，并行更新 {len(still) - clashes} 处，疑似重复客户 {len(alike)} 组"
        self.subtitle.setText(told)
        self.conflicts.show_rows(met, _conflict_cells)
        self.alike.show_rows(alike, _alike_cells)
        self.joined.show_rows(joined, _joined_cells)
        for at, (name, many) in enumerate((("并行更新和冲突", len(still)), ("疑似重复客户", len(alike)), ("已定的合并", len(joined)))):
            self.tabs.setTabText(at, f"{name} {many}" if many else name)

    def _add(self, name: str, table: Table, note: str, *acts: tuple[str, Callable[[], None]]) -> None:
        tab = QWidget()
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(words(note, "muted", wrap=True))
        layout.addWidget(table, 1)
        line = row()
        for at, (text, act) in enumerate(acts, 1):
            line.addWidget(button(text, act, "primary" if at == len(acts) else ""))
        layout.addLayout(line)
        self.tabs.addTab(tab, name)


def _conflict_cells(one: Conflict) -> list[Cell]:
    level = "calm" if one.settled else "overdue" if one.kind == "conflict" else "near"
    first = one.pairs[0] if one.pairs else ("", one.ours, one.theirs)
    more = f"{first[0]} 等 {len(one.pairs)} 项" if len(one.pairs) > 1 else first[0] or "各说各的"
    everything = "\n".join(f"{name}：{ours} ｜ {theirs}" for name, ours, theirs in one.pairs)
    return [
        Cell(KINDS[one.kind], level=level, strong=not one.settled),
        Cell(one.number, strong=True),
        Cell(more, tip=everything),
        Cell(f"{first[1]}（{one.ours_at}）", tip=f"{one.ours}\n{everything}"),
        Cell(f"{first[2]}（{one.theirs_at}）", tip=f"{one.theirs}\n{everything}"),
        Cell(one.settled or "还没有", muted=bool(one.settled)),
    ]


def _alike_cells(one: Alike) -> list[Cell]:
    return [Cell(words_of(one.keys), level="near"), Cell(str(len(one.cases))), Cell(cases_words(one), tip=before_words(one))]


def _joined_cells(one: Alike) -> list[Cell]:
    assert one.join is not None
    apart = "不是同一个" if one.join.never else "已撤回"
    state = Cell(apart, level="waiting") if one.join.parted else Cell("同一个客户", level="calm")
    decided = f"{one.join.at:%Y-%m-%d} {one.join.by}：{one.join.reason}"
    return [state, Cell(cases_words(one)), Cell(decided), Cell("—" if one.join.never else one.join.parted or "—", muted=True)]


def cases_words(one: Alike) -> str:
    """The cases in one line."""
    return "　".join(f"{case.number}（{case.station} · {case.customer} · {case.summary}）" for case in one.cases)
