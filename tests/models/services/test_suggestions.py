"""What a field offers while it is typed: by word or first letters, most used first, and no person but this customer's own agents."""

from datetime import date

from models.industries import industries
from models.services import demo_forms
from models.services.endings import Ending, end_case
from models.services.known_agents import KnownAgents
from models.services.stages import form_values, save_form
from models.services.suggestions import Suggestions, matching
from tests.ui.case_station import APPLICATION, MONDAY, mill


def survey_with(station, clock, case_id: str, *equipment: str) -> None:
    clock.day = MONDAY
    known = {name: value for name, value in form_values(station, case_id, "LV-SURVEY", MONDAY).items() if not isinstance(value, list)}
    rows = [{"name": name, "quantity": "1", "capacity": "5"} for name in equipment]
    save_form(station, case_id, "LV-SURVEY", {**known, **demo_forms.filling("LV-SURVEY", MONDAY, "60"), "equipment": rows}, MONDAY)


def test_villages_of_earlier_cases_are_offered_down_to_the_village_and_no_further(station, clock):
    mill(station, clock)
    mill(
        station,
        clock,
        applicant="张大山",
        address="河南省平顶山市郏县堂街镇石村8组12号",
        document_no="91350100M000100Y43",
        phone="13900001111",
    )
    mill(
        station, clock, applicant="李二", address="河南省平顶山市郏县堂街镇黄泥村1组", document_no="91350100M000100Y43", phone="13900002222"
    )
    find = Suggestions(station)
    assert find("village", "石村") == ("河南省平顶山市郏县堂街镇石村",)
    assert find("village", "河南") == ("河南省平顶山市郏县堂街镇石村", "河南省平顶山市郏县堂街镇黄泥村")  # the one of two cases first
    assert find("village", "hnc") == ("河南省平顶山市郏县堂街镇黄泥村",)
    assert find("village", "") == ()
    everything = str([find(kind, text) for kind in ("village", "firm", "equipment") for text in ("张", "李", "王", "1", "z", "河", "8组")])
    assert not any(word in everything for word in ("张大山", "李二", "桂枝", "改枝", "8组", "139", str(APPLICATION["document_no"])))


def test_equipment_of_earlier_cases_comes_before_what_the_tables_know(station, clock):
    survey_with(station, clock, mill(station, clock), "水田潜水泵", "磨粉机")
    found = Suggestions(station)("equipment", "潜")
    assert found == ("潜水泵", "水田潜水泵")  # what begins so first
    assert Suggestions(station)("equipment", "mfj") == ("磨粉机",)


def test_words_come_from_the_open_fields_alone(station, clock):
    survey_with(station, clock, mill(station, clock), "磨粉机")
    with station.looks.look() as look:
        assert look.tuples("SELECT kind, word FROM word_view") == [("equipment", "磨粉机")]


def test_industries_are_those_of_the_standard():
    assert len([one for one in industries() if one[1] == " "]) == 20
    divisions = [one[1:3] for one in industries() if one[1] != " "]
    assert divisions == [f"{number:02}" for number in range(1, 98)]


def test_an_industry_is_found_by_its_code_its_name_or_its_letters():
    assert matching(industries(), "C13") == ("C13 农副食品加工业",)
    assert "C13 农副食品加工业" in matching(industries(), "食品")
    assert matching(industries(), "nfsp") == ("C13 农副食品加工业",)
    assert matching(industries(), "cyy")[0] == "H62 餐饮业"
    assert len(matching(industries(), "业")) == 8
    assert matching(industries(), "没有这个") == ()


def test_the_very_word_that_stands_there_is_not_offered():
    assert matching(("水泵", "水泵房"), "水泵") == ("水泵房",)


def test_agents_are_known_by_their_own_customer_alone(station, clock):
    mill(station, clock)
    mill(station, clock, agent="周小梅", agent_phone="13911112222", agent_id="410425198001010019")
    mill(
        station, clock, applicant="张大山", document_no="91350100M000100Y43", phone="13900001111", agent="李四海", agent_phone="13900003333"
    )
    known = KnownAgents(station)
    mine = known.of({"phone": "139 3751 2345"})
    assert {agent.name: (agent.facts["agent_phone"], agent.facts["agent_id"]) for agent in mine} == {
        "周小梅": ("13911112222", "410425198001010019"),
        "李改枝": ("13903750011", ""),
    }
    assert [agent.name for agent in known.of({"document_no": "91350100M000100Y43"})] == ["李四海"]
    assert known.of({"address": str(APPLICATION["address"])}) == ()  # another customer may live there
    assert known.of({"phone": ""}) == ()


def test_the_newest_number_of_an_agent_counts_and_a_case_by_mistake_does_not(station, clock):
    mill(station, clock, date(2026, 11, 19))
    mill(station, clock, agent_phone="13900009999")
    wrong = mill(station, clock, agent="王大错", agent_phone="13900008888")
    end_case(station, wrong, Ending("void", MONDAY, "practice", "11-23 台账", decider="周志强（所长）"), MONDAY)
    (agent,) = KnownAgents(station).of({"phone": "13937512345"})
    assert (agent.name, agent.facts["agent_phone"]) == ("李改枝", "13900009999")
