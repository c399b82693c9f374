"""The list under a field: opened by typing, taken only when asked for, in the way of nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.industries import industries
from models.services.suggestions import matching
from tests.ui.keyboard import ENTER, compose, press, write
from tests.ui.panels import survey_panel, text

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="survey")
def _survey(qtbot):
    panel = survey_panel(qtbot)
    words = {"industry": industries(), "equipment": ("磨粉机", "风机")}
    panel.complete_with(lambda kind, typed: matching(words.get(kind, ()), typed))
    return panel


def test_down_and_enter_take_what_is_offered_and_the_next_enter_goes_on(survey):
    survey.focus("approved_industry")
    edits = []
    survey.edited.connect(edits.append)
    write("nfsp")
    offer = survey.cells["approved_industry"].editor.offered
    assert offer.texts == ("C13 农副食品加工业",)
    press(Qt.Key.Key_Down)
    press(ENTER)
    assert (text(survey, "approved_industry"), offer.texts) == ("C13 农副食品加工业", ())
    assert edits[-1] == "approved_industry"
    press(ENTER)
    assert not survey.cells["approved_industry"].editor.isAncestorOf(QApplication.focusWidget())
    assert text(survey, "approved_industry") == "C13 农副食品加工业"


def test_enter_without_a_choice_keeps_what_was_typed_and_closes_the_list(survey):
    survey.focus("industry")
    write("食品")
    offer = survey.cells["industry"].editor.offered
    assert offer.texts
    press(ENTER)
    assert (text(survey, "industry"), offer.texts) == ("食品", ())
    assert survey.cells["approved_industry"].editor.isAncestorOf(QApplication.focusWidget())


def test_escape_closes_the_list_only(survey):
    survey.focus("industry")
    write("nfsp")
    press(Qt.Key.Key_Escape)
    assert (survey.cells["industry"].editor.offered.texts, text(survey, "industry")) == ((), "nfsp")


def test_nothing_opens_while_an_input_method_composes_or_a_value_is_filled_in(survey):
    survey.focus("industry")
    compose("nong")
    assert survey.cells["industry"].editor.offered.texts == ()
    compose("")
    survey.fill_in({"industry": "食品"}, keep=True)
    assert survey.cells["industry"].editor.offered.texts == ()


def test_cells_of_a_table_offer_too_those_of_new_rows_as_well(survey):
    survey.focus("equipment.0.name")
    press(Qt.Key.Key_Insert)
    write("mf")
    press(Qt.Key.Key_Down)
    press(ENTER)
    assert survey.values()["equipment"][1]["name"] == "磨粉机"


def test_fields_that_name_no_list_offer_nothing(survey):
    assert survey.cells["surveyor"].editor.offered is None
