"""Fees: only what a rule in force names is charged; energising waits; paying later needs two people; nothing is counted twice."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models.problems import ProblemsFound, StationError
from models.rules import RuleError
from models.services.case_page.detail import case_detail
from models.services.centre.intake import take
from models.services.checking import rebuild
from models.services.exchange.outbox import export
from models.services.fee_adoption import adopt_fees
from models.services.fee_figures import FeeMonth, fee_figures
from models.services.fees import (
    ChargeEntry,
    approve_deferral,
    ask_deferral,
    cancel_fee,
    charge_fee,
    chargeable,
    check_old_bills,
    pay_fee,
    read_plan,
    settle_fees,
    waive_fee,
)
from models.services.paper.papers import preview
from models.services.people import add_person
from models.services.reminders import reminders_on
from models.services.reopening import reopen_stage
from models.services.stages import form_values, save_form
from models.services.station import looking
from models.store.views import fee_view, journal, payment_view, reminder_view
from reports.render import render
from tests.fee_text import FEES
from tests.reports.reading import read
from tests.stations import ACCEPTED, MONDAY, do_all, do_stage, filling, mill, sheet

WORKS = ChargeEntry("works", ACCEPTED, amount="1,200.50", basis="概算审定书 试字1号")


@pytest.fixture
def charged(station):
    """A station with fees of its own, the mill accepted and charged 1,200.50 yuan; gives (station, case, charge)."""
    adopt_fees(station, FEES)
    case = mill(station)
    charge_fee(station, case, WORKS, MONDAY)
    return station, case, charges(station, case)[0].id


def folded(station, case):
    from models.services.folding.refold import Folder

    with looking(station) as connection:
        return Folder(connection).case(case)


def charges(station, case):
    return list(folded(station, case).money.charges.values())


def kinds_of(station, class_):
    return [kind.code for kind in station.shelf.book().fees.kinds(class_, MONDAY)]


def fields(refused):
    return {problem.field for problem in refused.value.problems}


def test_what_a_station_adopted_says_what_may_be_charged(station):
    assert kinds_of(station, "lv_nonres_small") == []
    assert kinds_of(station, "hv_dual") == ["high_reliability"]
    adopt_fees(station, FEES)
    assert kinds_of(station, "lv_nonres_small") == ["meter_check", "works"]
    assert rebuild(station.database).equal


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("temporary_connection", "2019-12-31 以后已经取消（某县取消临时接电费的通知）"),
        ("meter_box", "由供电企业承担（某县告知书：表箱由供电企业免费提供）"),
        ("nonsense", "不向低压小微企业客户收取"),
    ],
)
def test_a_fee_not_in_force_is_refused_with_the_document(station, kind, said):
    adopt_fees(station, FEES)
    case = mill(station)
    with pytest.raises(ProblemsFound) as refused:
        charge_fee(station, case, ChargeEntry(kind, MONDAY, amount="60", basis="批复"), MONDAY)
    assert said in str(refused.value)
    assert charges(station, case) == []


def test_the_shipped_abolition_names_its_source(station):
    case = mill(station)
    with pytest.raises(ProblemsFound, match="顺平供电分公司.*切实执行取消临时接电费"):
        charge_fee(station, case, ChargeEntry("temporary_connection", MONDAY, amount="60", basis="旧批复"), MONDAY)


def test_every_fault_of_a_charge_is_told_at_once(station):
    adopt_fees(station, FEES)
    case = mill(station)
    for amount in ("六十", "-5", ""):
        with pytest.raises(ProblemsFound) as refused:
            charge_fee(station, case, ChargeEntry("works", MONDAY + timedelta(days=1), amount=amount), MONDAY)
        assert fields(refused) == {"amount", "basis", "on"}
    for quantity in ("三", "-1", "0", "nan"):
        with pytest.raises(ProblemsFound) as refused:
            charge_fee(station, case, ChargeEntry("meter_check", MONDAY, amount=quantity), MONDAY)
        assert fields(refused) == {"amount"}
    charge_fee(station, case, ChargeEntry("meter_check", MONDAY, amount="3"), MONDAY)
    assert [(c.fen, c.quantity, c.unit_fen) for c in charges(station, case)] == [(3615, "3", 1205)]


def test_nothing_is_charged_before_acceptance(station):
    case = mill(station, received=frozenset())
    with pytest.raises(StationError, match="还没有受理"):
        charge_fee(station, case, WORKS, MONDAY)


def test_energising_waits_until_fees_and_old_bills_are_done(charged):
    station, case, charge = charged
    do_all(station, case, MONDAY, "CONTRACT")
    with pytest.raises(StationError, match="费用交清.*历史电费结清.*还欠 1,200.50 元.*事项"):
        do_stage(station, case, "METER", MONDAY)
    pay_fee(station, case, charge, "1200.50", "HN-0001", MONDAY, MONDAY)
    check_old_bills(station, case, False, "营销系统欠费 30 元", MONDAY, MONDAY)
    with pytest.raises(StationError, match="历史电费结清"):
        do_stage(station, case, "METER", MONDAY)
    check_old_bills(station, case, True, "营销系统查询", MONDAY, MONDAY)
    do_stage(station, case, "METER", MONDAY)
    assert folded(station, case).marks["energize"] == MONDAY


def test_a_receipt_counts_once_and_never_more_than_is_owed(charged):
    station, case, charge = charged
    with pytest.raises(ProblemsFound) as refused:
        pay_fee(station, case, charge, "1200.51", " ", MONDAY, MONDAY)
    assert fields(refused) == {"amount", "receipt_no"}
    pay_fee(station, case, charge, "200.50", "HN-0001", MONDAY, MONDAY)
    other = mill(station)
    charge_fee(station, other, WORKS, MONDAY)
    with pytest.raises(ProblemsFound, match="HN-0001 已经登记过"):
        pay_fee(station, other, charges(station, other)[0].id, "5", "HN-0001", MONDAY, MONDAY)
    assert charges(station, case)[0].open == 100_000
    with pytest.raises(StationError, match="已经收费，不能撤销"):
        cancel_fee(station, case, charge, "录错", MONDAY)


def told_on(station, day):
    return {(r.text, r.on) for r in reminders_on(station, day) if r.code.startswith("fee")}


def deferred(station, case, charge):
    plan = [(date(2026, 12, 10), 60_000), (date(2026, 12, 30), 60_050)]
    ask_deferral(station, case, charge, plan, station.actor, "客户贷款月底到", MONDAY, MONDAY)


def test_paying_later_needs_two_different_people_and_then_the_power_goes_on(charged):
    station, case, charge = charged
    check_old_bills(station, case, True, "营销系统查询", MONDAY, MONDAY)
    do_all(station, case, MONDAY, "CONTRACT")
    deferred(station, case, charge)
    approve_deferral(station, case, charge, "钱国庆", "实业公司经理", "审批单 1", MONDAY, MONDAY)
    with pytest.raises(StationError, match="费用交清"):
        do_stage(station, case, "METER", MONDAY)
    with pytest.raises(ProblemsFound, match="不同的人"):
        approve_deferral(station, case, charge, " 钱 国庆", "主管经理", "审批单 2", MONDAY, MONDAY)
    approve_deferral(station, case, charge, "孙卫东", "主管经理", "审批单 2", MONDAY, MONDAY)
    with pytest.raises(StationError, match="批准齐了"):
        approve_deferral(station, case, charge, "周文", "主管经理", "审批单 3", MONDAY, MONDAY)
    do_stage(station, case, "METER", MONDAY)
    assert told_on(station, date(2026, 12, 8)) == {
        ("迁移工料费缓交第 1 期 600.00 元到期", date(2026, 12, 10)), ("与客户结清费用（送电后 20 天内）", date(2026, 12, 14)),
    }  # fmt: skip
    pay_fee(station, case, charge, "700", "HN-0002", date(2026, 12, 9), date(2026, 12, 9))
    assert ("迁移工料费缓交第 2 期 500.50 元到期", date(2026, 12, 30)) in told_on(station, date(2026, 12, 29))
    assert rebuild(station.database).equal


def test_a_plan_that_does_not_add_up_or_has_nobody_responsible(charged):
    station, case, charge = charged
    with pytest.raises(ProblemsFound) as refused:
        ask_deferral(station, case, charge, [(MONDAY, 1), (MONDAY, 2)], "nobody", " ", MONDAY, MONDAY)
    assert fields(refused) == {"plan", "responsible", "reason"}
    assert "合计 0.03 元，未交 1,200.50 元" in str(refused.value)
    with pytest.raises(StationError, match="没有申请缓交"):
        approve_deferral(station, case, charge, "甲", "经理", "1", MONDAY, MONDAY)


def test_waived_settled_and_summed_by_kind_and_month(charged):
    station, case, charge = charged
    charge_fee(station, case, ChargeEntry("meter_check", MONDAY, amount="2"), MONDAY)
    check = next(c.id for c in charges(station, case) if c.kind == "meter_check")
    pay_fee(station, case, check, "24.10", "HN-9", MONDAY, MONDAY)
    pay_fee(station, case, charge, "200.50", "HN-9b", MONDAY, MONDAY)
    with pytest.raises(StationError, match=r"还有 1,000.00 元没有交"):
        settle_fees(station, case, "225", "结算单 1", MONDAY, MONDAY)
    with pytest.raises(ProblemsFound) as refused:
        waive_fee(station, case, charge, " ", "", MONDAY, MONDAY)
    assert fields(refused) == {"basis", "approver"}
    waive_fee(station, case, charge, "减免批复 3 号", "钱国庆", MONDAY, MONDAY)
    settle_fees(station, case, "224.60", "结算单 1", MONDAY, MONDAY)
    assert fee_figures(station, 2026, 11) == (
        FeeMonth("meter_check", "校验费", 1, 2410, 2410, 0, 0), FeeMonth("works", "迁移工料费", 1, 120_050, 20_050, 100_000, 0),
    )  # fmt: skip
    assert fee_figures(station, 2026, 12) == ()
    with pytest.raises(StationError, match="已经结清"):
        charge_fee(station, case, WORKS, MONDAY)
    assert rebuild(station.database).equal


def test_the_papers_print_what_is_charged_or_that_nothing_is(charged):
    station, case, charge = charged
    receipt = read(preview(station, case, "RECEIPT", render, MONDAY)).words
    assert "迁移工料费1,200.50元（依据：某县收费规定（试）第二条；概算审定书试字1号；未交）" in receipt
    notice = read(preview(station, case, "FEE-NOTICE", render, MONDAY)).words
    assert "人民币壹仟贰佰元伍角整" in notice
    assert "FEE-NOTICE" in dict(case_detail(station, case, MONDAY).printable)
    cancel_fee(station, case, charge, "录错客户", MONDAY)
    with pytest.raises(StationError, match="没有登记应收项目"):
        preview(station, case, "FEE-NOTICE", sheet, MONDAY)
    assert "按供电方案可能收取：校验费、迁移工料费" in read(preview(station, case, "RECEIPT", render, MONDAY)).words


def test_a_receipt_of_a_business_without_fees_says_so(station):
    assert "本次业务不收费" in read(preview(station, mill(station), "RECEIPT", render, MONDAY)).words


def test_names_of_approvers_stay_out_of_the_public_lines(charged):
    station, case, charge = charged
    deferred(station, case, charge)
    approve_deferral(station, case, charge, "钱国庆", "实业公司经理", "审批单 1", MONDAY, MONDAY)
    with looking(station) as connection:
        lines = b"".join(row.line for row in connection.execute(sa.select(journal)))
    assert "钱国庆".encode() not in lines
    assert "审批单 1".encode() in lines


def test_faults_of_a_fee_file_name_their_place(tmp_path):
    from models.rule_files import check

    text = FEES.replace('price = "12.05"', 'price = "十二"').replace('ended_by = "某县取消临时接电费的通知"\n', "")
    text += "\n[[fees]]\ncode = 1\n"
    file = tmp_path / "fees.toml"
    file.write_text(text, encoding="utf-8")
    lines = text.splitlines()
    found = {(lines[fault.line - 1].partition(" =")[0], fault.what) for fault in check([file])}
    assert ("price", "“十二”不是金额。") in found
    assert any(what.startswith("取消的项目要写明") for _, what in found)
    assert any(what == "缺少 basis" for _, what in found)
    overlapping = FEES.replace('code = "works"', 'code = "meter_check"')
    file.write_text(overlapping, encoding="utf-8")
    assert [fault.what for fault in check([file])] == ["meter_check 与前面同一项目的执行日期重叠（2026-01-01 至 今后）"]


def test_a_wrong_fee_file_is_not_adopted(station):
    with pytest.raises(RuleError, match="fees/county 的 .*price"):
        adopt_fees(station, FEES.replace('unit = "只"\n', ""))
    assert kinds_of(station, "hv_dual") == ["high_reliability"]


def test_the_clerk_sees_what_may_be_charged_and_why_the_rest_may_not(charged):
    station, case, _ = charged
    found = chargeable(station, case, MONDAY)
    assert [kind.name for kind in found.kinds] == ["校验费", "迁移工料费"]
    assert {kind.name: why for kind, why in found.refused}["表箱费"].startswith("由供电企业承担")


def test_a_plan_is_read_line_by_line():
    assert read_plan("1210 600\n2026-12-30 600.50\n", MONDAY) == ((date(2026, 12, 10), 60_000), (date(2026, 12, 30), 60_050))
    with pytest.raises(ProblemsFound) as refused:
        read_plan("1210 六十；十二月 5;1231 1", MONDAY)
    assert [problem.message[:5] for problem in refused.value.problems] == ["第 1 期", "第 2 期"]


def test_the_centre_takes_the_fees_in_and_folds_them_alike(charged, centre, tmp_path):
    station, case, charge = charged
    pay_fee(station, case, charge, "200.50", "HN-0001", MONDAY, MONDAY)
    folder = tmp_path / "stick"
    folder.mkdir()
    take(centre, export(station, folder)[0].file)
    for table in (fee_view, payment_view, reminder_view):
        with station.database.reader.connect() as here, centre.database.reader.connect() as there:
            assert here.execute(sa.select(table)).all() == there.execute(sa.select(table)).all()


def test_a_plan_begins_with_what_was_charged_and_names_no_other_fee(charged):
    station, case, _ = charged
    do_stage(station, case, "LV-SURVEY", MONDAY)
    (row,) = form_values(station, case, "LV-PLAN", MONDAY)["fees"]
    assert (row["name"], row["amount"], row["quantity"]) == ("迁移工料费", "1200.50", "1")
    typed = {"name": "临时接电费", "unit_price": "12.5", "quantity": "4", "amount": "50", "basis": "旧批复"}
    unknown = {**typed, "name": "跑腿费"}
    plan = filling(station, case, "LV-PLAN", MONDAY)
    with pytest.raises(ProblemsFound) as refused:
        save_form(station, case, "LV-PLAN", {**plan, "fees": [row, typed, unknown]}, MONDAY)
    assert [problem.label for problem in refused.value.problems] == ["营业费用第 2 行", "营业费用第 3 行"]
    assert "已经取消（某县取消临时接电费的通知）" in str(refused.value)
    save_form(station, case, "LV-PLAN", {**plan, "fees": [row]}, MONDAY)


def test_a_newer_program_never_puts_its_fees_in_place_of_the_countys(station):
    from models.services.adoption import plan_adoption

    adopt_fees(station, FEES)
    assert [text.subject for text in plan_adoption(station, "henan-rural", MONDAY, MONDAY).texts] == []
    assert kinds_of(station, "lv_nonres_small") == ["meter_check", "works"]


def test_once_archived_nothing_more_is_charged_but_what_is_open_is_still_paid(charged):
    station, case, charge = charged
    pay_fee(station, case, charge, "1200.50", "收据 7", MONDAY, MONDAY)
    check_old_bills(station, case, True, "营销系统查询", MONDAY, MONDAY)
    do_all(station, case, MONDAY)
    card = fees_of(station, case)
    assert "charge" not in [act.code for act in card.acts]
    assert "settle" in [act.code for act in card.acts]
    with pytest.raises(StationError, match="已经归档.*重新办理“资料归档”"):
        charge_fee(station, case, WORKS, MONDAY)
    chief, _ = add_person(station, "周志强", "所长", ACCEPTED)
    reopen_stage(station, case, "archive", "漏收一笔", "核对费用清单", chief, MONDAY)
    charge_fee(station, case, WORKS, MONDAY)


def test_a_case_archived_without_any_fee_has_no_card_of_fees(station):
    case = mill(station)
    assert [act.code for act in fees_of(station, case).acts] == ["charge"]
    do_all(station, case, MONDAY)
    assert fees_of(station, case) is None


def fees_of(station, case):
    return next((card for card in case_detail(station, case, MONDAY).cards if card.topic == "fees"), None)
