"""Panels of forms as tests open them."""

from datetime import date

from models.forms import form_by_code
from tests.data.form_drafts import TODAY
from tests.ui.keyboard import show
from ui.panel.panel import FormPanel
from ui.panel.walk import Walk


def today() -> date:
    return TODAY


def panel_of(qtbot, code: str, **fixed: str) -> FormPanel:
    panel = FormPanel(form_by_code(code), today, fixed=fixed)
    qtbot.addWidget(panel)
    show(qtbot, panel)
    return panel


def survey_panel(qtbot) -> FormPanel:
    """The low-voltage survey with its keyboard's walk."""
    panel = panel_of(qtbot, "LV-SURVEY", application_no="自动")
    panel.walk = Walk(panel)
    panel.walk.follow(panel.stops)
    return panel


def text(panel: FormPanel, name: str) -> str:
    return str(panel.cells[name].editor.value())


def said(panel: FormPanel, name: str) -> str:
    cell = panel.cells[name]
    return cell.said.text() if cell.wrong else ""
