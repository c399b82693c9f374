"""预受理 on the registration page: offered where the station works so, checked like a registration, one day asked."""

import pytest

from models.services.adoption import adopt_rules, plan_adoption
from models.services.case_page.detail import case_detail
from tests.ui.case_station import MONDAY, Clock
from tests.ui.keyboard import show
from tests.ui.test_register import drafts, type_mill
from ui.register.page import RegisterPage
from ui.register.pre_acceptance import PreAcceptDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen screen has no window manager to tell


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture(name="page")
def _page(qtbot, desk) -> RegisterPage:
    page = RegisterPage(desk)
    desk.setCentralWidget(page)
    show(qtbot, desk)
    page.visit("")
    page.refresh()
    return page


def test_a_pre_acceptance_is_offered_where_it_is_switched_on_and_asks_one_day(desk, page):
    assert page.pre_button.isHidden()
    plan = plan_adoption(desk.station, "henan-rural", MONDAY, MONDAY, switches=frozenset({"pre_accept"}))
    adopt_rules(desk.station, plan, "试验", MONDAY)
    page.start()
    type_mill(page)
    assert page.pre_button.isVisible()
    page.pre_button.click()
    asked = desk.findChild(PreAcceptDialog)
    assert asked.remind_on.text() == "2026-11-30"
    asked.submit()
    result = page.outcome.result
    assert (result.title, result.papers[0]) == ("预受理，不计时", ("PRE-ACCEPT", "预受理回执单"))
    assert result.sentence.startswith("预受理编号 YS-3501-20261123-001-")
    assert "产权证明" in result.sentence
    row = case_detail(desk.station, result.case_id, MONDAY).row
    assert (row.status_text, row.accepted_on, row.due) == ("预受理", None, None)
    assert drafts(desk) == []


def test_a_pre_acceptance_is_checked_like_a_registration(desk, page):
    plan = plan_adoption(desk.station, "henan-rural", MONDAY, MONDAY, switches=frozenset({"pre_accept"}))
    adopt_rules(desk.station, plan, "试验", MONDAY)
    page.start()
    page.pre_button.click()
    assert desk.findChild(PreAcceptDialog) is None
    assert page.problems.isVisible()
