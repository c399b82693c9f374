"""Kills the writing of a rebuild package, the keeping of some of its parts and the taking of all at every write, flush and rename.

By hand, all points: `.venv/bin/python -m tests.journeys.kill_rebuild [--jobs 2] [--faults kill]`. What is promised: the journal of the new
computer is as it was, or whole; while it waits no work is begun; and doing it again completes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from models.problems import StationError
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.store import Centre
from models.services.checking import check, rebuild
from models.services.exchange.fetching import next_offer
from models.services.exchange.incoming import look_at, take_in
from models.services.exchange.outbox import export
from models.services.exchange.rebuild_parts import PartFile, kept_parts
from models.services.exchange.state_digest import state_digest
from models.services.station import Station, open_station
from models.store import journal
from tests.journeys.kill_points import Point
from tests.journeys.kill_run import Trial
from tests.lost_computer import SMALL, lose, new_computer
from tests.stations import MONDAY, PASSWORD, Clock, centre_of, copied, mill, new_home, station_of

ACTS = ("rebuild-write", "rebuild-keep", "rebuild-take")


def made_ready(folder: Path) -> dict[str, Path]:
    """A home for each act: a new computer and nothing written; the parts written; all but the last of them kept."""
    home, clock = new_home(folder / "write"), Clock(MONDAY)
    for name in ("stick", "set"):
        (home / name).mkdir()
    centre = centre_of(home, clock)
    lose(station_of(home, clock), centre, home / "stick")
    new_computer(home, centre, home / "new", clock).close()
    centre.close()
    written = copied(home, folder / "keep")
    centre = centre_of(written, clock)
    parts = rebuild_station(centre, "3501", written / "set", limit=SMALL).files
    centre.close()
    kept = copied(written, folder / "take")
    station = opened(kept)
    _taken(station, tuple(kept / "set" / path.name for path in parts[:-1]))
    station.close()
    return {"rebuild-write": home, "rebuild-keep": written, "rebuild-take": kept}


def opened(home: Path) -> Station:
    """The new computer."""
    return open_station(home / "new", PASSWORD, Clock(MONDAY))


def parts_in(home: Path) -> tuple[Path, ...]:
    """The parts that lie in the folder."""
    return tuple(sorted((home / "set").glob("*R.YKP")))


def _taken(station: Station, files: tuple[Path, ...]) -> None:
    offer = next_offer(station, files).offer
    if offer is None:
        raise StationError("没有可收的。")
    take_in(station, offer.found)


def _judged(home: Path, point: Point, said: list[list[str]]) -> Iterator[str]:
    finished = any("done" in words for words in said)
    try:
        station, centre = opened(home), centre_of(home, Clock(MONDAY))
    except StationError as error:
        yield f"does not open: {error}"
        return
    try:
        if point.act == "rebuild-write":
            yield from _after_write(home, station, centre, point, finished)
        else:
            yield from _after(station, point, finished)
        yield from _completed(home, station, centre)
    except StationError as error:
        yield f"cannot go on: {error}"
    finally:
        station.close()
        centre.close()


def _after_write(home: Path, station: Station, centre: Centre, point: Point, finished: bool) -> Iterator[str]:
    """What bears a package's name is a whole part; an act that failed in words leaves none; the next set is another one."""
    there = [part for path in parts_in(home) if isinstance(part := look_at(station, path), PartFile)]
    if finished and len(there) != there[0].mark.parts:
        yield "what was said to be written is not there"
    if not finished and point.fault != "kill" and there and point.call not in ("unlink", "fsync"):
        yield f"{len(there)} parts left behind"
    again = rebuild_station(centre, "3501", home / "set", limit=SMALL)
    fresh = look_at(station, again.path)
    if not isinstance(fresh, PartFile) or any(one.mark >= fresh.mark for one in there):
        yield "the next set does not follow"
    for path in {one.path for one in there} - set(again.files):
        path.unlink()


def _lines(station: Station) -> int:
    with station.database.reader.begin() as connection:
        return sum(last for _, _, last in journal.epochs(connection, "3501"))


def _after(station: Station, point: Point, finished: bool) -> Iterator[str]:
    """The journal is the fresh enrolment's, or the lost one's with its new epoch; what waits refuses work."""
    whole = station.epoch.startswith("02.")
    if whole and (point.act != "rebuild-take" or kept_parts(station) or not rebuild(station.database).equal):
        yield "rebuilt, and yet not"
    if not whole and _lines(station) > 20:
        yield f"half rebuilt: {_lines(station)} lines"
    if finished and not (whole or kept_parts(station)):
        yield "what was said to be done is lost"
    if not whole and kept_parts(station):
        try:
            mill(station)
            yield "work was begun on half a journal"
        except StationError:
            return


def _completed(home: Path, station: Station, centre: Centre) -> Iterator[str]:
    """Doing it again completes it, and both sides go on alike."""
    if not station.epoch.startswith("02."):
        _taken(station, parts_in(home))
    mill(station, phone="13900000099")
    take(centre, export(station, home / "stick")[0].file)
    with station.database.reader.begin() as here, centre.database.reader.begin() as there:
        alike = state_digest(here, "3501") == state_digest(there, "3501")
    if not alike or not check(station).whole or not rebuild(station.database).equal:
        yield "not alike after going on"


TRIAL = Trial(ACTS, made_ready, _judged)

if __name__ == "__main__":
    sys.exit(TRIAL.run_by_hand())
