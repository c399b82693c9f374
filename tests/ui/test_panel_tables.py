"""Tables of a panel: rows by keyboard, blocks from a spreadsheet, sums; nothing copied is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tests.ui.keyboard import CONTROL, ENTER, press, write
from tests.ui.panels import panel_of, survey_panel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="survey")
def _survey(qtbot):
    return survey_panel(qtbot)


def test_a_row_is_typed_cell_by_cell_the_next_begins_by_itself_and_an_empty_one_lets_go(survey):
    survey.focus("equipment")
    for value in ("磨粉机", "", "", "45", ""):
        write(value)
        press(ENTER)
    write("风机")
    press(ENTER, times=3)
    write("7.5")
    press(ENTER, times=2)
    press(ENTER)  # the first cell of an empty third row
    rows = survey.values()["equipment"]
    assert [(row["name"], row["quantity"], row["capacity"]) for row in rows] == [("磨粉机", "1", "45"), ("风机", "1", "7.5")]
    assert survey.cells["sketch"].editor.isAncestorOf(QApplication.focusWidget())  # what comes after the table on the paper


def test_rows_are_added_with_insert_and_removed_with_control_delete(survey):
    survey.focus("equipment")
    write("磨粉机")
    press(Qt.Key.Key_Insert)
    write("风机")
    assert [row["name"] for row in survey.values()["equipment"]] == ["磨粉机", "风机"]
    press(Qt.Key.Key_Backtab, times=5)
    press(Qt.Key.Key_Delete, CONTROL)
    assert [row["name"] for row in survey.values()["equipment"]] == ["风机"]
    press(Qt.Key.Key_Delete, CONTROL)
    assert survey.values()["equipment"] == []


def test_the_next_missing_cell_of_a_row_comes_before_the_next_required_field(survey):
    survey.focus("equipment")
    write("磨粉机")
    press(Qt.Key.Key_PageDown)
    write("45")
    assert [(row["name"], row["capacity"]) for row in survey.values()["equipment"]] == [("磨粉机", "45")]
    press(Qt.Key.Key_PageDown)
    assert not survey.cells["equipment"].editor.isAncestorOf(QApplication.focusWidget())


def red(panel, name):
    return [place for place, cell in panel.cells[name].editor.cells() if cell.marked]


def test_a_wrong_cell_turns_red_when_it_is_left_and_pales_as_soon_as_it_is_right(survey):
    survey.focus("equipment.0.capacity")
    write("四十五")
    assert red(survey, "equipment") == []  # still being typed
    press(Qt.Key.Key_Backtab)
    assert red(survey, "equipment") == [(0, "capacity")]  # the name, still empty, is nobody's fault yet
    assert "不是数字" in survey.cells["equipment"].editor._said.text()
    survey.focus("equipment.0.capacity")
    write("4")
    assert red(survey, "equipment") == []
    assert survey.cells["equipment"].editor._said.isHidden()


def test_a_cell_put_right_pales_though_another_one_is_still_wrong(survey):
    rows = [{"name": "磨粉机", "quantity": "一", "capacity": "四十五"}, {"name": "风机", "quantity": "1"}]
    survey.fill_in({"equipment": rows}, keep=True)
    survey.show_problems(survey.problems())
    assert red(survey, "equipment") == [(0, "quantity"), (0, "capacity"), (1, "capacity")]
    survey.focus("equipment.0.quantity")
    write("2")
    assert red(survey, "equipment") == [(0, "capacity"), (1, "capacity")]
    assert not survey.is_wrong("equipment.0.quantity")
    assert survey.is_wrong("equipment.0.capacity")
    press(Qt.Key.Key_Insert)
    assert red(survey, "equipment") == [(0, "capacity"), (2, "capacity")]  # the marks go with their rows


def test_cells_copied_from_excel_fill_the_table_and_keep_leading_zeros(qtbot):
    panel = panel_of(qtbot, "METER")
    QGuiApplication.clipboard().setText(
        "装/拆\t型号\t精度\t相别\t接线方式\t电流\t资产编号\t示数\r\n装\tDTZ341\t\t三相\t三相四线\t5(60)\t0030001000000123456789\t0\r\n拆\tDT862\t2.0\t叁相\t三相四线\t3×10\t0001\t4321.5\r\n"
    )
    panel.focus("meters.0.action")
    edits = []
    panel.edited.connect(edits.append)
    press(Qt.Key.Key_V, CONTROL)
    rows = panel.values()["meters"]
    assert [(row["asset_no"], row["phase"]) for row in rows] == [("0030001000000123456789", "三相"), ("0001", "叁相")]
    assert panel.cells["meters"].editor._said.text() == "第2行“相别”没有“叁相”这一项，请选择"
    assert edits == ["meters"]
    assert {one.field for one in panel.problems()} >= {"meters.1.phase"}  # kept, and refused until another is chosen
    panel.focus("meters.1.phase")
    write("2")
    assert panel.values()["meters"][1]["phase"] == "三相"


def test_a_block_with_other_heads_full_width_figures_and_a_total_finds_its_columns(survey):
    QGuiApplication.clipboard().setText(
        '序号\t总容量\t设备名称\t厂家\t数量\r\n1\t１，２００\t"磨粉机\n（二手）"\t许昌\t２\r\n2\t7.5千瓦\t风机\t\t1\r\n合计\t1207.5\t\t\t3\r\n'
    )
    survey.focus("equipment")
    press(Qt.Key.Key_V, CONTROL)
    rows = survey.values()["equipment"]
    assert [(row["name"].replace("\n", ""), row["quantity"], row["capacity"]) for row in rows] == [
        ("磨粉机（二手）", "2", "1200"), ("风机", "1", "7.5")
    ]  # fmt: skip
    editor = survey.cells["equipment"].editor
    assert editor._said.text() == "这张表没有这些列，没有贴：厂家\n“合计”行没有贴，由程序计算"
    assert editor.sums.text() == "合计 2 行　数量 3　总容量 1207.5 kW"


def test_a_numbered_block_without_heads_starts_at_its_second_column_and_bad_cells_stay_as_they_were(survey):
    lines = [f"{at}\t设备{at}\t\t1\t{power}\t" for at, power in enumerate(("5", "五", "7"), start=1)]
    QGuiApplication.clipboard().setText("\n".join(lines))
    survey.focus("equipment")
    press(Qt.Key.Key_V, CONTROL)
    rows = survey.values()["equipment"]
    assert [(row["name"], row["capacity"]) for row in rows] == [("设备1", "5"), ("设备2", "五"), ("设备3", "7")]
    survey.check("equipment")
    assert "第2行总容量：“五”不是数字" in survey.cells["equipment"].editor._said.text()


def test_rows_are_moved_and_added_where_the_clerk_stands(survey):
    survey.fill_in({"equipment": [{"name": name} for name in "甲乙丙"]}, keep=True)
    survey.focus("equipment.0.name")
    press(Qt.Key.Key_Down, CONTROL)
    assert [row["name"] for row in survey.values()["equipment"]] == ["乙", "甲", "丙"]
    assert QApplication.focusWidget().accessibleName() == "主要用电设备第2行设备名称"
    press(Qt.Key.Key_Down, CONTROL, times=2)
    press(Qt.Key.Key_Up, CONTROL)
    press(Qt.Key.Key_Insert)
    write("丁")
    assert [row["name"] for row in survey.values()["equipment"]] == ["乙", "甲", "丁", "丙"]


def test_one_line_of_text_is_pasted_into_the_cell_as_usual(survey):
    QGuiApplication.clipboard().setText("磨粉机")
    survey.focus("equipment")
    press(Qt.Key.Key_V, CONTROL)
    assert survey.values()["equipment"][0]["name"] == "磨粉机"


def test_a_row_that_was_begun_elsewhere_keeps_the_tables_own_choices(qtbot):
    panel = panel_of(qtbot, "METER")
    panel.fill_in({"meters": [{"wiring": "三相四线", "amperes": "1.5(6)"}]}, tag="预填", keep=True)
    (row,) = panel.values()["meters"]
    assert (row["action"], row["wiring"], row["asset_no"]) == ("装", "三相四线", "")
    assert panel.cells["meters"].tag.text() == "预填"
