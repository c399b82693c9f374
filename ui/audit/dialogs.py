"""写说明: what the station says about a finding."""

from __future__ import annotations

from models.services.changes import Changes
from models.services.self_audit import FindingRow, explain_finding
from ui.case.entry import EntryDialog
from ui.window import Desk


class ExplainDialog(EntryDialog):
    """Asks for the explanation of one finding; it stays with the case, and an inspector reads it."""

    def __init__(self, desk: Desk, row: FindingRow) -> None:
        super().__init__(desk, "写说明", f"{row.number} {row.customer}：{row.facts}。依据：{row.rule}。", "保存说明")
        self._row = row
        self.text = self.add_text("text", "说明", hint="写清原因和凭据在哪里；事实以后有变动，要重新说明")
        if row.explained:
            self.text.setPlainText(row.explained)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the explanation."""
        row = self._row
        return explain_finding(self.desk.station, row.case_id, row.code, row.key, str(values["text"]))

    def told(self, values: dict[str, object]) -> str:
        """Says that it was kept."""
        return f"已保存 {self._row.number} 的说明。"
