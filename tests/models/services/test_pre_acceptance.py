"""预受理: switched on by the station, a number of its own, a row, a receipt and a reminder; limits start with the formal acceptance."""

from datetime import date

import pytest

from models.problems import ProblemsFound, StationError
from models.rules import shipped_profiles
from models.services.adoption import SWITCHES, adopt_rules, offered, plan_adoption, switched_on
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases, search
from models.services.checking import rebuild
from models.services.paper.papers import issue
from models.services.pre_acceptance import pre_accept, remind_later
from models.services.registration import accept, receive_papers
from models.services.reminders import reminders_on
from models.services.self_audit import self_audit
from tests.stations import EVERYTHING, MONDAY, Clock, mill_intake, sheet

D = date
THURSDAY, NEXT = D(2026, 11, 26), D(2026, 11, 30)


def switch_on(station, *codes: str) -> None:
    plan = plan_adoption(station, "henan-rural", MONDAY, MONDAY, switches=frozenset(codes))
    adopt_rules(station, plan, "县公司要求", MONDAY)


@pytest.fixture
def early(station, clock: Clock):
    """A station that works so, with the mill taken down without its licence."""
    clock.go(MONDAY)
    switch_on(station, "pre_accept")
    done, _ = pre_accept(station, mill_intake(MONDAY, EVERYTHING - {"business_licence"}), THURSDAY, MONDAY)
    return done.case_id


def test_it_is_off_until_the_station_turns_it_on(station, clock: Clock):
    clock.go(MONDAY)
    with pytest.raises(StationError, match="没有启用预受理"):
        pre_accept(station, mill_intake(MONDAY), THURSDAY, MONDAY)
    plan = plan_adoption(station, "henan-rural", MONDAY, MONDAY, switches=frozenset(SWITCHES))
    before, after = "不启用（我们的理解（非规定））", "启用（我们的理解（非规定））"
    assert plan.changes[:2] == (("预受理", before, after), ("一日通", before, after))
    adopt_rules(station, plan, "县公司要求", MONDAY)
    assert switched_on(station.shelf.book().profile) == set(SWITCHES)
    assert offered(station, MONDAY) is None  # the station's own setting is nothing that a newer program brings


@pytest.mark.parametrize("profile", shipped_profiles())
def test_every_profile_can_be_switched(station, profile):
    plan = plan_adoption(station, profile, MONDAY, MONDAY, switches=frozenset(SWITCHES))
    text = next(one.text for one in plan.texts if one.subject == "profile")
    assert text.count("\non = true") == 2


def test_it_has_a_number_a_row_a_receipt_and_no_clock(station, early):
    row = list_cases(station, MONDAY, "pre_accepted").rows[0]
    assert (row.case_id, row.status_text, row.level_text, row.stage, row.due_text) == (early, "预受理", "预受理", "待正式受理", "不计时")
    detail = case_detail(station, early, MONDAY)
    number = next(card for card in detail.cards if card.topic == "pre_acceptance").rows[0].label
    assert number.startswith("YS-3501-20261123-001-")
    assert [one.case_id for one in search(station, number.lower(), MONDAY)] == [early]
    assert detail.limits == ()
    assert detail.history[0].text == f"预受理 {number} 2026-11-23，缺 1 项资料；不计时，2026-11-26 提醒客户"
    assert detail.printable[0] == ("PRE-ACCEPT", "预受理回执单")
    assert [found.code for found in self_audit(station, "open", MONDAY).rows if found.case_id == early] == ["not_told"]
    issue(station, early, "PRE-ACCEPT", sheet, MONDAY)
    assert not [found for found in self_audit(station, "open", MONDAY).rows if found.case_id == early]
    assert rebuild(station.database).equal


def test_the_customer_is_reminded_of_and_another_day_can_be_agreed(station, early, clock: Clock):
    assert reminders_on(station, D(2026, 11, 25)) == ()
    assert [one.case_id for one in reminders_on(station, THURSDAY)] == [early]
    clock.go(THURSDAY)
    with pytest.raises(ProblemsFound) as found:
        remind_later(station, early, MONDAY, "", THURSDAY)
    assert {problem.field for problem in found.value.problems} == {"reason", "remind_on"}
    remind_later(station, early, NEXT, "村里证明下周才开得出来", THURSDAY)
    assert reminders_on(station, THURSDAY) == ()
    assert len(reminders_on(station, NEXT)) == 1


def test_the_formal_acceptance_starts_the_limits_and_ends_the_reminder(station, early, clock: Clock):
    clock.go(THURSDAY)
    with pytest.raises(StationError, match="资料还没有齐"):
        accept(station, early, THURSDAY, THURSDAY)
    receive_papers(station, early, frozenset({"business_licence"}), THURSDAY, THURSDAY)
    accept(station, early, THURSDAY, THURSDAY)
    detail = case_detail(station, early, THURSDAY)
    assert {limit.start for limit in detail.limits} == {THURSDAY}
    assert detail.row.accepted_on == THURSDAY
    assert reminders_on(station, NEXT) == ()
    assert list_cases(station, THURSDAY, "pre_accepted").rows == ()
    assert "2026-11-26 正式受理，时限从那天起算" in next(c for c in detail.cards if c.topic == "pre_acceptance").rows[0].text
    with pytest.raises(StationError, match="不出预受理回执单"):
        issue(station, early, "PRE-ACCEPT", sheet, THURSDAY)
    assert rebuild(station.database).equal


def test_a_customer_who_comes_early_with_everything_still_waits(station, clock: Clock):
    clock.go(MONDAY)
    switch_on(station, "pre_accept")
    done, _ = pre_accept(station, mill_intake(MONDAY), THURSDAY, MONDAY)
    assert (done.accepted, done.missing) == (False, ())
    assert [todo.label for todo in case_detail(station, done.case_id, MONDAY).todos] == ["转正式受理"]
    with pytest.raises(ProblemsFound):
        pre_accept(station, mill_intake(MONDAY, reason="又来"), D(2026, 11, 20), MONDAY)


def test_a_standard_that_begins_with_the_request_begins_with_the_formal_one(station, early, clock: Clock):
    from models.measure import clock_marks
    from models.services.folding.refold import Folder
    from models.services.station import looking

    with looking(station) as connection:
        case = Folder(connection).case(early)
    case.asked_at = clock()
    book = station.shelf.book(case.pins)
    assert "request" not in clock_marks(case, book)
    case.accepted_on = THURSDAY
    assert clock_marks(case, book)["request"] == THURSDAY
