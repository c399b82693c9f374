"""Corrections that reach beyond one value: the acceptance moved later, papers that say something else, stages opened again."""

from datetime import date

import pytest

from models.casework import findings
from models.casework.corrected import PRINTED, open_papers
from models.problems import ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.case_page.explanation import explain
from models.services.checking import rebuild
from models.services.corrections import correct_stage_day, correct_value
from models.services.exchange.outbox import export
from models.services.folding.refold import Folder
from models.services.paper.papers import deliver, issue, void_paper
from models.services.paper.reissue import explain_paper, reissue, standing_on
from models.services.people import add_person
from models.services.reminders import reminders_on
from models.services.reopening import reopen_stage, reopenable
from models.services.stages import save_form
from models.services.station import looking
from models.store.views import result_view
from tests.models.services.test_pause_papers import view_of
from tests.stations import ACCEPTED, MONDAY, do_all, do_stage, filling, mill, sheet

LATER, EARLIER = date(2026, 11, 18), date(2026, 11, 13)


@pytest.fixture
def chief(station):
    return add_person(station, "周志强", "所长", date(2026, 1, 1))[0]


def case_of(station, case_id):
    with looking(station) as connection:
        return Folder(connection).case(case_id)


def codes(station, case_id):
    return [found.code for found in findings(view_of(station, case_id))]


class TestAcceptanceMovedLater:
    def test_wants_the_chief_and_evidence_at_once(self, station, chief):
        case = mill(station)
        with pytest.raises(ProblemsFound) as refused:
            correct_stage_day(station, case, "accept", LATER, "抄错", MONDAY)
        assert {problem.field for problem in refused.value.problems} == {"chief", "evidence"}
        with pytest.raises(ProblemsFound, match="从人员里选所长"):
            correct_stage_day(station, case, "accept", LATER, "抄错", MONDAY, chief=station.actor, evidence="签收单")
        assert case_detail(station, case, MONDAY).row.accepted_on == ACCEPTED

    def test_keeps_the_receipts_day_in_view_and_is_an_audit_finding(self, station, chief):
        case = mill(station)
        receipt, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
        changes = correct_stage_day(station, case, "accept", LATER, "抄错", MONDAY, chief=chief, evidence="11-18 签收单")
        assert [receipt.paper_no in name for name in changes.outdated] == [True]
        detail = case_detail(station, case, MONDAY)
        assert f"回执上印的受理日期是 {ACCEPTED}" in detail.receipt_note
        assert any("回执上印的" in line for line in explain(station, case, MONDAY).basis)
        assert "所长同意，依据：11-18 签收单" in " ".join(line.text for line in detail.history)
        found = next(f for f in findings(view_of(station, case)) if f.code == "accepted-later")
        assert str(ACCEPTED) in found.facts
        assert "11-18 签收单" in found.facts
        reissue(station, case, receipt.paper_no, sheet, MONDAY)
        assert f"回执上印的受理日期是 {ACCEPTED}" in case_detail(station, case, MONDAY).receipt_note
        assert rebuild(station.database).equal

    def test_an_earlier_day_wants_a_reason_only_and_is_no_finding(self, station):
        case = mill(station)
        correct_stage_day(station, case, "accept", EARLIER, "抄错", MONDAY)
        assert "accepted-later" not in codes(station, case)

    def test_the_form_is_no_back_door(self, station):
        case = mill(station)
        from models.services.stages import form_values

        values = {**form_values(station, case, "LV-APP", MONDAY), "accepted_on": LATER.isoformat()}
        with pytest.raises(StationError, match="更正环节日期"):
            save_form(station, case, "LV-APP", values, MONDAY, reason="抄错")


class TestPapersThatSaySomethingElse:
    def test_every_paper_with_the_value_is_named_and_reminded_of_until_it_is_settled(self, station):
        case = mill(station)
        receipt, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
        form, _ = issue(station, case, "LV-APP", sheet, MONDAY)
        standing = standing_on(station, case)
        assert [receipt.paper_no in name for name in standing["capacity"]] == [True, False]
        assert len(standing["document_no"]) == 1
        changes = correct_value(station, case, "capacity", "75", "铭牌抄错", MONDAY)
        assert len(changes.outdated) == 2
        assert {r.code for r in reminders_on(station, MONDAY)} == {f"outdated:{receipt.paper_no}", f"outdated:{form.paper_no}"}
        assert codes(station, case).count("paper-outdated") == 2
        new, _ = reissue(station, case, receipt.paper_no, sheet, MONDAY)
        papers = {paper.paper_no: paper.state for paper in case_detail(station, case, MONDAY).papers}
        assert (papers[receipt.paper_no], papers[new.paper_no]) == ("作废", "已出具")
        with pytest.raises(StationError, match="为什么不重出"):
            explain_paper(station, case, form.paper_no, " ")
        explain_paper(station, case, form.paper_no, "登记表原件由客户本人改正并签字")
        assert not reminders_on(station, MONDAY)
        assert "paper-outdated" not in codes(station, case)
        with pytest.raises(StationError, match="不用重出或说明"):
            reissue(station, case, form.paper_no, sheet, MONDAY)
        assert rebuild(station.database).equal

    def test_a_paper_made_void_by_hand_needs_nothing_more(self, station):
        case = mill(station)
        receipt, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
        correct_value(station, case, "agent", "李改云", "抄错", MONDAY)
        void_paper(station, case, receipt.paper_no, "写错", MONDAY)
        assert open_papers(case_of(station, case)) == ()

    def test_a_second_correction_of_an_explained_paper_asks_again(self, station):
        case = mill(station)
        receipt, _ = issue(station, case, "RECEIPT", sheet, MONDAY)
        correct_value(station, case, "agent", "李改云", "抄错", MONDAY)
        explain_paper(station, case, receipt.paper_no, "客户已知")
        correct_value(station, case, "capacity", "75", "抄错", MONDAY)
        assert [paper.label for paper in open_papers(case_of(station, case))] == ["申请容量"]

    def test_a_value_on_no_paper_asks_for_nothing(self, station):
        assert correct_value(station, mill(station), "phone", "13900000001", "换号", MONDAY).outdated == ()

    def test_the_plan_that_copied_the_value_is_named_too(self, station):
        case = mill(station)
        do_stage(station, case, "LV-SURVEY", LATER)
        do_stage(station, case, "LV-PLAN", MONDAY)
        changes = correct_value(station, case, "address", "河南省平顶山市郏县堂街镇石村9组", "抄错", MONDAY)
        assert any("供电方案" in name for name in changes.outdated)


def test_the_table_of_what_notices_print_is_what_they_print():
    from dataclasses import replace

    from models.papers import PaperContext
    from reports.render import render
    from tests.reports.reading import read
    from tests.reports.samples import PAPERS

    fields = {"customer_name": "customer", "document_no": "document_no", "address": "address", "phone": "phone", "agent": "agent",
              "agent_phone": "agent_phone", "capacity": "capacity", "voltage": "voltage"}  # fmt: skip
    for code, keys in PRINTED.items():
        context: PaperContext = PAPERS[code]
        marked = replace(context, **{name: f"甲{at}乙{at}丙" for at, name in enumerate(fields.values())})
        words = read(render(marked)).words + read(render(replace(marked, agent="", agent_phone=""))).words
        shown = {key for at, key in enumerate(fields) if f"甲{at}乙{at}丙" in words}
        assert shown == keys - {"accepted_on"}, code


class TestReopened:
    def test_its_result_leaves_the_view_and_the_clock_runs_on(self, station):
        case = mill(station)
        before = {limit.key: limit for limit in case_detail(station, case, MONDAY).limits}
        do_all(station, case, MONDAY, "METER")
        with pytest.raises(ProblemsFound) as refused:
            reopen_stage(station, case, "energize", "", "", "", MONDAY)
        assert {problem.field for problem in refused.value.problems} == {"reason", "evidence"}
        reopen_stage(station, case, "energize", "接错相", "11-23 检查意见", "", MONDAY)
        detail = case_detail(station, case, MONDAY)
        after = next(limit for limit in detail.limits if limit.key == "henan-2020/whole")
        assert (after.due, after.state) == (before["henan-2020/whole"].due, "计时中")
        with looking(station) as connection:
            kept = [row.limit_code for row in connection.execute(result_view.select().where(result_view.c.case_id == case))]
        assert "whole" not in kept
        assert any(line.text.startswith("重新办理") and line.reason == "接错相" for line in detail.history)
        save_form(station, case, "METER", filling(station, case, "METER", MONDAY), MONDAY, reason="重新接电")
        assert next(one for one in case_detail(station, case, MONDAY).limits if one.key == "henan-2020/whole").state.startswith("已完成")
        assert rebuild(station.database).equal

    def test_the_later_stages_first_and_never_the_acceptance(self, station):
        case = mill(station)
        do_all(station, case, MONDAY, "METER")
        with pytest.raises(StationError, match="后面的“"):
            reopen_stage(station, case, "survey", "x", "y", "", MONDAY)
        with pytest.raises(StationError, match="受理不能重新办理"):
            reopen_stage(station, case, "accept", "x", "y", "", MONDAY)
        assert [one.stage for one in reopenable(station, case)[0]] == ["energize"]

    def test_an_exported_result_wants_the_chief(self, station, chief, tmp_path):
        case = mill(station)
        do_stage(station, case, "LV-SURVEY", MONDAY)
        assert not reopenable(station, case)[0][0].exported
        export(station, tmp_path)
        assert reopenable(station, case)[0][0].exported
        with pytest.raises(ProblemsFound, match="所长"):
            reopen_stage(station, case, "survey", "量错", "11-23 复勘记录", "", MONDAY)
        reopen_stage(station, case, "survey", "量错", "11-23 复勘记录", chief, MONDAY)
        assert "survey" not in case_of(station, case).marks

    def test_the_plan_reply_wants_a_new_paper(self, station):
        case = mill(station)
        do_stage(station, case, "LV-SURVEY", LATER)
        do_stage(station, case, "LV-PLAN", LATER)
        reopen_stage(station, case, "plan_reply", "电源点改了", "11-20 现场记录", "", MONDAY)
        detail = case_detail(station, case, MONDAY)
        assert [(todo.kind, todo.stage) for todo in detail.todos] == [("print", "plan_reply")]
        paper, _ = issue(station, case, "LV-PLAN", sheet, MONDAY)
        deliver(station, case, paper.paper_no, MONDAY, "当面", MONDAY)
        assert case_of(station, case).marks["plan_reply"] == MONDAY

    def test_an_archived_case_is_open_again(self, station):
        case = mill(station)
        do_all(station, case, MONDAY)
        with pytest.raises(StationError, match="资料归档"):
            reopen_stage(station, case, "energize", "x", "y", "", MONDAY)
        reopen_stage(station, case, "archive", "缺合同", "县公司抽查 11-23", "", MONDAY)
        assert case_detail(station, case, MONDAY).row.status_text == "在办"
        reopen_stage(station, case, "energize", "接错相", "县公司抽查 11-23", "", MONDAY)
        assert rebuild(station.database).equal
