"""The entry panel of a form, made from its definition and laid out by the paper's grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from models.electrical.proposals import Proposal, places_of
from models.forms import Annex, Bar, Clause, FieldSpec, Form, GridRow, Row, as_typed, fill, row_names, specs
from models.problems import Problem, ProblemsFound
from models.services.wordings import Ready
from models.wordings import gaps_left
from ui.panel.cell import Cell
from ui.panel.editor import Editor
from ui.panel.making import editor_for
from ui.panel.offer import Finder
from ui.panel.proposal import ProposalLine, Proposer
from ui.panel.table import TableEditor

GRID = 60
_GAP = 20
NARROW = 42
CLAUSE = 2  # fields of a clause side by side
PREFILLED = "预填"
_Shares = tuple[tuple[str, int], ...]  # one line of fields, each with its share of the width


class FormPanel(QWidget):
    """Every field of a form in cards, one for each shaded bar of the paper. What is typed is never taken away by an error.

    `edited` names the field that the clerk changed, `left` the field that was left. `fixed` are fields that are filled elsewhere:
    shown read-only with the words given. `reasoned` names the field of which a proposal was not followed, with its reason changed.
    """

    edited = Signal(str)
    left = Signal(str)
    reasoned = Signal(str)

    def __init__(self, form_type: type[Form], today: Callable[[], date], *, fixed: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.form_type = form_type
        self._today = today
        self._specs = {spec.name: spec for spec in specs(form_type)}
        self._fixed = dict(fixed or {})
        self._touched: set[str] = set()
        self.cells: dict[str, Cell] = {}
        self._grids: list[tuple[QGridLayout, Sequence[_Shares]]] = []
        self._proposer: Proposer | None = None
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for title, rows in _sections(form_type):
            column.addWidget(self._card(title, rows))
        self.fill_in({})

    # --- building ------------------------------------------------------------------------------------------------------------

    def _card(self, title: str, rows: Sequence[_Shares]) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        box = QVBoxLayout(card)
        box.setContentsMargins(16, 10, 16, 12)
        box.setSpacing(8)
        if title:
            head = QLabel(title)
            head.setProperty("role", "section")
            box.addWidget(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(6)
        for column in range(GRID):
            grid.setColumnStretch(column, 1)
        for row in rows:
            for name, _ in row:
                self._cell(self._specs[name], beside=len(row) - 1)
        self._grids.append((grid, rows))
        self._arrange(grid, rows)
        box.addLayout(grid)
        return card

    def fit(self, letters: int) -> None:
        """Lays the fields out for lines of so many letters: as on the paper, or one below the other where that is too narrow."""
        narrow = letters < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            for grid, rows in self._grids:
                self._arrange(grid, rows)

    def _arrange(self, grid: QGridLayout, rows: Sequence[_Shares]) -> None:
        lines: Sequence[_Shares] = [((name, 1),) for row in rows for name, _ in row] if self._narrow else rows
        for at, row in enumerate(lines):
            whole, begin = sum(share for _, share in row), 0
            for place, (name, share) in enumerate(row, start=1):
                width = GRID - begin if place == len(row) else GRID * share // whole
                self.cells[name].keep_apart(0 if place == len(row) else _GAP)
                grid.removeWidget(self.cells[name])
                grid.addWidget(self.cells[name], at, begin, 1, width, Qt.AlignmentFlag.AlignTop)
                begin += width

    def _cell(self, spec: FieldSpec, *, beside: int) -> None:
        editor = editor_for(spec, self._today, wide=not beside)
        cell = Cell(spec.name, editor, required=spec.required and spec.name not in self._fixed, narrow=beside > 1)
        if spec.name in self._fixed:
            editor.put(self._fixed[spec.name])
            editor.lock()
        editor.edited.connect(lambda: self._on_edited(spec.name))
        editor.left.connect(lambda: self._on_left(spec.name))
        if isinstance(editor, TableEditor):
            editor.cell_left.connect(lambda cell: self._keep_problems(spec.name, cell))
        self.cells[spec.name] = cell

    # --- values --------------------------------------------------------------------------------------------------------------

    @property
    def stops(self) -> tuple[Editor, ...]:
        """The editors in reading order, for the keyboard's walk; behind each the reason for not following its proposal."""
        found: list[Editor] = []
        for cell in self.cells.values():
            found += [cell.editor] if cell.proposal is None else [cell.editor, cell.proposal.reason]
        return tuple(found)

    def values(self) -> dict[str, object]:
        """What stands in every field, as a draft for `fill`; fixed fields are left out."""
        return {name: cell.editor.value() for name, cell in self.cells.items() if name not in self._fixed}

    def fill_in(self, values: Mapping[str, object], *, tag: str = "", keep: bool = False) -> tuple[str, ...]:
        """Shows values, and defaults elsewhere (`keep`: leaves other fields as they are); names the fields that cannot hold theirs."""
        refused = []
        for name, cell in self.cells.items():
            if name in self._fixed or (keep and name not in values):
                continue
            given = name in values
            if not cell.put(values[name] if given else as_typed(self._specs[name].default), tag if given else ""):
                refused.append(name)
        self.look_at_proposals()
        return tuple(refused)

    def clear(self) -> None:
        """Stands as a new panel does: defaults in every field, nothing marked."""
        self._touched.clear()
        self.fill_in({})
        self.show_problems(())

    def is_default(self, name: str) -> bool:
        """Whether a field still stands as the form begins."""
        return self.cells[name].editor.value() in (as_typed(self._specs[name].default), "", [])

    def missing(self) -> tuple[FieldSpec, ...]:
        """Required fields in which nothing stands yet."""
        return tuple(self._specs[name] for name, cell in self.cells.items() if cell.editor.lacks())

    def remarks(self) -> tuple[Problem, ...]:
        """What looks odd in a form that is otherwise complete and right; gaps that a wording left, always."""
        values = self.values()
        gaps = tuple(gaps_left(self.form_type, values))
        try:
            return (*fill(self.form_type, values, today=self._today()).remarks(), *gaps)
        except ProblemsFound:
            return gaps

    def complete_with(self, find: Finder) -> None:
        """Lets the fields offer what begins like the text typed."""
        for cell in self.cells.values():
            cell.editor.complete_with(find)

    def offer_wordings(self, found: Mapping[str, Sequence[Ready]]) -> None:
        """Offers the county's wordings, by place (form.field or form.table.column; other places are passed over)."""
        of_fields: dict[str, dict[str, Sequence[Ready]]] = {name: {} for name in self.cells}
        for place, texts in found.items():
            form, _, rest = place.partition(".")
            name, _, column = rest.partition(".")
            if form == self.form_type.code and name in of_fields:
                of_fields[name][column] = texts
        for name, texts_of in of_fields.items():
            self.cells[name].offer(texts_of)

    # --- proposals -----------------------------------------------------------------------------------------------------------

    def propose(self, proposer: Proposer) -> None:
        """Shows from now on what is proposed for the values as they stand; before the walk takes its stops."""
        self._proposer = proposer
        for name in places_of(self.form_type.code):
            line = ProposalLine(self._specs[name])
            self.cells[name].room_for(line)
            line.taken.connect(partial(self._take, name))
            line.reason.edited.connect(partial(self.reasoned.emit, name))
            self.cells[name].editor.taking.connect(partial(self._take, name))
        self.look_at_proposals()

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What is proposed now, in the order of the form."""
        return tuple(one for cell in self.cells.values() if cell.proposal for one in cell.proposal.proposals)

    def reasons(self) -> dict[str, str]:
        """Why proposals were not followed, by field; only where a reason was typed."""
        lines = {name: cell.proposal for name, cell in self.cells.items() if cell.proposal}
        return {name: line.reason.value() for name, line in lines.items() if line.reason.value()}

    def put_reasons(self, reasons: Mapping[str, str]) -> None:
        """Shows reasons again that a draft kept."""
        for name, text in reasons.items():
            line = self.cells[name].proposal if name in self.cells else None
            if line:
                line.reason.put(text)

    def look_at_proposals(self) -> None:
        """Reckons again with what stands here."""
        if self._proposer is None:
            return
        values = self.values()
        found = self._proposer(values)
        for name, cell in self.cells.items():
            if cell.proposal:
                cell.proposal.show_proposals([one for one in found if one.place == name], values)

    def _take(self, name: str) -> None:
        """Fills in what is proposed for a field or a table's cells, as the clerk's own doing."""
        cell = self.cells[name]
        if cell.proposal is None or cell.editor.locked:
            return
        for one in cell.proposal.proposals:
            _, *place = one.field.split(".")
            if place and isinstance(cell.editor, TableEditor):
                cell.editor.put_cell(int(place[0]), place[1], one.value)
            else:
                cell.editor.put(one.value)
        if cell.proposal.proposals:
            cell.editor.tell()

    # --- problems ------------------------------------------------------------------------------------------------------------

    def show_problems(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Marks every field that has a problem and clears the others; answers the problems of fields that are not here."""
        by_field = self._by_field(problems)
        for name, cell in self.cells.items():
            cell.show_problems(by_field.get(name, ()))
        return tuple(one for one in problems if one.field.split(".")[0] not in self.cells)

    def in_order(self, problems: Sequence[Problem]) -> list[Problem]:
        """The same problems from the top of the form to its end, those of other places behind."""
        places = {name: place for place, name in enumerate(self.cells)}
        return sorted(problems, key=lambda one: places.get(one.field.split(".")[0], len(places)))

    def is_wrong(self, field: str) -> bool:
        """Whether a field, or a cell of a table, is still marked."""
        first, *rest = field.split(".")
        cell = self.cells.get(first)
        if cell is not None and len(rest) > 1:
            return cell.is_wrong_at(int(rest[0]), rest[1])
        return cell is not None and cell.wrong

    def check(self, name: str) -> None:
        """Looks again at a field that was left, and at those already marked; what is still empty is nobody's fault yet."""
        self._touched.add(name)
        by_field = self._by_field(self.problems())
        for one, cell in self.cells.items():
            seen = one in self._touched and not cell.editor.is_empty()
            if cell.wrong or seen:
                cell.show_problems(by_field.get(one, ()))

    def focus(self, name: str) -> bool:
        """Goes to a field, or to a cell of a table (meters.0.asset_no); false where there is none."""
        first, *rest = name.split(".")
        cell = self.cells.get(first)
        if cell is None:
            return False
        if rest and isinstance(cell.editor, TableEditor):
            cell.editor.focus_cell(int(rest[0]), rest[1] if len(rest) > 1 else "")
        else:
            cell.editor.take_focus()
        return True

    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong in what stands here, required fields that are empty included."""
        try:
            fill(self.form_type, self.values(), today=self._today())
        except ProblemsFound as found:
            return found.problems
        return ()

    def _by_field(self, problems: Sequence[Problem]) -> dict[str, list[Problem]]:
        found: dict[str, list[Problem]] = {}
        for one in problems:
            found.setdefault(one.field.split(".")[0], []).append(one)
        return found

    def _on_edited(self, name: str) -> None:
        if self.cells[name].wrong:
            self._keep_problems(name)
        self.look_at_proposals()
        self.edited.emit(name)

    def _keep_problems(self, name: str, left: Editor | None = None) -> None:
        self.cells[name].keep_problems(self._by_field(self.problems()).get(name, []), left)

    def _on_left(self, name: str) -> None:
        self.check(name)
        self.left.emit(name)


def _sections(form_type: type[Form]) -> Iterator[tuple[str, list[_Shares]]]:
    """The grid cut at its bars, annexes and chapters; those under which only fixed text stands are for the paper alone."""
    title, rows = "", list[_Shares]()
    for row in form_type.rows:
        opens = _title_of(row)
        if opens:
            if rows:
                yield title, rows
            title, rows = opens, []
        rows += _shares(row)
    if rows:
        yield title, rows


def _shares(row: GridRow) -> list[_Shares]:
    """The lines that a row of the paper makes here, with the width of each field beside the others."""
    names = row_names(row)
    if isinstance(row, Row):
        return [tuple(zip(row.names, row.weights, strict=True))]
    step = CLAUSE if isinstance(row, Clause) else max(len(names), 1)
    return [tuple((name, 1) for name in names[at : at + step]) for at in range(0, len(names), step)]


def _title_of(row: GridRow) -> str:
    if isinstance(row, Bar | Annex):
        return row.title
    return row.text if isinstance(row, Clause) and row.heading else ""
