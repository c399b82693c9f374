"""The column beside a form: what the case is, and what looks odd in what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.electrical.proposals import Proposal
from models.forms import FieldSpec, Form, label_of
from models.problems import Problem
from models.services.case_page.rows import CaseDetail
from ui.panel.pieces import card, clear, words

_FACTS = 10


class FormSide(QWidget):
    """Facts of the case, what is still missing, remarks."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        progress, box = card()
        self._missing = words("", "section")
        self._names = words("", "muted")
        self._turn = words("")
        self._turn.setProperty("level", "near")
        self._turn.hide()
        box.addWidget(self._turn)
        box.addWidget(self._missing)
        box.addWidget(self._names)
        self._odd, self._remarks = card("请再看一眼")
        self._reckoned, reckoned = card("计算建议")
        reckoned.addWidget(words("只供参考，可以改；改了会记下建议值和所填值。", "hint"))
        self._proposals = QVBoxLayout()
        self._proposals.setSpacing(4)
        reckoned.addLayout(self._proposals)
        self._reckoned.hide()
        self._shown: tuple[Proposal, ...] = ()
        facts, self._facts_box = card("工单")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        self._facts_box.addLayout(self._facts)
        for frame in (progress, self._odd, self._reckoned, facts):
            column.addWidget(frame)
        column.addStretch(1)
        self._list = QVBoxLayout()
        self._remarks.addLayout(self._list)
        self._odd.hide()

    def show_case(self, detail: CaseDetail) -> None:
        """Shows what is known of the case."""
        clear(self._facts)
        known = (("业务", detail.business), ("容量电压", f"{detail.capacity} {detail.voltage}".strip()), *detail.facts)
        for label, value in known[:_FACTS]:
            self._facts.addWidget(words(f"{label}：{value}", "hint"))

    def show_turn(self, first: str) -> None:
        """Says that other acts come first; nothing where it is this form's turn."""
        self._turn.setText(f"● 还没轮到这张表，请先办：{first}。现在填的会存为草稿，也可以先打印带到现场。")
        self._turn.setVisible(bool(first))

    def show_missing(self, missing: Sequence[FieldSpec]) -> None:
        """Shows the required fields that are still empty."""
        self._missing.setText(f"必填还差 {len(missing)} 项" if missing else "✓ 必填项都填了")
        self._names.setText("、".join(spec.label for spec in missing))
        self._names.setVisible(bool(missing))

    def show_remarks(self, remarks: Sequence[Problem]) -> None:
        """Shows what looks odd but does not stop anybody."""
        clear(self._list)
        for remark in remarks:
            self._list.addWidget(words(f"● {remark}", "muted"))
        self._odd.setVisible(bool(remarks))

    def show_proposals(self, form: type[Form], proposals: Sequence[Proposal]) -> None:
        """Shows how each proposal was reckoned and by which rule; the same reckoning once for all its fields."""
        if tuple(proposals) == self._shown:
            return
        self._shown = tuple(proposals)
        clear(self._proposals)
        told: dict[tuple[str, str], list[str]] = {}
        for one in proposals:
            told.setdefault((one.reckoning, one.basis), []).append(f"{label_of(form, one.field)} {one.value}")
        for (reckoning, basis), values in told.items():
            self._proposals.addWidget(words("、".join(values)))
            self._proposals.addWidget(words(f"{reckoning}\n依据：{basis}", "hint"))
        self._reckoned.setVisible(bool(proposals))
