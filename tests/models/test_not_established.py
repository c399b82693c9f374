"""What no document was seen to say must not stand in a rule file, each thing by name; every entry is tried on a text that says it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.approval_rules import OURS
from models.rules import RuleBook, shipped_texts

RULES = Path(__file__).parents[2] / "resources" / "rules"
FILES = sorted(RULES.rglob("*.toml"))
ANYWHERE = "business|materials|fees|approvals|outcomes|profiles|standards"
BOOK = RuleBook.from_texts(shipped_texts())


@dataclass(frozen=True)
class Unknown:
    """Something that is not established: words that would say it, in which files, and a table that would be wrong.

    `ours` lets it stand in a table whose source says 默认值（非规定） or 我们的理解（非规定）.
    """

    what: str
    words: str
    wrong: str
    files: str = ANYWHERE
    ours: bool = False


def unknown(what: str, words: str, wrong: str, files: str = ANYWHERE, *, ours: bool = False) -> Unknown:
    return Unknown(what, words, wrong if wrong.startswith("source") else f'source = "《某办法》"\n{wrong}', files, ours)


COUNT = r"[\d一二两三四五六七八九十]+\s*(个)?"
THINGS = (
    unknown("the limit of single-phase supply in kW", rf"单相[^；。\n]*?{COUNT}(千瓦|kW)", 'cite = "单相供电不超过10千瓦"'),
    unknown("the limit of single-phase supply in A", rf"单相[^；。\n]*?{COUNT}(安|A)", 'note = "单相用户线路电流不超过40安"'),
    unknown("the limit of a meter connected directly", rf"{COUNT}(安|A)[^；。\n]*直接接入|直接接入[^；。\n]*?{COUNT}(安|A)",
            'cite = "60安及以下直接接入"'),
    unknown("the 1996 ceiling of low voltage", r"第八条|100千瓦[^；。\n]*50千伏安",
            'cite = "用电容量100千瓦或变压器50千伏安及以下的低压供电"'),
    unknown("the reply limits of the 1996 rules", r"第十九条|1996[^；。\n]*答复[^；。\n]*(日|天|月)",
            'cite = "供电营业规则1996：答复最长不超过五天"'),
    unknown("the list of changes in art. 22 of 1996", r"第二十二条", 'cite = "供电营业规则1996第二十二条"'),
    unknown("改压 as a business", r"改压", 'name = "改压"'),
    unknown("numbers of the 2024 supply rules", rf"2024[^；。\n]*?(?<!\d){COUNT}(工作日|天|个月|小时|年内)",
            'cite = "供电营业规则（2024）：三个工作日内复装"'),
    unknown("the 2024 supply rules as a source", r"(source|basis)=[^\n]*(供电营业规则[^\n；]*2024|14号令)",
            'basis = "供电营业规则（2024）"'),
    unknown("the plan validity of 2024", r"14号令[^；。\n]*有效期|有效期[^；。\n]*14号令", 'cite = "14号令：供电方案有效期"'),
    unknown("the day on which a cut is ended", r"24\s*小时[^；。\n]*恢复|恢复[^；。\n]*24\s*小时", 'cite = "24小时内恢复供电"'),
    unknown("stage days of the rules 378 and 431", r"营销/3〕?378|431号", 'source = "国家电网企管〔2019〕431号"'),
    unknown("the promises of 2020 and 2022", r"十项承诺”?（?(2020|2022)", 'source = "供电服务“十项承诺”（2022）"'),
    unknown("the supervision measures as changed in 2024", r"供电监管办法[^；。\n]*2024|2024[^；。\n]*供电监管办法",
            'cite = "供电监管办法（2024修订）"', "business|materials|fees|approvals|outcomes|profiles"),
    unknown("the number of the opinion of 2025", r"发改[^；。\n]*〔2025〕", 'source = "发改能源规〔2025〕100号"'),
    unknown("high-voltage numbers of the opinion of 2025", rf"2025年?意见[^；。\n]*高压[^；。\n]*{COUNT}工作日",
            'cite = "2025年意见：高压20个工作日"'),
    unknown("what a first-come customer to the planning redline is", r"规划红线[^；。\n]*(先到先得|\d+千伏安|\d+米)",
            'cite = "规划红线500米以内"'),
    unknown("the largest capacity at 10, 35 or 110 kV", r"(10|35|110)千伏[^；。\n]*(不超过|最大|上限)[^；。\n]*千伏安",
            'cite = "10千伏供电容量不超过10000千伏安"'),
    unknown("two-part tariff for 100 to 315 kVA", r"100[—至-]?315千伏安|100千伏安[^；。\n]*两部制", 'cite = "100至315千伏安可选两部制"'),
    unknown("what 预受理 obliges to", rf"预受理[^；。\n]*{COUNT}(工作日|天|小时)", 'cite = "预受理2个工作日内转正式受理"'),
    unknown("what 一日通 obliges to", rf"一日通[^；。\n]*{COUNT}(工作日|小时)", 'cite = "一日通：24小时内接电"'),
    unknown("a threshold of red, orange and yellow", r"\d[^；。\n]*(红|橙|黄)色预警|(红|橙|黄)色预警[^；。\n]*\d",
            'cite = "剩余20%为黄色预警"', ours=True),
    unknown("how often a customer is called before the end", r"contacts=\d", "contacts = 3", "outcomes", ours=True),
    unknown("whether the acceptance day counts", r"day0_counts=True", "day0_counts = true", "profiles"),
    unknown("points of the Anhui assessment that are cut off", r"(?<!\d)(21|60)分", 'cite = "基础管理21分"'),
    unknown("fines", r"罚款|扣罚|扣款", 'cite = "每件罚款50元"'),
    unknown("a price of a fee", r"(price|unit)=\S", 'price = "220.00"\nunit = "千伏安"', "fees"),
    unknown("an amount of money", r"\d+(\.\d+)?\s*元", 'cite = "每千伏安220元"'),
    unknown("days for taking a meter off or on again", r"[五5]天内(执行|暂拆|复装)(?![^；。\n]*1996年规则的数字)",
            'cite = "五天内复装接电"', "business"),
    unknown("how long a transformer may be swapped", rf"暂换[^；。\n]*{COUNT}(天|个月|年)", 'cite = "暂换不得超过两个月"', "business"),
    unknown("who is named where the source is blank", r"(250千伏安|0\.4千伏)[^\n]*由(?!（名称空缺）|谁)[^\n]*审批",
            'cite = "10千伏250千伏安以下由营销部审批"',
            "approvals"),
    unknown("a bureau of which nobody knows which it is", r"1260千伏安", 'cite = "1260千伏安以下由客户中心办理"', "approvals"),
    unknown("the order number of the rules of 1996", r"(电力工业部令|部令)第?\s*8\s*号",
            'source = "《供电营业规则》（电力工业部令第8号）"'),
    unknown("the law's articles on deposits", r"保证金|电费担保金", 'name = "电费保证金"'),
    unknown("a rule of the company on masking", r"脱敏|掩码", 'cite = "身份证号按公司脱敏规定显示"'),
    unknown("clauses on exchange media", r"移动存储|U盘", 'cite = "U盘管理办法"'),
)


def tables(table: dict[str, object]) -> Iterator[dict[str, object]]:
    """Every table that may be chosen: one that is not `selectable` can only be read, with all that is in it."""
    if table.get("selectable") is False:
        return
    yield table
    for value in table.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from tables(inner)


def words(table: dict[str, object]) -> str:
    """What a table itself says, a line for each key."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    return "\n".join(f"{key}={value}" for key, value in plain.items() if "{" not in str(value))


def says(thing: Unknown, text: str) -> list[str]:
    """The tables of a text that say it as a rule."""
    top = tomllib.loads(text)
    return [told for table in tables(top) if re.search(thing.words, told := words(table))
            and not (thing.ours and str(table.get("source") or top.get("source", "")) in OURS)]


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.what)
def test_it_is_no_rule(thing):
    told = {file.name: found for file in FILES if re.search(thing.files, str(file.relative_to(RULES)))
            and (found := says(thing, file.read_text(encoding="utf-8")))}
    assert not told


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.what)
def test_it_would_be_found(thing):
    assert says(thing, thing.wrong)


def test_no_fee_has_a_price():
    assert not [kind.code for kind in BOOK.fees.fees if kind.price or kind.unit]


def test_who_approves_is_left_blank_where_the_source_is_blank():
    matrices = {matrix.code: matrix for matrix in BOOK.matrices}
    north = matrices["north-250"].rows
    assert {(row.name, step.role, step.slot) for row in north for step in row.chain if not step.role} == {
        ("0.4千伏及以下", "", "lv_decider"), ("10千伏，250千伏安以下", "", "below_250"), ("10千伏，250千伏安及以上", "", "from_250")}
    assert all(not row.chain and row.note for row in matrices["csg-2016"].rows)
    assert {code for code, matrix in matrices.items() if not matrix.selectable} == {"csg-2016", "nangong-1260", "customer-agent"}


@pytest.mark.parametrize("code", ["temp_swap", "temp_remove_resume", "close_account", "rename", "reclassify"])
def test_a_change_without_a_number_in_its_source_has_no_period(code):
    assert not BOOK.types[code].periods


@pytest.mark.parametrize("code", ["temporary", "temporary_hv", "temp_remove", "suspend", "hv_reduce"])
def test_a_period_of_1996_says_that_the_numbers_of_2024_were_not_seen(code):
    assert BOOK.types[code].periods
    assert all("2024年规则的没有查到" in period.cite for period in BOOK.types[code].periods)


def test_what_is_third_hand_is_called_our_reading():
    ours = {one.code for kind in BOOK.types.values() for one in kind.preconditions if one.source in OURS}
    assert ours == {"all_stopped", "bill_settled", "removed_settled", "split_capacity", "identity_checked"}
    assert {kind.code for kind in BOOK.types.values() if kind.source in OURS} == {"close_account", "temp_swap", "split"}
