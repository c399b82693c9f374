"""The entry panel: made from every form, walked by keyboard, wrong things said at the field, nothing typed lost."""

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from models.forms import FORMS, draft_of, fill, form_by_code, names_in
from models.problems import Problem, ProblemsFound, StationError
from tests.data.form_drafts import DRAFTS, TODAY, filled
from tests.ui.keyboard import CONTROL, ENTER, commit, compose, press, write
from tests.ui.panels import panel_of, said, survey_panel, text
from ui.panel.autosave import Autosave
from ui.panel.problem_list import ProblemList

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="survey")
def _survey(qtbot):
    return survey_panel(qtbot)


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
