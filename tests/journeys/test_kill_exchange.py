"""A short sample of the kill points of both sides' exchange; all of them: `python -m tests.journeys.kill_exchange`."""

import sys

import pytest

from tests.journeys.kill_exchange import TRIAL
from tests.journeys.kill_points import Point, StraceError, counted
from tests.stations import copied

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
SAMPLE = [
    Point("take", "rename", 1, "kill"),
    Point("take", "fsync", 3, "kill"),
    Point("take", "pwrite64", 12, "kill"),
    Point("take", "pwrite64", 60, "full"),
    Point("take", "pwrite64", 120, "kill"),
    Point("ack", "fsync", 2, "kill"),
    Point("ack", "rename", 1, "kill"),
    Point("ack", "pwrite64", 8, "broken"),
    Point("take-in", "fsync", 2, "kill"),
    Point("take-in", "pwrite64", 30, "kill"),
    Point("take-in", "pwrite64", 150, "full"),
]


@pytest.fixture(scope="module", name="bases")
def _bases(tmp_path_factory):
    return TRIAL.made_ready(tmp_path_factory.mktemp("kill"))


def test_all_of_a_package_or_nothing_of_it_and_doing_it_again_completes_it(bases, tmp_path):
    try:
        assert [fault for faults in TRIAL.run_all(bases, tmp_path, SAMPLE, 2) for fault in faults] == []
    except StraceError as error:
        pytest.fail(str(error))


def test_the_sample_lies_within_what_a_run_does(bases, tmp_path):
    for act in TRIAL.acts:
        calls = counted(copied(bases[act], tmp_path / act), act)
        assert all(point.nth <= calls[point.call] for point in SAMPLE if point.act == act), calls
