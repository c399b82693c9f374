"""What has no form is recorded by itself: a dispatch before its survey, the customer's report before its check, a plan before its reply."""

from dataclasses import replace
from datetime import date

import pytest

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.corrections import correct_stage_day
from models.services.folding.refold import Folder
from models.services.recording import Recorded, record_stage, recordable
from models.services.stages import save_form
from models.services.station import looking
from tests.data.form_drafts import DRAFTS
from tests.stations import MONDAY, Clock, do_stage, filling, mill

D = date
TUESDAY, WEDNESDAY, THURSDAY = D(2026, 11, 24), D(2026, 11, 25), D(2026, 11, 26)


def stages(station, case_id):
    with looking(station) as connection:
        return Folder(connection).case(case_id).stages


def names(station, case_id):
    return [node.stage for node in recordable(station, case_id)[0]]


def to_the_plan(station, clock: Clock) -> str:
    case_id = mill(station, MONDAY)
    do_stage(station, case_id, "LV-SURVEY", clock.go(TUESDAY))
    do_stage(station, case_id, "LV-PLAN", clock.go(WEDNESDAY))
    return case_id


def test_a_dispatch_is_recorded_before_its_survey_and_not_again_with_it(station, clock: Clock):
    case_id = mill(station, MONDAY)
    assert names(station, case_id) == ["dispatch"]
    record_stage(station, case_id, "dispatch", Recorded(MONDAY, station.actor), MONDAY)
    do_stage(station, case_id, "LV-SURVEY", clock.go(TUESDAY))
    found = stages(station, case_id)
    assert (found["dispatch"].on, found["dispatch"].along, found["dispatch"].unit) == (MONDAY, "", "station")
    told = [row.text for row in case_detail(station, case_id, TUESDAY).history]
    assert [text for text in told if "勘查派工" in text] == [f"勘查派工 {MONDAY}（供电所）"]
    assert rebuild(station.database).equal


def test_a_survey_is_never_before_its_dispatch(station, clock: Clock):
    case_id = mill(station, MONDAY)
    clock.go(WEDNESDAY)
    record_stage(station, case_id, "dispatch", Recorded(TUESDAY, station.actor), WEDNESDAY)
    early = filling(station, case_id, "LV-SURVEY", MONDAY)
    with pytest.raises(ProblemsFound, match="早于已登记的“勘查派工”的日期 2026-11-24"):
        save_form(station, case_id, "LV-SURVEY", early, WEDNESDAY)
    do_stage(station, case_id, "LV-SURVEY", WEDNESDAY)
    with pytest.raises(StationError, match="早于已登记的“勘查派工”"):
        correct_stage_day(station, case_id, "survey", MONDAY, "登错", WEDNESDAY)
    with pytest.raises(StationError, match="应在前面环节的日期 2026-11-23和“现场勘查”的日期 2026-11-25 之间"):
        correct_stage_day(station, case_id, "dispatch", THURSDAY, "登错", THURSDAY)
    correct_stage_day(station, case_id, "dispatch", MONDAY, "登错", WEDNESDAY)
    assert stages(station, case_id)["dispatch"].on == MONDAY


def test_the_customers_report_starts_the_limits_of_its_check_and_stands_in_the_form(station, clock: Clock):
    case_id = to_the_plan(station, clock)
    assert "completion_report" in names(station, case_id)
    record_stage(station, case_id, "completion_report", Recorded(WEDNESDAY, name="王桂枝", unit="customer"), WEDNESDAY)
    detail = case_detail(station, case_id, WEDNESDAY)
    assert [(row.stage, row.name) for row in detail.nodes if row.stage == "completion_report"] == [("completion_report", "竣工报验")]
    text = next(row.text for card in detail.cards if card.topic == "stages" for row in card.rows if row.label == "　竣工报验")
    assert text == "客户　王桂枝　2026-11-25"
    clock.go(THURSDAY)
    values = filling(station, case_id, "COMPLETION", THURSDAY)
    with pytest.raises(ProblemsFound, match="竣工报验已登记为 2026-11-25，这里是 2026-11-24"):
        save_form(station, case_id, "COMPLETION", {**values, "requested_on": TUESDAY.isoformat()}, THURSDAY)
    save_form(station, case_id, "COMPLETION", {**values, "requested_on": WEDNESDAY.isoformat()}, THURSDAY)
    assert stages(station, case_id)["completion_report"].outsider == "王桂枝"
    assert rebuild(station.database).equal


def test_the_form_of_the_report_records_its_day(station, clock: Clock):
    case_id = to_the_plan(station, clock)
    values = {**DRAFTS["COMPLETION-REPORT"], "reported_on": "2026-11-25", "finished_on": ""}
    save_form(station, case_id, "COMPLETION-REPORT", values, WEDNESDAY)
    assert stages(station, case_id)["completion_report"].on == WEDNESDAY


def test_a_plan_with_a_chain_of_approvals_is_not_approved_past_it(station, clock: Clock):
    case_id = mill(station, MONDAY)
    do_stage(station, case_id, "LV-SURVEY", clock.go(TUESDAY))
    assert names(station, case_id) == ["plan_draft"]
    record_stage(station, case_id, "plan_draft", Recorded(TUESDAY, station.actor), TUESDAY)
    assert names(station, case_id) == []
    with pytest.raises(StationError, match="“供电方案审批”现在不能单独登记"):
        record_stage(station, case_id, "plan_approve", Recorded(TUESDAY, station.actor), TUESDAY)


@pytest.mark.parametrize(("done", "field"), [
    (Recorded(D(2026, 11, 20), "x", "某人"), "on"),
    (Recorded(D(2026, 11, 27), "x", "某人"), "on"),
    (Recorded(MONDAY), "name"),
    (Recorded(MONDAY, name="某人", unit="moon"), "unit"),
])  # fmt: skip
def test_what_cannot_be_is_told_at_its_field(station, done, field):
    case_id = mill(station, MONDAY)
    with pytest.raises(ProblemsFound) as found:
        record_stage(station, case_id, "dispatch", replace(done), MONDAY)
    assert [problem.field for problem in found.value.problems] == [field]
    assert "dispatch" not in stages(station, case_id)
