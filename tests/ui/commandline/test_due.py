"""The command `due` in the shape the county's scripts rely on."""

import argparse
import json
import subprocess
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from ui.commandline import due
from ui.commandline.exits import CommandError, Exit

ROOT = Path(__file__).parents[3]
HENAN = ["--standard", "henan-2020", "--class", "lv_nonres_small", "--limit", "whole"]
CHECK = ["--standard", "henan-2020", "--class", "hv_single", "--limit", "completion_check"]


def ask(*words, today="2026-11-23"):
    parser = argparse.ArgumentParser()
    due.add_parser(parser.add_subparsers())
    args = parser.parse_args(["due", *words])
    return args.run(args, lambda: datetime.fromisoformat(today))


@pytest.fixture
def answer(capsys):
    def run(*words, **given):
        assert ask(*words, "--json", **given) == Exit.OK
        return json.loads(capsys.readouterr().out)
    return run


def test_the_example_of_the_issue(answer):
    found = answer(*CHECK, "--from", "2026-02-13", "--pause", "2026-02-24..2026-02-25:customer")
    assert list(found) == ["due", "promised", "provisional", "days"]
    assert (found["due"], found["promised"], found["provisional"]) == ("2026-02-27", "2026-02-25", False)
    assert "".join(day["mark"] for day in found["days"]) == "·班假假假假假假假假假停停工工"
    assert found["days"][0] == {"date": "2026-02-13", "mark": "·", "n": None, "paper": None}
    assert found["days"][1]["n"] == 1
    assert "2025〕7号" in found["days"][1]["paper"]


def test_internal_targets_are_listed_and_counted_and_called_our_own(answer, capsys):
    rows = [row for row in answer("--list") if row["kind"] == "internal_target"]
    assert {row["standard"] for row in rows} == {"target-henan-rural", "target-henan-strict"}
    assert all(row["source"] == "默认值（非规定）" for row in rows)
    own = ["--standard", "target-henan-rural", "--class", "lv_nonres_small", "--limit", "survey"]
    assert answer(*own, "--from", "2026-11-16")["due"] == "2026-11-19"
    ask(*own, "--from", "2026-11-16")
    told = capsys.readouterr().out
    assert "默认值（非规定），配置“河南农村供电所（容缺受理）”\n" in told


def test_a_signed_pause_moves_what_was_promised(answer):
    found = answer(*CHECK, "--from", "2026-02-13", "--pause", "2026-02-24..2026-02-25:customer:signed")
    assert (found["due"], found["promised"]) == ("2026-02-27", "2026-02-27")


def test_several_pauses_and_one_still_open(answer):
    found = answer(*HENAN, "--from", "2026-03-02", "--pause", "2026-03-04..2026-03-05:government", "--pause", "2026-03-09..:customer",
                   "--pause", "2026-03-03..2026-03-20:grid_works", today="2026-03-10")
    assert (found["due"], found["promised"]) == ("2026-03-27", "2026-03-23")


def test_a_provisional_day_brings_its_range(answer):
    found = answer("--standard", "sgcc-2023", "--class", "hv_dual", "--limit", "company_sum", "--from", "2026-12-28")
    assert list(found) == ["due", "promised", "provisional", "earliest", "latest", "days"]
    assert found["provisional"] is True
    assert (found["due"], found["earliest"], found["latest"]) == ("2027-02-15", "2027-02-15", "2027-02-22")


def test_the_list_of_limits(answer):
    found = answer("--list")
    assert {"standard", "class", "limit", "kind", "days", "unit", "source"} <= set(found[0])
    assert ("henan-2020", "lv_nonres_small", "whole", "whole", 15) in [
        (row["standard"], row["class"], row["limit"], row["kind"], row["days"]) for row in found]
    assert {row["unit"] for row in found} == {"working_day", "calendar_day", "month", "hour", "same_day", "day_of_month"}
    assert {row["kind"] for row in found} == {"stage", "company_sum", "whole", "internal_target"}
    assert {row["obliged"] for row in found} == {"company", "customer", "government"}
    assert {"henan-2020", "sgcc-2023", "shunping-2020", "ndrc-nea-2025-06"} <= {row["standard"] for row in found}
    assert all(row["source"] and row["cite"] for row in found)
    assert {row["standard"] for row in found if not row["selectable"]} == {
        "essay-nd-assessment", "essay-nd-anqing", "papers-2015", "heilongjiang-plan-2021", "table-2025"}


LAST = {"working_day": lambda days: days, "calendar_day": lambda days: days, "hour": lambda days: days, "same_day": lambda _: 1,
        "month": lambda months: {1: 31, 3: 92, 12: 365}[months], "day_of_month": lambda days: days - 2}  # from 2 March 2026


def test_what_is_listed_can_be_asked_for_of_every_standard_in_every_unit(answer, monkeypatch):
    monkeypatch.setattr(due, "_shipped", cache(due._shipped))  # the same files for every question
    for row in {(row["standard"], row["unit"], row["kind"]): row for row in answer("--list")}.values():
        found = answer("--standard", row["standard"], "--class", row["class"], "--limit", row["limit"], "--from", "2026-03-02")
        assert found["days"][-1]["n"] == LAST[row["unit"]](row["days"]), row
        assert found["days"][-1]["date"] == found["due"]


def test_hours_run_from_the_minute(answer):
    found = answer("--standard", "essay-nd-assessment", "--class", "residential", "--limit", "accept", "--from", "2026-02-13T16:59")
    assert (found["due"], found["due_at"], found["unit"]) == ("2026-02-14", "2026-02-14T16:59", "hour")


def test_calendar_days_roll_over_a_holiday(answer):
    found = answer("--standard", "bureau-nd-dedicated-line", "--class", "hv_single", "--limit", "plan_fixed", "--from", "2026-01-31")
    assert (found["due"], found["unit"]) == ("2026-02-24", "calendar_day")
    assert [day["n"] for day in found["days"]] == [None, *range(1, 15), *[None] * 9, 15]


def test_in_words_for_a_reader(capsys):
    assert ask(*HENAN, "--from", "2026-12-11", "--pause", "2026-12-14..2026-12-15:customer") == Exit.OK
    told = capsys.readouterr().out
    for words in ("到期日：2027-01-06（周三）（暂定）", "告知客户的日期：2027-01-04（周一）", "停表", "第 15 天", "附件1",
                  "全国年节及纪念日放假办法"):
        assert words in told
    assert ask("--list") == Exit.OK
    assert "低压小微企业" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "said"), [
    ([], "--standard、--class、--limit、--from"),
    (["--standard", "henan-2021", *HENAN[2:], "--from", "2026-03-02"], "henan-2020、"),
    ([*HENAN[:2], "--class", "small", *HENAN[4:], "--from", "2026-03-02"], "lv_nonres_small"),
    ([*HENAN[:4], "--limit", "plan_reply", "--from", "2026-03-02"], "可用：whole"),
    (["--standard", "sgcc-2023", "--class", "hv_dual", "--limit", "whole", "--from", "2026-03-02"], "company_sum"),
    (["--standard", "henan-2020", "--class", "residential", "--limit", "whole", "--from", "2026-03-02"], "无规定时限"),
    ([*HENAN, "--from", "2026-03-02T08:31"], "不以小时计"),
    ([*HENAN, "--from", "2099-03-02"], "2004—2060"),
    ([*HENAN, "--from", "2026-03-02", "--pause", "1999-01-01..1999-01-05:customer"], "2004—2060"),
])
def test_what_does_not_exist_is_said_in_one_sentence_with_code_64(words, said):
    with pytest.raises(CommandError) as caught:
        ask(*words)
    assert caught.value.code == Exit.USAGE == 64
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["2026-02-24", "2026-02-24..2026-02-25", "2026-02-24..2026-02-25:rain", "2026-02-25..2026-02-24:customer",
                                  "2026-02-24..2026-02-25:customer:maybe", "2026-02-30..2026-03-02:customer", "..2026-03-02:customer"])
def test_a_pause_that_cannot_be_read_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        due.parse_pause(text)


WITHOUT_SCREEN = """
import sys, main
code = main.main(["--station", sys.argv[1], "--today", "2026-03-10", "due", *sys.argv[2:]])
heavy = [name for name in sys.modules if name.split(".")[0] in ("PySide6", "sqlalchemy", "reportlab")]
sys.exit(99 if heavy else code)
"""


def whole_command(folder, *words):
    return subprocess.run([sys.executable, "-c", WITHOUT_SCREEN, str(folder), *words], cwd=ROOT, capture_output=True, text=True,
                          encoding="utf-8", check=False)


def test_the_whole_command_answers_one_json_value_and_never_loads_the_screen_or_the_store(tmp_path):
    done = whole_command(tmp_path / "none", *HENAN, "--from", "2026-03-02", "--pause", "2026-03-09..:customer", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["due"] == "2026-03-25"
    wrong = whole_command(tmp_path / "none", *HENAN, "--from", "tomorrow")
    assert wrong.returncode == 64
    assert "tomorrow" in wrong.stderr
    assert wrong.stdout == ""
    assert not (tmp_path / "none").exists()
