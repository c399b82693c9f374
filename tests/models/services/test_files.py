"""Attachments of a case: kept once, encrypted, told in the journal, taken out with a reason, carried to the centre, copied by a backup."""

import io

import pytest
from PIL import Image

from models.attached_content import prepared
from models.events.envelope import decode_envelope
from models.history import tell
from models.problems import StationError
from models.services import files
from models.services.backups import back_up
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.centre.trusted_stations import list_centre_cases
from models.services.checking import check, rebuild
from models.services.exchange import carried_files
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export, handover, outbox_page
from models.services.paper.papers import issue
from models.services.station import changing, looking
from models.store import journal
from tests.stations import MONDAY, mill, sheet


def picture(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return prepared(f"{colour} 张三.jpg", out.getvalue())


def attached(station, case, *given, about="case"):
    return files.attach(station, case, given or [picture()], about, MONDAY)[0]


def stored(station):
    return [path for path in station.attachments.folder.rglob("*") if path.is_file()]


def test_a_photo_is_attached_to_a_material_a_form_and_the_case_and_kept_once(station):
    case = mill(station)
    subjects = dict(files.subjects(station, case))
    material = next(name for name in subjects if name.startswith("material:"))
    for about in (material, "form:LV-SURVEY", "case"):
        assert attached(station, case, about=about).numbers
    assert len(stored(station)) == 1
    assert [one.about for one in files.files(station, case)] == [material, "form:LV-SURVEY", "case"]
    assert [one.number for one in files.files(station, case, material)] == [1]
    assert files.content(station, files.files(station, case)[0].sha256) == picture().data
    assert picture().data not in stored(station)[0].read_bytes()
    assert check(station).whole
    assert rebuild(station.database).equal


def test_the_same_file_for_the_same_thing_is_not_attached_twice(station):
    case = mill(station)
    assert attached(station, case).numbers == (1,)
    again = attached(station, case, picture(), picture("blue"), picture("blue"))
    assert again.numbers == (2,)
    assert [number for _, number in again.known] == [1, 2]
    files.remove(station, case, 1, "附错了", MONDAY)
    assert attached(station, case).numbers == (3,)


def test_the_name_of_a_file_is_nobodys_but_the_private_part(station):
    case = mill(station)
    attached(station, case)
    with looking(station) as connection:
        line = list(journal.lines_from(connection, "3501", station.epoch, 0))[-1].line
        fact = journal.facts_of(connection, f"case:{case}")[-1]
    assert decode_envelope(line).kind == "FileAttached"
    assert "张三".encode() not in line
    assert tell(fact) == "附件 1（照片，整个工单）：red 张三.jpg"


def test_taking_out_needs_a_reason_and_keeps_the_bytes(station):
    case = mill(station)
    attached(station, case)
    with pytest.raises(StationError, match="为什么"):
        files.remove(station, case, 1, " ", MONDAY)
    files.remove(station, case, 1, "照片不清楚", MONDAY)
    assert files.files(station, case) == ()
    assert len(stored(station)) == 1
    with pytest.raises(StationError, match="没有第 1 号附件"):
        files.remove(station, case, 1, "再一次", MONDAY)


def test_what_does_not_belong_to_the_case_and_too_many_are_refused_and_nothing_is_kept(station, monkeypatch):
    case = mill(station)
    with pytest.raises(StationError, match="不在这个工单里"):
        attached(station, case, about="form:CENTRE")
    monkeypatch.setattr(files, "MOST_FILES", 1)
    with pytest.raises(StationError, match="最多 1 个附件"):
        attached(station, case, picture(), picture("blue"))
    assert files.files(station, case) == ()


def test_a_full_disk_is_told_and_leaves_no_fact(station, monkeypatch):
    case = mill(station)

    def full(*_given, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.store.attachments.write_whole", full)
    with pytest.raises(StationError, match="磁盘已满.*没有保存"):
        attached(station, case)
    assert files.files(station, case) == ()


def test_the_bytes_are_on_the_disk_before_the_fact_is(station):
    """A stop right before the commit leaves bytes without a fact, never a fact without its bytes."""
    case = mill(station)

    def stop_before_the_commit():
        with changing(station):
            files.attach(station, case, [picture()], "case", MONDAY)
            raise KeyboardInterrupt

    from models.services.station import batch

    with pytest.raises(KeyboardInterrupt), batch(station):
        stop_before_the_commit()
    assert len(stored(station)) == 1
    assert files.files(station, case) == ()
    assert check(station).whole
    assert attached(station, case).numbers == (1,)


def test_files_travel_to_the_centre_and_are_kept_there(station, centre, tmp_path):
    case = mill(station)
    attached(station, case, picture(), picture("blue"))
    done, _ = export(station, tmp_path)
    assert take(centre, done.file).attachments == 2
    with centre.database.reader.connect() as connection:
        sha256 = files.files(station, case)[0].sha256
        assert centre.attachments.read(connection, sha256) == picture().data
    assert [one.incomplete for one in list_centre_cases(centre)] == [False]
    assert acknowledge(centre, "3501", tmp_path)[1].wanted_attachments == ()


def test_what_does_not_fit_into_one_package_is_asked_for_and_comes_with_the_next(station, centre, clock, tmp_path, monkeypatch):
    case = mill(station)
    attached(station, case, picture(), picture("blue"))
    issue(station, case, "RECEIPT", sheet, MONDAY)
    paper = len(sheet_bytes(station, case))
    monkeypatch.setattr(carried_files, "MOST_BYTES", paper + len(picture().data) + 10)
    first, _ = export(station, tmp_path)
    assert take(centre, first.file).attachments == 2
    assert [one.incomplete for one in list_centre_cases(centre)] == [True]
    answer, ack = acknowledge(centre, "3501", tmp_path)
    assert len(ack.wanted_attachments) == 1
    told, _ = take_answer(station, answer.path)
    assert any("还缺 1 个附件（件不齐）" in line for line in told.summary)
    clock.at = clock.at.replace(hour=16)
    second, _ = export(station, tmp_path)
    assert outbox_page(station).packages[0].state.startswith("已写入")  # written, not arrived
    assert b"YK1-" in handover(station, 2, sheet, MONDAY)
    taken = take(centre, second.file)
    assert (taken.new, taken.attachments) == (0, 1)
    assert [one.incomplete for one in list_centre_cases(centre)] == [False]
    answer, _ = acknowledge(centre, "3501", tmp_path)
    take_answer(station, answer.path)
    with pytest.raises(StationError, match="没有要上报的新数据"):
        export(station, tmp_path)
    assert outbox_page(station).unacknowledged == 0


def sheet_bytes(station, case):
    with looking(station) as connection:
        from models.services.folding.refold import Folder

        paper = next(iter(Folder(connection).case(case).papers.values()))
        return station.attachments.read(connection, paper.sha256)


def test_a_file_lost_here_does_not_hold_up_the_package_and_is_missing_there(station, centre, tmp_path):
    case = mill(station)
    attached(station, case)
    stored(station)[0].unlink()
    done, _ = export(station, tmp_path)
    assert take(centre, done.file).attachments == 0
    assert [one.incomplete for one in list_centre_cases(centre)] == [True]
    answer, _ = acknowledge(centre, "3501", tmp_path)
    take_answer(station, answer.path)
    attached(station, case, about="form:LV-SURVEY")  # attached anew: the bytes are here again
    done, _ = export(station, tmp_path)
    take(centre, done.file)
    assert [one.incomplete for one in list_centre_cases(centre)] == [False]


def test_a_backup_holds_the_files(station, tmp_path):
    case = mill(station)
    attached(station, case, picture(), picture("blue"))
    place = tmp_path / "stick"
    place.mkdir()
    note = back_up(station, place)
    assert (note.attachments, note.copied) == (2, 2)
    attached(station, case, picture("green"))
    assert back_up(station, place).copied == 1
