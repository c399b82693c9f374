"""The centre's intake keeps every state, resumes after a crash at each of them, holds gaps, keeps forks and names what it lacks."""

import errno
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import events
from models.problems import StationError
from models.services.centre import arrivals, intake
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals, original, receive
from models.services.centre.intake import Resumed, advance, failed_outside, preview, resume, take, take_with_gap
from models.services.centre.trusted_stations import list_centre_cases
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export, outbox_page
from models.services.paper.papers import issue
from models.services.station import changing
from models.store import journal as journal_store
from models.store.session import reading
from models.store.upgrades import stored_version, upgrade
from models.store.versions import SCHEMA_VERSION
from models.store.views import arrival, attachment, fork, hole, journal, trusted
from tests.county import lost
from tests.stations import MONDAY, mill, sheet


class Stopped(BaseException):
    """The power goes."""


@pytest.mark.parametrize("state", ["opened", "authenticated", "well_formed", "planned", "applied"])
def test_a_crash_at_any_state_is_taken_up_from_the_kept_file(station, centre, tmp_path, monkeypatch, state):
    mill(station)
    package = export(station, tmp_path)[0]
    real = arrivals.move

    def move(connection, where, sha256, to, **told):
        real(connection, where, sha256, to, **told)
        if to == state:
            raise Stopped

    monkeypatch.setattr(arrivals, "move", move)
    with pytest.raises(Stopped):
        take(centre, package.file)
    monkeypatch.undo()
    package.file.unlink()  # the stick has gone
    assert list_arrivals(centre)[0].state in arrivals.UNFINISHED
    assert list_centre_cases(centre) == ()
    (done,) = resume(centre).taken
    assert (done.new, done.cases, list_arrivals(centre)[0].state) == (package.lines, 1, "applied")
    assert resume(centre) == Resumed(())


def test_what_the_disk_fails_under_at_opening_is_told_and_waits_as_before(station, centre, tmp_path):
    mill(station)
    package = export(station, tmp_path)[0]
    receive(centre, package.file)
    with full_disk(centre):
        found = resume(centre)
        assert found.taken == ()
        assert "1 个没有接着做完" in found.trouble.message
        assert "满" in found.trouble.message
        assert "照旧等着" in found.trouble.hint
    assert list_arrivals(centre)[0].state in arrivals.UNFINISHED
    (done,) = resume(centre).taken
    assert (done.new, list_arrivals(centre)[0].state) == (package.lines, "applied")


@contextmanager
def full_disk(centre):
    """The store's file may not grow by one page, as on a disk that is full."""
    with centre.database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    yield
    with centre.database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


def test_a_kept_file_that_is_gone_is_told_at_opening_and_holds_up_no_other(station, centre, tmp_path):
    mill(station)
    (tmp_path / "a").mkdir()
    gone = receive(centre, export(station, tmp_path / "a")[0].file)
    mill(station, phone="13900000003")
    receive(centre, export(station, tmp_path)[0].file)
    original(centre, gone).unlink()
    found = resume(centre)
    assert "读不出来" in found.trouble.message
    assert len(found.taken) == 1


def test_a_refusal_at_opening_is_noted_with_its_package_and_is_no_trouble(station, centre, tmp_path):
    mill(station)
    sha256 = receive(centre, export(station, tmp_path)[0].file)
    with centre.database.writer.begin() as connection:
        connection.execute(sa.update(trusted).values(revoked=True))
    assert resume(centre) == Resumed(())
    assert arrivals.find(centre, sha256).state == "refused"


def test_a_dry_run_tells_and_changes_nothing(station, centre, tmp_path):
    mill(station)
    package = export(station, tmp_path)[0]
    sha256 = receive(centre, package.file)
    told = preview(centre, sha256)
    assert (told.new, told.known, told.cases) == (package.lines, 0, 1)
    assert list_centre_cases(centre) == ()
    advance(centre, sha256)
    assert preview(centre, sha256).known == package.lines
    assert list_arrivals(centre)[0].state == "applied"


def gapped(station, centre, folder):
    """Three packages whose answers came, the middle one lost: (first, lost, last)."""
    packages = []
    for phone in ("13900000001", "13900000002", "13900000003"):
        mill(station, phone=phone)
        package = export(station, folder)[0]
        packages.append(package)
        with station.database.writer.begin() as connection:  # as if each had been answered
            head = connection.execute(sa.select(journal).order_by(journal.c.seq.desc()).limit(1)).mappings().one()
            from models.store.views import acknowledged

            connection.execute(sa.delete(acknowledged))
            connection.execute(
                sa.insert(acknowledged).values(
                    station="3501", epoch=station.epoch, seq=head["seq"], hash=head["hash"].hex(), ack_no=0, centre_epoch="", at=""
                )
            )
    return packages


def test_a_supervisor_takes_what_lies_behind_a_gap_and_the_answer_asks_for_the_rest(station, centre, tmp_path):
    first, lost, last = gapped(station, centre, tmp_path)
    take(centre, first.file)
    with pytest.raises(StationError, match="缺号"):
        take(centre, last.file)
    (held,) = list_arrivals(centre, ("held",))
    assert (held.number, held.code) == (3, "gap")
    with pytest.raises(StationError, match="谁决定"):
        take_with_gap(centre, held.sha256, "", "急")
    done = take_with_gap(centre, held.sha256, "孙主任", "第 2 号 U 盘丢失，先看第 3 号")
    assert done.new == last.lines
    assert len(list_centre_cases(centre)) == 2
    answer, ack = acknowledge(centre, "3501", tmp_path)
    (have,) = ack.have
    assert have.seq == first.lines
    assert have.gaps == ((first.lines + 1, first.lines + lost.lines),)
    told, _ = take_answer(station, answer.path)
    assert f"缺第 {first.lines + 1}–{first.lines + lost.lines} 条" in " ".join(told.summary)
    again = export(station, tmp_path)[0]
    assert (again.lines, outbox_page(station).waiting_lines) == (lost.lines + last.lines, lost.lines + last.lines)
    assert take(centre, again.file).new == lost.lines
    with reading(centre.database) as connection:
        assert connection.execute(sa.select(hole)).first() is None
    assert acknowledge(centre, "3501", tmp_path)[1].have[0].gaps == ()
    assert len(list_centre_cases(centre)) == 3


def test_an_old_package_replayed_changes_nothing(station, centre, tmp_path):
    mill(station)
    old = export(station, tmp_path)[0]
    take(centre, old.file)
    mill(station, phone="13900000002")
    take(centre, export(station, tmp_path)[0].file)
    before = list_centre_cases(centre)
    for _ in range(2):
        assert (take(centre, old.file).new, take(centre, old.file).again) == (0, True)
    assert list_centre_cases(centre) == before
    assert [one.state for one in list_arrivals(centre)] == ["applied", "applied"]


def test_a_paper_whose_bytes_did_not_come_is_asked_for_and_sent(station, centre, tmp_path):
    case = mill(station)
    issue(station, case, "RECEIPT", sheet, MONDAY)
    take(centre, export(station, tmp_path)[0].file)
    with centre.database.writer.begin() as connection:  # the file was lost here
        (lost,) = connection.execute(sa.delete(attachment).returning(attachment.c.sha256)).scalars()
    answer, ack = acknowledge(centre, "3501", tmp_path)
    assert ack.wanted_attachments == (lost,)
    assert list_centre_cases(centre)[0].incomplete
    told, _ = take_answer(station, answer.path)
    assert "缺 1 个附件" in " ".join(told.summary)
    taken = take(centre, export(station, tmp_path)[0].file)
    assert (taken.new, taken.attachments) == (0, 1)
    assert not list_centre_cases(centre)[0].incomplete
    assert acknowledge(centre, "3501", tmp_path)[1].wanted_attachments == ()


def test_a_case_that_cannot_be_folded_is_set_aside_and_the_others_go_on(station, centre, tmp_path, monkeypatch):
    bad, good = mill(station), mill(station, phone="13900000001")
    package = export(station, tmp_path)[0]
    from models.services.folding import refold

    real = refold.fold

    def fold(record, facts, **how):
        if record == f"case:{bad}":
            raise ZeroDivisionError
        return real(record, facts, **how)

    monkeypatch.setattr(refold, "fold", fold)
    taken = take(centre, package.file)
    assert (taken.new, taken.aside) == (package.lines, 1)
    assert "1 件工单" in list_arrivals(centre)[0].note
    (case,) = list_centre_cases(centre)
    _, ack = acknowledge(centre, "3501", tmp_path)
    assert [(one.code, one.seq > 0) for one in ack.rejected] == [("aside", True)]
    monkeypatch.undo()
    from models.services.checking import rebuild

    rebuild(centre.database)
    assert len(list_centre_cases(centre)) == 2
    assert acknowledge(centre, "3501", tmp_path)[1].rejected == ()
    assert good


def test_a_fork_is_noted_once_with_both_hashes_and_told_to_the_station(station, centre, tmp_path, home, clock):
    from tests.stations import copied, station_of

    twin = station_of(copied(home, tmp_path / "twin"), clock)
    mill(station)
    mill(twin, phone="13900000002")
    take(centre, export(station, tmp_path)[0].file)
    (tmp_path / "theirs").mkdir()
    theirs = export(twin, tmp_path / "theirs")[0]
    for _ in range(2):
        with pytest.raises(StationError, match="分叉"):
            take(centre, theirs.file)
    with reading(centre.database) as connection:
        (noted,) = connection.execute(sa.select(fork)).mappings().all()
    assert (noted["sha256"], noted["settled_at"]) == (theirs.sha256, None)
    assert noted["ours"] != noted["theirs"]
    assert original(centre, theirs.sha256).is_file()
    _, ack = acknowledge(centre, "3501", tmp_path)
    assert [(one.code, one.seq) for one in ack.rejected] == [("fork", noted["seq"])]
    twin.close()


def test_a_strangers_file_is_refused_and_not_kept(centre, tmp_path):
    junk = tmp_path / "YK1-3501-E01-000001-D.YKP"
    junk.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(StationError):
        take(centre, junk)
    (refused,) = list_arrivals(centre)
    assert (refused.state, refused.code) == ("refused", "not_a_package")
    assert not original(centre, refused.sha256).exists()
    with pytest.raises(StationError):  # and tried again where somebody insists
        take(centre, junk)
    assert len(list_arrivals(centre)) == 1


def test_views_that_differ_are_told_as_a_fault_and_refuse_no_line(station, centre, tmp_path, monkeypatch):
    mill(station)
    package = export(station, tmp_path)[0]
    monkeypatch.setattr(intake, "state_digest", lambda connection, code: "0" * 64)
    assert take(centre, package.file).new
    monkeypatch.undo()
    answer, ack = acknowledge(centre, "3501", tmp_path)
    assert ack.state_differs
    told, _ = take_answer(station, answer.path)
    assert "展开的结果" in " ".join(told.summary)
    mill(station, phone="13900000005")
    take(centre, export(station, tmp_path)[0].file)
    assert not acknowledge(centre, "3501", tmp_path)[1].state_differs


def test_a_store_of_the_first_program_is_upgraded_with_a_copy_kept(centre):
    path = centre.database.path
    with centre.database.writer.begin() as connection:
        for table in (arrival, hole, fork):
            connection.exec_driver_sql(f"DROP TABLE {table.name}")
        columns = "sha256 TEXT PRIMARY KEY, file TEXT, state TEXT, station TEXT, number INTEGER, lines INTEGER, taken_at TEXT, note TEXT"
        connection.exec_driver_sql(f"CREATE TABLE inbox ({columns})")
        connection.exec_driver_sql("INSERT INTO inbox VALUES ('ab', 'A.YKP', 'taken', '3501', 4, 17, '2026-11-01T08:00:00', '')")
        connection.exec_driver_sql("INSERT INTO inbox VALUES ('cd', 'B.YKP', 'refused', '', 0, 0, '2026-11-02T08:00:00', '缺号')")
        connection.exec_driver_sql("PRAGMA user_version = 1")
    upgrade(centre.database, centre.keys.derived("database"))
    told = {one.sha256: (one.state, one.number, one.lines, one.arrived_at[:10], one.note) for one in list_arrivals(centre)}
    assert told == {"ab": ("applied", 4, 17, "2026-11-01", ""), "cd": ("refused", 0, 0, "2026-11-02", "缺号")}
    with reading(centre.database) as connection:
        assert stored_version(connection) == SCHEMA_VERSION
    assert path.with_name("centre-before-upgrade-1.db").is_file()


def test_lines_about_the_moon_do_not_hold_up_an_answer(station, centre, tmp_path):
    case = mill(station)
    with changing(station) as change:
        change.append.add(events.CaseEnded(outcome="moon", on=MONDAY), (f"case:{case}",))
        change.append.touched.clear()
    take(centre, export(station, tmp_path)[0].file)
    assert acknowledge(centre, "3501", tmp_path)[1].have[0].seq


def test_a_disk_that_fails_under_a_package_that_waited_is_told_and_it_goes_on_next_time(station, centre, tmp_path, monkeypatch):
    mill(station)
    first = export(station, tmp_path)[0]
    lost(station, tmp_path)
    mill(station, phone="13900000001")
    second = export(station, tmp_path)[0]
    with pytest.raises(StationError, match="缺号"):
        take(centre, second.file)
    real = journal_store.insert_lines

    def full(connection, lines):
        if any(line.seq > first.lines for line in lines):
            raise OSError(errno.ENOSPC, "full")
        return real(connection, lines)

    monkeypatch.setattr(journal_store, "insert_lines", full)
    with pytest.raises(StationError, match="前面的包已经接收.*第 3 号包.*磁盘已满") as told:
        take(centre, first.file)
    assert isinstance(told.value.__cause__, OSError)
    assert "再接收一次" in told.value.hint
    monkeypatch.undo()
    assert take(centre, first.file).again
    assert {one.state for one in list_arrivals(centre)} == {"applied"}
    assert len(list_centre_cases(centre)) == 2


def test_a_kept_file_that_cannot_be_read_now_is_not_refused_for_it(station, centre, tmp_path, monkeypatch):
    mill(station)
    sha256 = receive(centre, export(station, tmp_path)[0].file)
    kept = original(centre, sha256)
    kept.rename(kept.with_suffix(".AWAY"))
    with pytest.raises(StationError, match="读不出来"):
        advance(centre, sha256)
    assert list_arrivals(centre)[0].state == "quarantined"
    kept.with_suffix(".AWAY").rename(kept)
    assert advance(centre, sha256).cases == 1


def test_a_computer_without_memory_is_no_fault_of_the_package(station, centre, tmp_path, monkeypatch):
    mill(station)
    package = export(station, tmp_path)[0].file

    def scarce(_connection, _lines):
        raise MemoryError

    monkeypatch.setattr(journal_store, "insert_lines", scarce)
    with pytest.raises(StationError, match="内存不够") as told:
        take(centre, package)
    assert failed_outside(told.value)
    assert list_arrivals(centre)[0].state not in ("refused", "applied")
    monkeypatch.undo()
    (taken,) = resume(centre).taken
    assert taken.cases == 1


def test_however_many_came_since_what_is_stopped_is_listed_and_all_are_counted(station, centre, clock, tmp_path):
    mill(station)
    take(centre, export(station, tmp_path)[0].file)
    for sha256, state in (("a" * 64, "held"), *((f"{number:064x}", "acked") for number in range(1, 6))):
        clock.go(clock.at.date() + timedelta(days=1))
        with centre.database.writer.begin() as connection:
            arrivals._begin(connection, centre, sha256, "X.YKP", 1)
            arrivals.move(connection, centre, sha256, state, station="3502")
    seen = arrivals.overview(centre, most=3)
    assert [one.state for one in seen.shown] == ["acked", "acked", "acked", "held"]
    assert (seen.counts, seen.all) == ({"acked": 5, "held": 1, "applied": 1}, 7)
    assert [one.state for one in arrivals.overview(centre, "3501", most=3).shown] == ["applied"]
