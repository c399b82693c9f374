"""告知书 of every class from the rules in force, the written receipt of each stage, the sheet of today: what they say and when they may."""

from dataclasses import replace

import pytest

from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.folding.refold import Folder
from models.services.paper.paper_contexts import context_for
from models.services.paper.papers import deliver, issue, signed
from models.services.paper.today_sheet import today_sheet
from models.services.paper.why_sheet import why_sheet
from models.services.registration import register
from models.services.station import looking
from reports.render import render
from tests.reports.reading import read
from tests.stations import EVERYTHING, MONDAY, do_all, do_stage, factory_intake, house_intake, mill, mill_intake, sheet


def context(station, case_id, code, day=MONDAY):
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
    return context_for(station, case, code, day)


def offered(station, case_id):
    return {code for code, _ in case_detail(station, case_id, MONDAY).printable if code.startswith("NOTICE")}


def test_each_class_is_offered_its_own_notice(station):
    house = register(station, house_intake(station), MONDAY)[0].case_id
    factory = register(station, factory_intake(station, reason="测试"), MONDAY)[0].case_id
    book = station.shelf.book()
    groups = book.materials[book.types["lv_nonres_new"].materials_for("lv_nonres")].groups
    brought = EVERYTHING | {group.members[0].code for group in groups}
    shop = register(station, replace(mill_intake(MONDAY, brought, "测试"), class_="lv_nonres"), MONDAY)[0].case_id
    assert offered(station, house) == {"NOTICE-LV-RES"}
    assert offered(station, shop) == {"NOTICE-LV"}
    assert offered(station, mill(station)) == {"NOTICE-LV-SMALL"}
    assert offered(station, factory) == {"NOTICE-HV"}
    with pytest.raises(StationError, match="不适用"):
        context(station, house, "NOTICE-HV")


def test_the_notice_of_ten_kilovolt_holds_the_facts_of_its_source(station):
    factory = register(station, factory_intake(station), MONDAY)[0].case_id
    found = context(station, factory, "NOTICE-HV")
    limits = {name: told for name, told, _ in found.table[1:]}
    assert limits["供电方案答复"] == "不超过 10 个工作日"
    assert (limits["竣工检验"], limits["送电"]) == ("不超过 3 个工作日", "不超过 3 个工作日")
    assert limits["中间检查（只对重要客户、特殊负荷客户和新建住宅小区）"] == "不超过 2 个工作日"
    words = read(render(found)).words
    facts = """营业执照 军队或武警出具的办理用电业务的证明 法律文书 任选1项 GB/T29328-2018 规划红线外部工程由我们投资建设
        一次性书面告知您 高可靠性"""
    assert [fact for fact in facts.split() if fact not in words] == []


def test_the_notice_of_a_resident_tells_his_limit_and_papers_and_nothing_of_other_classes(station):
    house = register(station, house_intake(station), MONDAY)[0].case_id
    found = context(station, house, "NOTICE-LV-RES")
    assert found.table[1][:2] == ("全过程办电", "不超过 5 个工作日")
    assert found.texts == ()
    assert "户口簿" in read(render(found)).words
    assert "默认值" not in read(render(found)).words


def test_a_finished_stage_has_a_receipt_with_the_next_limit_and_an_open_one_has_none(station):
    case = mill(station)
    with pytest.raises(StationError, match="还没有办完"):
        context(station, case, "STAGE-survey")
    do_stage(station, case, "LV-SURVEY", MONDAY)
    found = context(station, case, "STAGE-survey")
    assert found.title == "环节办理回执（现场勘查）"
    assert found.next_stage == "供电方案答复"
    assert found.limits[0].due is not None
    paper, _ = issue(station, case, "STAGE-survey", render, MONDAY)
    assert read(paper.pdf).words.count("现场勘查，2026年11月23日办完") == 2
    deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
    signed(station, case, paper.paper_no, MONDAY, "经办人", MONDAY)


def test_the_last_receipt_says_how_the_limits_ended_and_that_nothing_follows(station):
    case = mill(station)
    do_all(station, case, MONDAY, "METER")
    found = context(station, case, "STAGE-energize")
    told = dict(found.lines)
    assert "用了" in told["时限情况"]
    assert (found.next_stage, found.limits) == ("", ())
    codes = [code for code, _ in case_detail(station, case, MONDAY).printable if code.startswith("STAGE-")]
    assert codes == ["STAGE-survey", "STAGE-plan_reply", "STAGE-completion_check", "STAGE-contract", "STAGE-energize"]


def test_the_sheet_of_today_lists_what_is_urgent_and_masks_people(station, clock):
    register(station, house_intake(station), MONDAY)
    day = clock.go(MONDAY.replace(month=12))
    text = today_sheet(station, sheet, day).decode()
    assert "填勘查单" in text
    assert "张*" in text
    assert "𬀩" not in text
    assert "逾期" in read(today_sheet(station, render, day)).words


def test_the_computation_names_its_day_its_place_in_the_journal_and_who_signs(station):
    words = read(why_sheet(station, mill(station), render, MONDAY)).words
    for told in ("计算日期", "2026年11月23日", "链值", "计算人签名：赵建军", "堂街供电所（盖章）"):
        assert told in words
