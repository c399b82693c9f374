"""The card 费用 on the case page and its dialogs, on a real station: charge, pay, put off, settle; what is wrong stays to be mended."""

import pytest

from models.services import fees
from models.services.fee_adoption import adopt_fees
from models.services.station import people
from tests.fee_text import FEES
from tests.ui.case_looks import buttons, detail, dialog, problems, show
from tests.ui.case_station import MONDAY, mill
from ui.case.page import TABS


def press(page, text):
    found = [one for one in buttons(page) if one.text() == text]
    assert found, [one.text() for one in buttons(page)]
    found[0].click()


def fee_rows(page):
    return {row.label: row.text for card in detail(page).cards if card.topic == "fees" for row in card.rows}


@pytest.fixture
def case(page, station, clock):
    adopt_fees(station, FEES)
    made = mill(station, clock)
    show(page, clock, made)
    page.tabs.setCurrentIndex(TABS.index("事项"))
    return made


def charged(page, amount="1200.5"):
    press(page, "登记应收…")
    asked = dialog(page)
    asked.kind.setCurrentIndex(1)
    asked.amount.setText(amount)
    asked.basis.setText("概算审定书 试字1号")
    return asked


def test_a_charge_is_read_back_in_capital_figures_and_refused_where_it_is_none(page, case):
    asked = charged(page, "六十")
    asked.submit()
    assert "六十" in problems(asked)["amount"]
    assert asked.basis.text() == "概算审定书 试字1号"
    asked.amount.setText("1200.5")
    assert "人民币壹仟贰佰元伍角整" in asked.reading.text()
    asked.submit()
    assert "迁移工料费" in page.desk.said[-1]
    assert fee_rows(page)["迁移工料费"].startswith("1,200.50 元，未交")


def test_a_fee_by_unit_price_asks_for_the_quantity(page, case):
    press(page, "登记应收…")
    asked = dialog(page)
    assert "单价 12.05 元/只" in asked.reading.text()
    asked.amount.setText("2")
    asked.submit()
    assert fee_rows(page)["校验费"].startswith("24.10 元")


def test_paying_asks_for_a_receipt_and_the_notice_can_be_printed(page, case):
    charged(page).submit()
    press(page, "登记收费")
    asked = dialog(page)
    assert asked.amount.text() == "1200.50"
    asked.submit()
    assert set(problems(asked)) == {"receipt_no"}
    asked.receipt.setText("HN-0001")
    asked.submit()
    assert "已交清（收据 HN-0001）" in fee_rows(page)["迁移工料费"]
    press(page, "打印缴费通知单…")
    assert page.desk.went[-1] == ("paper", case, "FEE-NOTICE")
    press(page, "费用结清…")
    asked = dialog(page)
    asked.evidence.setText("结算单 1")
    asked.submit()
    assert "实际 1,200.50 元" in fee_rows(page)["结清"]


def test_paying_later_by_a_plan_and_two_approvals(page, case, station):
    charged(page).submit()
    press(page, "缓交")
    asked = dialog(page)
    asked.plan.setText("1210 600；1231 六百")
    asked.reason.setText("贷款月底到")
    asked.submit()
    assert "第 2 期“1231 六百”" in problems(asked)["plan"]
    asked.plan.setText("1210 600；1231 600.50")
    asked.submit()
    for name, post in (("钱国庆", "实业公司经理"), ("孙卫东", "主管经理")):
        assert "人批准" in fee_rows(page)["缓交"]
        press(page, "登记批准")
        asked = dialog(page)
        asked.approver.setText(name)
        asked.post.setText(post)
        asked.sheet.setText("审批单 1")
        asked.submit()
    told = fee_rows(page)["缓交"]
    assert told.endswith("已批准")
    assert f"责任人 {people(station)[0].name}" in told
    assert fees.read_plan("1210 1", MONDAY)[0][0] > MONDAY


def test_where_nothing_may_be_charged_the_button_says_so(page, station, clock):
    show(page, clock, mill(station, clock))
    page.tabs.setCurrentIndex(TABS.index("事项"))
    press(page, "登记应收…")
    assert "本次业务不收费" in page.desk.errors[-1]
    assert "临时接电费" in page.desk.errors[-1]


def test_the_month_sums_what_was_charged_and_taken_in(page, case, station, qtbot):
    from ui.statistics.page import StatisticsPage

    charged(page).submit()
    found = StatisticsPage(page.desk)
    qtbot.addWidget(found)
    found.refresh()
    assert found.others.text() == "收费　迁移工料费：登记应收 1 件 1,200.50 元，其中未交 1,200.50 元；本月收到 0.00 元"
    found.turn(-1)
    assert found.others.isHidden()


def test_a_county_file_is_checked_and_adopted(page, station, clock, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    from ui.rules.page import RulesPage

    clock.day = MONDAY
    rules = RulesPage(page.desk)
    page.desk.setCentralWidget(rules)
    file = tmp_path / "county.toml"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    file.write_text(FEES.replace('price = "12.05"', 'price = "十二"'), encoding="utf-8")
    rules.fees_button.click()
    assert "第 12 行 fees[0]（meter_check）：“十二”不是金额" in page.desk.errors[-1]
    file.write_text(FEES, encoding="utf-8")
    asked = []
    monkeypatch.setattr(type(page.desk), "ask", lambda _self, *words: asked.append(words[1]) or True)
    rules.fees_button.click()
    assert "4 项：校验费、迁移工料费、临时接电费、表箱费" in asked[0]
    rules.refresh()
    assert "12.05 元/只" in rules.view.text.toPlainText()
    rules.fees_button.click()
    assert "已经在用" in page.desk.errors[-1]
