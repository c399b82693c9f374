"""接转 from a ledger: nothing invented, what is doubtful is listed, the next stage asks for its form as usual."""

from datetime import date

import pytest

from models.problems import StationError
from models.services.archive import PlaceEntry, place_paper
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.checking import check, rebuild
from models.services.corrections import correctable
from models.services.paper.papers import preview
from models.services.stages import form_values, save_form
from models.services.station import batch
from models.services.takeover import LedgerRow, take_over
from tests.stations import MONDAY, do_stage, filling, sheet

ROW = LedgerRow(
    7, "堂街2026007", "lv_nonres_new", "lv_nonres_small", "王桂枝面粉加工厂", "92410425MA9F0XN92T", "13937512345",
    "郏县堂街镇石村3组", "60", "380 V", "赵建军", date(2026, 11, 2), {"survey": date(2026, 11, 4)}, "客户要求年底前送电",
)  # fmt: skip


def row(**changes):
    from dataclasses import replace

    return replace(ROW, **changes)


def carried(station, **changes):
    return take_over(station, row(**changes), MONDAY)[0]


def test_a_row_stands_where_the_ledger_left_it(station):
    taken = carried(station)
    assert taken.doubts == ()
    detail = case_detail(station, taken.case_id, MONDAY)
    assert {step.stage: step.state for step in detail.steps}["survey"] == "done"
    assert detail.row.taken_over
    assert ("原编号", "堂街2026007") in detail.facts
    assert all(line.late for line in detail.history if line.text.startswith("接转 "))
    assert {form.code: form.state for form in detail.forms}["LV-APP"] == "未填"
    assert correctable(station, taken.case_id) == ()
    assert rebuild(station.database).equal
    assert check(station).whole


def test_what_the_ledger_lacks_is_never_made_up_nor_called_deleted(station):
    taken = carried(station, document_no="", phone="", capacity="六十", address="")
    assert {doubt.field for doubt in taken.doubts} == {"capacity"}
    shown = preview(station, taken.case_id, "LV-APP", sheet, MONDAY).decode()
    assert "已按规定删除" not in shown
    values = form_values(station, taken.case_id, "LV-APP", MONDAY)
    assert (values["applicant"], values.get("capacity", ""), values.get("phone", "")) == ("王桂枝面粉加工厂", "", "")


def test_the_next_stage_asks_for_its_form_with_what_is_known(station):
    case = carried(station).case_id
    assert form_values(station, case, "LV-PLAN", MONDAY)["account_name"] == "王桂枝面粉加工厂"
    save_form(station, case, "LV-PLAN", {**filling(station, case, "LV-PLAN", MONDAY), "capacity": "60", "voltage": "380V"}, MONDAY)
    values = form_values(station, case, "LV-APP", MONDAY) | {"usage_class": "一般工商业", "accepted_on": "2026-11-02"}
    save_form(station, case, "LV-APP", values, MONDAY)
    detail = case_detail(station, case, MONDAY)
    assert detail.row.accepted_on == date(2026, 11, 2)
    assert {form.code: form.state for form in detail.forms}["LV-APP"] == "已完成"
    do = correctable(station, case)
    assert ("capacity", "申请容量", "60") in do


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document_no": "92410425MA9F0XN92X"}, "document_no"),
        ({"document_no": "410425196802304527"}, "document_no"),
        ({"phone": "139375123"}, "phone"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "-3"}, "capacity"),
        ({"stages": {"survey": date(2026, 11, 4), "plan_reply": date(2026, 11, 3)}}, "plan_reply"),
        ({"stages": {"survey": date(2026, 12, 4)}}, "survey"),
    ],
)
def test_a_doubtful_value_is_left_out_and_named(station, changes, field):
    taken = carried(station, **changes)
    assert [doubt.field for doubt in taken.doubts] == [field]
    assert "没有采用" in taken.doubts[0].message
    case_detail(station, taken.case_id, MONDAY)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"accepted_on": date(2026, 11, 24)}, "在今天之后"), ({"customer": " "}, "没有户名"), ({"business_type": "moon"}, "还不办"),
        ({"class_": "residential"}, "还不办"), ({"accepted_on": date(1999, 1, 1), "stages": {}}, "工作日历"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_a_case_is_refused_and_leaves_nothing(station, changes, word):
    with pytest.raises(StationError, match=word):
        carried(station, **changes)
    assert list_cases(station, MONDAY, "all").total == 0


def test_the_same_row_twice_is_carried_once_also_within_one_batch(station):
    carried(station)
    with pytest.raises(StationError, match="已经接转为"):
        carried(station)
    refused = 0
    with batch(station):
        for number in (8, 9, 8):
            try:
                carried(station, original_no=f"堂街{number}")
            except StationError:
                refused += 1
        with pytest.raises(StationError):
            carried(station, original_no="堂街10", accepted_on=date(1999, 1, 1))
    assert refused == 1
    assert list_cases(station, MONDAY, "all").total == 3
    assert check(station).whole
    assert rebuild(station.database).equal


def test_a_high_voltage_row_keeps_the_centres_dates_as_the_centres(station):
    case = carried(station, business_type="hv_new", class_="hv_single", capacity="315", voltage="10 kV").case_id
    detail = case_detail(station, case, MONDAY)
    assert detail.row.status_text == "县中心办理中"
    assert any("县中心办理结果（据台账）" in line.text for line in detail.history)


def test_a_carried_case_goes_on_to_the_end(station):
    case = carried(station).case_id
    for code in ("LV-PLAN", "COMPLETION", "CONTRACT", "METER"):
        do_stage(station, case, code, MONDAY)
    for line in ("customer_papers", "application"):  # from before the ledger was taken over: in the old file, on paper
        place_paper(station, case, line, PlaceEntry("4", original=True, cabinet="", box="旧-12"), MONDAY)
    do_stage(station, case, "ARCHIVE", MONDAY)
    assert case_detail(station, case, MONDAY).row.status_text == "已归档"
