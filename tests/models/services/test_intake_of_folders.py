"""Many files at once at the centre: whole folders, what waited for them, the centre's own words that come back, and who is answered."""

import os
from contextlib import suppress

import pytest
import sqlalchemy as sa

from models.problems import StationError
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals, original
from models.services.centre.broadcasts import ToSend, send, sent_broadcasts
from models.services.centre.intake import take
from models.services.centre.many_files import answer_stations, take_all, try_files, waiting_for_answer
from models.services.centre.restored import renew_epoch
from models.services.centre.watch import Watch
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.resend_requests import ask_centre, ask_station
from models.services.paper.papers import issue
from models.store.session import reading
from models.store.views import arrival, attachment
from models.sync.encryption import Identity, encrypt
from tests.county import lost
from tests.models.services.test_centre_put_back import backed_up, put_back
from tests.stations import MONDAY, centre_of, mill, sheet


def taken(centre, *paths):
    return take_all(centre, [one.sha256 for one in try_files(centre, paths) if one.sha256])


def states(centre):
    return {one.number: one.state for one in list_arrivals(centre)}


def test_what_waited_since_another_day_goes_on_when_the_window_takes_what_lacked(county):
    station = county.stations["3501"]
    mill(station)
    first = lost(station, county.stick)
    mill(station, phone="13900000002")
    behind = export(station, county.stick)[0]
    with pytest.raises(StationError, match="缺号"):
        take(county.centre, behind.file)
    done = taken(county.centre, first.file)
    assert states(county.centre) == {first.number: "applied", behind.number: "applied"}
    assert [one.number for one in done] == [first.number, behind.number]
    assert [one.name for one in done] == [first.file.name, behind.file.name]


def test_what_still_waits_is_no_matter_of_who_takes_another_package(county):
    station = county.stations["3501"]
    for number in range(3):
        mill(station, phone=f"1390000000{number}")
        lost(station, county.stick)
    mill(station, phone="13900000009")
    behind, first = export(station, county.stick)[0], sorted(county.stick.glob("*.YKP"))[0]
    with pytest.raises(StationError, match="缺号"):
        take(county.centre, behind.file)
    assert [one.refused for one in taken(county.centre, first)] == [False]
    assert states(county.centre)[behind.number] == "held"


@pytest.fixture(name="returned")
def _returned(home, station, clock, tmp_path):
    """A centre put back from before an answer with words; the folder in which the station brings them back with its own package."""
    centre = centre_of(home, clock)
    mill(station)
    take(centre, export(station, tmp_path)[0].file)
    centre = backed_up(home, centre, clock, tmp_path)
    send(centre, ("3501",), ToSend("notice", "第一号", "各所注意"), MONDAY)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    centre = put_back(home, centre, clock, tmp_path)
    renew_epoch(centre)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    stick = tmp_path / "stick"
    stick.mkdir()
    mill(station, phone="13900000002")
    assert export(station, stick)[0].returned
    yield centre, stick
    centre.close()


def titles(centre):
    return [one.title for one in sent_broadcasts(centre)]


def test_words_that_the_store_lost_come_back_with_the_whole_folder(returned):
    centre, stick = returned
    assert titles(centre) == []
    assert not [one for one in taken(centre, stick) if one.refused]
    assert titles(centre) == ["第一号"]
    assert len(try_files(centre, (stick,))) == 1  # now they are known, and passed over like any answer of ours


def test_words_that_the_store_lost_come_back_through_the_watched_folder(returned):
    centre, stick = returned
    watch = Watch(centre, stick, None)
    watch.look()
    assert not [one for one in watch.look() if one.refused]
    assert titles(centre) == ["第一号"]


def test_answers_of_ours_that_lie_in_a_folder_are_passed_over_however_they_are_called(county):
    for code in ("3501", "3502"):
        mill(county.stations[code])
        take(county.centre, export(county.stations[code], county.stick)[0].file)
    theirs = encrypt(b"another centre's", [Identity.generate().recipient])
    (county.stick / f"YK1-3502-E01-{1:06d}-A.YKP").write_bytes(theirs)
    send(county.centre, ("3501", "3502"), ToSend("notice", "第一号", "各所注意"), MONDAY)
    answer_stations(county.centre, (), county.stick)
    assert [path.name for path in county.stick.glob("*-A-2.YKP")]
    assert [one.name[-5:] for one in try_files(county.centre, (county.stick,))] == ["D.YKP", "D.YKP"]
    watch = Watch(county.centre, county.stick, None)
    watch.look()
    assert [seen.name[-5:] for seen in watch.look()] == ["D.YKP", "D.YKP"]


@pytest.mark.parametrize("harm", [lambda data: data[:-300], lambda data: data[:2000] + bytes(300) + data[2300:], lambda data: b""])
def test_a_damaged_answer_in_a_folder_is_named_and_the_others_are_taken(county, harm):
    station = county.stations["3501"]
    mill(station)
    take(county.centre, export(station, county.stick)[0].file)
    answer = acknowledge(county.centre, "3501", county.stick)[0].path
    acknowledge(county.centre, "3501", county.stick)  # whole, and passed over
    answer.write_bytes(harm(answer.read_bytes()))
    mill(county.stations["3502"])
    theirs = export(county.stations["3502"], county.stick)[0].file
    known, found = "YK1-3501-E01-000001-D.YKP", try_files(county.centre, (county.stick,))
    assert [(one.name, one.refused) for one in found if one.name != known] == [(theirs.name, False), (answer.name, True)]
    assert "写给供电所 3501 的回执" in found[-1].told
    assert "再写一份回执" in found[-1].told
    watch = Watch(county.centre, county.stick, None)
    watch.look()
    seen = {one.name: one for one in watch.look()}
    assert (seen[answer.name].refused, seen[theirs.name].refused) == (True, False)
    assert "写给供电所 3501 的回执" in seen[answer.name].told
    assert next(one for one in list_arrivals(county.centre) if one.file == answer.name).way_on.startswith("按文件名，这是县中心写给")


def test_a_package_that_was_renamed_is_not_taken_for_one_of_ours(county):
    mill(county.stations["3501"])
    package = export(county.stations["3501"], county.stick)[0].file
    package.rename(package.with_name("U-BACKUP.YKP"))
    assert [one.refused for one in try_files(county.centre, (county.stick,))] == [False]


@pytest.mark.skipif(os.name != "posix", reason="such links are POSIX")
def test_a_file_whose_kind_cannot_be_told_stops_neither_the_folder_nor_the_watch(county):
    mill(county.stations["3501"])
    export(county.stations["3501"], county.stick)
    (county.stick / "LINK.YKP").symlink_to("x" * 300)
    found = try_files(county.centre, (county.stick,))
    assert [(one.name, one.refused) for one in found][1:] == [("LINK.YKP", True)]
    assert not found[0].refused
    watch = Watch(county.centre, county.stick, None)
    watch.look()
    assert len(watch.look()) == 1


def test_the_dry_run_says_what_a_package_without_new_lines_is_for(station, centre, tmp_path):
    case = mill(station)
    issue(station, case, "RECEIPT", sheet, MONDAY)
    package = export(station, tmp_path)[0].file
    take(centre, package)
    assert try_files(centre, (package,))[0].told == "以前收过，不会改变什么"
    with centre.database.writer.begin() as connection:
        connection.execute(sa.delete(attachment))
    again = tmp_path / "again"
    again.mkdir()
    wanted = export(station, again)[0].file
    assert "附件 1 个" in try_files(centre, (wanted,))[0].told


def test_a_request_to_send_again_is_told_as_one(station, centre, tmp_path):
    mill(station)
    take(centre, export(station, tmp_path)[0].file)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    ask_station(centre, "3501", tmp_path)  # ours lies on the same stick
    request, _ = ask_centre(station, tmp_path)
    assert [(one.name, one.told) for one in try_files(centre, (tmp_path,)) if "-Q" in one.name] == [
        (request.path.name, "没有流水：请县中心再发一次回执")
    ]


def test_nobody_is_forgotten_however_many_packages_came_since(county):
    mill(county.stations["3501"])
    take(county.centre, export(county.stations["3501"], county.stick)[0].file)
    with county.centre.database.writer.begin() as connection:
        row = dict(connection.execute(sa.select(arrival)).mappings().one())
        later = [{**row, "sha256": f"{at:064x}", "station": "3502", "arrived_at": "2026-12-01T00:00:00"} for at in range(600)]
        connection.execute(sa.insert(arrival), later)
    assert waiting_for_answer(county.centre) == ("3501", "3502")
    assert len(list_arrivals(county.centre, limit=500)) == 500


def test_what_is_kept_of_a_refused_package_and_what_to_do_is_told(county):
    mill(county.stations["3503"])
    mill(county.stations["3501"])
    stranger, own = (export(county.stations[code], county.stick)[0].file for code in ("3503", "3501"))
    own.write_bytes(own.read_bytes()[:-70])
    for file in (stranger, own):
        with suppress(StationError):
            take(county.centre, file)
    for one in list_arrivals(county.centre):
        assert one.state == "refused"
        assert one.kept is original(county.centre, one.sha256).exists() is False
        assert one.way_on
        assert one.way_on not in one.why
        assert one.note == f"{one.why}\n{one.way_on}"
    with reading(county.centre.database) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(arrival)).scalar_one() == 2
