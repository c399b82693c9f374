"""Proposals in a panel: under their field, taken with a key, overridden with a mark."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.electrical.choices import ElectricalChoices
from models.electrical.proposals import proposals_for
from models.electrical.rules import shipped_electrical
from tests.ui.keyboard import ENTER, press, write
from tests.ui.panels import panel_of, survey_panel, text
from ui.panel.panel import FormPanel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="survey")
def _survey(qtbot):
    return survey_panel(qtbot)


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
    assert not panel.cells["metering_points"].wrong  # what is still empty is nobody's fault yet
