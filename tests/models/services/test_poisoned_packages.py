"""Rightly signed packages whose lines make no sense: whoever wrote them, the lists stay open and honest packages go on coming in."""

from datetime import date
from random import Random

import pytest
import sqlalchemy as sa

from models import events
from models.events.case import LimitResult
from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.centre import intake
from models.services.centre.answers import acknowledge
from models.services.centre.arrivals import list_arrivals
from models.services.centre.audit import county_audit
from models.services.centre.board import board
from models.services.centre.cases import county_cases
from models.services.centre.channel import speaking
from models.services.centre.desk import open_desk
from models.services.centre.detail import county_detail
from models.services.centre.intake import resume, take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.stations import registered, revoke
from models.services.checking import rebuild
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.people import people
from models.services.self_audit import self_audit
from models.services.station import APP
from models.store.journal import Append, Author
from models.store.session import reading
from models.store.views import acknowledged, journal, person_view
from models.sync.encryption import Identity
from models.sync.manifest import Run, Statement
from models.sync.package import build, chain_hash
from models.sync.signing import SigningKey
from tests.data.any_fact import any_fact
from tests.postgres import on_both_stores
from tests.stations import MONDAY, mill

NOWHERE = (("business", "business", "nowhere"),)
POISON = {
    "a number no store holds": events.StageCompleted(
        stage="survey", on=MONDAY, results=(LimitResult(standard="s", limit="l", days=1, used=2**62, met=True),)
    ),
    "two rows under one key": events.StageCompleted(
        stage="survey", on=MONDAY, results=(LimitResult(standard="s", limit="l", days=1, used=1, met=True),) * 2
    ),
    "nothing where something must be": events.FeeDeferralAsked(charge="c", on=MONDAY, plan=(), responsible="p"),
    "a day before all calendars": events.StageCompleted(stage="survey", on=date(1, 1, 1)),
    "the last of all days": events.ClockPaused(
        pause="p", since=date(9999, 12, 31), side="customer", cause="x", evidence="y", until=date(9999, 12, 31)
    ),
    "rules that nobody has": events.CaseAccepted(on=MONDAY, pins=NOWHERE),
    "a name with U+0000": events.FileLent(loan="l\0", since=MONDAY, until=MONDAY, purpose="查\0", approver="\0"),
}


@pytest.fixture(name="stick")
def _stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def say(station, event, *on):
    """Writes a fact as a thief of the key or another program would: past every check and every view."""
    with station.database.writer.begin() as connection:
        Append(connection, Author("3501", station.epoch, station.actor, station.device, APP), station.now()).add(event, on)


def seen_by_all(centre, *cases):
    """Opens what the centre's window opens, for each case as well."""
    for scope in ("open", "all", "overdue", "incomplete"):
        county_cases(centre, MONDAY, scope=scope)
    assert {row.station for row in board(centre, MONDAY).rows} >= {"3501"}
    for case in cases:
        assert county_detail(centre, case).facts
    desk = open_desk(centre, "3501", "周志远")
    for case in cases:
        try:
            case_detail(desk, case, MONDAY)
        except StationError as told:  # one such case may stay closed, with a sentence
            assert told.hint  # noqa: PT017
    desk.close()
    return county_audit(centre, "open", MONDAY)


@pytest.mark.parametrize("what", POISON)
@on_both_stores
def test_lines_that_make_no_sense_hold_up_nothing(station, centre, stick, what):
    good, bad = mill(station), mill(station)
    say(station, POISON[what], f"case:{bad}")
    taken = take(centre, export(station, stick)[0].file)
    assert (taken.cases, taken.new) == (2, taken.seq_to)
    assert good in {row.case_id for row in county_cases(centre, MONDAY, scope="all").rows}
    seen_by_all(centre, good, bad)
    assert rebuild(centre.database).equal
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    later = mill(station)
    assert take(centre, export(station, stick)[0].file).new
    assert later in {row.case_id for row in county_cases(centre, MONDAY, scope="all").rows}
    assert rebuild_station(centre, "3501", stick).path.exists()


@pytest.mark.parametrize("seed", [*range(5), 18])
def test_whatever_a_fact_may_hold_holds_up_nothing(station, centre, stick, seed):
    dice = Random(seed)
    good, bad = mill(station), mill(station)
    for _ in range(60):
        fact = any_fact(dice)
        if not isinstance(fact, (events.RulesAdopted, events.FileAttached, events.PaperIssued)):  # the station could not export them itself
            say(station, fact, dice.choice((f"case:{bad}", f"case:{bad}", "station:3501", "contact:1")))
    package = export(station, stick)[0]
    assert take(centre, package.file).new == package.lines
    assert good in {row.case_id for row in county_cases(centre, MONDAY, scope="all").rows}
    seen_by_all(centre, good, bad)
    assert rebuild(centre.database).equal
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)


def test_a_case_that_cannot_be_audited_is_found_and_the_others_are_audited(station, centre, stick):
    good, bad = mill(station), mill(station)
    before = len(self_audit(station, "open", MONDAY).rows)
    say(station, POISON["a day before all calendars"], f"case:{bad}")
    take(centre, export(station, stick)[0].file)
    found = seen_by_all(centre, good, bad)
    (unread,) = [one.row for one in found.rows if one.row.code == "unreadable"]
    assert (unread.case_id, "不在工作日历的范围内" in unread.facts) == (bad, True)
    assert found.cases == 2
    assert before == 0 or any(one.row.case_id == good for one in found.rows)


def test_a_package_over_which_the_program_stumbles_is_refused_and_stops_no_other(station, centre, stick, monkeypatch):
    mill(station)
    first = export(station, stick)[0].file

    def stumbles(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(intake, "follow_renewals", stumbles)
        with pytest.raises(StationError, match="处理不了（ZeroDivisionError）") as told:
            take(centre, first)
    assert told.value.hint
    (arrival,) = list_arrivals(centre)
    assert (arrival.state, arrival.reached) == ("refused", "planned")
    assert resume(centre) is not None
    assert take(centre, first).new


def test_a_number_without_end_is_a_gap_like_any_other(station, centre, stick):
    mill(station)
    take(centre, export(station, stick)[0].file)
    with station.database.writer.begin() as connection:
        append = Append(connection, Author("3501", station.epoch, station.actor, station.device, APP), station.now())
        last, append.seq = append.seq, 2**52
        append.add(events.PersonLeft(person="p", until=MONDAY), ("station:3501",))
        row = connection.execute(sa.select(journal).where(journal.c.seq == append.seq)).mappings().one()
        run = Run(epoch=row["epoch"], seq_from=row["seq"], seq_to=row["seq"], chain_before="ab" * 32,
                  chain_after=chain_hash(bytes.fromhex("ab" * 32), row["line"]).hex())  # fmt: skip
    own, key = Identity.from_text(centre.keys.identity), SigningKey.from_bytes(station.keys.signing_seed)
    said = Statement(pkg_id="ab" * 16, kind="delta", sender_kind="station", station="3501", db_epoch=station.epoch, pkg_no=2, runs=(run,),
                     created_at="2026-11-23T09:40:00")  # fmt: skip
    file = stick / "FAR.YKP"
    file.write_bytes(build(said, [row["line"]], key=key, recipients=[own.recipient]))
    with pytest.raises(StationError, match="缺号"):
        take(centre, file)
    taken = intake.take_with_gap(centre, list_arrivals(centre, ("held",))[0].sha256, "孙主任", "先收后面的")
    assert taken.new == 1
    assert acknowledge(centre, "3501", stick)[1].have[0].gaps == ((last + 1, 2**52),)


def test_a_station_that_claims_answers_never_written_holds_up_the_others_until_its_key_is_stopped(county):
    liar, other, centre, stick = county.stations["3501"], county.stations["3502"], county.centre, county.stick
    for one in (liar, other):
        mill(one)
        take(centre, export(one, stick)[0].file)
        take_answer(one, acknowledge(centre, one.info.code, stick)[0].path)
        mill(one, phone="13900000001")
    with liar.database.writer.begin() as connection:
        connection.execute(sa.update(acknowledged).values(ack_no=10**6))
    for one in (liar, other):
        take(centre, export(one, stick)[0].file)
    with pytest.raises(StationError, match="供电所 3501 已有本中心第 1000000 号回执") as told:
        acknowledge(centre, "3502", stick)
    assert "停用它的密钥" in told.value.hint
    (key,) = [one.fingerprint for one in registered(centre) if one.station == "3501"]
    revoke(centre, key, "孙主任", "回执号对不上")
    take_answer(other, acknowledge(centre, "3502", stick)[0].path)
    with other.database.writer.begin() as connection:
        connection.execute(sa.update(acknowledged).values(ack_no=700))
    mill(other, phone="13900000002")
    take(centre, export(other, stick)[0].file)
    with pytest.raises(StationError, match="供电所 3502 已有本中心第 700 号回执"):  # another's sign is heard afresh
        acknowledge(centre, "3502", stick)


def test_nobody_takes_a_name_that_another_station_has_given(county):
    thief, other, centre = county.stations["3501"], county.stations["3502"], county.centre
    (theirs,) = people(other)
    mill(other)
    take(centre, export(other, county.stick)[0].file)
    say(thief, events.PersonJoined(person=theirs.id, post="班长", since=MONDAY), "station:3501")
    mill(thief, phone="13900000001")
    take(centre, export(thief, county.stick)[0].file)
    take_answer(other, acknowledge(centre, "3502", county.stick)[0].path)
    mill(other, phone="13900000002")
    assert take(centre, export(other, county.stick)[0].file).new
    with reading(centre.database) as connection:
        p = person_view.c
        assert connection.scalars(sa.select(p.station).where(p.person == theirs.id)).all() == ["3502"]


def test_the_centres_words_change_neither_the_rules_nor_the_people_of_a_station(station, centre, stick):
    case = mill(station)
    take(centre, export(station, stick)[0].file)
    here = people(station)
    with speaking(centre, "3501") as append:
        junk = events.RulesAdopted(subject="business", code="business", revision="z", text="= junk")
        append.add(junk, ("station:3501",))
        append.add(events.PersonLeft(person=here[0].id, until=MONDAY), ("station:3501",))
    seen_by_all(centre, case)
    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
    assert people(station) == here
    mill(station)
    assert len(list_cases(station, MONDAY, "all").rows) == 2
