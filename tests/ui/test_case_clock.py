"""The case page about its clock: a pause with its notice, what is refused, causes of delay, days put right."""

from datetime import date, timedelta

from tests.ui.case_looks import buttons, detail, dialog, lines, show
from tests.ui.case_station import MONDAY, issue_paper, mill


def press(page, words):
    next(found for found in buttons(page) if words in (found.text(), found.accessibleName())).click()


def test_a_pause_is_told_on_paper_and_signed_and_moves_the_told_date_only_where_the_standard_leaves_it_out(page, station, clock):
    case_id = mill(station, clock)
    show(page, clock, case_id)
    told = detail(page).limits[0].promised
    page.acts.pause()
    asked = dialog(page)
    asked.evidence.setPlainText("客户签字的暂缓申请 11-23")
    asked.submit()
    assert "暂停计时告知书" in page.desk.said[-1]
    show(page, clock, case_id, MONDAY + timedelta(days=1))
    page.acts.resume()
    dialog(page).submit()
    page.refresh()
    assert next(limit for limit in detail(page).limits if limit.governs).promised == told
    page.tabs.setCurrentIndex(3)
    assert any(found.text() == "打印告知书" for found in buttons(page))
    issue_paper(station, clock, case_id, "PAUSE-NOTICE", clock.day)
    page.refresh()
    press(page, "登记签回")
    dialog(page).submit()
    page.refresh()
    limits = {limit.key: limit for limit in detail(page).limits}
    assert limits["henan-2020/whole"].promised == told  # the standard names no exclusion
    assert limits["sgcc-2023/company_sum"].promised == limits["sgcc-2023/company_sum"].due
    assert not any(found.text() in ("打印告知书", "登记签回") for found in buttons(page))


def test_waiting_for_a_meter_box_is_refused_in_the_dialog_and_shown_in_the_matters(page, station, clock):
    show(page, clock, mill(station, clock))
    page.acts.pause()
    asked = dialog(page)
    asked.evidence.setPlainText("客户没有买表箱")
    asked.submit()
    assert "应由供电企业提供" in asked.trouble.text()
    assert asked.evidence.toPlainText() == "客户没有买表箱"
    asked.reject()
    page.refresh()
    page.tabs.setCurrentIndex(5)
    assert any("不准暂停" in row.text for card in detail(page).cards for row in card.rows)


def test_a_delay_is_noted_from_the_matters(page, station, clock):
    show(page, clock, mill(station, clock))
    page.tabs.setCurrentIndex(5)
    press(page, "记延误原因…")
    asked = dialog(page)
    asked.words.setPlainText("大雪封路")
    asked.submit()
    assert page.desk.said[-1] == "已记下延误原因，计时照走。"
    assert detail(page).row.due == date(2026, 11, 23) or detail(page).history[0].text.startswith("延误原因")


def test_a_corrected_value_names_its_papers_and_each_is_issued_anew_or_explained(page, station, clock):
    case_id = mill(station, clock)
    first = issue_paper(station, clock, case_id, "RECEIPT", MONDAY)
    second = issue_paper(station, clock, case_id, "LV-APP", MONDAY)
    show(page, clock, case_id)
    page.acts.correct_value()
    asked = dialog(page)
    asked.field.setCurrentIndex(asked.field.findData("capacity"))
    assert first in asked.papers.text()
    asked.new.setText("75")
    asked.reason.setPlainText("铭牌抄错")
    asked.submit()
    assert "2 张单据" in page.desk.said[-1]
    page.refresh()
    page.tabs.setCurrentIndex(5)
    press(page, f"重出 {first}")
    dialog(page).submit()
    page.refresh()
    page.tabs.setCurrentIndex(5)
    press(page, f"写说明 {second}")
    asked = dialog(page)
    asked.words.setPlainText("客户在登记表上改正并签字")
    asked.submit()
    page.refresh()
    assert not any(found.text() in ("重出", "写说明") for found in buttons(page))


def test_the_acceptance_is_moved_later_only_with_the_chief(page, station, clock):
    show(page, clock, mill(station, clock))
    issue_paper(station, clock, page.case_id, "RECEIPT", MONDAY)
    page.acts.correct_day()
    asked = dialog(page)
    asked.day.setText("1123")
    asked.reason.setPlainText("抄错")
    asked.submit()
    assert {one.name for one in asked.asked if not one.problem.isHidden()} == {"chief", "evidence"}
    asked.chief.setText("周志强")
    asked.evidence.setText("11-23 签收单")
    asked.submit()
    page.refresh()
    assert "回执上印的受理日期是 2026-11-20" in detail(page).receipt_note
    assert any("回执上印的" in line for line in lines(page.now_card))


def test_a_stage_is_opened_again_from_the_menu(page, station, clock):
    from tests.ui.case_station import fill_form

    case_id = mill(station, clock)
    fill_form(station, clock, case_id, "LV-SURVEY", MONDAY)
    show(page, clock, case_id)
    page.acts.reopen_stage()
    asked = dialog(page)
    asked.reason.setPlainText("量错了")
    asked.evidence.setText("11-23 复勘")
    asked.submit()
    page.refresh()
    assert page.now_card.primary.text() == "填勘查单  F2"
