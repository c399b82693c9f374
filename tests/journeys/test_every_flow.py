"""Every business type under every profile runs from registration to the archive, or up to the centre, through the services."""

from pathlib import Path

import pytest

from models import events
from models.case import Case
from models.rules import shipped_profiles, shipped_texts
from models.services.case_page.detail import case_detail
from models.services.folding.refold import Folder
from models.services.reminders import reminders_on
from models.services.station import Station, batch, changing, looking
from tests import stations
from tests.data.every_flow import papers_of, taken_to_the_end, types_with_a_class
from tests.stations import MONDAY


@pytest.fixture(params=shipped_profiles())
def profiled(request, home: Path, clock: stations.Clock):
    """A station under one of the profiles."""
    opened = stations.station_of(home, clock)
    adopt(opened, request.param)
    yield opened, shipped_profiles().index(request.param)
    opened.close()


def adopt(station: Station, profile: str) -> None:
    with changing(station) as change:
        for text in shipped_texts(profile):
            event = events.RulesAdopted(subject=text.subject, code=text.code, revision=text.revision, text=text.text)
            change.append.add(event, (f"station:{station.info.code}",))
    station.forget_rules()
    assert station.shelf.book().profile.code == profile


def case_of(station: Station, case_id: str) -> Case:
    with looking(station) as connection:
        return Folder(connection).case(case_id)


def test_every_flow_of_every_type_runs_to_its_end(profiled):
    station, turn = profiled
    with batch(station):
        done = [(kind, taken_to_the_end(station, kind, class_, MONDAY, at, alone=bool(at % 2 ^ turn % 2))) for at, (kind, class_) in
                enumerate(types_with_a_class(station, turn))]
    assert len(done) == len(station.shelf.book().types) >= 30
    for kind, case_id in done:
        case = case_of(station, case_id)
        assert (kind.code, case.status) == (kind.code, "passed_up" if kind.handled_by == "centre" else "archived")
        codes = papers_of(station, case_id, MONDAY)
        assert kind.application_form in codes
        assert "RECEIPT" in codes
        assert ("REPORT-UP" in codes) == (kind.handled_by == "centre")
        assert set(kind.papers_for(case.class_)) <= set(codes)


ISLAND = """
[[types]]
code = "island_new"
name = "孤岛供电新装"
short_name = "孤岛"
classes = ["lv_nonres"]
handled_by = "station"
application_form = "LV-APP"
application_kind = "新装"
materials = "lv-commercial"
papers_at_acceptance = ["RECEIPT"]
flow_like = "lv_nonres_new"
asks = ["bill_settled"]
after = ["reading_section"]
source = "试验"
cite = "试验"
"""


def test_a_made_up_type_is_one_block_of_one_file_and_runs_to_the_archive(station):
    text = next(one for one in shipped_texts() if one.subject == "business")
    with changing(station) as change:
        event = events.RulesAdopted(subject="business", code=text.code, revision="island", text=text.text + ISLAND)
        change.append.add(event, (f"station:{station.info.code}",))
    station.forget_rules()
    kind = station.shelf.book().types["island_new"]
    assert [one.code for one in kind.preconditions] == ["bill_settled"]
    case_id = taken_to_the_end(station, kind, "lv_nonres", MONDAY, 1)
    assert case_of(station, case_id).status == "archived"
    assert case_detail(station, case_id, MONDAY).business == "孤岛供电新装"


FERRY = """
[[types]]
code = "ferry_new"
name = "渡口供电"
short_name = "渡口"
classes = ["lv_nonres"]
handled_by = "station"
application_form = "LV-APP"
application_kind = "新装"
materials = "lv-commercial"
source = "试验"
cite = "试验"

[[types.flow]]
stage = "accept"
name = "业务受理"
action = "受理"
form = "LV-APP"

[[types.flow]]
stage = "survey"
name = "看渡口"
action = "登记"
after = ["accept"]
inner = [{ stage = "dispatch", unit = "station", source = "试验", cite = "试验" }]

[[types.flow]]
stage = "execute"
name = "架线"
action = "登记"
after = ["survey"]
unit = "operation"

[[types.flow]]
stage = "archive"
name = "存档"
action = "登记"
after = ["execute"]
"""


def test_a_flow_without_any_form_is_recorded_stage_by_stage_to_the_archive(station):
    text = next(one for one in shipped_texts() if one.subject == "business")
    with changing(station) as change:
        event = events.RulesAdopted(subject="business", code=text.code, revision="ferry", text=text.text + FERRY)
        change.append.add(event, (f"station:{station.info.code}",))
    station.forget_rules()
    case_id = taken_to_the_end(station, station.shelf.book().types["ferry_new"], "lv_nonres", MONDAY, 1)
    case = case_of(station, case_id)
    assert (case.status, case.ended_on) == ("archived", MONDAY)
    assert {stage: (done.unit, done.along) for stage, done in case.stages.items() if stage != "accept"} == {
        "dispatch": ("station", ""), "survey": ("station", ""), "execute": ("operation", ""), "archive": ("station", "")}
    told = [row.text for row in case_detail(station, case_id, MONDAY).history]
    assert f"架线 {MONDAY}（运维检修部）" in told
    assert f"看渡口 {MONDAY}（供电所）" in told
    assert not any("变更执行" in text or "现场勘查" in text for text in told)


def test_a_change_of_supply_has_no_limit_of_connection_and_is_never_overdue(station):
    book = station.shelf.book()
    kind = book.types["rename_transfer"]
    case_id = taken_to_the_end(station, kind, "residential", MONDAY, 1)
    detail = case_detail(station, case_id, MONDAY)
    assert detail.limits == ()
    assert detail.business == "过户（更名过户）"
    assert reminders_on(station, MONDAY) == ()
