"""The entry panel: made from every form, walked by keyboard, wrong things said at the field, nothing typed lost."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from models.electrical.choices import ElectricalChoices
from models.electrical.proposals import proposals_for
from models.electrical.rules import shipped_electrical
from models.forms import FORMS, draft_of, fill, form_by_code, names_in
from models.problems import Problem, ProblemsFound, StationError
from tests.data.form_drafts import DRAFTS, TODAY, filled
from tests.ui.keyboard import CONTROL, ENTER, commit, compose, press, show, write
from ui.panel.autosave import Autosave
from ui.panel.panel import FormPanel
from ui.panel.problem_list import ProblemList
from ui.panel.walk import Walk

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


def today() -> date:
    return TODAY


def panel_of(qtbot, code: str, **fixed: str) -> FormPanel:
    panel = FormPanel(form_by_code(code), today, fixed=fixed)
    qtbot.addWidget(panel)
    show(qtbot, panel)
    return panel


@pytest.fixture(name="survey")
def _survey(qtbot):
    panel = panel_of(qtbot, "LV-SURVEY", application_no="自动")
    panel.walk = Walk(panel)
    panel.walk.follow(panel.stops)
    return panel


def text(panel: FormPanel, name: str) -> str:
    return str(panel.cells[name].editor.value())


def said(panel: FormPanel, name: str) -> str:
    cell = panel.cells[name]
    return cell.said.text() if cell.wrong else ""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_form_has_a_panel_that_gives_back_what_was_put_in(qtbot, form):
    panel = panel_of(qtbot, form.code)
    typed = draft_of(filled(form.code))
    assert panel.fill_in(typed) == ()
    assert list(panel.cells) == list(names_in(form.rows))
    assert fill(form, panel.values(), today=TODAY) == filled(form.code)
    assert panel.missing() == ()


@pytest.mark.parametrize("code", ["LV-APP", "METER"])
def test_an_empty_panel_names_exactly_the_required_fields_that_fill_names(qtbot, code):
    panel = panel_of(qtbot, code)
    with pytest.raises(ProblemsFound) as refused:
        fill(form_by_code(code), panel.values(), today=TODAY)
    required = {spec.name for spec in panel.missing()}
    assert required == {problem.field for problem in refused.value.problems}


def test_enter_walks_the_grid_passes_read_only_fields_and_never_submits(survey):
    survey.focus("account_no")
    saved = []
    survey.walk.saving.connect(lambda: saved.append(1))
    press(ENTER)
    assert QApplication.focusWidget() is survey.cells["account_name"].editor.parts()[0]  # application_no is read-only
    press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is survey.cells["account_no"].editor.parts()[0]
    survey.focus("surveyed_on")
    press(ENTER, times=3)
    assert saved == []
    press(Qt.Key.Key_Backtab) if QApplication.focusWidget() is not survey else survey.focus("contact")
    press(ENTER, CONTROL)
    assert saved == [1]


def test_page_down_goes_to_the_next_required_field_that_is_empty(survey):
    survey.fill_in({"account_name": "张𬀩面粉厂"})
    survey.focus("account_no")
    press(Qt.Key.Key_PageDown)
    assert survey.cells["address"].editor.isAncestorOf(QApplication.focusWidget())


def test_words_of_an_input_method_count_only_when_they_are_committed(survey):
    edits = []
    survey.edited.connect(edits.append)
    for name in ("account_name", "access_point"):
        survey.focus(name)
        compose("wang")
        assert (edits, text(survey, name)) == ([], "")
        commit("王𬀩枝")
        assert (edits, text(survey, name)) == ([name], "王𬀩枝")
        edits.clear()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("1122", "2026-11-22"), ("20261101", "2026-11-01"), ("11-9", "2026-11-09"), (".", "2026-11-23"), ("昨天", "2026-11-22"), ("13", "13")],
)
def test_a_day_is_shown_in_full_when_the_field_is_left(survey, typed, shown):
    survey.focus("surveyed_on")
    write(typed)
    press(ENTER)
    survey.focus("address")
    assert text(survey, "surveyed_on") == shown


def test_arrows_step_from_day_to_day_and_the_weekday_stands_beside(survey):
    survey.focus("surveyed_on")
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Down, times=3)
    assert text(survey, "surveyed_on") == "2026-11-20"
    assert survey.cells["surveyed_on"].editor.week.text() == "周五"


def test_figures_choose_in_rows_and_lists_and_zero_takes_back(survey):
    survey.focus("voltage")
    write("2")
    press(ENTER)
    write("1")
    assert (text(survey, "voltage"), text(survey, "approved_voltage")) == ("380 V", "220 V")
    survey.focus("usage_class")
    write("7")
    assert text(survey, "usage_class") == "农业生产"
    write("0")
    assert text(survey, "usage_class") == ""


def test_plus_and_minus_answer_yes_and_no(qtbot):
    panel = panel_of(qtbot, "HV-APP")
    panel.focus("own_source")
    write("+")
    assert text(panel, "own_source") == "是"
    write("-")
    assert text(panel, "own_source") == "否"


def test_the_wheel_scrolls_and_never_changes_a_choice(survey):
    box = survey.cells["usage_class"].editor.box
    survey.focus("usage_class")
    write("2")
    event = QWheelEvent(QPointF(5, 5), box.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(box, event)
    assert text(survey, "usage_class") == "一般工商业"


def test_a_wrong_number_is_told_at_the_field_when_it_is_left_and_stays_typed(qtbot):
    panel = panel_of(qtbot, "LV-APP")
    panel.focus("document_kind")
    write("1")
    panel.focus("document_no")
    write("92410425ma9f0xn92x")
    panel.focus("address")
    assert said(panel, "document_no") == "统一社会信用代码最后一位校验码应为 T，现为 X，请核对执照"
    assert panel.cells["document_no"].editor.line.property("invalid") is True
    assert text(panel, "document_no") == "92410425MA9F0XN92X"
    panel.focus("document_no")
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    write("t")
    assert said(panel, "document_no") == ""


def test_an_empty_field_is_nobodys_fault_before_saving(qtbot):
    panel = panel_of(qtbot, "LV-APP")
    panel.focus("applicant")
    panel.focus("address")
    assert [name for name in panel.cells if said(panel, name)] == []


@pytest.mark.parametrize(("typed", "sentence"), [("0", "必须大于 0，现为 0 kW"), ("六十", "“六十”不是数字，请填阿拉伯数字，如 60")])
def test_a_capacity_that_cannot_be_is_refused_in_a_sentence(qtbot, typed, sentence):
    panel = panel_of(qtbot, "LV-APP")
    panel.focus("capacity")
    write(typed)
    panel.focus("voltage")
    assert said(panel, "capacity") == sentence


def test_all_problems_are_listed_and_each_leads_to_its_field_even_in_a_table(qtbot):
    panel = panel_of(qtbot, "METER")
    panel.fill_in(DRAFTS["METER"] | {"seal_nos": "", "meters": [DRAFTS["METER"]["meters"][0] | {"reading": "空"}]})
    with pytest.raises(ProblemsFound) as refused:
        fill(panel.form_type, panel.values(), today=TODAY)
    listed = ProblemList()
    qtbot.addWidget(listed)
    listed.chosen.connect(panel.focus)
    assert panel.show_problems(refused.value.problems) == ()
    listed.show_problems(refused.value.problems)
    assert [button.text().split("，")[0] for button in listed.buttons] == ["电能表第1行示数：“空”不是数字", "封印编号：请填写"]
    listed.buttons[0].click()
    assert QApplication.focusWidget().accessibleName() == "电能表第1行示数"
    assert QApplication.focusWidget().property("invalid") is True
    listed.buttons[1].click()
    assert panel.cells["seal_nos"].editor.isAncestorOf(QApplication.focusWidget())
    listed.show_problems(())
    assert listed.isHidden()


def test_problems_of_other_places_are_handed_back(survey):
    other = Problem("channel", "受理渠道", "请选择")
    assert survey.show_problems((other, Problem("address", "客户地址", "请填写"))) == (other,)
    assert said(survey, "address") == "请填写"


def test_a_prefilled_value_says_so_until_it_is_changed(survey):
    survey.fill_in({"address": "堂街镇"}, tag="预填", keep=True)
    tag = survey.cells["address"].tag
    assert (tag.text(), tag.isHidden()) == ("预填", False)
    survey.focus("address")
    press(Qt.Key.Key_End)
    write("3")
    assert tag.isHidden()


def test_enter_in_long_text_goes_on_and_shift_enter_begins_a_line(survey):
    survey.focus("access_point")
    write("5 号杆")
    press(ENTER, Qt.KeyboardModifier.ShiftModifier)
    write("新立 1 基")
    press(ENTER)
    assert text(survey, "access_point") == "5 号杆\n新立 1 基"
    assert survey.cells["receiving_point"].editor.isAncestorOf(QApplication.focusWidget())


def test_large_type_gets_one_field_a_line_and_back(qtbot, survey):
    def lefts() -> list[int]:
        QApplication.processEvents()
        return [survey.cells[name].x() for name in ("account_no", "application_no", "contact", "contact_phone")]

    survey.fit(60)
    assert len(set(lefts())) == 2
    survey.fit(30)
    assert len(set(lefts())) == 1
    tops = [cell.mapTo(survey, QPoint(0, 0)).y() for cell in survey.cells.values()]
    assert tops == sorted(set(tops))
    survey.fit(60)
    assert len(set(lefts())) == 2


# --- tables ------------------------------------------------------------------------------------------------------------------


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
    assert survey.cells["surveyor"].editor.isAncestorOf(QApplication.focusWidget())


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


# --- proposals ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(name="proposing")
def _proposing(survey):
    survey.propose(lambda values: proposals_for("LV-SURVEY", values, {}, shipped_electrical(), ElectricalChoices()))
    survey.walk.follow(survey.stops)
    survey.fill_in({"equipment": [{"name": "分体空调", "quantity": "10", "capacity": "20"}]}, keep=True)
    return survey


def proposal_words(panel: FormPanel, name: str) -> str:
    line = panel.cells[name].proposal
    return "" if line.isHidden() else line._words.text()


def test_what_is_reckoned_stands_under_its_field_and_f4_takes_it(proposing):
    assert proposal_words(proposing, "approved_capacity") == "建议 16 kW"
    assert proposal_words(proposing, "approved_voltage") == ""
    proposing.focus("approved_capacity")
    edits = []
    proposing.edited.connect(edits.append)
    press(Qt.Key.Key_F4)
    assert (text(proposing, "approved_capacity"), edits) == ("16", ["approved_capacity"])
    assert proposal_words(proposing, "approved_capacity") == "✓ 与计算建议一致"
    assert proposal_words(proposing, "approved_voltage") == "建议 380 V"
    proposing.focus("approved_voltage")
    press(Qt.Key.Key_F4)
    assert text(proposing, "approved_voltage") == "380 V"


def test_another_value_is_taken_with_a_mark_and_enter_passes_by_the_reason(proposing):
    proposing.focus("approved_capacity")
    write("30")
    assert proposal_words(proposing, "approved_capacity") == "● 建议 16 kW，与所填不同，会记下"
    press(ENTER)
    assert QApplication.focusWidget().accessibleName() == "核定用电容量不按建议的理由"
    write("客户年底再添设备")
    assert proposing.reasons() == {"approved_capacity": "客户年底再添设备"}
    press(ENTER)
    assert proposing.cells["access_point"].editor.isAncestorOf(QApplication.focusWidget())


def test_proposals_for_a_table_fill_its_cells(qtbot):
    panel = panel_of(qtbot, "LV-PLAN")
    panel.propose(lambda values: proposals_for("LV-PLAN", values, {}, shipped_electrical(), ElectricalChoices()))
    panel.fill_in({"capacity": "60", "voltage": "380 V", "usage_class": "普通工业"}, keep=True)
    panel.focus("metering_points.0.meter_kind")
    press(Qt.Key.Key_F4)
    (row,) = panel.values()["metering_points"]
    assert (row["ct_ratio"], row["price_class"]) == ("150/5", "工商业及其他（单一制）")
    assert proposal_words(panel, "metering_points") == "✓ 与计算建议一致"


def test_one_line_of_text_is_pasted_into_the_cell_as_usual(survey):
    QGuiApplication.clipboard().setText("磨粉机")
    survey.focus("equipment")
    press(Qt.Key.Key_V, CONTROL)
    assert survey.values()["equipment"][0]["name"] == "磨粉机"


# --- what helps the fingers --------------------------------------------------------------------------------------------------


def test_number_fields_ask_the_input_method_for_figures(qtbot):
    panel = panel_of(qtbot, "LV-APP")
    hints = {name: panel.cells[name].editor.line.inputMethodHints() for name in ("capacity", "phone", "account_no", "applicant")}
    assert hints["capacity"] & Qt.InputMethodHint.ImhFormattedNumbersOnly
    assert hints["phone"] & Qt.InputMethodHint.ImhDialableCharactersOnly
    assert hints["account_no"] & Qt.InputMethodHint.ImhDigitsOnly
    assert hints["applicant"] == Qt.InputMethodHint.ImhNone


def test_nothing_pops_up_while_chinese_is_typed_and_every_field_has_a_name(qtbot):
    panel = panel_of(qtbot, "LV-APP")
    assert [line for line in panel.findChildren(QLineEdit) if line.completer() is not None] == []
    assert [name for name, cell in panel.cells.items() for part in cell.editor.parts() if not part.accessibleName()] == []


# --- drafts ------------------------------------------------------------------------------------------------------------------


class FullDisk:
    """A drafts file on a disk that is full at first."""

    def __init__(self) -> None:
        self.full = True
        self.kept: dict[str, object] = {}
        self.title = ""

    def begin(self, draft_id, kind, case_id, now):
        if self.full:
            raise StationError("草稿没有存上（磁盘可能已满）。", "请清理磁盘空间。")

    def put(self, draft_id, field, value, now):
        self.begin(draft_id, "", "", now)
        self.kept[field] = value

    def entitle(self, draft_id, title):
        self.title = title

    def discard(self, draft_id):
        self.kept.clear()


def test_what_a_full_disk_refused_is_told_once_and_written_as_soon_as_there_is_room(qtbot):
    disk = FullDisk()
    autosave = Autosave(disk, "d1", "register", "", lambda: datetime(2026, 11, 23, 9, 40))
    told = []
    autosave.failed.connect(lambda error: told.append(error.message))
    autosave.note("applicant", "王", "王 · 低压小微")
    autosave.note("applicant", "王桂枝", "王桂枝 · 低压小微")
    autosave.note("phone", "139")
    assert told == ["草稿没有存上（磁盘可能已满）。"]
    assert not autosave.flush()
    disk.full = False
    assert autosave.flush()
    assert disk.kept == {"applicant": "王桂枝", "phone": "139"}
    autosave.note("phone", "1393", "王桂枝 · 低压小微")
    assert (disk.kept["phone"], disk.title) == ("1393", "王桂枝 · 低压小微")
