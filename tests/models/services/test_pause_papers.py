"""What may stop a clock and what may not, what is refused and kept, and how the date told to the customer moves only by his signature."""

from datetime import date, timedelta

import msgspec
import pytest

from models.casework import findings
from models.casework.topic import CaseView
from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.checking import rebuild
from models.services.folding.refold import Folder
from models.services.paper.papers import deliver, issue, preview, signed, void_paper
from models.services.pauses import delay_causes, note_delay, pause, resume
from models.services.reminders import reminders_on
from models.services.station import looking
from tests.stations import ACCEPTED, MONDAY, house_intake, mill, sheet

D = date(2026, 11, 18)


def view_of(station, case_id):
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    book = station.shelf.book(case.pins)
    return CaseView(case, book.types[case.business_type], book, station.calendar)


@pytest.fixture
def agreed(station, monkeypatch):
    """The station's county lets a pause that the customer signed move the date told to him, whatever the standard says."""
    book = station.shelf.book()
    monkeypatch.setattr(book, "profile", msgspec.structs.replace(book.profile, promise_moves="agreed"))


def governing(station, case, today=MONDAY):
    return next(limit for limit in case_detail(station, case, today).limits if limit.governs)


@pytest.mark.parametrize("cause", ["weather", "customer_away", "staff", "meter_box", "materials"])
def test_a_cause_of_delay_is_no_pause_and_the_attempt_is_kept(station, cause):
    case = mill(station)
    before = governing(station, case)
    with pytest.raises(StationError, match="不能暂停计时"):
        pause(station, case, D, cause, "大雪封路", None, MONDAY)
    assert governing(station, case) == before
    detail = case_detail(station, case, MONDAY)
    assert not detail.pauses
    assert detail.history[0].text.startswith("不准暂停")
    found = [f for f in findings(view_of(station, case)) if f.code == "pause-refused"]
    assert len(found) == 1
    assert "大雪封路" in found[0].facts
    assert rebuild(station.database).equal


@pytest.mark.parametrize("words", ["客户还没有买表箱", "等客户自购电能表"])
def test_waiting_for_what_the_company_must_supply_is_refused_under_whatever_cause(station, words):
    case = mill(station)
    with pytest.raises(StationError, match="应由供电企业提供"):
        pause(station, case, D, "customer_works", words, D, MONDAY)
    assert [r.words for r in view_of(station, case).case.refused_pauses] == [words]
    card = next(c for c in case_detail(station, case, MONDAY).cards if c.topic == "delays")
    assert any("赵建军" in row.text and words in row.text for row in card.rows)


def test_the_meter_box_of_a_class_without_that_rule_is_not_refused(station):
    from models.services.registration import register

    case = register(station, house_intake(station), ACCEPTED)[0].case_id
    pause(station, case, D, "customer_works", "客户的表箱基础没有砌好，11-18 签字", None, MONDAY)
    assert case_detail(station, case, MONDAY).pauses


def test_a_delay_is_noted_counted_and_moves_nothing(station):
    case = mill(station)
    before = governing(station, case)
    causes = {cause.code: cause for cause in delay_causes(station, case)}
    note_delay(station, case, "weather", D, "大雪", MONDAY)
    note_delay(station, case, "customer_away", MONDAY, "", MONDAY)
    assert governing(station, case) == before
    card = next(c for c in case_detail(station, case, MONDAY).cards if c.topic == "delays")
    assert causes["weather"].name in card.rows[0].text
    assert card.rows[-1].text.startswith("2 次")
    with pytest.raises(ProblemsFound) as refused:
        note_delay(station, case, "moon", MONDAY + timedelta(days=1), "", MONDAY)
    assert {problem.field for problem in refused.value.problems} == {"cause", "on"}
    with pytest.raises(ProblemsFound, match="早于受理日期"):
        note_delay(station, case, "weather", ACCEPTED - timedelta(days=1), "", MONDAY)


@pytest.mark.usefixtures("agreed")
def test_the_date_told_to_the_customer_moves_only_when_the_signed_notice_is_back(station):
    case = mill(station)
    pause(station, case, D, "customer_request", "客户签字的暂缓申请", None, MONDAY)
    resume(station, case, D + timedelta(days=1), MONDAY)
    told = governing(station, case).promised
    assert told == date(2026, 12, 7)
    assert [r.code for r in reminders_on(station, MONDAY)] == ["pause-notice"]
    paper, _ = issue(station, case, "PAUSE-NOTICE", sheet, MONDAY)
    assert governing(station, case).promised == told
    deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
    assert governing(station, case).promised == told
    signed(station, case, paper.paper_no, MONDAY, "本人", MONDAY)
    assert (governing(station, case).promised, governing(station, case).due) == (date(2026, 12, 9), date(2026, 12, 9))
    row = case_detail(station, case, MONDAY).pauses[0]
    assert (row.signed_on, row.notice_no, row.notice_state) == (MONDAY, paper.paper_no, "已签回")
    assert not reminders_on(station, MONDAY)
    void_paper(station, case, paper.paper_no, "日期写错", MONDAY)
    assert governing(station, case).promised == told
    assert rebuild(station.database).equal


@pytest.mark.usefixtures("agreed")
def test_the_notice_says_which_pause_on_what_evidence_and_both_dates(station):
    case = mill(station)
    with pytest.raises(StationError, match="没有客户原因或政府原因的暂停"):
        preview(station, case, "PAUSE-NOTICE", sheet, MONDAY)
    pause(station, case, D, "government_approval", "规划局受理单 11-18", None, MONDAY)
    seen = preview(station, case, "PAUSE-NOTICE", sheet, MONDAY).decode()
    for words in ("政府部门原因", "规划局受理单 11-18", "2026年11月18日起", "2026年12月7日", "恢复计时后接着计算", "还有 14 个工作日"):
        assert words in seen, words
    resume(station, case, D + timedelta(days=1), MONDAY)
    seen = preview(station, case, "PAUSE-NOTICE", sheet, MONDAY).decode()
    assert "('原日期', '2026年12月7日')" in seen
    assert "('新日期', '2026年12月9日')" in seen


@pytest.mark.usefixtures("agreed")
def test_a_reprint_is_about_the_same_pause(station):
    case = mill(station)
    pause(station, case, D, "customer_request", "第一张申请", None, MONDAY)
    resume(station, case, D, MONDAY)
    first, _ = issue(station, case, "PAUSE-NOTICE", sheet, MONDAY)
    pause(station, case, D + timedelta(days=1), "customer_request", "第二张申请", None, MONDAY)
    resume(station, case, D + timedelta(days=1), MONDAY)
    signed(station, case, first.paper_no, MONDAY, "本人", MONDAY)
    rows = {row.evidence: row.signed_on for row in case_detail(station, case, MONDAY).pauses}
    assert rows == {"第一张申请": MONDAY, "第二张申请": None}
    assert governing(station, case).promised == date(2026, 12, 8)
    assert governing(station, case).due == date(2026, 12, 9)
    from models.services.paper.papers import reprint

    again, _ = reprint(station, case, first.paper_no, sheet, MONDAY)
    assert "第一张申请" in again.decode()


def test_both_dates_are_explained_in_words(station):
    case = mill(station)
    pause(station, case, D, "customer_request", "客户签字的暂缓申请", None, MONDAY)
    resume(station, case, D, MONDAY)
    told = explain(station, case, MONDAY)
    assert (told.due, told.promised) == (date(2026, 12, 8), date(2026, 12, 7))
    assert any("只有考核用的日期顺延" in line for line in told.basis)


@pytest.mark.parametrize("side", ["company", "grid_works"])
def test_a_pause_of_our_side_in_an_old_journal_moves_neither_date(station, side):
    from models import events
    from models.services.station import changing

    case = mill(station)
    before = governing(station, case)
    with changing(station) as change:
        change.add(events.ClockPaused(pause="p", since=D, side=side, cause="x", evidence="停电计划", signed_on=D, until=D), case)
    after = governing(station, case)
    assert (after.due, after.promised) == (before.due, before.promised)


def test_where_the_standard_names_no_exclusion_the_told_date_stays_though_the_customer_signed(station):
    case = mill(station)
    pause(station, case, D, "customer_request", "客户签字的暂缓申请", None, MONDAY)
    resume(station, case, D, MONDAY)
    assert "2026年12月7日（不变：标准没有写明不计这段时间" in preview(station, case, "PAUSE-NOTICE", sheet, MONDAY).decode()
    paper, _ = issue(station, case, "PAUSE-NOTICE", sheet, MONDAY)
    signed(station, case, paper.paper_no, MONDAY, "本人", MONDAY)
    assert (governing(station, case).due, governing(station, case).promised) == (date(2026, 12, 8), date(2026, 12, 7))
    assert any("签字同意，标准没有写明不计这段时间，告诉客户的日期不变" in line for line in explain(station, case, MONDAY).basis)


def test_a_sum_of_the_companys_stages_leaves_out_what_the_customer_signed_for(station):
    case = mill(station)
    pause(station, case, D, "customer_request", "客户签字的暂缓申请", D, MONDAY)
    resume(station, case, D, MONDAY)
    view = view_of(station, case)
    sums = [found for found in view.measured(MONDAY).limits if found.limit.kind == "company_sum"]
    assert sums
    assert all(found.count.promised == found.count.due for found in sums)
