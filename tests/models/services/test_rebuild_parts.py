"""A lost station's journal comes back in parts: in any order, twice, damaged, of several sets; and nothing is done with half of it."""

import errno
import itertools
import shutil

import msgspec
import pytest
import sqlalchemy as sa

from models.events.envelope import channel_of
from models.problems import StationError
from models.services.backups import back_up
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.centre.keys import any_key
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.checking import check, rebuild
from models.services.contacts import ContactEntry, note_contact
from models.services.exchange import incoming, rebuild_parts, rebuilt
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcasts import broadcasts
from models.services.exchange.fetching import next_offer
from models.services.exchange.incoming import look_into, take_in
from models.services.exchange.outbox import case_states, export, outbox_page
from models.services.exchange.rebuild_parts import drop_parts, kept_parts, numbered
from models.services.exchange.resend_requests import ask_centre
from models.services.exchange.state_digest import state_digest
from models.services.restoring import backups_in, restore
from models.services.station import looking, open_station, people
from models.store import journal
from models.store.session import reading
from models.store.views import attachment, case_view
from models.sync import package
from models.sync.encryption import Identity
from models.sync.package import read
from tests.data import independent_reader
from tests.lost_computer import SMALL, lose, new_computer
from tests.postgres import on_both_stores
from tests.stations import MONDAY, PASSWORD, do_all, mill, station_of


@pytest.fixture(name="trip")
def _trip(tmp_path):
    def folder(name):
        (tmp_path / name).mkdir(exist_ok=True)
        return tmp_path / name

    return folder


@pytest.fixture(name="before")
def _before(home, station, centre, trip, clock):
    """What a station had that the centre took in whole, with words of the centre, before its computer was lost."""
    lose(station, centre, trip("out"))
    lost = station_of(home, clock)
    found = rows(lost), [one.title for one in broadcasts(lost)]
    lost.close()
    return found


@pytest.fixture(name="new")
def _new(before, home, centre, trip, clock):
    """The new computer, enrolled and registered at the centre."""
    new = new_computer(home, centre, trip("new") / "station", clock)
    yield new
    new.close()


@pytest.fixture(name="parts")
def _parts(new, centre, trip):
    done = rebuild_station(centre, "3501", trip("set"), limit=SMALL)
    assert len(done.parts) >= 4
    return done.files


def rows(opened):
    with opened.database.reader.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(sa.select(case_view)).mappings()}


def lines(opened):
    with opened.database.reader.connect() as connection:
        return journal.epochs(connection, "3501")


def alike(station, centre):
    with station.database.reader.connect() as here, reading(centre.database) as there:
        return state_digest(here, "3501") == state_digest(there, "3501")


def works(station, centre, folder):
    """It goes on where the lost one ended, and both sides agree."""
    mill(station, phone="13900000077")
    take(centre, export(station, folder)[0].file)
    take_answer(station, acknowledge(centre, "3501", folder)[0].path)
    assert check(station).whole
    assert rebuild(station.database).equal
    return alike(station, centre)


def refused_work(station, trip, lacks):
    """Nothing that would stand beside the journal that is on its way is taken on, however it is begun."""
    acts = (
        lambda: mill(station),
        lambda: note_contact(station, ContactEntry("visit", station.now(), "王桂枝", "13937512345", "问进度")),
        lambda: export(station, trip("early")),
        lambda: ask_centre(station, trip("early")),
    )
    for act in acts:
        with pytest.raises(StationError, match="重建好以前不能登记") as told:
            act()
        assert lacks in told.value.message
    assert rows(station) == {}
    assert list(trip("early").iterdir()) == []


def contents(parts, centre):
    own, keys = Identity.from_text(centre.keys.identity), {any_key(centre).fingerprint: any_key(centre).verify_key}
    return [read(path.read_bytes(), [own], keys, me=own.recipient) for path in parts]


@on_both_stores
def test_the_parts_are_one_set_of_whole_packages(parts, centre):
    own = Identity.from_text(centre.keys.identity)
    found = contents(parts, centre)
    said = [one.statement for one in found]
    assert {(one.kind, one.pkg_id, one.parts, one.min_reader) for one in said} == {("rebuild", said[0].pkg_id, len(parts), 3)}
    assert [(one.part, one.pkg_no) for one in said] == [(n, n) for n in range(1, len(parts) + 1)]
    assert [one.prev_pkg_sha256 for one in said] == ["", *(one.sha256 for one in found[:-1])]
    runs = [run for one in said for run in one.runs]
    assert [run.journal for run in runs] == [""] * (len(runs) - 1) + [channel_of("3501")]
    assert all(later.chain_before == earlier.chain_after for earlier, later in itertools.pairwise(runs[:-1]))
    assert all(path.stat().st_size <= SMALL for path in parts)
    for path, content in zip(parts, found, strict=True):
        theirs = independent_reader.read(path.read_bytes(), own.text, any_key(centre).verify_key, own.recipient)
        assert (theirs["lines"], theirs["private"]) == (content.lines, content.private)
        assert theirs["attachments"] == content.attachments
    again = rebuild_station(centre, "3501", parts[0].parent, limit=SMALL)
    assert contents(again.files[:1], centre)[0].statement.pkg_no == len(parts) + 1


@pytest.mark.parametrize("turn", ["forward", "backward", "mixed"])
@on_both_stores
def test_parts_come_one_by_one_in_any_order_and_nothing_is_half_rebuilt(before, new, centre, parts, trip, turn):
    order = {"forward": list(parts), "backward": list(reversed(parts)), "mixed": [*parts[1::2], *parts[::2]]}[turn]
    fresh = lines(new)
    for path in order[:-1]:
        told, _ = take_answer(new, path)
        assert "还缺第" in told.summary[0]
        assert (lines(new), rows(new), case_states(new)) == (fresh, {}, {})
        again, _ = take_answer(new, path)  # twice
        assert "以前已经收下" in again.summary[0]
    last = list(parts).index(order[-1]) + 1
    refused_work(new, trip, f"还缺第 {last} 份，共 {len(parts)} 份")
    told, _ = take_answer(new, order[-1])
    assert told.summary[0] == f"重建包共 {len(parts)} 份，都齐了。"
    assert "涉及 3 件工单" in told.summary[1]
    assert rows(new).keys() == before[0].keys()
    assert [one.title for one in broadcasts(new)] == before[1]
    assert list((new.folder / "rebuilding").iterdir()) == []
    assert new.epoch.startswith("02.")
    assert (case_states(new), outbox_page(new).waiting_cases) == ({"已回执": 3}, 0)  # the centre has just sent them
    assert works(new, centre, trip("out"))
    assert case_states(new) == {"已回执": 4}
    (package,) = outbox_page(new).packages
    assert package.lines == package.seq_to  # of the new epoch alone: what came from the centre does not go there once more
    with looking(new) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(attachment)).scalar_one() >= 3


def test_parts_brought_together_are_one_offer_and_need_no_room_of_their_own(new, centre, parts, trip):
    copy = trip("set") / "again.YKP"
    shutil.copy(parts[1], copy)
    found = next_offer(new, (parts[2], copy, *parts))
    assert found.refused == ()
    assert set(found.offer.files) == {*parts, copy}
    assert found.offer.found.missing == ()
    take_in(new, found.offer.found)
    assert not (new.folder / "rebuilding").exists()
    assert works(new, centre, trip("out"))
    assert next_offer(new, parts).offer is None  # all of it is here


def test_what_is_missing_is_said_and_a_restart_changes_nothing(new, parts, trip, clock):
    found = next_offer(new, (parts[0], parts[-1]))
    middle = numbered(range(2, len(parts)))
    assert f"还缺第 {middle} 份，共 {len(parts)} 份" in found.offer.found.summary[0]
    take_in(new, found.offer.found)
    new.close()
    again = open_station(new.folder, PASSWORD, clock)
    refused_work(again, trip, f"还缺第 {middle} 份，共 {len(parts)} 份")
    assert [one.name for one in people(again)] == ["新来的人"]
    for path in parts[1:-1]:
        take_answer(again, path)
    assert len(rows(again)) == 3
    again.close()


def test_numbers_in_words():
    assert numbered([2, 3]) == "2、3"
    assert numbered([9, 1, 3, 4, 5]) == "1、3–5、9"


def test_who_gives_it_up_can_work(new, centre, parts, trip):
    take_answer(new, parts[0])
    assert kept_parts(new).missing == tuple(range(2, len(parts) + 1))
    assert drop_parts(new) == 1
    assert kept_parts(new) is None
    mill(new)
    assert len(rows(new)) == 1


def test_parts_of_several_sets_are_not_mixed(new, centre, parts, trip, clock):
    clock.go(clock.at.date().replace(day=25))
    later = rebuild_station(centre, "3501", trip("later"), limit=SMALL).files
    with pytest.raises(StationError, match="不是同一次写出的"):
        rebuild_parts.gather(new, [incoming.look_at(new, parts[0]), incoming.look_at(new, later[1])])
    take_answer(new, parts[0])
    told, _ = take_answer(new, later[1])
    assert "以前收下的（第 1 份）不再用" in told.summary[0]
    assert kept_parts(new).missing == (1, *range(3, len(later) + 1))
    with pytest.raises(StationError, match="较早写出的重建包") as told:
        take_answer(new, parts[2])
    assert f"还缺第 1、3–{len(later)} 份" in told.value.message or "还缺第 1、3、4 份" in told.value.message
    found = next_offer(new, (*parts, *later))
    assert set(found.offer.files) == set(later)
    assert [one.rebuild for one in found.refused] == [True]
    take_in(new, found.offer.found)
    assert works(new, centre, trip("out"))


def test_a_complete_set_goes_before_a_newer_one_of_which_parts_lack(new, centre, parts, trip, clock):
    clock.go(clock.at.date().replace(day=25))
    later = rebuild_station(centre, "3501", trip("later"), limit=SMALL).files
    found = next_offer(new, (later[0], *parts))
    assert (found.offer.files, found.offer.found.missing) == (parts, ())


def test_a_damaged_part_is_refused_and_asked_for_again(new, centre, parts, trip):
    good = parts[1].read_bytes()
    parts[1].write_bytes(good[:-1000])
    found = next_offer(new, parts)
    assert [(one.name, "损坏" in one.why) for one in found.refused] == [(parts[1].name, True)]
    assert found.offer.found.missing == (2,)
    take_in(new, found.offer.found)
    parts[1].write_bytes(good)
    kept = next(one for one in kept_parts(new).parts if one.part == 3)
    for harm in (kept.path.read_bytes()[:-9], parts[0].read_bytes()):  # cut, or another whole package in its place
        kept.path.write_bytes(harm)
        with pytest.raises(StationError, match=f"第 3 份已损坏，去掉了：还缺第 3 份，共 {len(parts)} 份"):
            look_into(new, parts[1])
        assert rows(new) == {}
        assert kept_parts(new).missing == (2, 3)
        take_answer(new, parts[2])
    take_answer(new, parts[1])
    assert works(new, centre, trip("out"))


def test_a_file_that_changed_after_it_was_looked_into_is_not_taken(new, parts):
    whole, some = next_offer(new, parts).offer.found, next_offer(new, parts[:2]).offer.found
    shutil.copy(parts[0], parts[1])
    for found in (whole, some):
        with pytest.raises(StationError, match="在核对以后变了"):
            take_in(new, found)
    assert rows(new) == {}


def test_a_part_behind_another_than_it_says_is_refused(new, centre, parts, trip):
    own = Identity.from_text(centre.keys.identity)
    (content,) = contents(parts[1:2], centre)
    other = msgspec.structs.replace(content.statement, prev_pkg_sha256="ab" * 32)
    forged = trip("forged") / "X.YKP"
    made = {"private": content.private, "attachments": content.attachments}
    keys = {"key": any_key(centre), "recipients": [Identity.from_text(new.keys.identity).recipient, own.recipient]}
    forged.write_bytes(package.build(other, content.lines, **keys, **made))
    found = next_offer(new, (parts[0], forged, *parts[2:]))
    assert ["第 2 份接不上第 1 份" in one.why for one in found.refused] == [True]
    with pytest.raises(StationError, match="第 2 份有两个，内容不同"):
        rebuild_parts.gather(new, [incoming.look_at(new, path) for path in (parts[1], forged)])


@pytest.mark.parametrize("at", [1, 3])
def test_a_crash_while_all_are_taken_leaves_nothing_of_them(new, centre, parts, trip, monkeypatch, clock, at):
    for path in parts[:-1]:
        take_answer(new, path)
    fresh, calls, real = lines(new), itertools.count(), rebuilt._store

    def failing(*given):
        if next(calls) == at:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(rebuilt, "_store", failing)
    with pytest.raises(KeyboardInterrupt):
        take_answer(new, parts[-1])
    monkeypatch.undo()
    assert (lines(new), rows(new)) == (fresh, {})
    new.close()
    again = open_station(new.folder, PASSWORD, clock)
    refused_work(again, trip, f"还缺第 {len(parts)} 份")
    take_answer(again, parts[-1])
    assert works(again, centre, trip("out"))
    again.close()


def test_a_full_disk_keeps_what_was_kept(new, parts, trip, monkeypatch):
    found, calls, real = next_offer(new, parts[:-1]).offer.found, itertools.count(), rebuild_parts.write_whole

    def failing(path, data):
        if next(calls) == 1:
            raise OSError(errno.ENOSPC, "full")
        real(path, data)

    monkeypatch.setattr(rebuild_parts, "write_whole", failing)
    with pytest.raises(StationError, match="磁盘已满"):
        take_in(new, found)
    monkeypatch.undo()
    refused_work(new, trip, f"还缺第 {numbered(range(2, len(parts) + 1))} 份")
    take_in(new, next_offer(new, parts).offer.found)
    assert len(rows(new)) == 3


def test_files_that_a_crash_left_behind_are_not_waited_for(new, centre, parts, trip, monkeypatch):
    take_answer(new, parts[0])
    monkeypatch.setattr(incoming, "forget_taken", lambda _station: None)
    take_in(new, next_offer(new, parts[1:]).offer.found)
    assert list((new.folder / "rebuilding").iterdir())
    assert kept_parts(new) is None
    assert "已经用过" in look_into(new, parts[2]).summary[0]
    assert works(new, centre, trip("out"))


def test_a_station_put_back_from_a_backup_works_on_and_gets_the_rest_when_all_parts_are_here(home, station, centre, trip, clock, tmp_path):
    mill(station)
    back_up(station, trip("backup"))
    for number in range(3):
        do_all(station, mill(station, phone=f"1390000000{number}"), MONDAY, "LV-PLAN")
    take(centre, export(station, trip("out"))[0].file)
    station.close()
    (backup,) = backups_in(trip("backup"))
    again = restore(backup, tmp_path / "again", PASSWORD, tmp_path / "marks", clock)
    trust_station(centre, read_station_card(home / "station" / "STATION.json"))
    parts = rebuild_station(centre, "3501", trip("set"), limit=SMALL).files
    assert len(parts) > 2
    told, _ = take_answer(again, parts[-1])
    assert "在那以前什么都不会变" in told.summary[1]
    assert len(rows(again)) == 1
    mill(again, phone="13900000055")
    for path in parts[:-1]:
        take_answer(again, path)
    assert len(rows(again)) == 5
    assert works(again, centre, trip("out"))
    again.close()


def test_a_set_that_cannot_be_finished_leaves_no_part_behind(new, centre, trip, monkeypatch):
    calls, real = itertools.count(), package.encrypt

    def failing(*given):
        if next(calls) == 2:
            raise OSError(errno.EIO, "gone")
        return real(*given)

    monkeypatch.setattr(package, "encrypt", failing)
    with pytest.raises(OSError, match="gone"):
        rebuild_station(centre, "3501", trip("set"), limit=SMALL)
    assert list(trip("set").iterdir()) == []


def test_papers_that_the_centre_cannot_read_are_left_behind_and_told(new, centre, trip):
    for path in centre.attachments.folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"rubbish")
            break
    done = rebuild_station(centre, "3501", trip("set"))
    assert ["1 个附件读不出来" in remark for remark in done.remarks] == [True]
    take_answer(new, done.path)
    assert len(rows(new)) == 3
