"""归档: what a file must hold, what is told where something is missing, its number, and who borrowed it."""

from datetime import timedelta

import pytest

from models.audit import audit
from models.casework.archive import file_of, line_states
from models.problems import ProblemsFound, StationError
from models.rules import RuleBook, RuleError, RuleText, read_catalogues, shipped_texts
from models.services.archive import (
    PlaceEntry,
    check_file,
    excuse_line,
    number_file,
    place_paper,
    view_of,
    withdraw_line,
)
from models.services.case_facts import state_facts
from models.services.loans import LoanEntry, lend_file, loans, return_file
from models.services.paper.archive_papers import COVER
from models.services.paper.papers import preview
from models.services.reminders import reminders_on
from models.services.stages import form_values, save_form
from models.services.station import Station, people
from tests.stations import MONDAY, do_all, do_stage, filling, mill

DAY = MONDAY
HERE = PlaceEntry("3", original=True, cabinet="2", box="17", page="5")


def kinds(station: Station, case_id: str) -> dict[str, str]:
    return {line.code: line.kind for line in check_file(station, case_id).lines}


def ready(station: Station, **values: object) -> str:
    """The mill up to the filing, its works reported as the customer's own."""
    case_id = mill(station, DAY, **values)
    do_all(station, case_id, DAY, upto="METER")
    return case_id


def with_failed_check(station: Station) -> str:
    case_id = mill(station, DAY)
    do_all(station, case_id, DAY, upto="LV-PLAN")
    bad = {**filling(station, case_id, "COMPLETION", DAY), "verdict": "不合格", "defects": "接地电阻不合格"}
    save_form(station, case_id, "COMPLETION", bad, DAY)
    save_form(station, case_id, "COMPLETION", filling(station, case_id, "COMPLETION", DAY), DAY, "整改后复验合格")
    for code in ("CONTRACT", "METER"):
        do_stage(station, case_id, code, DAY)
    return case_id


def test_a_whole_file_is_filed_and_numbered(station: Station) -> None:
    case_id = ready(station)
    assert kinds(station, case_id) == {
        "customer_papers": "met", "plan": "met", "design_review": "not_applicable", "commission": "not_applicable",
        "completion_report": "met", "defects": "not_applicable", "contract": "met", "meter": "met", "application": "met",
        "customer_file": "met",
    }  # fmt: skip
    rows = form_values(station, case_id, "ARCHIVE", DAY)["papers"]
    assert isinstance(rows, list)
    assert "供用电合同" in [row["name"] for row in rows]
    assert "电气设施检查缺陷通知单" not in [row["name"] for row in rows]
    do_stage(station, case_id, "ARCHIVE", DAY)
    view = view_of(station, case_id)
    assert view.case.outcome == "archived"
    assert file_of(view.case).number == f"3501-{DAY.year}-0001"
    assert form_values(station, case_id, "ARCHIVE", DAY)["file_no"] == f"3501-{DAY.year}-0001"


def test_the_cover_names_the_box_of_the_list_and_of_single_papers_once(station: Station) -> None:
    case_id = ready(station)
    save_form(station, case_id, "ARCHIVE", {**filling(station, case_id, "ARCHIVE", DAY), "box_no": "17"}, DAY)

    def places() -> str:
        seen: list[str] = []
        preview(station, case_id, COVER, lambda context: seen.append(dict(context.lines)["存放位置"]) or b"", DAY)
        return seen[0]

    assert places() == "盒 17"
    place_paper(station, case_id, "plan", HERE, DAY)
    assert places() == "柜 2 盒 17"
    place_paper(station, case_id, "contract", PlaceEntry("1", original=True, cabinet="", box="4"), DAY)
    assert places() == "柜 2 盒 17；盒 4"


def test_filing_waits_for_everything_that_is_missing_and_tells_it_at_once(station: Station) -> None:
    case_id = with_failed_check(station)
    state_facts(station, case_id, {"company_invests": False})
    with pytest.raises(StationError, match="还缺 2 项：1. 受电工程设计、施工委托书；2. 电气设施检查缺陷通知单"):
        do_stage(station, case_id, "ARCHIVE", DAY)
    place_paper(station, case_id, "commission", HERE, DAY)
    excuse_line(station, case_id, "defects", "缺陷通知单客户遗失，已按复验合格处理", DAY)
    found = kinds(station, case_id)
    assert (found["commission"], found["defects"]) == ("paper", "excused")
    do_stage(station, case_id, "ARCHIVE", DAY)
    assert audit_codes(station, case_id) == []


def audit_codes(station: Station, case_id: str) -> list[tuple[str, str]]:
    return [(found.code, found.key) for found in audit(view_of(station, case_id)) if found.code.startswith("file_")]


def test_the_audit_asks_for_what_was_taken_out_afterwards(station: Station) -> None:
    case_id = with_failed_check(station)
    excuse_line(station, case_id, "defects", "缺陷通知单在县中心", DAY)
    do_stage(station, case_id, "ARCHIVE", DAY)
    withdraw_line(station, case_id, "defects", "写错了，应当补上")
    assert audit_codes(station, case_id) == [("file_gap", "defects")]


def test_a_reason_is_only_for_what_is_missing(station: Station) -> None:
    case_id = ready(station)
    with pytest.raises(StationError, match="不缺"):
        excuse_line(station, case_id, "contract", "客户没有签", DAY)
    with pytest.raises(StationError, match="理由"):
        excuse_line(station, case_id, "defects", " ", DAY)
    with pytest.raises(StationError, match="没有 nonsense"):
        place_paper(station, case_id, "nonsense", HERE, DAY)


def test_paper_is_told_with_pages_and_place_or_every_fault(station: Station) -> None:
    case_id = ready(station)
    with pytest.raises(ProblemsFound) as error:
        place_paper(station, case_id, "contract", PlaceEntry("没数", original=True, cabinet="", box="", page="甲"), DAY)
    assert {problem.field for problem in error.value.problems} == {"pages", "box", "page"}
    place_paper(station, case_id, "contract", HERE, DAY)
    state = next(state for state in line_states(view_of(station, case_id)) if state.line.code == "contract")
    assert state.kind == "met"
    assert state.paper is not None
    assert state.paper.place == "柜 2 盒 17 页 5"
    assert check_file(station, case_id).box == "17", "the next paper is offered the same box"


def test_numbers_count_on_and_are_never_given_twice(station: Station) -> None:
    first, second = mill(station, DAY), mill(station, DAY)
    assert number_file(station, first, "", DAY)[0] == f"3501-{DAY.year}-0001"
    with pytest.raises(ProblemsFound, match="已经是工单"):
        number_file(station, second, f"3501-{DAY.year}-0001", DAY)
    assert number_file(station, second, f"3501-{DAY.year}-0002", DAY)[0] == f"3501-{DAY.year}-0002"
    third = mill(station, DAY)
    assert number_file(station, third, "", DAY)[0] == f"3501-{DAY.year}-0003", "a typed number is passed over"
    assert number_file(station, first, "旧-15", DAY)[0] == "旧-15"


def test_a_number_typed_into_the_form_counts(station: Station) -> None:
    case_id = ready(station)
    save_form(station, case_id, "ARCHIVE", {**filling(station, case_id, "ARCHIVE", DAY), "file_no": "YK-2026-7"}, DAY)
    assert file_of(view_of(station, case_id).case).number == "YK-2026-7"


def test_a_file_is_lent_once_reminded_of_and_given_back(station: Station) -> None:
    case_id = ready(station)
    chief = people(station)[0].id
    entry = LoanEntry("李稽查", "县公司营销部", DAY, DAY + timedelta(days=7), "专项稽查", chief)
    lend_file(station, case_id, entry, DAY)
    with pytest.raises(StationError, match="还没有归还"):
        lend_file(station, case_id, entry, DAY)
    late = entry.until + timedelta(days=2)
    assert "file-out" not in [row.code for row in reminders_on(station, DAY)]
    told = [row.text for row in reminders_on(station, late) if row.code == "file-out"]
    assert len(told) == 1
    assert str(entry.until) in told[0]
    assert "李稽查" not in told[0]
    row = loans(station, late)[0]
    assert (row.borrower, row.late, row.approver) == ("李稽查", 2, people(station)[0].name)
    return_file(station, case_id, row.loan, late, "清点无缺", late)
    assert [row.returned_on for row in loans(station, late)] == [late]
    assert loans(station, late, only_out=True) == ()
    assert [code for code, _ in audit_codes(station, case_id)] == ["file_late"]
    with pytest.raises(StationError, match="已经归还"):
        return_file(station, case_id, row.loan, late, "", late)


def test_a_loan_with_nothing_right_says_everything(station: Station) -> None:
    case_id = ready(station)
    wrong = LoanEntry(" ", "", DAY + timedelta(days=1), DAY, " ", "nobody")
    with pytest.raises(ProblemsFound) as error:
        lend_file(station, case_id, wrong, DAY)
    assert {problem.field for problem in error.value.problems} == {"borrower", "purpose", "since", "until", "approver"}
    before = LoanEntry("李稽查", "", DAY - timedelta(days=1), DAY, "专项稽查", people(station)[0].id)
    with pytest.raises(ProblemsFound, match="早于受理日期"):
        lend_file(station, case_id, before, DAY)


def test_every_type_has_a_catalogue_and_the_default_says_that_it_is_ours() -> None:
    book = RuleBook.from_texts(shipped_texts())
    for kind in book.types.values():
        for class_ in kind.classes:
            catalogue = book.catalogue(kind.code, class_)
            assert catalogue is not None
            assert catalogue.lines
            assert catalogue.code == "lv-ten" or "非规定" in catalogue.name
    ten = book.catalogue("lv_nonres_new", "lv_nonres_small")
    assert ten is not None
    assert len(ten.lines) == 10
    assert all(line.cite for line in ten.lines)


def test_a_wrong_catalogue_names_its_place() -> None:
    text = next(text for text in shipped_texts() if text.subject == "archives")
    for old, new, told in (
        ('met_by = ["materials"]', 'met_by = ["papers"]', "不认识的写法 papers"),
        ('when = ["defects"]\nabsent = "检查、检验没有登记过不合格"', 'when = ["defects"]', "absent"),
        ('code = "default"', 'code = "default"\ntypes = ["enquiry"]', "没有默认目录"),
    ):
        assert old in text.text
        with pytest.raises(RuleError, match=told):
            read_catalogues(RuleText("archives", "archives", text.text.replace(old, new, 1)))


def test_a_station_without_catalogues_files_as_before(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = with_failed_check(station)
    view = view_of(station, case_id)
    monkeypatch.setattr(view.book, "catalogues", ())  # for this test only: books of the same texts are shared
    assert line_states(view) == ()
