"""A table inside a form: one line of editors a row, rows added and removed by keyboard, cells pasted from Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from models.forms import FieldSpec, as_typed
from models.forms.entry import parse_number
from ui.case.pieces import Elided
from ui.icons import icon
from ui.panel.choices import put_or_hold
from ui.panel.editor import Editor
from ui.panel.making import editor_for
from ui.panel.offer import Finder
from ui.panel.pasting import read_block
from ui.panel.texts import small
from ui.panel.widths import letters, weight
from ui.style import DANGER

_ROOMY = 55  # letters; a table that needs more gives each of its rows two lines
_LONGEST = 22


class TableEditor(Editor):
    """A grid of editors. Insert adds a row below, Ctrl+Delete removes one, Ctrl+Up and Ctrl+Down move it; columns marked so are summed.

    Where a row starts with something to type, Enter in the last cell goes to a new row, and Enter in an empty new row goes on behind
    the table; where rows start with a choice already made, Enter in the last cell goes on. `cell_left` names a cell that was left
    for another one of the table.
    """

    cell_left = Signal(Editor)

    def __init__(self, spec: FieldSpec, today: Callable[[], date]) -> None:
        super().__init__(spec.label)
        self.spec = spec
        self._today = today
        self._find: Finder | None = None
        self._rows: list[list[Editor]] = []
        self._removers: list[QToolButton] = []
        self._lines = 2 if sum(map(weight, spec.columns)) > _ROOMY else 1
        self._across = -(-len(spec.columns) // self._lines)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self._said = QLabel()
        self._said.setProperty("role", "error")
        self._said.setWordWrap(True)
        self._said.hide()
        self._build()
        for _ in range(max(1, int(spec.least or 0))):
            self._append()

    def _spot(self, at: int, index: int) -> tuple[int, int]:
        """The grid's line and column of a row's cell; row 0 are the heads, a wide table gives each row two lines."""
        return at * self._lines + index // self._across, index % self._across

    def _share_out(self, letters: Sequence[int]) -> None:
        """Gives each of the grid's columns the room that its cells need."""
        for place in range(self._across):
            self._grid.setColumnStretch(place, max(letters[place :: self._across]))

    def _widen(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Gives long texts more room, as far as there is any."""
        longest = [max((letters(str(row.get(column.name, ""))) for row in rows), default=0) for column in self.spec.columns]
        pairs = zip(self.spec.columns, longest, strict=True)
        self._share_out([max(weight(column), 0 if column.choices else min(length, _LONGEST)) for column, length in pairs])

    def _build(self) -> None:
        for index, column in enumerate(self.spec.columns):
            words = f"{column.label}（{column.unit}）" if column.unit else column.label
            head = small(f'{words}<span style="color:{DANGER}"> *</span>' if column.required else words)
            self._grid.addWidget(head, *self._spot(0, index))
        self._share_out([weight(column) for column in self.spec.columns])
        self.adder = QPushButton("添加一行")
        self.adder.setIcon(icon("plus"))
        self.adder.setProperty("link", True)
        self.adder.clicked.connect(lambda: self._add_and_go())
        below = QHBoxLayout()
        below.addWidget(self.adder)
        rule = "" if self.spec.required else "没有可不填；"
        below.addWidget(Elided(f"{rule}Insert 添行，Ctrl+Delete 删行，Ctrl+↑↓ 移行；可从 Excel 复制粘贴", "hint"), 1)
        self.foot = below
        self.sums = small("")
        below.addWidget(self.sums)
        self.edited.connect(self._add_up)
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addLayout(self._grid)
        box.addWidget(self._said)
        box.addLayout(below)
        self.row.addLayout(box, 1)

    # --- value ---------------------------------------------------------------------------------------------------------------

    def value(self) -> list[dict[str, object]]:
        """The rows as typed, the untouched ones included as long as one after them is not; positions are those on screen."""
        rows = [{column.name: cell.value() for column, cell in zip(self.spec.columns, row, strict=True)} for row in self._rows]
        while rows and self._is_blank(rows[-1]):
            rows.pop()
        return rows

    def _is_blank(self, row: Mapping[str, object]) -> bool:
        return all(row[column.name] in ("", self._default(column)) for column in self.spec.columns)

    def show_value(self, value: object) -> bool:
        """Shows rows; false where a cell could not hold what it should show."""
        given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, Sequence) and not isinstance(value, str) else []
        wanted = max(len(given), int(self.spec.least or 0), 1)
        while len(self._rows) > wanted:
            self._remove(len(self._rows) - 1)
        while len(self._rows) < wanted:
            self._append()
        self._widen(given)
        fits = True
        for index, cells in enumerate(self._rows):
            for column, cell in zip(self.spec.columns, cells, strict=True):
                row = given[index] if index < len(given) else {}
                fits &= put_or_hold(cell, row.get(column.name, self._default(column)))
        self._add_up()
        return fits

    def put_cell(self, row: int, name: str, value: str) -> None:
        """Shows a value in one cell, in a new row where there is none yet; the caller says `edited` by `tell`."""
        while row >= len(self._rows):
            self._append()
        names = [column.name for column in self.spec.columns]
        if name in names:
            put_or_hold(self._rows[row][names.index(name)], value)
        self._widen(self.value())

    def _add_up(self) -> None:
        """The sums of the marked columns, over the cells that are numbers."""
        rows, told = self.value(), []
        for column in self.spec.columns:
            numbers = [one for row in rows if column.summed and (one := parse_number(row[column.name], column.unit or "")) is not None]
            if numbers:
                told.append(f"{column.label.partition('（')[0]} {sum(numbers):f}{f' {column.unit}' if column.unit else ''}")
        self.sums.setText(f"合计 {len(rows)} 行　{'　'.join(told)}" if told else "")

    def is_empty(self) -> bool:
        """Whether no row has anything typed."""
        return not self.value()

    def lacks(self) -> bool:
        """Whether the table is required and empty, or a row begun lacks a cell."""
        return super().lacks() or self._first_lack() is not None

    def take_lack(self) -> None:
        """Goes to the first cell that is missing."""
        (self._first_lack() or self).take_focus()

    def _first_lack(self, behind: Editor | None = None) -> Editor | None:
        begun = (row for row in self._rows if not self._is_blank(self._typed(row)))
        cells = [(column.required, cell) for row in begun for column, cell in zip(self.spec.columns, row, strict=True)]
        start = next((at + 1 for at, (_, cell) in enumerate(cells) if cell is behind), 0)
        return next((cell for required, cell in cells[start:] if required and cell.is_empty()), None)

    def _seek(self, cell: Editor) -> None:
        """PgDn: to what is missing further on in the rows begun, then out of the table."""
        if lacking := self._first_lack(behind=cell):
            lacking.take_focus()
        else:
            self.wanted.emit()

    # --- rows ----------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _default(column: FieldSpec) -> object:
        return as_typed(column.default)

    def complete_with(self, find: Finder) -> None:
        """Lets the cells offer words, those of rows to come too."""
        self._find = find
        for row in self._rows:
            for cell in row:
                cell.complete_with(find)

    def _append(self) -> None:
        self._insert(len(self._rows))

    def _insert(self, place: int) -> None:
        """Adds an empty row that will stand at `place`, from 0."""
        cells = []
        at = place + 1
        for index, column in enumerate(self.spec.columns):
            cell = editor_for(column, self._today, compact=True)
            cell.put(self._default(column))
            cell.edited.connect(self.tell)
            cell.left.connect(partial(self._on_left, cell))
            cell.saving.connect(self.saving)
            cell.wanted.connect(partial(self._seek, cell))
            cell.taking.connect(self.taking)
            cell.wording.connect(self.wording)
            cell.moved.connect(partial(self._go_on, cell))
            if self._find is not None:
                cell.complete_with(self._find)
            for part in cell.parts():
                part.installEventFilter(self)
            self._grid.addWidget(cell, *self._spot(at, index))  # a parent before it is shown
            cell.show()  # at once: the next key may already go there
            cells.append(cell)
        remover = QToolButton()
        remover.setIcon(icon("x"))
        remover.setToolTip("删去这一行（Ctrl+Delete）")
        remover.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        remover.clicked.connect(lambda: self._remove_clicked(remover))
        self._rows.insert(place, cells)
        self._removers.insert(place, remover)
        self._lay_out(place)

    def _lay_out(self, first: int = 0) -> None:
        """Puts the rows from `first` on into their lines of the grid and calls their cells by them."""
        for at, (cells, remover) in enumerate(zip(self._rows[first:], self._removers[first:], strict=True), start=first + 1):
            for index, (column, cell) in enumerate(zip(self.spec.columns, cells, strict=True)):
                self._grid.addWidget(cell, *self._spot(at, index))
                cell.label = f"{self.label}第{at}行{column.label}"
                for part in cell.parts():
                    part.setAccessibleName(cell.label)
            self._grid.addWidget(remover, at * self._lines, self._across)

    def _add_and_go(self, place: int | None = None) -> None:
        if not self.locked:
            at = len(self._rows) if place is None else place
            self._insert(at)
            self._rows[at][0].take_focus()

    def _move_row(self, watched: QObject, step: int) -> None:
        at, column = self._place(watched)
        if not 0 <= at + step < len(self._rows):
            return
        self._rows.insert(at + step, self._rows.pop(at))
        self._removers.insert(at + step, self._removers.pop(at))
        self._lay_out(min(at, at + step))
        self.show_problems({})
        self._rows[at + step][column].take_focus()
        self.tell()

    def _remove_clicked(self, remover: QToolButton) -> None:
        self._remove(self._removers.index(remover))
        if not self._rows:
            self._append()
        self.tell()

    def _remove(self, index: int) -> None:
        """Takes a row out and moves those below up in the grid."""
        for widget in (*self._rows.pop(index), self._removers.pop(index)):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._lay_out(index)

    # --- keyboard ------------------------------------------------------------------------------------------------------------

    def parts(self) -> Sequence[QWidget]:
        """Every cell's widget, row by row."""
        return [part for row in self._rows for cell in row for part in cell.parts()]

    def take_focus(self, step: int = 1) -> None:
        """Goes to the first cell, from behind to the last."""
        cells = [cell for row in self._rows for cell in row]
        cells[0 if step > 0 else -1].take_focus(step)

    def cells(self) -> Iterator[tuple[tuple[int, str], Editor]]:
        """Every cell with its place: row from 0 and column name."""
        for y, row in enumerate(self._rows):
            yield from (((y, column.name), cell) for column, cell in zip(self.spec.columns, row, strict=True))

    def focus_cell(self, row: int, name: str) -> None:
        """Goes to one cell; the first one where there is no such row."""
        names = [column.name for column in self.spec.columns]
        if row < len(self._rows) and name in names:
            self._rows[row][names.index(name)].take_focus()
        else:
            self.take_focus()

    def lock(self) -> None:
        """Nothing can be changed any more."""
        self.locked = True
        self.adder.hide()
        for row, remover in zip(self._rows, self._removers, strict=True):
            remover.hide()
            for cell in row:
                cell.lock()

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Only pasting and removing: stepping is each cell's own."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress and not self.locked:
            if event.matches(QKeySequence.StandardKey.Paste):
                return self._paste(watched)
            if event.key() == Qt.Key.Key_Insert and not event.modifiers():
                self._add_and_go(self._place(watched)[0] + 1)
                return True
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return self._with_control(watched, event.key())
        return False

    def _with_control(self, watched: QObject, key: int) -> bool:
        steps: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key == Qt.Key.Key_Delete:
            self._remove_at(watched)
        elif key in steps:
            self._move_row(watched, steps[key])
        else:
            return False
        return True

    def _on_left(self, cell: Editor) -> None:
        now = QApplication.focusWidget()
        if now is None or not self.isAncestorOf(now):
            self.left.emit()
        else:
            self.cell_left.emit(cell)

    def _go_on(self, cell: Editor, step: int) -> None:
        cells = [one for row in self._rows for one in row]
        at = cells.index(cell)
        wanted = at + step
        if wanted == len(cells) and self._wants_another():
            self._append()
            self._rows[-1][0].take_focus()
        elif 0 <= wanted < len(cells) and not (step > 0 and self._is_way_out(at)):
            cells[wanted].take_focus(step)
        else:
            self.moved.emit(step)

    def _wants_another(self) -> bool:
        typed = not self._is_blank(self._typed(self._rows[-1]))
        return typed and not self._default(self.spec.columns[0]) and len(self._rows) < (self.spec.most or 99)

    def _is_way_out(self, at: int) -> bool:
        """Whether this is the first cell of an empty last row that nobody asks for: Enter leaves the table there."""
        row, column = divmod(at, len(self.spec.columns))
        asked = row == 0 and self.spec.required
        return column == 0 and row == len(self._rows) - 1 and not asked and self._is_blank(self._typed(self._rows[row]))

    def _typed(self, row: list[Editor]) -> dict[str, object]:
        return {column.name: cell.value() for column, cell in zip(self.spec.columns, row, strict=True)}

    def _place(self, watched: QObject) -> tuple[int, int]:
        return next(((y, x) for y, row in enumerate(self._rows) for x, cell in enumerate(row) if watched in cell.parts()), (0, 0))

    def _remove_at(self, watched: QObject) -> None:
        at, column = self._place(watched)
        self._remove(at)
        if not self._rows:
            self._append()
        self._rows[min(at, len(self._rows) - 1)][column].take_focus()
        self.tell()

    def _paste(self, watched: QObject) -> bool:
        top, left = self._place(watched)
        block = read_block(QGuiApplication.clipboard().text(), self.spec.columns, left)
        if block is None:
            return False
        refused = []
        for y, row in enumerate(block.rows, start=top):
            if y == len(self._rows):
                self._append()
            for x, text in row.items():
                if not put_or_hold(self._rows[y][x], text) and text:
                    self._rows[y][x].mark(invalid=True)
                    refused.append(f"第{y + 1}行“{self.spec.columns[x].label}”没有“{text}”这一项，请选择")
        self.tell()
        self._say([*refused, *block.dropped])
        return True

    # --- problems ------------------------------------------------------------------------------------------------------------

    @property
    def wrong(self) -> bool:
        """Whether a sentence stands under the table."""
        return not self._said.isHidden()

    def mark(self, *, invalid: bool) -> None:
        """The table as a whole is only ever marked cell by cell, see `show_problems`."""
        if not invalid:
            self.show_problems({})

    def show_problems(self, problems: Mapping[tuple[int, str], str]) -> None:
        """Marks cells, given as (row from 0, column name), and says below what is wrong with each."""
        for place, cell in self.cells():
            cell.mark(invalid=place in problems)
        labels = {column.name: column.label for column in self.spec.columns}
        self._say([f"第{y + 1}行{labels.get(name, '')}：{message}" for (y, name), message in problems.items()])

    def _say(self, sentences: Sequence[str]) -> None:
        self._said.setText("\n".join(sentences))
        self._said.setVisible(bool(sentences))
