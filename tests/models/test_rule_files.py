"""Files with faults are answered with line, place and remedy, all at once; a new province is one file and no Python."""

import re
import shutil
from datetime import date
from random import Random

import pytest

import resources
from models.clock import countdown
from models.rule_files import check, line_numbers, shipped_files
from models.rules import RuleBook, RuleError, read_standards, shipped_standards, shipped_texts
from models.workdays import WorkCalendar, published_calendar_text

RULES = resources.path("rules")
PROVINCE = """\
code = "jiangnan-2026-01"
name = "江南省电力公司办电时限（试验）"
issuer = "江南省电力公司"
effective = 2026-01-01
source = "江电营〔2026〕1号"
cite = "第三条"

[[limits]]
code = "plan_reply"
name = "供电方案答复"
classes = ["hv_single"]
kind = "stage"
days = 9
unit = "calendar_day"
start = "accept"
stop = "plan_reply"
source = "江电营〔2026〕1号"
cite = "第三条：9日"
"""


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(RULES, tmp_path / "rules")


def faults(file):
    return [(fault.line, fault.place, fault.what) for fault in check([file])]


def write(folder, name, text):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_files_are_clean():
    assert len(shipped_files()) > 40
    assert check(shipped_files()) == ()


def test_a_made_up_province_is_one_file_and_no_python(folder):
    file = write(folder / "standards", "jiangnan-2026-01.toml", PROVINCE)
    assert check([file]) == ()
    profile = (folder / "profiles" / "shunping.toml").read_text(encoding="utf-8")
    write(folder / "profiles", "jiangnan.toml", profile.replace('"shunping"', '"jiangnan"', 1).replace("shunping-2020", "jiangnan-2026-01"))
    assert "jiangnan-2026-01" in read_standards(shipped_standards(folder))
    book = RuleBook.from_texts(shipped_texts("jiangnan", folder))
    limit = book.governing("hv_single", "plan_reply")[0]
    assert (limit.standard, limit.days) == ("jiangnan-2026-01", 9)
    assert countdown(limit, date(2026, 3, 2), WorkCalendar.from_text(published_calendar_text())).due.day == 11


def test_a_made_up_business_type_is_one_block(folder):
    business = folder / "business.toml"
    block = """
[[types]]
code = "lamp_new"
name = "路灯新装"
short_name = "路灯"
classes = ["lv_nonres_small"]
handled_by = "station"
application_form = "LV-APP"
materials = "lv-small"
source = "试验"
cite = "试验"

[[types.flow]]
stage = "accept"
name = "业务受理"
action = "受理"

[[types.flow]]
stage = "energize"
name = "装表接电"
action = "填装接单"
after = ["accept"]
"""
    write(folder, "business.toml", business.read_text(encoding="utf-8") + block)
    assert check([business]) == ()
    assert RuleBook.from_texts(shipped_texts("henan-rural", folder)).types["lamp_new"].flow[1].stage == "energize"


def test_every_fault_of_a_file_at_once_each_at_its_line(folder):
    text = PROVINCE.replace("days = 9", "dayz = 9").replace('unit = "calendar_day"', 'unit = "fortnight"').replace(
        'effective = 2026-01-01', 'effective = "soon"') + """
[[limits]]
code = "energize"
name = "装表接电"
classes = ["hv_single", "hv_triple"]
kind = "stage"
days = 0
start = "energize"
stop = "accept"
source = ""
cite = "第四条"
"""
    file = write(folder / "standards", "jiangnan-2026-01.toml", text)
    lines = text.splitlines()
    found = faults(file)
    said = {(lines[line - 1].partition(" =")[0], what.partition("：")[0]) for line, _, what in found}
    assert ("effective", "日期要写成 2026-01-01 的样子，不加引号") in said
    assert ("dayz", "不认识的键 dayz") in said
    assert any(key == "unit" and "fortnight" in what for key, what in said)
    assert any(what == "缺少 days" for _, what in said)
    second = [what for line, place, what in found if place == "limits[1]（energize）"]
    assert len(second) == 4
    assert [lines[line - 1].partition(" =")[0] for line, place, _ in found if place == "limits[1]（energize）"] == [
        "classes", "days", "stop", "source"]
    assert all(fault.remedy for fault in check([file]))


@pytest.mark.parametrize(("old", "new", "line", "what", "remedy"), [
    ('source = "江电营〔2026〕1号"\ncite = "第三条：9日"\n', 'cite = "第三条：9日"\n', 8, "缺少 source", "出处"),
    ('cite = "第三条：9日"', 'cite = ""', 18, "每个数字都要写明依据", "出处"),
    ('code = "jiangnan-2026-01"', 'code = "jiangnan"', 1, "与文件名不符", "jiangnan-2026-01"),
    ('name = "江南省', 'name = 江南省', 2, "不是有效的 TOML", "引号"),
    ('kind = "stage"', 'kind = "internal_target"', 12, "内控目标写在配置里", "改正"),
    ("days = 9\n", "days = 0\n", 13, "不少于 1", "改正"),
    ('unit = "calendar_day"', 'unit = "same_day"', 13, "days 写 0", "改正"),
    ('unit = "calendar_day"', 'unit = "day_of_month"', 14, "stops_for", "改正"),
    ('cite = "第三条"\n', 'cite = "第三条"\ngrade = "C"\n', 7, "只供查阅", "selectable"),
    ('cite = "第三条"\n', 'cite = "第三条"\nuntil = 2025-01-01\n', 7, "until 早于 effective", "effective"),
    ('cite = "第三条"\n', 'cite = "第三条"\nseries = "liaoning-small"\n', 4, "重叠", "前一版"),
])
def test_a_wrong_standard(folder, old, new, line, what, remedy):
    assert old in PROVINCE
    file = write(folder / "standards", "jiangnan-2026-01.toml", PROVINCE.replace(old, new, 1))
    fault = check([file])[0]
    assert (fault.line, fault.file) == (line, str(file))
    assert what in fault.what
    assert remedy in fault.remedy


def test_standards_of_one_series_leave_no_gap():
    texts = [text for text in shipped_standards() if text.code.startswith("liaoning")]
    gap = [type(text)(text.subject, text.code, text.text.replace("until = 2022-10-31", "until = 2022-10-30")) for text in texts]
    with pytest.raises(RuleError, match="空档"):
        read_standards(gap)
    overlap = [type(text)(text.subject, text.code, text.text.replace("until = 2022-10-31", "until = 2022-11-01")) for text in texts]
    with pytest.raises(RuleError, match="重叠"):
        read_standards(overlap)


def test_an_unreachable_stage_and_a_wrong_condition(folder):
    text = (folder / "business.toml").read_text(encoding="utf-8")
    own, centre = text.split('code = "hv_new"', 1)
    own = own.replace('after = ["survey"]', 'after = ["archive"]', 1)
    centre = centre.replace('needed_with = "mid_check"', 'needed_with = "half_check"', 1)
    file = write(folder, "business.toml", f'{own}code = "hv_new"{centre}')
    found = faults(file)
    assert [(place, what) for _, place, what in found] == [
        ("types[0]（lv_nonres_new）", next(what for _, _, what in found if "永远走不到" in what)),
        ("types[2]（hv_new）", "不认识的环节 half_check")]
    assert text.splitlines()[found[0][0] - 1] == "[[types]]"


@pytest.mark.parametrize(("old", "new", "place", "what"), [
    ('flow_like = "lv_res_new"', 'flow_like = "moon"', "types[3]（lv_res_increase）", "不认识的流程（flow_like"),
    ('flow_like = "lv_res_new"', 'flow_like = "hv_increase"', "types[3]（lv_res_increase）", "hv_increase"),
    ('asks = ["arrears_nil", "closing_reading",', 'asks = ["arrears", "closing_reading",', "rename_transfer）", "不认识的办理条件 arrears"),
    ('after = ["sequence_a"]', 'after = ["sequence_z"]', "meter_replace）", "不认识的后续事项 sequence_z"),
    ('met = "电费已结清"', 'met = ""', "preconditions的 arrears_nil", "问什么、符合是什么"),
    ('when = "old_equipment"', 'when = "old"', "preconditions的 old_own", "不认识的条件 old"),
    ("least = 15\n", "least = 0\n", "（suspend）的 suspend_each", "期限应当不少于 1"),
    ("least = 6\nmost = 24", "least = 30\nmost = 24", "（hv_reduce）的 reduce", "least 30 大于 most 24"),
    ('cite = "暂拆时间最长不得超过六个月（1996年规则的数字；2024年规则的没有查到）"', 'cite = ""',
     "（temp_remove）的 temp_remove", "每个期限都要写明依据"),
    ('{lv_nonres = "lv-commercial"}', '{lv_nonres = "hv"}', "（lv_nonres_new）", "不适用于 lv_nonres"),
])
def test_wrong_questions_periods_and_shared_flows_are_told_with_their_place(folder, old, new, place, what):
    text = (folder / "business.toml").read_text(encoding="utf-8")
    assert old in text
    found = faults(write(folder, "business.toml", text.replace(old, new, 1)))
    assert found, "nothing was found"
    assert any(place in where and what in said for _, where, said in found), found
    assert all(line > 1 for line, _, _ in found)


def test_every_number_of_a_period_and_every_question_says_where_it_is_written():
    types = RuleBook.from_texts(shipped_texts()).types.values()
    for kind in types:
        for one in (*kind.preconditions, *kind.periods, *kind.sequences):
            assert one.source, (kind.code, one.code)
            assert one.cite, (kind.code, one.code)
    assert len(list(types)) >= 30


def test_a_wrong_profile(folder):
    file = folder / "profiles" / "shunping.toml"
    text = file.read_text(encoding="utf-8").replace('measured = ["shunping-2020"', 'measured = ["essay-nd-anqing"').replace(
        "near_share = 0.5", "near_share = 5")
    write(folder / "profiles", "shunping.toml", text)
    assert [(text.splitlines()[line - 1].partition(" =")[0], what) for line, _, what in faults(file)] == [
        ("near_share", "应当在 0 到 1 之间"), ("measured", "essay-nd-anqing 只供查阅（非规定），不能选用")]


YEAR = """\
year = 2027
paper = "国务院办公厅关于2027年部分节假日安排的通知"
source = "国办发明电〔2026〕9号"

[off]
"元旦" = [2027-01-01, 2027-01-02, 2027-01-03]
"春节" = [2027-02-05, 2027-02-06, 2027-02-07]

[work]
"春节" = [2027-02-13]
"""


@pytest.mark.parametrize(("name", "old", "new", "line", "what"), [
    ("2027", "2027-02-13", "2027-02-16", 10, "上班日 2027-02-16 是星期二，本来就上班"),
    ("2027", "2027-02-13", "2027-02-06", 10, "2027-02-06 又放假又上班"),
    ("2027", "2027-01-03", "2027-01-02", 6, "2027-01-02 写了两次"),
    ("2027", "2027-01-03", "2028-01-03", 6, "2028-01-03 不在 2027 年"),
    ("2028", "", "", 1, "year = 2027 与文件名不符"),
    ("2027", "[off]", "[offf]", 5, "不认识的键 offf"),
])
def test_a_wrong_holiday_year(tmp_path, name, old, new, line, what):
    file = write(tmp_path, f"{name}.toml", YEAR.replace(old, new, 1) if old else YEAR)
    found = check([file])
    assert (line, what) in [(fault.line, fault.what) for fault in found]
    assert all(fault.remedy for fault in found)


def test_a_right_holiday_year_and_a_file_of_no_kind(tmp_path):
    assert check([write(tmp_path, "2027.toml", YEAR)]) == ()
    fault = check([write(tmp_path, "note.toml", "a = 1\n")])[0]
    assert "哪一种文件" in fault.what


def test_lines_are_found_by_path():
    text = 'a = 1\n[[types]]\ncode = "x"\n[[types.flow]]\nstage = "s"\n[[types.flow]]\n[[types]]\n[[types.flow]]\nstage = 1\n[g]\nb = 2\n'
    lines = line_numbers(text)
    paths = ("a", "types[0].code", "types[0].flow[1]", "types[1].flow[0].stage", "g.b")
    assert [lines[path] for path in paths] == [1, 3, 6, 9, 11]


VALUES = ('"x"', "3", "-1", "[]", "{}", "true", "2026-01-01", '["a"]', '[["a", "b"]]', "nan", "{ a = 1 }", '[1, "x"]', "江南", '"unclosed')


@pytest.mark.parametrize("seed", range(4))
def test_no_spoiled_file_is_a_crash_and_every_fault_has_line_and_remedy(folder, seed):
    random = Random(seed)
    files = sorted(folder.rglob("*.toml"))
    for _ in range(40):
        file = random.choice([file for file in files if file.parent.name != "shared"])
        whole = file.read_text(encoding="utf-8")
        lines = whole.splitlines()
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(lines))
            if random.random() < 0.3:
                lines[at] = ""
            elif random.random() < 0.3:
                lines.insert(at, random.choice(lines))
            else:
                lines[at] = f"{lines[at].partition('=')[0]}= {random.choice(VALUES)}"
        file.write_text("\n".join(lines), encoding="utf-8")
        for fault in check([file]):
            assert 1 <= fault.line <= len(lines) + 1
            assert fault.remedy
            assert re.search("[\u4e00-\u9fff]", fault.what), fault.what
        file.write_text(whole, encoding="utf-8")


def test_an_overlap_in_time_is_told_of_the_file_that_was_changed(tmp_path):
    """A file checked alone is held against the shipped ones of its series, those after it as well."""
    shipped = RULES / "standards" / "nea-1479-draft-2021.toml"
    changed = tmp_path / shipped.name
    changed.write_text(shipped.read_text(encoding="utf-8").replace("until = 2021-12-31", "until = 2022-06-30"), encoding="utf-8")
    (fault,) = check((changed,))
    assert (fault.place, "与 nea-1479-draft-2022（2022-01-01 起）重叠" in fault.what) == ("until", True)
    assert fault.line == next(at for at, line in enumerate(changed.read_text(encoding="utf-8").splitlines(), 1) if line.startswith("until"))
