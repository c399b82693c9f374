"""A profile is chosen and can be changed from a day on: running cases keep theirs, new ones stand under the new one."""

from datetime import date

import pytest

from models.problems import StationError
from models.rules import shipped_profiles
from models.services.adoption import adopt_rules, adopted_profiles, offered, plan_adoption, profile_offers
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.registration import register
from tests.stations import MONDAY, Clock, house_intake, mill_intake

DECEMBER = date(2026, 12, 1)


def switch(station, profile, since=MONDAY, today=MONDAY, **settings):
    adopt_rules(station, plan_adoption(station, profile, since, today, **settings), "县公司〔2026〕12号文", today)


def house(station, day, **values):
    return register(station, house_intake(station, day, reason="测试", **values), day)[0].case_id


def governing(station, case_id, today=MONDAY):
    (found,) = [limit for limit in case_detail(station, case_id, today).limits if limit.governs]
    return found.key, found.due


def test_every_shipped_profile_is_offered_with_a_line_about_it():
    offers = profile_offers()
    assert tuple(offer.code for offer in offers) == shipped_profiles()
    assert all(offer.name and 8 < len(offer.line) < 80 for offer in offers)


def test_cases_accepted_before_keep_their_rules_and_later_ones_get_the_new_ones(station, clock: Clock):
    before = house(station, MONDAY)
    switch(station, "shunping", DECEMBER)
    assert governing(station, before) == ("sgcc-2023/whole", date(2026, 11, 30))
    clock.go(DECEMBER)
    station.forget_rules()
    after = house(station, DECEMBER)
    assert governing(station, after, DECEMBER) == ("shunping-2020/whole", date(2026, 12, 7))   # 4 working days: 2, 3, 4, 7 December
    assert governing(station, before, DECEMBER) == ("sgcc-2023/whole", date(2026, 11, 30))
    assert rebuild(station.database).equal


def test_a_planned_change_is_not_in_force_before_its_day(station):
    switch(station, "shunping", DECEMBER)
    assert station.shelf.book().profile.code == "henan-rural"
    assert station.shelf.book(station.shelf.pins_on(DECEMBER)).profile.code == "shunping"
    case_id = house(station, MONDAY)
    assert governing(station, case_id)[0] == "sgcc-2023/whole"


def test_going_back_to_the_first_profile(station, clock: Clock):
    switch(station, "shunping", MONDAY)
    switch(station, "henan-rural", DECEMBER)
    shelf = station.shelf
    assert [shelf.book(shelf.pins_on(day)).profile.code for day in (date(2026, 11, 20), MONDAY, DECEMBER)] == [
        "henan-rural", "shunping", "henan-rural"]
    told = adopted_profiles(station)
    assert [(one.since, one.name[:2]) for one in told] == [(None, "河南"), (MONDAY, "顺平"), (DECEMBER, "河南")]
    assert told[1].reason == "县公司〔2026〕12号文"
    assert rebuild(station.database).equal


def test_only_the_standards_of_the_profile_are_pinned(station):
    switch(station, "shunping")
    pinned = {code for subject, code, _ in station.shelf.pins if subject == "standard"}
    assert {"shunping-2020", "sgcc-2023"} <= pinned
    assert "henan-2020" not in pinned


def test_day_0_counted_moves_the_due_day_of_new_cases_back(station):
    first = house(station, MONDAY)
    switch(station, "henan-rural", day0_counts=True)
    second = register(station, mill_intake(MONDAY), MONDAY)[0].case_id
    assert governing(station, first)[1] == date(2026, 11, 30)
    assert governing(station, second) == ("henan-2020/whole", date(2026, 12, 11))   # 15 working days, 23 November the first of them
    assert offered(station, MONDAY) is None


def test_the_preview_says_what_changes_and_only_that(station):
    plan = plan_adoption(station, "shunping", MONDAY, MONDAY)
    changes = {what: (before, after) for what, before, after in plan.changes}
    assert changes["低压小微企业时限"] == ("河南 2020：全流程 15 个工作日", "顺平 2020：全过程 8 个工作日")
    assert changes["居民告知的环节"] == ("—", "用电申请 → 现场勘查和装表接电")
    assert "受理当日" not in changes
    brought = [what for what, _, after in plan.changes if after == "采用这个版本"]
    assert brought
    assert not any(letter.isascii() and letter.isalpha() for what in brought for letter in what)  # no code of a file
    assert plan_adoption(station, "henan-rural", MONDAY, MONDAY).texts == ()


@pytest.mark.parametrize(("profile", "since", "reason", "told"), [
    ("shunping", date(2026, 11, 20), "文件", "早于今天"), ("shunping", MONDAY, " ", "理由"), ("henan-rural", MONDAY, "文件", "本来就执行"),
    ("sichuan", MONDAY, "文件", "没有这个配置"),
])
def test_what_cannot_be_adopted(station, profile, since, reason, told):
    with pytest.raises(StationError, match=told):
        adopt_rules(station, plan_adoption(station, profile, since, MONDAY), reason, MONDAY)


def test_a_plan_made_before_another_change_is_refused(station):
    plan = plan_adoption(station, "shunping", MONDAY, MONDAY)
    switch(station, "one-plus-one")
    with pytest.raises(StationError, match="已经改变"):
        adopt_rules(station, plan, "文件", MONDAY)


def test_what_a_newer_program_brings_is_offered(station, monkeypatch):
    from models.services import adoption

    assert offered(station, MONDAY) is None
    shipped = adoption.shipped_texts

    def newer(profile):
        return tuple(
            adoption.replace(text, text=text.text.replace("days = 15", "days = 12")) if text.code == "henan-2020" else text
            for text in shipped(profile)
        )

    monkeypatch.setattr(adoption, "shipped_texts", newer)
    plan = offered(station, MONDAY)
    assert [text.code for text in plan.texts] == ["henan-2020"]
    assert ("低压小微企业时限", "河南 2020：全流程 15 个工作日", "河南 2020：全流程 12 个工作日") in plan.changes
    old = register(station, mill_intake(MONDAY), MONDAY)[0].case_id
    adopt_rules(station, plan, "随程序更新", MONDAY)
    assert offered(station, MONDAY) is None
    assert governing(station, old)[1] == date(2026, 12, 14)
