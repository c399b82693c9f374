"""`./run rules adopt` shows what changes and adopts only with a reason."""

import json
from argparse import ArgumentParser

import pytest

from models.problems import StationError
from tests.stations import MONDAY, PASSWORD, Clock, station_of
from ui.commandline import rules
from ui.commandline.exits import Exit
from ui.commandline.password import VARIABLE


def ask(home, *words):
    parser = ArgumentParser()
    rules.add_parser(parser.add_subparsers())
    args = parser.parse_args(["rules", *words])
    args.station = home / "station"
    return rules.run(args, Clock(MONDAY))


def test_a_preview_changes_nothing_and_a_reason_adopts(home, capsys, monkeypatch):
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert ask(home, "adopt", "--profile", "shunping", "--since", "2026-12-01", "--json") == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert told["adopted"] is False
    assert {"what": "配置", "before": "河南农村供电所（容缺受理）", "after": "顺平（河北）"} in told["changes"]
    assert ask(home, "adopt", "--profile", "shunping", "--reason", "县公司〔2026〕12号文") == Exit.OK
    assert "已采用“顺平（河北）”，从 2026-11-23 起" in capsys.readouterr().out
    station = station_of(home, Clock(MONDAY))
    assert station.shelf.book().profile.code == "shunping"
    station.close()
    with pytest.raises(StationError, match="本来就执行"):
        ask(home, "adopt", "--reason", "再来一次")


def test_a_way_of_working_is_switched_on_and_stays_with_the_next_adoption(home, capsys, monkeypatch):
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert ask(home, "adopt", "--switch-on", "pre_accept", "--reason", "县公司要求") == Exit.OK
    assert "预受理：不启用（我们的理解（非规定））　改为　启用" in capsys.readouterr().out
    assert ask(home, "adopt", "--profile", "shunping", "--reason", "换标准") == Exit.OK
    station = station_of(home, Clock(MONDAY))
    assert station.shelf.book().switched_on("pre_accept", "residential")
    station.close()
    assert ask(home, "adopt", "--switch-on", "none", "--reason", "不用了") == Exit.OK
    station = station_of(home, Clock(MONDAY))
    assert not station.shelf.book().switched_on("pre_accept", "residential")
    station.close()
