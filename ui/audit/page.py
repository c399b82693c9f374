"""稽查自查: what an inspector would ask, found before he does."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from models.services.changes import Changes
from models.services.self_audit import SCOPES, AuditReport
from ui.audit.dialogs import ExplainDialog
from ui.audit.running import run_audit
from ui.audit.table import SHOWN, FindingTable
from ui.case.pieces import Card, Elided, button, row, words
from ui.case.spot_dialogs import DrawDialog
from ui.choice_list import ChoiceList
from ui.empty_state import EmptyState
from ui.paper.preview import SheetPreview
from ui.window import Desk, Page


class AuditPage(Page):
    """The findings of a scope; F2 writes an explanation, Enter opens the case."""

    title = "稽查自查"
    help_topic = "audit"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.report = AuditReport(0, ())
        self._asked = 0
        self.scope = ChoiceList()
        self.scope.setAccessibleName("自查范围")
        for code, name in SCOPES.items():
            self.scope.addItem(name, code)
        self.scope.currentIndexChanged.connect(lambda _at: self.refresh())
        self.subtitle = Elided("正在自查…", "subtitle")
        self.table = FindingTable()
        self.table.opened.connect(self.open_chosen)
        self.table.currentCellChanged.connect(lambda *_: self._show_chosen())
        self.empty = EmptyState()
        self.open_button = button("打开工单  Enter", self.open_chosen)
        self.draw_button = button("抽查…", lambda: DrawDialog(self.desk).open())
        self.print_button = button("打印通报…", self.print_paper)
        self.explain_button = button("写说明…  F2", self.next_step, "primary")
        self.fact, self.rule, self.remedy, self.said = (words("", "muted", wrap=True) for _ in range(4))
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self._build()

    def refresh(self) -> None:
        """Audits the chosen scope again."""
        self._asked += 1
        asked, scope = self._asked, str(self.scope.currentData())
        run_audit(self.desk, scope, lambda report: self._show(report) if asked == self._asked else None, "正在逐件自查…")

    def concerns(self, changes: Changes) -> bool:
        """Any case may give a finding or lose one."""
        return bool(changes.cases or changes.rules or changes.packages)

    def take_focus(self) -> None:
        """The list, where there is one."""
        (self.table if self.table.rows else self.scope).setFocus()

    def next_step(self) -> None:
        """F2: writes the explanation of the chosen finding."""
        chosen = self.table.chosen()
        if chosen:
            ExplainDialog(self.desk, chosen).open()

    def print_paper(self) -> None:
        """Ctrl+P: the results as a sheet to be put up or sent round (通报)."""
        from models.services.paper.audit_paper import audit_paper
        from reports.render import render

        station, report, scope, today = self.desk.station, self.report, str(self.scope.currentData()), self.desk.today()
        SheetPreview(self.desk, "稽查自查通报", lambda: audit_paper(station, report, scope, render, today)).open()

    def open_chosen(self) -> None:
        """Goes to the case of the chosen finding; one about the station itself has none."""
        chosen = self.table.chosen()
        if chosen and chosen.case_id:
            self.desk.open_case(chosen.case_id)

    def _show(self, report: AuditReport) -> None:
        self.report = report
        still = len(report.unexplained)
        told = f"{report.cases} 件工单，发现 {len(report.rows)} 项" + (f"，{still} 项还没有说明" if report.rows else "")
        self.subtitle.put(told if len(report.rows) <= SHOWN else f"{told}；这里列出前 {SHOWN} 项")
        self.table.show_findings(report.rows)
        self.empty.say("没有发现问题", f"{SCOPES[str(self.scope.currentData())]} {report.cases} 件，逐件查过。")
        self._lists.setCurrentWidget(self.table if report.rows else self.empty)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.table.chosen()
        self._about.setVisible(chosen is not None)
        for made in (self.open_button, self.explain_button):
            made.setEnabled(chosen is not None and bool(chosen.case_id or made is self.explain_button))
        if chosen is None:
            return
        self.fact.setText(f"事实：{chosen.facts}")
        self.rule.setText(f"依据：{chosen.rule}")
        self.remedy.setText(f"怎么办：{chosen.remedy}")
        said = f"说明：{chosen.explained}（{chosen.explained_by} {chosen.explained_on}）"
        self.said.setText(said if chosen.explained else "还没有说明。")

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        heading = row(words(self.title, "title"), stretch=False, spacing=12)
        heading.addStretch(1)
        heading.addWidget(self.scope)
        heading.addWidget(self.draw_button)
        heading.addWidget(self.print_button)
        heading.addWidget(self.open_button)
        heading.addWidget(self.explain_button)
        layout.addLayout(heading)
        layout.addWidget(self.subtitle)
        layout.addWidget(self._lists, 1)
        self._about = Card("这一项")
        for label in (self.fact, self.rule, self.remedy, self.said):
            self._about.body.addWidget(label)
        layout.addWidget(self._about)
        note = "自查只提问，不改任何数据。说明随工单保存和上报；数值是本所的设置（默认值，非规定）。"
        layout.addWidget(words(note, "hint", wrap=True))
