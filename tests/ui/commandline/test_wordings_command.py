"""The command `wordings`: what was sent and is in force, what one changes, adopted or declined; codes and JSON as for other commands."""

import json

import pytest

from main import main
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.intake import take
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from tests.data.wordings import FIRST, SECOND
from tests.stations import MONDAY, PASSWORD, mill, station_of
from ui.commandline.exits import Exit
from ui.commandline.password import VARIABLE


@pytest.fixture
def ask(home, monkeypatch, capsys):
    monkeypatch.setenv(VARIABLE, PASSWORD)

    def asked(*words):
        code = main(["wordings", *words, "--station", str(home / "station"), "--today", "2026-11-24"])
        return code, capsys.readouterr()

    return asked


@pytest.fixture
def sent(home, centre, clock, tmp_path):
    """Sends files of wordings, in this order, and brings them to the station."""

    def bring(**files):
        station = station_of(home, clock)
        mill(station)
        take(centre, export(station, tmp_path)[0].file)
        for title, body in files.items():
            send(centre, ("3501",), ToSend("template", title, body, "a.toml"), MONDAY)
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
        station.close()

    return bring


def test_nothing_sent_is_said_and_ends_with_its_code(ask):
    assert ask("show")[1].out.startswith("还没有采用过常用语。")
    code, said = ask("adopt")
    assert code == Exit.NOINPUT
    assert "都处理过了" in said.err


def test_previewed_adopted_and_declined(ask, sent):
    sent(旧=FIRST, 新=SECOND)
    assert "还没有处理" in ask("show")[1].out
    code, said = ask("preview", "旧", "--json")
    assert code == Exit.OK
    seen = json.loads(said.out)
    assert (seen["title"], seen["adopted"], seen["later"]) == ("旧", False, "新")
    assert json.loads(ask("show", "--json")[1].out)["in_force"] is None
    assert "已采用" in ask("adopt", "旧")[1].out
    assert json.loads(ask("show", "--json")[1].out)["in_force"]["title"] == "旧"
    code, said = ask("adopt")  # the newest that is not settled
    assert code == Exit.OK
    assert "改动" in said.out
    told = json.loads(ask("show", "--json")[1].out)
    assert (told["in_force"]["title"], {one["how"] for one in told["sent"]}) == ("新", {"adopted"})


def test_one_is_declined_with_its_reason(ask, sent):
    sent(旧=FIRST)
    assert ask("decline", "没有的", "--reason", "不合用")[0] == Exit.NOINPUT
    assert ask("decline", "--reason", "不合用")[0] == Exit.OK
    told = json.loads(ask("show", "--json")[1].out)
    assert (told["in_force"], told["sent"][0]["how"]) == (None, "declined")
