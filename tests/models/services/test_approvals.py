"""Who approves a plan: one act with it where one may; else the chain, version by version, and nothing leaves before it is complete."""

from datetime import date

import pytest

from models.problems import ProblemsFound, StationError
from models.rules import RuleBook, RuleText, shipped_texts
from models.services.approvals import Approval, approval_choices, decide
from models.services.case_page.detail import case_detail
from models.services.centre.desk import open_desk
from models.services.centre.intake import take
from models.services.checking import rebuild
from models.services.exchange.outbox import export
from models.services.paper.papers import deliver, issue, preview
from models.services.people import add_person
from models.services.stages import save_form
from models.services.station import act_as
from models.services.transfer import take_over
from tests.data.form_drafts import DRAFTS
from tests.handover import BY, exchange, fill, passed_up
from tests.stations import MONDAY, do_stage, filling, mill, sheet


def text_of(name, *pairs):
    (text,) = [text for text in shipped_texts() if text.name == name]
    changed = text.text
    for old, new in pairs:
        assert old in changed
        changed = changed.replace(old, new)
    return RuleText(text.subject, text.code, changed)


def use_matrix(station, code, more=""):
    """The station adopts a profile that chooses another matrix."""
    from models import events
    from models.services.station import changing

    profile = text_of("profile/henan-rural", ('approvals = "henan-county"', f'approvals = "{code}"'))
    text = profile.text + more
    with changing(station) as change:
        fact = events.RulesAdopted(subject="profile", code="henan-rural", revision=f"test-{code}", text=text)
        change.append.add(fact, (f"station:{station.info.code}",))
    station.forget_rules()


def plan(station, case, day=MONDAY, reason="", **values):
    if not reason:
        do_stage(station, case, "LV-SURVEY", day)
    given = {**filling(station, case, "LV-PLAN", day), **values}
    save_form(station, case, "LV-PLAN", given, day, reason)


def card(station, case, title="方案审批"):
    return next(card for card in case_detail(station, case, MONDAY).cards if card.title == title)


def test_where_one_person_may_decide_the_plan_is_approved_with_it(station):
    case = mill(station)
    plan(station, case)
    detail = case_detail(station, case, MONDAY)
    assert detail.todos[0].label.startswith("打印")
    told = [line.text for line in detail.history[:2]]
    assert told == ["审批 供电所对第 1 版供电方案同意 2026-11-23（系统内）", told[1]]
    assert told[1].startswith("填写《低压供电方案答复单》（与计算建议不同"), "the station's own choice of meter is told"
    assert "同意" in card(station, case).rows[1].text
    plan(station, case, reason="客户改了表箱位置", note="表箱装在院外")
    rows = [f"{row.label}：{row.text}" for row in card(station, case).rows]
    assert any("第 2 版" in row for row in rows)
    assert any("第 1 版（已失效）" in row for row in rows), "the earlier word stays to be read"
    assert rebuild(station.database).equal


def test_nothing_leaves_before_the_chain_is_complete(station, centre, tmp_path):
    use_matrix(station, "chief-approves")
    chief, _ = add_person(station, "周志强", "所长", date(2026, 1, 1))
    case = mill(station)
    plan(station, case)
    assert [todo.label for todo in case_detail(station, case, MONDAY).todos] == ["审批供电方案"]
    with pytest.raises(StationError, match="还没有审批完：等业扩员、所长"):
        issue(station, case, "LV-PLAN", sheet, MONDAY)
    assert preview(station, case, "LV-PLAN", sheet, MONDAY)
    assert approval_choices(station, case).here
    decide(station, case, Approval("agree", "system", MONDAY), MONDAY)
    with pytest.raises(ProblemsFound, match="由所长本人审批"):
        decide(station, case, Approval("agree", "system", MONDAY), MONDAY)
    clerk = station.actor
    act_as(station, chief)
    decide(station, case, Approval("agree", "system", MONDAY), MONDAY)
    act_as(station, clerk)
    paper, _ = issue(station, case, "LV-PLAN", sheet, MONDAY)
    words = [row.text for row in card(station, case).rows][1:]
    assert words == ["拟定：同意　赵建军 2026-11-23（系统内）", "审批：同意　周志强 2026-11-23（系统内）"]
    deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
    done, _ = export(station, tmp_path)
    assert take(centre, done.file).cases == 1
    assert rebuild(station.database).equal


def test_a_plan_filled_anew_is_approved_anew(station):
    use_matrix(station, "chief-approves")
    case = mill(station)
    plan(station, case)
    sheet_no = {"way": "paper", "on": MONDAY, "sheet_no": "会签 2026-018"}
    for name in ("赵建军", "周志强"):
        decide(station, case, Approval("agree", name=name, **sheet_no), MONDAY)
    paper, _ = issue(station, case, "LV-PLAN", sheet, MONDAY)
    plan(station, case, reason="导线截面算错", note="改用 25 平方")
    with pytest.raises(StationError, match="第 2 版还没有审批完"):
        deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
    for name in ("赵建军", "周志强"):
        decide(station, case, Approval("agree", name=name, **sheet_no), MONDAY)
    with pytest.raises(StationError, match="是第 1 版供电方案的"):
        deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
    paper, _ = issue(station, case, "LV-PLAN", sheet, MONDAY)
    deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
    assert "plan_reply" not in {todo.stage for todo in case_detail(station, case, MONDAY).todos}


def test_who_sends_it_back_says_why_and_the_plan_is_changed_first(station):
    use_matrix(station, "chief-approves")
    case = mill(station)
    plan(station, case)
    with pytest.raises(ProblemsFound) as refused:
        decide(station, case, Approval("return", "paper", date(2026, 11, 24)), MONDAY)
    assert {p.field for p in refused.value.problems} == {"opinion", "on", "name", "sheet_no"}
    decide(station, case, Approval("return", "system", MONDAY, opinion="电源点写清杆号"), MONDAY)
    (todo,) = case_detail(station, case, MONDAY).todos
    assert (todo.label, todo.form) == ("修改供电方案", "LV-PLAN")
    with pytest.raises(StationError, match="请先修改"):
        decide(station, case, Approval("agree", "system", MONDAY), MONDAY)
    with pytest.raises(StationError, match="退回修改"):
        issue(station, case, "LV-PLAN", sheet, MONDAY)


def test_beyond_the_stations_authority_it_is_only_passed_up(station):
    slots = '[approval_slots]\nlv_decider = "marketing"\nbelow_250 = "county_center"\nfrom_250 = "planning"\n'
    use_matrix(station, "north-250", f"\n{slots}")
    case = mill(station)
    plan(station, case)
    with pytest.raises(StationError, match="超出供电所审批权限，只能上报：由营销部审批"):
        issue(station, case, "LV-PLAN", sheet, MONDAY)
    with pytest.raises(ProblemsFound, match="只能登记纸面审批"):
        decide(station, case, Approval("agree", "system", MONDAY), MONDAY)
    decide(station, case, Approval("agree", "paper", MONDAY, name="孙科长", sheet_no="18"), MONDAY)
    assert "默认值（非规定）" in " ".join(f"{row.label}{row.text}" for row in card(station, case).rows)
    assert issue(station, case, "LV-PLAN", sheet, MONDAY)


def test_a_high_voltage_plan_leaves_the_centre_only_once_it_is_approved(station, centre, tmp_path):
    case = passed_up(station, MONDAY)
    assert [row.text for row in card(station, case).rows][1:] == ["审批：还没有填供电方案"]
    with pytest.raises(StationError, match="请先办完“现场勘查”"):
        save_form(station, case, "HV-PLAN", DRAFTS["HV-PLAN"], MONDAY)
    exchange(station, centre, tmp_path)
    desk = open_desk(centre, "3501", BY)
    take_over(desk, case, MONDAY, BY, MONDAY)
    fill(desk, case, "HV-SURVEY", MONDAY, approved_capacity="315")
    fill(desk, case, "HV-PLAN", MONDAY)
    with pytest.raises(StationError, match="还没有审批完：等营销部"):
        issue(desk, case, "HV-PLAN", sheet, MONDAY)
    assert preview(desk, case, "APPROVAL-SHEET", sheet, MONDAY)
    decide(desk, case, Approval("agree", "paper", MONDAY, name="营销部 李主任", sheet_no="批 2026-7"), MONDAY)
    assert issue(desk, case, "HV-PLAN", sheet, MONDAY)
    assert "（纸面审批 批 2026-7）" in case_detail(desk, case, MONDAY).history[1].text
    desk.close()


def test_a_station_without_a_matrix_has_no_rule_and_no_gate(station):
    use_matrix(station, "")
    case = mill(station)
    plan(station, case)
    assert card(station, case).rows[0].text == "没有审批规定"
    assert "APPROVAL-SHEET" not in dict(case_detail(station, case, MONDAY).printable)
    with pytest.raises(StationError, match="没有审批规定，不用会签单"):
        preview(station, case, "APPROVAL-SHEET", sheet, MONDAY)
    assert issue(station, case, "LV-PLAN", sheet, MONDAY)


def test_rules_of_before_there_were_matrices_still_hold_together():
    texts = [text for text in shipped_texts() if text.subject not in ("approvals", "outcomes")]
    book = RuleBook.from_texts(texts)
    assert book.approvals is None
    assert set(book.outcomes) == {"withdrawn", "void"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('chain = [{ role = "planning" }]', 'chain = [{ role = "moon" }]', "不认识的角色 moon"),
        ("voltage_from = 35\nwithin = false", "voltage_from = 35\nvoltage_below = 10\nwithin = false", "不小于 voltage_below"),
        ('chain = [{ slot = "lv_decider" }]', "chain = []", "note 里说明原因"),
        ('name = "10千伏及以上、35千伏以下"\nvoltage_from = 10', 'name = "x"\nvoltage_from = 40', "voltage_below"),
        ("capacity_below = 250", "", "永远轮不到"),
        ('alone_source = "我们的理解（非规定）"', 'alone_source = "某规定"', "没有查到规定"),
        ('cite = "220伏由所长上报，用电科长审批备案"', 'cite = ""', "依据"),
    ],
)
def test_a_wrong_matrix_is_refused_with_its_place(old, new, words, tmp_path):
    from models.rule_files import check

    file = tmp_path / "approvals.toml"
    file.write_text(text_of("approvals/approvals", (old, new)).text, encoding="utf-8")
    faults = check([file])
    assert any(words in fault.what or words in fault.remedy for fault in faults)
    assert all(fault.line > 1 for fault in faults)


def test_a_profile_must_say_whom_the_source_leaves_blank(tmp_path):
    from models.rules import RuleError

    profile = text_of("profile/henan-rural", ('approvals = "henan-county"', 'approvals = "north-250"'))
    texts = [profile if text.subject == "profile" else text for text in shipped_texts()]
    with pytest.raises(RuleError, match="没有写明 lv_decider、below_250、from_250 由谁审批"):
        RuleBook.from_texts(texts)
    unread = text_of("profile/henan-rural", ('approvals = "henan-county"', 'approvals = "csg-2016"'))
    with pytest.raises(RuleError, match="只供查阅"):
        RuleBook.from_texts([unread if text.subject == "profile" else text for text in shipped_texts()])
