"""The card 资料: what the customer brought, held against what the business asks for, group by group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.business import STAGES
from models.checklist import Checklist, GroupState, form_words
from models.forms import Field, TableRow, spec_of
from models.material_rules import ANSWERS
from ui.panel.cell import Cell
from ui.panel.choices import YesNo
from ui.panel.editor import Editor
from ui.panel.pieces import clear
from ui.panel.texts import DateEditor, small
from ui.register.ticks import WIDE, Ticks

LEVEL_OF = {"got": "calm", "owed": "near", "missing": "overdue"}
_WORDS = {"got": "✓ 已有", "owed": "● 可后补", "missing": "✗ 缺"}


@dataclass(frozen=True, kw_only=True)
class Validity(TableRow):
    """The last day of a certificate, asked where a paper carries one."""

    until: Annotated[date, Field("有效期至", future=True, hint="长期有效、证上没写的不填")] | None = None


def state_of(state: GroupState, deferred: bool) -> str:
    """How a group stands: got, owed (it may follow) or missing."""
    return "got" if state.satisfied else "owed" if state.may_follow and deferred else "missing"


class MaterialsCard(QFrame):
    """Questions first, then one row of boxes a group. `edited` names `answers`, `received` or `valid_until`; `rebuilt`: new boxes."""

    edited = Signal(str)
    rebuilt = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._today = today
        self._received: set[str] = set()
        self._valid: dict[str, str] = {}
        self._days: dict[str, Cell] = {}
        self._letters = WIDE
        self._ticks: dict[str, Ticks] = {}
        self._states: dict[str, QLabel] = {}
        self.questions = {code: Cell(code, YesNo(words)) for code, words in ANSWERS.items()}
        for cell in self.questions.values():
            cell.put("否")
            cell.editor.edited.connect(lambda: self.edited.emit("answers"))
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 12)
        box.setSpacing(8)
        head = QHBoxLayout()
        title = QLabel("资料")
        title.setProperty("role", "section")
        head.addWidget(title)
        head.addWidget(small("按数字勾选，每组任选其一；没有带来的不勾"))
        head.addStretch(1)
        box.addLayout(head)
        asked = QGridLayout()
        asked.setHorizontalSpacing(20)
        for place, cell in enumerate(self.questions.values()):
            asked.addWidget(cell, place // 2, place % 2)
        box.addLayout(asked)
        self._groups = QVBoxLayout()
        self._groups.setSpacing(8)
        box.addLayout(self._groups)

    # --- what is in it -------------------------------------------------------------------------------------------------------

    def answers(self) -> dict[str, bool]:
        """The questions as answered, those not asked as no."""
        return {code: not cell.isHidden() and cell.editor.value() == "是" for code, cell in self.questions.items()}

    def received(self) -> frozenset[str]:
        """The codes of the papers ticked, those of groups out of sight included."""
        return frozenset(self._received)

    def answer(self, code: str, yes: bool, tag: str = "") -> None:
        """Shows an answer that was found elsewhere."""
        self.questions[code].put("是" if yes else "否", tag)

    def ask(self, codes: tuple[str, ...]) -> None:
        """Shows the questions on which the list of this business depends."""
        for code, cell in self.questions.items():
            cell.setVisible(code in codes)
            cell.editor.setVisible(code in codes)

    def put_received(self, codes: frozenset[str]) -> None:
        """Shows papers as ticked, without a signal."""
        self._received = set(codes)
        for tick in self._ticks.values():
            tick.put(list(codes))
        self._show_days()

    def put_valid(self, kept: Mapping[str, str]) -> None:
        """Shows the last days of certificates as they were typed, without a signal."""
        self._valid = dict(kept)
        for code, cell in self._days.items():
            cell.put(self._valid.get(code, ""))

    def typed_days(self) -> dict[str, str]:
        """The last days of certificates as typed, for the draft."""
        return {code: text for code, text in self._valid.items() if text.strip()}

    def valid_until(self) -> dict[str, date]:
        """The last day of each paper ticked that carries one."""
        days = {code: cell.editor.day() for code, cell in self._days.items() if isinstance(cell.editor, DateEditor)}
        return {code: day for code, day in days.items() if day and code in self._received}

    @property
    def stops(self) -> tuple[Editor, ...]:
        """Questions and groups in reading order, below each group the last days of what was ticked."""
        found: list[Editor] = [cell.editor for cell in self.questions.values()]
        for tick in self._ticks.values():
            found += [tick, *(self._days[code].editor for code in tick.boxes if code in self._days)]
        return tuple(found)

    def fit(self, letters: int) -> None:
        """Lays the boxes out for lines of so many letters."""
        self._letters = letters
        for tick in self._ticks.values():
            tick.fit(letters)

    # --- the groups ----------------------------------------------------------------------------------------------------------

    def show_checklist(self, checklist: Checklist) -> None:
        """Shows the groups asked of this customer and how each stands; boxes are made anew only where the list itself changed."""
        wanted = {state.code: [item.code for item in state.accepted] for state in checklist.groups}
        if wanted != {code: list(tick.boxes) for code, tick in self._ticks.items()}:
            self._rebuild(checklist)
        for state in checklist.groups:
            how = state_of(state, checklist.deferred)
            self._ticks[state.code].required = True
            label = self._states[state.code]
            label.setText("✗ 已过期" if state.expired and how != "got" else _WORDS[how])
            label.setProperty("level", LEVEL_OF[how])
            label.style().unpolish(label)
            label.style().polish(label)

    def _rebuild(self, checklist: Checklist) -> None:
        clear(self._groups)
        self._ticks, self._states, self._days = {}, {}, {}
        for state in checklist.groups:
            self._groups.addWidget(self._group(state))
        self.rebuilt.emit()

    def _group(self, state: GroupState) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        name = QLabel(state.name)
        name.setProperty("role", "section")
        mark = QLabel()
        self._states[state.code] = mark
        follows = f"；可在“{STAGES.get(state.may_follow_until, '')}”前补" if state.may_follow_until else ""
        rule = f"以下 {len(state.accepted)} 种任选其一" if len(state.accepted) > 1 else "必须提供"
        head = QHBoxLayout()
        head.setSpacing(10)
        for widget in (name, mark, small(rule + follows)):
            head.addWidget(widget)
        head.addStretch(1)
        grid.addLayout(head, 0, 0)
        substitutes = {item.code for item in state.group.substitutes}
        items = [
            (item.code, f"{item.name}（{form_words(item)}）{'·可代替' if item.code in substitutes else ''}") for item in state.accepted
        ]
        tick = Ticks(state.name, items)
        tick.fit(self._letters)
        tick.put(sorted(self._received))
        tick.edited.connect(lambda: self._on_ticked(tick))
        self._ticks[state.code] = tick
        grid.addWidget(tick, 1, 0)
        for place, item in enumerate(one for one in state.accepted if one.expires):
            grid.addWidget(self._day(item.code, item.name), 2 + place, 0)
        self._show_days()
        return row

    def _day(self, code: str, name: str) -> Cell:
        cell = self._days[code] = Cell(code, DateEditor(spec_of(Validity, "until"), self._today))
        cell.editor.label = f"{name}有效期至"
        cell.put(self._valid.get(code, ""))
        cell.editor.edited.connect(lambda: self._on_day(code))
        return cell

    def _show_days(self) -> None:
        for code, cell in self._days.items():
            cell.setVisible(code in self._received)
            cell.editor.setVisible(code in self._received)

    def _on_day(self, code: str) -> None:
        self._valid[code] = str(self._days[code].editor.value())
        self.edited.emit("valid_until")

    def _on_ticked(self, tick: Ticks) -> None:
        self._received = (self._received - set(tick.boxes)) | set(tick.value())
        self._show_days()
        self.edited.emit("received")


def answers_from(values: Mapping[str, object]) -> dict[str, bool]:
    """Answers that the form itself gives: somebody acts for the customer when an agent is named, 重要客户 where the form asks it."""
    found = {"agent": bool(str(values.get("agent") or "").strip())}
    if "important" in values:
        found["important"] = values["important"] == "是"
    return found
