"""绿色通道, 后续事项 and 用电期限: entered with reason and person, shown on the case, sorted and reminded of."""

from datetime import date, timedelta

import pytest

from models.casework import held_up, reminders
from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.checking import rebuild
from models.services.endings import Ending, end_case
from models.services.handling import (
    close_green_channel,
    do_after_steps,
    end_period,
    extend_period,
    left_of,
    open_green_channel,
    skip_after_sequence,
    take_back_after_step,
)
from models.services.paper.papers import preview
from models.services.registration import register
from models.services.reminders import reminders_on
from models.services.station import changing
from models.services.today import today_page
from tests.data.every_flow import intake_of, taken_to_the_end
from tests.stations import ACCEPTED, MONDAY, mill, sheet


def view_of(station, case_id):
    with changing(station) as change:
        return change.view(change.case(case_id))


def card(station, case_id, title, today=MONDAY):
    return next(one for one in case_detail(station, case_id, today).cards if one.title == title)


def finished(station, code):
    kind = station.shelf.book().types[code]
    return taken_to_the_end(station, kind, kind.classes[0], MONDAY, 3)


def ends(station, today):
    return [(row.code, row.on) for row in reminders_on(station, today) if row.code.startswith("period")]


def temporary(station):
    kind = station.shelf.book().types["temporary"]
    asked = intake_of(station, kind, kind.classes[0], MONDAY, 5)
    return register(station, asked, MONDAY)[0].case_id, asked


# --- 绿色通道 ------------------------------------------------------------------------------------------------------------------


def test_a_green_channel_needs_a_reason_and_somebody_who_allowed_it(station):
    case_id = mill(station)
    with pytest.raises(StationError, match="理由"):
        open_green_channel(station, case_id, MONDAY, " ", "王所长", "", MONDAY)
    with pytest.raises(StationError, match="谁批准"):
        open_green_channel(station, case_id, MONDAY, "抗旱", " ", "", MONDAY)
    with pytest.raises(StationError, match="今天之后"):
        open_green_channel(station, case_id, MONDAY + timedelta(days=1), "抗旱", "王所长", "", MONDAY)
    open_green_channel(station, case_id, MONDAY, "抗旱", "王所长", "所长", MONDAY)
    row = card(station, case_id, "绿色通道").rows[0]
    assert row.text == "2026-11-23 起；理由：抗旱；批准人：王所长（所长）"
    with pytest.raises(StationError, match="已经列入"):
        open_green_channel(station, case_id, MONDAY, "抗旱", "王所长", "", MONDAY)
    told = case_detail(station, case_id, MONDAY).history[0]
    assert told.text == "列入绿色通道 2026-11-23（批准人：王所长，所长）"


def test_the_green_channel_goes_first_and_is_marked(station):
    first = mill(station, ACCEPTED)
    second = mill(station, ACCEPTED, reason="另一处")
    order = [row.case_id for row in today_page(station, MONDAY).rows]
    assert order == [first, second]
    open_green_channel(station, second, MONDAY, "抗旱", "王所长", "", MONDAY)
    rows = today_page(station, MONDAY).rows
    assert [(row.case_id, row.green) for row in rows] == [(second, True), (first, False)]
    assert {row.case_id: row.green for row in list_cases(station, MONDAY).rows}[second]
    close_green_channel(station, second, MONDAY, "抢修结束", MONDAY)
    assert [row.case_id for row in today_page(station, MONDAY).rows] == [first, second]
    open_green_channel(station, second, MONDAY, "抗旱", "王所长", "", MONDAY)
    assert rebuild(station.database).differences == ()
    assert today_page(station, MONDAY).rows[0].case_id == second


def test_a_calm_case_of_the_green_channel_goes_before_one_that_is_overdue_and_stands_there_once(station):
    late, calm = mill(station, date(2026, 10, 12)), mill(station, MONDAY, reason="另一处")
    assert [(row.case_id, row.level) for row in today_page(station, MONDAY).rows] == [(late, "overdue"), (calm, "calm")]
    open_green_channel(station, calm, MONDAY, "抗旱", "王所长", "", MONDAY)
    assert [row.case_id for row in today_page(station, MONDAY).rows] == [calm, late]
    assert [row.case_id for row in today_page(station, MONDAY, limit=1).rows] == [calm]
    end_case(station, calm, Ending("withdrawn", MONDAY, "no_need", "撤销申请", decider="周志强（所长）"), MONDAY)
    assert [row.case_id for row in today_page(station, MONDAY).rows] == [late]


# --- 后续事项 ------------------------------------------------------------------------------------------------------------------


def test_what_is_left_to_do_is_reminded_of_after_the_archive_until_it_is_ticked_off(station):
    case_id = finished(station, "lv_res_new")
    assert held_up(view_of(station, case_id), "archive") is None
    told = [row.text for row in reminders_on(station, MONDAY)]
    assert told == ["后续事项“抄表区段”还有 4 步没有做"]
    do_after_steps(station, case_id, "reading_section", [1, 2], MONDAY, MONDAY)
    rows = card(station, case_id, "后续事项").rows
    assert [row.text for row in rows] == ["新户归档以后：2/4 步已做", "✓ 2026-11-23 赵建军", "✓ 2026-11-23 赵建军", "未做", "未做"]
    assert left_of(station, case_id, "reading_section")[1] == [3, 4]
    do_after_steps(station, case_id, "reading_section", [3, 4], MONDAY, MONDAY)
    assert reminders_on(station, MONDAY) == ()
    take_back_after_step(station, case_id, "reading_section", 4, "没有抄到")
    assert len(reminders_on(station, MONDAY)) == 1
    with pytest.raises(StationError, match="没有第 9 步"):
        do_after_steps(station, case_id, "reading_section", [9], MONDAY, MONDAY)
    with pytest.raises(StationError, match="没有这项"):
        do_after_steps(station, case_id, "sequence_b", [1], MONDAY, MONDAY)


def test_a_sequence_that_does_not_apply_is_said_so_with_the_reason(station):
    case_id = finished(station, "meter_replace")
    with pytest.raises(StationError, match="为什么不适用"):
        skip_after_sequence(station, case_id, "sequence_a", MONDAY, "", MONDAY)
    skip_after_sequence(station, case_id, "sequence_a", MONDAY, "当月电费还没有发行", MONDAY)
    assert [row.text for row in card(station, case_id, "后续事项").rows] == ["不适用：当月电费还没有发行"]
    assert reminders_on(station, MONDAY) == ()


def test_the_list_is_printed_with_what_is_done_and_the_source(station):
    case_id = finished(station, "fee_adjust")
    do_after_steps(station, case_id, "sequence_b", [1], MONDAY, MONDAY)
    told = preview(station, case_id, "AFTER-STEPS", sheet, MONDAY).decode()
    assert "('应收回退', '2026-11-23'), ('抄表初始化', ''), ('不录数，直接计算电费', '')" in told
    assert "业扩报装流程注意事项" in told
    enquiry = finished(station, "enquiry")
    with pytest.raises(StationError, match="没有后续事项"):
        preview(station, enquiry, "AFTER-STEPS", sheet, MONDAY)


# --- 用电期限 ------------------------------------------------------------------------------------------------------------------


def test_before_a_temporary_supply_ends_there_is_a_reminder_even_after_the_archive(station):
    case_id, asked = temporary(station)
    last = asked.period_until
    eve = last - timedelta(days=31)
    assert ends(station, eve) == []
    assert ends(station, last - timedelta(days=30)) == [("period_end", last)]
    text = card(station, case_id, "办理条件", last - timedelta(days=2)).rows[-1]
    assert (text.level, "还有 2 天" in text.text, "默认值（非规定）" in text.text) == ("near", True, True)
    later = last + timedelta(days=3)
    assert card(station, case_id, "办理条件", later).rows[-1].level == "overdue"
    with pytest.raises(StationError, match="工单号"):
        end_period(station, case_id, last, "new_case", "", later)
    end_period(station, case_id, last, "stopped", "", later)
    assert ends(station, later) == []


def test_it_may_last_longer_only_by_somebody_s_word(station):
    case_id, asked = temporary(station)
    far = date(asked.period_from.year + 1, 9, 1)
    with pytest.raises(StationError, match="要经批准"):
        extend_period(station, case_id, far, "", "工期顺延", MONDAY)
    with pytest.raises(StationError, match="不晚于现在"):
        extend_period(station, case_id, asked.period_until, "李主任", "工期顺延", MONDAY)
    extend_period(station, case_id, far, "李主任", "工期顺延", MONDAY)
    assert f"至 {far}" in card(station, case_id, "办理条件").rows[-1].text
    assert "批准人 李主任" in card(station, case_id, "办理条件").rows[-1].text
    assert [r.on for r in reminders(view_of(station, case_id)) if r.code == "period_end"] == [far]


def test_a_suspension_reminds_in_time_to_apply_for_the_resumption(station):
    kind = station.shelf.book().types["suspend"]
    asked = intake_of(station, kind, "hv_single", MONDAY, 6)
    case_id = register(station, asked, MONDAY)[0].case_id
    view = view_of(station, case_id)
    found = {one.code: one.on for one in reminders(view)}
    assert found["period_resume"] == found["period_end"] - timedelta(days=5)
    with pytest.raises(StationError, match="没有还在走的用电期限"):
        extend_period(station, mill(station), MONDAY, "x", "y", MONDAY)
