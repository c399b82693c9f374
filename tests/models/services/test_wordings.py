"""常用语 from the county: checked before they leave, previewed, adopted as a fact, filled from the case, replaced by the next file."""

import shutil

import pytest

from models import events
from models.problems import ProblemsFound, StationError
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, sent_broadcasts
from models.services.centre.broadcasts import send as send_out
from models.services.centre.channel import speaking
from models.services.centre.desk import open_desk
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.stations import fingerprint_of, revoke
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.checking import check, rebuild
from models.services.enrolment import Enrolment, enrol, read_card
from models.services.exchange import broadcasts
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcast_reminders import broadcast_reminders
from models.services.exchange.outbox import export
from models.services.exchange.state_digest import state_digest
from models.services.station import looking
from models.services.wordings import adopt_wordings, case_wordings, faults_of, in_force, wordings_in
from models.store import journal
from models.store.session import reading
from models.wordings import KINDS, PLACEHOLDERS
from resources import path
from tests.data.wordings import FAULTY, FIRST, SECOND
from tests.postgres import on_both_stores
from tests.stations import MONDAY, PASSWORD, mill

LETTER = "各所注意：答复单请写明方案有效期。\n"


@pytest.fixture(name="brought")
def _brought(station, centre, tmp_path):
    """Sends wordings and brings them here; gives back the broadcast's name."""

    phones = iter(range(13900000001, 13900000009))

    def send(body, title="业扩常用语", file="changyongyu.toml"):
        mill(station, phone=str(next(phones)))
        name = send_out(centre, ("3501",), ToSend("template", title, body, file), MONDAY)
        bring(station, centre, tmp_path)
        return name

    return send


def bring(station, centre, folder):
    take(centre, export(station, folder)[0].file)
    take_answer(station, acknowledge(centre, "3501", folder)[0].path)


def adopt(station, name):
    adopt_wordings(station, wordings_in(station, name), MONDAY)


def told(plan):
    return [(one.place, one.name, bool(one.before), one.after) for one in plan.changes]


@on_both_stores
def test_they_are_previewed_adopted_and_filled_from_the_case_and_the_centre_hears_of_it(station, centre, brought, tmp_path):
    name = brought(FIRST)
    plan = wordings_in(station, name)
    assert [(place, short) for place, short, _, _ in told(plan)] == [
        ("《低压现场勘查单》接入点信息", "就近杆"),
        ("《受电工程缺陷通知单》缺陷.整改要求", "接地"),
        ("更正理由", "客户补报"),
        ("《低压非居民用电登记表》申请备注", "预约"),
    ]
    case = mill(station, phone="13900000009")
    assert in_force(station) is None, "looking is not adopting"
    assert case_wordings(station, case, MONDAY) == {}
    adopt_wordings(station, plan, MONDAY)
    offered = case_wordings(station, case, MONDAY)
    assert set(offered) == {"LV-SURVEY.access_point", "DEFECT-NOTICE.defects.remedy", "correction", "LV-APP.note"}
    (pole,) = offered["LV-SURVEY.access_point"]
    assert pole.name == "就近杆"
    assert pole.text.startswith("从受理编号 3501-2026")
    assert pole.text.endswith("申请容量 60 kW。")
    assert offered["correction"][0].text == "客户补报容量，受理日期 2026年11月16日，户号 〔户号〕。"
    (before_any_case,) = case_wordings(station, "", MONDAY)["LV-APP.note"]
    assert before_any_case.text == "客户要求上门前打电话，联系 堂街供电所 0375-5160123。"
    bring(station, centre, tmp_path)
    (one,) = sent_broadcasts(centre)[0].stations
    assert (one[1].how, one[1].text) == ("adopted", "常用语 4 条")
    with looking(station) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    assert check(station).whole
    assert rebuild(station.database).equal
    desk = open_desk(centre, "3501")
    assert case_wordings(desk, case, MONDAY)["correction"] == offered["correction"], "the centre's desk offers what the station adopted"
    desk.close()


def test_an_older_centre_takes_the_fact_it_does_not_know_and_hears_that_they_are_adopted(station, centre, brought, tmp_path, monkeypatch):
    adopt(station, brought(FIRST))
    with monkeypatch.context() as older:
        older.delitem(events._decoders, "WordingsAdopted")
        bring(station, centre, tmp_path)
        assert sent_broadcasts(centre)[0].stations[0][1].how == "adopted"
        with reading(centre.database) as there:
            assert journal.verify_chain(there, "3501", station.epoch) is None
    desk = open_desk(centre, "3501")
    assert "correction" in case_wordings(desk, "", MONDAY), "once it is upgraded it reads the line it kept"
    desk.close()


def test_a_second_file_takes_the_place_of_the_first(station, brought):
    first = brought(FIRST)
    adopt(station, first)
    second = brought(SECOND, "业扩常用语（2027）")
    plan = wordings_in(station, second)
    assert told(plan) == [
        ("《低压现场勘查单》接入点信息", "就近杆", True, "从就近的公变低压杆接入。"),
        ("《低压现场勘查单》其他", "通道", False, "通道内有树，客户自行修剪。"),
        ("《受电工程缺陷通知单》缺陷.整改要求", "接地", True, ""),
        ("《低压非居民用电登记表》申请备注", "预约", True, ""),
    ]
    assert plan.same == 1
    assert wordings_in(station, first).later == "业扩常用语（2027）"
    adopt_wordings(station, plan, MONDAY)
    assert set(case_wordings(station, "", MONDAY)) == {"LV-SURVEY.access_point", "LV-SURVEY.other", "correction"}
    assert in_force(station).title == "业扩常用语（2027）"
    third = brought('source = "收回"\nwordings = []\n', "收回")
    assert [one.after for one in wordings_in(station, third).changes] == ["", "", ""]
    adopt(station, third)
    assert case_wordings(station, "", MONDAY) == {}


def test_what_was_previewed_before_others_were_adopted_is_refused(station, brought):
    first, second = brought(FIRST), brought(SECOND)
    plan = wordings_in(station, first)
    adopt(station, second)
    with pytest.raises(StationError, match="刚才已经换过"):
        adopt_wordings(station, plan, MONDAY)
    assert in_force(station).text == SECOND
    assert broadcasts.broadcast_of(station, first).how == ""


def test_declined_with_a_reason_nothing_is_offered(station, centre, brought, tmp_path):
    name = brought(FIRST)
    with pytest.raises(ProblemsFound, match="为什么不采用"):
        broadcasts.decline(station, name, MONDAY, " ")
    broadcasts.decline(station, name, MONDAY, "本所另有写法")
    assert in_force(station) is None
    bring(station, centre, tmp_path)
    assert sent_broadcasts(centre)[0].stations[0][1].text == "本所另有写法"


def test_a_station_rebuilt_from_the_centre_still_has_them(home, station, centre, brought, tmp_path, clock):
    adopt(station, brought(FIRST))
    bring(station, centre, tmp_path)
    station.close()
    revoke(centre, fingerprint_of(centre, "3501"), "周志强", "电脑坏了")
    shutil.rmtree(home / "station")
    again = enrol(
        tmp_path / "again", Enrolment("堂街供电所", "3501", "郏县", "赵建军", PASSWORD), clock, read_card(home / "keys" / "CARD.json")
    )
    trust_station(centre, read_station_card(tmp_path / "again" / "STATION.json"))
    take_answer(again, rebuild_station(centre, "3501", tmp_path).path)
    assert in_force(again).text == FIRST
    assert "LV-SURVEY.access_point" in case_wordings(again, "", MONDAY)
    again.close()


def test_everything_wrong_with_a_file_is_said_at_once_and_it_never_leaves_the_centre(centre):
    with pytest.raises(ProblemsFound) as found:
        send_out(centre, ("3501",), ToSend("template", "常用语", FAULTY, "a.toml"), MONDAY)
    said = [problem.message for problem in found.value.problems]
    wanted = (
        "缺少 source", "没有“没有的表”这张表",
        "第 5 行 第 1 条“甲”：文字是空的", "《低压供电方案答复单》没有“备住”这一栏", "“{户名}”是个人信息",
        "不认识“{编码}”", "“答复日期”是日期栏", "和第 4 条用在同一处，名称也一样", "只有一行，文字里不能换行",
    )  # fmt: skip
    assert [part for part in wanted if not any(part in one for one in said)] == []
    assert len(said) == len(wanted)
    assert sent_broadcasts(centre) == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("x = ", "不是有效的 TOML"),
        (LETTER, "不是有效的 TOML"),
        ('source = "x"\nlimits = []\n', "这不是常用语文件"),
        (FIRST.replace("就近杆", "就" * 21), "名称有 21 个字"),
        (FIRST.replace("重新打接地极", "重" * 200), "文字有 216 个字，.*最多 200 个"),
        (FIRST.replace("缺陷.整改要求", "缺陷"), "要写到列，如 缺陷.整改要求"),
        (FIRST.replace("接入点信息", "户名"), "填的是个人信息"),
        (FIRST.replace("更正理由", "理由"), "没有“理由”这一类文字"),
        (FIRST.replace('kind = "更正理由"\n', ""), "没有写用在哪里"),
        (FIRST.replace("{容量}", "{容量"), "花括号没有成对"),
        (FIRST.replace('text = "接地', 'words = "接地'), "第 2 条：不认识的键 words"),
        ('source = "x"\n' + "".join(f'[[wordings]]\nkind = "更正理由"\nname = "{n}"\ntext = "文"\n' for n in range(21)), "超过 20 条"),
    ],
)
def test_what_a_station_could_not_use_is_refused_at_the_centre(centre, body, why):
    with pytest.raises(ProblemsFound, match=why):
        send_out(centre, ("3501",), ToSend("template", "常用语", body, "a.toml"), MONDAY)


def test_a_faulty_file_of_another_centre_is_told_and_can_be_declined(station, centre, brought):
    with speaking(centre, "3501") as append:  # a centre of another version took it for right
        body = FIRST.replace("接入点信息", "新的栏")
        append.add(events.BroadcastSent(broadcast="b" * 32, kind="template", title="新", body=body), ("station:3501",))
    brought(SECOND)
    with pytest.raises(StationError, match="没有“新的栏”这一栏"):
        wordings_in(station, "b" * 32)
    assert in_force(station) is None
    broadcasts.decline(station, "b" * 32, MONDAY, "打不开")


def test_plain_words_of_an_older_centre_are_only_read(station, centre, brought):
    with speaking(centre, "3501") as append:
        append.add(events.BroadcastSent(broadcast="c" * 32, kind="template", title="旧模板", body=LETTER), ("station:3501",))
    brought(FIRST)
    old = broadcasts.broadcast_of(station, "c" * 32)
    assert (old.wants, broadcasts.body_told(old)) == ("read", LETTER)
    assert [row.text for row in broadcast_reminders(station, MONDAY)] == [
        "县中心下发文字模板《旧模板》，还没有看", "县中心下发文字模板《业扩常用语》，还没有采用",
    ]  # fmt: skip
    with pytest.raises(StationError, match="不是常用语"):
        wordings_in(station, old.id)
    broadcasts.settle(station, old.id, MONDAY)
    assert broadcasts.broadcast_of(station, old.id).how == "read"


def test_the_manual_shows_a_file_that_can_be_sent_and_names_every_kind_and_placeholder():
    manual = path("manual", "manual.md").read_text(encoding="utf-8").partition("## 常用语文件怎么写")[2].partition("\n## 供电简图")[0]
    assert faults_of(manual.split("```")[1], "a.toml") == ()
    assert [name for name in PLACEHOLDERS if f"{{{name}}}" not in manual] == []
    assert [name for name in KINDS.values() if name not in manual] == []


def test_every_kind_is_asked_for_by_a_dialog():
    dialogs = "".join(file.read_text(encoding="utf-8") for file in (path().parent / "ui" / "case").glob("*_dialogs.py"))
    assert {code for code in KINDS if f'"{code}", ' not in dialogs} == set()


def test_an_adopted_file_is_read_again_in_words(station, brought):
    name = brought(FIRST)
    adopt(station, name)
    shown = broadcasts.body_told(broadcasts.broadcast_of(station, name))
    assert shown.splitlines()[0] == "出处：郏县公司业扩文字规范（2026）"
    assert "《受电工程缺陷通知单》缺陷.整改要求 · 接地：接地电阻不大于 4 欧，重新打接地极后复测。" in shown
