"""The page of a case on a real encrypted station: what it shows in each state, and that each act does what it says."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

from models.services import passing, pauses
from models.services.changes import Changes
from models.services.paper import papers
from models.services.takeover import LedgerRow, take_over
from tests.ui.case_looks import buttons, detail, dialog, lines, problems, show
from tests.ui.case_station import ACCEPTED, LICENCE, MONDAY, VILLAGE, fill_form, high_voltage, issue_paper, mill
from ui.case.cards import history_line
from ui.case.correction_dialogs import CorrectValueDialog
from ui.case.why import WhyDialog
from ui.paper.preview import PaperDialog


def test_a_fresh_case_says_what_to_do_until_when_and_why(page, station, clock):
    show(page, clock, mill(station, clock))
    assert page.header.customer.text() == "王桂枝面粉加工厂"
    assert page.header.summary.whole.endswith("非居民低压新装 · 60 kW · 380 V")
    assert "13937512345" in page.header.contact.whole
    assert page.header.badge.text() == "✓ 剩 14 个工作日 · 2026-12-11 周五 到期"
    assert [step.state for step in page.rail.steps][:3] == ["done", "now", "todo"]
    assert page.now_card.primary.text() == "填勘查单  F2"
    assert page.why_panel.title.text() == "为什么是 2026-12-11 周五"
    assert page.why_panel.strip.days[-1].date == date(2026, 12, 11)
    assert lines(page.materials_card) == ["✓ 主体证明：营业执照", "✓ 产权证明：村委会及以上出具的产权证明"]


def test_f2_opens_the_form_of_the_stage(page, station, clock):
    case_id = mill(station, clock)
    show(page, clock, case_id).next_step()
    assert page.desk.went == [("form", case_id, "LV-SURVEY")]


class HandsOn(QObject):
    """What a real screen does with the focus of a button that is hidden: it goes on to the next one there is."""

    def __init__(self, follower):
        super().__init__(follower)
        self.follower = follower

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Hide:
            self.follower.setFocus()
        return False


def test_after_a_form_enter_does_the_next_step_and_not_what_stood_beside_the_last_one(page, station, clock, qtbot):
    case_id = mill(station, clock)
    show(page, clock, case_id)
    qtbot.waitUntil(lambda: page.desk.focusWidget() is page.now_card.primary)
    page.now_card.primary.installEventFilter(HandsOn(page.history_card.more))
    fill_form(station, clock, case_id, "LV-SURVEY", MONDAY)
    page.refresh()
    assert page.now_card.primary.text() == "填答复单  F2"
    qtbot.waitUntil(lambda: page.desk.focusWidget() is page.now_card.primary)


def test_every_button_is_reached_without_a_mouse(page, station, clock):
    show(page, clock, mill(station, clock, received=frozenset({LICENCE})))
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        seen = buttons(page)
        assert len(seen) >= 6
        assert all(found.focusPolicy() & Qt.FocusPolicy.TabFocus and (found.text() or found.accessibleName()) for found in seen)
    assert sum(bool(found.property("primary")) for found in buttons(page)) == 1


def test_tab_goes_through_the_page_as_it_is_read(page, station, clock):
    show(page, clock, mill(station, clock, received=frozenset({LICENCE})))
    page.tabs.setCurrentIndex(1)
    page.tabs.setCurrentIndex(0)
    QApplication.processEvents()  # what was made anew is seen only now
    at, seen = page.header.why_button, []
    while at is not None and len(seen) < 40 and (not seen or at is not page.header.why_button):
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisibleTo(page) and not isinstance(at, QScrollArea):
            seen.append(at)
        at = at.nextInFocusChain()
    names = [found.text() if isinstance(found, QPushButton) else type(found).__name__ for found in seen]
    assert names[:3] == ["为什么", "", "填勘查单  F2"]
    assert (
        names.index("打印现场用表")
        < names.index("收到资料")
        < names.index("打印时限计算书")
        < names.index("DayStrip")
        < names.index("QTabBar")
        < names.index("打开")
    )


def test_owed_paper_comes_in_and_all_problems_are_told_at_once(page, station, clock):
    show(page, clock, mill(station, clock, received=frozenset({LICENCE})))
    assert lines(page.materials_card)[0].startswith("欠 产权证明：产权证、国有土地使用证、")
    page.acts.receive()
    asking = dialog(page)
    asking.on.setText("13-40")
    asking.submit()
    assert set(problems(asking)) == {"items", "on"}
    assert asking.on.text() == "13-40"
    next(box for box in asking.boxes if box.text().startswith("村委会")).setChecked(True)
    asking.on.setText("今天")
    asking.submit()
    assert page.desk.said == ["已登记收到资料 1 项，资料已齐。"]
    assert lines(page.materials_card) == ["✓ 主体证明：营业执照", "✓ 产权证明：村委会及以上出具的产权证明"]


def test_a_case_not_accepted_has_no_clock_until_its_papers_are_there(page, station, clock):
    show(page, clock, mill(station, clock, received=frozenset({VILLAGE})))
    assert page.header.badge.text() == "‖ 未受理 · 缺件"
    assert not page.why_panel.isVisible()
    assert page.now_card.primary.text() == "收到资料  F2"
    page.next_step()
    asking = dialog(page)
    next(box for box in asking.boxes if box.text() == "营业执照").setChecked(True)
    asking.submit()
    assert page.now_card.primary.text() == "受理  F2"
    page.next_step()
    asking = dialog(page)
    asking.on.setText("1120")
    asking.submit()
    assert "早于资料收齐的日期 2026-11-23" in asking.trouble.text()
    assert asking.isVisible()
    asking.on.setText("1123")
    asking.submit()
    assert page.header.badge.text() == "✓ 剩 15 个工作日 · 2026-12-14 周一 到期"


def test_pause_and_resume_move_the_due_day_and_show_in_the_strip(page, station, clock):
    show(page, clock, mill(station, clock), date(2026, 11, 25))
    page.acts.pause()
    asking = dialog(page)
    asking.since.setText("11-99")
    asking.submit()
    assert set(problems(asking)) == {"since", "evidence"}
    asking.since.setText("1125")
    asking.evidence.setPlainText("客户签字的暂缓申请（2026-11-25）")
    asking.submit()
    assert page.header.badge.text().startswith("‖ 等待客户 · 还剩 13 个工作日")
    assert page.now_card.primary.text() == "恢复计时  F2"
    clock.day = date(2026, 12, 1)
    page.refresh()
    page.next_step()
    dialog(page).submit()
    strip = page.why_panel.strip
    assert [day.date.day for day in strip.days if day.mark == "停"] == [25, 26, 27, 30, 1]
    assert (strip.due, strip.promised) == (date(2026, 12, 18), date(2026, 12, 11))
    assert page.header.badge.text().endswith("2026-12-18 周五 到期")


def test_a_pause_cannot_end_in_the_future_and_keeps_what_was_typed(page, station, clock):
    case_id = mill(station, clock)
    clock.day = MONDAY
    pauses.pause(station, case_id, MONDAY, "customer_request", "申请", None, MONDAY)
    show(page, clock, case_id).acts.resume()
    asking = dialog(page)
    asking.until.setText("2026-11-30")
    asking.submit()
    assert "在今天之后" in problems(asking)["until"]
    assert asking.until.text() == "2026-11-30"


def test_below_each_certificate_that_came_in_its_own_last_day_is_asked(page, station, clock):
    case_id = mill(station, clock, received=frozenset())
    show(page, clock, case_id).acts.receive()
    asking = dialog(page)
    licence = next(box for box in asking.boxes if box.text() == "营业执照")
    until = next(one.editor for one in asking.asked if one.name == f"until:{LICENCE}")
    assert until.isHidden()
    licence.setChecked(True)
    assert not until.isHidden()
    until.setText("2026-11-01")
    next(box for box in asking.boxes if box.text().startswith("村委会")).setChecked(True)
    asking.submit()
    notes = {row.group: (row.state, row.note) for row in detail(page).materials}
    assert notes["property"][0] == "got"
    assert notes["subject"][0] == "missing"
    assert "有效期到2026年11月1日，已经过期" in notes["subject"][1]


def test_a_correction_shows_both_values_and_wants_a_reason(page, station, clock):
    show(page, clock, mill(station, clock)).acts.correct_value()
    asking = dialog(page)
    assert isinstance(asking, CorrectValueDialog)
    asking.field.setCurrentIndex(asking.field.findData("capacity"))
    assert asking.new.text() == "60"
    asking.submit()
    assert set(problems(asking)) == {"new", "reason"}
    asking.new.setText("六十")
    asking.reason.setPlainText("登记时看错")
    asking.submit()
    assert "new" in problems(asking)
    assert asking.reason.toPlainText() == "登记时看错"
    asking.new.setText("50")
    asking.submit()
    assert "50 kW" in page.header.summary.whole
    assert any("60 → 50：登记时看错" in line for line in lines(page.history_card))


def test_a_stage_day_is_corrected_within_its_neighbours(page, station, clock):
    case_id = mill(station, clock)
    fill_form(station, clock, case_id, "LV-SURVEY", MONDAY)
    show(page, clock, case_id, date(2026, 11, 24)).acts.correct_day()
    asking = dialog(page)
    asking.stage.setCurrentIndex(asking.stage.findData("survey"))
    asking.day.setText("1119")
    asking.reason.setPlainText("日期写错")
    asking.submit()
    assert "早于“业务受理”的日期 2026-11-20" in asking.trouble.text()
    asking.day.setText("1120")
    asking.submit()
    assert next(step for step in page.rail.steps if step.stage == "survey").day_text == "11-20 周五"


def test_ending_a_case_is_never_the_default(page, station, clock, qtbot):
    show(page, clock, mill(station, clock)).acts.end()
    asking = dialog(page)
    assert asking.keep_button.isDefault()
    qtbot.keyClick(asking.keep_button, Qt.Key.Key_Return)
    assert not asking.isVisible()
    assert detail(page).row.level != "ended"
    page.acts.end()
    asking = dialog(page)
    asking.submit()
    assert not asking.asked[[one.name for one in asking.asked].index("evidence")].problem.isHidden()
    asking.evidence.setPlainText("11-23 客户当面签的撤销申请")
    asking.decider.setText("周志强（所长）")
    asking.submit()
    assert page.header.badge.text() == "— 客户撤销"
    assert page.now_card.first is None
    page.next_step()
    assert page.desk.said[-1] == "这个工单现在没有要做的。"


def test_the_reply_is_printed_delivered_and_ends_its_stage(page, station, clock):
    case_id = mill(station, clock)
    for code in ("LV-SURVEY", "LV-PLAN"):
        fill_form(station, clock, case_id, code, MONDAY)
    assert show(page, clock, case_id).acts.now()[0].label.startswith("打印")
    issue_paper(station, clock, case_id, "LV-PLAN", MONDAY)
    show(page, clock, case_id, date(2026, 11, 25)).next_step()
    asking = dialog(page)
    asking.on.setText("1124")
    asking.signed_on.setText("1123")
    asking.submit()
    assert "早于送达日期" in problems(asking)["signed_on"]
    asking.signed_on.setText("1125")
    asking.submit()
    assert next(step for step in page.rail.steps if step.stage == "plan_reply").state == "done"
    assert detail(page).papers[0].state == "已签回"
    assert {act.label for act in page.acts.now()} == {"填竣工检验单", "登记合同签订"}


def test_papers_are_listed_with_how_far_they_got_and_can_be_voided(page, station, clock):
    case_id = mill(station, clock)
    number = issue_paper(station, clock, case_id, "RECEIPT", ACCEPTED)
    show(page, clock, case_id).tabs.setCurrentIndex(1)
    assert page.tabs.tabText(1) == "单据 1"
    names = [found.accessibleName() for found in buttons(page)]
    assert f"登记签回 业务受理回执 {number}" in names
    page.acts.void_paper(page.detail.papers[0])
    asking = dialog(page)
    assert asking.keep_button.isDefault()
    asking.submit()
    assert set(problems(asking)) == {"reason"}
    asking.reason.setPlainText("抬头打错")
    asking.submit()
    assert page.detail.papers[0].state == "作废"
    assert f"登记签回 业务受理回执 {number}" not in [found.accessibleName() for found in buttons(page)]


def test_high_voltage_goes_up_to_the_centre(page, station, clock):
    show(page, clock, high_voltage(station, clock), ACCEPTED)
    assert [act.label for act in page.acts.now()] == ["上报县中心", "打印上报单"]
    page.next_step()
    dialog(page).submit()
    assert page.header.badge.text() == "↗ 县中心办理中"
    assert page.now_card.first is None
    with pytest.raises(Exception, match="已经上报"):
        passing.pass_up(station, page.case_id, ACCEPTED, ACCEPTED)


def test_a_due_day_in_an_unpublished_year_is_provisional(page, station, clock):
    show(page, clock, mill(station, clock, date(2026, 12, 21)), date(2026, 12, 22))
    assert "◇暂定 2027-01-12 周二 到期" in page.header.badge.text()
    assert page.why_panel.strip.published_to == date(2026, 12, 31)
    assert "暂定" in page.why_panel.strip.sentence(len(page.why_panel.strip.days) - 1)


def test_an_overdue_case_says_so_in_words_and_shape(page, station, clock):
    show(page, clock, mill(station, clock, date(2026, 10, 26)))
    assert page.header.badge.text() == "■ 逾期 5 个工作日 · 2026-11-16 周一 到期"


def test_each_limit_can_be_put_into_the_strip(page, station, clock):
    show(page, clock, mill(station, clock)).tabs.setCurrentIndex(2)
    links = {found.accessibleName(): found for found in buttons(page) if found.accessibleName().startswith("为什么 ")}
    assert len(links) == len(page.detail.limits) >= 2
    other = next(limit for limit in page.detail.limits if not limit.governs)
    links[f"为什么 {other.standard} {other.name}"].click()
    assert page.why_panel.strip.due == other.due != date(2026, 12, 11)
    page.header.why_button.click()
    assert page.why_panel.strip.due == date(2026, 12, 11)


def test_an_archived_case_keeps_its_results(page, station, clock):
    case_id = mill(station, clock)
    for code in ("LV-SURVEY", "LV-PLAN"):
        fill_form(station, clock, case_id, code, MONDAY)
    number = issue_paper(station, clock, case_id, "LV-PLAN", MONDAY)
    papers.deliver(station, case_id, number, MONDAY, "当面", MONDAY)
    for code in ("COMPLETION", "CONTRACT", "METER", "ARCHIVE"):
        fill_form(station, clock, case_id, code, date(2026, 11, 25))
    show(page, clock, case_id, date(2026, 11, 26))
    assert page.header.badge.text() == "— 已归档"
    assert {step.state for step in page.rail.steps} == {"done"}
    assert all(limit.state.startswith("已完成") for limit in page.detail.limits)
    assert page.now_card.first is None


def test_late_entry_is_marked_in_the_history(page, station, clock):
    case_id = mill(station, clock)
    clock.day = date(2026, 11, 25)
    fill_form_day = date(2026, 11, 23)
    pauses.pause(station, case_id, fill_form_day, "customer_request", "申请", None, clock.day)
    show(page, clock, case_id, clock.day).acts.end()
    asking = dialog(page)
    asking.on.setText("1124")
    asking.evidence.setPlainText("客户前一天来电撤销")
    asking.submit()
    assert history_line(page.detail.history[0]).startswith("11-25 补录 客户撤销（客户不再需要用电；")


def test_the_page_reads_again_only_for_what_it_shows(page, station, clock):
    case_id = mill(station, clock)
    show(page, clock, case_id)
    assert page.concerns(Changes(frozenset({case_id})))
    assert not page.concerns(Changes(frozenset({"another"})))


def test_ctrl_p_lists_the_papers_and_empty_forms_and_opens_one(page, station, clock):
    show(page, clock, mill(station, clock, received=frozenset({LICENCE}))).print_paper()
    titles = [action.text() for action in page.prints.actions()]
    assert titles[:3] == ["业务受理回执", "用电业务办理告知书（低压小微企业）", "客户承诺书"]
    assert page.prints.activeAction() is page.prints.actions()[0]
    assert "低压现场勘查单" in [action.text() for action in page.prints.actions()[-1].menu().actions()]
    page.prints.actions()[0].trigger()
    page.prints.close()
    assert [found.session.code for found in page.desk.findChildren(PaperDialog)] == ["RECEIPT"]


def test_the_internal_target_is_explained_apart_and_never_called_overdue(page, station, clock):
    show(page, clock, mill(station, clock), date(2026, 11, 30))
    assert page.header.badge.text().startswith("▲ 内控已过")
    assert "逾期" not in page.header.badge.text()
    next(found for found in buttons(page) if found.toolTip() == "内控目标是怎么算的").click()
    why = next(found for found in page.desk.findChildren(WhyDialog) if found.isVisible())
    assert "不算逾期，不进考核" in "".join(why.panel.told.basis)


def test_a_case_carried_over_from_the_ledger_is_shown_and_asks_for_its_form(page, station, clock):
    row = LedgerRow(
        7, "堂街202600007", "lv_res_new", "residential", "张𬀩", "", "", "河南省平顶山市郏县堂街镇石村3组", "8", "220 V", "赵建军",
        ACCEPTED, {"survey": MONDAY},
    )  # fmt: skip
    clock.day = date(2026, 11, 24)
    case_id = take_over(station, row, clock.day)[0].case_id
    show(page, clock, case_id, clock.day)
    assert page.header.customer.text() == "张𬀩"
    assert [step.state for step in page.rail.steps][:3] == ["done", "done", "now"]
    assert lines(page.history_card) == [
        "11-24 接转（原编号 堂街202600007） 赵建军",
        "11-24 补录 接转 受理 2026-11-20 赵建军",
        "11-24 补录 接转 现场勘查 2026-11-23 赵建军",
    ]
    page.acts.correct_value()
    assert len(page.desk.errors) == 1


def test_another_case_takes_the_place_of_the_first(page, station, clock):
    first = mill(station, clock)
    second = mill(station, clock, applicant="刘海农机修理部")
    show(page, clock, first)
    show(page, clock, second)
    assert page.header.customer.text() == "刘海农机修理部"
    page.visit("no-such-case")
    page.refresh()
    assert "找不到这个工单" in page.trouble.text()
