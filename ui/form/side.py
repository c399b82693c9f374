"""The column beside a form: what the case is, and what looks odd in what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.forms import FieldSpec
from models.problems import Problem
from models.services.rows import CaseDetail
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
        facts, self._facts_box = card("工单")
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        self._facts_box.addLayout(self._facts)
        for frame in (progress, self._odd, facts):
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
