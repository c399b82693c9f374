"""check and rebuild: what is whole is said to be, what differs is named and put right."""

import pytest
import sqlalchemy as sa

from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.checking import check, rebuild
from models.services.paper.papers import issue, preview
from models.store.views import case_view, private_part, result_view
from tests.stations import MONDAY, do_all, mill, sheet


def test_a_worked_station_is_whole_and_a_rebuild_changes_nothing(station):
    case = mill(station)
    do_all(station, case, MONDAY)
    report = check(station)
    assert (report.whole, report.faults, report.attachments) == (True, (), 1)
    seen = []
    rebuilt = rebuild(station.database, lambda done, total: seen.append((done, total)))
    assert rebuilt.equal
    assert rebuilt.records == 2
    assert seen == [(0, 1)]


@pytest.mark.parametrize(
    "damage",
    [
        sa.delete(case_view),
        sa.update(case_view).values(due="2030-01-01"),
        sa.delete(result_view),
        sa.insert(case_view).from_select(list(case_view.c.keys()), sa.select(sa.literal("ghost").label("id"), *list(case_view.c)[1:])),
    ],
)
def test_views_that_were_changed_behind_the_journals_back_are_named_and_put_right(station, damage):
    case = mill(station)
    do_all(station, case, MONDAY)
    with station.database.writer.begin() as connection:
        connection.execute(damage)
    report = rebuild(station.database)
    assert not report.equal
    assert report.differences[0].startswith(("case_view", "result_view"))
    assert rebuild(station.database).equal
    assert [row.case_id for row in list_cases(station, MONDAY, "all").rows] == [case]


def test_personal_data_that_were_deleted_are_told_so_everywhere_and_the_chain_is_whole(station):
    case = mill(station)
    issue(station, case, "RECEIPT", sheet, MONDAY)
    with station.database.writer.begin() as connection:
        connection.execute(sa.delete(private_part))
    rebuild(station.database)
    detail = case_detail(station, case, MONDAY)
    assert detail.row.customer == "已按规定删除"
    assert detail.capacity == "60 kW"
    assert "13937512345" not in str(detail)
    assert "已按规定删除" in preview(station, case, "LV-APP", sheet, MONDAY).decode()
    faults = check(station).faults
    assert all("个人信息" in fault for fault in faults)
    assert len(faults) == 1
