"""A real, messy ledger: what fits is carried over, what is doubtful is listed, and the centre takes all of it in."""

from datetime import date, datetime
from pathlib import Path

import pytest

from models.services.case_page.detail import case_detail
from models.services.centre.intake import take
from models.services.centre.store import init_centre, open_centre
from models.services.centre.trusted_stations import list_centre_cases, read_station_card, trust_station
from models.services.checking import check, rebuild
from models.services.enrolment import Enrolment, enrol
from models.services.exchange.outbox import export
from tests.journeys.ledger import carry_over, read_ledger

TODAY = date(2026, 11, 23)
LEDGER = Path(__file__).parents[3] / "shared" / "data" / "ledger-2026.xlsx"


def now() -> datetime:
    return datetime(2026, 11, 23, 9, 0)


@pytest.fixture(name="ledger")
def _ledger() -> Path:
    if not LEDGER.is_file():
        pytest.skip(f"the customer's ledger is no part of the repository; it belongs at {LEDGER}")
    return LEDGER


def test_a_hundred_rows_are_carried_over_exported_and_taken_in(ledger: Path, tmp_path: Path) -> None:
    card = init_centre(f"sqlite:///{tmp_path / 'centre.db'}", tmp_path / "keys", "郏县客户服务中心", "secret", now)
    station = enrol(tmp_path / "station", Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo"), now, card)
    done = carry_over(station, ledger, 1, 100, TODAY)
    assert (len(done.taken), sum(done.other_types.values()), done.refused) == (67, 33, ())
    assert {number for number, doubt in done.doubts if doubt.label == "证件号码"} == {7, 77}, "ID numbers that Excel rounded"
    assert [doubt.field for number, doubt in done.doubts if number == 41] == ["plan_reply", "completion_check", "contract", "energize"]
    assert check(station).whole
    assert rebuild(station.database).equal
    exported, _ = export(station, tmp_path)
    station.close()
    centre = open_centre(f"sqlite:///{tmp_path / 'centre.db'}", tmp_path / "keys", "secret", now)
    trust_station(centre, read_station_card(tmp_path / "station" / "STATION.json"))
    assert take(centre, exported.file).new == exported.lines
    assert len(list_centre_cases(centre)) == 67
    centre.close()


def test_a_row_stands_where_the_ledger_shows_it(ledger: Path, tmp_path: Path) -> None:
    station = enrol(tmp_path / "station", Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo"), now)
    done = carry_over(station, ledger, 3, 41, TODAY)
    cases = dict(done.taken)
    survey_only = case_detail(station, cases[41].case_id, TODAY)
    assert survey_only.row.taken_over
    assert [step.name for step in survey_only.steps if step.state == "done"] == ["业务受理", "现场勘查"]
    assert survey_only.todos[0].form == "LV-PLAN", "the next stage asks for its form as usual"
    assert any(row.late and "接转" in row.text for row in survey_only.history), "shown as 补录"
    finished = case_detail(station, cases[8].case_id, TODAY)
    assert finished.todos[0].form == "METER"
    passed = case_detail(station, cases[32].case_id, TODAY)
    assert passed.row.level == "passed_up"
    assert any("县中心办理结果（据台账）" in row.text for row in passed.history)
    assert dict(passed.facts)["原编号"] == "堂街20260032"
    station.close()


def test_a_second_carrying_over_is_refused_row_by_row(ledger: Path, tmp_path: Path) -> None:
    station = enrol(tmp_path / "station", Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo"), now)
    first = carry_over(station, ledger, 1, 10, TODAY)
    again = carry_over(station, ledger, 1, 10, TODAY)
    assert len(again.taken) == 0
    assert len(again.refused) == len(first.taken)
    station.close()


def test_units_in_cells_and_every_way_to_write_a_day_are_read(ledger: Path) -> None:
    rows = {read.number: read for read in read_ledger(ledger, 1, 100)}
    assert rows[9].row is not None
    assert rows[9].row.capacity == "30"
    assert rows[9].row.stages["survey"] == date(2026, 1, 8), "1月8日"
    assert not [doubt for read in rows.values() for doubt in read.doubts if doubt.label not in ("证件号码",)]
