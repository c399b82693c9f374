"""An export too large for one file goes out in parts: each is whole, they may come in any order, a missing one holds the later ones."""

import itertools
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.problems import StationError
from models.services.centre.answers import acknowledge, missing_attachments
from models.services.centre.arrivals import list_arrivals
from models.services.centre.intake import take
from models.services.checking import check, rebuild
from models.services.exchange import export_parts
from models.services.exchange.answers import take_answer
from models.services.exchange.epochs import begin_epoch
from models.services.exchange.outbox import case_states, export, handover, outbox_page
from models.services.exchange.state_digest import state_digest
from models.services.paper.papers import issue
from models.store.views import case_view
from models.sync.encryption import Identity
from models.sync.package import read
from models.sync.signing import SigningKey
from tests.data import independent_reader
from tests.postgres import on_both_stores
from tests.stations import MONDAY, centre_of, copied, do_all, mill, sheet

SMALL = (64 << 10) + 12_000  # of which all but 12,000 bytes are kept free for what lies around


@pytest.fixture(name="stick")
def _stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture(name="parts")
def _parts(station, centre, stick, clock):
    """Several parts of lines and of papers, after a first package that the centre has answered."""
    take(centre, export(station, stick)[0].file)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    clock.at += timedelta(minutes=1)
    for number in range(3):
        case = mill(station)
        do_all(station, case, MONDAY, "LV-PLAN")
        issue(station, case, "RECEIPT", lambda context, n=number: sheet(context) + bytes(7000) + bytes([n]), MONDAY)
    done, _ = export(station, stick, limit=SMALL)
    assert len(done.files) >= 4
    return done.files


def rows(database):
    with database.reader.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(sa.select(case_view)).mappings()}


def alike(station, centre):
    """Both sides show the same; on a server what names a person is sealed, and left out of the comparison."""
    with station.database.reader.connect() as here, centre.database.reader.connect() as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
    return centre.database.path is None or rows(centre.database) == rows(station.database)


def test_parts_are_one_set_of_whole_packages(parts, station, stick):
    key, own = SigningKey.from_bytes(station.keys.signing_seed), Identity.from_text(station.keys.identity)
    contents = [read(path.read_bytes(), [own], {key.fingerprint: key.verify_key}, me=own.recipient) for path in parts]
    said = [content.statement for content in contents]
    assert {one.pkg_id for one in said} == {said[0].pkg_id}
    assert [(one.part, one.parts) for one in said] == [(n + 1, len(parts)) for n in range(len(parts))]
    assert [one.pkg_no for one in said] == list(range(2, 2 + len(parts)))
    assert [one.prev_pkg_sha256 for one in said][1:] == [content.sha256 for content in contents[:-1]]
    assert {one.min_reader for one in said} == {3}
    with_lines = [one for one in said if one.runs]
    assert all(later.chain_before == earlier.chain_after for earlier, later in itertools.pairwise(with_lines))
    assert len(with_lines) < len(parts)
    assert all(path.stat().st_size <= SMALL for path in parts)
    for path, content in zip(parts, contents, strict=True):
        theirs = independent_reader.read(path.read_bytes(), own.text, key.verify_key, own.recipient)
        assert (theirs["lines"], theirs["attachments"]) == (content.lines, content.attachments)
    assert [row.number for row in outbox_page(station).packages] == list(reversed(range(1, 2 + len(parts))))


def test_the_slip_of_any_part_names_all_of_the_set(parts, station):
    seen = []
    for number in (2, 3):
        handover(station, number, lambda context: seen.append(context.package) or b"", MONDAY)
    assert [[n for n, _ in package.together] for package in seen] == [list(range(2, 2 + len(parts)))] * 2
    assert seen[0].together[0][1] == seen[0].sha256
    handover(station, 1, lambda context: seen.append(context.package) or b"", MONDAY)
    assert seen[-1].together == ()


@pytest.mark.parametrize("turn", ["forward", "backward", "mixed"])
def test_parts_come_in_any_order(parts, station, centre, stick, turn):
    order = {"forward": list(parts), "backward": list(reversed(parts)), "mixed": [*parts[1::2], *parts[::2]]}[turn]
    for path in order:
        try:
            take(centre, path)
        except StationError as held:
            assert "缺号" in held.message  # noqa: PT017  # some orders hold, one does not
    assert {arrival.state for arrival in list_arrivals(centre)} <= {"applied", "acked"}
    assert alike(station, centre)
    with centre.database.reader.connect() as connection:
        assert missing_attachments(connection, "3501") == ()
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    assert case_states(station) == {"已回执": 3}
    assert {row.state for row in outbox_page(station).packages} == {"已回执"}
    assert rebuild(centre.database).equal


def test_a_missing_part_holds_what_lies_behind_it(parts, centre):
    take(centre, parts[0])
    before = rows(centre.database)
    with pytest.raises(StationError, match="缺号"):
        take(centre, parts[2])
    assert rows(centre.database) == before
    assert [arrival.state for arrival in list_arrivals(centre) if arrival.state == "held"] == ["held"]
    take(centre, parts[1])
    assert [arrival.state for arrival in list_arrivals(centre) if arrival.state == "held"] == []


def test_a_missing_part_of_papers_leaves_its_cases_incomplete(parts, station, centre, stick):
    for path in parts[:-1]:
        take(centre, path)
    answer, ack = acknowledge(centre, "3501", stick)
    assert ack.wanted_attachments
    take_answer(station, answer.path)
    take(centre, export(station, stick)[0].file)
    assert acknowledge(centre, "3501", stick)[1].wanted_attachments == ()


def test_a_part_that_fails_takes_the_others_away_and_notes_nothing(station, centre, stick, monkeypatch):
    mill(station)
    calls = itertools.count()
    real = export_parts.build

    def failing(*args, **words):
        if next(calls) == 1:
            raise StationError("第二卷失败。")
        return real(*args, **words)

    monkeypatch.setattr(export_parts, "build", failing)
    with pytest.raises(StationError, match="第二卷失败"):
        export(station, stick, limit=SMALL)
    assert list(stick.iterdir()) == []
    assert outbox_page(station).packages == ()


def test_everything_goes_out_again_to_a_centre_that_has_nothing(home, station, centre, stick, tmp_path, clock):
    empty = copied(home, tmp_path / "empty")
    case = mill(station)
    do_all(station, case, MONDAY)
    issue(station, case, "RECEIPT", sheet, MONDAY)
    first, _ = export(station, stick)
    take(centre, first.file)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    with pytest.raises(StationError, match="没有要上报的新数据"):
        export(station, stick)
    full, _ = export(station, stick, kind="full")
    assert full.file.name.endswith("-F.YKP")
    assert (full.lines, full.counts) == (first.lines, first.counts)
    assert full.counts
    assert take(centre, full.file).new == 0
    other = centre_of(empty, clock)
    taken = take(other, full.file)
    assert (taken.new, taken.attachments) == (full.lines, take(centre, first.file).attachments)
    assert rows(other.database) == rows(station.database)
    other.close()


@on_both_stores
def test_everything_in_parts(station, centre, stick):
    do_all(station, mill(station), MONDAY)
    done, _ = export(station, stick, kind="full", limit=SMALL)
    assert len(done.files) > 1
    for path in reversed(done.files):
        try:
            take(centre, path)
        except StationError as held:
            assert "缺号" in held.message  # noqa: PT017
    assert alike(station, centre)
    assert check(station).whole


def test_no_part_holds_more_lines_than_a_small_computer_can_carry_at_once(station, centre, stick, monkeypatch):
    monkeypatch.setattr(export_parts, "MOST_LINES", 9_000)
    for _ in range(3):
        do_all(station, mill(station), MONDAY, "LV-PLAN")
    done, _ = export(station, stick, kind="full")
    key, own = SigningKey.from_bytes(station.keys.signing_seed), Identity.from_text(station.keys.identity)
    parts = [read(path.read_bytes(), [own], {key.fingerprint: key.verify_key}, me=own.recipient) for path in done.files]
    assert all(len(part.lines) == 1 or sum(map(len, [*part.lines, *part.private.values()])) <= 9_000 for part in parts)
    assert sum(len(part.lines) for part in parts) == done.lines > 2 * len(parts)
    for path in done.files:
        take(centre, path)
    assert rows(centre.database) == rows(station.database)


def test_lines_of_a_former_epoch_go_out_alone(station, centre, stick, tmp_path):
    """The centre may lack lines of an epoch whose successor it has whole."""
    from models.store.views import acknowledged

    mill(station)
    take(centre, export(station, stick)[0].file)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    old = station.epoch
    begin_epoch(station, tmp_path / "marks", "moved")
    take(centre, export(station, stick)[0].file)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    with station.database.writer.begin() as connection:
        connection.execute(sa.update(acknowledged).where(acknowledged.c.epoch == old).values(seq=5))
    done, _ = export(station, stick)
    taken = take(centre, done.file)
    assert (taken.new, taken.known) == (0, done.lines)
    found = next(arrival for arrival in list_arrivals(centre) if arrival.number == done.number)
    assert (found.epoch, found.seq_from) == (old, 6)
    assert json.loads(independent_json(done.file, station))["runs"][0]["seq_from"] == 6


def independent_json(path, station):
    key, own = SigningKey.from_bytes(station.keys.signing_seed), Identity.from_text(station.keys.identity)
    return json.dumps(independent_reader.read(path.read_bytes(), own.text, key.verify_key, own.recipient)["statement"])
