"""A station and a server by SFTP: what is set up, exports that break off and go on, answers fetched from there, cases that come back."""

import shutil
import sqlite3

import msgspec
import pytest
import sqlalchemy as sa

from models import events
from models.problems import ProblemsFound, StationError
from models.services.cases import list_cases
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.exchange.begun import begun_package
from models.services.exchange.destinations import (
    Destination,
    destinations,
    find_destination,
    forget_destination,
    keep_destination,
    open_credential,
    server_fingerprint,
    server_target,
    try_server,
)
from models.services.exchange.fetching import fetch, next_offer, settle
from models.services.exchange.incoming import take_in
from models.services.exchange.outbox import case_states, export, handover, outbox_page
from models.services.exchange.sent_back import sent_back
from models.services.exchange.targets import FolderTarget, ServerTarget
from models.services.station import changing
from models.store.views import aside_view
from models.sync.transport.places import Credential
from reports.render import render
from tests.reports.reading import read
from tests.sftp_server import breaking, serving
from tests.stations import MONDAY, mill

COUNTY = "县公司服务器"


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    home = tmp_path_factory.mktemp("sshd")
    with serving(home, home / "in") as running:
        yield running


@pytest.fixture
def running(started):
    yield started
    for left in started.folder.iterdir():
        left.unlink()


def target(running):
    return ServerTarget(running.server, running.credential)


def test_a_destination_needs_a_compared_fingerprint_and_keeps_its_secret_in_the_encrypted_store(station, running):
    seen = server_fingerprint(msgspec.structs.replace(running.server, fingerprint=""))
    assert seen == running.server.fingerprint
    unpinned = Destination(name=COUNTY, server=msgspec.structs.replace(running.server, fingerprint=""))
    with pytest.raises(ProblemsFound) as found:
        keep_destination(station, unpinned, None)
    assert {problem.field for problem in found.value.problems} == {"fingerprint", "password"}
    keep_destination(station, Destination(name=COUNTY, server=running.server), running.credential)
    assert destinations(station) == (Destination(name=COUNTY, server=running.server),)
    kept = server_target(station, COUNTY)
    try_server(kept.server, kept.credential)
    secret = running.credential.private_key.splitlines()[2].encode()
    files = [path for path in station.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if secret in path.read_bytes()] == []
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(station.folder / "station.db").execute("SELECT * FROM setting")


def test_a_destination_is_renamed_with_its_secret_and_forgotten_with_it(station, running):
    keep_destination(station, Destination(name=COUNTY, server=running.server), Credential(password="geheim"))
    keep_destination(station, Destination(name="新名", server=running.server), None, was=COUNTY)
    assert open_credential(station, COUNTY) is None
    assert open_credential(station, "新名") == Credential(password="geheim")
    with pytest.raises(ProblemsFound, match="已经用了"):
        keep_destination(station, Destination(name="新名", server=running.server), Credential(password="x"))
    forget_destination(station, "新名")
    assert (destinations(station), open_credential(station, "新名")) == ((), None)
    with pytest.raises(StationError, match="还没有设置过"):
        find_destination(station, "新名")


def test_an_export_to_a_server_is_noted_with_its_address(station, centre, running):
    mill(station)
    done, _ = export(station, target(running))
    assert (running.folder / done.file.name).exists()
    assert outbox_page(station).packages[0].folder == running.server.address
    assert take(centre, running.folder / done.file.name).new == done.lines


def test_an_export_that_broke_off_is_not_noted_and_the_next_one_sends_the_same_bytes_on(station, running, tmp_path):
    mill(station)
    with breaking(running, after=8000) as server, pytest.raises(StationError):
        export(station, ServerTarget(server, running.credential))
    assert outbox_page(station).packages == ()
    (kept,) = (station.folder / "packages").iterdir()
    before = kept.read_bytes()
    done, _ = export(station, target(running))
    assert (running.folder / done.file.name).read_bytes() == before
    assert done.number == 1
    assert list((station.folder / "packages").iterdir()) == [kept]


def test_new_facts_make_a_new_package_of_what_had_begun(station, running):
    mill(station)
    with breaking(running, after=8000) as server, pytest.raises(StationError):
        export(station, ServerTarget(server, running.credential))
    (kept,) = (station.folder / "packages").iterdir()
    old = kept.read_bytes()
    mill(station, phone="13900000009")
    done, _ = export(station, target(running))
    assert (running.folder / done.file.name).read_bytes() != old
    assert begun_package(station, "another mark", kept.name) is None


def test_answers_are_fetched_previewed_taken_once_and_not_fetched_again(station, centre, running, tmp_path):
    mill(station)
    done, _ = export(station, target(running))
    take(centre, running.folder / done.file.name)
    first, _ = acknowledge(centre, "3501", running.folder)
    newest, _ = acknowledge(centre, "3501", running.folder)
    shutil.copy(newest.path, running.folder / "WRONG-NAME.YKP")
    (running.folder / "RUBBISH.YKP").write_bytes(b"no package")
    files = fetch(station, target(running))
    assert len(files) == 3  # one of two equal ones, the older answer, the rubbish; not our own package
    found = next_offer(station, files)
    offer, refused = found.offer, found.refused
    assert offer.found.ack.ack_no == 2
    assert "第 2 号回执" in offer.found.summary[0]
    assert [one.name for one in refused] == ["RUBBISH.YKP"]
    assert case_states(station) == {"已导出未回执": 1}
    take_in(station, offer.found)
    assert case_states(station) == {"已回执": 1}
    after = next_offer(station, files)
    assert (after.offer, len(after.over)) == (None, 2)
    settle(station, after.over)
    assert first.path.exists()
    assert [one.name for one in next_offer(station, fetch(station, target(running))).refused] == ["RUBBISH.YKP"]


def test_what_was_refused_by_the_clerk_is_offered_again(station, centre, running):
    mill(station)
    take(centre, running.folder / export(station, target(running))[0].file.name)
    acknowledge(centre, "3501", running.folder)
    files = fetch(station, target(running))
    assert next_offer(station, files).offer is not None
    assert next_offer(station, fetch(station, target(running))).offer is not None


def test_a_case_that_the_centre_could_not_use_comes_back_until_it_is_worked_on(station, centre, tmp_path):
    case, other = mill(station), mill(station, phone="13900000009")
    done, _ = export(station, tmp_path)
    take(centre, done.file)
    row = next(row for row in list_cases(station, MONDAY, "").rows if row.case_id == case)
    with centre.database.writer.begin() as connection:
        epoch, seq = connection.execute(sa.text("SELECT epoch, last_seq FROM case_view WHERE id = :id"), {"id": case}).one()
        values = {"record": f"case:{case}", "station": "3501", "epoch": epoch, "seq": seq, "reason": "KeyError"}
        connection.execute(sa.insert(aside_view), {name: value for name, value in values.items() if name in aside_view.c})
    from models.services.exchange.answers import take_answer

    answer, ack = acknowledge(centre, "3501", tmp_path)
    assert len(ack.rejected) == 1
    take_answer(station, answer.path)
    assert case_states(station) == {"被退回": 1, "已回执": 1}
    (back,) = sent_back(station)
    assert (back.case_id, back.number) == (case, row.number)
    assert "展开不了" in back.reasons[0]
    texts = {row.case_id: row.sync_text for row in list_cases(station, MONDAY, "").rows}
    assert texts == {case: "被退回", other: "已回执"}
    with changing(station) as change:
        change.add(events.PapersReceived(items=("ownership",), on=MONDAY), case)
    assert case_states(station) == {"未导出": 1, "已回执": 1}
    export(station, tmp_path)
    assert case_states(station) == {"已导出未回执": 1, "已回执": 1}
    with centre.database.writer.begin() as connection:
        connection.execute(sa.delete(aside_view))
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert sent_back(station) == ()


def test_two_copies_lie_in_a_and_b_where_there_is_room(station, tmp_path, monkeypatch):
    from models.services.exchange import targets

    mill(station)
    done, _ = export(station, FolderTarget(tmp_path, two=True))
    a, b = tmp_path / "A" / done.file.name, tmp_path / "B" / done.file.name
    assert a.read_bytes() == b.read_bytes()
    monkeypatch.setattr(targets, "has_room", lambda folder, size: False)
    done, _ = export(station, FolderTarget(tmp_path, two=True))
    assert done.file.parent.name == "A"
    assert not (tmp_path / "B" / done.file.name).exists()


def test_the_slip_of_a_package_with_lines_of_two_epochs_names_the_newest_range_and_counts_all(station, tmp_path):
    mill(station)
    done, _ = export(station, tmp_path)
    runs = [["01.old", 901, 1000], ["02.new", 1, 20]]
    with station.database.writer.begin() as connection:
        connection.execute(sa.text("UPDATE outbox SET runs = :runs, lines = 120"), {"runs": msgspec.json.encode(runs).decode()})
    seen = []
    handover(station, done.number, lambda context: seen.append(context) or b"", MONDAY)
    package = seen[0].package
    assert (package.epoch, package.seq_from, package.seq_to, package.lines) == ("02", 1, 20, 120)
    assert "1—20（共20条，连同以前时期的共120条）" in read(render(seen[0])).words
