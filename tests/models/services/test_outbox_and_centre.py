"""From the station to the centre and back: what waits, what was sent, what was answered; forks, gaps, strangers."""

import dataclasses
import shutil

import msgspec
import pytest
import sqlalchemy as sa

from models import events
from models.events.envelope import decode_envelope, epoch_name
from models.problems import StationError
from models.services.cases import list_cases
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals
from models.services.centre.intake import take
from models.services.centre.trusted_stations import list_centre_cases, read_station_card, trust_station
from models.services.checking import check, rebuild
from models.services.enrolment import Enrolment, enrol, read_card
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import case_states, export, handover, outbox_page, trust
from models.services.folding.replay import replay
from models.services.paper.papers import issue
from models.services.registration import receive_papers
from models.services.station import changing, looking
from models.store.views import arrival, case_view
from models.store.views import journal as journal_table
from tests.stations import MONDAY, copied, do_all, mill, new_home, sheet, station_of


@pytest.fixture(name="stick")
def _stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def rows(database):
    with database.reader.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(sa.select(case_view)).mappings()}


def test_a_package_goes_there_and_its_answer_comes_back(station, centre, stick):
    case = mill(station)
    issue(station, case, "RECEIPT", sheet, MONDAY)
    page = outbox_page(station)
    assert (page.waiting_cases, dict(page.counts), page.centre) == (1, {"低压非居民": 1}, "郏县客户服务中心")
    done, _ = export(station, stick)
    assert (done.lines, done.number) == (page.waiting_lines, 1)
    assert case_states(station) == {"已导出未回执": 1}
    assert outbox_page(station).packages[0].state == "已写入并校验，未回执"
    taken = take(centre, done.file)
    assert (taken.new, taken.known, taken.cases, taken.attachments, taken.again) == (done.lines, 0, 1, 1, False)
    assert rows(station.database) == rows(centre.database)
    again = take(centre, done.file)
    assert (again.new, again.known, again.again) == (0, done.lines, True)
    answer, _ = acknowledge(centre, "3501", stick)
    told, _ = take_answer(station, answer.path)
    assert f"到第 {taken.seq_to} 条" in told.summary[1]
    assert case_states(station) == {"已回执": 1}
    page = outbox_page(station)
    assert (page.waiting_lines, page.waiting_cases, page.unacknowledged, page.packages[0].state) == (0, 0, 0, "已回执")
    with pytest.raises(StationError, match="没有要上报的新数据"):
        export(station, stick)
    take_answer(station, answer.path)
    assert check(station).whole
    assert b"YK1-" in handover(station, 1, sheet, MONDAY)


def test_what_is_not_answered_goes_out_again_and_is_taken_once(station, centre, stick):
    mill(station)
    first, _ = export(station, stick)
    mill(station)
    second, _ = export(station, stick)
    assert second.lines > first.lines
    assert take(centre, second.file).new == second.lines
    late = take(centre, first.file)
    assert (late.new, late.known) == (0, first.lines)
    assert len(list_centre_cases(centre)) == 2


def test_a_gap_is_refused_with_what_is_missing_and_filled_by_the_next_export(station, centre, stick):
    mill(station)
    first, _ = export(station, stick)
    fake = copied_answer(station, centre, stick, first)
    mill(station)
    second, _ = export(station, stick)
    with pytest.raises(StationError, match="缺号：本库有 3501 到第 0 条.*重新导出"):
        take(centre, second.file)
    assert list_centre_cases(centre) == ()
    waiting = list_arrivals(centre, ("held",))
    assert [(one.station, one.number, one.code) for one in waiting] == [("3501", 2, "gap")]
    assert take(centre, first.file).new
    assert [one.state for one in list_arrivals(centre)] == ["applied", "applied"]  # what waited was taken by itself
    assert len(list_centre_cases(centre)) == 2
    assert take(centre, second.file).again
    assert fake


def copied_answer(station, centre, stick, package):
    """The centre answers, and then loses everything it had: what the station knows stays."""
    path = centre.database.path
    kept = path.with_name("before.db")
    with centre.database.writer.connect() as connection:
        connection.connection.dbapi_connection.execute("VACUUM INTO ?", (str(kept),))
    take(centre, package.file)
    answer, _ = acknowledge(centre, "3501", stick)
    take_answer(station, answer.path)
    centre.close()
    for file in path.parent.glob(path.name + "-*"):
        file.unlink()
    shutil.copy(kept, path)
    return answer.path


def test_two_computers_with_one_station_are_found_out(home, tmp_path, clock, centre, stick):
    twin_home = copied(home, tmp_path / "twin")
    one, other = station_of(home, clock), station_of(twin_home, clock)
    mill(one)
    mill(other, phone="13900000001")
    mine, _ = export(one, stick)
    (stick / "other").mkdir()
    theirs, _ = export(other, stick / "other")
    take(centre, mine.file)
    before = rows(centre.database)
    with pytest.raises(StationError, match="分叉.*两台电脑.*两份都已保留"):
        take(centre, theirs.file)
    assert rows(centre.database) == before
    assert (centre.packages / f"{theirs.sha256}.YKP").read_bytes() == theirs.file.read_bytes()
    with centre.database.reader.connect() as connection:
        states = dict(connection.execute(sa.select(arrival.c.sha256, arrival.c.state)).all())
    assert states == {mine.sha256: "applied", theirs.sha256: "forked"}
    one.close()
    other.close()


def test_a_stranger_a_wrong_addressee_and_a_changed_byte_are_refused_with_the_reason(home, tmp_path, clock, station, centre, stick):
    foreign = new_home(tmp_path_of(tmp_path, "foreign"))
    stranger = enrol(tmp_path / "s", Enrolment("渣园供电所", "3502", "郏县", "李四", "demo"), clock, read_card(home / "keys" / "CARD.json"))
    unknown, _ = export(stranger, stick)
    with pytest.raises(StationError, match="未登记的供电所密钥"):
        take(centre, unknown.file)
    stranger.close()
    elsewhere = station_of(foreign, clock)
    other, _ = export(elsewhere, stick)
    with pytest.raises(StationError, match="不是发给本机构"):
        take(centre, other.file)
    elsewhere.close()
    mill(station)
    good, _ = export(station, stick)
    data = bytearray(good.file.read_bytes())
    for place in (0, 100, len(data) // 2, len(data) - 1):
        bad = stick / "BAD.YKP"
        bad.write_bytes(bytes(data[:place]) + bytes([data[place] ^ 1]) + bytes(data[place + 1 :]))
        with pytest.raises(StationError):
            take(centre, bad)
    for wrong in (b"", b"x", bytes(data[:-100])):
        bad.write_bytes(wrong)
        with pytest.raises(StationError):
            take(centre, bad)
    assert list_centre_cases(centre) == ()
    with pytest.raises(StationError, match="读不出来"):
        take(centre, stick / "none.YKP")


def tmp_path_of(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    return folder


def test_a_station_speaks_only_about_itself(home, clock, station, centre, stick, tmp_path):
    case = mill(station)
    take(centre, export(station, stick)[0].file)
    before = rows(centre.database)
    second = enrol(tmp_path / "s", Enrolment("渣园供电所", "3502", "郏县", "李四", "demo"), clock, read_card(home / "keys" / "CARD.json"))
    trust_station(centre, read_station_card(tmp_path / "s" / "STATION.json"))
    for record in (f"case:{case}", "station:3501"):
        with changing(second) as change:
            change.append.add(events.CaseEnded(outcome="void", on=MONDAY), (record,))
            change.append.touched.clear()
        with pytest.raises(StationError, match="别的供电所的内容"):
            take(centre, export(second, stick)[0].file)
        assert rows(centre.database) == before
    second.close()


def test_a_fact_that_no_program_here_knows_is_kept_and_stops_nothing(station, centre, stick):
    case, other = mill(station), mill(station, phone="13900000001")

    class FutureFact(msgspec.Struct):
        moon: int

    class ClockPaused(msgspec.Struct):
        side: str

    with changing(station) as change:
        change.add(FutureFact(1), case)
        change.add(ClockPaused("moon"), case)
    notes = {row["id"]: row["note"] for row in rows(station.database).values()}
    assert notes == {case: "需升级", other: ""}
    from models.services.case_page.detail import case_detail

    assert "更新版本" in case_detail(station, case, MONDAY).history[0].text
    taken = take(centre, export(station, stick)[0].file)
    assert taken.cases == 2
    assert rows(centre.database) == rows(station.database)
    assert check(station).whole
    assert rebuild(station.database).equal
    with centre.database.reader.connect() as connection:
        kinds = [kind for (kind,) in connection.execute(sa.select(journal_table.c.kind))]
    assert "FutureFact" in kinds


def test_a_case_of_a_business_that_is_not_known_here_never_hides_the_others(station, centre, stick):
    mill(station)
    with changing(station) as change:
        known = change.folder.case(next(iter(rows(station.database)))).values
        moon = events.ApplicationRegistered(
            number="3501-20261123-900-0", business_type="moon", class_="moon", channel="柜台", capacity="1", voltage="", form="MOON",
            form_version=9, values={key: value for key, value in known.items() if key == "capacity"},
        )  # fmt: skip
        change.add(moon, "moon")
    assert rows(station.database)["moon"]["note"] == "需升级"
    assert take(centre, export(station, stick)[0].file).cases == 2
    from models.services.case_page.detail import case_detail

    with pytest.raises(StationError, match="请升级程序"):
        case_detail(station, "moon", MONDAY)
    assert len(list_cases(station, MONDAY, "all").rows) == 2


def test_a_newer_calendar_moves_what_is_open_and_leaves_what_has_ended(station, centre, stick):
    from models.workdays import published_calendar_text

    open_case, done = mill(station), mill(station, phone="13900000001")
    do_all(station, done, MONDAY, "METER")
    before = rows(station.database)
    newer = msgspec.json.decode(published_calendar_text())
    text = one_more_holiday(newer, "2026-11-25")
    with changing(station) as change:
        change.append.add(events.RulesAdopted(subject="calendar", code="cn", revision="2026-9", text=text), ("station:3501",))
    station.forget_rules()
    after = rows(station.database)
    assert (before[open_case]["due"], after[open_case]["due"]) == ("2026-12-07", "2026-12-08")
    assert rebuild(station.database).equal
    assert rows(station.database) == after
    take(centre, export(station, stick)[0].file)
    assert rows(centre.database) == after


def one_more_holiday(calendar, day):
    years = [{**year, "off": {**year["off"], day: "试行假"}} if year["year"] == 2026 else year for year in calendar["published"]]
    return msgspec.json.encode({**calendar, "revision": "2026-9", "published": years}).decode()


def test_an_older_epoch_that_arrives_late_is_folded_in_its_place(station, centre, stick, clock):
    case = mill(station)
    own, old = station.epoch, epoch_name(0, clock())
    take(centre, export(station, stick)[0].file)
    station.epoch = old
    with changing(station) as change:
        change.append.add(events.EpochOpened(number=0), ("station:3501",))
        change.add(events.PapersReceived(items=("ownership",), on=MONDAY), case)
    station.epoch = own
    receive_papers(station, case, frozenset({"state_land"}), MONDAY, MONDAY)
    take(centre, export(station, stick)[0].file)
    assert rows(centre.database) == rows(station.database)
    replay(centre.database)
    assert rows(centre.database) == rows(station.database)
    assert rows(centre.database)[case]["epoch"] == own
    with looking(station) as connection:
        stored = connection.execute(sa.select(journal_table.c.line).where(journal_table.c.epoch == old).order_by("seq")).scalars().all()
    kinds = [decode_envelope(line).kind for line in stored]
    assert kinds == ["EpochOpened", "PapersReceived"]


def test_an_answer_is_believed_only_when_it_fits(home, station, centre, stick, tmp_path, clock):
    mill(station)
    take(centre, export(station, stick)[0].file)
    old, _ = acknowledge(centre, "3501", stick)
    mill(station, phone="13900000001")
    take(centre, export(station, stick)[0].file)
    new, _ = acknowledge(centre, "3501", stick)
    take_answer(station, new.path)
    with pytest.raises(StationError, match="较早的第 1 号回执"):
        take_answer(station, old.path)
    with pytest.raises(StationError, match="不是回执包|未登记的供电所密钥"):
        take_answer(station, next(stick.glob("*-D.YKP")))
    with pytest.raises(StationError, match="读不出来"):
        take_answer(station, stick / "none")
    twin = station_of(copied(home, tmp_path / "old"), clock)
    with looking(twin) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(journal_table)).scalar_one()
    twin.close()
    assert outbox_page(station).waiting_lines == 0


def test_a_station_put_back_from_an_old_copy_hears_that_the_centre_knows_more(home, station, centre, stick, tmp_path, clock):
    old_home = copied(home, tmp_path / "old")
    mill(station)
    take(centre, export(station, stick)[0].file)
    answer, _ = acknowledge(centre, "3501", stick)
    old = station_of(old_home, clock)
    with pytest.raises(StationError, match="本机没有.*旧备份.*不要继续登记"):
        take_answer(old, answer.path)
    old.close()


def test_export_needs_a_centre_and_a_folder(tmp_path, clock, stick):
    alone = enrol(tmp_path / "alone", Enrolment("渣园供电所", "3502", "郏县", "李四", "demo"), clock)
    with pytest.raises(StationError, match="还没有县中心的名片"):
        export(alone, stick)
    bad = tmp_path / "CARD.json"
    bad.write_text("{}", encoding="utf-8")
    with pytest.raises(StationError, match="名片 CARD.json 读不出来"):
        trust(alone, bad)
    alone.close()


def test_a_folder_that_is_not_there_or_vanishes_leaves_nothing_noted(station, stick, tmp_path):
    mill(station)
    with pytest.raises(StationError, match="找不到文件夹"):
        export(station, tmp_path / "none")

    def pull_out(done, total):
        if done > total // 4:
            shutil.rmtree(stick, ignore_errors=True)

    with pytest.raises(StationError, match="介质被拔出|没有丢失"):
        export(station, stick, pull_out)
    assert outbox_page(station).packages == ()
    stick.mkdir(exist_ok=True)
    done, _ = export(station, stick)
    assert done.number == 1
    assert dataclasses.asdict(outbox_page(station).packages[0])["file"] == done.file.name
