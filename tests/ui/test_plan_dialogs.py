"""A plan's signature, objection and extension from the case page's dialogs, each read back from the case."""

from datetime import timedelta

import pytest

from models.services.paper.papers import deliver, signed
from models.services.plans import plan_lapsed
from tests.ui.case_looks import detail, dialog, show
from tests.ui.case_station import MONDAY, fill_form, issue_paper, mill
from ui.case.plan_dialogs import ACTS


@pytest.fixture
def case_id(page, station, clock):
    """A mill whose plan the customer has signed today."""
    made = mill(station, clock)
    fill_form(station, clock, made, "LV-SURVEY", MONDAY)
    fill_form(station, clock, made, "LV-PLAN", MONDAY)
    number = issue_paper(station, clock, made, "LV-PLAN", MONDAY)
    deliver(station, made, number, MONDAY, "当面", MONDAY)
    signed(station, made, number, MONDAY, "本人", MONDAY)
    show(page, clock, made, MONDAY)
    return made


def told(page):
    page.refresh()
    return [fact.text for fact in detail(page).history]


def ask(page, case_id, act):
    ACTS[act](page.desk, case_id, "")
    return dialog(page)


def field(asked, name):
    return next(one.editor for one in asked.asked if one.name == name)


def test_an_objection_is_noted_and_settled_by_the_original_plan(page, case_id):
    asked = ask(page, case_id, "object")
    asked.submit()
    assert asked.isVisible(), "without the customer's words nothing is stored"
    field(asked, "words").setPlainText("接入点太远")
    asked.submit()
    assert any("异议" in text for text in told(page))
    settled = ask(page, case_id, "settle")
    field(settled, "words").setPlainText("现场说明，客户同意")
    settled.submit()
    assert any("同意原方案" in text for text in told(page))


def test_an_extension_is_asked_for_and_granted_up_to_a_day(page, case_id, station):
    lapses = MONDAY + timedelta(days=120)
    assert plan_lapsed(station, case_id, lapses)
    asked = ask(page, case_id, "extend")
    field(asked, "evidence").setText("延期申请 11-23")
    asked.submit()
    answered = ask(page, case_id, "answer")
    field(answered, "until").setText((lapses + timedelta(days=30)).isoformat())
    answered.submit()
    assert any("延期" in text for text in told(page))
    assert not plan_lapsed(station, case_id, lapses)
