"""A short sample of the kill points of exchange and rebuild; all: `python -m tests.journeys.kill_exchange` and `….kill_rebuild`."""

import sys

import pytest

from tests.journeys import kill_exchange, kill_rebuild
from tests.journeys.kill_points import Point, StraceError, counted
from tests.stations import copied

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
TRIALS = {"exchange": kill_exchange.TRIAL, "rebuild": kill_rebuild.TRIAL}
SAMPLES = {
    "exchange": [
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
    ],
    "rebuild": [
        Point("rebuild-write", "rename", 2, "kill"),
        Point("rebuild-write", "write", 2, "full"),
        Point("rebuild-keep", "rename", 2, "kill"),
        Point("rebuild-keep", "fsync", 3, "broken"),
        Point("rebuild-take", "pwrite64", 400, "kill"),
        Point("rebuild-take", "pwrite64", 600, "full"),
        Point("rebuild-take", "unlink", 2, "kill"),
    ],
}


@pytest.fixture(scope="module", name="name", params=TRIALS)
def _name(request):
    return request.param


@pytest.fixture(scope="module", name="bases")
def _bases(name, tmp_path_factory):
    return TRIALS[name].made_ready(tmp_path_factory.mktemp("kill"))


def test_all_of_it_or_nothing_and_doing_it_again_completes_it(name, bases, tmp_path):
    try:
        assert [fault for faults in TRIALS[name].run_all(bases, tmp_path, SAMPLES[name], 2) for fault in faults] == []
    except StraceError as error:
        pytest.fail(str(error))


def test_the_sample_lies_within_what_a_run_does(name, bases, tmp_path):
    for act in TRIALS[name].acts:
        calls = counted(copied(bases[act], tmp_path / act), act)
        assert all(point.nth <= calls[point.call] for point in SAMPLES[name] if point.act == act), calls
