"""来访登记: one line each, private where it must be; open questions, enquiries that become applications, complaints with their day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.centre.intake import take
from models.services.checking import rebuild
from models.services.complaints import (
    ComplaintEntry,
    ComplaintMonth,
    answer_complaint,
    complaint_figures,
    default_due,
    receive_complaint,
)
from models.services.contact_list import AnswersDue, ContactFilter, answers_due, list_contacts
from models.services.contacts import (
    ContactEntry,
    answer_contact,
    contact_of,
    draft_application,
    note_contact,
    reminding,
    split_who,
    unreached_evidence,
)
from models.services.exchange.outbox import export
from models.services.registration import register
from models.services.reminders import reminders_on
from models.services.station import looking
from models.store.views import contact_view, journal
from tests.stations import EVERYTHING, MONDAY, house_intake, mill

NOW = datetime(2026, 11, 23, 9, 0)
VISIT = ContactEntry("visit", NOW, "王桂枝", "13937512345", "问面粉厂增容要带什么，身份证 410425198806060017")


def fields(refused):
    return {problem.field for problem in refused.value.problems}


def rows(station, **wanted):
    return list_contacts(station, MONDAY, ContactFilter(**wanted)).rows


def told_on(station, day):
    return [(r.text, r.on) for r in reminders_on(station, day) if r.code.startswith("complaint-")]


def complaint(station, **values):
    given = {"channel": "12398", "number": "HN2026-1", "received": MONDAY, "words": "报装两周没有人来", "answerer": station.actor}
    return ComplaintEntry(**{**given, "name": "王桂枝", "phone": "13937512345", **values})


@pytest.mark.parametrize(
    ("typed", "name", "phone"),
    [
        ("王桂枝 13937512345", "王桂枝", "13937512345"), ("王桂枝13937512345", "王桂枝", "13937512345"),
        ("139 3751 2345", "", "13937512345"), ("石村3组老王", "石村3组老王", ""),
        ("老王，0375-5160123", "老王", "0375-5160123"), ("", "", ""),
    ],
)  # fmt: skip
def test_who_and_phone_are_typed_in_one_field(typed, name, phone):
    assert split_who(typed) == (name, phone)


def test_a_visit_is_found_again_masked_and_rebuilt_alike(station):
    note_contact(station, VISIT)
    (row,) = rows(station)
    assert (row.title, row.who, row.phone, row.state) == ("来访", "王*枝", "139****2345", "")
    assert "410425198806060017" not in row.words
    assert row.person == "赵建军"
    for text in ("wgz", "2345", "增容", "王桂枝 面粉"):
        assert len(rows(station, text=text)) == 1, text
    assert rows(station, text="李四") == ()
    assert rebuild(station.database).equal


def test_everything_wrong_is_told_at_once(station):
    late = NOW + timedelta(days=1)
    with pytest.raises(ProblemsFound) as refused:
        note_contact(station, ContactEntry("visit", late))
    assert fields(refused) == {"who", "words", "at"}
    with pytest.raises(ProblemsFound, match="11 位"):
        note_contact(station, replace(VISIT, phone="139375123"))
    with pytest.raises(StationError, match="找不到这个工单"):
        note_contact(station, replace(VISIT, case_id="nonsense"))
    assert rows(station) == ()


def test_who_it_was_and_what_was_said_stay_out_of_the_public_lines(station):
    note_contact(station, VISIT)
    receive_complaint(station, complaint(station), MONDAY)
    with looking(station) as connection:
        lines = b"".join(row.line for row in connection.execute(sa.select(journal)))
    for private in ("王桂枝", "13937512345", "面粉厂", "没有人来"):
        assert private.encode() not in lines
    assert b"HN2026-1" in lines


def test_filters_by_kind_day_and_what_waits_and_pages(station, clock):
    for hour in range(5):
        note_contact(station, replace(VISIT, at=NOW - timedelta(hours=hour), words=f"第 {hour} 次"))
    note_contact(station, replace(VISIT, kind="unreached", at=NOW - timedelta(days=1)))
    note_contact(station, replace(VISIT, kind="enquiry", asks=True, at=NOW - timedelta(days=2)))
    assert [len(rows(station, kind=kind)) for kind in ("", "visit", "outgoing", "unreached", "enquiry")] == [7, 5, 1, 1, 1]
    assert [row.state for row in rows(station, waiting=True)] == ["待答复"]
    assert len(rows(station, day=date(2026, 11, 22))) == 1
    first = list_contacts(station, MONDAY, ContactFilter(), limit=4)
    second = list_contacts(station, MONDAY, ContactFilter(), first.after, limit=4)
    assert (first.total, second.total, len(second.rows), second.after) == (7, 7, 3, "")
    assert [row.id for row in (*first.rows, *second.rows)] == [row.id for row in rows(station)]


def test_an_open_question_is_answered_once(station):
    asked, _ = note_contact(station, replace(VISIT, asks=True))
    with pytest.raises(ProblemsFound) as refused:
        answer_contact(station, asked, " ", MONDAY + timedelta(days=1), MONDAY)
    assert fields(refused) == {"answer", "on"}
    answer_contact(station, asked, "带营业执照和产权证明", MONDAY, MONDAY)
    assert (contact_of(station, asked).answer, rows(station, waiting=True)) == ("带营业执照和产权证明", ())
    with pytest.raises(StationError, match="没有待答复"):
        answer_contact(station, asked, "再答一次", MONDAY, MONDAY)
    assert rebuild(station.database).equal


def test_failed_attempts_of_a_case_are_its_evidence(station):
    case = mill(station)
    assert unreached_evidence(station, case) == ""
    for day in (19, 20, 21, 22):
        note_contact(station, ContactEntry("unreached", datetime(2026, 11, day, 10, 5), phone="13903750011", case_id=case))
    told = "联系未成 3 次：2026-11-20 10:05、2026-11-21 10:05、2026-11-22 10:05（联系记录）"
    assert unreached_evidence(station, case) == told
    card = next(card for card in case_detail(station, case, MONDAY).cards if card.topic == "contacts")
    assert [row.label for row in card.rows][:2] == ["11-22 10:05", "11-21 10:05"]
    assert any(line.text.startswith("联系未成 2026-11-22 10:05") for line in case_detail(station, case, MONDAY).history)


def test_an_enquiry_becomes_an_application_that_names_it(station):
    asked, _ = note_contact(station, replace(VISIT, kind="call", asks=True, address="堂街镇石村3组"))
    kept = station.drafts.values(draft_application(station, asked))
    assert (kept["applicant"], kept["phone"], kept["@channel"], kept["@asked_at"]) == ("王桂枝", "13937512345", "电话", "2026-11-23 09:00")
    assert kept["address"] == "堂街镇石村3组"
    assert (kept["@contact"], kept["@first_contact"]) == (asked, "赵建军")
    done, changes = register(station, replace(house_intake(station, MONDAY), contact=asked), MONDAY)
    assert changes.contacts
    (row,) = rows(station)
    assert (row.case_id, row.case_number, row.state) == (done.case_id, done.number, "已转为申请")
    assert case_detail(station, done.case_id, MONDAY).history[-1].text.endswith("由来访登记转来")
    with pytest.raises(StationError, match="已经有工单"):
        draft_application(station, asked)
    assert rebuild(station.database).equal


def test_reminding_prepares_whom_to_call_and_what_to_say(station):
    case = mill(station, received=EVERYTHING - {"village_certificate"})
    found = reminding(station, case)
    assert (found.name, found.phone) == ("李改枝", "13903750011")
    assert found.words == "提醒：请带来产权证明，“供用电合同签订”前补齐"


def test_a_complaint_has_a_number_a_day_and_a_result(station):
    case = mill(station)
    tomorrow = MONDAY + timedelta(days=1)
    wrong = complaint(station, number="", words=" ", received=tomorrow, due=MONDAY, answerer="nobody", phone="12")
    with pytest.raises(ProblemsFound) as refused:
        receive_complaint(station, wrong, MONDAY)
    assert fields(refused) == {"number", "words", "received", "due", "answerer", "phone"}
    found, _ = receive_complaint(station, complaint(station, case_id=case), MONDAY)
    told = contact_of(station, found)
    assert (told.due, told.due_source) == (date(2026, 11, 30), "默认值（非规定）：5 个工作日") == default_due(station, MONDAY)
    with pytest.raises(ProblemsFound, match="HN2026-1 已经登记过"):
        receive_complaint(station, complaint(station), MONDAY)
    assert told_on(station, date(2026, 11, 26)) == [("答复12398投诉（编号 HN2026-1）", date(2026, 11, 30))]
    assert told_on(station, date(2026, 11, 25)) == []
    with pytest.raises(ProblemsFound) as refused:
        answer_complaint(station, found, "fine", "", MONDAY, MONDAY)
    assert fields(refused) == {"result", "answer"}
    with pytest.raises(StationError, match="答复投诉"):
        answer_contact(station, found, "已上门", MONDAY, MONDAY)
    answer_complaint(station, found, "justified", "已上门道歉并装表", MONDAY, MONDAY)
    assert told_on(station, date(2026, 12, 30)) == []
    assert rebuild(station.database).equal


def test_a_complaint_at_the_counter_is_told_without_a_number(station):
    case = mill(station)
    receive_complaint(station, complaint(station, channel="visit", number="", case_id=case), MONDAY)
    assert told_on(station, date(2026, 11, 26)) == [("答复来访投诉", date(2026, 11, 30))]
    assert case_detail(station, case, MONDAY).history[0].text == "投诉 来访，2026-11-30 前答复"


def test_what_must_be_answered_is_counted_before_and_after_its_day(station):
    receive_complaint(station, complaint(station, due=date(2026, 11, 25)), MONDAY)
    receive_complaint(station, complaint(station, channel="visit", number="", due=date(2026, 12, 25)), MONDAY)
    note_contact(station, replace(VISIT, asks=True))
    soon = MONDAY + timedelta(days=2)
    assert answers_due(station, MONDAY, soon) == AnswersDue(0, 1, 1)
    assert answers_due(station, date(2026, 11, 26), date(2026, 11, 28)) == AnswersDue(1, 0, 1)
    late = list_contacts(station, date(2026, 11, 26), ContactFilter(kind="complaint")).rows
    assert {row.level for row in late} == {"overdue", "near"}


def test_complaints_of_a_month_by_channel(station, clock):
    first, _ = receive_complaint(station, complaint(station), MONDAY)
    second, _ = receive_complaint(station, complaint(station, number="HN2026-2", due=date(2026, 11, 24)), MONDAY)
    receive_complaint(station, complaint(station, channel="visit", number=""), MONDAY)
    answer_complaint(station, first, "justified", "已上门", MONDAY, MONDAY)
    later = clock.go(date(2026, 11, 27))
    answer_complaint(station, second, "unjustified", "已说明", later, later)
    assert complaint_figures(station, 2026, 11) == (ComplaintMonth("12398", 2, 1, 1, 0, 1), ComplaintMonth("来访", 1, 0, 0, 1, 0))
    assert complaint_figures(station, 2026, 12) == ()


def test_the_centre_takes_contacts_in_and_folds_them_alike(station, centre, tmp_path):
    asked, _ = note_contact(station, replace(VISIT, asks=True))
    receive_complaint(station, complaint(station, case_id=mill(station)), MONDAY)
    answer_contact(station, asked, "已答复", MONDAY, MONDAY)
    folder = tmp_path / "stick"
    folder.mkdir()
    take(centre, export(station, folder)[0].file)
    with station.database.reader.connect() as here, centre.database.reader.connect() as there:
        mine = here.execute(sa.select(contact_view).order_by(contact_view.c.id)).all()
        assert mine == there.execute(sa.select(contact_view).order_by(contact_view.c.id)).all()
    assert len(mine) == 2
    assert rebuild(centre.database).equal
