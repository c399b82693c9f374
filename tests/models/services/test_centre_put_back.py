"""A centre whose store was put back from a backup finds it out from the stations, says nothing until a person decides, and catches up."""

import shutil
from contextlib import closing
from datetime import timedelta

import pytest

from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.centre.answers import acknowledge
from models.services.centre.board import board
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.desk import open_desk
from models.services.centre.intake import take
from models.services.centre.intake_plan import PackageForked
from models.services.centre.keys import renew
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.restored import renew_epoch
from models.services.centre.store import open_centre
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcasts import broadcasts
from models.services.exchange.epochs import begin_epoch, write_anew
from models.services.exchange.incoming import OlderAnswer, WordsMissing
from models.services.exchange.outbox import case_states, export
from models.services.exchange.resend_requests import ask_centre
from models.services.exchange.state_digest import state_digest
from models.services.transfer import take_over
from models.store.session import reading
from tests.handover import passed_up
from tests.stations import MONDAY, centre_of, copied, mill, station_of


def trip(station, centre, folder):
    take(centre, export(station, folder)[0].file)
    take_answer(station, acknowledge(centre, "3501", folder)[0].path)


def backed_up(home, centre, clock, folder):
    """The centre, opened again behind a copy of its store."""
    centre.close()
    shutil.copy(home / "centre.db", folder / "old.db")
    return centre_of(home, clock)


def put_back(home, centre, clock, folder):
    """The centre on the store as it was copied."""
    centre.close()
    for file in home.glob("centre.db*"):
        file.unlink()
    shutil.copy(folder / "old.db", home / "centre.db")
    return centre_of(home, clock)


def test_whoever_works_on_a_case_is_told_while_what_was_said_of_it_has_not_come_back(home, station, clock, tmp_path):
    centre = centre_of(home, clock)
    case = passed_up(station, MONDAY)
    trip(station, centre, tmp_path)
    centre = backed_up(home, centre, clock, tmp_path)
    with closing(open_desk(centre, "3501", "周志远")) as desk:
        take_over(desk, case, MONDAY, "周志远", MONDAY)
        assert "恢复过" not in case_detail(desk, case, MONDAY).todos[0].sentence
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    centre = put_back(home, centre, clock, tmp_path)
    renew_epoch(centre)
    for told in ("还没有收到这个供电所恢复以后的包", "还没有全回来：先写回执给它", ""):
        with closing(open_desk(centre, "3501", "周志远")) as desk:
            first = case_detail(desk, case, MONDAY).todos[0]
        assert ("库恢复过" in first.sentence, told in first.sentence) == (bool(told), True)
        mill(station, phone=f"1390000000{len(told) % 10}")
        done = export(station, tmp_path)[0]
        for file in (*done.returned, done.file):
            take(centre, file)
        if not done.returned:
            take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert first.label == "填勘查单"
    centre.close()


def test_an_older_store_is_found_out_and_writes_no_answer_until_it_begins_anew(home, station, clock, tmp_path):
    centre = centre_of(home, clock)
    mill(station)
    trip(station, centre, tmp_path)
    centre = backed_up(home, centre, clock, tmp_path)
    mill(station, phone="13900000002")
    trip(station, centre, tmp_path)
    assert board(centre, MONDAY).put_back is None
    centre = put_back(home, centre, clock, tmp_path)
    mill(station, phone="13900000003")
    with pytest.raises(StationError, match="缺号"):
        take(centre, export(station, tmp_path)[0].file)
    sign = board(centre, MONDAY).put_back
    assert (sign.station, sign.theirs, sign.ours) == ("3501", 2, 1)
    with pytest.raises(StationError, match="多半是从备份恢复的"):
        acknowledge(centre, "3501", tmp_path)
    renew_epoch(centre)
    assert board(centre, MONDAY).put_back is None
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    done = export(station, tmp_path)[0]
    for file in (*done.files, *done.returned):
        take(centre, file)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    assert board(centre, MONDAY).put_back is None
    centre.close()


def test_a_station_that_has_nothing_new_says_why_the_older_stores_answer_cannot_be_taken(home, station, clock, tmp_path):
    centre = centre_of(home, clock)
    mill(station)
    take(centre, export(station, tmp_path)[0].file)
    centre = backed_up(home, centre, clock, tmp_path)
    early = acknowledge(centre, "3501", tmp_path)[0].path
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    with pytest.raises(StationError, match="较早的第 1 号回执") as told:
        take_answer(station, early)
    assert "备份" not in str(told.value)
    clock.go(MONDAY + timedelta(days=1))
    for mark in (home / "keys").glob("SAID-*.json"):  # the folder of keys came from the backup as well
        mark.unlink()
    centre = put_back(home, centre, clock, tmp_path)
    with pytest.raises(StationError, match=r"可能从备份恢复过。 请县中心在“设置”点“库恢复过…”"):
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    renew_epoch(centre)
    assert take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    centre.close()


def test_a_store_put_back_unnoticed_says_nothing_under_numbers_it_has_used(home, station, clock, tmp_path):
    """What it said after the backup lies at the station; other words in its place, and the station could never take an answer again."""
    centre = centre_of(home, clock)
    mill(station)
    trip(station, centre, tmp_path)
    centre = backed_up(home, centre, clock, tmp_path)
    send(centre, ("3501",), ToSend("notice", "第一号", "各所注意"), MONDAY)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    centre = put_back(home, centre, clock, tmp_path)
    assert "本机记得" in board(centre, MONDAY).put_back.words
    for speak in (
        lambda: send(centre, ("3501",), ToSend("notice", "第二号", "各所注意"), MONDAY),
        lambda: acknowledge(centre, "3501", tmp_path),
        lambda: rebuild_station(centre, "3501", tmp_path),
        lambda: renew(centre, "", MONDAY, signing=True, recipients=False),
    ):
        with pytest.raises(StationError, match="多半是从备份恢复的"):
            speak()
    keys = centre.keys
    renew_epoch(centre)
    assert board(centre, MONDAY).put_back is None
    assert centre.keys == keys
    send(centre, ("3501",), ToSend("notice", "第二号", "各所注意"), MONDAY)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    done = export(station, tmp_path)[0]
    for file in (*done.returned, *done.files):
        take(centre, file)
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    assert {one.title for one in broadcasts(station)} == {"第一号", "第二号"}
    centre.close()


def test_a_store_from_before_its_epoch_is_told_by_the_epochs(home, station, clock, tmp_path):
    """The backup had written as many packages as the store that began anew: numbers of packages would say nothing."""
    centre = centre_of(home, clock)
    mill(station)
    trip(station, centre, tmp_path)
    centre = backed_up(home, centre, clock, tmp_path)
    renew_epoch(centre)
    centre = put_back(home, centre, clock, tmp_path)
    assert board(centre, MONDAY).put_back.words == "本机记得这个库已到第 2 时期，库里还是第 1 时期：它多半是从备份恢复的。"
    renew_epoch(centre)
    assert board(centre, MONDAY).put_back is None
    centre.close()


def test_a_copy_of_the_store_tried_out_elsewhere_is_no_older_store_and_makes_none_of_the_one_in_use(home, station, clock, tmp_path):
    centre = centre_of(home, clock)
    mill(station)
    trip(station, centre, tmp_path)
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "centre.db")
    trial = open_centre(f"sqlite:///{tmp_path / 'centre.db'}", home / "keys", "", clock)
    acknowledge(trial, "3501", tmp_path)
    acknowledge(trial, "3501", tmp_path)
    trial.close()
    centre = centre_of(home, clock)
    assert board(centre, MONDAY).put_back is None
    for mark in (home / "keys").glob("SAID-*.json"):
        mark.write_text("{", encoding="ascii")  # a damaged mark stops nobody either
    assert acknowledge(centre, "3501", tmp_path)
    centre.close()


def twin_of(home, clock, folder):
    """A second computer that goes on from the same data, with a folder for its packages."""
    theirs = folder / "theirs"
    theirs.mkdir()
    return station_of(copied(home, folder / "twin"), clock), theirs


def put_back_behind_a_twin(home, station, clock, folder, *, cases):
    """A centre put back to before the first line it took from the station, and a second computer that stands at that point too."""
    centre = centre_of(home, clock)
    twin, theirs = twin_of(home, clock, folder)
    shutil.copy(home / "centre.db", folder / "old.db")
    for number in range(1, cases + 1):
        mill(station, phone=f"1390000000{number}")
    trip(station, centre, folder)
    centre = put_back(home, centre, clock, folder)
    renew_epoch(centre)
    return centre, twin, theirs


def test_what_only_a_discarded_store_held_is_no_longer_acknowledged_where_another_computers_lines_came_in(home, station, clock, tmp_path):
    """The centre took our line 19 and was put back to before it; then it took another computer's 19 and 20, and answered."""
    mill(station)
    centre = centre_of(home, clock)
    trip(station, centre, tmp_path)
    centre = backed_up(home, centre, clock, tmp_path)
    twin, theirs = twin_of(home, clock, tmp_path)
    mill(station, phone="13900000002")
    trip(station, centre, tmp_path)
    assert case_states(station) == {"已回执": 2}
    centre = put_back(home, centre, clock, tmp_path)
    renew_epoch(centre)
    mill(twin, phone="13900000003")
    mill(twin, phone="13900000004")
    trip(twin, centre, theirs)
    begin_epoch(station, tmp_path / "marks", "restored")
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(station)["已回执"] == 1
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(station, tmp_path)[0].file)
    come_to_agree(station, centre, tmp_path)
    assert sum(case_states(station).values()) == 4
    twin.close()
    centre.close()


def test_a_station_whose_last_line_is_another_at_the_centre_sends_its_own_again_and_learns_where_they_part(home, station, clock, tmp_path):
    """All of it was acknowledged by a store that is gone; the one put back has as many lines of another computer."""
    centre, twin, theirs = put_back_behind_a_twin(home, station, clock, tmp_path, cases=1)
    mill(twin, phone="13900000003")
    trip(twin, centre, theirs)
    with pytest.raises(StationError, match="没有要上报"):
        export(station, tmp_path)
    said, _ = take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert any("不一致（分叉）" in line for line in said.summary)
    assert not any(line.startswith("已收到") for line in said.summary)
    assert "已回执" not in case_states(station)
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(station, tmp_path)[0].file)
    come_to_agree(station, centre, tmp_path)
    assert sum(case_states(station).values()) == 2
    twin.close()
    centre.close()


def test_a_fork_found_right_before_a_package_may_have_begun_earlier(home, station, clock, tmp_path):
    """The package begins behind lines that only the store that is gone had; all that is proved is that the one before it differs."""
    centre, twin, theirs = put_back_behind_a_twin(home, station, clock, tmp_path, cases=2)
    mill(twin, phone="13900000003")
    mill(twin, phone="13900000004")
    trip(twin, centre, theirs)
    mill(station, phone="13900000005")
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(station, tmp_path)[0].file)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    write_anew(station, "两台电脑")
    assert "已回执" not in case_states(station)
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(station, tmp_path)[0].file)
    come_to_agree(station, centre, tmp_path)
    assert sum(case_states(station).values()) == 5
    twin.close()
    centre.close()


def test_a_computer_that_lacks_words_and_differs_in_lines_asks_for_an_answer_that_joins(home, station, clock, tmp_path):
    """The answer needs the rebuild package, the rebuild package does not fit, and there is nothing to export: a request opens the way."""
    centre, twin, theirs = put_back_behind_a_twin(home, station, clock, tmp_path, cases=1)
    send(centre, ("3501",), ToSend("notice", "一", "各所注意"), MONDAY)
    mill(twin, phone="13900000003")
    trip(twin, centre, theirs)
    send(centre, ("3501",), ToSend("notice", "二", "各所注意"), MONDAY)
    take(centre, export(twin, theirs, kind="full")[0].file)
    with pytest.raises(WordsMissing, match="以前写给本所"):
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    with pytest.raises(PackageForked) as told:
        take_answer(station, rebuild_station(centre, "3501", tmp_path).path)
    assert "请县中心重发" in told.value.hint
    take(centre, ask_centre(station, tmp_path)[0].path)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    with pytest.raises(PackageForked):
        take(centre, export(station, tmp_path)[0].file)
    come_to_agree(station, centre, tmp_path)
    twin.close()
    centre.close()


def come_to_agree(station, centre, folder):
    """The forked computer hears of it, writes its own anew and takes the other's in."""
    take_answer(station, acknowledge(centre, "3501", folder)[0].path)
    write_anew(station, "两台电脑")
    trip(station, centre, folder)
    take_answer(station, rebuild_station(centre, "3501", folder).path)
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")


def test_a_late_answer_of_the_discarded_store_acknowledges_nothing_but_brings_its_words(home, station, clock, tmp_path):
    """The answer lay on another stick until after the store that was put back had answered; the station had heard both stores by then."""
    centre = centre_of(home, clock)
    mill(station)
    trip(station, centre, tmp_path)
    centre = backed_up(home, centre, clock, tmp_path)
    mill(station, phone="13900000002")
    take(centre, export(station, tmp_path)[0].file)
    plain = acknowledge(centre, "3501", tmp_path)[0].path
    send(centre, ("3501",), ToSend("notice", "第一号", "各所注意"), MONDAY)
    late = acknowledge(centre, "3501", tmp_path)[0].path
    centre = put_back(home, centre, clock, tmp_path)
    renew_epoch(centre)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(station) == {"已回执": 1, "已导出未回执": 1}
    with pytest.raises(OlderAnswer, match="恢复以前写的第 2 号回执.*不作数"):
        take_answer(station, plain)
    told, _ = take_answer(station, late)
    assert "恢复以前写的第 3 号回执" in told.summary[0]
    assert any("第一号" in line for line in told.summary)
    assert case_states(station) == {"已回执": 1, "已导出未回执": 1}
    assert [one.title for one in broadcasts(station)] == ["第一号"]
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    done = export(station, tmp_path)[0]
    for file in (*done.returned, *done.files):
        take(centre, file)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(station) == {"已回执": 2}
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    centre.close()
