"""A short sample of the kill points; all of them: `python -m tests.journeys.kill_points`."""

import sys

import pytest

from tests.journeys.kill_points import FAULTS, Point, StraceError, counted, made_ready, run_all
from tests.stations import copied

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
SAMPLE = [
    Point("save", "pwrite64", 2, "kill"),
    Point("save", "pwrite64", 40, "kill"),
    Point("save", "pwrite64", 90, "full"),
    Point("save", "pwrite64", 150, "broken"),
    Point("save", "fsync", 2, "kill"),
    Point("save", "fsync", 6, "full"),
    Point("save", "rename", 1, "kill"),
    Point("export", "write", 2, "kill"),
    Point("export", "write", 3, "full"),
    Point("export", "fsync", 2, "broken"),
    Point("export", "rename", 2, "kill"),
    Point("export", "pwrite64", 3, "full"),
]


@pytest.fixture(scope="module", name="base")
def _base(tmp_path_factory):
    return made_ready(tmp_path_factory.mktemp("kill"))


def test_nothing_acknowledged_is_lost_and_no_half_package_is_left(base, tmp_path):
    try:
        assert run_all(base, tmp_path, SAMPLE, 2) == []
    except StraceError as error:
        pytest.fail(str(error))


def test_the_sample_lies_within_what_a_run_does(base, tmp_path):
    for act in ("save", "export"):
        calls = counted(copied(base, tmp_path / act), act)
        assert all(point.nth <= calls[point.call] for point in SAMPLE if point.act == act), calls
    assert {point.fault for point in SAMPLE} == set(FAULTS)
