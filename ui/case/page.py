"""The page of one case: what must I do now, until when, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QTabBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.clock import left
from models.countdown import counted
from models.problems import StationError
from models.services.case_page.rows import CaseDetail
from models.services.changes import Changes
from ui.case import lists
from ui.case.acts import CaseActs
from ui.case.cards import HistoryCard, MaterialsCard, NowCard, prints_menu
from ui.case.header import CaseHeader, governing
from ui.case.pieces import Card, Elided, empty, px, words
from ui.case.rail import StageRail, needs_words
from ui.case.topics import topics_list
from ui.case.why import Why, WhyPanel, load_why, show_calculation
from ui.files.attaching import bring, sources_in
from ui.files.shelf import FileShelf, Thumbs
from ui.tasks import PROGRESS_AFTER_MS
from ui.window import Desk, Page

if TYPE_CHECKING:
    from models.services.station import Station

_WIDE = 860
TABS = ("表单", "单据", "时限明细", "暂停", "人员", "事项", "附件")
_TOPICS = TABS.index("事项")


@dataclass(frozen=True)
class _Loaded:
    """What the page reads at once: the case, and its explanation where there is one."""

    detail: CaseDetail
    why: Why | None
    rest: str | None


class CasePage(Page):
    """One case. `visit(case_id)` says which; F2 does its next step, Ctrl+P lists its papers, Ctrl+M has rarer acts."""

    title = "工单"
    help_topic = "case"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.case_id = ""
        self.key = ""
        self.detail: CaseDetail | None = None
        self.acts: CaseActs | None = None
        self.header = CaseHeader()
        self.rail, self.needs = StageRail(), Elided("", "hint")
        self.now_card, self.materials_card, self.history_card = NowCard(), MaterialsCard(), HistoryCard()
        self.why_panel = WhyPanel()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.list_place = QVBoxLayout()
        self.trouble = words("", "muted", wrap=True)
        self._wide: bool | None = None
        self._thumbs: Thumbs = {}
        self.setAcceptDrops(True)
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(PROGRESS_AFTER_MS)
        self._reading.timeout.connect(self._say_reading)
        self._build()
        self.header.why_button.clicked.connect(self._to_why)
        self.header.warning_button.clicked.connect(self._to_topics)
        self.why_panel.print_button.clicked.connect(lambda: show_calculation(self.desk, self.case_id, self.key))
        self.tabs.currentChanged.connect(lambda _at: self._show_list())
        QShortcut(QKeySequence("Ctrl+M"), self, self.header.more_button.click)

    def visit(self, *what: str) -> None:
        """Says which case to show, before the page is shown."""
        case_id = what[0] if what else ""
        if case_id != self.case_id:
            self.case_id, self.key = case_id, ""
            self.detail = self.acts = None
            self._thumbs = {}
            self._inside.hide()
            self._reading.start()
            self.tabs.setCurrentIndex(0)
            self._area.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Reads the case again."""
        if not self.case_id:
            return
        case_id, key, today, station = self.case_id, self.key, self.desk.today(), self.desk.station

        def shown(loaded: _Loaded) -> None:
            if case_id == self.case_id:
                self._show(loaded)

        self.desk.tasks.run(lambda: _load(station, case_id, key, today), shown, failed=self._fail)

    def concerns(self, changes: Changes) -> bool:
        """Whether this case was touched, or what every case rests on."""
        return self.case_id in changes.cases or changes.rules or changes.people or changes.drafts

    def next_step(self) -> None:
        """F2: the primary button."""
        if self.now_card.first:
            self.now_card.first.do()
        elif self.detail:
            self.desk.toast("这个工单现在没有要做的。")

    def print_stage(self) -> None:
        """Ctrl+Shift+P: 打印本环节全部."""
        if self.acts:
            self.acts.print_stage()

    def print_paper(self) -> None:
        """Ctrl+P: the list of what can be printed."""
        if self.acts and self.now_card.print_button:
            anchor = self.now_card.print_button
            self.prints = prints_menu(self, self.acts)
            self.prints.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
            self.prints.setActiveAction(self.prints.actions()[0])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on a case."""
        if self.detail and sources_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Asks what they belong to."""
        event.acceptProposedAction()
        bring(self.desk, self.case_id, sources_in(event.mimeData()))

    def explain(self, key: str) -> None:
        """Puts another limit's days into the strip."""
        station, case_id, today = self.desk.station, self.case_id, self.desk.today()
        self.key = key
        self.desk.tasks.run(lambda: load_why(station, case_id, today, key), self._show_why)

    def _show(self, loaded: _Loaded) -> None:
        self._reading.stop()
        focused = self.window().focusWidget()
        focus, before = self._focus_name(), focused if focused is not None and self.isAncestorOf(focused) else None
        detail = loaded.detail
        self.detail, self.acts = detail, CaseActs(self.desk, detail)
        self.trouble.hide()
        self.header.show_case(detail, self.acts, loaded.rest)
        self.rail.show_steps(detail.steps, _now_text(detail, self.desk.today()), detail.told)
        self.needs.put(needs_words(detail.needs))
        self.needs.setVisible(bool(detail.needs))
        self.now_card.show_case(detail, self.acts, self.print_paper)
        self.materials_card.show_case(detail, self.acts)
        self.history_card.show_case(detail)
        self.why_panel.setVisible(loaded.why is not None)
        self.header.why_button.setVisible(loaded.why is not None)
        if loaded.why:
            self.why_panel.show_why(loaded.why)
        counts = {0: len(detail.forms), 1: len(detail.papers), 3: len(detail.pauses), 5: sum(len(card.rows) for card in detail.cards)}
        counts[6] = len(detail.files)
        for at, name in enumerate(TABS):
            self.tabs.setTabText(at, f"{name} {counts[at]}" if counts.get(at) else name)
        self._inside.show()
        self._show_list()
        self._give_focus(focus, before)
        QTimer.singleShot(0, self, lambda: self._give_focus(focus, before))  # what was made anew is seen only now

    def _show_why(self, why: Why) -> None:
        self.why_panel.setVisible(True)
        self.why_panel.show_why(why)
        self._area.ensureWidgetVisible(self.why_panel)

    def _show_list(self) -> None:
        if self.acts is None:
            return
        acts = self.acts
        made: dict[int, Callable[[], QWidget]] = {
            0: lambda: lists.forms_list(acts),
            1: lambda: lists.papers_list(acts),
            2: lambda: lists.limits_list(acts, self.explain),
            3: lambda: lists.pauses_list(acts),
            4: lambda: lists.people_list(acts),
            5: lambda: topics_list(acts),
            6: lambda: FileShelf(self.desk, self.case_id, acts.detail.files, thumbs=self._thumbs),
        }
        empty(self.list_place)
        listed = made[self.tabs.currentIndex()]()
        self.list_place.addWidget(listed)
        self.list_place.addStretch()
        self._order_tabs(listed)

    def _order_tabs(self, listed: QWidget) -> None:
        """Tab goes through the page as it is read; what was made anew would else come last."""
        chain: list[QWidget] = []
        for place in (self.header, self.now_card, self.materials_card, self.history_card, self.why_panel):
            chain += place.findChildren(QPushButton)
        chain += [self.why_panel.strip, self.tabs, *listed.findChildren(QPushButton)]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _fail(self, error: Exception) -> None:
        self._reading.stop()
        self._inside.hide()
        self.trouble.setText(str(error) if isinstance(error, StationError) else "这个工单没有读出来。")
        self.trouble.show()

    def _say_reading(self) -> None:
        self.trouble.setText("正在读取工单…")
        self.trouble.show()

    def _to_topics(self) -> None:
        """To the card that the header's warning speaks of."""
        self.tabs.setCurrentIndex(_TOPICS)
        bar = self._area.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: bar.setValue(self.tabs.mapTo(self._inside, QPoint()).y()))

    def _to_why(self) -> None:
        self._area.ensureWidgetVisible(self.why_panel)
        self.why_panel.strip.setFocus()
        if self.key:
            self.explain("")

    def _focus_name(self) -> str:
        """The name of the button that has the focus inside the page, empty where none has."""
        widget = self.focusWidget()
        return widget.accessibleName() or widget.text() if isinstance(widget, QPushButton) else ""

    def _give_focus(self, name: str, before: QWidget | None) -> None:
        """Puts the focus back on the same button, made anew; on the next step where that is gone and nothing outside has it.

        `before` had the focus inside the page; where it is gone, Qt has handed its focus on to whatever came next.
        """
        if not self.isVisible():
            return
        same = next(
            (b for b in self._inside.findChildren(QPushButton) if name and name in (b.accessibleName(), b.text())),
            None,
        )
        focused = self.window().focusWidget()
        lost = focused is None or focused is self or not focused.isVisible() or isinstance(focused, QScrollArea)
        gone = before is not None and not (isValid(before) and before.isVisible() and focused is not None and self.isAncestorOf(focused))
        target = same or ((self.now_card.primary or self.now_card.print_button) if lost or gone else None)
        if target:
            target.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three cards side by side, or the first on a line of its own where the type is large."""
        super().resizeEvent(event)
        self._arrange(wide=self.width() >= px(_WIDE))

    def _arrange(self, *, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        for card in (self.now_card, self.materials_card, self.history_card):
            self._cards.removeWidget(card)
        self._cards.addWidget(self.now_card, 0, 0, 1, 1 if wide else 2)
        self._cards.addWidget(self.materials_card, 0 if wide else 1, 1 if wide else 0)
        self._cards.addWidget(self.history_card, 0 if wide else 1, 2 if wide else 1)
        for column, share in enumerate((10, 6, 6) if wide else (1, 1, 0)):
            self._cards.setColumnStretch(column, share)

    def _build(self) -> None:
        self._inside = QWidget()
        layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(px(20), px(14), px(20), px(16))
        layout.setSpacing(px(12))
        rail = Card()
        rail.body.addWidget(self.rail)
        rail.body.addWidget(self.needs)
        rail.layout().setContentsMargins(px(16), px(10), px(16), px(4))  # type: ignore[union-attr]
        self._cards = QGridLayout()
        self._cards.setSpacing(px(12))
        self._arrange(wide=True)
        for name in TABS:
            self.tabs.addTab(name)
        self.list_place.setContentsMargins(0, 0, 0, 0)
        for widget in (self.header, rail):
            layout.addWidget(widget)
        layout.addLayout(self._cards)
        layout.addWidget(self.why_panel)
        lower = QVBoxLayout()
        lower.setSpacing(px(8))
        lower.addWidget(self.tabs)
        lower.addLayout(self.list_place)
        layout.addLayout(lower, 1)
        self._inside.hide()
        self._area = QScrollArea()
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.trouble.setContentsMargins(px(20), px(20), px(20), px(20))
        self.trouble.hide()
        outer.addWidget(self.trouble)
        outer.addWidget(self._area, 1)


def _load(station: Station, case_id: str, key: str, today: date) -> _Loaded:
    from models.services.case_page.detail import case_detail

    detail = case_detail(station, case_id, today)
    limit = governing(detail)
    rest = None
    if limit and limit.due:
        unit = "working_day" if limit.unit == "working_day" else "calendar_day"
        rest = counted(left(station.calendar, limit.due, today, unit), unit)
    try:
        return _Loaded(detail, load_why(station, case_id, today, key), rest)
    except StationError:
        return _Loaded(detail, None, rest)


def _now_text(detail: CaseDetail, today: date) -> str:
    row = detail.row
    if any(pause.until is None for pause in detail.pauses):
        return "暂停中"
    if row.level == "passed_up":
        return "县中心"
    if row.due and row.due <= today:
        return "今天办" if row.due == today else "内控已过" if row.internal else "已逾期"
    if not row.internal or not row.due:
        return "现在办"
    own = next((step.day_text for step in detail.steps if step.state == "now"), "")  # the list's day may be a parallel stage's
    return own or f"内控 {row.due:%m-%d}"
