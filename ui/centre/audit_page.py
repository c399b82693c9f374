"""稽查: the self-audit over all stations, a draw for 抽查, and a 整改通知 made of what was found."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from models.services.centre.audit import SCOPES, CountyAudit, CountyFinding, county_audit, draw_county, drawn_list, report_of
from models.services.centre.stations import registered
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.pieces import Card, button, row, words
from ui.centre.desk import CentreDesk, CentrePage, for_dialogs
from ui.centre.send_dialog import SendDialog
from ui.choice_list import ChoiceList
from ui.empty_state import EmptyState
from ui.plain_table import Cell, Table
from ui.tasks import Job

COLUMNS = (("", 96), ("供电所", 120), ("工单号", 170), ("客户", 120), ("问题", 170), ("事实", 0))
DRAWN = (("抽取", 150), ("工单号", 180), ("结果", 0))
SHOWN = 500


class CountyAuditPage(CentrePage):
    """The findings; F2 makes a 整改通知 for the station of the chosen one."""

    title = "稽查"
    help_topic = "centre"

    def __init__(self, desk: CentreDesk) -> None:
        super().__init__(desk)
        self.report = CountyAudit(0, ())
        self._names: dict[str, str] = {}
        self._asked = 0
        self.scope = ChoiceList()
        self.scope.setAccessibleName("稽查范围")
        for code, name in SCOPES.items():
            self.scope.addItem(name, code)
        self.scope.currentIndexChanged.connect(lambda _: self.refresh())
        self.subtitle = words("正在稽查…", "subtitle")
        self.table = Table(COLUMNS, self.title)
        self.table.chosen_changed.connect(self._show_chosen)
        self.empty = EmptyState("没有发现问题", "范围内的工单逐件查过。")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self.about = Card("这一项")
        self.rule, self.remedy, self.said = (words("", "muted", wrap=True) for _ in range(3))
        for label in (self.rule, self.remedy, self.said):
            self.about.body.addWidget(label)
        self.drawn = Table(DRAWN, "抽查")
        self.drawn_card = Card("抽查（县中心抽的）")
        self.drawn_card.body.addWidget(self.drawn)
        self.draw_button = button("抽查…", lambda: CountyDrawDialog(self.county).open())
        self.send_button = button("整改通知…  F2", self.next_step, "primary", tip="给选中那一项的供电所")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), stretch=False, spacing=12)
        heading.addWidget(self.subtitle, 1)
        for made in (self.scope, self.draw_button, self.send_button):
            heading.addWidget(made)
        layout.addLayout(heading)
        layout.addWidget(self._lists, 3)
        layout.addWidget(self.about)
        layout.addWidget(self.drawn_card, 1)

    def refresh(self) -> None:
        """Audits the chosen scope again, and reads the draws."""
        self._asked += 1
        asked, scope, centre, today = self._asked, str(self.scope.currentData()), self.county.centre, self.county.today()
        job: list[Job] = []

        def work() -> tuple[CountyAudit, tuple[tuple[str, str, str], ...], dict[str, str]]:
            report = county_audit(centre, scope, today, advance=lambda at, of: job[0].advance(at / of if of else 1.0) if job else None)
            return report, drawn_list(centre), {one.station: one.name for one in registered(centre)}

        def done(found: tuple[CountyAudit, tuple[tuple[str, str, str], ...], dict[str, str]]) -> None:
            if asked == self._asked:
                self._show(*found)

        job.append(self.county.tasks.run(work, done, progress_text="正在逐件稽查…", cancellable=True))

    def take_focus(self) -> None:
        """The list."""
        self.table.setFocus()

    def next_step(self) -> None:
        """F2: the words of a 整改通知 for one station, to be looked through before it is sent."""
        chosen = self.table.chosen()
        if isinstance(chosen, CountyFinding):
            start = report_of(self.report, chosen.station, str(self.scope.currentData()), self.county.today())
            SendDialog(self.county, ((chosen.station, self._names.get(chosen.station, "")),), start).open()

    def _show(self, report: CountyAudit, drawn: tuple[tuple[str, str, str], ...], names: dict[str, str]) -> None:
        self.report, self._names = report, names
        still = sum(1 for one in report.rows if not one.row.explained)
        told = f"{report.cases} 件工单，" + (f"发现 {len(report.rows)} 项，{still} 项还没有说明" if report.rows else "没有发现问题")
        self.subtitle.setText(told if len(report.rows) <= SHOWN else f"{told}；列出前 {SHOWN} 项")
        self.table.show_rows(report.rows[:SHOWN], self._cells)
        self._lists.setCurrentWidget(self.table if report.rows else self.empty)
        self.drawn.show_rows(drawn, lambda one: [Cell(one[0]), Cell(one[1], strong=True), Cell(one[2])])
        self.drawn_card.setVisible(bool(drawn))
        self._show_chosen()

    def _cells(self, one: CountyFinding) -> list[Cell]:
        found = one.row
        state = Cell("已说明", level="calm") if found.explained else Cell("待说明", level="due")
        station = self._names.get(one.station, one.station)
        return [state, Cell(station, strong=True), Cell(found.number), Cell(found.customer), Cell(found.title), Cell(found.facts)]

    def _show_chosen(self) -> None:
        chosen = self.table.chosen()
        self.about.setVisible(isinstance(chosen, CountyFinding))
        self.send_button.setEnabled(isinstance(chosen, CountyFinding))
        if isinstance(chosen, CountyFinding):
            found = chosen.row
            self.rule.setText(f"依据：{found.rule}")
            self.remedy.setText(f"怎么办：{found.remedy}")
            said = f"说明：{found.explained}（{found.explained_by} {found.explained_on}）"
            self.said.setText(said if found.explained else "供电所还没有说明。")


class CountyDrawDialog(EntryDialog):
    """A draw over all stations; the stations hear of it with their next answers."""

    def __init__(self, desk: CentreDesk) -> None:
        sentence = "从今年全部供电所的工单里抽。种子随抽取一起留存，谁用同一个种子再抽都是这几件；结果由供电所检查后登记。"
        super().__init__(for_dialogs(desk), "抽查", sentence, "抽取")
        self._county, self._said = desk, ""
        self.count = self.add_line("count", "抽几件", "5")
        self.seed = self.add_line("seed", "种子（一个整数）", f"{desk.today():%Y%m%d}", hint="可以当众报一个数")
        for editor in (self.count, self.seed):
            editor.setMaxLength(9)

    def perform(self, values: dict[str, object]) -> Changes:
        """Draws."""
        count, seed = (int(text) if (text := str(values[name])).isdigit() else 0 for name in ("count", "seed"))
        drawn = draw_county(self._county.centre, count, seed, self._county.today())
        self._said = f"从 {drawn.of} 件里抽到 {len(drawn.numbers)} 件，请到“收包”写回执带给供电所。"
        return Changes(packages=True)

    def told(self, values: dict[str, object]) -> str:
        """Says how many."""
        return self._said
