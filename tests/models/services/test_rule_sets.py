"""Rules that the centre sends: checked before they leave, previewed at the station, adopted from a day on; running cases keep theirs."""

from datetime import date

import pytest

import resources
from models import events
from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, sent_broadcasts
from models.services.centre.broadcasts import send as send_out
from models.services.centre.channel import speaking
from models.services.centre.intake import take
from models.services.checking import rebuild
from models.services.exchange import broadcasts
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.registration import register
from models.services.rule_sets import adopt_set, joined, parted, set_in
from tests.stations import MONDAY, house_intake

DECEMBER = date(2026, 12, 1)
RULES = resources.path("rules")


def shipped(name):
    return (RULES / name).read_text(encoding="utf-8")


STRICTER = shipped("standards/sgcc-2023.toml").replace("days = 5\n", "days = 3\n", 1)
OTHER = [("sgcc-2023.toml", STRICTER), ("shunping.toml", shipped("profiles/shunping.toml"))]


@pytest.fixture(name="brought")
def _brought(station, centre, tmp_path):
    """Sends rules and brings them here; gives back the broadcast's name."""

    def send(body, file=""):
        house(station, MONDAY)
        take(centre, export(station, tmp_path)[0].file)
        name = send_out(centre, ("3501",), ToSend("rules", "县公司新时限", body, file), MONDAY)
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
        return name

    return send


def house(station, day):
    return register(station, house_intake(station, day, reason="测试"), day)[0].case_id


def governing(station, case_id, today):
    (found,) = [limit for limit in case_detail(station, case_id, today).limits if limit.governs]
    return found.key, found.due


def test_a_standard_is_previewed_and_holds_for_cases_accepted_from_the_day_on(station, centre, clock, brought, tmp_path):
    before = house(station, MONDAY)
    name = brought(STRICTER, "sgcc-2023.toml")
    plan = set_in(station, name, DECEMBER, MONDAY)
    assert [what for what, _, _ in plan.changes] == ["居民时限", "时限标准“国家电网供电服务“十项承诺”（2023）”"]
    assert "3个工作日" in plan.changes[0][2].replace(" ", "")
    assert station.shelf.book().standards["sgcc-2023"].limits[0].days == 5  # looking changes nothing
    adopt_set(station, name, plan, "县公司下发", MONDAY)
    clock.go(DECEMBER)
    station.forget_rules()
    after = house(station, DECEMBER)
    assert governing(station, after, DECEMBER) == ("sgcc-2023/whole", date(2026, 12, 4))
    assert governing(station, before, DECEMBER) == ("sgcc-2023/whole", date(2026, 11, 30))
    assert rebuild(station.database).equal
    take(centre, export(station, tmp_path)[0].file)
    (one,) = sent_broadcasts(centre)[0].stations
    assert (one[1].how, one[1].text) == ("adopted", "自 2026-12-01 起受理的工单")


def test_a_profile_goes_out_with_the_standards_that_it_names_and_is_adopted_whole(station, brought):
    name = brought(joined(OTHER))
    plan = set_in(station, name, MONDAY, MONDAY)
    assert plan.profile == "shunping"
    assert {"standard/sgcc-2023", "standard/shunping-2020", "profile/shunping"} <= {text.name for text in plan.texts}
    adopt_set(station, name, plan, "县公司下发", MONDAY)
    assert station.shelf.book().profile.code == "shunping"
    assert station.shelf.book().standards["sgcc-2023"].limits[0].days == 3
    assert governing(station, house(station, MONDAY), MONDAY)[0] == "shunping-2020/whole"
    assert broadcasts.broadcast_of(station, name).how == "adopted"


def test_what_does_not_fit_the_stations_other_rules_is_told_in_the_preview(station, centre, brought):
    odd = shipped("profiles/shunping.toml").replace('"shunping-2020"', '"nowhere-2020"')
    with speaking(centre, "3501") as append:  # a centre of another version took it for right
        append.add(events.BroadcastSent(broadcast="a" * 32, kind="rules", title="新", body=odd, file="shunping.toml"), ("station:3501",))
    brought(STRICTER, "sgcc-2023.toml")
    with pytest.raises(StationError, match="nowhere-2020"):
        set_in(station, "a" * 32, MONDAY, MONDAY)


def test_what_is_in_force_already_is_only_noted(station, brought):
    name = brought(shipped("standards/sgcc-2023.toml"), "sgcc-2023.toml")
    plan = set_in(station, name, MONDAY, MONDAY)
    assert (plan.texts, plan.changes) == ((), ())
    adopt_set(station, name, plan, "县公司下发", MONDAY)
    assert broadcasts.broadcast_of(station, name).text == "本所原来就是这样执行的"


def test_without_a_reason_nothing_is_adopted_and_nothing_noted(station, brought):
    name = brought(STRICTER, "sgcc-2023.toml")
    with pytest.raises(StationError, match="理由"):
        adopt_set(station, name, set_in(station, name, MONDAY, MONDAY), " ", MONDAY)
    assert broadcasts.broadcast_of(station, name).how == ""
    assert station.shelf.book().standards["sgcc-2023"].limits[0].days == 5


def test_a_day_in_the_past_is_refused(station, brought):
    with pytest.raises(StationError, match="早于今天"):
        set_in(station, brought(STRICTER, "sgcc-2023.toml"), date(2026, 11, 20), MONDAY)


@pytest.mark.parametrize(
    ("body", "file", "why"),
    [
        ("x = ", "a.toml", "第 1 行"),
        ("x = 1\n", "a.toml", "看不出是哪一种文件"),
        (STRICTER.replace("days = 3\n", 'days = "drei"\n', 1), "sgcc-2023.toml", r"第 17 行 limits\[0\]"),
        (STRICTER, "falsch.toml", "与文件名不符"),
        (shipped("industries.toml"), "industries.toml", "不是能下发的规则文件"),
    ],
)
def test_faulty_rules_never_leave_the_centre(centre, body, file, why):
    with pytest.raises(ProblemsFound, match=why):
        send_out(centre, ("3501",), ToSend("rules", "新时限", body, file), MONDAY)
    assert sent_broadcasts(centre) == ()


def test_files_are_joined_and_parted_as_they_were():
    found = parted(joined(OTHER), "")
    assert [(name, text.rstrip()) for name, text in found] == [(name, text.rstrip()) for name, text in OTHER]
    assert parted(STRICTER, "sgcc-2023.toml") == (("sgcc-2023.toml", STRICTER),)
