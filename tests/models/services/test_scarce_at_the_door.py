"""A package that cannot even be copied in, for want of memory or of room: it stays where it is, is told, and holds up no other."""

import errno
import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from models.problems import StationError
from models.services.centre import arrivals
from models.services.centre.arrivals import list_arrivals, receive
from models.services.centre.intake import failed_outside, take
from models.services.centre.many_files import take_all, try_files
from models.services.centre.watch import Watch
from models.services.exchange.incoming import look_into
from models.services.exchange.outbox import export
from models.sync.package import LARGEST
from tests.stations import mill
from ui.commandline import centre as command
from ui.commandline.exits import Exit, exit_of

linux = pytest.mark.skipif(sys.platform != "linux", reason="a process's memory can be bounded on Linux")


@contextmanager
def little_memory():
    """Some 200 MB more than now, for this process."""
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * os.sysconf("SC_PAGE_SIZE") + (200 << 20), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def large(folder):
    """A file of the largest size that a package may have; it takes no room."""
    path = folder / "A-LARGE.YKP"
    with path.open("wb") as file:
        file.truncate(LARGEST)
    return path


@pytest.fixture
def two(county):
    """A package too large for the memory that there is, and a small one behind it."""
    mill(county.stations["3501"])
    return large(county.stick), export(county.stations["3501"], county.stick)[0].file


@contextmanager
def no_room_for(name, error):
    """The disk is full, or the memory runs out, when the file of that name is to be kept."""
    real, keep = arrivals.read_package_file, arrivals.write_whole
    asked = []

    def read(path):
        asked.append(path.name)
        return real(path)

    def write(path, data):
        if asked[-1] == name:
            raise error
        keep(path, data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivals, "read_package_file", read)
        patch.setattr(arrivals, "write_whole", write)
        yield


@linux
def test_a_package_for_which_there_is_no_memory_stays_where_it_is(county, two):
    big, _ = two
    with little_memory(), pytest.raises(StationError, match="内存不够，A-LARGE.YKP 没有收下") as told:
        receive(county.centre, big)
    assert "还在原处" in told.value.hint
    assert failed_outside(told.value)
    assert exit_of(told.value) == Exit.IOERR
    assert big.stat().st_size == LARGEST
    assert list_arrivals(county.centre) == ()
    assert not county.centre.packages.exists() or list(county.centre.packages.iterdir()) == []


@linux
def test_the_window_tries_and_takes_the_next_ones(county, two):
    with little_memory():
        good, bad = try_files(county.centre, [county.stick])
        (done,) = take_all(county.centre, [good.sha256])
    assert (bad.name, bad.refused, bad.sha256) == ("A-LARGE.YKP", True, "")
    assert "内存不够" in bad.told
    assert (done.refused, done.cases) == (False, 1)


@linux
def test_the_command_takes_the_next_ones(county, two):
    with little_memory():
        taken, refused = command._take_all(county.centre, [*two])
    assert list(taken) == [two[1]]
    assert "内存不够" in refused[two[0]].message


@linux
def test_the_watched_folder_takes_the_next_ones_and_tries_again(county, two):
    watch = Watch(county.centre, county.stick, None)
    watch.look()
    with little_memory():
        assert [(seen.name, seen.refused) for seen in watch.look()] == [(two[0].name, True), (two[1].name, False)]
        ((name, told),) = [(seen.name, seen.told) for seen in watch.look()]  # this one alone, again
    assert name == two[0].name
    assert "内存不够" in told
    two[0].unlink()
    assert watch.look() == ()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), MemoryError()])
def test_a_package_that_cannot_be_kept_is_taken_at_the_next_try(county, error):
    files = []
    for code in ("3501", "3502"):
        mill(county.stations[code])
        files.append(export(county.stations[code], county.stick)[0].file)
    with no_room_for(files[0].name, error):
        taken, refused = command._take_all(county.centre, files)
        assert list(taken) == [files[1]]
        assert files[0].name in refused[files[0]].message
        assert "还在原处" in refused[files[0]].hint
        assert [(one.name, one.refused) for one in try_files(county.centre, files)] == [(files[1].name, False), (files[0].name, True)]
    assert list(county.centre.packages.glob("*.part")) == []
    assert [one.station for one in list_arrivals(county.centre)] == ["3502"]
    assert take(county.centre, files[0]).cases == 1


def held(error):
    """What the frames behind an error and its causes still hold, by name."""
    while error is not None:
        trace = error.__traceback__
        while trace is not None:
            yield from trace.tb_frame.f_locals
            trace = trace.tb_next
        error = error.__cause__


def test_an_error_that_is_kept_holds_no_package(county):
    mill(county.stations["3501"])
    file = export(county.stations["3501"], county.stick)[0].file
    with no_room_for(file.name, MemoryError()):
        _, refused = command._take_all(county.centre, [file])
    assert "data" not in set(held(refused[file]))


def test_a_file_that_is_still_being_copied_is_tried_later(county, monkeypatch):
    mill(county.stations["3501"])
    file = export(county.stations["3501"], county.stick)[0].file
    told, real = file.stat(), type(file).stat
    with file.open("ab") as more:
        more.write(b"and so on")
    with monkeypatch.context() as patch:
        patch.setattr(type(file), "stat", lambda path, **how: told if path == file else real(path, **how))
        with pytest.raises(StationError, match="还在写") as error:
            receive(county.centre, file)
    assert failed_outside(error.value)


@linux
def test_the_station_says_the_same(station, tmp_path):
    big = large(tmp_path)
    with little_memory(), pytest.raises(StationError, match="内存不够") as told:
        look_into(station, big)
    assert "还在原处" in told.value.hint
    with suppress(OSError):
        big.unlink()
