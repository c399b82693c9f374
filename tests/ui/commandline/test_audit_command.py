"""`./run audit` as a script calls it, on a real station."""

import argparse
import json

import pytest

from models.services.registration import register
from tests.reports.reading import read
from tests.stations import ACCEPTED, MONDAY, PASSWORD, mill_intake
from ui.commandline import audit
from ui.commandline.exits import CommandError, Exit


def test_findings_for_people_and_for_scripts(station, clock, capsys, monkeypatch, tmp_path):
    clock.day = ACCEPTED
    register(station, mill_intake(), ACCEPTED)
    clock.day = MONDAY
    folder = station.folder
    station.close()
    word = tmp_path / "word"
    word.write_text(PASSWORD, encoding="utf-8")
    parser = argparse.ArgumentParser()
    audit.add_parser(parser.add_subparsers())

    def ask(*words):
        args = parser.parse_args(["audit", "--scope", "open", "--password-file", str(word), *words])
        args.station = folder
        return args.run(args, clock), capsys.readouterr().out

    code, told = ask()
    assert code == Exit.OK
    assert "在办工单 1 件，发现 1 项，其中 1 项还没有说明。" in told
    assert "    怎么办：打印受理回执交客户。" in told
    found = json.loads(ask("--json")[1])
    assert (found["cases"], found["unexplained"], found["findings"][0]["code"]) == (1, 1, "no_receipt")
    sheet = tmp_path / "通报.pdf"
    ask("--to", str(sheet))
    assert "稽查自查通报" in read(sheet.read_bytes()).words
    with pytest.raises(CommandError, match="写不了"):
        ask("--to", str(tmp_path / "没有这个文件夹" / "通报.pdf"))
