"""供电所看板: each station in one line: its last packages, how long ago, what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QSpinBox, QStackedWidget, QVBoxLayout

from models.services.centre.arrivals import STATE_WORDS
from models.services.centre.board import Board, BoardRow, board, set_quiet_days
from models.services.exchange.resend_requests import first_missing
from ui.case.pieces import Card, Elided, button, px, row, words
from ui.centre.desk import CentreDesk, CentrePage
from ui.centre.request_dialog import RequestDialog
from ui.centre.restored_card import RestoredCard
from ui.empty_state import EmptyState
from ui.plain_table import Cell, Table

COLUMNS = (
    ("", 100), ("供电所", 172), ("最近来包", 126), ("近 5 包（新→旧）", 190), ("收到第几条", 118), ("工单", 56), ("缺号", 0),
    ("未回执", 60), ("件不齐", 60), ("备注", 0),
)  # fmt: skip
_MARKS = {"applied": "✓", "acked": "✓", "held": "‖", "forked": "■", "refused": "×", "needs_upgrade": "↑"}
LEVEL_WORDS = {"overdue": "要处理", "due": "缺或久", "near": "留意", "waiting": "未收过", "calm": "正常"}


class BoardPage(CentrePage):
    """The board; Enter opens the packages of a station."""

    title = "供电所看板"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self.subtitle = Elided("正在读取…", "subtitle")
        self.table = Table(COLUMNS, self.title)
        self.table.opened.connect(self._open)
        self.table.chosen_changed.connect(self._show_chosen)
        self.empty = EmptyState("还没有供电所", "请在“设置”里登记供电所的名片（STATION.json），核对指纹后就能收它的包。")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self.restored = RestoredCard(desk)
        self.about = Card("这个供电所")
        self.told = words("", wrap=True)
        self.about.body.addWidget(self.told)
        self.request_button = button("请它补发…", self.request, tip="写一个补发请求，供电所导入后重新导出所要的流水")
        self.about.body.addSpacing(px(6))
        self.about.body.addLayout(row(self.request_button))
        self.quiet = QSpinBox()
        self.quiet.setRange(1, 90)
        self.quiet.setSuffix(" 天")
        self.quiet.setAccessibleName("几天没有来包就提醒")
        self.quiet.editingFinished.connect(self._keep_quiet)
        self._known_quiet, self._blocked = 0, False
        self._build()

    def refresh(self) -> None:
        """Reads the board as of today."""
        centre, today = self.county.centre, self.county.today()
        self.county.tasks.run(lambda: board(centre, today), self._show)

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    def _show(self, found: Board) -> None:
        levels = [one.level for one in found.rows]
        todo, watched = levels.count("overdue") + levels.count("due"), levels.count("near")
        parts = [f"{len(found.rows)} 个供电所", *[f"{todo} 个要处理"] * bool(todo), *[f"{watched} 个留意"] * bool(watched)]
        parts += ["没有要处理的"] * (not todo and not watched)
        parts += [f"未登记密钥签的包 {found.strangers} 个"] * bool(found.strangers)
        self.subtitle.put("，".join(parts))
        self.restored.show_sign(found.put_back)
        self._known_quiet, self._blocked = found.quiet_days, found.put_back is not None
        self.quiet.setValue(found.quiet_days)
        self.table.show_rows(found.rows, cells)
        self._lists.setCurrentWidget(self.table if found.rows else self.empty)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.table.chosen()
        self.about.setVisible(chosen is not None)
        if chosen is not None:
            self.about.title.setText(f"{chosen.name}（{chosen.station}）")
            self.told.setText("\n".join(advice(chosen, self._known_quiet, blocked=self._blocked)))
            self.request_button.setEnabled(chosen.registered)

    def request(self) -> None:
        """Asks the chosen station to send its lines again."""
        chosen = self.table.chosen()
        if chosen is not None and chosen.registered:
            centre, county = self.county.centre, self.county
            self.county.tasks.run(
                lambda: first_missing(centre, chosen.station),
                lambda missing: RequestDialog(county, chosen.station, chosen.name, missing).open(),
            )

    def _open(self) -> None:
        chosen = self.table.chosen()
        if chosen is not None:
            self.county.open_page("intake", chosen.station)

    def _keep_quiet(self) -> None:
        days = self.quiet.value()
        if days != self._known_quiet:
            centre = self.county.centre
            self.county.tasks.run(lambda: set_quiet_days(centre, days), lambda _: self.refresh())

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), stretch=False, spacing=12)
        heading.addWidget(self.subtitle, 1)
        heading.addWidget(words("没有来包超过", "muted"))
        heading.addWidget(self.quiet)
        heading.addWidget(words("提醒（默认值，非规定）", "muted"))
        heading.addWidget(button("看它的包  Enter", self._open, "primary"))
        layout.addLayout(heading)
        layout.addWidget(self.restored)
        layout.addWidget(self._lists, 1)
        layout.addWidget(self.about)


def cells(one: BoardRow) -> list[Cell]:
    """One line of the board."""
    last = f"{one.last_on:%m-%d} · {days_words(one.days)}" if one.last_on else "—"
    packages = "  ".join(f"{_MARKS.get(package.state, '…')}{package.number}" for package in one.last)
    tips = "\n".join(f"第 {package.number} 号 {package.on} {STATE_WORDS[package.state]}" for package in one.last)
    notes = [*["密钥已停用"] * one.revoked, *["未登记"] * (not one.registered and not one.revoked), *["两边算得不同"] * one.differs]
    notes += ["已请补发"] if one.asked_on else []
    notes += [f"重号 {one.same_numbers} 件"] * bool(one.same_numbers)
    notes += [f"分叉 {one.forks} 处"] * bool(one.forks) + [f"等前面的包 {one.held} 个"] * bool(one.held)
    return [
        Cell(level_words(one), level=one.level, strong=one.level in ("overdue", "due")),
        Cell(f"{one.name} {one.station}", strong=True),
        Cell(last),
        Cell(packages or "—", tip=tips or "没有来过包"),
        Cell(seq_words(one)),
        Cell(str(one.cases) if one.cases else "—"),
        Cell(gap_words(one.gaps), level="due" if one.gaps else ""),
        Cell(str(one.unanswered) if one.unanswered else "—"),
        Cell(str(one.missing) if one.missing else "—"),
        Cell("，".join(notes), muted=not notes),
    ]


def level_words(one: BoardRow) -> str:
    """How the station stands in a word; one that was heard of but has no key in use is not said to be new."""
    if one.level == "waiting" and one.days is not None:
        return "密钥停用" if one.revoked else "未登记"
    return LEVEL_WORDS[one.level]


def days_words(days: int | None) -> str:
    """How long ago, in calendar days."""
    return "从未" if days is None else "今天" if days == 0 else f"{days} 天前"


def gap_words(gaps: tuple[tuple[int, int], ...]) -> str:
    """Missing lines as ranges; a dash where none is."""
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in gaps) or "—"


def seq_words(one: BoardRow) -> str:
    """Up to which line everything is here; numbers begin anew with each epoch of a station that was restored or moved."""
    return f"时期 {one.epoch:02d} 第 {one.seq}" if one.epoch else str(one.seq) if one.seq else "—"


def advice(one: BoardRow, quiet: int, *, blocked: bool = False) -> list[str]:
    """What stands with a station and what to do about it; `quiet` are the days without a package from which on it is reminded of.

    `blocked`: this store seems to be an older copy and writes no answers until that is settled, so nobody is sent to write one before.
    """
    found = []
    answer = "先在上面的红色卡片里定下这个库是不是恢复的（现在不能写回执），再" if blocked else ""
    if one.forks:
        found.append(
            "■ 分叉：同一个库可能在两台电脑上用过。到“收包”里看两份各有哪些工单，电话核对；"
            f"{answer}给它写回执，没有收的那台导入后点“以新时期重新登记…”。"
        )
    if one.differs:
        found.append("■ 流水相同，两边算出的列表却不同：是程序的问题，数据没有丢。请核对两边的程序版本，并把情况报告给维护人员。")
    if one.gaps or one.held:
        found.append(f"▲ 缺号 {gap_words(one.gaps)}：{answer}写一份回执给它，供电所下次导出会自动补齐；等不及可在“收包”里缺号接收。")
    if one.unanswered:
        found.append(f"● {one.unanswered} 个包收下了还没有回执：供电所会一直重复导出这些登记。请{answer}到“收包”写回执。")
    if one.missing:
        found.append(f"● {one.missing} 个单据或附件还没有到（件不齐）：回执会列出，供电所下次自动带上。")
    found += _asked(one)
    if one.revoked or not one.registered:
        found.append("‖ 没有在用的密钥：它的包现在收不进来。请在“设置”里登记它的名片。")
    found += _silence(one, quiet)
    return found or [f"✓ 收到{'' if one.epoch else '第 '}{seq_words(one)} 条，没有缺号，都已回执。最近来包 {days_words(one.days)}。"]


def _asked(one: BoardRow) -> Iterator[str]:
    if one.same_numbers:
        yield (
            f"● {one.same_numbers} 件工单的工单号和另一件重复，还没有换号或说明：“稽查”里看得到是哪几件，可以给它写整改通知；"
            "由供电所换号、重出单据。"
        )
    if one.asked_on:
        yield f"● {one.asked_on:%m-%d} 写了补发请求，还没有来包：供电所导入它以后再导出一次；请求弄丢了的，再点“请它补发…”写一份。"


def _silence(one: BoardRow, quiet: int) -> list[str]:
    if one.days is None:
        return ["‖ 还没有收到过它的包。"]
    if one.days <= quiet:
        return []
    return [f"● {one.days} 天没有来包（超过 {quiet} 天就提醒）：打电话问一问，请它导出一次；在路上丢了的，再导出一次就补齐。"]
