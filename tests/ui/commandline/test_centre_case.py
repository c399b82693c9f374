"""`./run centre case` carries a case through at the centre."""

import argparse
import json

import pytest

from models.services.case_page.detail import case_detail
from tests.data.every_flow import form_of
from tests.handover import exchange, passed_up
from tests.stations import MONDAY, Clock, station_of
from ui.commandline import centre as command
from ui.commandline.exits import Exit


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def station(home, clock):
    opened = station_of(home, clock)
    yield opened
    opened.close()


def test_a_case_is_taken_surveyed_planned_approved_and_answered(station, centre, home, clock, capsys, tmp_path):
    case = passed_up(station, MONDAY)
    exchange(station, centre, tmp_path)
    number = case_detail(station, case, MONDAY).row.number
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())

    def do(*words):
        where = ["--store", f"sqlite:///{home / 'centre.db'}", "--keys", str(home / "keys"), "--of", "3501", "--case", number, "--json"]
        args = parser.parse_args(["centre", "case", *words, *where])
        assert args.run(args, clock) == Exit.OK
        return json.loads(capsys.readouterr().out)

    assert do("show")["todo"][0]["label"] == "接收工单"
    do("take", "--by", "周志远")
    for code in ("HV-SURVEY", "HV-PLAN"):
        values = tmp_path / "values.json"
        values.write_text(json.dumps({**form_of(code, MONDAY)}), encoding="utf-8")
        told = do("form", "--form", code, "--values", str(values))
    while told["todo"][0]["kind"] == "approve":
        told = do("approve", "--by", "陈主任", "--sheet", "会签 12")
    pdf = tmp_path / "reply.pdf"
    told = do("issue", "--form", "HV-PLAN", "--to", str(pdf))
    assert pdf.read_bytes().startswith(b"%PDF")
    assert told["paper_no"] == f"{number}-C01"
    do("return", "--kind", "answered")
    exchange(station, centre, tmp_path)
    assert case_detail(station, case, MONDAY).todos[0].label == "查收：供电方案答复"
