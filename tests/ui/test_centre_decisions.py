"""What the county's window sends and decides: broadcasts, the audit's notice, draws, conflicts, duplicate customers."""

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QLabel

from models import events
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.channel import speaking
from models.services.centre.intake import take
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcasts import broadcasts, settle
from models.services.exchange.outbox import export
from models.services.folding.refold import Folder
from models.services.station import changing
from models.store.session import reading
from tests.data.wordings import FAULTY, FIRST
from tests.handover import passed_up
from tests.stations import mill
from tests.ui.case_station import dress_once
from ui.centre.audit_page import CountyDrawDialog
from ui.centre.case_dialog import CountyCaseDialog
from ui.centre.review_dialogs import JoinDialog, PartDialog, SettleDialog
from ui.centre.send_dialog import NobodyWorks, SendDialog
from ui.centre.window import CentreWindow
from ui.handed.window import CentreCaseWindow
from ui.tasks import Tasks


@pytest.fixture
def window(qtbot, qapp, county):
    dress_once(qapp)
    made = CentreWindow(county.centre, county.clock, tasks=Tasks(at_once=True))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.tasks.close()


def dialog_of(window, kind):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def bring(county, code):
    take(county.centre, export(county.stations[code], county.stick)[0].file)


def decide(dialog, reason="电话问过"):
    for one in dialog.asked:
        if one.name == "by":
            one.editor.setText("孙主任")
        if one.name == "reason":
            one.editor.setPlainText(reason)
    dialog.submit()


@pytest.fixture
def notice(window, tmp_path):
    """A 整改通知 for the station 3501 as its dialog holds it: written from a file, its day not said yet."""
    window.open_page("send")
    window.page.next_step()
    dialog = dialog_of(window, SendDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("rectify"))
    words = tmp_path / "words.txt"
    words.write_text("请写明原因。", encoding="utf-8")
    dialog.ask_files = lambda: [str(words)]
    dialog._read()
    dialog.title.setText("超期未督办")
    dialog.boxes[1].setChecked(False)
    return dialog


def said_of(dialog, name):
    return next(one.problem.text() for one in dialog.asked if one.name == name)


def test_a_notice_needs_its_day_and_goes_to_the_chosen_stations(window, county, notice):
    notice.submit()
    assert "期限" in said_of(notice, "due")
    assert window.page.table.rows == ()
    notice.due.setText(f"{county.clock().date():%Y-%m-%d}")
    notice.submit()
    (sent,) = window.page.table.rows
    assert ([code for code, _ in sent.stations], sent.kind, sent.title) == (["3501"], "rectify", "超期未督办")
    assert window.page.each.item(0, 1).text() == "● 还没说收到"


@pytest.mark.parametrize(("again", "due"), [("", date(2026, 12, 7)), ("2026-12-05", date(2026, 12, 5))])
def test_for_a_day_on_which_nobody_works_the_next_is_put_in_once(window, notice, again, due):
    notice.due.setText("2026-12-05")
    notice.submit()
    assert "2026-12-05 周六 休息，没人答复，已改为下一个工作日 2026-12-07 周一" in said_of(notice, "due")
    assert (notice.due.text(), window.page.table.rows) == ("2026-12-07", ())
    if again:
        notice.due.setText(again)  # whoever fills it in again means it
    notice.submit()
    assert [sent.due for sent in window.page.table.rows] == [due]


def test_another_day_on_which_nobody_works_is_asked_about_too(window, notice):
    for day, other in (("2026-12-05", "2026-12-07"), ("2026-12-13", "2026-12-14")):
        notice.due.setText(day)
        notice.submit()
        assert (notice.due.text(), window.page.table.rows) == (other, ())


def test_whether_anybody_works_is_not_read_while_the_window_waits(window, notice, monkeypatch):
    waiting = []
    monkeypatch.setattr(window.tasks, "run", lambda work, done, failed, **_: waiting.append((work, failed)))
    read = []
    monkeypatch.setattr("ui.centre.send_dialog.next_working_day", lambda *asked: read.append(asked) or date(2026, 12, 7))
    notice.due.setText("2026-12-05")
    notice.submit()
    assert (len(waiting), read) == (1, [])
    (work, failed), *_ = waiting
    with pytest.raises(NobodyWorks) as caught:
        work()
    assert (len(read), notice.due.text()) == (1, "2026-12-05"), "the work itself touches nothing of the window"
    failed(caught.value)
    assert (notice.due.text(), notice.act_button.isEnabled()) == ("2026-12-07", True)


def test_what_a_station_does_with_a_notice_is_shown_and_what_is_overdue_comes_first(window, county, notice):
    notice.due.setText(f"{county.clock().date():%Y-%m-%d}")
    notice.submit()
    page, station = window.page, county.stations["3501"]
    take_answer(station, acknowledge(county.centre, "3501", county.stick)[0].path)
    mill(station)
    bring(county, "3501")
    page.refresh()
    assert page.each.item(0, 1).text() == "● 收到，还没办"
    (one,) = broadcasts(station)
    county.clock.day = late = county.clock().date() + timedelta(days=3)
    page.refresh()
    assert page.each.item(0, 1).text() == "■ 过期 3 天，没答复"
    send(county.centre, ("3501",), ToSend("notice", "新的通报", "各所注意。"), late)
    page.refresh()
    assert [sent.title for sent in page.table.rows] == ["超期未督办", "新的通报"]  # overdue first, though it is older
    settle(station, one.id, late, "已补督办记录。")
    bring(county, "3501")
    page.refresh()
    assert page.each.item(0, 3).text() == "已补督办记录。"
    assert page.each.item(0, 1).text() == "● 已答复，晚 3 天"
    assert [page.table.item(at, 0).text() for at in (0, 1)] == ["● 0 / 1 办了", "✓ 1 / 1 办了，1 个晚了"]  # in the list too
    assert page.table.chosen().title == "超期未督办"


def test_a_countys_wordings_are_checked_as_a_station_reads_them_and_sent(window, county, tmp_path):
    window.open_page("send")
    window.page.next_step()
    dialog = dialog_of(window, SendDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("template"))
    assert "常用语" in dialog.body.placeholderText()
    file = tmp_path / "county.toml"
    file.write_text(FAULTY, encoding="utf-8")
    dialog.ask_files = lambda: [str(file)]
    dialog._read()
    dialog.title.setText("业扩常用语")
    dialog.submit()
    told = next(one.problem.text() for one in dialog.asked if one.name == "body").splitlines()
    assert len(told) == 9
    assert told[1].startswith("第 2 行 第 1 条“甲”：没有“没有的表”这张表")
    file.write_text(FIRST, encoding="utf-8")
    dialog._read()
    dialog.submit()
    (sent,) = window.page.table.rows
    assert (sent.kind, sent.title, len(sent.open)) == ("template", "业扩常用语", 2)


def test_the_audit_makes_a_notice_for_one_station_and_a_draw_is_listed(window, county):
    for code in ("3501", "3502"):
        mill(county.stations[code])
        bring(county, code)
    window.open_page("audit")
    page = window.page
    page.scope.setCurrentIndex(page.scope.findData("year"))
    assert {one.station for one in page.table.rows} == {"3501", "3502"}
    page.next_step()
    dialog = dialog_of(window, SendDialog)
    assert "没有说明" in dialog.body.toPlainText()
    assert len(dialog.boxes) == 1
    dialog.reject()
    page.draw_button.click()
    draw = dialog_of(window, CountyDrawDialog)
    draw.count.setText("9")
    draw.submit()
    assert "今年有 2 件" in " ".join(one.problem.text() for one in draw.asked)
    draw.count.setText("2")
    draw.submit()
    assert page.drawn.rowCount() == 2


def test_a_conflict_shows_both_values_until_a_person_decides(window, county):
    station = county.stations["3501"]
    case_id = mill(station)
    bring(county, "3501")
    with speaking(county.centre, "3501") as append:
        append.add(events.FormFilled(form="LV-SURVEY", stage="survey", version=1, values={"capacity": "80"}), (f"case:{case_id}",))
    with changing(station) as change:
        change.add(events.FormFilled(form="LV-SURVEY", stage="survey", version=1, values={"capacity": "60"}), case_id)
    bring(county, "3501")
    window.open_page("review")
    page = window.page
    assert page.conflicts.item(0, 3).text().startswith("60")
    assert page.conflicts.item(0, 4).text().startswith("80")
    page.settle()
    decide(dialog_of(window, SettleDialog))
    assert page.conflicts.item(0, 5).text() == "孙主任：以供电所为准"


def test_a_day_on_which_both_differ_is_set_by_the_decision(window, county):
    station = county.stations["3501"]
    case_id = mill(station)
    bring(county, "3501")
    with speaking(county.centre, "3501") as append:
        append.add(events.StageCompleted(stage="survey", on=date(2026, 11, 20)), (f"case:{case_id}",))
    with changing(station) as change:
        change.add(events.StageCompleted(stage="survey", on=date(2026, 11, 18)), case_id)
    bring(county, "3501")
    window.open_page("review")
    page = window.page
    assert page.conflicts.item(0, 3).text().startswith("2026-11-18")
    page.settle()
    dialog = dialog_of(window, SettleDialog)
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "现场勘查日期按它的值写进工单" in told
    assert "时限随之重算" in told
    decide(dialog)
    assert page.conflicts.item(0, 5).text() == "孙主任：以供电所为准"
    take_answer(station, acknowledge(county.centre, "3501", county.stick)[0].path)
    for store in (county.centre, station):
        with reading(store.database) as connection:
            assert Folder(connection).case(case_id).stages["survey"].on == date(2026, 11, 18)


def test_customers_are_joined_and_parted_by_hand(window, county):
    for code in ("3501", "3502"):
        mill(county.stations[code])
        bring(county, code)
    window.open_page("review")
    page = window.page
    assert page.alike.rowCount() == 1
    page.join()
    decide(dialog_of(window, JoinDialog), "同一法人")
    assert (page.alike.rowCount(), page.joined.rowCount()) == (0, 1)
    page.part()
    decide(dialog_of(window, PartDialog), "核对后不是")
    assert page.joined.item(0, 0).text() == "‖ 已撤回"
    page.joined.selectRow(0)
    page.again()
    decide(dialog_of(window, JoinDialog), "撤错了")
    assert [page.joined.item(row, 0).text()[2:] for row in range(2)] == ["同一个客户", "已撤回"]


def test_a_case_that_was_passed_up_is_worked_on_in_the_stations_own_pages(window, county, qtbot):
    station = county.stations["3501"]
    case_id = passed_up(station, county.clock().date())
    bring(county, "3501")
    window.open_page("cases")
    page = window.page
    page.chips.buttons()[5].click()
    page.open_case(next(row for row in page.table.cases.rows if row.case_id == case_id))
    dialog = dialog_of(window, CountyCaseDialog)
    dialog.person.setText("孙主任")
    dialog.work_button.click()
    opened = dialog_of(window, CentreCaseWindow)
    qtbot.waitUntil(lambda: opened.page.detail is not None, timeout=5000)
    assert opened.page.detail.row.case_id == case_id
    opened.close()
    window.open_page("handed")
    assert "待接收 1 件" in window.page.list.told.text()
