"""A paper in front of the clerk: looking is no fact; the first print or save issues it once; later ones are 补打."""

import hashlib

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from shiboken6 import delete

from models.problems import StationError
from models.services.case_page.detail import case_detail
from models.services.paper.papers import pdf_of
from models.services.paper.why_sheet import why_sheet
from models.services.preferences import keep_paper_offset, paper_offset
from reports.calibration import calibration_page
from reports.render import page_images, render
from tests.ui.case_station import ACCEPTED, LICENCE, MONDAY, fill_form, mill
from ui.case.entry import EntryDialog
from ui.case.pieces import while_alive
from ui.paper.destination import CalibrationDialog
from ui.paper.preview import PaperDialog, SheetPreview
from ui.paper.printing import DPI, image_of, prepare, print_pages, printer_named


@pytest.fixture
def case_id(station, clock):
    found = mill(station, clock)
    clock.day = MONDAY
    return found


class PdfPrinters:
    """Printers that print into files, made anew for each job as real ones are."""

    def __init__(self, folder):
        self.folder = folder
        self.jobs = []

    def __call__(self, name):
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        path = self.folder / f"job{len(self.jobs)}.pdf"
        printer.setOutputFileName(str(path))
        prepare(printer)
        self.jobs.append((name, path, printer))
        return printer


@pytest.fixture
def printers(tmp_path):
    return PdfPrinters(tmp_path)


def opened(desk, case_id, code, **more):
    dialog = PaperDialog(desk, case_id, code, **more)
    if dialog.printers.currentData() is None:
        dialog.printers.setItemData(0, "柜台打印机")
    if dialog.pdf:
        dialog.lock(False)
    dialog.open()
    return dialog


def saving_to(path):
    return lambda _parent, _name: str(path)


def papers(desk, case_id):
    return case_detail(desk.station, case_id, desk.today()).papers


def history(desk, case_id):
    return [fact.text for fact in case_detail(desk.station, case_id, desk.today()).history]


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    document.close()
    return text


def test_looking_is_no_fact(desk, case_id):
    before = history(desk, case_id)
    dialog = opened(desk, case_id, "RECEIPT")
    assert dialog.view.images
    assert dialog.view.images[0].width() > 300
    assert dialog.page_label.text().startswith("第 1 页")
    assert "只看不登记" in dialog.state.text()
    assert not dialog.note.isHidden()
    dialog.reject()
    assert history(desk, case_id) == before
    assert papers(desk, case_id) == ()


def test_saving_issues_once_and_the_file_is_what_is_kept(desk, case_id, tmp_path):
    target = tmp_path / "回执"
    dialog = opened(desk, case_id, "RECEIPT", choose_file=saving_to(target))
    dialog.save_button.click()
    (paper,) = papers(desk, case_id)
    saved = (tmp_path / "回执.pdf").read_bytes()
    assert saved == pdf_of(desk.station, paper.paper_no)
    assert paper.paper_no in text_of(saved)
    assert "补打" not in text_of(saved)
    assert paper.paper_no in dialog.state.text()
    assert not dialog.steps.isHidden()
    assert not list(tmp_path.glob("*.part"))


def test_choosing_no_file_issues_nothing(desk, case_id):
    opened(desk, case_id, "RECEIPT", choose_file=lambda _parent, _name: "").save_button.click()
    assert papers(desk, case_id) == ()


def test_what_leaves_again_is_marked_and_noted(desk, case_id, tmp_path):
    target = tmp_path / "a.pdf"
    dialog = opened(desk, case_id, "RECEIPT", choose_file=saving_to(target))
    dialog.save_button.click()
    first = target.read_bytes()
    dialog.save_button.click()
    assert "补打" in text_of(target.read_bytes())
    (paper,) = papers(desk, case_id)
    assert "补打 1 次" in paper.note
    assert pdf_of(desk.station, paper.paper_no) == first
    later = opened(desk, case_id, "RECEIPT", paper_no=paper.paper_no, choose_file=saving_to(tmp_path / "b.pdf"))
    assert hashlib.sha256(later.pdf).digest() == hashlib.sha256(first).digest()
    later.save_button.click()
    assert "补打" in text_of((tmp_path / "b.pdf").read_bytes())
    assert len(papers(desk, case_id)) == 1


def test_printing_issues_and_prints_every_page_at_300_dpi(desk, case_id, printers):
    dialog = opened(desk, case_id, "NOTICE-LV-SMALL", printer_for=printers)
    dialog.copies.setValue(2)
    dialog.print_button.click()
    (paper,) = papers(desk, case_id)
    ((name, path, printer),) = printers.jobs
    assert (name, printer.resolution(), printer.copyCount()) == ("柜台打印机", DPI, 2)
    issued, printed = pypdfium2.PdfDocument(pdf_of(desk.station, paper.paper_no)), pypdfium2.PdfDocument(path)
    assert len(printed) == len(issued) * 2 or len(printed) == len(issued)
    assert printed[0].get_size() == pytest.approx((595, 842), abs=2)
    issued.close()
    printed.close()
    assert any("2 份" in said and paper.paper_no in said for said in desk.said)


def test_a_printer_that_fails_leaves_one_number_and_the_next_try_is_no_reprint(desk, case_id, printers):
    def gone(name):
        raise StationError(f"找不到打印机“{name}”。", "请检查连线。")

    dialog = opened(desk, case_id, "RECEIPT", printer_for=gone)
    dialog.print_button.click()
    assert "找不到打印机" in dialog.trouble.text()
    assert dialog.print_button.isEnabled()
    dialog.destination.printer_for = printers
    dialog.print_button.click()
    (paper,) = papers(desk, case_id)
    assert "补打" not in paper.note
    assert len(printers.jobs) == 1


def test_a_printer_that_is_not_there_is_named(qapp):
    with pytest.raises(StationError, match="没有这台"):
        printer_named("没有这台打印机")


def test_a_place_that_takes_no_file_is_told_and_the_number_is_kept(desk, case_id, tmp_path):
    wrong = tmp_path / "not" / "there.pdf"
    dialog = opened(desk, case_id, "RECEIPT", choose_file=saving_to(wrong))
    dialog.save_button.click()
    assert "写不进" in dialog.trouble.text()
    (paper,) = papers(desk, case_id)
    dialog._choose_file = saving_to(tmp_path / "there.pdf")
    dialog.save_button.click()
    assert (tmp_path / "there.pdf").read_bytes() == pdf_of(desk.station, paper.paper_no)
    assert len(papers(desk, case_id)) == 1


def test_a_form_for_the_field_gets_no_number_blank_or_with_what_is_known(desk, case_id, tmp_path):
    target = tmp_path / "field.pdf"
    dialog = opened(desk, case_id, "LV-SURVEY", choose_file=saving_to(target))
    assert not dialog.choice.isHidden()
    assert "不编号" in dialog.state.text()
    dialog.save_button.click()
    assert "王桂枝面粉加工厂" in text_of(target.read_bytes())
    dialog.blank_choice.setChecked(True)
    dialog.save_button.click()
    assert target.read_bytes() == dialog.pdf
    assert papers(desk, case_id) == ()


def test_a_filled_form_is_issued(desk, case_id, station, clock, tmp_path):
    fill_form(station, clock, case_id, "LV-SURVEY", MONDAY)
    dialog = opened(desk, case_id, "LV-SURVEY", choose_file=saving_to(tmp_path / "s.pdf"))
    dialog.save_button.click()
    assert [paper.code for paper in papers(desk, case_id)] == ["LV-SURVEY"]


def test_after_printing_delivery_and_signature_are_noted_from_here(desk, case_id, tmp_path):
    dialog = opened(desk, case_id, "RECEIPT", choose_file=saving_to(tmp_path / "a.pdf"))
    dialog.save_button.click()
    dialog.deliver_button.click()
    next(found for found in dialog.findChildren(EntryDialog) if found.isVisible()).submit()
    assert papers(desk, case_id)[0].state == "已送达"
    assert not dialog.deliver_button.isEnabled()
    dialog.sign_button.click()
    next(found for found in dialog.findChildren(EntryDialog) if found.isVisible()).submit()
    assert papers(desk, case_id)[0].state == "已签回"
    assert dialog.steps.isHidden()


def test_a_paper_that_cannot_be_made_says_why(desk, station, clock):
    case_id = mill(station, clock, ACCEPTED, received=frozenset({LICENCE}) - {LICENCE})
    dialog = opened(desk, case_id, "RECEIPT")
    assert "还没有受理" in dialog.trouble.text()
    assert not dialog.save_button.isEnabled()
    assert papers(desk, case_id) == ()


def test_zoom_draws_larger_pages(desk, case_id):
    dialog = opened(desk, case_id, "RECEIPT")
    dialog.zoom.setCurrentIndex(dialog.zoom.findData(100))
    small = dialog.view.images[0].width()
    dialog.zoom.setCurrentIndex(dialog.zoom.findData(200))
    assert dialog.view.images[0].width() == pytest.approx(2 * small, abs=2)


def test_pages_turn_and_stop_at_the_ends(desk, case_id):
    dialog = opened(desk, case_id, "RECEIPT")
    page = dialog.view.images[0]
    dialog.view.show_images([page, page.copy(), page.copy()], 1.0)
    dialog.view.turn(1)
    dialog.view.turn(5)
    assert dialog.page_label.text() == "第 3 页，共 3 页"
    assert not dialog.turn_buttons[1].isEnabled()
    dialog.view.turn(-9)
    assert dialog.page_label.text() == "第 1 页，共 3 页"


def test_a_loose_sheet_is_saved_without_a_number(desk, case_id, tmp_path):
    sheet = SheetPreview(
        desk, "时限计算书", lambda: why_sheet(desk.station, case_id, render, MONDAY), choose_file=saving_to(tmp_path / "why.pdf")
    )
    sheet.open()
    sheet.save_button.click()
    assert "第15日" in text_of((tmp_path / "why.pdf").read_bytes())
    assert papers(desk, case_id) == ()


def test_an_answer_that_comes_after_the_window_is_closed_is_dropped(desk, case_id):
    came = []
    closed = PaperDialog(desk, case_id, "RECEIPT")
    answer = while_alive(closed, came.append)
    answer("early")
    delete(closed)
    answer("late")
    assert came == ["early"]


def dark_columns(image):
    """The columns of a printed page in which a long upright line stands, in millimetres from the left edge."""
    mm = image.width() / 210
    rows = range(int(100 * mm), int(200 * mm), 20)
    found = [x for x in range(int(10 * mm), int(40 * mm)) if all(image.pixelColor(x, y).lightness() < 160 for y in rows)]
    return [round(x / mm, 1) for x in found]


def test_a_calibrated_printer_moves_its_pages_by_what_was_measured(desk, case_id, printers):
    dialog = opened(desk, case_id, "RECEIPT", printer_for=printers)
    dialog.destination.calibrate_button.setEnabled(True)
    dialog.destination.calibrate_button.click()
    entry = next(found for found in desk.findChildren(CalibrationDialog) if found.isVisible())
    entry.print_button.click()
    first = image_of(page_images(printers.jobs[0][1].read_bytes(), 150)[0])
    assert dark_columns(first)[0] == pytest.approx(20, abs=0.4)
    entry.left.setText("上下")
    entry.submit()
    assert entry.isVisible()
    entry.left.setText("17.5")
    entry.upper.setText("21")
    entry.submit()
    assert paper_offset(desk.station, "柜台打印机") == (2.5, -1.0)
    assert paper_offset(desk.station, "另一台") == (0.0, 0.0)
    assert "向右 2.5 毫米，向上 1.0 毫米" in dialog.destination.moved.text()
    printers.offset = paper_offset(desk.station, "柜台打印机")
    printer = printers("再打一张")
    print_pages(page_images(calibration_page("柜台打印机"), DPI), printer, 1, "", printers.offset)
    moved = image_of(page_images(printers.jobs[-1][1].read_bytes(), 150)[0])
    assert dark_columns(moved)[0] == pytest.approx(22.5, abs=0.4)


def test_an_offset_beyond_reason_is_refused(station):
    with pytest.raises(StationError, match="太多了"):
        keep_paper_offset(station, "柜台打印机", 35, 0)


def test_a_delivery_asks_for_what_its_way_wants(desk, case_id, tmp_path):
    dialog = opened(desk, case_id, "RECEIPT", choose_file=saving_to(tmp_path / "a.pdf"))
    dialog.save_button.click()
    dialog.deliver_button.click()
    entry = next(found for found in dialog.findChildren(EntryDialog) if found.isVisible())
    assert entry.number.isHidden()
    entry.how.setCurrentIndex(entry.how.findData("留置"))
    assert entry.signed_on.isHidden()
    entry.witnesses[0].setText("王村长")
    entry.submit()
    assert papers(desk, case_id)[0].state == "已出具"
    entry.witnesses[1].setText("李会计")
    entry.submit()
    assert "留置，见证人 王村长、李会计" in papers(desk, case_id)[0].note
