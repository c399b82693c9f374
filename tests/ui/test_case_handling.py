"""绿色通道, 后续事项 and the end of a period on the case page: each by its dialog, with reason and person."""

from datetime import timedelta

from models.services.paper.papers import deliver
from models.services.registration import receive_papers, register
from tests.data.every_flow import intake_of
from tests.ui.case_looks import buttons, detail, dialog, show
from tests.ui.case_station import MONDAY, VILLAGE, fill_form, issue_paper, mill

TOPICS = 5


def press(page, words):
    page.tabs.setCurrentIndex(TOPICS)
    next(found for found in buttons(page) if found.text().removesuffix("…") == words).click()


def card(page, title):
    return next(one for one in detail(page).cards if one.title == title)


def test_a_case_is_put_into_the_green_channel_and_taken_out_again(page, station, clock):
    show(page, clock, mill(station, clock))
    press(page, "列入绿色通道")
    asked = dialog(page)
    asked.submit()
    assert asked.isVisible()  # a reason and a person are asked for
    for one in asked.asked:
        if one.name in ("reason", "approver"):
            one.editor.setText({"reason": "抗旱保苗", "approver": "王所长"}[one.name])
    asked.submit()
    page.refresh()
    assert "理由：抗旱保苗；批准人：王所长" in card(page, "绿色通道").rows[0].text
    assert detail(page).row.green
    press(page, "撤销绿色通道")
    asked = dialog(page)
    next(one for one in asked.asked if one.name == "reason").editor.setText("抢修结束")
    asked.submit()
    page.refresh()
    assert not detail(page).row.green


def test_what_may_follow_later_is_named_where_the_case_can_be_accepted_with_a_promise(page, station, clock):
    case_id = mill(station, clock, received=frozenset())
    show(page, clock, case_id)
    page.next_step()
    asking = dialog(page)
    next(box for box in asking.boxes if box.text() == "营业执照").setChecked(True)
    asking.submit()
    assert page.desk.said == ["已登记收到资料 1 项，还缺产权证明。"]
    assert page.now_card.first.sentence == "只缺可以后补的产权证明：客户签承诺书，可以容缺受理，时限从受理日起算。"
    page.next_step()
    dialog(page).submit()
    assert "打印承诺书" in [act.label for act in page.acts.now()]
    for form in ("LV-SURVEY", "LV-PLAN", "COMPLETION"):
        fill_form(station, clock, case_id, form, MONDAY)
        if form == "LV-PLAN":
            deliver(station, case_id, issue_paper(station, clock, case_id, form, MONDAY), MONDAY, "当面", MONDAY)
    page.refresh()
    assert page.now_card.first.sentence.startswith("先收到所欠的产权证明，再办。供用电合同签订")
    receive_papers(station, case_id, frozenset({VILLAGE}), MONDAY, MONDAY)
    page.refresh()
    assert page.now_card.first.sentence.startswith("供用电合同签订")
    assert "打印承诺书" not in [act.label for act in page.acts.now()]  # nothing is owed any more


def test_steps_are_ticked_off_and_the_list_is_printed(page, station, clock):
    case_id = mill(station, clock)
    show(page, clock, case_id)
    press(page, "登记已做")
    asked = dialog(page)
    asked.ticks[3].setChecked(False)
    asked.submit()
    page.refresh()
    assert card(page, "后续事项").rows[0].text == "新户归档以后：3/4 步已做"
    press(page, "打印后续事项清单")
    assert page.desk.went[-1] == ("paper", case_id, "AFTER-STEPS")


def test_a_temporary_supply_is_ended_and_reminds_no_more(page, station, clock):
    kind = station.shelf.book().types["temporary"]
    case_id = register(station, intake_of(station, kind, kind.classes[0], MONDAY, 5), MONDAY)[0].case_id
    show(page, clock, case_id, MONDAY + timedelta(days=40))
    press(page, "登记期限结束")
    dialog(page).submit()
    page.refresh()
    assert card(page, "办理条件").rows[-1].text.endswith("结束")
