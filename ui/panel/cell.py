"""One field in its place: label, required mark, editor, where the value came from, and the sentence if it is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from models.problems import Problem
from ui.panel.drawing import DrawingEditor
from ui.panel.editor import Editor
from ui.panel.proposal import ProposalLine
from ui.panel.table import TableEditor
from ui.panel.texts import LongEditor, small
from ui.panel.wordings import WordingOffer, Wordings, offer_in
from ui.style import DANGER

_LABEL_LETTERS = 7.1


class Cell(QWidget):
    """A label with its editor. `tag` says where a value came from (预填) and goes away when the clerk changes it.

    `narrow` gives the label no more room than it needs, where three stand in a row.
    """

    def __init__(self, name: str, editor: Editor, *, required: bool = False, narrow: bool = False) -> None:
        super().__init__()
        self.name = name
        self.proposal: ProposalLine | None = None
        self.wordings: WordingOffer | None = None
        self.editor = editor
        self.required = editor.required = required
        title = QLabel(f'{editor.label}<span style="color:{DANGER}"> *</span>' if required else editor.label)
        title.setWordWrap(True)
        self.tag = small("")
        self.tag.setParent(self)
        self.tag.hide()
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        self.said.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        if isinstance(editor, TableEditor):
            grid.addWidget(editor, 0, 0, 1, 2)
            editor.foot.insertWidget(editor.foot.count() - 1, self.tag)
        else:
            letters = min(_LABEL_LETTERS, len(editor.label) + 1.2) if narrow else _LABEL_LETTERS
            title.setFixedWidth(int(self.fontMetrics().horizontalAdvance("字") * letters))
            tall = isinstance(editor, LongEditor | DrawingEditor)
            title.setContentsMargins(0, 6 if tall else 0, 0, 0)
            grid.addWidget(title, 0, 0, Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(editor, 0, 1)
            editor.row.addWidget(self.tag)
        self._grid = grid
        grid.addWidget(self.said, 1, 1)
        grid.setColumnStretch(1, 1)
        editor.edited.connect(self.tag.hide)

    def room_for(self, proposal: ProposalLine) -> None:
        """Takes a line of proposals under the editor."""
        self.proposal = proposal
        whole = isinstance(self.editor, TableEditor)
        self._grid.addWidget(proposal, 2, 0 if whole else 1, 1, 2 if whole else 1)

    def offer(self, wordings: Wordings) -> None:
        """Offers the county's wordings here, by column of a table, "" for the field itself; none takes the button away."""
        if self.wordings is None and wordings and not self.editor.locked:
            self.wordings = offer_in(self.editor)
        if self.wordings is not None:
            self.wordings.offer(wordings)

    def keep_apart(self, gap: int) -> None:
        """Leaves so many pixels free to the right."""
        self._grid.setContentsMargins(0, 0, gap, 0)

    @property
    def wrong(self) -> bool:
        """Whether a problem is shown here."""
        return not self.said.isHidden() or (isinstance(self.editor, TableEditor) and self.editor.wrong)

    def put(self, value: object, tag: str = "") -> bool:
        """Shows a value and where it came from; false where the editor cannot hold it."""
        fits = self.editor.put(value)
        self.tag.setText(tag)
        self.tag.setVisible(bool(tag) and bool(value) and fits)
        return fits

    def keep_problems(self, problems: Sequence[Problem], left: Editor | None = None) -> None:
        """Takes the red away from what is right by now; marks nothing new but a table's cell that was `left`."""
        if not isinstance(self.editor, TableEditor):
            if not problems:
                self.show_problems(())
            return
        shown = {place for place, cell in self.editor.cells() if cell.marked or (cell is left and not cell.is_empty())}
        found = {_cell_of(one.field): one.message for one in problems if "." in one.field}
        self.editor.show_problems({place: message for place, message in found.items() if place in shown})
        self.said.setVisible(not self.said.isHidden() and any("." not in one.field for one in problems))

    def is_wrong_at(self, row: int, name: str) -> bool:
        """Whether a table's cell is marked."""
        return isinstance(self.editor, TableEditor) and any(cell.marked for place, cell in self.editor.cells() if place == (row, name))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Marks the field with everything wrong in it; none makes it right again."""
        if isinstance(self.editor, TableEditor):
            self.editor.show_problems({_cell_of(one.field): one.message for one in problems if "." in one.field})
            problems = [one for one in problems if "." not in one.field]
        else:
            self.editor.mark(invalid=bool(problems))
        self.said.setText("；".join(dict.fromkeys(one.message for one in problems)))
        self.said.setVisible(bool(problems))


def _cell_of(field: str) -> tuple[int, str]:
    """meters.0.asset_no → (0, "asset_no")."""
    parts = field.split(".")
    return int(parts[1]), parts[2] if len(parts) > 2 else ""
