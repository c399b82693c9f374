"""Making a station: every fault at once, never over another one, and it opens only with its password."""

from datetime import datetime

import pytest

from models.problems import ProblemsFound, StationError
from models.services.checking import check
from models.services.enrolment import Enrolment, enrol, read_card
from models.services.label import station_label
from models.services.people import add_person, end_person
from models.services.station import act_as, open_station, people
from tests.stations import MONDAY, PASSWORD, Clock

GOOD = Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo")


def test_everything_wrong_is_told_at_once(tmp_path):
    with pytest.raises(ProblemsFound) as refused:
        enrol(tmp_path / "s", Enrolment(" ", "35O1", "", "", "abc"), Clock())
    assert {problem.field for problem in refused.value.problems} == {"name", "code", "county", "clerk", "password"}
    assert not (tmp_path / "s").exists()


def test_a_new_station_is_whole_named_and_opens_with_its_password_only(tmp_path):
    enrol(tmp_path / "s", GOOD, Clock()).close()
    assert station_label(tmp_path / "s").name == "堂街供电所"
    assert station_label(tmp_path) is None
    station = open_station(tmp_path / "s", "demo", Clock())
    assert (station.info.name, station.info.code) == ("堂街供电所", "3501")
    assert [person.name for person in people(station)] == ["赵建军"]
    assert check(station).whole
    station.close()
    with pytest.raises(StationError, match="密码不对"):
        open_station(tmp_path / "s", "Demo", Clock())


def test_a_station_is_never_made_over_another_one(home):
    before = (home / "station" / "station.db").read_bytes()
    with pytest.raises(StationError, match="已经有一个供电所") as refused:
        enrol(home / "station", GOOD, Clock())
    assert isinstance(refused.value.__cause__, FileExistsError)
    assert (home / "station" / "station.db").read_bytes() == before


def test_a_broken_off_enrolment_can_be_done_again(tmp_path):
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "station.db").write_bytes(b"half a database")
    (folder / "keys.json.part").write_bytes(b"{")
    enrol(folder, GOOD, Clock()).close()
    open_station(folder, "demo", Clock()).close()
    assert next(folder.glob("unused-*/station.db")).read_bytes() == b"half a database"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"name":"x","recipients":[],"verify_key":"00","fingerprint":"x"}'])
def test_a_card_that_is_not_one_is_refused(tmp_path, content):
    path = tmp_path / "CARD.json"
    path.write_bytes(content)
    with pytest.raises(StationError, match="名片 CARD.json 读不出来"):
        read_card(path)


def test_an_altered_card_is_refused(home, tmp_path):
    text = (home / "keys" / "CARD.json").read_text(encoding="utf-8")
    card = read_card(home / "keys" / "CARD.json")
    flipped = ("0" if card.verify_key[0] != "0" else "1") + card.verify_key[1:]
    (tmp_path / "CARD.json").write_text(text.replace(card.verify_key, flipped), encoding="utf-8")
    with pytest.raises(StationError, match="指纹与密钥不符"):
        read_card(tmp_path / "CARD.json")


def test_people_come_and_go_and_their_names_stay(station, home, clock):
    person, _ = add_person(station, "李改枝", "客户经理", MONDAY)
    for name, post in ((" ", "业扩员"), ("李四", "局长")):
        with pytest.raises(StationError, match="姓名并选择岗位"):
            add_person(station, name, post, MONDAY)
    with pytest.raises(StationError, match="当前登录"):
        end_person(station, station.actor, MONDAY)
    with pytest.raises(StationError, match="早于到岗"):
        end_person(station, person, datetime(2026, 11, 1).date())
    end_person(station, person, MONDAY)
    with pytest.raises(StationError, match="找不到这个在岗人员"):
        end_person(station, person, MONDAY)
    with pytest.raises(StationError, match="在岗"):
        act_as(station, person)
    assert [(p.name, p.until) for p in people(station)][-1] == ("李改枝", MONDAY)
    station.close()
    open_station(home / "station", PASSWORD, clock).close()
