"""All stages with the unit that answers for them and the persons: what is inside a stage is recorded in one go with it."""

from datetime import date

import pytest

from models.rules import RuleBook, shipped_texts
from models.services.case_page.detail import case_detail
from models.services.checking import rebuild
from models.services.corrections import correct_stage_day
from models.services.fees import ChargeEntry, charge_fee, pay_fee
from models.services.folding.refold import Folder
from models.services.people import add_person
from models.services.registration import register
from models.services.stages import form_values, save_form
from models.services.station import looking
from tests.stations import MONDAY, Clock, do_all, do_stage, factory_intake, filling, mill

D = date
BOOK = RuleBook.from_texts(shipped_texts())


def stages(station, case_id):
    with looking(station) as connection:
        return Folder(connection).case(case_id).stages


def card(station, case_id, day):
    return {row.label.strip(): row.text for c in case_detail(station, case_id, day).cards if c.topic == "stages" for row in c.rows}


@pytest.mark.parametrize("kind", [kind for kind in BOOK.types.values() if kind.step("survey")], ids=lambda kind: kind.code)
def test_every_survey_is_dispatched_and_every_plan_drafted_and_approved(kind):
    who = {step.stage: [(one.stage, one.unit) for one in step.inner] for step in kind.flow}
    owner = kind.step("survey").owner
    assert who["survey"] == [("dispatch", owner)]
    if kind.step("plan_reply") and kind.group != "enquiry":  # an enquiry is answered without a plan
        assert who["plan_reply"] == [("plan_draft", owner), ("plan_approve", "by_authority")]
    assert all(step.responsible for step in kind.flow)
    assert all(one.source and one.cite for step in kind.flow for one in step.inner)


def test_a_survey_records_its_dispatch_and_both_surveyors(station, clock: Clock):
    second, _ = add_person(station, "李建国", "台区经理", MONDAY)
    case_id = mill(station, MONDAY)
    tuesday = clock.go(D(2026, 11, 24))
    values = {**filling(station, case_id, "LV-SURVEY", tuesday), "surveyor": "赵建军", "second_surveyor": "李建国"}
    save_form(station, case_id, "LV-SURVEY", values, tuesday)
    found = stages(station, case_id)
    assert found["survey"].persons == (station.actor, second)
    assert (found["dispatch"].on, found["dispatch"].along) == (tuesday, "survey")
    told = card(station, case_id, tuesday)
    assert told["现场勘查"] == "供电所　赵建军、李建国　2026-11-24"
    assert told["勘查派工"] == "供电所　2026-11-24　随“现场勘查”一并登记"
    assert told["供电方案审批"] == "按审批权限　还没有办"
    assert rebuild(station.database).equal


def test_a_plan_was_drafted_when_its_form_was_filled(station, clock: Clock):
    case_id = mill(station, MONDAY)
    do_stage(station, case_id, "LV-SURVEY", clock.go(D(2026, 11, 24)))
    do_stage(station, case_id, "LV-PLAN", clock.go(D(2026, 11, 26)))
    found = stages(station, case_id)
    assert {stage: found[stage].on for stage in ("plan_draft", "plan_approve", "plan_reply")} == dict.fromkeys(
        ("plan_draft", "plan_approve", "plan_reply"), D(2026, 11, 26))
    assert [step.stage for step in case_detail(station, case_id, D(2026, 11, 26)).steps][:3] == ["accept", "survey", "plan_reply"]


def test_the_call_back_stands_there_with_who_made_it(station, clock: Clock):
    case_id = mill(station, MONDAY)
    do_all(station, case_id, clock.go(D(2026, 11, 30)))
    assert card(station, case_id, D(2026, 11, 30))["客户回访"] == "供电所　还没有办"
    day = clock.go(D(2026, 12, 2))
    known = {name: value for name, value in form_values(station, case_id, "CALLBACK", day).items() if value}
    asked = dict.fromkeys(("limits_kept", "fees_right", "no_firm_named"), "是") | {"overall": "满意"}
    save_form(station, case_id, "CALLBACK", {**known, "reached": False}, day)
    assert card(station, case_id, day)["客户回访"] == "供电所　赵建军　2026-12-02（没有联系上）"
    save_form(station, case_id, "CALLBACK", {**known, **asked, "reached": True}, day, reason="第二次打通")
    assert card(station, case_id, day)["客户回访"] == "供电所　赵建军　2026-12-02"
    assert rebuild(station.database).equal


def test_a_fee_stands_there_from_its_charge_to_its_last_payment(station, clock: Clock):
    case_id = register(station, factory_intake(station, MONDAY), MONDAY)[0].case_id
    assert "业务收费" not in card(station, case_id, MONDAY)
    charge_fee(station, case_id, ChargeEntry("high_reliability", MONDAY, "1200", "核定单"), MONDAY)
    assert card(station, case_id, MONDAY)["业务收费"] == "县客户服务中心　还没有交清"
    with looking(station) as connection:
        charge = next(iter(Folder(connection).case(case_id).money.charges))
    pay_fee(station, case_id, charge, "1200", "No.1", MONDAY, MONDAY)
    assert card(station, case_id, MONDAY)["业务收费"] == "县客户服务中心　2026-11-23"


def test_a_corrected_survey_takes_its_dispatch_along(station, clock: Clock):
    case_id = mill(station, MONDAY)
    do_stage(station, case_id, "LV-SURVEY", clock.go(D(2026, 11, 25)))
    correct_stage_day(station, case_id, "survey", D(2026, 11, 24), "日期登错", D(2026, 11, 25))
    assert stages(station, case_id)["dispatch"].on == D(2026, 11, 24)
    assert rebuild(station.database).equal


def test_the_whole_flow_is_no_longer_for_the_clerk(station, clock: Clock):
    """The same forms and papers as before end the case; every inner node stands in its history."""
    case_id = mill(station, MONDAY)
    do_all(station, case_id, clock.go(D(2026, 11, 30)))
    assert {"dispatch", "plan_draft", "plan_approve"} <= stages(station, case_id).keys()
    assert case_detail(station, case_id, D(2026, 11, 30)).row.status_text == "已归档"
