"""Papers lost from a file: noted with how, reminded of and found by the audit until something lies in their place."""

from datetime import timedelta

import pytest

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.paper.lost_papers import note_lost, settle_lost
from models.services.reminders import reminders_on
from models.services.self_audit import self_audit
from tests.stations import MONDAY, mill


def found(station):
    return [row.facts for row in self_audit(station, "open", MONDAY).rows if row.code == "paper-lost"]


def card(station, case):
    return next(one for one in case_detail(station, case, MONDAY).cards if one.topic == "lost")


def test_a_lost_paper_is_asked_about_until_it_is_replaced(station):
    case = mill(station)
    assert card(station, case).rows == ()
    note_lost(station, case, "营业执照复印件", "搬办公室时遗失，档案柜已找过", MONDAY, MONDAY)
    assert found(station) == [f"《营业执照复印件》{MONDAY} 发现遗失（搬办公室时遗失，档案柜已找过），还没有补办"]
    assert "《营业执照复印件》遗失，要补办" in [one.text for one in reminders_on(station, MONDAY)]
    assert card(station, case).rows[0].acts[0].key == "1"
    settle_lost(station, case, 1, "replaced", "客户重新提供的复印件", MONDAY, MONDAY)
    assert found(station) == []
    assert card(station, case).rows[0].text.endswith(f"{MONDAY} 已补办：客户重新提供的复印件")
    assert "遗失的资料已补办" in case_detail(station, case, MONDAY).history[0].text
    before = card(station, case)
    rebuild(station.database)
    assert card(station, case) == before


def test_everything_wrong_is_told_at_once_and_nothing_is_stored(station):
    case = mill(station)
    with pytest.raises(ProblemsFound) as caught:
        note_lost(station, case, " ", "", MONDAY + timedelta(days=1), MONDAY)
    assert [problem.field for problem in caught.value.problems] == ["name", "why", "on"]
    note_lost(station, case, "合同", "找不到", MONDAY, MONDAY)
    with pytest.raises(ProblemsFound) as caught:
        settle_lost(station, case, 1, "found", "", MONDAY - timedelta(days=1), MONDAY)
    assert [problem.field for problem in caught.value.problems] == ["on", "by"]
    with pytest.raises(StationError, match="没有登记遗失"):
        settle_lost(station, case, 2, "found", "在抽屉里", MONDAY, MONDAY)
