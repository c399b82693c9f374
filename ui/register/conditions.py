"""The card 办理条件: what must be so before this business is taken, ticked off one by one, and how long a change is to last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from models.forms import Field, TableRow, spec_of
from models.problems import Problem
from models.services.conditions import PRECONDITION
from models.type_rules import Period, Precondition
from ui.panel.cell import Cell
from ui.panel.editor import Editor
from ui.panel.pieces import clear
from ui.panel.texts import DateEditor, TextEditor, small
from ui.register.ticks import WIDE, Ticks

DAYS = ("period_from", "period_until")
FIELDS = (*DAYS, "approved_by")


@dataclass(frozen=True, kw_only=True)
class Span(TableRow):
    """The typed fields of the card; they belong to no paper."""

    period_from: Annotated[date, Field("起始日期", future=True)] | None = None
    period_until: Annotated[date, Field("截止日期", future=True)] | None = None
    approved_by: Annotated[str, Field("超期批准", hint="超过规定期限的，谁批准的")] | None = None


class ConditionsCard(QFrame):
    """`edited` names what changed: preconditions or one of FIELDS; `rebuilt`: new boxes. Hidden while nothing is asked."""

    edited = Signal(str)
    rebuilt = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._met: set[str] = set()
        self._asked: tuple[Precondition, ...] = ()
        self._letters = WIDE
        self.ticks: Ticks | None = None
        self.cells = {
            "period_from": Cell("period_from", DateEditor(spec_of(Span, "period_from"), today), required=True),
            "period_until": Cell("period_until", DateEditor(spec_of(Span, "period_until"), today), required=True),
            "approved_by": Cell("approved_by", TextEditor(spec_of(Span, "approved_by"))),
        }
        for name, cell in self.cells.items():
            cell.editor.edited.connect(lambda name=name: self.edited.emit(name))
        self._lay_out()
        self.ask((), (), ())

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 12)
        box.setSpacing(6)
        head = QHBoxLayout()
        title = QLabel("办理条件")
        title.setProperty("role", "section")
        head.addWidget(title)
        self._said = small("")
        head.addWidget(self._said)
        head.addStretch(1)
        box.addLayout(head)
        self._boxes = QVBoxLayout()
        box.addLayout(self._boxes)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        for place, cell in enumerate(self.cells.values()):
            grid.addWidget(cell, place // 2, place % 2)
        box.addLayout(grid)
        self._rules = small("")
        self._rules.setWordWrap(True)
        box.addWidget(self._rules)

    # --- what is asked -------------------------------------------------------------------------------------------------------

    def ask(self, preconditions: Sequence[Precondition], periods: Sequence[Period], named_by_form: Sequence[str]) -> None:
        """Shows the questions of a business; the days are asked here only where its form does not name them."""
        self._show_days(periods, named_by_form)
        if tuple(preconditions) != self._asked or self.ticks is None:
            self._asked = tuple(preconditions)
            clear(self._boxes)
            self.ticks = self._made() if self._asked else None
            if self.ticks:
                self._boxes.addWidget(self.ticks)
            self.rebuilt.emit()
        self._said.setText("核实一条勾一条；没有核实的不能受理" if self._asked else "")
        self.setVisible(bool(self._asked or periods))

    def _show_days(self, periods: Sequence[Period], named_by_form: Sequence[str]) -> None:
        wanted = {name: bool(periods) and name not in named_by_form for name in DAYS}
        wanted["approved_by"] = any(period.approved_beyond for period in periods)
        for name, shown in wanted.items():
            self.cells[name].setVisible(shown)
            self.cells[name].editor.setVisible(shown)
        self._rules.setText("；".join(dict.fromkeys(period.cite for period in periods)))
        self._rules.setVisible(bool(periods))

    def _made(self) -> Ticks:
        ticks = Ticks("办理条件", [(one.code, one.met) for one in self._asked])
        ticks.required = any(one.blocks for one in self._asked)
        for one in self._asked:
            ticks.boxes[one.code].setToolTip(f"{one.question}\n不符合：{one.remedy}\n{one.source}")
        ticks.fit(self._letters)
        ticks.put(sorted(self._met))
        ticks.edited.connect(self._on_ticked)
        return ticks

    def _on_ticked(self) -> None:
        if self.ticks:
            self._met = (self._met - set(self.ticks.boxes)) | set(self.ticks.value())
        self.edited.emit("preconditions")

    def fit(self, letters: int) -> None:
        """Lays the boxes out for lines of so many letters."""
        self._letters = letters
        if self.ticks:
            self.ticks.fit(letters)

    # --- what is in it -------------------------------------------------------------------------------------------------------

    @property
    def stops(self) -> tuple[Editor, ...]:
        """The editors in reading order."""
        return (*((self.ticks,) if self.ticks else ()), *(cell.editor for cell in self.cells.values()))

    def met(self) -> dict[str, bool]:
        """Every question asked, with whether it was ticked."""
        return {one.code: one.code in self._met for one in self._asked}

    def filled(self) -> frozenset[str]:
        """The fields of the application form that what is ticked answers with 是."""
        return frozenset(one.fills for one in self._asked if one.fills and one.code in self._met)

    def day(self, name: str) -> date | None:
        """A day that was typed here, None where it is empty, not understood or not asked."""
        editor = self.cells[name].editor
        return editor.day() if isinstance(editor, DateEditor) and not self.cells[name].isHidden() else None

    def text(self, name: str) -> str:
        """What was typed in a field, empty where it is not asked."""
        return "" if self.cells[name].isHidden() else str(self.cells[name].editor.value())

    def kept(self, name: str) -> object:
        """What a draft keeps of one part."""
        return sorted(self._met) if name == "preconditions" else self.cells[name].editor.value()

    def put(self, kept: Mapping[str, object]) -> None:
        """Shows what a draft kept, without a signal; nothing kept empties the card."""
        met = kept.get("preconditions")
        self._met = set(map(str, met)) if isinstance(met, list) else set()
        if self.ticks:
            self.ticks.put(sorted(self._met))
        for name, cell in self.cells.items():
            cell.put(str(kept.get(name, "")))

    # --- problems ------------------------------------------------------------------------------------------------------------

    def problems(self) -> tuple[Problem, ...]:
        """Days that are not understood; everything else is the service's to judge."""
        wrong = []
        for name in DAYS:
            typed = str(self.cells[name].editor.value()).strip()
            if typed and not self.cells[name].isHidden() and self.day(name) is None:
                wrong.append(Problem(name, self.cells[name].editor.label, f"“{typed}”不是日期，请写成 1123 或 2026-11-23。"))
        return tuple(wrong)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Marks what has a problem and clears the rest."""
        for name, cell in self.cells.items():
            cell.show_problems([one for one in problems if one.field == name])
        if self.ticks:
            wrong = {one.field.removeprefix(PRECONDITION) for one in problems if one.field.startswith(PRECONDITION)}
            for code, box in self.ticks.boxes.items():
                box.setProperty("invalid", code in wrong)
                box.style().unpolish(box)
                box.style().polish(box)

    def is_wrong(self, field: str) -> bool:
        """Whether a field is still marked."""
        if field.startswith(PRECONDITION):
            return not self.met().get(field.removeprefix(PRECONDITION), True)
        return field in self.cells and self.cells[field].wrong

    def focus(self, name: str) -> bool:
        """Goes to a field or a box of the card; false where there is none."""
        code = name.removeprefix(PRECONDITION)
        if name.startswith(PRECONDITION) and self.ticks and code in self.ticks.boxes:
            self.ticks.boxes[code].setFocus()
            return True
        if name in self.cells and not self.cells[name].isHidden():
            self.cells[name].editor.take_focus()
            return True
        return False
