"""Every form by the keyboard alone: Enter walks its fields in the paper's order, what is typed fills them, and it can be saved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from models.forms import FORMS, draft_of, fill, names_in
from tests.data.form_drafts import TODAY, filled
from tests.ui.keyboard import CONTROL, ENTER, press, show, write
from tests.ui.panels import today
from ui.panel.cell import Cell
from ui.panel.choices import ChoiceBox, ChoiceRow, YesNo
from ui.panel.editor import Editor
from ui.panel.panel import FormPanel
from ui.panel.table import TableEditor
from ui.panel.texts import LongEditor
from ui.panel.walk import Walk

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell
FAR = 400  # steps in which the longest form must come to its end


class Clerk:
    """Types a draft into a panel; knows only the keys."""

    def __init__(self, qtbot, form) -> None:
        self.page = QWidget()
        self.panel = FormPanel(form, today)
        self.save = QPushButton("保存", self.page)
        column = QVBoxLayout(self.page)
        column.addWidget(self.panel)
        column.addWidget(self.save)
        self.walk = Walk(self.save)
        self.walk.follow(self.panel.stops)
        qtbot.addWidget(self.page)
        show(qtbot, self.page)
        self.seen: list[str] = []

    def cell(self) -> Cell | None:
        found = QApplication.focusWidget()
        return next((one for one in self.panel.cells.values() if found is not None and one.isAncestorOf(found)), None)

    def fill(self, typed: dict[str, object]) -> None:
        self.panel.stops[0].take_focus()
        for _ in range(FAR):
            cell = self.cell()
            if cell is None:
                break
            if cell.name not in self.seen:
                self.seen.append(cell.name)
            self.fill_cell(cell, typed[cell.name])
        assert QApplication.focusWidget() is self.save

    def fill_cell(self, cell: Cell, value: object) -> None:
        if isinstance(cell.editor, TableEditor):
            assert isinstance(value, list)
            self.fill_table(cell.editor, value)
        else:
            answer(cell.editor, str(value))
            press(ENTER)

    def fill_table(self, table: TableEditor, rows: list[dict[str, object]]) -> None:
        """One cell of a table; at the end of a row that another follows, the key that makes it where Enter alone does not."""
        found = QApplication.focusWidget()
        row, column = next(
            (y, x) for y, line in enumerate(table._rows) for x, one in enumerate(line) if found in one.parts()
        )  # the clerk sees where the cursor stands
        if row < len(rows):
            answer(table._rows[row][column], str(rows[row][table.spec.columns[column].name]))
        more = row + 1 < len(rows) and row + 1 == len(table._rows)
        press(Qt.Key.Key_Insert if more and column + 1 == len(table.spec.columns) else ENTER)


def answer(editor: Editor, value: str) -> None:
    """Makes a field stand at a value with keys alone."""
    if isinstance(editor, YesNo):
        write("+" if value == "是" else "-")
    elif isinstance(editor, ChoiceRow):
        if value:
            write(str(editor.choices.index(value) + 1))
    elif isinstance(editor, ChoiceBox):
        press(Qt.Key.Key_Delete)
        press(Qt.Key.Key_Down, times=editor.box.names.index(value))
    else:
        if isinstance(editor, LongEditor):
            press(Qt.Key.Key_A, CONTROL)
        press(Qt.Key.Key_Delete)
        write(value)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_a_form_is_filled_from_its_first_field_to_the_save_button_by_keys_alone(qtbot, form):
    clerk = Clerk(qtbot, form)
    clerk.fill(draft_of(filled(form.code)))
    assert clerk.seen == list(names_in(form.rows))
    assert fill(form, clerk.panel.values(), today=TODAY) == filled(form.code)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_shift_enter_walks_the_same_way_back(qtbot, form):
    clerk = Clerk(qtbot, form)
    clerk.panel.stops[-1].take_focus(-1)
    back: list[str] = []
    for _ in range(FAR):
        cell = clerk.cell()
        assert cell is not None
        if cell.name not in back:
            back.append(cell.name)
        if len(back) == len(clerk.panel.cells):
            break
        press(Qt.Key.Key_Backtab)
    assert back[::-1] == list(names_in(form.rows))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_fields_stand_beside_each_other_as_on_the_paper_and_never_wider_than_the_page(qtbot, form):
    """At the width that a form has at 1366×768; rows of the paper that hold several fields keep them in one line."""
    panel = FormPanel(form, today)
    qtbot.addWidget(panel)
    show(qtbot, panel)
    panel.resize(840, 800)
    QApplication.processEvents()
    assert panel.minimumSizeHint().width() <= 840
    tops = [cell.mapTo(panel, cell.rect().topLeft()).y() for cell in panel.cells.values()]
    assert tops == sorted(tops)
    lines = len(set(tops))
    assert lines < len(tops) or len(tops) <= 12
