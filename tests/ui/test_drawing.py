"""The sketch box of a survey form: drawn with the mouse, with the keyboard alone, replaced by a photo; kept, printed, shown again."""

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from models.forms import form_by_code, specs
from models.forms.drawing import Drawing
from models.services import files
from models.services.paper.papers import preview
from models.services.stages import form_values
from reports.render import render
from tests.ui.case_station import MONDAY, fill_form, mill
from ui.drawing.canvas import SELECT
from ui.drawing.dialog import TOOLS, DrawingDialog
from ui.form.page import FormPage
from ui.panel.drawing import DrawingEditor


@pytest.fixture
def dialog(qtbot, desk):
    made = DrawingDialog(desk, "供电简图", Drawing())
    made.show()
    made.activateWindow()
    made.canvas.setFocus()
    QApplication.processEvents()
    return made


def at(dialog, x, y):
    return QPoint(round(x * dialog.canvas.scale), round(y * dialog.canvas.scale))


def test_the_mouse_draws_lines_and_symbols_on_the_grid_and_moves_them(dialog):
    canvas, left = dialog.canvas, Qt.MouseButton.LeftButton
    dialog.use("line")
    QTest.mousePress(canvas, left, pos=at(dialog, 21, 59))
    QTest.mouseMove(canvas, at(dialog, 60, 61))
    QTest.mouseRelease(canvas, left, pos=at(dialog, 60, 61))
    dialog.text.setText("06杆")
    dialog.text.textEdited.emit("06杆")
    dialog.use("pole")
    QTest.mouseClick(canvas, left, pos=at(dialog, 19, 62))
    assert str(dialog.drawing) == "line 20,60 60,60\npole 20,60 06杆"
    dialog.use(SELECT)
    QTest.mousePress(canvas, left, pos=at(dialog, 20, 60))
    QTest.mouseMove(canvas, at(dialog, 31, 71))
    QTest.mouseMove(canvas, at(dialog, 40, 80))
    QTest.mouseRelease(canvas, left, pos=at(dialog, 40, 80))
    assert str(dialog.drawing) == "line 20,60 60,60\npole 40,80 06杆"
    dialog.undo_button.click()
    assert str(dialog.drawing) == "line 20,60 60,60\npole 20,60 06杆"


def test_the_keyboard_alone_draws_names_moves_and_takes_back(dialog):
    canvas = dialog.canvas
    canvas.cross = (50, 50)
    QTest.keyClick(canvas, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    for key in (Qt.Key.Key_Return, *(Qt.Key.Key_Right,) * 4, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Return):
        QTest.keyClick(canvas, key)
    assert str(dialog.drawing) == "line 50,50 70,50 70,55"
    dialog.text.setFocus()
    dialog.text.clear()
    QTest.keyClicks(dialog.text, "400 kVA")
    QTest.keyClick(dialog, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert dialog.drawing.marks[-1].text == "400 kVA"
    QTest.keyClick(dialog, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert dialog.drawing.marks[-1].points == ((50, 55),)
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert dialog.drawing.marks[-1].points == ((70, 55),)
    QTest.keyClick(canvas, Qt.Key.Key_N)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert [mark.kind for mark in dialog.drawing.marks] == ["transformer"]


def test_words_may_be_written_after_their_place_was_pointed_at(dialog):
    dialog.use("label")
    QTest.mouseClick(dialog.canvas, Qt.MouseButton.LeftButton, pos=at(dialog, 100, 40))
    assert dialog.text.hasFocus()
    place = dialog.canvas.cross
    QTest.mouseMove(dialog.canvas, at(dialog, 20, 90))
    QTest.keyClicks(dialog.text, "LGJ-35")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    assert [(mark.text, mark.points) for mark in dialog.drawing.marks] == [("LGJ-35", (place,))]


def test_escape_ends_a_line_before_it_leaves(dialog):
    dialog.use("cable")
    QTest.keyClick(dialog.canvas, Qt.Key.Key_Return)
    QTest.keyClick(dialog.canvas, Qt.Key.Key_Right)
    QTest.keyClick(dialog.canvas, Qt.Key.Key_Return)
    QTest.keyClick(dialog.canvas, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert len(dialog.drawing.marks) == 1
    QTest.keyClick(dialog.canvas, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_tool_draws(dialog):
    for tool in TOOLS:
        dialog.use(tool)
        dialog.text.textEdited.emit("甲")
        dialog.canvas.act()
    assert len(dialog.drawing.marks) >= 6
    assert not dialog.grab().isNull()


@pytest.fixture
def form(desk, station, clock):
    case_id = mill(station, clock)
    clock.day = MONDAY
    made = FormPage(desk)
    desk.setCentralWidget(made)
    made.visit(case_id, "LV-SURVEY", "")
    return made


def test_what_is_drawn_is_a_draft_at_once_and_stays_with_the_form(form, desk, station, clock):
    editor = form.panel.cells["sketch"].editor
    editor.draw_button.click()
    drawing = next(one for one in form.window().findChildren(DrawingDialog) if one.isVisible())
    drawing.use("house")
    drawing.canvas.cross = (100, 50)
    drawing.canvas.act()
    drawing.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(drawing, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == "house 100,50"
    assert station.drafts.values(form.autosave.draft_id)["sketch"] == "house 100,50"
    fill_form_with(station, clock, form.case_id, "house 100,50")
    assert form_values(station, form.case_id, "LV-SURVEY", MONDAY)["sketch"] == "house 100,50"
    assert preview(station, form.case_id, "LV-SURVEY", render, MONDAY) != preview(station, form.case_id, "LV-SURVEY", render, MONDAY, True)


def fill_form_with(station, clock, case_id, sketch):
    from models.services import demo_forms
    from models.services.stages import save_form

    known = {name: value for name, value in form_values(station, case_id, "LV-SURVEY", MONDAY).items() if value}
    save_form(station, case_id, "LV-SURVEY", {**known, **demo_forms.filling("LV-SURVEY", MONDAY, "60"), "sketch": sketch}, MONDAY)


def test_a_photo_stands_in_the_box_and_is_printed(form, desk, station, clock, tmp_path, monkeypatch):
    path = tmp_path / "手画简图.jpg"
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    editor = form.panel.cells["sketch"].editor
    editor.photo_button.click()
    (kept,) = files.files(station, form.case_id, "form:LV-SURVEY")
    assert editor.value() == f"picture {kept.sha256}"
    assert form.files.text() == "附件 1"
    empty = preview(station, form.case_id, "LV-SURVEY", render, MONDAY)
    fill_form_with(station, clock, form.case_id, str(editor.value()))
    printed = preview(station, form.case_id, "LV-SURVEY", render, MONDAY)
    assert len(printed) > len(empty) + 50_000
    assert b"/DCTDecode" in printed
    editor.clear_button.click()
    assert editor.value() == ""


def test_a_drawing_that_cannot_be_read_is_not_shown(form):
    assert not form.panel.cells["sketch"].editor.put("pole 9999,1")
    assert form.panel.cells["sketch"].editor.value() == ""


def test_the_survey_is_filled_as_before_without_a_drawing(station, clock):
    case_id = mill(station, clock)
    fill_form(station, clock, case_id, "LV-SURVEY", MONDAY)
    assert form_values(station, case_id, "LV-SURVEY", MONDAY)["sketch"] == ""


def test_arrows_go_between_the_buttons_that_can_be_pressed(qtbot):
    spec = next(spec for spec in specs(form_by_code("LV-SURVEY")) if spec.kind == "drawing")
    editor = DrawingEditor(spec)
    qtbot.addWidget(editor)
    editor.offer_photo(lambda: None)
    editor.show()
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    editor.take_focus(-1)
    assert editor.draw_button.hasFocus()
    QTest.keyClick(editor.draw_button, Qt.Key.Key_Down)
    assert editor.photo_button.hasFocus()
    QTest.keyClick(editor.photo_button, Qt.Key.Key_Down)
    assert editor.draw_button.hasFocus(), "there is nothing to clear"
