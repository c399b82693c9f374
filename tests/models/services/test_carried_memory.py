"""Attachments are carried a few at a time: neither side holds all of them, and what is left behind is told."""

from __future__ import annotations

import os
import sys

import pytest

from models.attached_content import Incoming
from models.casework.files import WHOLE_CASE
from models.services.centre.answers import missing_attachments
from models.services.centre.intake import take
from models.services.exchange import carried_files
from models.services.exchange.export_parts import MOST_ATTACHED
from models.services.exchange.sending import send
from models.services.exchange.targets import FolderTarget
from models.services.files import attach
from models.store.session import reading
from tests.bench import bench_attachments, bench_rebuild
from tests.bench.bench_full import apart
from tests.stations import MONDAY, mill

MIB = 1 << 20


def with_files(station, *sizes):
    """A case with files of so many random bytes, and where each lies on the disk."""
    case = mill(station)
    places = []
    for number, size in enumerate(sizes):
        before = set((station.folder / "attachments").rglob("*"))
        attach(station, case, [Incoming(f"{number}.pdf", os.urandom(size), "application/pdf")], WHOLE_CASE, MONDAY)
        places += [path for path in (station.folder / "attachments").rglob("*") if path not in before and path.is_file()]
    return places


def test_no_part_holds_more_attachments_than_a_small_computer_can_carry_at_once(station, centre, tmp_path):
    with_files(station, *[6 * MIB] * 4, 18 * MIB)
    done = send(station, FolderTarget(tmp_path))[0].exported
    assert [path.stat().st_size // MIB for path in done.files] == [12, 12, 18]
    assert 18 * MIB > MOST_ATTACHED
    assert sum(take(centre, path).attachments for path in done.files) == 5
    with reading(centre.database) as connection:
        assert missing_attachments(connection, "3501") == ()


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of one process is told by Linux alone")
def test_neither_side_holds_all_attachments_at_once(home):
    (home / "out").mkdir()
    apart(bench_attachments.filled, home, 24, 2 * MIB)
    for side in (bench_attachments.send, bench_attachments.receive):
        many, _, most = apart(side, home, "delta")
        assert many > 1
        assert most >> 10 <= 185, side.__name__  # idle, pytest in it: some 90; each copy of all of them would add 48


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of one process is told by Linux alone")
def test_neither_side_of_a_rebuild_holds_more_than_one_part_at_once(home):
    (home / "out").mkdir()
    apart(bench_attachments.filled, home, 24, 2 * MIB)
    for side in (bench_attachments.send, bench_attachments.receive):
        apart(side, home, "full")
    apart(bench_rebuild.registered, home)
    for side in (bench_rebuild.send, bench_rebuild.receive):
        _, _, most = apart(side, home)
        assert most >> 10 <= 185, side.__name__  # as above
    assert len(list((home / "set").glob("*R.YKP"))) >= 4


def test_files_that_cannot_be_read_are_left_behind_and_told(station, centre, tmp_path):
    gone, _ = with_files(station, 1000, 2000)
    gone.write_bytes(b"rubbish")
    for kind in ("delta", "full"):
        (tmp_path / kind).mkdir()
        sent, _ = send(station, FolderTarget(tmp_path / kind), kind=kind)
        assert ["1 个附件读不出来" in remark for remark in sent.remarks] == [True]
    assert take(centre, sent.exported.file).attachments == 1
    with reading(centre.database) as connection:
        assert len(missing_attachments(connection, "3501")) == 1


def test_what_does_not_fit_this_time_is_told(station, tmp_path, monkeypatch):
    with_files(station, 3000, 3000)
    monkeypatch.setattr(carried_files, "MOST_BYTES", 4000)
    sent, _ = send(station, FolderTarget(tmp_path))
    assert ["有 1 个这次没有带上" in remark for remark in sent.remarks] == [True]
