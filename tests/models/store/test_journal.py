"""The journal: a chain over exact bytes, personal parts outside the line, numbers without a gap."""

import hashlib
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from models import events
from models.events import read_fact
from models.events.envelope import decode_envelope, epoch_name
from models.problems import StationError
from models.services.checking import check
from models.services.registration import register
from models.services.station import changing, looking
from models.store import journal
from models.store.views import acknowledged, journal_on, outbox, private_part
from models.store.views import journal as journal_table
from tests.stations import MONDAY, mill, mill_intake


def lines(station):
    with looking(station) as connection:
        return list(journal.lines_from(connection, "3501", station.epoch, 0))


def tamper(station, statement):
    with station.database.writer.begin() as connection:
        assert connection.execute(statement).rowcount


def test_hashes_follow_from_the_exact_bytes_alone(station):
    mill(station)
    previous = bytes(32)
    stored = lines(station)
    for expected, line in enumerate(stored, 1):
        data = line.line
        previous = hashlib.sha256(b"yk-op-v1" + previous + len(data).to_bytes(8, "big") + data).digest()
        assert (line.seq, line.hash) == (expected, previous)
        assert decode_envelope(data).seq == expected
    assert len(stored) > 10


def test_a_persons_data_stand_outside_the_line_under_the_hash_that_names_them(station):
    mill(station)
    whole = b"".join(line.line for line in lines(station)).decode()
    for secret in ("王桂枝", "92410425MA9F0XN92T", "13937512345", "石村", "李改枝", "赵建军"):
        assert secret not in whole or secret == "赵建军", secret
    named = [line.private for line in lines(station) if line.private]
    with looking(station) as connection:
        kept = journal.private_data(connection, named)
    assert set(kept) == set(named)
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in kept.items())
    assert "13937512345" in "".join(data[16:].decode() for data in kept.values())


def test_the_same_personal_part_gets_another_hash_each_time(station):
    record = ("station:3501",)
    with changing(station) as change:
        for _ in range(2):
            change.append.add(events.PersonJoined(person="p", post="业扩员", since=MONDAY), record, private={"name": "张𬀩"})
    one, other = lines(station)[-2:]
    assert one.private != other.private


def test_a_refused_change_leaves_no_line_and_no_number(station):
    before = len(lines(station))

    def break_off():
        with changing(station) as change:
            change.append.add(events.PersonLeft(person="nobody", until=MONDAY), ("station:3501",))
            raise StationError("x")

    with pytest.raises(StationError, match="x"):
        break_off()
    assert len(lines(station)) == before
    mill(station)
    assert [line.seq for line in lines(station)] == list(range(1, len(lines(station)) + 1))


def test_a_clock_set_back_stops_the_next_fact_and_says_what_to_do(station, clock):
    mill(station)
    clock.at -= timedelta(minutes=11)
    with pytest.raises(StationError, match="早于最后一条记录的时间.*校准"):
        mill(station, phone="13937512346")
    clock.at += timedelta(minutes=2)
    mill(station, phone="13937512347")


def test_facts_come_in_the_order_of_epochs_whatever_was_stored_first(station, clock):
    case = mill(station)
    old = epoch_name(0, clock())
    own = station.epoch
    mark = events.PapersReceived(items=("late",), on=MONDAY)
    station.epoch = old
    with changing(station) as change:
        change.add(mark, case)
    station.epoch = own
    with looking(station) as connection:
        told = [(fact.envelope.epoch, fact.envelope.seq) for fact in journal.facts_of(connection, f"case:{case}")]
    assert told == sorted(told)
    assert told[0] == (old, 1)
    with looking(station) as connection:
        assert [(epoch, last) for _, epoch, last in journal.epochs(connection)] == [(old, 1), (own, len(lines(station)))]
        assert journal.epochs(connection, "9999") == []


def test_a_known_kind_with_content_of_a_newer_program_is_kept_unread(station):
    mill(station)
    stored = lines(station)[-1]
    envelope = msgspec.structs.replace(decode_envelope(stored.line), kind="ClockPaused", body=msgspec.Raw(b'{"pause":"x","side":"moon"}'))
    assert read_fact(msgspec.json.encode(envelope), None).event is None
    assert read_fact(msgspec.json.encode(msgspec.structs.replace(envelope, kind="NotYetKnown")), None).event is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (sa.update(journal_table).where(journal_table.c.seq == 5).values(line=b"{}"), "第 5 条"),
        (sa.update(journal_table).where(journal_table.c.seq == 5).values(hash=b"x" * 32), "流水第 5 条与校验链不符"),
        (sa.delete(journal_table).where(journal_table.c.seq == 5), "缺号：3501 第 5 条没有"),
        (sa.update(journal_table).where(journal_table.c.kind == "ApplicationRegistered").values(private=None), "登记的位置不符"),
        (sa.delete(journal_on).where(journal_on.c.record.startswith("case:")), "索引与流水不符"),
        (sa.update(private_part).values(data=b"0" * 40), "与流水中的校验值不符"),
        (sa.delete(private_part), "个人信息部分不在库里"),
    ],
)
def test_check_names_whatever_was_changed_behind_the_journals_back(station, change, told):
    mill(station)
    assert check(station).whole
    tamper(station, change)
    report = check(station)
    assert not report.whole
    assert told in "\n".join(report.faults)


def test_check_misses_what_was_sent_or_acknowledged_and_is_not_here_any_more(station):
    """A chain that lost its end is whole in itself; an old copy put back must still be noticed."""
    register(station, mill_intake(), MONDAY)
    head = lines(station)[-1]
    tamper(
        station,
        sa.insert(acknowledged).values(
            station="3501", epoch=station.epoch, seq=head.seq, hash=head.hash.hex(), ack_no=1, centre_epoch="c", at="2026-11-23T09:00:00"
        ),
    )
    runs = msgspec.json.encode([(station.epoch, 1, head.seq)]).decode()
    packed = {"file": "x", "sha256": "", "size": 1, "folder": "", "written_at": "2026-11-23T09:00:00", "counts": "[]", "lines": 1}
    tamper(station, sa.insert(outbox).values(number=1, runs=runs, **packed))
    assert check(station).whole
    tamper(station, sa.delete(journal_table).where(journal_table.c.seq == head.seq))
    tamper(station, sa.delete(journal_on).where(journal_on.c.seq == head.seq))
    faults = "\n".join(check(station).faults)
    assert f"已回执的第 {head.seq} 条流水，本机没有" in faults
    assert "第 1 号数据包里的流水比本机多" in faults
