"""A short sample of the kill points of a rebuild; all of them: `python -m tests.journeys.kill_rebuild`."""

import sys

import pytest

from tests.journeys.kill_points import Point, StraceError, counted
from tests.journeys.kill_rebuild import TRIAL
from tests.stations import copied

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
SAMPLE = [
    Point("rebuild-write", "rename", 2, "kill"),
    Point("rebuild-write", "write", 2, "full"),
    Point("rebuild-keep", "rename", 2, "kill"),
    Point("rebuild-keep", "fsync", 3, "broken"),
    Point("rebuild-take", "pwrite64", 400, "kill"),
    Point("rebuild-take", "pwrite64", 600, "full"),
    Point("rebuild-take", "unlink", 2, "kill"),
]


@pytest.fixture(scope="module", name="bases")
def _bases(tmp_path_factory):
    return TRIAL.made_ready(tmp_path_factory.mktemp("kill"))


def test_the_journal_is_as_it_was_or_whole_and_doing_it_again_completes_it(bases, tmp_path):
    try:
        assert [fault for faults in TRIAL.run_all(bases, tmp_path, SAMPLE, 2) for fault in faults] == []
    except StraceError as error:
        pytest.fail(str(error))


def test_the_sample_lies_within_what_a_run_does(bases, tmp_path):
    for act in TRIAL.acts:
        calls = counted(copied(bases[act], tmp_path / act), act)
        assert all(point.nth <= calls[point.call] for point in SAMPLE if point.act == act), calls
