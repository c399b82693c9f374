"""收到资料, 受理, 上报县中心."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QCheckBox

from models.services.case_page.rows import MaterialRow
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.pieces import px, words
from ui.window import Desk


class ReceiveDialog(EntryDialog):
    """Enters papers that came in later, ticked from what the checklist would accept."""

    def __init__(self, desk: Desk, case_id: str, materials: tuple[MaterialRow, ...]) -> None:
        super().__init__(desk, "收到资料", "勾选客户这次交来的资料。每一类有其中一项就够，标明的除外。", "登记收到")
        self._case_id = case_id
        self._left = ""
        self.boxes: list[QCheckBox] = []
        codes: list[str] = []
        for group in (g for g in materials if g.state != "got"):
            self.fields.addSpacing(px(6))
            self.fields.addWidget(words(f"{group.name}{'（可后补）' if group.may_follow else ''}", "section"))
            if group.note:
                self.fields.addWidget(words(group.note, "hint", wrap=True))
            for code, name, got in group.items:
                box = QCheckBox(name)
                box.setChecked(got)
                box.setEnabled(not got)
                box.installEventFilter(self)
                self.fields.addWidget(box)
                self.boxes.append(box)
                codes.append(code)
                if code in group.expiring and not got:
                    self._ask_until(box, code, name)
        self.add_ticks("items", "资料", self.boxes, codes, "请至少勾选一项收到的资料")
        self.on = self.add_day("on", "收到日期", desk.today())
        free = next((box for box in self.boxes if box.isEnabled()), None)
        if free:
            free.setFocus()

    def _ask_until(self, box: QCheckBox, code: str, name: str) -> None:
        """Below a certificate that was ticked, the last day it is valid: each has its own."""
        asked = f"until:{code}"
        self.add_day(asked, f"　{name}有效期至", required=False, hint="　证上写的最后一天；长期有效、没有写的不填", ahead=True)
        self.show_asked(asked, False)
        box.toggled.connect(lambda ticked: self.show_asked(asked, ticked))

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores what came in."""
        from models.services.registration import receive_papers

        items = cast(frozenset[str], values["items"])
        days = {code: cast("date | None", values.get(f"until:{code}")) for code in items}
        valid = {code: day for code, day in days.items() if day}
        day, today = cast(date, values["on"]), self.desk.today()
        papers, changes = receive_papers(self.desk.station, self._case_id, items, day, today, valid)
        self._left = "资料已齐。" if papers.complete else f"还缺{'、'.join(group.name for group in papers.missing)}。"
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Says whether everything is there now."""
        count = len(cast(frozenset[str], values["items"]))
        return f"已登记收到资料 {count} 项，{self._left}"


class AcceptDialog(EntryDialog):
    """Accepts a record 未受理 on the day its papers are complete: the clock starts."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "受理", "受理后时限开始计算，受理当日为第 0 天。受理日期不能早于收到资料的那一天。", "受理")
        self._case_id = case_id
        self.on = self.add_day("on", "受理日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the acceptance."""
        from models.services.registration import accept

        return accept(self.desk.station, self._case_id, cast(date, values["on"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says from when the clock runs."""
        return f"已受理（{values['on']}），时限开始计算。请打印受理回执。"


class PassUpDialog(EntryDialog):
    """上报县中心: hands a high-voltage case to the county centre."""

    def __init__(self, desk: Desk, case_id: str, printed: bool, again: bool = False) -> None:
        sentence = "登记后这个工单由县客户服务中心办理，不再出现在“今日”；结果回来后在这里转交客户。"
        super().__init__(desk, "上报县中心", sentence + ("" if printed else "《上报单》还没有打印，上报后也能打印。"), "登记已上报")
        self._case_id = case_id
        self.on = self.add_day("on", "上报日期", desk.today())
        self.words = self.add_line("words", "补了什么、改了什么", required=False)
        self.show_asked("words", again)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores that it went up."""
        from models.services.passing import pass_up

        words = str(values.get("words", ""))
        return pass_up(self.desk.station, self._case_id, cast(date, values["on"]), self.desk.today(), words)

    def told(self, values: dict[str, object]) -> str:
        """Says who has it now."""
        return f"已于 {values['on']} 上报，县中心办理中。"
