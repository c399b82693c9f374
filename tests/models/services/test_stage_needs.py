"""Design review and intermediate inspection of the station's own cases: the facts decide, the page says why, the clerk does them."""

import pytest

from models.problems import StationError
from models.services.case_facts import state_facts
from models.services.case_page.detail import case_detail
from models.services.paper.papers import deliver, issue
from models.services.recording import Recorded, record_stage
from models.services.registration import register
from models.services.stages import save_form
from tests.data.every_flow import form_of, intake_of, record_all_of, taken_to_the_end
from tests.data.form_drafts import DRAFTS
from tests.stations import MONDAY, sheet


def hospital(station) -> str:
    kind = station.shelf.book().types["lv_nonres_new"]
    return register(station, intake_of(station, kind, "lv_nonres", MONDAY, 1), MONDAY)[0].case_id


def needs(station, case_id):
    return {one.stage: (one.needed, one.why) for one in case_detail(station, case_id, MONDAY).needs}


def test_what_is_not_asked_yet_is_said_and_what_is_answered_decides(station):
    case_id = hospital(station)
    assert needs(station, case_id)["design_review"] == (
        False, "还没有问清是不是重要客户、特殊负荷客户、新建住宅小区；依据：我们的理解（非规定）")
    state_facts(station, case_id, {"important": False, "special_load": False, "new_residential_area": False})
    assert needs(station, case_id)["mid_check"] == (False, "不是重要客户、特殊负荷客户、新建住宅小区；依据：我们的理解（非规定）")
    state_facts(station, case_id, {"special_load": True}, "勘查发现电焊机")
    assert needs(station, case_id)["mid_check"] == (True, "特殊负荷客户；依据：我们的理解（非规定）")
    steps = [step.stage for step in case_detail(station, case_id, MONDAY).steps]
    assert steps[3:7] == ["design_request", "design_review", "mid_check_request", "mid_check"]


def test_the_clerk_records_the_request_and_fills_the_opinion(station):
    case_id = hospital(station)
    state_facts(station, case_id, {"important": True})
    save_form(station, case_id, "LV-SURVEY", form_of("LV-SURVEY", MONDAY), MONDAY)
    save_form(station, case_id, "LV-PLAN", form_of("LV-PLAN", MONDAY), MONDAY)
    paper, _ = issue(station, case_id, "LV-PLAN", sheet, MONDAY)
    deliver(station, case_id, paper.paper_no, MONDAY, "当面", MONDAY)
    labels = {todo.label: todo.kind for todo in case_detail(station, case_id, MONDAY).todos}
    assert labels == {"登记设计文件报审": "record", "登记合同签订": "form"}
    with pytest.raises(StationError, match="请先办完“设计文件报审”"):
        save_form(station, case_id, "DESIGN-OPINION", {**DRAFTS["DESIGN-OPINION"], "returned_on": "2026-11-23"}, MONDAY)
    record_stage(station, case_id, "design_request", Recorded(MONDAY, name="院长", unit="customer"), MONDAY)
    save_form(station, case_id, "DESIGN-OPINION", {**DRAFTS["DESIGN-OPINION"], "returned_on": "2026-11-23"}, MONDAY)
    record_all_of(station, case_id, "mid_check_request", MONDAY)
    save_form(station, case_id, "MID-CHECK", {**DRAFTS["MID-CHECK"], "checked_on": "2026-11-23"}, MONDAY)
    done = {step.stage for step in case_detail(station, case_id, MONDAY).steps if step.state == "done"}
    assert {"design_request", "design_review", "mid_check_request", "mid_check"} < done


def test_a_household_of_two_rooms_is_asked_nothing(station):
    kind = station.shelf.book().types["lv_res_new"]
    case_id = taken_to_the_end(station, kind, "residential", MONDAY, 2)
    assert case_detail(station, case_id, MONDAY).needs == ()
