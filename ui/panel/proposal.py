"""A proposal under its field: the value, how it agrees with what stands there, a key to take it, and room for a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from models.electrical.proposals import Proposal, agrees, standing
from models.forms import Field, FieldSpec, TableRow, spec_of
from ui.panel.texts import TextEditor

Proposer = Callable[[Mapping[str, object]], Sequence[Proposal]]


@dataclass(frozen=True, kw_only=True)
class Departure(TableRow):
    """Why a proposal was not followed."""

    reason: Annotated[str, Field("理由", hint="不按建议的理由（可不填）")] | None = None


class ProposalLine(QWidget):
    """All proposals for one field, or for the cells of one table. `taken` when they are to be filled in.

    `reason` is a stop of the keyboard's walk only while something else stands in the field than was proposed.
    """

    taken = Signal()

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self._spec = spec
        self._columns = {column.name: column.label for column in spec.columns}
        self.proposals: tuple[Proposal, ...] = ()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "hint")
        self.take = QPushButton("采用 F4")
        self.take.setProperty("link", True)
        self.take.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.take.clicked.connect(self.taken)
        self.reason = TextEditor(spec_of(Departure, "reason"))
        self.reason.label = f"{spec.label}不按建议的理由"
        self.reason.line.setAccessibleName(self.reason.label)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._words, 0, 0)
        grid.addWidget(self.take, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.reason, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.reason.hide()
        self.hide()

    def show_proposals(self, proposals: Sequence[Proposal], values: Mapping[str, object]) -> None:
        """Shows what is proposed and how it stands to what was typed; none hides the line."""
        self.proposals = tuple(proposals)
        open_ones = [one for one in proposals if not standing(values, one.field)]
        other = [one for one in proposals if standing(values, one.field) and not agrees(standing(values, one.field), one.value)]
        if other:
            told = "、".join(self._told(one) for one in other)
            self._words.setText(f"● 建议 {told}，与所填不同，会记下")
        elif open_ones:
            self._words.setText(f"建议 {'、'.join(self._told(one) for one in open_ones)}")
        else:
            self._words.setText("✓ 与计算建议一致")
        self._words.setToolTip("\n".join(f"{one.reckoning}\n依据：{one.basis}" for one in proposals))
        self.take.setVisible(bool(other or open_ones))
        self.reason.setVisible(bool(other))
        self.setVisible(bool(proposals))

    def _told(self, one: Proposal) -> str:
        row = one.field.split(".")[1:]
        unit = f" {self._spec.unit}" if self._spec.unit and not row else ""
        return f"{self._columns.get(row[1], '')} {one.value}" if row else f"{one.value}{unit}"
