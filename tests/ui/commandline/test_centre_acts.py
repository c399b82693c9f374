"""The county's further acts without a window, as a script calls them."""

import argparse
import json
import shutil

import pytest

from models.problems import ProblemsFound, StationError
from models.services.centre.arrivals import original, receive
from models.services.centre.broadcasts import sent_broadcasts
from models.services.centre.card import own_card
from models.services.exchange.outbox import export
from tests.county import lost
from tests.data.wordings import FAULTY, FIRST
from tests.stations import mill
from ui.commandline import centre as command
from ui.commandline.exits import Exit


@pytest.fixture
def ask(county, capsys):
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())

    def asked(*words):
        args = parser.parse_args(["centre", *map(str, words), "--store", county.url, "--keys", str(county.keys)])
        code = args.run(args, county.clock)
        return code, capsys.readouterr().out

    return asked


def test_watch_once_takes_what_lies_there_and_writes_answers(county, ask, tmp_path):
    (tmp_path / "out").mkdir()
    for code in ("3501", "3502"):
        mill(county.stations[code])
        shutil.copy(export(county.stations[code], county.stick)[0].file, county.home)
    code, out = ask("watch", "--folder", county.stick, "--answers", tmp_path / "out", "--once", "--json")
    assert code == Exit.OK
    assert {one["station"] for one in json.loads(out)} == {"3501", "3502"}
    assert len(list((tmp_path / "out").glob("*A.YKP"))) == 2
    assert len(list(county.stick.glob("*.YKP"))) == 2
    assert "共 2 个包" in ask("arrivals")[1]


def test_watch_says_what_it_could_not_take_up(county, ask, capsys):
    mill(county.stations["3501"])
    original(county.centre, receive(county.centre, export(county.stations["3501"], county.stick)[0].file)).unlink()
    for file in county.stick.glob("*.YKP"):
        file.unlink()
    code, out = ask("watch", "--folder", county.stick, "--once", "--json")
    assert code == Exit.DATA
    assert "1 个没有接着做完" in json.loads(out)[0]["told"]


def test_board_gap_and_rebuild(county, ask, tmp_path):
    station = county.stations["3501"]
    mill(station)
    lost(station, tmp_path)
    mill(station, phone="13900000002")
    package = export(station, county.stick)[0]
    code, _ = ask("watch", "--folder", county.stick, "--once")
    assert code == Exit.DATA
    found = json.loads(ask("board", "--json")[1])
    assert next(row["held"] for row in found["stations"] if row["station"] == "3501") == 1
    code, out = ask("take-with-gap", package.sha256[:10], "--by", "孙主任", "--reason", "U 盘丢失")
    assert (code, "已缺号接收" in out) == (Exit.OK, True)
    assert "缺号 1–" in ask("board")[1]
    assert json.loads(ask("restored", "--json")[1])["epoch"].startswith("02.")
    with pytest.raises(StationError, match="没有供电所 3502 的数据"):
        ask("rebuild-station", "3502", "--to", tmp_path)


def test_broadcast_to_all_and_revoke(county, ask, tmp_path):
    (tmp_path / "words.txt").write_text("12 月起每周一报。", encoding="utf-8")
    code, out = ask("broadcast", "--kind", "notice", "--title", "上报时间", "--file", tmp_path / "words.txt", "--due", "2026-12-05")
    assert (code, "2 个供电所（3501、3502）" in out) == (Exit.OK, True)
    assert "答复期限 2026-12-05 是休息日，下一个工作日是 2026-12-07" in out
    assert sent_broadcasts(county.centre)[0].open == ("3501", "3502")
    assert "已停用" in ask("revoke", "3502", "--by", "孙主任", "--reason", "电脑被盗")[1]
    with pytest.raises(StationError, match="没有登记供电所 3502"):
        ask("revoke", "3502", "--by", "孙主任", "--reason", "电脑被盗")


def test_a_countys_wordings_are_checked_before_they_are_sent(county, ask, tmp_path):
    (tmp_path / "a.toml").write_text(FAULTY, encoding="utf-8")
    with pytest.raises(ProblemsFound, match="第 2 行 第 1 条“甲”：没有“没有的表”这张表"):
        ask("broadcast", "--kind", "template", "--title", "常用语", "--file", tmp_path / "a.toml")
    assert sent_broadcasts(county.centre) == ()
    (tmp_path / "a.toml").write_text(FIRST, encoding="utf-8")
    assert ask("broadcast", "--kind", "template", "--title", "常用语", "--file", tmp_path / "a.toml")[0] == Exit.OK
    assert sent_broadcasts(county.centre)[0].kind == "template"


def test_the_keys_of_the_centre_are_renewed_as_asked(county, ask):
    before = own_card(county.centre)
    code, out = ask("renew-keys", "--recipients", "--json")
    told = json.loads(out)
    assert (code, told["serial"], told["fingerprint"]) == (Exit.OK, 2, before.fingerprint)
    assert not set(told["recipients"]) & set(before.recipients)
    code, out = ask("renew-keys")
    assert "第 3 套密钥" in out
    assert (county.keys / "RECOVERY-3.txt").exists()
    assert before.fingerprint not in (county.keys / "CARD.json").read_text(encoding="utf-8")
