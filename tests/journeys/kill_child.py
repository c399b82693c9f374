"""What is killed: registers the mill with its papers and a photo, or exports, in a real station; prints what was acknowledged, once it was.

Run by kill_points.py, kill_exchange.py and kill_rebuild.py as `python -m tests.journeys.kill_child ACT HOME`; the first word on stdout
is printed before the first write.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

from PIL import Image

from models.attached_content import prepared
from models.problems import StationError
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.exchange.answers import take_answer
from models.services.exchange.fetching import next_offer
from models.services.exchange.incoming import take_in as take_in_found
from models.services.exchange.outbox import export
from models.services.files import attach
from models.services.paper.papers import issue
from models.services.registration import register
from models.services.station import Station, open_station
from reports.render import render
from tests.lost_computer import SMALL
from tests.stations import MONDAY, PASSWORD, Clock, centre_of, mill_intake, station_of


def say(*words: str) -> None:
    with contextlib.suppress(OSError):  # what breaks may be our own output
        os.write(1, (" ".join(words) + "\n").encode())


def save(station: Station) -> None:
    station.drafts.begin("d1", "register", "", station.now())
    station.drafts.put("d1", "applicant", "王桂枝面粉加工厂", station.now())
    say("draft", "d1")
    done, _ = register(station, mill_intake(reason="演练", draft="d1"), MONDAY)
    say("case", done.case_id, done.number)
    for code in ("RECEIPT", "NOTICE-LV-SMALL"):
        paper, _ = issue(station, done.case_id, code, render, MONDAY)
        say("paper", paper.paper_no)
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(picture, "JPEG")
    attach(station, done.case_id, [prepared("表箱.jpg", picture.getvalue())], "form:LV-SURVEY", MONDAY)
    say("file", done.case_id)


def send(station: Station, folder: Path) -> None:
    done, _ = export(station, folder)
    say("package", done.file.name, done.sha256)


def take_at_centre(home: Path) -> None:
    """Takes the first of the parts on the stick; the others wait at the centre already."""
    centre = centre_of(home, Clock(MONDAY))
    say("opened")
    take(centre, home / (home / "first").read_text())
    say("done")
    centre.close()


def answer_at_centre(home: Path) -> None:
    centre = centre_of(home, Clock(MONDAY))
    say("opened")
    acknowledge(centre, "3501", home / "answer")
    say("done")
    centre.close()


def take_in(home: Path) -> None:
    station = station_of(home, Clock(MONDAY))
    say("opened")
    take_answer(station, next((home / "answer").glob("*.YKP")))
    say("done")
    station.close()


def rebuild_at_centre(home: Path) -> None:
    centre = centre_of(home, Clock(MONDAY))
    say("opened")
    rebuild_station(centre, "3501", home / "set", limit=SMALL)
    say("done")
    centre.close()


def parts_at_new_computer(home: Path, chosen: slice) -> None:
    """Takes some of the parts together."""
    station = open_station(home / "new", PASSWORD, Clock(MONDAY))
    say("opened")
    offer = next_offer(station, tuple(sorted((home / "set").glob("*R.YKP")))[chosen]).offer
    assert offer is not None
    take_in_found(station, offer.found)
    say("done")
    station.close()


AT_OTHERS = {
    "take": take_at_centre,
    "ack": answer_at_centre,
    "take-in": take_in,
    "rebuild-write": rebuild_at_centre,
    "rebuild-keep": lambda home: parts_at_new_computer(home, slice(1, None)),
    "rebuild-take": lambda home: parts_at_new_computer(home, slice(-1, None)),
}


def main() -> int:
    act, home = sys.argv[1], Path(sys.argv[2])
    try:
        if act in AT_OTHERS:
            AT_OTHERS[act](home)
            return 0
        station = station_of(home, Clock(MONDAY))
        say("opened")
        save(station) if act == "save" else send(station, home / "stick")
        station.close()
    except StationError as error:
        say("refused", str(error))
        return 65
    return 0


if __name__ == "__main__":
    sys.exit(main())
