"""`./run export --kind …` and `./run centre ask` as scripts call them, on a real station and centre."""

import argparse
import json

from tests.stations import PASSWORD, mill
from ui.commandline import answer, centre, export
from ui.commandline.exits import Exit


def test_both_sides_ask_for_what_was_lost(station, home, clock, capsys, tmp_path):
    mill(station)
    station.close()
    (tmp_path / "word").write_text(PASSWORD, encoding="utf-8")
    stick = tmp_path / "stick"
    stick.mkdir()
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    for module in (export, answer, centre):
        module.add_parser(subparsers)

    def told(*words):
        at_station = words[0] != "centre"
        store = ["--password-file", str(tmp_path / "word")] if at_station else ["--store", f"sqlite:///{home / 'centre.db'}"]
        args = parser.parse_args([*words, *store, *([] if at_station else ["--keys", str(home / "keys")]), "--json"])
        args.station = home / "station"
        assert args.run(args, clock) == Exit.OK
        return json.loads(capsys.readouterr().out)

    first = told("export", "--to", str(stick))
    assert told("centre", "take", first["file"])["new"] == first["lines"]
    told("answer", told("centre", "ack", "--to", str(stick))["file"])
    full = told("export", "--kind", "full", "--to", str(stick))
    assert (full["lines"], full["files"]) == (first["lines"], [full["file"]])
    asked = told("centre", "ask", "--for", "3501", "--from", "3", "--to", str(stick))
    assert told("answer", asked["file"])["summary"][0].startswith("县中心请本所重发")
    assert told("export", "--to", str(stick))["lines"] == first["lines"] - 2
    again = told("export", "--kind", "resend-request", "--to", str(stick))
    assert (again["lines"], again["number"]) == (0, 4)
    assert told("centre", "take", again["file"])["new"] == 0
