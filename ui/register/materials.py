"""The card 资料: what the customer brought, held against what the business asks for, group by group."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.business import STAGES
from models.checklist import FORM_NAMES, Checklist, GroupState
from ui.panel.cell import Cell
from ui.panel.choices import YesNo
from ui.panel.editor import Editor
from ui.panel.pieces import clear
from ui.panel.texts import small
from ui.register.ticks import WIDE, Ticks

QUESTIONS = {"agent": "委托代办", "rural": "农村地区", "important": "重要客户", "tenant": "租户办理"}
LEVEL_OF = {"got": "calm", "owed": "near", "missing": "overdue"}
_WORDS = {"got": "✓ 已有", "owed": "● 可后补", "missing": "✗ 缺"}


def state_of(state: GroupState, deferred: bool) -> str:
    """How a group stands: got, owed (it may follow) or missing."""
    return "got" if state.satisfied else "owed" if state.may_follow and deferred else "missing"


class MaterialsCard(QFrame):
    """Questions first, then one row of boxes a group. `edited` names `answers` or `received`; `rebuilt` says that the boxes are new."""

    edited = Signal(str)
    rebuilt = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._received: set[str] = set()
        self._letters = WIDE
        self._ticks: dict[str, Ticks] = {}
        self._states: dict[str, QLabel] = {}
        self.questions = {code: Cell(code, YesNo(words)) for code, words in QUESTIONS.items()}
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

    @property
    def stops(self) -> tuple[Editor, ...]:
        """Questions and groups in reading order."""
        return (*(cell.editor for cell in self.questions.values()), *self._ticks.values())

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
            label.setText(_WORDS[how])
            label.setProperty("level", LEVEL_OF[how])
            label.style().unpolish(label)
            label.style().polish(label)

    def _rebuild(self, checklist: Checklist) -> None:
        clear(self._groups)
        self._ticks, self._states = {}, {}
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
            (item.code, f"{item.name}（{FORM_NAMES[item.form]}）{'·可代替' if item.code in substitutes else ''}") for item in state.accepted
        ]
        tick = Ticks(state.name, items)
        tick.fit(self._letters)
        tick.put(sorted(self._received))
        tick.edited.connect(lambda: self._on_ticked(tick))
        self._ticks[state.code] = tick
        grid.addWidget(tick, 1, 0)
        return row

    def _on_ticked(self, tick: Ticks) -> None:
        self._received = (self._received - set(tick.boxes)) | set(tick.value())
        self.edited.emit("received")


def answers_from(values: Mapping[str, object]) -> dict[str, bool]:
    """Answers that the form itself gives: somebody acts for the customer when an agent is named, 重要客户 where the form asks it."""
    found = {"agent": bool(str(values.get("agent") or "").strip())}
    if "important" in values:
        found["important"] = values["important"] == "是"
    return found
