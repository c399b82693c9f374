"""The command `rules`: what is shown of a business type, and faults of files as file, line, place and remedy."""

import argparse
import json
from datetime import datetime

import pytest

from tests.data.wordings import FIRST
from ui.commandline import rules
from ui.commandline.exits import CommandError, Exit


def ask(*words):
    parser = argparse.ArgumentParser()
    rules.add_parser(parser.add_subparsers())
    args = parser.parse_args(["rules", *words])
    return args.run(args, lambda: datetime(2026, 11, 23))


def test_the_shipped_files_are_in_order(capsys):
    assert ask("check") == Exit.OK
    assert "没有错误" in capsys.readouterr().out


def test_faults_are_named_by_file_and_line_and_the_exit_code_says_so(tmp_path, capsys):
    file = tmp_path / "bad.toml"
    file.write_text('code = "bad"\nname = "x"\nissuer = "y"\neffective = 2026-01-01\nsource = "s"\ncite = ""\nlimits = []\nnumber = 3\n',
                    encoding="utf-8")
    assert ask("check", str(file)) == Exit.DATA == 65
    told = capsys.readouterr().out
    assert f"{file}:8: number：不认识的键 number\n    请检查拼写" in told
    assert f"{file}:5: source：标准要写明依据 source 和出处 cite" in told
    assert told.endswith("1 个文件，2 处错误\n")
    assert ask("check", str(file), "--json") == Exit.DATA
    found = json.loads(capsys.readouterr().out)
    assert {"file", "line", "place", "what", "remedy"} == set(found[0])
    assert 8 in [fault["line"] for fault in found]


def test_where_a_countys_wordings_may_stand_and_what_is_wrong_with_a_file(tmp_path, capsys):
    assert ask("places", "受电工程缺陷通知单", "--json") == Exit.OK
    (form,) = json.loads(capsys.readouterr().out)["forms"]
    remedy = next(one for one in form["fields"] if one["name"] == "缺陷.整改要求")
    assert (remedy["field"], remedy["most"], remedy["lines"]) == ("defects.remedy", 200, False)
    assert "用电地址" not in [one["name"] for one in form["fields"]]
    assert ask("places") == Exit.OK
    told = capsys.readouterr().out
    assert "低压现场勘查单 LV-SURVEY：申请备注、接入点信息" in told
    assert "{供电所电话}　本所电话" in told
    with pytest.raises(CommandError, match="没有“新表”这张表"):
        ask("places", "新表")
    file = tmp_path / "county.toml"
    file.write_text(FIRST, encoding="utf-8")
    assert ask("check", str(file)) == Exit.OK
    file.write_text(FIRST.replace("接入点信息", "户号"), encoding="utf-8")
    assert ask("check", str(file)) == Exit.DATA
    assert f"{file}:5: 第 1 条“就近杆”：《低压现场勘查单》的“户号”填的是姓名、名称或号码，不用常用语" in capsys.readouterr().out


def test_a_business_type_with_flow_limits_and_papers(capsys):
    assert ask("show", "lv_nonres_new") == Exit.OK
    told = capsys.readouterr().out
    for words in ("竣工检验 completion_check（在供电方案答复之后）", "用电申请 → 装表接电", "河南 2020 全流程：15 个工作日", "附件1",
                  "营业执照（复印件）", "可后补，最迟在供用电合同签订之前（默认值（非规定））", "抄表初始化"):
        assert words in told


def test_what_stands_inside_a_stage_is_shown_with_its_unit(capsys):
    ask("show", "hv_new")
    told = capsys.readouterr().out
    for words in ("内部环节 勘查派工 dispatch　县客户服务中心", "内部环节 拟定供电方案 plan_draft",
                  "内部环节 供电方案审批 plan_approve　按审批权限"):
        assert words in told


def test_each_class_has_its_own_papers_with_whom_they_are_asked_of(capsys):
    ask("show", "lv_nonres_new")
    small, other = capsys.readouterr().out.split("【低压小微企业】资料")[1].split("【低压非居民】资料")
    assert "法人代表（负责人）身份证明（行政事业单位不要，至少 1 样）" in other
    assert "营业执照（原件及复印件）" in other
    assert "法人代表（负责人）身份证明" not in small
    assert "授权委托（有代理人时，至少 1 样）" in small
    assert "村委会及以上出具的产权证明（原件，农村低压，本所认村委会）" in small
    assert "乡镇及以上出具的产权证明" not in small + other
    ask("show", "lv_nonres_new", "--json")
    papers = json.loads(capsys.readouterr().out)["papers"]
    assert {tuple(group["classes"]) for group in papers} == {("lv_nonres_small",), ("lv_nonres",)}


def test_a_change_without_a_plan_shows_no_approval_and_says_that_no_limit_is_known(capsys):
    ask("show", "suspend")
    told = capsys.readouterr().out
    assert "没有查到规定的时限" in told
    assert "方案审批" not in told
    ask("show", "hv_new")
    told = capsys.readouterr().out
    assert "没有查到规定的时限" not in told
    assert "方案审批（河南某县供电公司）" in told


def test_the_numbers_of_a_period_are_shown(capsys):
    ask("show", "suspend")
    told = capsys.readouterr().out
    assert "期限：每次暂停　不少于 15 天" in told
    assert "不超过 6 个月（全年合计），一年不超过 2 次" in told


def test_internal_targets_stand_under_the_limits_as_our_own(capsys):
    ask("show", "lv_nonres_new")
    told = capsys.readouterr().out
    assert "内控目标 现场勘查：3 个工作日（默认值（非规定））" in told
    ask("show", "rename_transfer")
    assert "内控目标" not in capsys.readouterr().out


def test_without_facts_every_limit_and_every_told_list_is_shown_with_its_condition(capsys):
    ask("show", "lv_res_new", "--profile", "national-2025")
    told = capsys.readouterr().out
    assert "（无电力外线工程）：5 个工作日" in told
    assert "（有电力外线工程）：15 个工作日" in told
    ask("show", "lv_res_new", "--profile", "national-2025", "--fact", "external_line")
    told = capsys.readouterr().out
    assert "：15 个工作日" in told
    assert "（无电力外线工程）：5 个工作日" not in told
    ask("show", "hv_new", "--profile", "heilongjiang")
    assert "35千伏及以上客户的：申请受理 → 供电方案答复 → 设计文件审核 → 中间检查 → 竣工检验装表接电" in capsys.readouterr().out


def test_the_same_type_under_another_profile(capsys):
    assert ask("show", "hv_new", "--profile", "shunping", "--fact", "important", "--json") == Exit.OK
    found = json.loads(capsys.readouterr().out)
    dual = found["classes"]["hv_dual"]
    assert [stage["name"] for stage in dual["told"]] == ["用电申请", "供电方案答复", "竣工检验和装表接电"]
    assert [(limit["standard"], limit["days"]) for limit in dual["limits"]] == [("shunping-2020", 27), ("sgcc-2023", 32)]
    assert "design_review" not in [step["stage"] for step in dual["flow"]]
    assert all(limit["source"] and limit["cite"] for limit in dual["limits"])
    assert all(group["source"] for group in found["papers"])
    assert ask("show", "hv_new", "--fact", "important", "--json") == Exit.OK
    assert "design_review" in [step["stage"] for step in json.loads(capsys.readouterr().out)["classes"]["hv_dual"]["flow"]]


@pytest.mark.parametrize(("words", "code", "said"), [
    ([], 64, "check 或 show"), (["show", "lamp"], 64, "lv_nonres_new"), (["show", "hv_new", "--profile", "sichuan"], 64, "shunping"),
    (["show", "hv_new", "--fact", "rich"], 64, "important"), (["check", "/nowhere/x.toml"], 66, "/nowhere/x.toml"),
])
def test_what_does_not_exist_is_said(words, code, said):
    with pytest.raises(CommandError) as caught:
        ask(*words)
    assert caught.value.code == code
    assert said in str(caught.value)


def test_the_profiles_are_listed(capsys):
    assert ask("profiles", "--json") == Exit.OK
    assert {"henan-rural", "shunping", "heilongjiang"} <= {one["code"] for one in json.loads(capsys.readouterr().out)}


def test_the_catalogue_of_the_file_is_shown_with_its_source(capsys):
    ask("show", "lv_nonres_new")
    told = capsys.readouterr().out
    assert "【低压小微企业、低压非居民】档案目录：低压业扩报装资料（十项）\n      提高低压业扩报装效率" in told
    line = "7 供用电合同（合同及装表）：有“供用电合同签订”环节的；算有：“供用电合同签订”办完所填的表，或《居民供用电合同》"
    assert f"{line}\n      7、供用合同" in told
    ask("show", "hv_new", "--json")
    (found,) = json.loads(capsys.readouterr().out)["catalogues"]
    assert (found["code"], found["source"]) == ("hv-station", "默认值（非规定）")
    assert [line["code"] for line in found["lines"]] == ["application", "customer_papers", "report_up"]
