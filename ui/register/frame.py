"""What stands around the application form: kind of business, class, how and when the application came, who was asked first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from models.business import CLASSES, BusinessType
from models.forms import Field, TableRow, spec_of
from models.problems import Problem
from models.services.registration import CHANNELS
from ui.panel.cell import Cell
from ui.panel.choices import ChoiceRow
from ui.panel.editor import Editor
from ui.panel.panel import NARROW
from ui.panel.texts import TextEditor
from ui.register.kinds import KindChooser
from ui.register.moment import MomentEditor

COUNTER = "柜台"
ORDER = ("lv_res_new", "lv_nonres_new", "hv_new")


@dataclass(frozen=True, kw_only=True)
class Head(TableRow):
    """The typed fields of the head; they belong to no paper."""

    outside_no: Annotated[str, Field("外部工单号", hint="95598、网上的单号，没有不填")] | None = None
    first_contact: Annotated[str, Field("首问责任人")] | None = None
    asked_at: Annotated[str, Field("客户申请时间")] | None = None
    got_at: Annotated[str, Field("供电所收到")] | None = None
    duplicate_reason: Annotated[str, Field("继续登记的理由")] | None = None


REASON = spec_of(Head, "duplicate_reason")

class FrameCard(QFrame):
    """The head of a registration. `kind_changed` names the business type chosen, `edited` any other field, `left` the field left."""

    kind_changed = Signal(str)
    edited = Signal(str)
    left = Signal(str)

    def __init__(self, types: Mapping[str, BusinessType], now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._types = sorted(types.values(), key=lambda kind: ORDER.index(kind.code) if kind.code in ORDER else len(ORDER))
        self.asked = MomentEditor(spec_of(Head, "asked_at"), now)
        self.got = MomentEditor(spec_of(Head, "got_at"), now)
        self.cells = {
            "kind": Cell("kind", KindChooser(self._types), required=True),
            "class_": Cell("class_", ChoiceRow("客户类别", list(CLASSES.values())), required=True),
            "channel": Cell("channel", ChoiceRow("受理渠道", CHANNELS), required=True),
            "outside_no": Cell("outside_no", TextEditor(spec_of(Head, "outside_no"))),
            "first_contact": Cell("first_contact", TextEditor(spec_of(Head, "first_contact"))),
            "asked_at": Cell("asked_at", self.asked),
            "got_at": Cell("got_at", self.got),
        }
        for name, cell in self.cells.items():
            cell.editor.edited.connect(lambda name=name: self._on_edited(name))
            cell.editor.left.connect(lambda name=name: self._on_left(name))
        self._lay_out()
        self._show_classes()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 12)
        box.setSpacing(6)
        for name in ("kind", "class_", "channel"):
            box.addWidget(self.cells[name])
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        box.addLayout(self._grid)
        self.fit(NARROW)

    def fit(self, letters: int) -> None:
        """Lays the fields out for lines of so many letters: two side by side, or one below the other."""
        columns = 1 if letters < NARROW else 2
        for place, name in enumerate(("outside_no", "first_contact", "asked_at", "got_at")):
            self._grid.removeWidget(self.cells[name])
            self._grid.addWidget(self.cells[name], place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @property
    def stops(self) -> tuple[Editor, ...]:
        """The editors in reading order."""
        return tuple(cell.editor for cell in self.cells.values())

    @property
    def kind(self) -> BusinessType:
        """The business type chosen; the first one at the beginning."""
        code = self.cells["kind"].editor.value()
        return next((kind for kind in self._types if kind.code == code), self._types[0])

    @property
    def class_(self) -> str:
        """The class of the customer, as a code; the only one where the business has one."""
        if len(self.kind.classes) == 1:
            return self.kind.classes[0]
        name = self.cells["class_"].editor.value()
        return next((code for code in self.kind.classes if CLASSES.get(code) == name), "")

    def choose_kind(self, code: str) -> None:
        """Shows a business type, without a signal."""
        self.cells["kind"].put(code)
        self._show_classes()

    def values(self) -> dict[str, object]:
        """Everything as typed, by name; the business type and class as codes."""
        typed = {name: cell.editor.value() for name, cell in self.cells.items()}
        return {**typed, "kind": self.kind.code, "class_": self.class_}

    def put(self, name: str, value: object, tag: str = "") -> None:
        """Shows one value; the class as its code."""
        if name == "kind":
            self.choose_kind(str(value))
        elif name in self.cells:
            self.cells[name].put(CLASSES.get(str(value), "") if name == "class_" else value, tag)

    def clear(self) -> None:
        """Empties every field but the business type."""
        for name, cell in self.cells.items():
            if name != "kind":
                cell.put("")
            cell.show_problems(())

    def problems(self) -> tuple[Problem, ...]:
        """Moments that are not understood or stand in the wrong order; everything else is the service's to judge."""
        found = tuple(problem for editor in (self.asked, self.got) if (problem := editor.problem()))
        if found:
            return found
        asked, got = self.asked.moment(), self.got.moment()
        if asked and got and got < asked:
            return (Problem("got_at", self.got.label, "早于客户申请时间，请核对两个时间"),)
        return ()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Marks the fields that have a problem and clears the others."""
        for name, cell in self.cells.items():
            cell.show_problems([one for one in problems if one.field == name])

    def focus(self, name: str) -> bool:
        """Goes to a field; false where there is none."""
        if name in self.cells:
            self.cells[name].editor.take_focus()
        return name in self.cells

    def _show_classes(self) -> None:
        """The class is asked only where the business has more than one; the figures count those that can be chosen."""
        editor = self.cells["class_"].editor
        asked = len(self.kind.classes) > 1
        self.cells["class_"].setVisible(asked)
        editor.setEnabled(asked)
        if isinstance(editor, ChoiceRow):
            editor.offer([CLASSES[code] for code in self.kind.classes])

    def _on_edited(self, name: str) -> None:
        if name == "kind":
            self._show_classes()
            self.kind_changed.emit(self.kind.code)
        else:
            self.edited.emit(name)

    def _on_left(self, name: str) -> None:
        problems = self.problems()
        for moment in ("asked_at", "got_at"):
            self.cells[moment].show_problems([one for one in problems if one.field == moment])
        self.left.emit(name)
