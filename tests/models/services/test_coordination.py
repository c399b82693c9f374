"""Other units are asked by a day; their delay is theirs and never moves the customer's clock. Who is responsible, and until when."""

from datetime import date

import pytest
import sqlalchemy as sa

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.centre.intake import take
from models.services.checking import rebuild
from models.services.coordination import UnitRow, answer, ask, unit_figures
from models.services.endings import Ending, end_case
from models.services.exchange.outbox import export
from models.services.paper.papers import issue
from models.services.people import add_person
from models.services.reminders import reminders_on
from models.services.responsible import Appointed, appoint, relieve
from models.store.views import slip_view
from tests.stations import MONDAY, do_all, mill, sheet

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


def rows(station, case, title, today=MONDAY):
    card = next(card for card in case_detail(station, case, today).cards if card.title == title)
    return [f"{row.label}：{row.text}" for row in card.rows]


def test_a_slip_is_asked_reminded_and_answered_late_at_the_units_cost(station, clock, centre, tmp_path):
    case = mill(station)
    due = [(limit.key, limit.due) for limit in case_detail(station, case, MONDAY).limits]
    with pytest.raises(ProblemsFound) as refused:
        ask(station, case, " ", "", date(2026, 11, 20), MONDAY)
    assert {p.field for p in refused.value.problems} == {"unit", "what", "by"}
    number, _ = ask(station, case, "计量部", "配表 1 只", THURSDAY, MONDAY)
    assert [r.code for r in reminders_on(station, date(2026, 11, 24))] == []
    assert [(r.code, r.on) for r in reminders_on(station, date(2026, 11, 25))] == [("slip-1", THURSDAY)]
    day = clock.go(FRIDAY)
    assert unit_figures(station, 2026, 11, day) == (UnitRow("计量部", 1, 0, 1, 1),)
    assert "没有回复，配合超时限" in rows(station, case, "配合单", day)[0]
    answer(station, case, number, day, "表已配送", day)
    assert unit_figures(station, 2026, 11, day) == (UnitRow("计量部", 1, 0, 1, 0),)
    assert [(limit.key, limit.due) for limit in case_detail(station, case, day).limits] == due
    assert reminders_on(station, day) == ()
    issue(station, case, "COORDINATION-1", sheet, day)
    with pytest.raises(StationError, match="没有这张配合单"):
        issue(station, case, "COORDINATION-2", sheet, day)
    done, _ = export(station, tmp_path)
    take(centre, done.file)
    with station.database.reader.connect() as own, centre.database.reader.connect() as theirs:
        assert own.execute(sa.select(slip_view)).all() == theirs.execute(sa.select(slip_view)).all() != []
    assert rebuild(station.database).equal


def test_an_answer_is_entered_once_between_its_days_and_one_taken_back_is_nobodys_delay(station, clock):
    case = mill(station)
    ask(station, case, "台区 石村2号", "核负荷", MONDAY, MONDAY)
    ask(station, case, "计量部", "配表", MONDAY, MONDAY)
    day = clock.go(THURSDAY)
    with pytest.raises(ProblemsFound) as refused:
        answer(station, case, 1, date(2026, 11, 20), "", day)
    assert {p.field for p in refused.value.problems} == {"on", "told"}
    answer(station, case, 1, MONDAY, "还可接 60 kW", day)
    answer(station, case, 2, day, "客户改小容量，不用换表", day, taken_back=True)
    with pytest.raises(StationError, match="已于"):
        answer(station, case, 2, day, "x", day)
    assert unit_figures(station, 2026, 11, day) == (UnitRow("台区 石村2号", 1, 1, 0, 0),)


def test_a_project_manager_is_relieved_when_the_project_ends(station, clock):
    case = mill(station)
    manager, _ = add_person(station, "李改枝", "客户经理", date(2026, 1, 1))
    appoint(station, case, Appointed("customer_manager", MONDAY, person=manager), MONDAY)
    with pytest.raises(ProblemsFound) as refused:
        appoint(station, case, Appointed("project_manager", FRIDAY), MONDAY)
    assert {p.field for p in refused.value.problems} == {"person", "on", "approved_by"}
    chosen = Appointed("project_manager", MONDAY, name="孙强（营销部）", proposed_by="营销部", approved_by="分管副经理")
    appoint(station, case, chosen, MONDAY)
    assert rows(station, case, "责任人")[1] == "项目经理：孙强（营销部）　2026-11-23 起（营销部提名，分管副经理批准）"
    day = clock.go(FRIDAY)
    do_all(station, case, day)
    assert "至 2026-11-27（随工单办结解除）" in rows(station, case, "责任人", day)[1]
    assert rebuild(station.database).equal


def test_who_follows_relieves_who_was_before(station, clock):
    case = mill(station)
    for name in ("甲", "乙"):
        appoint(station, case, Appointed("customer_manager", MONDAY, name=name), MONDAY)
    assert [row.rpartition(" ")[2] for row in rows(station, case, "责任人")] == ["2026-11-23", "起"]
    relieve(station, case, "customer_manager", MONDAY, "调离", MONDAY)
    with pytest.raises(StationError, match="现在没有客户经理"):
        relieve(station, case, "customer_manager", MONDAY, "调离", MONDAY)
    end_case(station, case, Ending("withdrawn", MONDAY, "no_need", "11-23 撤销申请", decider="赵建军（业扩员）"), MONDAY)
    with pytest.raises(StationError, match="已经办结"):
        appoint(station, case, Appointed("customer_manager", MONDAY, name="丙"), MONDAY)
