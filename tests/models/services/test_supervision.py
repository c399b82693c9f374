"""Warnings fire once; an overdue limit must get a cause and a supervision; what will be late is said before its day and moves nothing."""

from datetime import date, timedelta

import pytest

from models.casework import findings
from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.checking import rebuild
from models.services.late_figures import LateFigures, late_figures
from models.services.paper.papers import deliver, issue
from models.services.pauses import pause, resume
from models.services.people import add_person
from models.services.reminders import reminders_on
from models.services.station import changing, looking
from models.services.supervision import (
    OverrunEntry,
    SupervisionEntry,
    answer_supervision,
    declare_overrun,
    late_choices,
    supervise,
)
from models.services.warnings import Warned, raise_warnings, warnings_raised
from tests.stations import do_stage, mill, sheet

D = date
DAY = D(2026, 10, 12)  # accepted; 15 working days: due 2 November
DUE = D(2026, 11, 2)
WHOLE = "henan-2020/whole"


@pytest.fixture
def case_id(station, clock):
    clock.go(DAY)
    return mill(station, DAY)


def entry(**other):
    return SupervisionEntry(**{"limit": WHOLE, "cause": "materials", "told": "李建国", "post": "所长", "told_on": D(2026, 11, 4),
                               "how": "当面", "measure": "每周核对表箱库存", **other})


def row(station, today):
    return list_cases(station, today).rows[0]


def texts(station, case_id, today):
    return [line.text for line in case_detail(station, case_id, today).history]


def card(station, case_id, today):
    return next((c for c in case_detail(station, case_id, today).cards if c.topic == "supervision"), None)


def reminded(station, today):
    return [one.text for one in reminders_on(station, today) if one.code.startswith(("supervise", "overrun"))]


def found(station, case_id):
    with changing(station) as change:
        view = change.view(change.case(case_id))
    return [one for one in findings(view) if one.code in ("no-supervision", "no-answer")]


def test_each_level_is_warned_of_once_on_the_day_it_is_seen(station, clock, case_id):
    seen = []
    day = DAY
    while day <= DUE + timedelta(days=3):
        clock.go(day)
        for _ in range(2):
            warned, _ = raise_warnings(station, day)
            seen += [(day, name) for name in ("yellow", "orange", "red") if getattr(warned, name)]
        day += timedelta(days=1)
    assert seen == [(D(2026, 10, 22), "yellow"), (D(2026, 10, 30), "orange"), (D(2026, 11, 3), "red")]
    assert warnings_raised(station, D(2026, 10, 1), D(2026, 10, 31)) == Warned(1, 1, 0)
    assert [text for text in texts(station, case_id, day) if "预警" in text] == [
        "红色预警：到期日 2026-11-02", "橙色预警：到期日 2026-11-02", "黄色预警：到期日 2026-11-02"]
    assert rebuild(station.database).equal


def test_a_level_passed_while_nobody_looked_is_not_made_up(station, clock, case_id):
    clock.go(D(2026, 11, 9))
    warned, changes = raise_warnings(station, D(2026, 11, 9))
    assert (warned, changes.cases) == (Warned(0, 0, 1), {case_id})
    assert raise_warnings(station, D(2026, 11, 10)) == (Warned(), type(changes)())


def test_a_due_day_that_moved_on_is_warned_of_again_when_it_comes_near_again(station, clock, case_id):
    clock.go(D(2026, 10, 22))
    assert raise_warnings(station, D(2026, 10, 22))[0] == Warned(1)
    pause(station, case_id, D(2026, 10, 22), "customer_request", "申请书", None, D(2026, 10, 22))
    clock.go(D(2026, 10, 29))
    assert raise_warnings(station, D(2026, 10, 29))[0] == Warned(), "while it is paused nothing comes near"
    resume(station, case_id, D(2026, 10, 28), D(2026, 10, 29))
    moved = row(station, D(2026, 10, 29)).due
    assert raise_warnings(station, D(2026, 10, 29))[0] == Warned(1), "half is left of a later day"
    assert raise_warnings(station, D(2026, 10, 30))[0] == Warned()
    assert rebuild(station.database).equal
    assert str(moved)[:4] == "2026"


def test_an_overdue_limit_reminds_until_it_is_supervised_and_answered(station, clock, case_id):
    assert reminded(station, DUE) == []
    assert reminded(station, D(2026, 11, 3)) == ["全流程已超时限，登记原因和督办"]
    today = clock.go(D(2026, 11, 4))
    raise_warnings(station, today)
    assert [one.title for one in found(station, case_id)] == ["超时限没有督办记录"]
    late = late_choices(station, case_id, today)
    assert [(one.key, one.due) for one in late.late] == [(WHOLE, DUE)]
    assert card(station, case_id, today).rows[0].level == "overdue"
    supervise(station, case_id, entry(), today)
    assert reminded(station, today) == ["全流程超时督办还没有答复"]
    assert [one.code for one in found(station, case_id)] == ["no-answer"]
    with pytest.raises(StationError, match="已于 2026-11-04 登记"):
        supervise(station, case_id, entry(), today)
    answer_supervision(station, case_id, WHOLE, today, "表箱周五到", today)
    supervise(station, case_id, entry(cause="staff"), today, "原因选错")
    assert reminded(station, today) == []
    assert found(station, case_id) == []
    told = card(station, case_id, today).rows[0].text
    for words in ("人手不足", "2026-11-04 当面告知所长 李建国", "每周核对表箱库存", "2026-11-04 答复：表箱周五到"):
        assert words in told
    assert row(station, today).level_text == "逾期 2 个工作日"
    assert rebuild(station.database).equal


def test_the_name_of_who_was_told_stands_in_the_private_part_only(station, clock, case_id):
    today = clock.go(D(2026, 11, 4))
    supervise(station, case_id, entry(), today)
    answer_supervision(station, case_id, WHOLE, today, "李建国说周五到", today)
    with looking(station) as connection:
        lines = b"".join(bytes(line) for (line,) in connection.exec_driver_sql("SELECT line FROM journal"))
    assert "李建国".encode() not in lines
    assert "每周核对表箱库存".encode() in lines


def test_what_ended_late_is_supervised_too_and_what_ended_in_time_is_not(station, clock, case_id):
    clock.go(D(2026, 10, 20))
    other = mill(station, D(2026, 10, 19))
    today = clock.go(D(2026, 11, 5))
    for code in ("LV-SURVEY", "LV-PLAN", "COMPLETION", "CONTRACT", "METER"):
        do_stage(station, case_id, code, today)
        do_stage(station, other, code, today)
    assert late_choices(station, other, today).late == ()
    assert [one.key for one in late_choices(station, case_id, today).late] == [WHOLE]
    assert reminded(station, today) == ["全流程已超时限，登记原因和督办"]
    assert [one.facts for one in found(station, case_id)] == ["全流程 2026-11-05 办完，超过到期日 2026-11-02"]
    assert found(station, other) == []
    supervise(station, case_id, entry(told_on=today), today)
    assert late_choices(station, case_id, today).late == ()


def test_everything_wrong_with_a_supervision_is_said_at_once(station, clock, case_id):
    today = clock.go(D(2026, 11, 4))
    with pytest.raises(ProblemsFound) as caught:
        supervise(station, case_id, entry(cause="rain", told=" ", measure="", how="托梦", told_on=D(2026, 11, 2)), today)
    assert {problem.field for problem in caught.value.problems} == {"cause", "told", "measure", "how", "told_on"}
    with pytest.raises(StationError, match="没有超过"):
        supervise(station, case_id, entry(limit="henan-2020/plan"), today)
    with pytest.raises(StationError, match="还没有登记督办"):
        answer_supervision(station, case_id, WHOLE, today, "x", today)
    supervise(station, case_id, entry(), today)
    with pytest.raises(ProblemsFound) as caught:
        answer_supervision(station, case_id, WHOLE, D(2026, 11, 3), " ", today)
    assert {problem.field for problem in caught.value.problems} == {"answer", "on"}


def overrun(chief, **other):
    return OverrunEntry(**{"limit": WHOLE, "cause": "grid_works", "measure": "增派人手", "new_day": D(2026, 11, 9), "approved_by": chief,
                           "approved_on": D(2026, 10, 28), **other})


def test_what_will_be_late_is_said_before_the_day_and_the_limit_stays(station, clock, case_id):
    today = clock.go(D(2026, 10, 28))
    with pytest.raises(ProblemsFound, match="要由在岗的所长批准"):
        declare_overrun(station, case_id, overrun(station.actor), today)
    chief, _ = add_person(station, "李建国", "所长", D(2026, 1, 1))
    declare_overrun(station, case_id, overrun(chief), today)
    assert late_choices(station, case_id, today).open.due == DUE
    assert row(station, today).due_text == "10-15 周四（内控） 预计11-09"
    assert reminded(station, today) == ["预计超时说明还没有送达客户"]
    paper, _ = issue(station, case_id, "OVERRUN-NOTICE", sheet, today)
    deliver(station, case_id, paper.paper_no, today, "当面", today)
    assert reminded(station, today) == []
    assert "原定" in paper.pdf.decode()
    assert "2026年11月9日办完" in paper.pdf.decode()
    late = clock.go(D(2026, 11, 3))
    assert (row(station, late).level_text, row(station, late).due_text) == ("逾期 1 个工作日", "11-02 周一 预计11-09")
    assert reminded(station, late) == ["全流程已超时限，登记原因和督办"], "a declaration excuses nothing"
    assert rebuild(station.database).equal


def test_after_the_due_day_it_can_no_longer_be_declared(station, clock, case_id):
    chief, _ = add_person(station, "李建国", "所长", D(2026, 1, 1))
    declare_overrun(station, case_id, overrun(chief, approved_on=DUE), clock.go(DUE))
    with pytest.raises(StationError, match=r"到期日 2026-11-02 已过，不能再报预计超时。 请登记超时原因和督办"):
        declare_overrun(station, case_id, overrun(chief), clock.go(D(2026, 11, 3)))
    assert late_choices(station, case_id, D(2026, 11, 3)).open is None
    with pytest.raises(ProblemsFound) as caught:
        declare_overrun(station, case_id, overrun(chief, measure="", new_day=DUE, cause="", approved_on=D(2026, 10, 1)), DUE)
    assert {problem.field for problem in caught.value.problems} == {"cause", "measure", "new_day", "approved_on"}


def test_the_paper_of_a_supervision_names_cause_and_measure(station, clock, case_id):
    today = clock.go(D(2026, 11, 4))
    with pytest.raises(StationError, match="还没有登记"):
        issue(station, case_id, "SUPERVISION", sheet, today)
    supervise(station, case_id, entry(), today)
    told = issue(station, case_id, "SUPERVISION", sheet, today)[0].pdf.decode()
    for words in ("表计、表箱等物资未到", "所长 李建国", "2026年11月4日 当面", "每周核对表箱库存"):
        assert words in told


def test_the_month_counts_warnings_and_what_is_late_with_and_without_supervision(station, clock, case_id):
    clock.go(DAY)
    done = mill(station, DAY)
    clock.go(D(2026, 10, 30))
    raise_warnings(station, D(2026, 10, 30))
    today = clock.go(D(2026, 11, 5))
    for code in ("LV-SURVEY", "LV-PLAN", "COMPLETION", "CONTRACT", "METER"):
        do_stage(station, done, code, today)
    raise_warnings(station, today)
    assert late_figures(station, 2026, 11, today) == LateFigures(Warned(0, 0, 1), 1, 0, 1, 0, 0)
    supervise(station, case_id, entry(), today)
    supervise(station, done, entry(told_on=today), today)
    answer_supervision(station, done, WHOLE, today, "已办完", today)
    assert late_figures(station, 2026, 11, today) == LateFigures(Warned(0, 0, 1), 1, 1, 1, 1, 1, (("表计、表箱等物资未到", 1),))
    assert late_figures(station, 2026, 10, today).warned == Warned(0, 2, 0)
    assert not late_figures(station, 2026, 9, D(2026, 10, 12)).warned.yellow


def test_what_is_over_by_another_standard_only_is_shown_and_listed_and_not_supervised(station, clock, case_id):
    later = clock.go(D(2026, 10, 26))  # the sum of 6 working days of the promise is over, the 15 of the county are not
    raise_warnings(station, later)
    card = next(one for one in case_detail(station, case_id, later).cards if one.topic == "supervision")
    rows = [row for row in card.rows if row.label == "其他标准"]
    assert len(rows) == 1
    assert "国网" in rows[0].text
    assert "不督办" in rows[0].text
    assert (rows[0].level, rows[0].acts) == ("near", ())
    assert not [row for row in card.rows if row.label == "超时限"]
    assert [row.case_id for row in list_cases(station, later, "other_overdue").rows] == [case_id]
    assert list_cases(station, D(2026, 10, 13), "other_overdue").rows == ()
    assert [row.level for row in list_cases(station, later).rows] != ["overdue"]
    assert rebuild(station.database).equal
