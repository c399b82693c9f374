"""`./run renew-key`: a new key for the next package, the same password."""

import json

import main as program
from models.services.centre.intake import take
from models.services.centre.stations import registered
from models.services.centre.trusted_stations import read_station_card
from tests.stations import PASSWORD, mill, station_of
from ui.commandline.exits import Exit


def test_the_new_key_is_told_and_the_centre_follows_with_the_next_package(home, clock, centre, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("YEKUO_PASSWORD", PASSWORD)
    station = station_of(home, clock)
    mill(station)
    station.close()
    code = program.main(["--today", "2026-11-24", "renew-key", "--station", str(home / "station"), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == Exit.OK
    assert told["fingerprint"] == read_station_card(home / "station" / "STATION.json").fingerprint != told["previous"]
    assert program.main(["--today", "2026-11-24", "export", "--station", str(home / "station"), "--to", str(tmp_path)]) == Exit.OK
    take(centre, next(tmp_path.glob("*.YKP")))
    assert {one.fingerprint: one.revoked for one in registered(centre) if one.station == "3501"} == {
        told["fingerprint"]: False,
        told["previous"]: True,
    }
