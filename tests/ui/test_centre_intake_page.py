"""收包: what the page tells of the packages that came."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from models.services.centre.intake import take
from models.services.exchange.outbox import export
from tests.stations import mill
from ui.centre.try_dialog import TryDialog


def test_the_newest_package_is_shown_with_why_it_stopped_what_to_do_and_whether_it_is_kept(centre_window, county, qtbot):
    for code in ("3501", "3503"):
        mill(county.stations[code])
    take(county.centre, export(county.stations["3501"], county.stick)[0].file)
    county.clock.day += timedelta(days=1)
    centre_window.open_page("intake")
    page = centre_window.page
    page.try_them([export(county.stations["3503"], county.stick)[0].file])
    tried = centre_window.findChild(TryDialog)
    assert any("U 盘上的原文件请保管好" in label.text() for label in tried.findChildren(QLabel))
    tried.reject()
    assert page.table.currentRow() == 0
    assert "未登记的供电所密钥" in page.told.text()
    assert "怎么办：请与对方核对密钥指纹" in page.told.text()
    assert "没有留存原文件" in page.told.text()
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    assert page.table.currentRow() == 1
    assert "原文件一直留存" in page.told.text()
    qtbot.keyClick(page.table, Qt.Key.Key_Home)
    assert page.table.currentRow() == 0


def test_a_damaged_answer_among_the_files_is_shown_at_once_with_what_to_do(centre_window, county):
    mill(county.stations["3501"])
    export(county.stations["3501"], county.stick)
    answer = county.stick / "YK1-3501-E01-000001-A.YKP"
    answer.write_bytes(b"cut off")
    centre_window.open_page("intake")
    centre_window.page.try_them([county.stick])
    tried = centre_window.findChild(TryDialog)
    assert tried.told.text().startswith(f"{answer.name}：")  # it stands last, behind what can be taken
    assert "再写一份回执" in tried.told.text()
    assert tried.take_button.text().startswith("全部接收（1 个）")
