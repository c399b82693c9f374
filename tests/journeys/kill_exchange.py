"""Kills the centre's taking in, its answering and the station's taking in at every write, flush and rename, as kill_points does.

By hand, all points: `.venv/bin/python -m tests.journeys.kill_exchange [--jobs 2] [--faults kill]`. What is promised: all of a package or
nothing of it, nothing said to be done is lost, and doing it again (or opening the centre again) completes it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from models.problems import StationError
from models.services.centre.answers import acknowledge, missing_attachments
from models.services.centre.arrivals import find, list_arrivals
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.intake import resume, take
from models.services.centre.store import Centre
from models.services.checking import check, rebuild
from models.services.exchange.answers import take_answer
from models.services.exchange.incoming import look_into
from models.services.exchange.outbox import case_states, export
from models.services.paper.papers import issue
from models.services.station import Station
from models.store import journal
from models.store.views import case_view
from tests.journeys.kill_points import Point
from tests.journeys.kill_run import Trial
from tests.stations import MONDAY, Clock, centre_of, copied, do_all, mill, new_home, sheet, station_of

ACTS = ("ack", "take-in", "take")
LIMIT = (64 << 10) + 8_000


def made_ready(folder: Path) -> dict[str, Path]:
    """A home for each act: packages on the stick (all but the first wait at the centre already); taken; answered, with a notice."""
    home = new_home(folder / "take")
    for name in ("stick", "answer"):
        (home / name).mkdir()
    station, centre = station_of(home, Clock(MONDAY)), centre_of(home, Clock(MONDAY))
    take(centre, export(station, home / "stick")[0].file)  # the long texts of the rules went before
    take_answer(station, acknowledge(centre, "3501", home / "stick")[0].path)
    case = mill(station)
    do_all(station, case, MONDAY, "LV-PLAN")
    issue(station, case, "RECEIPT", sheet, MONDAY)
    parts = export(station, home / "stick", limit=LIMIT)[0].files
    for path in parts[1:]:
        _held(centre, path)
    if not list_arrivals(centre, ("held",)):
        raise RuntimeError("nothing waits: the limit of a part is too large")
    _closed(station, centre)
    first = parts[0].relative_to(home)
    (home / "first").write_text(str(first))
    taken = copied(home, folder / "ack")
    centre = centre_of(taken, Clock(MONDAY))
    take(centre, taken / first)
    send(centre, ("3501",), ToSend("notice", "关于年底结账", "请于月底前报送。"), MONDAY)
    centre.close()
    answered = copied(taken, folder / "take-in")
    centre = centre_of(answered, Clock(MONDAY))
    acknowledge(centre, "3501", answered / "answer")
    centre.close()
    return {"take": home, "ack": taken, "take-in": answered}


def _held(centre: Centre, path: Path) -> None:
    """Lines wait for those before them; a part of papers alone does not."""
    with suppress(StationError):
        take(centre, path)


def _closed(station: Station, centre: Centre) -> None:
    station.close()
    centre.close()


def _judged(home: Path, point: Point, said: list[list[str]]) -> Iterator[str]:
    try:
        station, centre = station_of(home, Clock(MONDAY)), centre_of(home, Clock(MONDAY))
    except StationError as error:
        yield f"does not open: {error}"
        return
    finished = any(words[0] == "done" for words in said)
    try:
        yield from {"take": _after_take, "ack": _after_ack, "take-in": _after_take_in}[point.act](home, station, centre, finished)
        yield from _completed(home, station, centre)
    except StationError as error:
        yield f"cannot go on: {error}"
    finally:
        _closed(station, centre)


def _lines(opened: Station | Centre, code: str = "3501") -> int:
    with opened.database.reader.begin() as connection:
        return sum(last for _, _, last in journal.epochs(connection, code))


def _rows(opened: Station | Centre) -> dict[str, dict[str, object]]:
    with opened.database.reader.begin() as connection:
        return {row["id"]: dict(row) for row in connection.execute(sa.select(case_view)).mappings()}


def _after_take(home: Path, station: Station, centre: Centre, finished: bool) -> Iterator[str]:
    """The centre holds whole packages only; what was said to be taken is there; opening it again takes up what was left."""
    file = home / (home / "first").read_text()
    held, there = list_arrivals(centre, ("held",)), _lines(centre)
    taken = [arrival for arrival in list_arrivals(centre, ("applied", "acked")) if arrival.lines]  # a part may be of papers alone
    if there != max(arrival.seq_to for arrival in taken):
        yield f"half taken: {there} lines"
    if finished and (held or there != _lines(station)):
        yield "what was said to be taken is lost"
    if not rebuild(centre.database).equal:
        yield "the views are not those of the lines"
    received = find(centre, hashlib.sha256(file.read_bytes()).hexdigest()) is not None
    resume(centre)
    if received and _lines(centre) != _lines(station):
        yield "opening again does not complete it"
    take(centre, file)
    if _lines(centre) != _lines(station) or list_arrivals(centre, ("held",)):
        yield "taking it again does not complete it"


def _after_ack(home: Path, station: Station, _centre: Centre, finished: bool) -> Iterator[str]:
    """A file with a package's name is a whole answer; what was said to be written is there."""
    found = list((home / "answer").glob("*.YKP"))
    if finished and not found:
        yield "the answer is lost"
    for path in found:
        look_into(station, path)


def _after_take_in(home: Path, station: Station, _centre: Centre, finished: bool) -> Iterator[str]:
    """The answer and the centre's lines are both here, or neither."""
    state, lines = case_states(station), _lines(station, "C3501")
    if (state, lines > 0) not in (({"已导出未回执": 1}, False), ({"已回执": 1}, True)):
        yield f"half taken: {state} {lines}"
    if finished and state != {"已回执": 1}:
        yield "what was said to be taken is lost"
    for path in (home / "answer").glob("*.YKP"):
        take_answer(station, path)
    if _lines(station, "C3501") == 0:
        yield "taking it again does not complete it"


def _completed(home: Path, station: Station, centre: Centre) -> Iterator[str]:
    """Both sides go on to the end: answered, alike, whole."""
    with centre.database.reader.begin() as connection:
        if missing_attachments(connection, "3501"):
            yield "an attachment is lost"
    take_answer(station, acknowledge(centre, "3501", home / "answer")[0].path)
    if case_states(station) != {"已回执": 1}:
        yield "the answer does not settle it"
    mill(station)
    take(centre, export(station, home / "stick")[0].file)
    if _rows(station) != _rows(centre) or not check(station).whole or not rebuild(station.database).equal:
        yield "not alike after going on"


TRIAL = Trial(ACTS, made_ready, _judged)

if __name__ == "__main__":
    sys.exit(TRIAL.run_by_hand())
