"""The centre speaks to a station through its own journal: broadcasts go out until they are answered, and both sides read one order."""

import tempfile
from dataclasses import replace
from datetime import date

import msgspec
import pytest
import sqlalchemy as sa

from models import events
from models.events.envelope import decode_envelope
from models.events.order import in_order
from models.problems import ProblemsFound, StationError
from models.services import calendars
from models.services.centre.answers import acknowledge
from models.services.centre.broadcast_checks import next_working_day
from models.services.centre.broadcasts import ToSend, sent_broadcasts
from models.services.centre.broadcasts import send as send_out
from models.services.centre.channel import pending, speaking
from models.services.centre.desk import open_desk
from models.services.centre.intake import take
from models.services.checking import check, rebuild
from models.services.exchange import broadcasts
from models.services.exchange.answers import take_answer
from models.services.exchange.incoming import look_into
from models.services.exchange.outbox import case_states, export, outbox_page
from models.services.exchange.state_digest import state_digest
from models.services.station import changing, looking
from models.services.transfer import GivenBack, give_back, take_over
from models.store import journal
from models.store.session import reading
from tests.data.calendars import NEXT_YEAR, PAPER
from tests.handover import BY, passed_up
from tests.postgres import on_both_stores
from tests.stations import MONDAY, mill


def exchange(station, centre, folder):
    """One round trip."""
    take(centre, export(station, folder)[0].file)
    return take_answer(station, acknowledge(centre, "3501", folder)[0].path)[0]


def test_a_notice_reaches_its_station_is_answered_and_the_answer_reaches_the_centre(station, centre, tmp_path):
    mill(station)
    notice = ToSend("rectify", "超期未督办", "11 月 2 件超期没有督办记录。", due=MONDAY)
    name = send_out(centre, ("3501",), notice, MONDAY)
    told = exchange(station, centre, tmp_path)
    assert "县中心下发整改通知《超期未督办》，请在 2026-11-23（含）以前答复。" in told.summary
    (one,) = broadcasts.broadcasts(station)
    assert (one.id, one.wants, one.how, one.due) == (name, "answer", "", MONDAY)
    with pytest.raises(ProblemsFound):
        broadcasts.settle(station, name, MONDAY)
    broadcasts.settle(station, name, MONDAY, "已补督办记录，今后每周一查。")
    assert sent_broadcasts(centre)[0].open == ("3501",)
    exchange(station, centre, tmp_path)
    (sent,) = sent_broadcasts(centre)
    assert (sent.open, sent.stations[0][1].text) == ((), "已补督办记录，今后每周一查。")
    assert check(station).whole
    assert rebuild(station.database).equal
    assert rebuild(centre.database).equal


def test_a_line_goes_out_until_the_station_says_it_has_it(station, centre, tmp_path):
    mill(station)
    send_out(centre, ("3501",), ToSend("notice", "一", "甲"), MONDAY)
    take(centre, export(station, tmp_path)[0].file)
    lost, _ = acknowledge(centre, "3501", tmp_path)
    send_out(centre, ("3501",), ToSend("notice", "二", "乙"), MONDAY)
    second, _ = acknowledge(centre, "3501", tmp_path)
    take_answer(station, second.path)
    assert {one.title for one in broadcasts.broadcasts(station)} == {"一", "二"}
    with pytest.raises(StationError, match="较早"):
        take_answer(station, lost.path)
    mill(station, phone="13900000003")
    take(centre, export(station, tmp_path)[0].file)
    with reading(centre.database) as connection:
        assert pending(connection, "3501").lines == ()


def test_a_year_of_holidays_arrives_and_is_previewed_before_it_is_adopted(station, centre, tmp_path):
    mill(station)
    name = send_out(centre, ("3501",), ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"), MONDAY)
    exchange(station, centre, tmp_path)
    before = station.calendar.revision
    revision = broadcasts.calendar_in(station, name)
    assert revision.base == before
    calendars.preview(station, revision, MONDAY)
    calendars.adopt(station, revision, MONDAY)
    broadcasts.adopted(station, name, MONDAY)
    assert station.calendar.revision != before
    assert broadcasts.broadcasts(station)[0].how == "adopted"


def test_a_year_of_holidays_is_told_as_a_notice_says_it_and_one_that_cannot_be_read_as_it_came(station, centre, tmp_path):
    mill(station)
    name = send_out(centre, ("3501",), ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"), MONDAY)
    exchange(station, centre, tmp_path)
    one = broadcasts.broadcast_of(station, name)
    told = broadcasts.body_told(one).splitlines()
    assert told[:2] == ["2027 年放假安排", f"依据：{PAPER}"]
    assert told[2] == "元旦：1 月 1 日（周五） 至 1 月 3 日（周日）放假，共 3 天；1 月 9 日（周六）上班。"
    assert told[6] == "端午节：6 月 9 日（周三）放假，共 1 天。"
    assert len(told) == 9
    assert broadcasts.body_told(replace(one, body="year = 2027")) == "year = 2027"


@pytest.mark.parametrize("name", ["2027.toml", "年" * 300, "/"])
def test_a_year_of_holidays_is_read_without_a_disk_and_under_any_name(station, centre, tmp_path, monkeypatch, name):
    mill(station)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    sent = send_out(centre, ("3501",), ToSend("calendar", "2027 年放假安排", NEXT_YEAR, name), MONDAY)
    exchange(station, centre, tmp_path)
    assert broadcasts.calendar_in(station, sent).number == "2027-1"


def test_a_calendar_that_is_in_use_already_is_settled_and_not_asked_for_ever(station, centre, tmp_path):
    """The station had the file from elsewhere, the centre sent it twice, or the power failed between adopting and noting it."""
    mill(station)
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    calendars.adopt(station, calendars.from_file(station, file), MONDAY)
    send_out(centre, ("3501",), ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"), MONDAY)
    exchange(station, centre, tmp_path)
    (one,) = broadcasts.broadcasts(station)
    found = broadcasts.calendar_to_adopt(station, one.id, MONDAY)
    assert isinstance(found, tuple)
    assert found[0] == "2027 年的放假安排（第 1 版）已经采用，没有变化。已记下，下次导出时带给县中心。"
    assert [one.how for one in broadcasts.broadcasts(station)] == ["adopted"]


def test_a_calendar_that_comes_after_its_next_edition_is_settled_as_overtaken(station, centre, tmp_path):
    mill(station)
    file = tmp_path / "2027.toml"
    file.write_text(f"edition = 2\n{NEXT_YEAR}", encoding="utf-8")
    calendars.adopt(station, calendars.from_file(station, file), MONDAY)
    send_out(centre, ("3501",), ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"), MONDAY)
    exchange(station, centre, tmp_path)
    (one,) = broadcasts.broadcasts(station)
    assert isinstance(broadcasts.calendar_to_adopt(station, one.id, MONDAY), tuple)
    (one,) = broadcasts.broadcasts(station)
    assert (one.how, one.text) == ("declined", "这个文件是 2027 年放假安排的第 1 版，本所已采用第 2 版。")


@on_both_stores
def test_a_calendar_that_could_never_be_adopted_does_not_leave_the_centre(station, centre, tmp_path):
    """Other days under the edition that a station has, or was sent; a year before which one lacks."""

    def send(body, file="2027.toml"):
        return send_out(centre, ("3501",), ToSend("calendar", "放假安排", body, file), MONDAY)

    mill(station)
    exchange(station, centre, tmp_path)
    other = NEXT_YEAR.replace("2027-02-20", "2027-02-21")
    with pytest.raises(ProblemsFound, match="3501 采用不了：不能采用 2028 年的放假安排：该所的日历到 2026 年，先要有 2027 年的安排"):
        send(NEXT_YEAR.replace("2027", "2028"), "2028.toml")
    first = send(NEXT_YEAR)
    for _ in range(2):  # sent and not adopted yet; then adopted, and the centre has heard of it
        with pytest.raises(ProblemsFound, match="2027 年的第 1 版它已采用，或已发给它，内容和这份不同。.*edition = 2"):
            send(other)
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
        if not broadcasts.broadcasts(station)[0].how:
            calendars.adopt(station, broadcasts.calendar_in(station, first), MONDAY)
            broadcasts.adopted(station, first, MONDAY)
        exchange(station, centre, tmp_path) if waits(station) else None
    send(NEXT_YEAR)  # the same once more harms nobody
    send(f"edition = 2\n{other}")
    with pytest.raises(ProblemsFound, match="这个文件是 2027 年放假安排的第 1 版，它已采用（或已发给它）第 2 版。请下发新的一版"):
        send(NEXT_YEAR)


def waits(station):
    return outbox_page(station).waiting_lines


def test_a_calendar_that_does_not_fit_says_how_it_is_declined_and_the_centre_hears_why(station, centre, tmp_path):
    mill(station)
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR.replace("2027-02-20", "2027-02-21"), encoding="utf-8")
    calendars.adopt(station, calendars.from_file(station, file), MONDAY)
    name = send_out(centre, ("3501",), ToSend("calendar", "放假安排", NEXT_YEAR, "2027.toml"), MONDAY)
    exchange(station, centre, tmp_path)
    with pytest.raises(StationError, match="都是第 1 版，内容却不同。.*选“不采用”"):
        broadcasts.calendar_to_adopt(station, name, MONDAY)
    broadcasts.decline(station, name, MONDAY, "和县公司给的文件不符")
    exchange(station, centre, tmp_path)
    (sent,) = sent_broadcasts(centre)
    assert [(one.how, one.text) for _, one in sent.stations] == [("declined", "和县公司给的文件不符")]


def test_a_day_on_which_nobody_works_is_told_with_the_next_that_is_worked(station, centre, tmp_path):
    saturday = date(2026, 12, 5)
    assert next_working_day(centre, ("3501",), saturday) == date(2026, 12, 7), "by the program's own calendar"
    assert next_working_day(centre, ("3501",), MONDAY) is None
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    calendars.adopt(station, calendars.from_file(station, file), MONDAY)
    exchange(station, centre, tmp_path)
    assert next_working_day(centre, ("3501",), date(2027, 2, 5)) == date(2027, 2, 12), "by the station's"
    assert next_working_day(centre, ("3501",), date(2027, 2, 20)) is None, "a Saturday that is worked"


def test_a_broadcast_to_several_goes_to_all_of_them_once_or_to_none(station, centre, tmp_path):
    what = ToSend("notice", "一", "甲")
    with pytest.raises(StationError, match="没有登记供电所 9999"):
        send_out(centre, ("3501", "9999"), what, MONDAY)
    assert sent_broadcasts(centre) == ()
    send_out(centre, ("3501", "3501"), what, MONDAY)
    with reading(centre.database) as connection:
        assert len(pending(connection, "3501").lines) == 1


def test_an_answer_is_not_replaced_by_a_later_word_and_a_late_one_is_told(station, centre, clock, tmp_path):
    mill(station)
    name = send_out(centre, ("3501",), ToSend("rectify", "超期", "请整改。", due=MONDAY), MONDAY)
    exchange(station, centre, tmp_path)
    later = clock.go(MONDAY.replace(day=26))
    broadcasts.settle(station, name, later, "已补。")
    broadcasts.settle(station, name, later, "已补。")  # pressed twice
    for act in (broadcasts.settle, broadcasts.decline):
        with pytest.raises(StationError, match="2026-11-26 已经记为“已答复”：已补。"):
            act(station, name, later, "另一个窗口的话")
    exchange(station, centre, tmp_path)
    (sent,) = sent_broadcasts(centre)
    assert [(one.text, one.days_late) for _, one in sent.stations] == [("已补。", 3)]


def test_what_was_declined_may_still_be_adopted(station, centre, tmp_path):
    mill(station)
    name = send_out(centre, ("3501",), ToSend("calendar", "2027 年放假安排", NEXT_YEAR, "2027.toml"), MONDAY)
    exchange(station, centre, tmp_path)
    broadcasts.decline(station, name, MONDAY, "等正式文件")
    broadcasts.adopted(station, name, MONDAY)
    assert broadcasts.broadcasts(station)[0].how == "adopted"


def test_a_broadcast_that_says_nothing_or_cannot_be_read_is_refused_with_every_reason(centre):
    with pytest.raises(ProblemsFound) as found:
        send_out(centre, (), ToSend("calendar", " ", "year = x", due=MONDAY.replace(year=2025)), MONDAY)
    assert [problem.field for problem in found.value.problems] == ["stations", "title", "due", "body"]
    with pytest.raises(StationError, match="没有登记供电所 9999"):
        send_out(centre, ("9999",), ToSend("notice", "一", "甲"), MONDAY)


def test_both_sides_read_the_facts_of_a_shared_case_in_one_order(station, centre, tmp_path):
    case = mill(station)
    exchange(station, centre, tmp_path)
    with speaking(centre, "3501") as append:
        append.add(events.CaseFactsStated(facts={"rural": True}), (f"case:{case}",))
    with changing(station) as change:  # at the same time, without knowing
        change.add(events.PapersReceived(items=("ownership",), on=MONDAY), case)
    exchange(station, centre, tmp_path)
    with changing(station) as change:  # now it knows
        change.add(events.PapersReceived(items=("state_land",), on=MONDAY), case)
    exchange(station, centre, tmp_path)
    with looking(station) as here, reading(centre.database) as there:
        ours = [(f.envelope.station, f.envelope.seq) for f in journal.facts_of(here, f"case:{case}")]
        theirs = [(f.envelope.station, f.envelope.seq) for f in journal.facts_of(there, f"case:{case}")]
        assert state_digest(here, "3501") == state_digest(there, "3501")
    assert ours == theirs
    assert [side for side, _ in ours][-3:] == ["3501", "C3501", "3501"]
    assert case_states(station) == {"已回执": 1}


def test_the_order_is_the_same_however_the_lines_are_handed_over(station, centre, tmp_path):
    case = mill(station)
    exchange(station, centre, tmp_path)
    for phone in ("a", "b"):
        with speaking(centre, "3501") as append:
            append.add(events.CaseFactsStated(facts={phone: True}), (f"case:{case}",))
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
        with changing(station) as change:
            change.add(events.PapersReceived(items=("ownership",), on=MONDAY), case)
    with looking(station) as connection:
        facts = journal.facts_of(connection, f"case:{case}")
    assert in_order(sorted(facts, key=lambda f: (f.envelope.station != "C3501", f.envelope.epoch, f.envelope.seq))) == facts
    kinds = [(fact.envelope.station, fact.envelope.kind) for fact in facts][-4:]
    assert kinds == [
        ("C3501", "CaseFactsStated"), ("3501", "PapersReceived"), ("C3501", "CaseFactsStated"), ("3501", "PapersReceived"),
    ]  # fmt: skip


def test_the_centre_cannot_speak_of_what_is_not_this_stations(station, centre, tmp_path):
    mill(station)
    take(centre, export(station, tmp_path)[0].file)
    with speaking(centre, "3501") as append:
        append.add(events.CaseFactsStated(facts={}), ("case:somebodyelses",))
        append.touched.clear()
    before = broadcasts.broadcasts(station)
    with pytest.raises(StationError, match="不属于本所"):
        take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    assert broadcasts.broadcasts(station) == before


def test_looking_into_a_package_changes_nothing_and_tells_what_it_would_do(station, centre, tmp_path):
    mill(station)
    send_out(centre, ("3501",), ToSend("notice", "一", "甲"), MONDAY)
    take(centre, export(station, tmp_path)[0].file)
    path = acknowledge(centre, "3501", tmp_path)[0].path
    found = look_into(station, path)
    assert "县中心下发稽查通报《一》。" in found.summary
    assert broadcasts.broadcasts(station) == ()
    assert case_states(station) == {"已导出未回执": 1}


def test_a_line_says_what_its_writer_knew_only_where_two_sides_write(station, centre, tmp_path):
    case = mill(station)
    with looking(station) as connection:
        lines = connection.execute(sa.text("SELECT line FROM journal")).scalars().all()
    assert all(b'"after"' not in line for line in lines)
    exchange(station, centre, tmp_path)
    with speaking(centre, "3501") as append:
        append.add(events.CaseFactsStated(facts={}), (f"case:{case}",))
    with reading(centre.database) as connection:
        (line,) = pending(connection, "3501").lines
        head = journal.head(connection, "3501", station.epoch)
    assert decode_envelope(line.line).after is not msgspec.UNSET
    assert head is not None


def test_words_that_a_station_has_not_got_yet_are_no_fault_of_a_program(station, centre, tmp_path):
    """Every passed-up case is like that: the centre gives it back while the station's next package is already on its way."""
    case_id = passed_up(station, MONDAY)
    take(centre, export(station, tmp_path)[0].file)
    desk = open_desk(centre, "3501", BY)
    take_over(desk, case_id, MONDAY, BY, MONDAY)
    give_back(desk, case_id, GivenBack("supplement", MONDAY, ("用电设备清单",)), MONDAY)
    mill(station, phone="13900000005")
    take(centre, export(station, tmp_path)[0].file)
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") != state_digest(there, "3501")
    answer, ack = acknowledge(centre, "3501", tmp_path)
    assert not ack.state_differs
    assert "展开的结果" not in " ".join(take_answer(station, answer.path)[0].summary)
    with reading(station.database) as here, reading(centre.database) as there:
        assert state_digest(here, "3501") == state_digest(there, "3501")
