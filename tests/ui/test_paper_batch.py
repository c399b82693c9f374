"""Many papers in one job from a window: printed or saved, those that cannot be made named, stopped without losing what was numbered."""

import pypdfium2
import pytest

from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.cases import list_cases
from models.services.paper.paper_batches import papers_in_common, stage_sets
from tests.ui.case_looks import show
from tests.ui.case_station import ACCEPTED, MONDAY, issue_paper, mill
from tests.ui.test_preview import PdfPrinters, text_of
from tests.ui.test_register import open_page, type_mill
from ui.cases.page import CasesPage
from ui.paper.batch import CasesBatchDialog, StageSetDialog


@pytest.fixture
def printers(tmp_path):
    return PdfPrinters(tmp_path)


@pytest.fixture
def cases(station, clock):
    """Two accepted mills, and one that waits for its licence."""
    made = [mill(station, clock), mill(station, clock), mill(station, clock, ACCEPTED, frozenset())]
    clock.day = MONDAY
    return made


def rows(desk):
    return list_cases(desk.station, desk.today(), "all", "").rows


def batch(desk, code, **more):
    shown = rows(desk)
    dialog = CasesBatchDialog(desk, shown, papers_in_common(desk.station, [row.case_id for row in shown]), **more)
    named(dialog)
    dialog.papers.setCurrentIndex(dialog.papers.findData(code))
    dialog.open()
    return dialog


def named(dialog):
    dialog.destination.printers.setItemData(0, "柜台打印机")
    dialog._ready()


def outcomes(dialog):
    return [dialog.table.item(at, 3).text() for at in range(dialog.table.rowCount())]


def pages(path):
    document = pypdfium2.PdfDocument(path)
    count = len(document)
    document.close()
    return count


def papers(desk, case):
    return case_detail(desk.station, case, desk.today()).papers


def test_the_papers_of_many_cases_are_one_job_and_the_case_without_one_says_why(desk, cases, printers, qtbot):
    dialog = batch(desk, "RECEIPT", printer_for=printers)
    dialog.table.cellWidget(0, 2).setValue(2)
    dialog.print_button.click()
    qtbot.waitUntil(lambda: dialog.run is None, timeout=20000)
    (job,) = printers.jobs
    told = outcomes(dialog)
    first = rows(desk)[0].case_id
    accepted = [case for case in cases if papers(desk, case)]
    assert sorted(accepted) == sorted(cases[:2])
    assert pages(job[1]) == 2 + (first in accepted)
    assert sum(text.startswith("✓ 3501-") for text in told) == 2
    assert sum(text.startswith("✗ 这个工单现在不出") for text in told) == 1
    assert "1 份没有出" in dialog.state.text()


def test_the_same_batch_once_more_prints_nothing_unless_reprints_are_asked_for(desk, cases, station, clock, tmp_path, qtbot):
    issue_paper(station, clock, cases[0], "RECEIPT", MONDAY)
    target = tmp_path / "all"
    dialog = batch(desk, "RECEIPT", choose_file=lambda _parent, _name: str(target))
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.run is None, timeout=20000)
    assert pages(tmp_path / "all.pdf") == 1
    assert "补打" not in text_of((tmp_path / "all.pdf").read_bytes())
    assert sum("已经出过" in text for text in outcomes(dialog)) == 1
    dialog.again.setChecked(True)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.run is None, timeout=20000)
    assert pages(tmp_path / "all.pdf") == 2
    assert text_of((tmp_path / "all.pdf").read_bytes()).count("补打") >= 2


def test_stopping_numbers_nothing_more_and_keeps_what_came_out(desk, cases, printers, qtbot):
    dialog = batch(desk, "LV-SURVEY", printer_for=printers)
    dialog.field.setChecked(True)
    dialog.print_button.click()
    dialog.stop()
    qtbot.waitUntil(lambda: dialog.run is None, timeout=20000)
    assert outcomes(dialog) == ["✓ 现场底稿，不编号", "没有轮到", "没有轮到"]
    assert pages(printers.jobs[0][1]) == 1
    assert "还有 2 份没有轮到" in dialog.state.text()


def test_a_printer_that_is_gone_numbers_nothing(desk, cases):
    def gone(name):
        raise StationError(f"找不到打印机“{name}”。", "")

    dialog = batch(desk, "RECEIPT", printer_for=gone)
    dialog.print_button.click()
    assert "找不到打印机" in dialog.state.text()
    assert all(not papers(desk, case) for case in cases)


def test_the_stage_prints_its_set_from_the_case(desk, page, clock, cases, printers, qtbot):
    show(page, clock, cases[0])
    page.acts.print_stage()
    dialog = next(found for found in desk.findChildren(StageSetDialog) if found.isVisible())
    dialog.destination.printer_for = printers
    named(dialog)
    assert dialog.stages.currentText() == "业务受理"
    assert [dialog.lines[at].wanted.code for at in dialog.chosen()] == ["LV-APP", "RECEIPT", "NOTICE-LV-SMALL"]
    dialog.print_button.click()
    qtbot.waitUntil(lambda: dialog.run is None, timeout=20000)
    assert len(printers.jobs) == 1
    assert {paper.code for paper in papers(desk, cases[0])} == {"LV-APP", "RECEIPT", "NOTICE-LV-SMALL"}
    again = StageSetDialog(desk, cases[0], stage_sets(desk.station, cases[0]))
    assert again.stages.currentText() == "现场勘查"
    again.stages.setCurrentIndex(0)
    assert again.chosen() == []


def test_all_papers_of_the_acceptance_are_printed_where_it_is_told(qtbot, desk, clock):
    clock.day = MONDAY
    page = open_page(qtbot, desk)
    type_mill(page)
    page.print_stage()
    assert not desk.findChildren(StageSetDialog)  # nothing is registered yet
    page.save()
    page.outcome.all.click()
    dialog = next(found for found in desk.findChildren(StageSetDialog) if found.isVisible())
    assert dialog.stages.currentText() == "业务受理"
    wanted = [dialog.lines[at].wanted for at in dialog.chosen()]
    assert {one.case_id for one in wanted} == {page.outcome.result.case_id}
    assert [one.code for one in wanted] == ["LV-APP", "RECEIPT", "NOTICE-LV-SMALL", "COMMITMENT"]
    dialog.reject()


def test_the_lists_offer_the_batch(desk, cases):
    listed = CasesPage(desk)
    desk.setCentralWidget(listed)
    listed.refresh()
    listed.print_paper()
    dialog = next(found for found in desk.findChildren(CasesBatchDialog) if found.isVisible())
    assert dialog.table.rowCount() == 3
    dialog.none_button.click()
    assert not dialog.save_button.isEnabled()
