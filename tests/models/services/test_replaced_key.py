"""A key of the centre that was replaced and has leaked: what it signed before still comes back after a restore, and it adds nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace

import msgspec
import pytest
import sqlalchemy as sa

from models import events
from models.events.envelope import channel_of, uuid7
from models.problems import StationError
from models.services.centre import keys as centre_keys
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals
from models.services.centre.broadcasts import ToSend, send, sent_broadcasts
from models.services.centre.intake import take, take_with_gap
from models.services.centre.many_files import take_all, try_files
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.restored import renew_epoch
from models.services.centre.store import open_centre
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.state_digest import state_digest
from models.services.station import APP, looking
from models.store import journal
from models.store.journal import Append, Author
from models.store.session import reading
from models.store.views import journal as lines
from models.store.views import journal_on
from models.sync.encryption import Identity
from models.sync.manifest import Run, Statement
from models.sync.package import build, read
from models.sync.signing import SigningKey
from tests.properties.journals import lines_of
from tests.stations import MONDAY, centre_of, mill

CHANNEL = channel_of("3501")


def renewed(centre):
    return centre_keys.renew(centre, "", MONDAY, signing=True, recipients=False)


def say(centre, title):
    send(centre, ("3501",), ToSend("notice", title, "各所注意"), MONDAY)


def spoken_three_times(station, centre, trip):
    """Three answers, each with words of its own that the station took; the centre has the station's `have` of the first two."""
    mill(station)
    for number in ("1", "2", "3"):
        say(centre, f"第{number}号")
        mill(station, phone=f"1390000000{number}")
        take(centre, export(station, trip("to" + number))[0].file)
        take_answer(station, acknowledge(centre, "3501", trip("back" + number))[0].path)


def put_back(home, clock, copy):
    """The store as it was, the keys beside it as they are now."""
    for file in home.glob("centre.db*"):
        file.unlink()
    shutil.copy(copy, home / "centre.db")
    centre = centre_of(home, clock)
    renew_epoch(centre)
    return centre


def titles(centre):
    return sorted(one.title for one in sent_broadcasts(centre) if one.kind == "notice")


def agree(station, centre):
    with looking(station) as here, reading(centre.database) as there:
        return state_digest(here, "3501") == state_digest(there, "3501")


def lost_and_asked_back(home, station, clock, trip, tmp_path, between):
    """A centre put back from before three answers, its signing key replaced after them; what the station then brings."""
    centre = centre_of(home, clock)
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "old.db")
    centre = centre_of(home, clock)
    spoken_three_times(station, centre, trip)
    centre = between(centre)
    told, _ = take_answer(station, acknowledge(centre, "3501", trip("asks"))[0].path)
    assert "它的库可能从备份恢复过" in " ".join(told.summary)
    done = export(station, trip("again"))[0]
    assert len(done.returned) >= 3
    return centre, done


def replaced_then_put_back(home, clock, tmp_path):
    def between(centre):
        renewed(centre)
        centre.close()
        return put_back(home, clock, tmp_path / "old.db")

    return between


def replaced_with_a_word_on_the_way(home, clock, tmp_path):
    """A word that no station ever got was the last before the key was replaced: it is lost with the store."""

    def between(centre):
        say(centre, "第4号")
        return replaced_then_put_back(home, clock, tmp_path)(centre)

    return between


def put_back_then_replaced(home, clock, tmp_path):
    def between(centre):
        centre.close()
        centre = put_back(home, clock, tmp_path / "old.db")
        renewed(centre)
        return centre

    return between


@pytest.mark.parametrize("between", [replaced_then_put_back, replaced_with_a_word_on_the_way, put_back_then_replaced])
@pytest.mark.parametrize("order", ["words first", "words last", "newest first", "in the window"])
def test_words_signed_with_the_replaced_key_come_back_after_a_restore(home, station, clock, trip, tmp_path, between, order):
    centre, done = lost_and_asked_back(home, station, clock, trip, tmp_path, between(home, clock, tmp_path))
    files = {
        "words first": (*done.returned, done.file),
        "words last": (done.file, *done.returned),
        "newest first": (*reversed(done.returned), done.file),
        "in the window": (),
    }[order]
    for file in files:
        try:
            take(centre, file)
        except StationError as waits:
            assert "缺号" in str(waits) or "还不能证明" in str(waits)  # noqa: PT017  # which of them waits depends on the order
    if order == "in the window":
        take_all(centre, [one.sha256 for one in try_files(centre, (trip("again"),)) if one.sha256])
        take_all(centre, [one.sha256 for one in try_files(centre, done.returned)])
    assert {one.state for one in list_arrivals(centre)} <= {"applied", "acked"}
    assert titles(centre) == ["第1号", "第2号", "第3号"]
    take_answer(station, acknowledge(centre, "3501", trip("last"))[0].path)
    assert agree(station, centre)
    centre.close()


def test_a_rebuild_signed_with_the_replaced_key_comes_back_once_the_station_brought_its_own_lines(home, station, clock, trip, tmp_path):
    centre = centre_of(home, clock)
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "old.db")
    centre = centre_of(home, clock)
    mill(station)
    say(centre, "第1号")
    take(centre, export(station, trip("a"))[0].file)
    take_answer(station, rebuild_station(centre, "3501", trip("b")).path)
    renewed(centre)
    centre.close()
    centre = put_back(home, clock, tmp_path / "old.db")
    kept = next((station.folder / "packages" / "in").glob("*.YKP"))
    with pytest.raises(StationError, match="还不能证明"):
        take(centre, kept)  # the station's own lines are not taken from it
    assert not lines_of(centre.database) & lines_of(station.database)
    take_answer(station, acknowledge(centre, "3501", trip("c"))[0].path)  # says that it has nothing (any more)
    take(centre, export(station, trip("c"))[0].file)
    assert titles(centre) == ["第1号"]
    centre.close()


def test_a_package_on_a_stick_since_before_the_change_changes_nothing_and_is_no_alarm(station, centre, trip):
    mill(station)
    say(centre, "第1号")
    take(centre, export(station, trip("a"))[0].file)
    path = acknowledge(centre, "3501", trip("b"))[0].path
    take_answer(station, path)
    renewed(centre)
    before = lines_of(centre.database)
    assert take(centre, path).new == 0  # every word of it is here
    assert lines_of(centre.database) == before


def test_the_key_replaced_in_an_older_file_of_keys_proves_only_what_is_here(home, station, clock, trip, tmp_path):
    """A file of keys from before it kept how far each key had spoken."""

    def between(centre):
        renewed(centre)
        centre.keys = replace(centre.keys, former=tuple(replace(one, spoken="") for one in centre.keys.former))
        keys = centre.keys
        centre.close()
        centre = put_back(home, clock, tmp_path / "old.db")
        centre.keys = keys
        return centre

    centre, done = lost_and_asked_back(home, station, clock, trip, tmp_path, between)
    for file in done.returned[:1]:
        with pytest.raises(StationError, match="旧密钥签的"):
            take(centre, file)
    assert titles(centre) == []
    centre.close()


# What somebody does who has the old key.


def forged(centre, key, *, epoch="", first=0, before="", kind="ack", sender="centre", whose=CHANNEL, said="伪造", extra=()):
    """A package with one forged word, right behind what the centre has said or where the forger wants it; encrypted to the centre."""
    with reading(centre.database) as connection:
        known = journal.epochs(connection, CHANNEL)
        epoch = epoch or known[-1][1]
        last = journal.head(connection, CHANNEL, epoch)
    first = first or (last.seq + 1 if last else 1)
    before = before or (last.hash.hex() if last else journal.NO_HASH.hex())
    line = word(centre, epoch, first, before, said, whose)
    chain = journal.chain(bytes.fromhex(before), line).hex()
    run = Run(journal="" if whose == "3501" else whose, epoch=epoch, seq_from=first, seq_to=first, chain_before=before, chain_after=chain)
    statement = Statement(
        pkg_id=uuid7(centre.now()),
        kind=kind,
        sender_kind=sender,
        station="3501",
        db_epoch=epoch,
        pkg_no=900 + first,
        runs=() if kind == "resend-request" else (run,),
        seq_from=1,
        created_at="2026-11-23T09:40:00",
    )
    own = Identity.from_text(centre.keys.identity).recipient
    ack = msgspec.json.encode(acknowledgement(centre)) if kind == "ack" else None
    return build(statement, [] if kind == "resend-request" else [line], key=key, recipients=[own], ack=ack)


def acknowledgement(centre):
    from models.sync.manifest import Ack

    return Ack(centre_epoch="01.x", centre_name=centre.keys.name, ack_no=900, created_at="2026-11-23T09:40:00", have=())


def word(centre, epoch, seq, before, said, whose):
    with centre.database.writer.connect() as connection, connection.begin() as undone:
        for table in (lines, journal_on):
            connection.execute(sa.delete(table).where(table.c.station == whose, table.c.epoch == epoch))
        append = Append(connection, Author(whose, epoch, "centre", "CENTRE", APP), centre.now())
        append.seq, append.hash = seq - 1, bytes.fromhex(before)
        append.add(events.BroadcastSent(broadcast="f" * 32, kind="notice", title=said, body="请照办"), ("station:3501",))
        (line,) = journal.lines_from(connection, whose, epoch, seq - 1, seq)
        undone.rollback()
    return line.line


FORGERIES = {
    "beyond what it had said": {},
    "in an epoch of its own invention": {"epoch": "07.0192f0c0ffee7000a000000000000001"},
    "in an earlier epoch of its own invention": {"epoch": "00.0192f0c0ffee7000a000000000000001"},
    "in the place of another word": {"first": 1, "before": journal.NO_HASH.hex()},
    "as a broadcast": {"kind": "broadcast"},
    "as a rebuild": {"kind": "rebuild"},
    "as the station's own line": {"kind": "rebuild", "whose": "3501"},
    "as the station": {"kind": "delta", "sender": "station", "whose": "3501"},
    "as a request": {"kind": "resend-request"},
}


@pytest.mark.parametrize("how", FORGERIES)
@pytest.mark.parametrize("restored", [False, True], ids=["at its place", "put back"])
def test_what_the_leaked_key_signs_is_not_taken_and_nothing_is_written(home, station, clock, trip, tmp_path, how, restored):
    centre = centre_of(home, clock)
    stolen = SigningKey.from_bytes(centre.keys.signing_seed)
    spoken_three_times(station, centre, trip)
    data = forged(centre, stolen, **FORGERIES[how])
    own = Identity.from_text(centre.keys.identity)
    assert read(data, [own], {stolen.fingerprint: stolen.verify_key}, me=own.recipient).signer == stolen.fingerprint
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "after.db")
    centre = centre_of(home, clock)
    renewed(centre)
    if restored:
        centre.close()
        centre = put_back(home, clock, tmp_path / "after.db")
    before = lines_of(centre.database)
    path = tmp_path / "YK1-3501-E01-000901-A.YKP"
    path.write_bytes(data)
    with pytest.raises(StationError) as refused:
        take(centre, path)
    assert any(part in str(refused.value) for part in ("旧密钥签的", "不是县中心写给供电所的"))
    assert lines_of(centre.database) == before
    assert list_arrivals(centre)[0].state in ("refused", "held")
    with pytest.raises(StationError):
        take_with_gap(centre, list_arrivals(centre)[0].sha256, "孙主任", "急")
    assert lines_of(centre.database) == before
    assert "伪造" not in titles(centre)
    centre.close()


def test_a_forged_word_does_not_come_before_the_real_one_where_the_store_lost_it(home, station, clock, trip, tmp_path):
    centre = centre_of(home, clock)
    centre.close()
    shutil.copy(home / "centre.db", tmp_path / "old.db")
    centre = centre_of(home, clock)
    stolen = SigningKey.from_bytes(centre.keys.signing_seed)
    with reading(centre.database) as connection:
        epoch = journal.epochs(connection, CHANNEL)[-1][1] if journal.epochs(connection, CHANNEL) else epoch_of(connection)
    data = forged(centre, stolen, epoch=epoch, first=1, before=journal.NO_HASH.hex())
    spoken_three_times(station, centre, trip)
    renewed(centre)
    centre.close()
    centre = put_back(home, clock, tmp_path / "old.db")
    path = tmp_path / "YK1-3501-E01-000901-A.YKP"
    path.write_bytes(data)
    with pytest.raises(StationError, match="还不能证明"):
        take(centre, path)
    take_answer(station, acknowledge(centre, "3501", trip("asks"))[0].path)
    done = export(station, trip("again"))[0]
    for file in (done.file, *done.returned):
        try:
            take(centre, file)
        except StationError as waits:
            assert "缺号" in str(waits) or "还不能证明" in str(waits)  # noqa: PT017
    assert titles(centre) == ["第1号", "第2号", "第3号"]
    assert {one.file: one.state for one in list_arrivals(centre)}[path.name] == "refused"  # tried again, and now there is another word
    centre.close()


def epoch_of(connection):
    from models.store.local import read_setting

    return read_setting(connection, "epoch")


def test_the_file_of_keys_keeps_how_far_each_had_spoken(home, station, clock, trip):
    centre = centre_of(home, clock)
    spoken_three_times(station, centre, trip)
    with reading(centre.database) as connection:
        _, epoch, last = journal.epochs(connection, CHANNEL)[-1]
    renewed(centre)
    centre.close()
    again = open_centre(f"sqlite:///{home / 'centre.db'}", home / "keys", "", clock)
    told = msgspec.json.decode(again.keys.former[0].spoken)
    assert told["heads"][CHANNEL][epoch][0] == last
    again.close()
