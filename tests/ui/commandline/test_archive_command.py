"""`./run archive` as a script calls it, on a real station."""

import argparse
import json

from models.services.archive import view_of
from reports.render import render
from tests.stations import MONDAY, PASSWORD, do_all, mill
from ui.commandline import archive
from ui.commandline.exits import Exit


def test_check_file_and_loans(station, clock, capsys, monkeypatch, tmp_path):
    clock.day = MONDAY
    case_id = mill(station, MONDAY)
    number = view_of(station, case_id).case.number
    do_all(station, case_id, MONDAY, upto="LV-PLAN", draw=render)
    folder = station.folder
    station.close()
    word = tmp_path / "word"
    word.write_text(PASSWORD, encoding="utf-8")
    parser = argparse.ArgumentParser()
    archive.add_parser(parser.add_subparsers())

    def ask(*words):
        args = parser.parse_args(["archive", *words, "--password-file", str(word)])
        args.station = folder
        return args.run(args, clock), capsys.readouterr().out

    code, out = ask("check", number, "--json")
    found = json.loads(out)
    assert code == Exit.DATA
    assert [line["code"] for line in found["lines"] if line["state"] == "missing"] == ["completion_report", "contract", "meter"]
    target = tmp_path / "file.pdf"
    monkeypatch.setenv(archive.PASSWORD, "geheim-2026")
    code, out = ask("file", number, "--to", str(target), "--lock", "--json")
    assert code == Exit.OK
    assert json.loads(out)["locked"]
    assert target.read_bytes().startswith(b"%PDF")
    assert ask("loans")[1].strip() == "没有借阅登记。"
