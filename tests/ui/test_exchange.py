"""数据上报 on a real station with a real centre: written, handed over, taken in, answered; and every way a stick can fail."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.services.centre.answers import acknowledge
from models.services.centre.intake import take
from models.services.centre.store import init_centre, open_centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.contacts import ContactEntry, note_contact
from models.services.enrolment import read_card
from models.services.exchange import targets
from models.services.exchange.outbox import export, outbox_page, trust
from models.services.preferences import preferences
from models.sync import delivery
from tests.ui.case_station import MONDAY, Clock, PlainDesk, mill
from tests.ui.copied_station import copied_station
from ui.exchange.audit_step import EXPORT, LOOK, audited
from ui.exchange.key_dialogs import CardDialog
from ui.exchange.page import ExchangePage
from ui.exchange.slip import SlipDialog
from ui.exchange.taking import TAKE
from ui.status_line import StatusLine
from ui.waits import count_waits


class CountyCentre:
    """The county's side, made by its own services."""

    def __init__(self, folder: Path, clock: Clock, name: str = "郏县客户服务中心") -> None:
        self.folder, self.clock = folder, clock
        self.url = f"sqlite:///{folder / 'centre.db'}"
        self.card = folder / "CARD.json"
        init_centre(self.url, folder, name, "", clock)

    def answer(self, station_folder: Path, package: Path, to: Path) -> Path:
        centre = open_centre(self.url, self.folder, "", self.clock)
        try:
            trust_station(centre, read_station_card(station_folder / "STATION.json"))
            take(centre, package)
            return acknowledge(centre, "3501", to)[0].path
        finally:
            centre.close()


@pytest.fixture
def centre(tmp_path, clock):
    return CountyCentre(tmp_path / "centre", clock)


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(qtbot, tmp_path, clock):
    station = copied_station(tmp_path, clock)
    mill(station, clock)
    clock.day = MONDAY
    window = PlainDesk(station, clock)
    qtbot.addWidget(window)
    yield window
    window.tasks.close()
    station.close()


@pytest.fixture
def page(desk):
    """The page on the desk; what its dialogs would say is kept in `told`, every question is answered with the first button."""
    made = ExchangePage(desk)
    made.told = []
    made.tell = lambda title, text, buttons: made.told.append(f"{title}\n{text}") or int(buttons == TAKE)
    made.audits = []
    made.ask_audit = lambda report: made.audits.append(audited(report)[1]) or EXPORT
    desk.setCentralWidget(made)
    desk.resize(1190, 686)
    desk.show()
    return made


def export_to(page, folder):
    page.ask_folder = lambda before: str(folder)
    page.next_step()


def words_of(card):
    return " ".join(label.text() for label in card.findChildren(type(card.title)))


def test_without_a_centres_card_it_says_so_and_cannot_export(page):
    assert not page.export_button.isEnabled()
    assert "名片" in page.subtitle.whole
    assert "CARD.json" in words_of(page.centre)


def test_the_card_is_taken_in_with_its_fingerprint_to_compare(page, centre):
    page.ask_file = lambda title, kinds: str(centre.card)
    page.import_card()
    assert "指纹" in page.told[0]
    assert "郏县客户服务中心" in words_of(page.centre)
    assert page.export_button.isEnabled()


def test_another_card_replaces_the_first_only_with_its_fingerprint_read_out(page, desk, centre, tmp_path, clock):
    other = CountyCentre(tmp_path / "other", clock, "别的中心")
    page.ask_file = lambda title, kinds: str(centre.card)
    page.import_card()
    page.ask_file = lambda title, kinds: str(other.card)
    page.import_card()
    dialog = desk.findChild(CardDialog)
    for typed, said in (("", "现在是 0 位"), (read_card(centre.card).fingerprint, "指纹不同")):
        dialog.told_line.setText(typed)
        dialog.submit()
        assert said in dialog.asked[0].problem.text()
        assert outbox_page(desk.station).centre == "郏县客户服务中心"
    dialog.told_line.setText(read_card(other.card).fingerprint.upper().replace("-", " "))
    dialog.submit()
    assert outbox_page(desk.station).centre == "别的中心"


def test_the_stations_own_card_is_saved_and_the_centre_takes_it(page, desk, centre, stick):
    page.ask_folder = lambda before: str(stick)
    page.save_own_card()
    card = read_station_card(stick / "STATION.json")
    assert card.fingerprint in page.told[0]
    assert card == read_station_card(desk.station.folder / "STATION.json")
    opened = open_centre(centre.url, centre.folder, "", centre.clock)
    try:
        assert card.fingerprint in trust_station(opened, card)
    finally:
        opened.close()


def test_the_own_card_on_a_stick_that_is_gone_is_told(page, desk, stick):
    page.ask_folder = lambda before: str(stick / "gone")
    page.save_own_card()
    assert "写不进" in desk.errors[0]
    assert page.told == []


def test_what_waits_is_told_by_lines_cases_and_kinds(page, desk):
    found = outbox_page(desk.station)
    assert page.waiting.text() == f"待导出 {found.waiting_lines} 条"
    assert page.kinds.text() == "涉及 1 件工单：低压非居民 1 件"
    assert "未导出 1 件" in " ".join(words_of(page.states).replace("●", "").split())


def test_the_page_and_the_status_line_tell_one_number_of_what_waits(page, desk, centre, stick, qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    trust(desk.station, centre.card)

    def told() -> tuple[str, str]:
        page.refresh()
        waits = count_waits(desk.station, desk.today())
        line.show_outbox(waits.waiting_lines, waits.unacknowledged, waits.oldest)
        return page.waiting.text(), line._outbox.text()

    shown, below = told()
    assert shown.startswith("待导出 ")
    assert below == f"· {shown}"
    export_to(page, stick)
    whole = outbox_page(desk.station).packages[0].lines
    shown, below = told()
    assert shown == f"已导出未回执 {whole} 条"
    assert "待导出" not in below
    note_contact(desk.station, ContactEntry("visit", desk.now(), "王桂枝", "13937512345", "问增容"))
    shown, below = told()
    fresh = outbox_page(desk.station).waiting_lines - whole
    assert (shown, below.split("  ")[0]) == (f"待导出 {fresh} 条", f"· 待导出 {fresh} 条")
    assert f"连同已导出未回执的 {whole} 条，共 {whole + fresh} 条登记" in page.kinds.text()
    export_to(page, stick)
    assert f"共 {whole + fresh} 条登记" in page.told[-1]  # what was told would go went


def test_from_export_to_acknowledgement(page, desk, centre, stick):
    trust(desk.station, centre.card)
    page.refresh()
    export_to(page, stick)
    package = next(stick.iterdir())
    assert page.told[0].startswith("已写入并校验：第 1 号包")
    assert "才算收到" in page.told[0]
    assert "安全弹出" in page.told[0]
    assert page.table.rows[0].state == "已写入并校验，未回执"
    assert page.table.item(0, 5).text() == page.table.rows[0].sha256[:8]
    assert "都已导出过" in page.kinds.text()
    assert preferences(desk.station).export_folder == str(stick)
    answer = centre.answer(desk.station.folder, package, stick)
    page.ask_files = lambda title, kinds: [str(answer)]
    page.import_answer()
    assert "第 1 号回执" in page.told[1]
    assert page.table.item(0, 2).text() == "✓ 已回执"
    assert "没有要上报的登记" in page.waiting.text()
    assert not page.export_button.isEnabled()


def test_the_folder_used_last_is_offered_again(page, desk, centre, stick):
    trust(desk.station, centre.card)
    page.refresh()
    export_to(page, stick)
    asked = []
    page.ask_folder = lambda before: asked.append(before) or ""
    page.next_step()
    assert asked == [str(stick)]
    assert len(page.table.rows) == 1


def test_exporting_again_before_the_answer_chooses_the_new_package(page, desk, centre, stick):
    trust(desk.station, centre.card)
    page.refresh()
    export_to(page, stick)
    export_to(page, stick)
    assert [row.number for row in page.table.rows] == [2, 1]
    assert page.table.chosen().number == 2
    assert len(list(stick.iterdir())) == 2


def test_enter_shows_the_slip_of_the_chosen_package_without_the_mark_of_a_preview(qtbot, page, desk, centre, stick):
    trust(desk.station, centre.card)
    page.refresh()
    export_to(page, stick)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    dialog = desk.findChild(SlipDialog)
    assert dialog.isVisible()
    assert "第 1 号" in dialog.windowTitle()
    words = read_words(dialog.pdf)
    assert page.table.rows[0].file in words
    assert "县中心联" in words
    assert "预览" not in words
    dialog.close()


def test_the_list_has_the_focus_once_it_has_been_read_at_the_first_visit(qtbot, page, desk, centre, stick):
    trust(desk.station, centre.card)
    export(desk.station, stick)
    again = ExchangePage(desk)
    desk.setCentralWidget(again)
    desk.activateWindow()
    qtbot.waitExposed(desk)
    again.table.show_packages((), 0)  # as before anything was read
    again.take_focus()
    assert QApplication.focusWidget() is again.answer_button
    again.refresh()
    assert QApplication.focusWidget() is again.table
    again.answer_button.setFocus()
    again.refresh()
    assert QApplication.focusWidget() is again.answer_button  # where the clerk went by himself


def read_words(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(document[0].get_textpage().get_text_range())
    finally:
        document.close()


def test_folder_that_is_gone_is_told_and_nothing_is_noted(page, desk, centre, stick):
    trust(desk.station, centre.card)
    page.refresh()
    shutil.rmtree(stick)
    export_to(page, stick)
    assert "找不到文件夹" in desk.errors[0]
    assert page.table.rows == ()
    assert page.export_button.isEnabled()


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOSPC, "磁盘空间不足"), (errno.EROFS, "只读"), (errno.EIO, "介质被拔出")],
    ids=["full", "read-only", "pulled out"],
)
def test_a_stick_that_fails_while_writing_is_told_and_nothing_is_noted(page, desk, centre, stick, monkeypatch, code, said):
    trust(desk.station, centre.card)
    page.refresh()
    write = os.write

    def failing(handle: int, data: bytes) -> int:
        if Path(f"/proc/self/fd/{handle}").readlink().parent == stick:
            raise OSError(code, os.strerror(code))
        return write(handle, data)

    monkeypatch.setattr(delivery.os, "write", failing)
    export_to(page, stick)
    assert said in desk.errors[0]
    assert page.told == []
    assert outbox_page(desk.station).packages == ()
    assert list(stick.iterdir()) == []


def test_a_file_that_is_no_answer_is_refused_with_a_sentence(page, desk, centre, stick):
    trust(desk.station, centre.card)
    page.refresh()
    export_to(page, stick)
    page.ask_files = lambda title, kinds: [str(next(stick.iterdir()))]
    page.import_answer()
    assert len(desk.errors) == 1
    assert page.table.rows[0].state == "已写入并校验，未回执"


def test_cancelling_breaks_off_and_notes_nothing(qtbot, tmp_path, clock, centre, stick, monkeypatch):
    """On real workers: the export stands still at its first step until it was cancelled."""
    from threading import Event

    station = copied_station(tmp_path, clock)
    mill(station, clock)
    clock.day = MONDAY
    trust(station, centre.card)
    desk = PlainDesk(station, clock, at_once=False)
    qtbot.addWidget(desk)
    page = ExchangePage(desk)
    page.ask_audit = lambda report: EXPORT
    desk.setCentralWidget(page)
    desk.show()
    qtbot.waitUntil(page.export_button.isEnabled)
    begun, go_on, deliver = Event(), Event(), targets.deliver

    def slow(data, folder, name, verify, progress=None):
        if folder == stick:
            begun.set()
            assert go_on.wait(20)
        return deliver(data, folder, name, verify, progress)

    monkeypatch.setattr(targets, "deliver", slow)
    export_to(page, stick)
    qtbot.waitUntil(begun.is_set)
    job = page._running._job
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    assert outbox_page(station).packages == ()
    assert list(stick.iterdir()) == []
    qtbot.waitUntil(page.export_button.isEnabled)
    desk.tasks.close()
    station.close()


def test_what_the_self_audit_finds_is_told_before_a_folder_is_asked_for(page, desk, centre, stick):
    trust(desk.station, centre.card)
    page.refresh()
    asked = []
    page.ask_folder = lambda before: asked.append(before) or ""
    page.ask_audit = lambda report: page.audits.append(audited(report)[1]) or LOOK
    page.next_step()
    assert "没有受理回执 1 项" in page.audits[0]
    assert desk.went == [("page", "audit")]
    assert asked == []
    page.ask_audit = lambda report: 0
    page.next_step()
    assert asked == []
    page.ask_audit = lambda report: EXPORT
    page.next_step()
    assert len(asked) == 1


def test_everything_is_exported_anew_or_the_centre_is_asked_to_send_again(page, desk, centre, stick, monkeypatch):
    assert not page.other.isEnabled()
    trust(desk.station, centre.card)
    page.refresh()
    page.ask_folder = lambda before: str(stick)
    asked = []
    monkeypatch.setattr(desk, "ask", lambda title, sentence, yes, no="取消": asked.append(title) or False)
    page.other.actions_by_kind["full"].trigger()
    assert (asked, outbox_page(desk.station).packages) == (["全部重报"], ())
    monkeypatch.setattr(desk, "ask", lambda *_: True)
    page.other.actions_by_kind["full"].trigger()
    page.other.actions_by_kind["resend-request"].trigger()
    names = [package.file for package in outbox_page(desk.station).packages]
    assert [name[-5:] for name in names] == ["Q.YKP", "F.YKP"]
    assert "补发请求" in page.told[-1]
    assert (stick / names[0]).exists()
