"""A mistake is put right by a new fact with a reason; whatever is corrected, the case stays readable."""

from datetime import date, timedelta

import pytest

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.corrections import correct_stage_day, correct_value, correctable
from models.services.paper.papers import preview
from models.services.stages import form_values
from models.services.station import looking
from models.store import journal
from models.store.views import result_view
from tests.stations import ACCEPTED, MONDAY, do_all, do_stage, factory_intake, house_intake, mill, mill_intake, sheet

NEW = {"yes_no": "是", "date": "2026-11-20", "integer": "3", "decimal": "7"}


def test_both_values_and_the_reason_stand_in_the_history(station):
    case = mill(station)
    correct_value(station, case, "phone", "13900000001", "客户换了号码", MONDAY)
    line = case_detail(station, case, MONDAY).history[0]
    assert (line.text, line.reason) == ("更正 移动电话：13937512345 → 13900000001", "客户换了号码")
    with looking(station) as connection:
        lines = b"".join(stored.line for stored in journal.lines_from(connection, "3501", station.epoch, 0))
    assert b"13900000001" not in lines
    assert form_values(station, case, "LV-APP", MONDAY)["phone"] == "13900000001"


@pytest.mark.parametrize("kind", ["mill", "house", "factory"])
def test_every_value_can_be_corrected_and_cleared_and_the_case_stays_readable(station, kind):
    from models.forms import form_by_code, specs
    from models.services.registration import register

    intake = {"mill": mill_intake, "house": lambda: house_intake(station), "factory": lambda: factory_intake(station)}[kind]()
    case = register(station, intake, MONDAY)[0].case_id
    form = form_by_code(station.shelf.book().types[intake.business_type].application_form)
    kinds = {spec.name: spec for spec in specs(form)}
    tried = 0
    for name, _label, _old in correctable(station, case):
        spec = kinds[name]
        for new in (spec.choices[-1] if spec.choices else NEW.get(spec.kind, ""), ""):
            try:
                correct_value(station, case, name, new, "试一试", MONDAY)
            except StationError:
                continue
            tried += 1
            shown = dict((field, text) for field, _, text in correctable(station, case))[name]
            assert shown or not new, (name, new)
            case_detail(station, case, MONDAY)
            preview(station, case, form.code, sheet, MONDAY)
    assert tried > 2
    assert rebuild(station.database).equal


def test_a_wrong_new_value_is_refused_like_at_registration(station):
    case = mill(station)
    for field, new in (("capacity", "0"), ("capacity", "六十"), ("phone", "12"), ("document_no", "92410425MA9F0XN92X"), ("applicant", "")):
        with pytest.raises(ProblemsFound) as refused:
            correct_value(station, case, field, new, "抄错", MONDAY)
        assert {problem.field for problem in refused.value.problems} == {field}
    with pytest.raises(StationError, match="理由"):
        correct_value(station, case, "capacity", "75", " ", MONDAY)
    with pytest.raises(StationError, match="一样"):
        correct_value(station, case, "capacity", "60", "抄错", MONDAY)
    with pytest.raises(StationError, match="不能在这里更正"):
        correct_value(station, case, "accepted_on", "2026-11-17", "抄错", MONDAY)
    with pytest.raises(StationError, match="不能在这里更正"):
        correct_value(station, case, "moon", "1", "抄错", MONDAY)


def test_a_corrected_capacity_is_the_capacity_everywhere(station):
    case = mill(station)
    correct_value(station, case, "capacity", "75", "铭牌抄错", MONDAY)
    detail = case_detail(station, case, MONDAY)
    assert (detail.capacity, "75" in detail.row.summary) == ("75 kW", True)
    assert form_values(station, case, "LV-SURVEY", MONDAY)["approved_capacity"] == "75"


def test_a_corrected_day_moves_dates_results_and_the_printed_form(station):
    case = mill(station)
    do_all(station, case, MONDAY, "METER")
    correct_stage_day(station, case, "accept", date(2026, 11, 13), "受理日期抄错", MONDAY)
    detail = case_detail(station, case, MONDAY)
    used = {limit.key: limit.used for limit in detail.limits}
    with looking(station) as connection:
        kept = {
            f"{row.standard}/{row.limit_code}": (row.used, row.met)
            for row in connection.execute(result_view.select().where(result_view.c.case_id == case))
        }
    assert kept["henan-2020/whole"] == (used["henan-2020/whole"], True) == (6, True)
    assert form_values(station, case, "LV-APP", MONDAY)["accepted_on"] == "2026-11-13"
    assert b"2026, 11, 16" not in preview(station, case, "LV-APP", sheet, MONDAY)
    assert rebuild(station.database).equal


def test_a_stage_keeps_between_its_neighbours(station):
    case = mill(station)
    do_stage(station, case, "LV-SURVEY", date(2026, 11, 18))
    with pytest.raises(StationError, match="早于“业务受理”"):
        correct_stage_day(station, case, "survey", ACCEPTED - timedelta(days=1), "x", MONDAY)
    with pytest.raises(StationError, match="晚于“现场勘查”"):
        correct_stage_day(station, case, "accept", date(2026, 11, 19), "x", MONDAY)
    with pytest.raises(StationError, match="在今天之后"):
        correct_stage_day(station, case, "survey", MONDAY + timedelta(days=1), "x", MONDAY)
    with pytest.raises(StationError, match="还没有办"):
        correct_stage_day(station, case, "plan_reply", MONDAY, "x", MONDAY)
    correct_stage_day(station, case, "survey", date(2026, 11, 19), "抄错", MONDAY)
    assert form_values(station, case, "LV-SURVEY", MONDAY)["surveyed_on"] == "2026-11-19"


def test_the_archive_day_is_also_the_day_the_case_ended(station):
    case = mill(station)
    do_all(station, case, date(2026, 11, 20))
    correct_stage_day(station, case, "archive", MONDAY, "抄错", MONDAY)
    with looking(station) as connection:
        from models.services.folding.refold import Folder

        assert Folder(connection).case(case).ended_on == MONDAY
