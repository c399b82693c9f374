"""The card 客户情况: what stages and time limits depend on and no form asks; each may stay open until the survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from models.services.case_facts import AskedFact
from ui.panel.cell import Cell
from ui.panel.choices import ChoiceRow
from ui.panel.editor import Editor
from ui.panel.pieces import clear
from ui.panel.texts import small

YES, NO, OPEN = "是", "否", "现场问清"
_ANSWERS = {YES: True, NO: False}


class FactsCard(QFrame):
    """One row of choices a question; hidden where the rules of this business depend on nothing. `edited` where an answer changed."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.cells: dict[str, Cell] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 12)
        box.setSpacing(6)
        head = QHBoxLayout()
        title = QLabel("客户情况")
        title.setProperty("role", "section")
        head.addWidget(title)
        head.addWidget(small("环节和时限按这些情况定；问不清的选“现场问清”，勘查后在工单里补"))
        head.addStretch(1)
        box.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        box.addLayout(self._rows)
        self.hide()

    def ask(self, questions: Sequence[AskedFact], answered: Mapping[str, bool]) -> None:
        """Asks these questions, with the answers given so far."""
        clear(self._rows)
        self.cells = {}
        for question in questions:
            cell = Cell(question.code, ChoiceRow(question.text, (YES, NO, OPEN)))
            yes = answered.get(question.code)
            cell.put(OPEN if yes is None else YES if yes else NO)
            cell.editor.edited.connect(self.edited)
            self.cells[question.code] = cell
            self._rows.addWidget(cell)
        self.setVisible(bool(questions))

    def answers(self) -> dict[str, bool]:
        """What was answered; a question left open is not in it."""
        typed = {code: str(cell.editor.value()) for code, cell in self.cells.items()}
        return {code: _ANSWERS[value] for code, value in typed.items() if value in _ANSWERS}

    @property
    def stops(self) -> tuple[Editor, ...]:
        """The editors in reading order."""
        return tuple(cell.editor for cell in self.cells.values())
