"""What a county centre sees of its stations: the board, all cases, keys, forks, and the watched folder."""

import errno
import os
import shutil
from datetime import date

import pytest

from models.problems import ProblemsFound, StationError
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals, original, receive
from models.services.centre.board import board, set_quiet_days
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.cases import county_cases, county_counts
from models.services.centre.desk import open_desk
from models.services.centre.forks import forks
from models.services.centre.intake import take, take_with_gap
from models.services.centre.intake_plan import PackageHeld
from models.services.centre.many_files import answer_stations, answers_told, waiting_for_answer
from models.services.centre.restored import renew_epoch
from models.services.centre.stations import card_from, enrol_station, fingerprint_of, registered, revoke
from models.services.centre.trusted_stations import stations_with_data
from models.services.centre.watch import Watch
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.station_card import own_card
from models.services.exchange.station_signing import renew_signing_key
from models.services.registration import register
from models.services.station import open_station
from models.store import journal
from tests.county import lost
from tests.stations import MONDAY, PASSWORD, do_all, house_intake, mill


def row_of(county, code, today=MONDAY):
    return next(row for row in board(county.centre, today).rows if row.station == code)


def test_the_board_tells_of_each_station_what_is_here_and_what_is_missing(county):
    first, second = county.stations["3501"], county.stations["3502"]
    mill(first)
    take(county.centre, lost(first, county.stick).file)
    mill(first, phone="13900000002")
    lost(first, county.stick)
    mill(first, phone="13900000003")
    behind = export(first, county.stick)[0]
    with pytest.raises(StationError, match="缺号"):
        take(county.centre, behind.file)
    told = row_of(county, "3501")
    assert (told.cases, told.held, told.unanswered, told.level, told.days) == (1, 1, 1, "due", 0)
    assert [one.state for one in told.last] == ["held", "applied"]
    ((missing_from, _),) = told.gaps  # what it waits for stands on the board before anybody decides
    assert missing_from == told.seq + 1
    waited = told.gaps
    take_with_gap(county.centre, told_sha(county), "孙主任", "U 盘丢失")
    told = row_of(county, "3501")
    ((missing_from, missing_to),) = told.gaps
    assert told.seq == missing_from - 1 < missing_to
    assert told.gaps == waited
    assert row_of(county, "3502").days is None
    mill(second)
    take(county.centre, export(second, county.stick)[0].file)
    acknowledge(county.centre, "3502", county.stick)
    assert row_of(county, "3502").level == "calm"
    assert row_of(county, "3502", date(2026, 12, 1)).level == "near"
    assert row_of(county, "3502", date(2026, 12, 20)).level == "due"
    set_quiet_days(county.centre, 30)
    assert row_of(county, "3502", date(2026, 12, 20)).level == "calm"


def told_sha(county):
    from models.services.centre.arrivals import list_arrivals

    return list_arrivals(county.centre, ("held",))[0].sha256


def test_an_unknown_station_is_counted_until_its_fingerprint_is_compared(county):
    stranger = county.stations["3503"]
    mill(stranger)
    package = export(stranger, county.stick)[0].file
    with pytest.raises(StationError, match="未登记"):
        take(county.centre, package)
    assert board(county.centre, MONDAY).strangers == 1
    card = card_from(str(county.home / "3503" / "STATION.json"))
    with pytest.raises(ProblemsFound, match="指纹不同"):
        enrol_station(county.centre, card, "0" * 32)
    with pytest.raises(ProblemsFound, match="32 位"):
        enrol_station(county.centre, card, card.fingerprint[:9])
    text = (county.home / "3503" / "STATION.json").read_text(encoding="utf-8")
    assert "已登记" in enrol_station(county.centre, card_from(text), card.fingerprint.upper().replace("-", " "))
    assert take(county.centre, package).cases == 1
    with pytest.raises(StationError, match="不是供电所名片"):
        card_from(text.replace(card.verify_key[:8], "00000000"))


def test_a_revoked_key_opens_nothing_more_and_what_came_stays(county):
    station = county.stations["3502"]
    mill(station)
    take(county.centre, export(station, county.stick)[0].file)
    (key,) = [one for one in registered(county.centre) if one.station == "3502"]
    with pytest.raises(ProblemsFound, match="请填写"):
        revoke(county.centre, key.fingerprint, "孙主任", " ")
    revoke(county.centre, key.fingerprint, "孙主任", "电脑被盗")
    mill(station, phone="13900000002")
    with pytest.raises(StationError, match="已经停用.*电脑被盗"):
        take(county.centre, export(station, county.stick)[0].file)
    (key,) = [one for one in registered(county.centre) if one.station == "3502"]
    assert key.revoked
    assert key.stopped == "2026-11-23 09:40 孙主任：电脑被盗"
    assert (row_of(county, "3502").revoked, row_of(county, "3502").cases) == (True, 1)


def test_a_key_stopped_while_its_packages_wait_says_what_becomes_of_them_and_why_nothing_is_said(county):
    """What waited is refused at once; the station sends it again under a new key, and nothing is lost."""
    station, centre = county.stations["3501"], county.centre
    mill(station)
    take(centre, export(station, county.stick)[0].file)
    mill(station, phone="13900000001")
    lost(station, county.stick)
    mill(station, phone="13900000002")
    with pytest.raises(PackageHeld):
        take(centre, export(station, county.stick)[0].file)
    assert {one.station: one.waiting for one in registered(centre)} == {"3501": 1, "3502": 0}
    told = revoke(centre, fingerprint_of(centre, "3501"), "孙主任", "电脑被盗")
    assert told.endswith("缺号等着的 1 个包不再接收：里面的登记请供电所用新密钥重新导出。")
    (stopped,) = list_arrivals(centre, ("refused",))
    assert "密钥已经停用" in stopped.why
    what = ToSend("notice", "一", "甲")
    for act in (
        lambda: acknowledge(centre, "3501", county.stick),
        lambda: open_desk(centre, "3501"),
        lambda: send(centre, ("3501",), what, county.clock().date()),
    ):
        with pytest.raises(StationError, match="3501 的密钥已停用（2026-11-23 09:40 孙主任：电脑被盗）"):
            act()
    renew_signing_key(station, PASSWORD, county.clock().date())
    enrol_station(centre, own_card(station), own_card(station).fingerprint)
    take_answer(station, acknowledge(centre, "3501", county.stick)[0].path)
    take(centre, export(station, county.stick)[0].file)
    assert row_of(county, "3501").cases == 3


def test_all_cases_are_listed_with_their_own_stations_countdown(county):
    for code, count in (("3501", 3), ("3502", 2)):
        station = county.stations[code]
        for number in range(count):
            mill(station, date(2026, 11, 16 + number), phone=f"139{code}000{number}")
        take(county.centre, export(station, county.stick)[0].file)
    done = mill(county.stations["3501"], phone="13900009999")
    do_all(county.stations["3501"], done, MONDAY)
    register(county.stations["3502"], house_intake(county.stations["3502"], MONDAY), MONDAY)
    for code in ("3501", "3502"):
        take(county.centre, export(county.stations[code], county.stick)[0].file)
    page = county_cases(county.centre, MONDAY, limit=4)
    rest = county_cases(county.centre, MONDAY, after=page.after, limit=4)
    assert (page.total, len(page.rows), len(rest.rows), rest.after) == (6, 4, 2, "")
    assert len({row.case_id for row in (*page.rows, *rest.rows)}) == 6
    assert {row.station_name for row in page.rows} == {"堂街供电所", "安良供电所"}
    assert "张𬀩" not in " ".join(row.customer for row in page.rows)
    assert county_cases(county.centre, MONDAY, scope="ended").total == 1
    assert county_cases(county.centre, MONDAY, "3502").total == 3
    assert county_cases(county.centre, MONDAY, text="面粉 3501-2026").total == 3
    assert county_cases(county.centre, MONDAY, text="100%_").total == 0
    counted = county_counts(county.centre, date(2026, 12, 31))
    late = county_cases(county.centre, date(2026, 12, 31), scope="overdue", limit=2)
    more = county_cases(county.centre, date(2026, 12, 31), scope="overdue", after=late.after, limit=10)
    assert late.total == counted["overdue"] == len(late.rows) + len(more.rows) == 6
    days = [row.due for row in (*late.rows, *more.rows)]
    assert days == sorted(days)
    assert all(row.level_text.startswith("逾期") for row in late.rows)


def test_a_case_is_filed_when_its_package_was_answered(county):
    station = county.stations["3501"]
    mill(station)
    take(county.centre, export(station, county.stick)[0].file)
    assert [row.filed for row in county_cases(county.centre, MONDAY).rows] == ["未备案"]
    acknowledge(county.centre, "3501", county.stick)
    assert [row.filed for row in county_cases(county.centre, MONDAY).rows] == ["已备案"]


def test_a_fork_tells_both_hashes_and_the_cases_on_both_sides(county, tmp_path):
    station = county.stations["3501"]
    mill(station)
    take(county.centre, export(station, county.stick)[0].file)
    shutil.copytree(station.folder, tmp_path / "copy", ignore=shutil.ignore_patterns("*.lock"))
    copy = open_station(tmp_path / "copy", PASSWORD, county.clock)
    mill(station, phone="13900000001")
    mill(copy, phone="13900000002")
    mill(copy, phone="13900000003")
    take(county.centre, export(station, county.stick)[0].file)
    (tmp_path / "other").mkdir()
    with pytest.raises(StationError, match="分叉"):
        take(county.centre, export(copy, tmp_path / "other")[0].file)
    copy.close()
    (found,) = forks(county.centre)
    assert found.ours != found.theirs
    assert (found.station, 2 * found.our_lines) == ("3501", found.their_lines)
    (same,) = found.our_cases
    assert found.their_cases == (f"{same}（与本库的同号，是另一件）", "3501-20261116-003-4（本库没有）")
    assert row_of(county, "3501").level == "overdue"


def test_after_a_new_epoch_every_station_that_delivered_is_answered_and_one_reason_is_told_once(county):
    for code in ("3501", "3502"):
        mill(county.stations[code])
        take(county.centre, export(county.stations[code], county.stick)[0].file)
    assert answers_told(answer_stations(county.centre, (), county.stick)).endswith("由它导入后才算送达。")
    assert waiting_for_answer(county.centre) == ()
    assert answers_told(()) == "没有等回执的供电所，也没有要下发的话。"
    renew_epoch(county.centre)
    assert waiting_for_answer(county.centre) == ("3501", "3502")
    told = answers_told(answer_stations(county.centre, (), county.home / "nowhere"))
    assert told.startswith("3501、3502：没有写成。")
    assert "送达" not in told
    answer_stations(county.centre, (), county.stick)
    assert waiting_for_answer(county.centre) == ()


def test_the_watched_folder_takes_what_has_stopped_growing_and_answers(county, tmp_path):
    inbox, answers = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    answers.mkdir()
    station = county.stations["3501"]
    mill(station)
    whole = export(station, county.stick)[0].file.read_bytes()
    watch = Watch(county.centre, inbox, answers)
    file = inbox / "A.YKP"
    file.write_bytes(whole[:1000])
    assert watch.look() == ()
    file.write_bytes(whole)  # it was still being copied
    assert watch.look() == ()
    taken, answered = watch.look()
    assert (taken.refused, taken.station, answered.name[-5:]) == (False, "3501", "A.YKP")
    assert list(answers.glob("*A.YKP"))
    assert file.read_bytes() == whole
    (inbox / "b.ykp").write_bytes(b"not a package")
    (inbox / "notes.txt").write_bytes(b"")
    watch.look()
    (refused,) = watch.look()
    assert refused.refused
    assert "数据包" in refused.told or "打不开" in refused.told
    assert watch.look() == ()
    shutil.rmtree(inbox)
    with pytest.raises(StationError, match="读不出来"):
        watch.look()


def test_the_centres_own_channels_are_no_stations(county):
    mill(county.stations["3501"])
    take(county.centre, export(county.stations["3501"], county.stick)[0].file)
    send(county.centre, ("3501", "3502"), ToSend("notice", "通报", "内容"), MONDAY)
    assert stations_with_data(county.centre) == ("3501",)


def test_a_watched_file_is_tried_again_when_the_disk_failed_under_it(county, monkeypatch):
    mill(county.stations["3501"])
    export(county.stations["3501"], county.stick)
    watch = Watch(county.centre, county.stick, None)
    watch.look()

    def full(*_words):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(journal, "insert_lines", full)
    for _ in range(2):
        ((refused, told),) = [(seen.refused, seen.told) for seen in watch.look()]
        assert refused
        assert "磁盘" in told
    monkeypatch.undo()
    assert [seen.refused for seen in watch.look()] == [False]
    assert watch.look() == ()


def test_a_watch_that_begins_anew_answers_only_what_is_owed(county, tmp_path):
    """The files stay where they lie, for years: each start would give every station one more answer."""
    mill(county.stations["3501"])
    file = export(county.stations["3501"], county.stick)[0].file
    answers = tmp_path / "answers"
    answers.mkdir()

    def begun_again():
        watch = Watch(county.centre, county.stick, answers)
        watch.look()
        return watch, [one.told for one in watch.look()]

    take(county.centre, file)  # taken in the window, and not answered yet
    assert ["回执已写入" in told for told in begun_again()[1]] == [False, True]
    watch, told = begun_again()
    assert ["以前收过" in one for one in told] == [True]
    os.utime(file, (1, 1))  # brought once more: its answer got lost
    watch.look()
    assert ["回执已写入" in one.told for one in watch.look()] == [False, True]


def test_an_answer_that_could_not_be_written_is_written_at_the_next_look(county, tmp_path):
    mill(county.stations["3501"])
    export(county.stations["3501"], county.stick)
    answers = tmp_path / "answers"
    answers.write_bytes(b"")  # a stick that is not there
    watch = Watch(county.centre, county.stick, answers)
    watch.look()
    assert [one.refused for one in watch.look()] == [False, True]
    assert ["回执没有写成" in one.told for one in watch.look()] == [True]
    answers.unlink()
    answers.mkdir()
    assert ["已写入并校验" in one.told for one in watch.look()] == [True]
    assert watch.look() == ()


def test_what_waited_since_before_the_watch_began_is_tried_at_every_look(county):
    mill(county.stations["3501"])
    sha256 = receive(county.centre, export(county.stations["3501"], county.stick)[0].file)
    kept = original(county.centre, sha256)
    whole = kept.read_bytes()
    kept.unlink()
    watch = Watch(county.centre, county.home / "3502", None)
    assert "没有接着做完" in watch.begin().message
    kept.write_bytes(whole)
    watch.look()
    assert list_arrivals(county.centre)[0].state == "applied"
