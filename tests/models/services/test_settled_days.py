"""Both sides recorded another day for one thing: the day a person picks holds on both, and the clock follows it."""

from __future__ import annotations

from datetime import date

import pytest

from models import events
from models.casework.corrected import open_papers
from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.centre.answers import acknowledge
from models.services.centre.channel import speaking
from models.services.centre.conflict_settling import settle_conflict
from models.services.centre.conflicts import conflicts
from models.services.centre.desk import open_desk
from models.services.centre.intake import take
from models.services.checking import rebuild
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.state_digest import state_digest
from models.services.folding.refold import Folder
from models.services.paper.papers import issue
from models.services.pauses import pause, pause_reasons
from models.services.station import changing
from models.store.session import reading
from tests.stations import MONDAY, do_stage, mill, sheet

CODE = "3501"
RECEIVED = date(2026, 11, 16)
THEIRS, OURS = date(2026, 11, 20), date(2026, 11, 18)


@pytest.fixture(name="station")
def _station(county):
    county.clock.go(MONDAY)
    return county.stations[CODE]


def bring(county):
    take(county.centre, export(county.stations[CODE], county.stick)[0].file)


def answer(county):
    take_answer(county.stations[CODE], acknowledge(county.centre, CODE, county.stick)[0].path)


@pytest.fixture(name="case")
def _case(county, station):
    case = mill(station)
    bring(county)
    return case


def surveyed_apart(county, station, case):
    """Both fill in the survey, the station on the 18th, the centre on the 20th, neither knowing of the other."""
    desk = open_desk(county.centre, CODE, "孙主任")
    desk.side = "station"  # two desks that both have the case in hand: a copy of the station's data, a case taken back by paper
    do_stage(desk, case, "LV-SURVEY", THEIRS)
    desk.close()
    do_stage(station, case, "LV-SURVEY", OURS)
    bring(county)
    return [one for one in conflicts(county.centre) if one.kind == "conflict"]


def folded(store, case):
    with reading(store.database) as connection:
        return Folder(connection).case(case)


def both(county):
    return county.centre, county.stations[CODE]


def agree(county):
    with reading(county.centre.database) as there, reading(county.stations[CODE].database) as here:
        assert state_digest(there, CODE) == state_digest(here, CODE)
    assert rebuild(county.centre.database).equal
    assert rebuild(county.stations[CODE].database).equal


@pytest.mark.parametrize(("holds", "day"), [("station", OURS), ("centre", THEIRS)])
@pytest.mark.parametrize("which", ["stage", "form"])
def test_the_day_picked_holds_on_both_sides_with_its_form_and_its_limits(county, station, case, holds, day, which):
    met = surveyed_apart(county, station, case)
    label = {"stage": "现场勘查日期", "form": "勘查日期"}[which]
    (found,) = [one for one in met if (label, OURS.isoformat(), THEIRS.isoformat()) in one.pairs]
    settle_conflict(county.centre, found, holds, "孙主任", "勘查单上是这天")
    answer(county)
    for store in both(county):
        now = folded(store, case)
        assert now.stages["survey"].on == day
        assert now.forms["LV-SURVEY"].values["surveyed_on"] == day.isoformat()
        assert {result.ended for result in now.stages["survey"].results} <= {day}
    limits = [{one.key: (one.due, one.used, one.state) for one in case_detail(station, case, MONDAY).limits}]
    desk = open_desk(county.centre, CODE)
    limits.append({one.key: (one.due, one.used, one.state) for one in case_detail(desk, case, MONDAY).limits})
    desk.close()
    assert limits[0] == limits[1]
    agree(county)


def test_the_next_limit_counts_from_the_day_picked(county, station, case):
    (found,) = [one for one in surveyed_apart(county, station, case) if one.pairs[0][0] == "现场勘查日期"]
    settle_conflict(county.centre, found, "station", "孙主任", "勘查单上是这天")
    answer(county)
    assert folded(station, case).stages["survey"].on == OURS
    assert folded(station, case).stages["survey"].results == results_alone(county, station)


def due_of(station, case):
    return case_detail(station, case, MONDAY).row.due


def results_alone(county, station):
    """How the limits come out in a case like it that was surveyed on the station's day, and where nobody differed."""
    other = mill(station, phone="13900000044")
    do_stage(station, other, "LV-SURVEY", OURS)
    return folded(station, other).stages["survey"].results


def test_an_acceptance_put_later_by_the_decision_is_noted_as_allowed_by_whoever_decided(county, station, case):
    with speaking(county.centre, CODE) as append:
        append.add(events.StageDateCorrected(stage="accept", old=RECEIVED, new=date(2026, 11, 18)), (f"case:{case}",), reason="签收单")
    with changing(station) as change:
        change.add(events.StageDateCorrected(stage="accept", old=RECEIVED, new=date(2026, 11, 17)), case, reason="回执")
    bring(county)
    (found,) = conflicts(county.centre)
    now = folded(county.centre, case).accepted_on
    holds = "centre" if now == date(2026, 11, 17) else "station"
    wanted = date(2026, 11, 18) if holds == "centre" else date(2026, 11, 17)
    assert settle_conflict(county.centre, found, holds, "孙主任", "11-18 的签收单") == ("业务受理日期",)
    answer(county)
    for store in both(county):
        moved = folded(store, case)
        assert moved.accepted_on == moved.stages["accept"].on == wanted
    if wanted > now:
        last = folded(station, case).corrected.accepted_later[-1]
        assert (last.chief, last.evidence, last.new) == ("孙主任", "11-18 的签收单", wanted)
    agree(county)


def test_the_last_day_of_a_pause_is_settled_too(county, station, case):
    pause(station, case, date(2026, 11, 17), cause(station, case), "客户签字的暂缓申请", date(2026, 11, 17), MONDAY)
    bring(county)
    (name,) = folded(station, case).pauses
    with speaking(county.centre, CODE) as append:
        append.add(events.ClockResumed(pause=name, until=date(2026, 11, 20)), (f"case:{case}",))
    with changing(station) as change:
        change.add(events.ClockResumed(pause=name, until=date(2026, 11, 18)), case)
    bring(county)
    (found,) = conflicts(county.centre)
    assert found.pairs == (("暂停的最后一天", "2026-11-18", "2026-11-20"),)
    before = folded(county.centre, case).pauses[name].until
    holds, day = ("centre", date(2026, 11, 20)) if before == date(2026, 11, 18) else ("station", date(2026, 11, 18))
    assert settle_conflict(county.centre, found, holds, "孙主任", "恢复申请上是这天") == ("暂停的最后一天",)
    answer(county)
    assert {folded(store, case).pauses[name].until for store in both(county)} == {day}
    assert due_of(station, case) == due_at_the_centre(county, case)
    agree(county)


def cause(station, case):
    return next(reason.code for reason in pause_reasons(station, case) if reason.side == "customer")


def due_at_the_centre(county, case):
    desk = open_desk(county.centre, CODE)
    due = case_detail(desk, case, MONDAY).row.due
    desk.close()
    return due


def test_a_day_that_does_not_fit_is_refused_and_nothing_is_noted(county, station, case):
    surveyed = surveyed_apart(county, station, case)
    (found,) = [one for one in surveyed if one.pairs[0][0] == "现场勘查日期"]
    with speaking(county.centre, CODE) as append:  # the plan's day lies before the station's: entered wrongly, or the other survey is right
        append.add(events.StageDateCorrected(stage="accept", old=RECEIVED, new=date(2026, 11, 19)), (f"case:{case}",), reason="签收单")
    before = folded(county.centre, case)
    with pytest.raises(StationError, match="早于“.*受理”的日期 2026-11-19"):
        settle_conflict(county.centre, found, "station", "孙主任", "勘查单")
    assert folded(county.centre, case) == before
    assert [one.settled for one in conflicts(county.centre) if one.key == found.key] == [""]


def test_where_both_are_right_only_the_word_is_noted(county, station, case):
    (found,) = [one for one in surveyed_apart(county, station, case) if one.pairs[0][0] == "现场勘查日期"]
    before = folded(county.centre, case).stages
    assert settle_conflict(county.centre, found, "both", "孙主任", "去了两次") == ()
    assert folded(county.centre, case).stages == before


def test_a_printed_paper_that_says_the_other_day_is_to_be_issued_anew(county, station, case):
    desk = open_desk(county.centre, CODE, "孙主任")
    desk.side = "station"
    do_stage(desk, case, "LV-SURVEY", THEIRS)
    desk.close()
    do_stage(station, case, "LV-SURVEY", OURS)
    issue(station, case, "LV-SURVEY", sheet, MONDAY)
    bring(county)
    (found,) = [one for one in conflicts(county.centre) if one.pairs and one.pairs[0][0] == "现场勘查日期"]
    stands = folded(county.centre, case).stages["survey"].on
    settle_conflict(county.centre, found, "centre" if stands == OURS else "station", "孙主任", "勘查单上是这天")
    answer(county)
    assert [paper.label for paper in open_papers(folded(station, case))] == ["现场勘查日期"]
