"""Copies, moves, restores, forks and lost computers: no line is given out twice, nothing delivered is lost, both sides come to agree."""

import shutil
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import events
from models.problems import StationError
from models.services.backups import back_up
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.trusted_stations import list_centre_cases, read_station_card, trust_station
from models.services.checking import check, rebuild
from models.services.enrolment import Enrolment, enrol, read_card
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcasts import broadcasts
from models.services.exchange.epochs import begin_epoch, diverged, write_anew
from models.services.exchange.identity import remember, standing
from models.services.exchange.outbox import case_states, export
from models.services.exchange.state_digest import state_digest
from models.services.restoring import backups_in, restore
from models.services.station import looking
from models.store import journal
from models.store.session import reading
from models.store.views import case_view, fork, set_apart, trusted
from tests.stations import MONDAY, PASSWORD, copied, mill, station_of


@pytest.fixture
def marks(tmp_path):
    return tmp_path / "marks"


def numbers(station):
    with looking(station) as connection:
        return sorted(connection.scalars(sa.select(case_view.c.number)))


def digests(station, centre):
    with looking(station) as here, reading(centre.database) as there:
        return state_digest(here, "3501"), state_digest(there, "3501")


def round_trip(station, centre, folder):
    take(centre, export(station, folder)[0].file)
    return take_answer(station, acknowledge(centre, "3501", folder)[0].path)[0]


def test_the_place_where_it_worked_is_known_and_every_other_asks(home, station, marks, tmp_path, clock):
    assert standing(station, marks).finding == "unmarked"
    remember(station, marks)
    assert standing(station, marks).finding == "same"
    mill(station)
    assert standing(station, marks).finding == "same"  # the computer stopped before the mark was written again
    remember(station, marks)
    twin = station_of(copied(home, tmp_path / "stick"), clock)
    found = standing(twin, marks)
    assert (found.finding, found.was) == ("elsewhere", str(station.folder.resolve()))
    other_computer = standing(twin, tmp_path / "no marks here")
    assert (other_computer.finding, other_computer.was) == ("elsewhere", "")
    twin.close()


def test_a_database_put_back_in_its_place_is_found_to_be_older(home, marks, tmp_path, clock):
    first = station_of(home, clock)
    remember(first, marks)
    first.close()
    kept = copied(home, tmp_path / "kept")
    second = station_of(home, clock)
    mill(second)
    remember(second, marks)
    second.close()
    for file in (home / "station").glob("station.db*"):
        file.unlink()
    shutil.copy(kept / "station" / "station.db", home / "station" / "station.db")
    third = station_of(home, clock)
    found = standing(third, marks)
    assert found.finding == "older"
    assert "比上次在这里使用时旧" in found.text
    third.close()


def test_a_new_epoch_names_its_parent_and_its_case_numbers_carry_a_letter(station, marks):
    mill(station)
    with looking(station) as connection:
        last = journal.head(connection, "3501", station.epoch)
    before = station.epoch
    begin_epoch(station, marks, "moved")
    mill(station, phone="13900000002")
    with looking(station) as connection:
        (opened,) = [fact for fact in journal.facts_of(connection, "station:3501") if fact.envelope.epoch == station.epoch]
    assert (opened.event.parent, opened.event.parent_seq, opened.event.parent_hash) == (before, last.seq, last.hash.hex())
    assert [number.split("-")[2][0] for number in numbers(station)] == ["0", "B"]
    assert standing(station, marks).finding == "same"
    assert check(station).whole


def restored(home, station, tmp_path, clock, marks):
    """A backup, then work that was delivered and work that was not, then the computer is lost: the restored station."""
    mill(station)
    back_up(station, tmp_path)
    (backup,) = backups_in(tmp_path)
    return backup


def test_what_was_delivered_and_lost_comes_back_from_the_centre(home, station, centre, tmp_path, clock, marks):
    backup = restored(home, station, tmp_path, clock, marks)
    mill(station, phone="13900000002")
    round_trip(station, centre, tmp_path)
    mill(station, phone="13900000003")  # never delivered: lost with the computer
    station.close()
    again = restore(backup, tmp_path / "new", PASSWORD, marks, clock)
    assert len(numbers(again)) == 1
    mill(again, phone="13900000004")
    told = round_trip(again, centre, tmp_path)
    assert "恢复前交过" in " ".join(told.summary)
    take_answer(again, rebuild_station(centre, "3501", tmp_path).path)
    assert len(numbers(again)) == 3
    assert {one.number for one in list_centre_cases(centre)} == set(numbers(again))
    assert digests(again, centre)[0] == digests(again, centre)[1]
    mill(again, phone="13900000005")
    round_trip(again, centre, tmp_path)
    assert check(again).whole
    assert rebuild(again.database).equal
    again.close()


def test_a_restore_keeps_what_stood_there_and_refuses_a_wrong_password(home, station, tmp_path, clock, marks):
    backup = restored(home, station, tmp_path, clock, marks)
    mill(station, phone="13900000002")
    station.close()
    with pytest.raises(StationError, match="密码不对"):
        restore(backup, home / "station", "wrong", marks, clock)
    again = restore(backup, home / "station", PASSWORD, marks, clock)
    assert len(numbers(again)) == 1
    (aside,) = (home / "station").glob("replaced-*")
    assert (aside / "station.db").is_file()
    again.close()


def test_a_damaged_backup_is_refused_and_changes_nothing(home, station, tmp_path, clock, marks):
    backup = restored(home, station, tmp_path, clock, marks)
    station.close()
    path = backup.folder / backup.database
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    before = (home / "station" / "station.db").read_bytes()
    with pytest.raises(StationError):
        restore(backup, home / "station", PASSWORD, marks, clock)
    assert (home / "station" / "station.db").read_bytes() == before
    assert not (home / "station" / "restoring").exists()
    assert backups_in(tmp_path / "stick" if (tmp_path / "stick").exists() else tmp_path)


def test_two_computers_that_went_on_from_one_database_come_to_agree(home, station, centre, tmp_path, clock):
    mill(station)
    round_trip(station, centre, tmp_path)
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    mill(station, phone="13900000002")
    round_trip(station, centre, tmp_path)
    mill(twin, phone="13900000003")
    mill(twin, phone="13900000004")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(twin, theirs)[0].file)
    told, _ = take_answer(twin, acknowledge(centre, "3501", theirs)[0].path)
    assert "分叉" in " ".join(told.summary)
    found = diverged(twin)
    assert (found.lines > 0, len(found.cases)) == (True, 2)
    with pytest.raises(StationError, match="为什么"):
        write_anew(twin, " ")
    clock.at += timedelta(hours=1)
    write_anew(twin, "旧电脑的 U 盘数据在这台打开过")
    assert diverged(twin) is None
    assert check(twin).whole  # what is said again keeps its hour, and that is no tampering
    round_trip(twin, centre, theirs)
    with reading(centre.database) as connection:
        assert journal.verify_chain(connection, "3501", twin.epoch) is None
    take_answer(twin, rebuild_station(centre, "3501", theirs).path)
    assert len(numbers(twin)) == 4
    assert digests(twin, centre)[0] == digests(twin, centre)[1]
    with reading(centre.database) as connection:
        (settled,) = connection.execute(sa.select(fork)).mappings().all()
    assert settled["settled_by"] == "3501"
    assert acknowledge(centre, "3501", theirs)[1].rejected == ()
    with looking(twin) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(set_apart)).scalar_one() == found.lines
    assert rebuild(twin.database).equal
    twin.close()


def test_a_copy_that_missed_what_the_centre_said_to_the_other_hears_of_the_fork(home, station, centre, tmp_path, clock):
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    theirs = tmp_path / "theirs"
    theirs.mkdir()

    def say(title):
        send(centre, ("3501",), ToSend("notice", title, "各所注意"), MONDAY)

    say("第一号")
    mill(station)
    round_trip(station, centre, tmp_path)
    mill(station, phone="13900000002")
    round_trip(station, centre, tmp_path)  # tells that it has the first word: the next answers leave it out
    say("第二号")
    mill(twin, phone="13900000003")
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(twin, theirs)[0].file)
    take_answer(twin, acknowledge(centre, "3501", theirs)[0].path)
    write_anew(twin, "U 盘上的旧数据在这台打开过")
    round_trip(twin, centre, theirs)
    take_answer(twin, rebuild_station(centre, "3501", theirs).path)
    assert [one.title for one in sorted(broadcasts(twin), key=lambda one: one.title)] == ["第一号", "第二号"]
    assert digests(twin, centre)[0] == digests(twin, centre)[1]
    twin.close()


def test_the_computer_whose_lines_the_centre_has_is_not_told_to_change_anything(home, station, centre, tmp_path, clock):
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    mill(station)
    mill(twin, phone="13900000003")
    (tmp_path / "theirs").mkdir()
    take(centre, export(station, tmp_path)[0].file)
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(twin, tmp_path / "theirs")[0].file)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert diverged(station) is None
    with pytest.raises(StationError, match="没有分叉"):
        write_anew(station, "不是我")
    twin.close()


def test_a_lost_computer_is_rebuilt_from_the_centre_under_new_keys(home, station, centre, tmp_path, clock):
    mill(station)
    mill(station, phone="13900000002")
    round_trip(station, centre, tmp_path)
    before = numbers(station)
    station.close()
    form = Enrolment("堂街供电所", "3501", "郏县", "新来的人", "demo", "0375-5160123")
    new = enrol(tmp_path / "new", form, clock, read_card(home / "keys" / "CARD.json"))
    with centre.database.writer.begin() as connection:  # the centre stops trusting the lost computer
        connection.execute(sa.update(trusted).values(revoked=True))
    trust_station(centre, read_station_card(tmp_path / "new" / "STATION.json"))
    take_answer(new, rebuild_station(centre, "3501", tmp_path).path)
    assert numbers(new) == before
    assert new.epoch.startswith("02.")
    mill(new, phone="13900000005")
    assert numbers(new)[-1].split("-")[2].startswith("B")
    round_trip(new, centre, tmp_path)
    assert digests(new, centre)[0] == digests(new, centre)[1]
    assert check(new).whole
    assert rebuild(new.database).equal
    reopened_folder = new.folder
    new.close()
    from models.services.station import open_station

    reopened = open_station(reopened_folder, "demo", clock)
    assert len(numbers(reopened)) == 3
    reopened.close()


def test_a_rebuild_never_takes_the_place_of_work(home, station, centre, tmp_path, clock):
    mill(station)
    round_trip(station, centre, tmp_path)
    package = rebuild_station(centre, "3501", tmp_path)
    mill(station, phone="13900000002")
    before = numbers(station)
    take_answer(station, package.path)  # everything in it is here already
    assert numbers(station) == before
    assert check(station).whole


def test_an_epoch_event_names_the_reason(station, marks):
    begin_epoch(station, marks, "moved")
    with looking(station) as connection:
        facts = journal.facts_of(connection, "station:3501")
    assert [f.envelope.reason for f in facts if isinstance(f.event, events.EpochOpened)] == ["", "换了电脑或文件夹，原来的不再用"]


def test_where_no_mark_can_be_kept_work_goes_on_and_nobody_is_asked_again(home, station, tmp_path, clock):
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="ascii")
    remember(station, blocked)
    assert standing(station, blocked).finding == "unmarked"
    remember(station, tmp_path / "marks")  # a token, from a computer where it could be kept
    assert standing(station, blocked).finding == "elsewhere"
    with pytest.raises(StationError, match="新时期已经开始"):
        begin_epoch(station, blocked, "moved")
    assert station.epoch.startswith("02.")
    assert standing(station, blocked).finding == "unmarked"
    back_up(station, tmp_path)
    (backup,) = backups_in(tmp_path)
    again = restore(backup, tmp_path / "new", PASSWORD, blocked, clock)
    assert again.epoch.startswith("03.")
    again.close()


def test_a_copy_under_a_new_epoch_does_not_take_the_others_lines_for_its_own_delivered_ones(home, station, centre, tmp_path, clock, marks):
    """Both wrote a line 19; the other one's was delivered and more; then this one goes on under a new epoch and hears of line 20."""
    mill(station)
    round_trip(station, centre, tmp_path)
    twin = station_of(copied(home, tmp_path / "twin"), clock)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    mill(twin, phone="13900000003")  # never delivered
    mill(station, phone="13900000002")
    mill(station, phone="13900000004")
    round_trip(station, centre, tmp_path)
    begin_epoch(twin, marks, "restored")
    take_answer(twin, acknowledge(centre, "3501", theirs)[0].path)
    assert case_states(twin) == {"已回执": 1, "未导出": 1}
    with pytest.raises(StationError, match="分叉"):
        take(centre, export(twin, theirs)[0].file)
    take_answer(twin, acknowledge(centre, "3501", theirs)[0].path)
    write_anew(twin, "两台电脑")
    round_trip(twin, centre, theirs)
    take_answer(twin, rebuild_station(centre, "3501", theirs).path)
    assert len(numbers(twin)) == 4
    assert digests(twin, centre)[0] == digests(twin, centre)[1]
    assert check(twin).whole
    twin.close()


def test_what_a_restored_station_delivered_before_is_answered_after_one_more_export(home, station, centre, tmp_path, clock, marks):
    mill(station)
    back_up(station, tmp_path)
    (backup,) = backups_in(tmp_path)
    take(centre, export(station, tmp_path)[0].file)  # the answer was lost with the computer
    mill(station, phone="13900000002")
    take(centre, export(station, tmp_path)[0].file)
    station.close()
    again = restore(backup, tmp_path / "new", PASSWORD, marks, clock)
    take_answer(again, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(again) == {"未导出": 1}  # the centre has more than is here: whether this is among it, the next package shows
    done = export(again, tmp_path)[0]
    assert take(centre, done.file).known > 1
    take_answer(again, acknowledge(centre, "3501", tmp_path)[0].path)
    assert case_states(again) == {"已回执": 1}
    with pytest.raises(StationError, match="没有要上报"):
        export(again, tmp_path)
    again.close()
