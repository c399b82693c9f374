"""附件 on the case page and beside a form: chosen, dropped, pasted; opened, turned, copied, taken out; with the keyboard alone."""

import io

import pytest
from PIL import Image
from pypdf import PdfWriter
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from models.attached_content import incoming
from models.services import files
from tests.ui.case_looks import dialog, lines, problems, show
from tests.ui.case_station import LICENCE, MONDAY, VILLAGE, mill
from ui.case.entry import EntryDialog
from ui.case.page import TABS
from ui.files.shelf import FileShelf, FormFiles
from ui.files.viewer import FileViewer
from ui.form.page import FormPage

TAB = TABS.index("附件")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "门口.jpg"
    Image.effect_noise((640, 400), 50).convert("RGB").save(path)
    return path


@pytest.fixture
def scan(tmp_path):
    path, writer = tmp_path / "合同.pdf", PdfWriter()
    for size in (200, 300, 400):
        writer.add_blank_page(size, 300)
    with path.open("wb") as out:
        writer.write(out)
    return path


@pytest.fixture
def shelf(page, station, clock):
    show(page, clock, mill(station, clock, received=frozenset({LICENCE, VILLAGE})))
    page.tabs.setCurrentIndex(TAB)
    return lambda: page.findChildren(FileShelf)[-1]


def drop_on(widget, *urls):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(url)) for url in urls])
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    widget.dragEnterEvent(enter)
    assert enter.isAccepted()
    widget.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))


def in_front(widget):
    widget.window().activateWindow()
    widget.setFocus()
    QApplication.processEvents()


def viewer(desk):
    return next(one for one in desk.findChildren(FileViewer) if one.isVisible())


def test_an_empty_shelf_says_how_to_begin(shelf):
    assert "拖进来" in shelf().note.text()
    assert not shelf().open_button.isEnabled()


def test_a_dropped_photo_is_asked_for_its_place_and_stands_with_its_thumbnail(page, desk, shelf, station, photo):
    drop_on(page, photo)
    asking = dialog(page)
    about = next(one.editor for one in asking.asked if one.name == "about")
    about.setCurrentIndex(about.findData("material:property") if about.findData("material:property") > 0 else 1)
    title = about.currentText()
    asking.submit()
    (kept,) = files.files(station, page.case_id)
    assert kept.title == title
    assert desk.said[-1].startswith("已附 1 个文件")
    assert page.tabs.tabText(TAB) == "附件 1"
    item = shelf().list.item(0)
    assert kept.title in item.text()
    assert item.icon().pixmap(60, 60).toImage() != shelf_blank()
    if title.startswith("资料"):
        assert any("附件 1" in line for line in lines(page.materials_card))


def shelf_blank():
    from ui.files.shelf import _framed

    return _framed(None, 108, 1.0).pixmap(60, 60).toImage()


def test_a_picture_from_the_clipboard_and_copied_files_are_pasted(page, desk, shelf, station, scan):
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    data = QMimeData()
    data.setImageData(image)
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(data)
    in_front(shelf().add_button)
    QTest.keyClick(shelf().add_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog(page).submit()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scan))])
    clipboard.setMimeData(data)
    in_front(shelf().list)
    QTest.keyClick(shelf().list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog(page).submit()
    assert [(one.kind, one.pages) for one in files.files(station, page.case_id)] == [("image/png", 1), ("application/pdf", 3)]
    clipboard.clear()
    in_front(shelf().list)
    QTest.keyClick(shelf().list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "没有照片或文件" in desk.said[-1]


def test_files_that_are_no_pictures_are_told_and_the_others_go_on(page, desk, shelf, station, photo, tmp_path):
    bad = tmp_path / "照片.jpg"
    bad.write_bytes(b"MZ" + bytes(100))
    drop_on(shelf(), bad)
    assert "可执行程序" in desk.errors[-1]
    assert not files.files(station, page.case_id)
    drop_on(shelf(), bad, photo)
    asking = dialog(page)
    assert any("可执行程序" in label.text() for label in asking.findChildren(type(asking.trouble)))
    asking.submit()
    assert [one.name for one in files.files(station, page.case_id)] == ["门口.jpg"]


def test_enter_opens_pages_turn_and_a_copy_is_saved(page, desk, shelf, station, photo, scan, tmp_path, monkeypatch):
    files.attach(station, page.case_id, [incoming(photo), incoming(scan)], "case", MONDAY)
    page.refresh()
    shelf().list.setFocus()
    QTest.keyClick(shelf().list, Qt.Key.Key_Right)
    QTest.keyClick(shelf().list, Qt.Key.Key_Return)
    seen = viewer(desk)
    in_front(seen)
    assert seen.pages.text() == "第 1 页，共 3 页"
    widths = []
    for key in (None, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown):
        if key:
            QTest.keyClick(seen, key)
        widths.append(seen._image.width())
    assert widths[0] < widths[1] < widths[2]
    assert seen.pages.text() == "第 3 页，共 3 页"
    small = seen._image.width()
    QTest.keyClick(seen, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert int(seen.zoom.currentData()) == 150
    QTest.keyClick(seen, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert seen._image.width() < small
    QTest.keyClick(seen, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert seen.file.name == "门口.jpg"
    target = tmp_path / "副本.jpg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    QTest.keyClick(seen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert Image.open(io.BytesIO(target.read_bytes())).size == (640, 400)
    assert "没有加密" in desk.said[-1]
    target = tmp_path / "没有的文件夹" / "a.jpg"
    QTest.keyClick(seen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "没有成功" in desk.errors[-1]


def test_delete_asks_for_the_reason(page, desk, shelf, station, photo):
    files.attach(station, page.case_id, [incoming(photo)], "case", MONDAY)
    page.refresh()
    in_front(shelf().list)
    QTest.keyClick(shelf().list, Qt.Key.Key_Delete)
    dialog(page).submit()
    assert problems(dialog(page)) == {"reason": "请填写"}
    dialog(page).asked[0].editor.setText("附错了工单")
    dialog(page).submit()
    assert page.tabs.tabText(TAB) == "附件"
    assert page.detail.history[0].reason == "附错了工单"


def test_a_lost_file_is_shown_as_such(page, desk, shelf, station, photo):
    files.attach(station, page.case_id, [incoming(photo)], "case", MONDAY)
    for file in station.attachments.folder.rglob("*"):
        if file.is_file():
            file.unlink()
    page.refresh()
    assert "读不出来" in shelf().list.item(0).text()
    shelf().open_chosen()
    assert "读不出来" in viewer(desk).sheet.text()


def test_a_form_has_its_own_files(desk, station, clock, photo, monkeypatch):
    case_id = mill(station, clock)
    clock.day = MONDAY
    made = FormPage(desk)
    desk.setCentralWidget(made)
    made.visit(case_id, "LV-SURVEY", "")
    assert made.files.text() == "附件…"
    made.files.click()
    window = next(one for one in desk.findChildren(FormFiles) if one.isVisible())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(photo)], ""))
    window.shelf.add_button.click()
    assert not [one for one in desk.findChildren(EntryDialog) if one.isVisible()]  # where it belongs is known
    assert made.files.text() == "附件 1"
    assert [one.about for one in files.files(station, case_id)] == ["form:LV-SURVEY"]
    assert window.shelf.list.count() == 1
