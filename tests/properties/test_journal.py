"""Random work at a station, random journeys of its packages: the chain is whole and the views are what the journal says."""

from __future__ import annotations

import itertools
import os
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.events.envelope import epoch_name
from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.checking import check, rebuild
from models.services.corrections import correct_stage_day, correct_value
from models.services.endings import Ending, end_case
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export, outbox_page
from models.services.folding.replay import replay
from models.services.paper.papers import deliver, issue, signed, void_paper
from models.services.passing import pass_up
from models.services.pauses import pause, pause_reasons, resume
from models.services.registration import accept, receive_papers, register
from models.services.station import changing, looking, people
from models.store import journal
from models.store.views import private_part
from models.store.views import views as view_tables
from tests.stations import (
    EVERYTHING,
    FLOW,
    MILL,
    Clock,
    centre_of,
    copied,
    do_stage,
    factory_intake,
    house_intake,
    mill_intake,
    sheet,
    station_of,
)

START = date(2026, 11, 2)
EXAMPLES = int(os.environ.get("YEKUO_EXAMPLES", "5"))  # more by hand
SLOW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


class UnknownFact(msgspec.Struct):
    """What a newer program might write."""

    moon: int


class Clerk:
    """Does one thing after another, whatever the services allow; a refusal must change nothing."""

    def __init__(self, station, clock, dice):
        self.station, self.clock, self.dice, self.day = station, clock, dice, START
        self.cases: list[str] = []
        clock.go(START)

    def act(self, name):
        head = self.head()
        try:
            getattr(self, name)()
        except StationError:
            assert name in SEVERAL or self.head() == head, name

    def head(self):
        with looking(self.station) as connection:
            last = journal.head(connection, "3501", self.station.epoch)
        return last.seq

    def case(self):
        if not self.cases:
            raise StationError("none yet")
        return self.dice.choice(self.cases[-4:])

    def some_day(self):
        return self.day - timedelta(days=self.dice.randrange(6))

    def next_day(self):
        self.day += timedelta(days=self.dice.randrange(1, 5))
        self.clock.go(self.day)

    def new_mill(self):
        received = EVERYTHING - {self.dice.choice([*sorted(EVERYTHING), "nothing"])}
        values = {"phone": f"139{self.dice.randrange(10**8):08d}", "capacity": str(self.dice.randrange(1, 160))}
        self.cases.append(register(self.station, mill_intake(self.some_day(), received, "测试", **values), self.day)[0].case_id)

    def new_house(self):
        self.cases.append(register(self.station, house_intake(self.station, self.some_day(), "测试"), self.day)[0].case_id)

    def new_factory(self):
        self.cases.append(register(self.station, factory_intake(self.station, self.some_day(), "测试"), self.day)[0].case_id)

    def papers(self):
        receive_papers(self.station, self.case(), frozenset({self.dice.choice(sorted(EVERYTHING))}), self.some_day(), self.day)

    def accept(self):
        accept(self.station, self.case(), self.some_day(), self.day)

    def stage(self):
        do_stage(self.station, self.case(), self.dice.choice(FLOW), self.some_day())

    def stage_by_stage(self):
        case = self.case()
        for todo in case_detail(self.station, case, self.day).todos:
            if todo.kind == "form":
                do_stage(self.station, case, todo.form, self.day)

    def pass_up(self):
        pass_up(self.station, self.case(), self.day, self.day)

    def pause(self):
        case = self.case()
        reason = self.dice.choice(pause_reasons(self.station, case))
        pause(self.station, case, self.some_day(), reason.code, "凭据", self.dice.choice([None, self.day]), self.day)

    def resume(self):
        resume(self.station, self.case(), self.some_day(), self.day)

    def correct(self):
        field, new = self.dice.choice([("capacity", "77"), ("phone", "13900000009"), ("applicant", "张𬀩"), ("note", "急"), ("note", "")])
        correct_value(self.station, self.case(), field, new, "抄错", self.day)

    def correct_day(self):
        correct_stage_day(self.station, self.case(), self.dice.choice(["accept", "survey", "energize"]), self.some_day(), "抄错", self.day)

    def paper(self):
        case = self.case()
        paper, _ = issue(self.station, case, self.dice.choice(["RECEIPT", "MISSING", "LV-PLAN"]), sheet, self.day)
        self.dice.choice(
            [
                lambda: deliver(self.station, case, paper.paper_no, self.day, "当面", self.day),
                lambda: signed(self.station, case, paper.paper_no, self.day, "本人", self.day),
                lambda: void_paper(self.station, case, paper.paper_no, "打错", self.day),
            ]
        )()

    def end(self):
        outcome, reason = self.dice.choice([("withdrawn", "no_need"), ("void", "practice"), ("not_suppliable", "no_line")])
        given = Ending(outcome, self.day, reason, "客户签字", decider="所长", district="石村台区", review_on=self.day + timedelta(days=30))
        end_case(self.station, self.case(), given, self.day)

    def unknown(self):
        case = self.case()
        with changing(self.station) as change:
            change.add(UnknownFact(1), case)


ACTS = [name for name in vars(Clerk) if not name.startswith("_") and name not in ("act", "head", "case", "some_day", "next_day")]
SEVERAL = ("stage", "stage_by_stage", "paper")  # more than one use case each
WORK = st.lists(st.sampled_from([*ACTS, "next_day", "stage_by_stage", "stage_by_stage", "new_mill"]), min_size=5, max_size=40)
counter = itertools.count()


def views(database):
    with database.reader.connect() as connection:
        return {table.name: {tuple(row) for row in connection.execute(sa.select(table))} for table in view_tables.sorted_tables}


def worked(enrolled_home, folder, work, seed):
    clock = Clock(START)
    home = copied(enrolled_home, Path(folder) / str(next(counter)))
    station = station_of(home, clock)
    clerk = Clerk(station, clock, random.Random(seed))
    clerk.act("new_mill")
    for name in work:
        clerk.act(name) if name != "next_day" else clerk.next_day()
    return home, station, clerk


@SLOW
@given(WORK, st.integers(0, 2**32))
def test_whatever_was_done_the_chain_is_whole_and_a_rebuild_changes_nothing(enrolled_home, work, seed):
    with tempfile.TemporaryDirectory() as folder:
        _, station, clerk = worked(enrolled_home, folder, work, seed)
        try:
            assert check(station).faults == ()
            with looking(station) as connection:
                seqs = [line.seq for line in journal.lines_from(connection, "3501", station.epoch, 0)]
            assert seqs == list(range(1, len(seqs) + 1))
            report = rebuild(station.database)
            assert report.equal, report.differences[:4]
            for case in clerk.cases:
                case_detail(station, case, clerk.day)
        finally:
            station.close()


@SLOW
@given(WORK, WORK, st.integers(0, 2**32))
def test_the_centre_sees_the_same_whatever_way_the_packages_took(enrolled_home, first, second, seed):
    with tempfile.TemporaryDirectory() as folder:
        home, station, clerk = worked(enrolled_home, folder, first, seed)
        centre = centre_of(home, clerk.clock)
        stick = home / "stick"
        stick.mkdir()
        try:
            packages = [export(station, stick)[0].file]
            for at, name in enumerate(second):
                clerk.act(name) if name != "next_day" else clerk.next_day()
                if at % 7 == 3:
                    packages.append(export(station, stick)[0].file)
                if at % 13 == 12:
                    take(centre, packages[-1])
                    take_answer(station, acknowledge(centre, "3501", stick)[0].path)
                    clerk.act("new_mill")
            if outbox_page(station).waiting_lines:
                packages.append(export(station, stick)[0].file)
            arriving = [*packages, *packages]
            clerk.dice.shuffle(arriving)
            waiting = arriving
            for _ in range(len(packages) + 1):  # what came too early is tried again
                waiting = [file for file in waiting if not _tried(centre, file)]
            assert waiting == []
            assert views(centre.database) == views(station.database)
            replay(centre.database)
            assert views(centre.database) == views(station.database)
        finally:
            station.close()
            centre.close()


def _tried(centre, file):
    try:
        take(centre, file)
    except StationError as error:
        if "缺号" not in error.message:
            raise
        return False
    return True


@SLOW
@given(WORK, st.integers(0, 2**32), st.data())
def test_deleted_personal_data_are_said_to_be_deleted_and_the_chain_stays_whole(enrolled_home, work, seed, data):
    with tempfile.TemporaryDirectory() as folder:
        _, station, clerk = worked(enrolled_home, folder, work, seed)
        try:
            case = data.draw(st.sampled_from(clerk.cases))
            with looking(station) as connection:
                named = [fact.envelope.private for fact in journal.facts_of(connection, f"case:{case}") if fact.envelope.private]
            with station.database.writer.begin() as connection:
                connection.execute(sa.delete(private_part).where(private_part.c.hash.in_(named)))
            rebuild(station.database)
            detail = case_detail(station, case, clerk.day)
            assert detail.row.customer == "已按规定删除"
            assert str(MILL["document_no"]) not in str(detail)
            assert [fault for fault in check(station).faults if "个人信息" not in fault] == []
            others = [other for other in clerk.cases if other != case]
            assert all(case_detail(station, other, clerk.day).customer != "已按规定删除" for other in others)
            assert people(station)[0].name == "赵建军"
        finally:
            station.close()


@SLOW
@given(WORK, WORK, st.integers(0, 2**32))
def test_lines_of_an_older_epoch_that_come_late_are_folded_in_their_place(enrolled_home, work, late, seed):
    with tempfile.TemporaryDirectory() as folder:
        _, station, clerk = worked(enrolled_home, folder, work, seed)
        try:
            own, station.epoch = station.epoch, epoch_name(0, clerk.clock())
            with changing(station) as change:
                change.add(UnknownFact(0), clerk.cases[0])
            for name in late[:10]:
                if name not in ("next_day", "new_mill", "new_house", "new_factory"):
                    try:
                        getattr(clerk, name)()
                    except StationError:
                        continue
            station.epoch = own
            assert check(station).faults == ()
            report = rebuild(station.database)
            assert report.equal, report.differences[:4]
        finally:
            station.close()
