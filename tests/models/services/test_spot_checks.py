"""Spot checks: drawn at random with a seed that is kept, asked about until each has its result."""

from datetime import timedelta

import pytest

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.self_audit import self_audit
from models.services.spot_checks import draw_cases, note_result
from tests.stations import MONDAY, mill


def spots(station):
    return [(row.number, row.title) for row in self_audit(station, "year", MONDAY).rows if row.code.startswith("spot")]


def test_the_same_seed_draws_the_same_cases_and_each_gets_its_result(station):
    cases = [mill(station, phone=f"139375123{at:02d}") for at in range(8)]
    drawn, changes = draw_cases(station, 3, 7, MONDAY)
    assert (len(drawn.numbers), drawn.of, len(changes.cases)) == (3, 8, 3)
    assert spots(station) == [(number, "抽查没有结果") for number in drawn.numbers]
    with pytest.raises(StationError, match="已经用种子 7 抽过"):
        draw_cases(station, 3, 7, MONDAY)
    again, _ = draw_cases(station, 3, 7, MONDAY + timedelta(days=1))
    assert again.numbers == drawn.numbers
    one = next(case for case in cases if case in changes.cases)
    note_result(station, one, drawn.draw, "wrong", "合同没有签字日期", MONDAY, MONDAY)
    assert (case_detail(station, one, MONDAY).row.number, "抽查发现问题") in spots(station)
    card = next(card for card in case_detail(station, one, MONDAY).cards if card.topic == "spot_checks")
    assert [row.level for row in card.rows] == ["overdue", "due"]
    rebuild(station.database)
    assert next(other for other in case_detail(station, one, MONDAY).cards if other.topic == "spot_checks") == card


def test_what_cannot_be_drawn_or_entered_is_told(station):
    case = mill(station)
    with pytest.raises(ProblemsFound, match="今年有 1 件，请填 1 到 1"):
        draw_cases(station, 2, 1, MONDAY)
    drawn, _ = draw_cases(station, 1, 1, MONDAY)
    with pytest.raises(ProblemsFound) as caught:
        note_result(station, case, drawn.draw, "right", " ", MONDAY - timedelta(days=1), MONDAY)
    assert [problem.field for problem in caught.value.problems] == ["on", "words"]
    with pytest.raises(StationError, match="没有待登记的抽查"):
        note_result(station, case, "20260101-1", "right", "查过", MONDAY, MONDAY)
