"""设置: people come and go, type grows and stays, backups and passwords for real."""

from datetime import date

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel

from models.services.backups import last_backup
from models.services.centre.trusted_stations import read_station_card
from models.services.exchange.station_card import own_card
from models.services.paper.station_image import station_image
from models.services.people import add_person
from models.services.preferences import preferences
from models.services.station import open_station, people
from tests.ui.case_station import MONDAY, Clock
from ui.exchange.key_dialogs import RenewKeyDialog
from ui.message import Sentence
from ui.settings.backup_words import LATE_DAYS, backup_text
from ui.settings.dialogs import AddPersonDialog, EndPersonDialog, PasswordDialog
from ui.settings.page import SettingsPage
from ui.style import dress


@pytest.fixture
def clock():
    return Clock(MONDAY)


@pytest.fixture
def page(desk):
    made = SettingsPage(desk)
    desk.setCentralWidget(made)
    return made


def test_people_are_listed_with_post_and_days(page):
    table = page.people.table
    assert [table.item(0, column).text() for column in (0, 1, 3)] == ["赵建军", "业扩员", "在岗"]
    assert page.people.clerk.currentText() == "赵建军（业扩员）"
    assert not page.people.end_button.isEnabled()


def test_a_person_is_added_with_a_short_day(qtbot, page, desk):
    page.people.add_button.click()
    dialog = desk.findChild(AddPersonDialog)
    dialog.name.setText("张𬀩")
    dialog.post.setCurrentText("台区经理")
    dialog.since.setText("1101")
    dialog.act_button.click()
    found = next(person for person in people(desk.station) if person.name == "张𬀩")
    assert (found.post, found.since) == ("台区经理", date(2026, 11, 1))
    assert any(page.people.table.item(at, 0).text() == "张𬀩" for at in range(page.people.table.rowCount()))
    assert "张𬀩" in desk.said[-1]


def test_a_person_without_a_name_is_told_at_the_field(page, desk):
    page.people.add_button.click()
    dialog = desk.findChild(AddPersonDialog)
    dialog.act_button.click()
    assert dialog.isVisible()
    assert dialog.name.property("invalid")
    assert len(people(desk.station)) == 1
    dialog.reject()


def test_a_person_leaves_and_can_no_longer_be_chosen(page, desk):
    person, changes = add_person(desk.station, "李改枝", "客户经理", MONDAY)
    desk.changes.tell(changes)
    row = [one.id for one in page.people.rows].index(person)
    page.people.table.selectRow(row)
    page.people.end_button.click()
    dialog = desk.findChild(EndPersonDialog)
    dialog.until.setText("今天")
    dialog.act_button.click()
    assert next(one for one in people(desk.station) if one.id == person).until == MONDAY
    desk.now.day = date(2026, 11, 24)
    page.refresh()
    assert page.people.clerk.findData(person) == -1


def test_the_clerk_who_acts_cannot_leave_and_is_told_why(page, desk):
    page.people.table.selectRow(0)
    page.people.end_button.click()
    dialog = desk.findChild(EndPersonDialog)
    dialog.act_button.click()
    assert "先在右上角换成接任的人" in dialog.trouble.text()
    dialog.reject()


def test_choosing_a_clerk_is_kept_for_the_next_start(page, desk):
    person, changes = add_person(desk.station, "王晓燕", "业扩员", MONDAY)
    desk.changes.tell(changes)
    page.people.clerk.setCurrentIndex(page.people.clerk.findData(person))
    page.people.clerk.activated.emit(page.people.clerk.currentIndex())
    assert desk.station.actor == person
    again = open_station(desk.station.folder, "demo", desk.now)
    assert again.actor == person
    again.close()


def test_type_grows_at_once_and_is_kept(page, desk, qapp):
    try:
        page.sizes.button(150).click()
        assert qapp.font().pixelSize() == 21
        assert preferences(desk.station).text_size == 150
        page.refresh()
        assert page.sizes.checkedId() == 150
    finally:
        dress(qapp, 1.0)


def test_backup_is_told_only_once_it_was_proved(page, desk, tmp_path):
    assert page.backup.state.text() == "▲ 还没有备份过"
    stick = tmp_path / "stick"
    stick.mkdir()
    page.backup.ask_folder = lambda before: str(stick)
    page.backup.backup_button.click()
    note = last_backup(desk.station)
    assert note
    assert page.backup.state.text() == "备份 今天 09:40 正常"
    assert f"{note.lines} 条登记" in page.backup.details.text()
    assert preferences(desk.station).backup_folder == str(stick)
    assert "校验" in desk.said[-1]


def test_backup_to_a_stick_that_is_gone_is_told_and_not_noted(page, desk, tmp_path):
    page.backup.ask_folder = lambda before: str(tmp_path / "gone")
    page.backup.backup_button.click()
    assert "找不到文件夹" in desk.errors[0]
    assert page.backup.state.text() == "▲ 还没有备份过"
    assert page.backup.backup_button.isEnabled()


def test_an_old_backup_is_a_warning(page, desk, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    page.backup.ask_folder = lambda before: str(stick)
    page.backup.backup_button.click()
    note = last_backup(desk.station)
    assert backup_text(note, date(2026, 11, 24)) == ("", "备份 昨天 09:40 正常")
    assert backup_text(note, date(2026, 11, 23 + LATE_DAYS))[0] == ""
    level, text = backup_text(note, date(2026, 12, 1))
    assert level == "due"
    assert "已过 8 天" in text


def test_the_signing_key_is_renewed_with_the_password(page, desk):
    before = own_card(desk.station).fingerprint
    page.key_button.click()
    dialog = desk.findChild(RenewKeyDialog)
    dialog.password.setText("falsch")
    dialog.act_button.click()
    assert "密码不对" in dialog.asked[0].problem.text()
    assert own_card(desk.station).fingerprint == before
    dialog.password.setText("demo")
    dialog.act_button.click()
    after = own_card(desk.station).fingerprint
    assert after != before
    (told,) = desk.findChildren(Sentence)  # what is to be done next waits until it was read
    assert any(after[:9] in label.text() for label in told.findChildren(QLabel))
    assert read_station_card(desk.station.folder / "STATION.json").fingerprint == after


def test_password_is_changed_as_typed_spaces_included(page, desk):
    page.password_button.click()
    dialog = desk.findChild(PasswordDialog)
    for name, text in (("old", "demo"), ("new", " 新密码 "), ("again", " 新密码 ")):
        dialog.lines[name].setText(text)
    dialog.act_button.click()
    assert "密码已改" in desk.said[-1]
    open_station(desk.station.folder, " 新密码 ", desk.now).close()


def test_wrong_old_password_is_told_at_its_field(page, desk):
    page.password_button.click()
    dialog = desk.findChild(PasswordDialog)
    for name, text in (("old", "nein"), ("new", "1234"), ("again", "1234")):
        dialog.lines[name].setText(text)
    dialog.act_button.click()
    assert dialog.isVisible()
    assert dialog.lines["old"].property("invalid")
    assert not dialog.lines["new"].property("invalid")
    dialog.reject()
    open_station(desk.station.folder, "demo", desk.now).close()


def test_the_chief_confirms_the_time_after_the_computer_ran_ahead(page, desk):
    from datetime import timedelta

    from ui.settings.clock_card import ConfirmTimeDialog

    assert page.clock.isHidden()
    desk.now.day = MONDAY + timedelta(days=40)
    add_person(desk.station, "李强", "装表工", MONDAY)
    desk.now.day = MONDAY
    page.refresh()
    assert "2027-01-02" in page.clock.told.text()
    page.clock.confirm_button.click()
    asked = next(found for found in desk.findChildren(ConfirmTimeDialog) if found.isVisible())
    asked.day.setText("2026-11-23")
    asked.typed.setText("周志强")
    asked.reason.setPlainText("主板电池没电")
    asked.submit()
    page.refresh()
    assert page.clock.isHidden()
    add_person(desk.station, "王芳", "装表工", MONDAY)


def test_the_station_chooses_its_own_image_and_takes_it_away(page, station, tmp_path, monkeypatch):
    card = page.image
    assert "没有设置" in card.shown.text()
    assert not card.remove_button.isVisible()
    picture = tmp_path / "所徽.png"
    QImage(300, 100, QImage.Format.Format_RGB32).save(str(picture))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(picture), ""))
    card.choose_button.click()
    assert not card.shown.pixmap().isNull()
    assert station_image(station).startswith(b"\x89PNG")
    card.remove_button.click()
    assert "没有设置" in card.shown.text()
    assert station_image(station) == b""
