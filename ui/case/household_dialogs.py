"""住户: how far one household has got, several at once, adding, correcting, leaving one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from models.casework.households import Household
from models.checklist import Checklist
from models.forms import spec_of
from models.forms.batch_application import HouseholdList, ListedHousehold
from models.problems import ProblemsFound, StationError
from models.services.changes import Changes
from models.services.households import Progress, progress_of
from ui.case.entry import Asked, EntryDialog
from ui.case.pieces import least_width, px, words
from ui.panel.table import TableEditor
from ui.window import Desk

NONE = "-"
_CHECKED = (("", NONE), ("相符", "yes"), ("不符", "no"))
_VERDICT = {"yes": True, "no": False}


class SideBySide(EntryDialog):
    """An entry dialog whose fields stand three in a row; `next_row` begins a new one."""

    def __init__(self, desk: Desk, title: str, sentence: str, act: str) -> None:
        super().__init__(desk, title, sentence, act)
        least_width(self, 860)
        self.setMaximumWidth(px(980))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(8))
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self.fields.addLayout(self._grid)
        self._at = 0

    def next_row(self) -> None:
        """What is asked next begins a new row."""
        self._at += -self._at % 3

    def _add(self, one: Asked, beside: QLabel) -> None:
        before = self.fields
        cell = QWidget()
        self.fields = QVBoxLayout(cell)
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setSpacing(px(2))
        super()._add(one, beside)
        self.fields.addStretch()
        self.fields = before
        self._grid.addWidget(cell, self._at // 3, self._at % 3)
        self._at += 1


class ProgressDialog(SideBySide):
    """How far one household has got, from its application to 户表核对; fields left empty are not yet so.

    `last` are the days of the household entered before: offered again where this one has none.
    """

    def __init__(
        self, desk: Desk, case_id: str, one: Household, papers: Checklist, people: Sequence[tuple[str, str]], *, replaces: bool,
        last: Progress | None = None,
    ) -> None:
        person = "　".join(part for part in (one.name, one.document_no, one.phone) if part)
        super().__init__(desk, f"住户 {one.place}", person or "没有填户名", "登记")
        self._case_id, self._id, self._replaces = case_id, one.id, replaces
        self.known = progress_of(one)
        offered = _offered(self.known, last)
        if offered != self.known:
            self.fields.insertWidget(0, words("日期和核对人照上一户填好了，请核对。", "hint"))
        self._papers = {group.code: {item.code for item in group.accepted} for group in papers.groups}
        if replaces:
            self._ask_exchange(offered)
        else:
            self._ask_connection(offered, papers)
        self._ask_check(offered, people)
        if self.known != Progress(old_meter=one.old_meter):
            reason = self.add_line("reason", "更正理由", required=False, hint="改动已登记的内容时填")
            self.offer_wordings(reason, "correction", case_id)
        self.entered = self.known

    def _ask_connection(self, known: Progress, papers: Checklist) -> None:
        self.add_day("applied_on", "申请日期", known.applied_on, required=False)
        for state in papers.groups:
            got = next((item.code for item in state.received), NONE)
            choices = [(NONE, "还没有收到"), *((item.code, item.name) for item in state.accepted)]
            self.add_choice(f"paper:{state.code}", state.name, choices, got)
        self.next_row()
        self.add_line("contract_no", "合同编号", known.contract_no, required=False)
        self.add_day("contract_on", "合同签订日期", known.contract_on, required=False)
        self.next_row()
        self.add_line("meter", "电能表编号", known.meter, required=False)
        self.add_line("reading", "示数（kWh）", known.reading, required=False)
        self.add_day("served_on", "送电日期", known.served_on, required=False)

    def _ask_exchange(self, known: Progress) -> None:
        self.add_line("old_meter", "原表编号", known.old_meter, required=False)
        self.add_line("old_reading", "原表止数（kWh）", known.old_reading, required=False)
        self.next_row()
        self.add_line("meter", "新表编号", known.meter, required=False)
        self.add_line("reading", "新表起数（kWh）", known.reading, required=False)
        self.add_day("served_on", "换表日期", known.served_on, required=False)

    def _ask_check(self, known: Progress, people: Sequence[tuple[str, str]]) -> None:
        verdict = {True: "yes", False: "no"}.get(cast(bool, known.checked), NONE)
        self.add_choice("checked", "户表核对", [(code, text or "还没有核对") for text, code in _CHECKED], verdict)
        self.add_choice("checked_by", "核对人", [(NONE, ""), *people], known.checked_by or NONE)
        self.add_day("checked_on", "核对日期", known.checked_on, required=False)
        self.add_line("found", "不符情况", known.found, required=False, hint="不符时写明")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores what is new."""
        from models.services.households import record

        self.entered = self._progress(values)
        reason = str(values.get("reason") or "")
        return record(self.desk.station, self._case_id, [self._id], self.entered, self.desk.today(), reason=reason)

    def told(self, values: dict[str, object]) -> str:
        """Names the household."""
        return f"{self.windowTitle()}：已登记。"

    def _progress(self, values: dict[str, object]) -> Progress:
        chosen = {str(code) for name, code in values.items() if name.startswith("paper:") and code != NONE}
        replaced = {code for name in values if name.startswith("paper:") for code in self._papers[name.partition(":")[2]]}
        names = set(Progress.__dataclass_fields__) - {"papers", "checked", "checked_by"}
        given: dict[str, Any] = {name: values[name] for name in names if name in values}
        return replace(
            self.known, **given, papers=frozenset(chosen | (self.known.papers - replaced) | _more(self.known.papers, chosen, self._papers)),
            checked=_VERDICT.get(str(values["checked"])), checked_by="" if values["checked_by"] == NONE else str(values["checked_by"]),
        )  # fmt: skip


def _more(known: frozenset[str], chosen: set[str], groups: dict[str, set[str]]) -> set[str]:
    """Further papers of a group that were brought before, besides the one shown."""
    return {code for codes in groups.values() if codes & chosen & known for code in codes & known}


def _offered(known: Progress, last: Progress | None) -> Progress:
    """The days of the household before, where this one has nothing yet."""
    if last is None or known != Progress(old_meter=known.old_meter):
        return known
    return replace(
        known, applied_on=last.applied_on, contract_on=last.contract_on, served_on=last.served_on, checked_on=last.checked_on,
        checked_by=last.checked_by,
    )  # fmt: skip


class SeveralDialog(SideBySide):
    """What several households have in common: that they applied and signed nothing yet, or that somebody checked their meters."""

    def __init__(self, desk: Desk, case_id: str, ids: Sequence[str], people: Sequence[tuple[str, str]], papers: Checklist) -> None:
        sentence = "填了的项目登记到选中的每一户，空着的不动。合同编号、表号、示数各户不同，请逐户登记。"
        super().__init__(desk, f"选中的 {len(ids)} 户一起登记", sentence, "登记")
        self._case_id, self._ids = case_id, tuple(ids)
        self.add_day("applied_on", "申请日期", None, required=False)
        for state in papers.groups:
            choices = [(NONE, "不动"), *((item.code, f"收到{item.name}") for item in state.accepted)]
            self.add_choice(f"paper:{state.code}", state.name, choices, NONE)
        self.next_row()
        self.add_choice("checked", "户表核对", [(NONE, "不动"), ("yes", "相符")], NONE)
        self.add_choice("checked_by", "核对人", [(NONE, ""), *people], NONE)
        self.add_day("checked_on", "核对日期", None, required=False)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it for each."""
        from models.services.households import record

        papers = frozenset(str(code) for name, code in values.items() if name.startswith("paper:") and code != NONE)
        by = "" if values["checked_by"] == NONE else str(values["checked_by"])
        progress = Progress(
            cast(date | None, values["applied_on"]), papers, checked=_VERDICT.get(str(values["checked"])), checked_by=by,
            checked_on=cast(date | None, values["checked_on"]),
        )  # fmt: skip
        return record(self.desk.station, self._case_id, self._ids, progress, self.desk.today(), only_new=True)


class AddDialog(EntryDialog):
    """More households: a table to type in or to paste from Excel."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "添加住户", "一行一户。可以从 Excel 复制整块粘贴，列的次序和下面相同。", "添加")
        self._case_id = case_id
        least_width(self, 1100)
        self.setMaximumWidth(px(1280))
        self.table = TableEditor(spec_of(HouseholdList, "households"), desk.today)
        self.table.saving.connect(self.submit)
        self.fields.addWidget(self.table)
        self.fields.addStretch()
        self.table.take_focus()

    def _fit(self) -> None:
        super()._fit()
        self._room.setFixedHeight(min(max(self._room.height(), px(260)), self.screen().availableSize().height() - px(240)))
        self.adjustSize()

    def values(self) -> dict[str, object]:
        """The rows as typed; they are read by the service."""
        return {"households": self.table.value()}

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the new households."""
        from models.services.household_list import add_households

        return add_households(self.desk.station, self._case_id, cast(list[dict[str, object]], values["households"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says how many."""
        return f"已添加 {len(cast(list[object], values['households']))} 户。"

    def _show(self, error: StationError) -> None:
        found = error.problems if isinstance(error, ProblemsFound) else ()
        cells = {(int(p.field.split(".")[1]), p.field.split(".")[2]): p.message for p in found if p.field.count(".") == 2}
        self.table.show_problems(cells)
        rest = [str(p) for p in found if p.field.count(".") != 2] if found else [str(error)]
        self.trouble.setText("\n".join(rest))
        self.trouble.setVisible(bool(rest))


class CorrectDialog(SideBySide):
    """Writes one household's line anew, for a reason."""

    def __init__(self, desk: Desk, case_id: str, one: Household) -> None:
        super().__init__(desk, f"更正住户 {one.place}", "改正清单里写错的内容。原来的内容会保留在历史里。", "更正")
        self._case_id, self._id = case_id, one.id
        known = {
            "unit": one.unit, "room": one.room, "name": one.name, "capacity": one.capacity, "document_no": one.document_no,
            "phone": one.phone, "meter": one.old_meter,
        }  # fmt: skip
        for name, value in known.items():
            self.add_line(name, spec_of(ListedHousehold, name).label, value, required=False)
        self.next_row()
        self.offer_wordings(self.add_line("reason", "更正理由", required=False), "correction", case_id)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the correction."""
        from models.services.household_list import correct_household

        row = {name: value for name, value in values.items() if name != "reason"}
        return correct_household(self.desk.station, self._case_id, self._id, row, str(values["reason"]), self.desk.today())


class DropDialog(EntryDialog):
    """不再办理: leaves a household out of the batch for good."""

    def __init__(self, desk: Desk, case_id: str, one: Household) -> None:
        sentence = "登记后这一户不再影响批量工单归档，以后用电另行申请。"
        super().__init__(desk, f"不再办理 {one.place}", sentence, "不再办理", danger=True)
        self._case_id, self._id = case_id, one.id
        self.add_day("on", "日期", desk.today())
        self.add_line("reason", "原因")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.household_list import drop_household

        on = cast(date, values["on"])
        return drop_household(self.desk.station, self._case_id, self._id, on, str(values["reason"]), self.desk.today())
