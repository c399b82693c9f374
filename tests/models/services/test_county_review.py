"""What the county decides: conflicts with both values, duplicate customers, the audit over all stations and its notices."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import events
from models.casework.conflicts import HOLDS
from models.problems import ProblemsFound, StationError
from models.services.centre.answers import acknowledge
from models.services.centre.audit import county_audit, draw_county, drawn_list, report_of
from models.services.centre.broadcasts import send
from models.services.centre.channel import speaking
from models.services.centre.conflict_settling import settle_conflict
from models.services.centre.conflicts import SEALED, conflicts
from models.services.centre.intake import take
from models.services.centre.joins import join_customers, joins, not_the_same, part_customers, suggestions
from models.services.checking import rebuild
from models.services.corrections import correct_value
from models.services.exchange.answers import take_answer
from models.services.exchange.broadcasts import broadcasts
from models.services.exchange.outbox import export
from models.services.exchange.state_digest import state_digest
from models.services.folding.refold import Folder
from models.services.station import changing
from models.store.session import reading
from tests.stations import MILL, MONDAY, mill


def bring(county, *codes):
    for code in codes:
        take(county.centre, export(county.stations[code], county.stick)[0].file)


def answer(county, code):
    return take_answer(county.stations[code], acknowledge(county.centre, code, county.stick)[0].path)


def said(county, case_id, **values):
    """The centre fills in a form of a case."""
    with speaking(county.centre, "3501") as append:
        append.add(events.FormFilled(form="LV-SURVEY", stage="survey", version=1, values=values), (f"case:{case_id}",))


def noted(county, case_id, **values):
    """The station fills in the same form, as it was before it heard of the centre's."""
    with changing(county.stations["3501"]) as change:
        change.add(events.FormFilled(form="LV-SURVEY", stage="survey", version=1, values=values), case_id)


def test_both_sides_about_one_field_is_a_conflict_with_both_values_until_a_person_decides(county):
    case_id = mill(county.stations["3501"])
    bring(county, "3501")
    said(county, case_id, capacity="80", phone="13800000001")
    noted(county, case_id, capacity="60", phone="13800000002")
    bring(county, "3501")
    (found,) = conflicts(county.centre)
    assert (found.kind, found.settled) == ("conflict", "")
    assert dict((name.rpartition(".")[2], (ours, theirs)) for name, ours, theirs in found.pairs) == {
        "申请用电容量": ("60", "80"), "phone": (SEALED, SEALED)}  # fmt: skip
    with pytest.raises(ProblemsFound):
        settle_conflict(county.centre, found, "station", "孙主任", "")
    settle_conflict(county.centre, found, "station", "孙主任", "现场量的")
    (found,) = conflicts(county.centre)
    assert found.settled == "孙主任：以供电所为准"
    answer(county, "3501")
    with reading(county.centre.database) as there, reading(county.stations["3501"].database) as here:
        assert state_digest(there, "3501") == state_digest(here, "3501")
    assert rebuild(county.centre.database).equal
    assert rebuild(county.stations["3501"].database).equal


def met(county, ours, theirs):
    """A case in which both sides filled in the same form, neither knowing of the other; gives its identity and the conflict."""
    case_id = mill(county.stations["3501"])
    bring(county, "3501")
    said(county, case_id, **theirs)
    noted(county, case_id, **ours)
    bring(county, "3501")
    (found,) = conflicts(county.centre)
    return case_id, found


def survey_of(store, case_id):
    with reading(store.database) as connection:
        return Folder(connection).case(case_id).forms["LV-SURVEY"].values


@pytest.mark.parametrize(("holds", "capacity", "labels"), [("station", "60", ("申请用电容量",)), ("centre", "80", ()), ("both", "80", ())])
def test_the_value_picked_holds_on_both_sides_and_the_rest_of_the_form_stays(county, holds, capacity, labels):
    case_id, found = met(county, {"capacity": "60"}, {"capacity": "80", "remark": "由县中心量得"})
    assert settle_conflict(county.centre, found, holds, "孙主任", "现场量的") == labels
    answer(county, "3501")
    for store in (county.centre, county.stations["3501"]):
        values = survey_of(store, case_id)
        assert (values["capacity"], values.get("remark")) == (capacity, "由县中心量得")
        assert rebuild(store.database).equal
    with reading(county.centre.database) as there, reading(county.stations["3501"].database) as here:
        assert state_digest(there, "3501") == state_digest(here, "3501")
    assert [one.settled for one in conflicts(county.centre)] == [found.settled or f"孙主任：{HOLDS[holds]}"]


def test_a_conflict_is_settled_once(county):
    _, found = met(county, {"capacity": "60"}, {"capacity": "80"})
    settle_conflict(county.centre, found, "station", "孙主任", "现场量的")
    with pytest.raises(StationError, match="已经有人决定过"):
        settle_conflict(county.centre, found, "centre", "李主任", "台账")


def test_what_the_station_writes_meanwhile_meets_the_picked_value_as_a_new_conflict(county):
    case_id, found = met(county, {"capacity": "60"}, {"capacity": "80"})
    settle_conflict(county.centre, found, "station", "孙主任", "现场量的")
    noted(county, case_id, capacity="100")  # before it heard of the decision
    bring(county, "3501")
    assert [dict((a, (b, c)) for a, b, c in one.pairs)["申请用电容量"] for one in conflicts(county.centre) if not one.settled] == [
        ("100", "80"),
        ("100", "60"),
    ]


def test_a_value_of_the_application_and_a_day_of_a_stage_are_corrected(county):
    station = county.stations["3501"]
    case_id = mill(station)
    bring(county, "3501")
    record = (f"case:{case_id}",)
    with speaking(county.centre, "3501") as append:
        append.add(events.CaseCorrected(field="capacity", label="申请用电容量", old="60", new="80"), record)
        append.add(events.StageCompleted(stage="survey", on=date(2026, 11, 20)), record)
    with changing(station) as change:
        change.add(events.CaseCorrected(field="capacity", label="申请用电容量", old="60", new="50"), case_id)
        change.add(events.StageCompleted(stage="survey", on=date(2026, 11, 19)), case_id)
    bring(county, "3501")
    told = [settle_conflict(county.centre, one, "station", "孙主任", "问过") for one in conflicts(county.centre) if one.kind == "conflict"]
    assert sorted(told) == [("现场勘查日期",), ("申请容量",)]
    answer(county, "3501")
    for store in (county.centre, station):
        with reading(store.database) as connection:
            case = Folder(connection).case(case_id)
            assert (case.capacity, case.values["capacity"]) == ("50", "50")
            assert case.stages["survey"].on == date(2026, 11, 19)


def test_what_one_side_knew_of_the_other_is_no_conflict_and_other_fields_are_parallel(county):
    case_id = mill(county.stations["3501"])
    bring(county, "3501")
    said(county, case_id, capacity="80")
    answer(county, "3501")
    noted(county, case_id, capacity="60")  # now it knows
    bring(county, "3501")
    assert conflicts(county.centre) == ()
    said(county, case_id, voltage="380 V")
    assert conflicts(county.centre) == ()
    noted(county, case_id, capacity="70")
    bring(county, "3501")
    (found,) = conflicts(county.centre)
    assert (found.kind, found.pairs) == ("parallel", ())


def test_customers_of_two_stations_are_suggested_joined_by_a_person_and_parted_again(county):
    mill(county.stations["3501"])
    mill(county.stations["3502"])
    mill(county.stations["3502"], phone="13912345678", document_no="91410425MA3X0XN92W", address="河南省平顶山市郏县安良镇肖河村1组")
    bring(county, "3501", "3502")
    found = suggestions(county.centre)
    assert (len(found), found[0].keys[0]) == (1, "document")
    cases = tuple(case.case_id for case in found[0].cases)
    before = {case.customer for case in found[0].cases}
    with pytest.raises(ProblemsFound):
        join_customers(county.centre, cases, "", "")
    join_customers(county.centre, cases, "孙主任", "同一法人")
    assert suggestions(county.centre) == ()
    (held,) = joins(county.centre)
    assert (held.join.by, held.join.reason, held.join.parted) == ("孙主任", "同一法人", "")
    assert {case.customer for case in held.cases} == before
    part_customers(county.centre, held.join, "孙主任", "核对后不是")
    (held,) = joins(county.centre)
    assert held.join.parted == "2026-11-23 孙主任：核对后不是"
    assert suggestions(county.centre) == ()
    assert rebuild(county.centre.database).equal
    assert acknowledge(county.centre, "3502", county.stick)


def test_cases_said_to_be_of_different_customers_are_not_suggested_again(county):
    mill(county.stations["3501"])
    mill(county.stations["3502"])
    bring(county, "3501", "3502")
    (found,) = suggestions(county.centre)
    not_the_same(county.centre, tuple(case.case_id for case in found.cases), "孙主任", "代办人的电话")
    assert suggestions(county.centre) == ()


PHONE = {"document_no": "91410425MA3X0XN92W", "address": "河南省平顶山市郏县安良镇肖河村1组"}
"""What another mill gives of itself, so that only the phone is the first one's."""


@pytest.mark.parametrize("taken_back", [True, False])
def test_what_cases_share_since_they_were_said_to_differ_is_news_and_the_same_is_not(county, taken_back):
    first, second = mill(county.stations["3501"]), mill(county.stations["3502"], **PHONE)
    bring(county, "3501", "3502")
    (found,) = suggestions(county.centre)
    assert (set(ids(found)), found.keys, found.before) == ({first, second}, ("phone",), ())
    if taken_back:
        join_customers(county.centre, ids(found), "孙主任", "同一法人")
        part_customers(county.centre, joins(county.centre)[0].join, "孙主任", "代办人的电话")
    else:
        not_the_same(county.centre, ids(found), "孙主任", "代办人的电话")
    correct_value(county.stations["3502"], second, "capacity", "70", "客户补报", MONDAY)
    bring(county, "3502")
    assert suggestions(county.centre) == ()
    correct_value(county.stations["3502"], second, "document_no", str(MILL["document_no"]), "号码抄错", MONDAY)
    bring(county, "3502")
    (found,) = suggestions(county.centre)
    assert (set(ids(found)), found.keys) == ({first, second}, ("document",))
    assert [one.parted for one in found.before] == ["2026-11-23 孙主任：代办人的电话"]
    join_customers(county.centre, ids(found), "孙主任", "执照核对过")
    assert suggestions(county.centre) == ()


def test_a_further_case_is_news_and_what_is_one_customer_by_way_of_another_is_not(county):
    first, second = mill(county.stations["3501"]), mill(county.stations["3502"], **PHONE)
    bring(county, "3501", "3502")
    not_the_same(county.centre, ids(suggestions(county.centre)[0]), "孙主任", "代办人的电话")
    third = mill(county.stations["3501"], document_no="91410425MA3XA7QQ13", address="河南省平顶山市郏县堂街镇士庄村5组")
    bring(county, "3501")
    (found,) = suggestions(county.centre)
    assert set(ids(found)) == {second, third}, "those that were said to differ are no pair, and two of one station are its own matter"
    join_customers(county.centre, (first, third), "孙主任", "同一法人")
    join_customers(county.centre, (first, second), "孙主任", "前面定错了")
    assert suggestions(county.centre) == ()


def ids(found):
    return tuple(case.case_id for case in found.cases)


def test_a_decision_is_whole_and_is_taken_and_taken_back_once(county, monkeypatch):
    mill(county.stations["3501"])
    mill(county.stations["3502"])
    bring(county, "3501", "3502")
    (found,) = suggestions(county.centre)
    cases = tuple(case.case_id for case in found.cases)
    with monkeypatch.context() as patch:  # the power fails before the second half of "they are different"
        patch.setattr(events, "CustomersParted", None)
        with pytest.raises(TypeError):
            not_the_same(county.centre, cases, "孙主任", "代办人的电话")
    assert joins(county.centre) == ()
    join_customers(county.centre, cases, "孙主任", "同一法人")
    with pytest.raises(StationError, match="已由孙主任记为同一个客户"):
        join_customers(county.centre, cases, "周志远", "另一个窗口")
    (held,) = joins(county.centre)
    part_customers(county.centre, held.join, "孙主任", "核对后不是")
    with pytest.raises(StationError, match="已经撤回"):
        part_customers(county.centre, held.join, "周志远", "另一个窗口看的旧页")
    (held,) = joins(county.centre)
    assert held.join.parted == "2026-11-23 孙主任：核对后不是"
    join_customers(county.centre, cases, "孙主任", "补了营业执照")
    assert [one.join.parted for one in joins(county.centre)] == ["", held.join.parted]


def test_decisions_are_read_some_hundreds_at_once_and_in_the_order_taken(county, monkeypatch):
    asked = []
    sa.event.listen(county.centre.database.reader, "before_cursor_execute", lambda *told: asked.append(told[2]))
    needed = []
    for number in range(5):
        join_customers(county.centre, (f"a{number}", f"b{number}"), "孙主任", f"第{number}次")
        asked.clear()
        found = joins(county.centre)
        needed.append(len(asked))
    assert needed == [needed[0]] * 5
    part_customers(county.centre, found[3].join, "孙主任", "核对后不是")
    monkeypatch.setattr("models.services.centre.joins._AT_ONCE", 2)
    found = joins(county.centre)
    assert [one.join.reason for one in found] == [f"第{number}次" for number in (4, 3, 2, 1, 0)]
    assert [bool(one.join.parted) for one in found] == [False, False, False, True, False]


def test_the_audit_covers_all_stations_and_becomes_a_notice(county):
    late = date(2026, 10, 12)
    county.clock.go(late)
    for code in ("3501", "3502"):
        mill(county.stations[code], late)
    county.clock.go(MONDAY)
    bring(county, "3501", "3502")
    found = county_audit(county.centre, "year", MONDAY)
    assert found.cases == 2
    assert {one.station for one in found.rows} == {"3501", "3502"}
    assert county_audit(county.centre, "year", MONDAY, "3502").cases == 1
    notice = report_of(found, "3502", "year", MONDAY)
    assert f"{len(found.of('3502'))} 项没有说明" in notice.body
    assert "3501-" not in notice.body
    send(county.centre, ("3502",), notice, MONDAY)
    answer(county, "3502")
    (one,) = broadcasts(county.stations["3502"])
    assert one.cases == notice.cases


def test_a_draw_over_all_stations_is_told_to_each_and_can_be_drawn_again(county):
    for code in ("3501", "3502"):
        for number in range(3):
            mill(county.stations[code], phone=f"139{code}000{number}")
    bring(county, "3501", "3502")
    with pytest.raises(ProblemsFound, match="今年有 6 件"):
        draw_county(county.centre, 7, 20261123, MONDAY)
    drawn = draw_county(county.centre, 4, 20261123, MONDAY)
    assert {number for _, number, _ in drawn_list(county.centre)} == set(drawn.numbers)
    for code in ("3501", "3502"):
        answer(county, code)
    with reading(county.centre.database) as there, reading(county.stations["3501"].database) as here:
        assert state_digest(there, "3501") == state_digest(here, "3501")


def test_what_the_desk_notes_by_itself_and_a_draw_are_nothing_to_compare(county):
    """Warnings come day by day: each word of the centre about such a case would stand on the page for somebody to look at."""
    case_id = mill(county.stations["3501"])
    bring(county, "3501")
    said(county, case_id, capacity="80")
    draw_county(county.centre, 1, 7, MONDAY)
    with changing(county.stations["3501"]) as change:
        change.add(events.WarningRaised(limit="whole", level="yellow", due=MONDAY, on=MONDAY), case_id)
    bring(county, "3501")
    assert conflicts(county.centre) == ()
    with changing(county.stations["3501"]) as change:
        change.add(events.StageCompleted(stage="survey", on=MONDAY), case_id)
    bring(county, "3501")
    (found,) = conflicts(county.centre)
    assert found.kind == "parallel"
