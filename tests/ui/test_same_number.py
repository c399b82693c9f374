"""工单号重复 on the page of a case and in 今日: told, renumbered or explained."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from models import events
from models.casework.same_number import CODE
from models.services.case_page.detail import case_detail
from models.services.cases import search
from models.services.reminders import reminders_on
from models.services.station import changing
from tests.ui.case_looks import buttons, dialog, show
from tests.ui.case_station import MONDAY, issue_paper, mill
from ui.message import Sentence


@pytest.fixture
def twins(station, clock):
    """Two cases of one number, as they stand after a fork was settled."""
    first, second = mill(station, clock), mill(station, clock, phone="13900000003")
    number = number_of(station, first)
    with changing(station) as change:
        change.add(events.CaseRenumbered(old=number_of(station, second), new=number), second, reason="两台电脑")
    return first, second


def number_of(station, case_id):
    return case_detail(station, case_id, MONDAY).row.number


def press(page, text):
    next(one for one in buttons(page) if one.text() == text).click()


def told_on(page):
    QApplication.processEvents()
    return " ".join(getattr(label, "whole", "") or label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_clerk_gives_one_of_them_a_new_number(page, station, clock, twins):
    first, second = twins
    paper = issue_paper(station, clock, second, "RECEIPT", MONDAY)
    old = number_of(station, first)
    show(page, clock, second)
    assert "这个号另有一件：王" in page.header.warning.whole
    page.header.warning_button.click()
    assert "这个号另有一件：王" in told_on(page)
    press(page, "换新号…")
    asked = dialog(page)
    asked.submit()
    assert "请填写" in asked.asked[0].problem.text()
    asked.asked[0].editor.setPlainText("两台电脑都登记过，换后登记的这件")
    asked.submit()
    new = number_of(station, second)
    assert new != old
    (said,) = [one for one in page.desk.findChildren(Sentence) if one.isVisible()]  # it waits until it was read
    words = " ".join(label.text() for label in said.findChildren(QLabel))
    assert new in words
    assert paper in words
    said.reject()
    show(page, clock, second)
    assert page.header.warning.isHidden()
    assert "以前的工单号" in told_on(page)
    assert {row.case_id for row in search(station, old, MONDAY)} == {first, second}


def test_the_clerk_explains_where_nothing_can_be_done(page, station, clock, twins):
    first, second = twins
    show(page, clock, first)
    page.header.warning_button.click()
    press(page, "写说明…")
    asked = dialog(page)
    asked.asked[0].editor.setPlainText("两件都已归档，单据上户名不同")
    asked.submit()
    show(page, clock, first)
    assert "说明：两件都已归档，单据上户名不同" in told_on(page)
    assert {row.case_id for row in reminders_on(station, MONDAY) if row.code == CODE} == {second}


def test_two_that_wait_under_one_number_of_a_pre_acceptance_are_parted_the_same_way(page, station, clock):
    first, second = (mill(station, clock, received=frozenset(), phone=f"1390000000{number}") for number in (3, 4))
    with changing(station) as change:
        for case in (first, second):
            change.add(events.PreAccepted(number="YS-3501-20261123-001-2", on=MONDAY, remind_on=MONDAY), case)
    clock.day = MONDAY
    show(page, clock, first)
    assert page.header.warning.whole.startswith("▲ 预受理编号重复：这个编号另有一件：王")
    page.header.warning_button.click()
    press(page, "写说明…")
    asked = dialog(page)
    asked.asked[0].editor.setPlainText("两户当面说清了")
    asked.submit()
    show(page, clock, second)
    page.header.warning_button.click()
    press(page, "换新号…")
    asked = dialog(page)
    asked.asked[0].editor.setPlainText("两台电脑都登记过")
    asked.submit()
    (said,) = [one for one in page.desk.findChildren(Sentence) if one.isVisible()]
    assert "新的预受理编号是 YS-3501-20261123-002-" in " ".join(label.text() for label in said.findChildren(QLabel))
    said.reject()
    show(page, clock, second)
    assert page.header.warning.isHidden()
    assert "以前的预受理编号" in told_on(page)
