"""Getting in: the password, and the first start on a new computer."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models.problems import ProblemsFound
from tests.ui.case_station import MONDAY, Clock
from tests.ui.copied_station import copied_folder
from ui.app import Entrance, make_station

FILLED = {"name": "堂街供电所", "code": "3501", "county": "郏县", "clerk": "赵建军", "phone": "", "card": "",
          "password": "mima", "again": "mima"}


@pytest.fixture
def folder(tmp_path):
    return copied_folder(tmp_path)


def entrance(qtbot, folder, demo=False):
    found = Entrance(folder, Clock(MONDAY), demo, at_once=True)
    qtbot.addWidget(found.window)
    found.window.show()
    return found


def test_the_login_names_the_station_and_a_wrong_password_is_a_sentence(qtbot, folder):
    found = entrance(qtbot, folder)
    found.page.password.setText("falsch")
    qtbot.keyClick(found.page.password, Qt.Key.Key_Return)
    assert found.desk is None
    assert "密码不对" in found.page.error.text()
    assert found.page.button.isEnabled()
    qtbot.keyClick(found.page.password, Qt.Key.Key_X)
    assert found.page.error.text() == ""


def test_an_empty_password_is_asked_for(qtbot, folder):
    found = entrance(qtbot, folder)
    qtbot.keyClick(found.page.password, Qt.Key.Key_Return)
    assert found.page.error.text() == "请输入密码。"


def test_the_right_password_opens_the_desk(qtbot, folder):
    found = entrance(qtbot, folder)
    found.page.password.setText("demo")
    qtbot.keyClick(found.page.password, Qt.Key.Key_Return)
    qtbot.addWidget(found.desk)
    assert found.desk.isVisible()
    assert not found.window.isVisible()
    assert found.desk.station.info.name == "堂街供电所"


def test_the_login_imports_nothing_slow():
    code = (
        "import sys, json; import ui.app, ui.login.page; "
        "print(json.dumps([m for m in ('sqlalchemy','sqlcipher3','reportlab','msgspec','chinese_calendar') if m in sys.modules]))"
    )
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(told.stdout) == []


def shown_words(page):
    return [page.about, *(label for label in page.findings.values() if label.text())]


def test_enrolment_tells_every_problem_at_its_field(qtbot, tmp_path):
    found = entrance(qtbot, tmp_path / "new")
    found.page.fields["code"].setText("12")
    found.page.fields["password"].setText("geheim")
    found.page.fields["again"].setText("anders")
    found.page.fields["card"].setText(str(tmp_path / "none.json"))
    found.page.submit()
    told = {name for name, label in found.page.findings.items() if label.text()}
    assert told == {"name", "code", "county", "clerk", "again", "card"}
    assert found.page.fields["code"].text() == "12"
    qtbot.waitUntil(lambda: all(label.height() >= label.heightForWidth(label.width()) for label in shown_words(found.page)))
    assert found.desk is None


def test_enrolment_makes_the_station_and_opens_the_desk(qtbot, tmp_path):
    found = entrance(qtbot, tmp_path / "new")
    assert found.window.focusWidget() is found.page.fields["name"]
    for name, text in FILLED.items():
        found.page.fields[name].setText(text)
    qtbot.keyClick(found.page.fields["again"], Qt.Key.Key_Return)
    assert found.window.focusWidget() is found.page.fields["card"]
    qtbot.keyClick(found.page.fields["card"], Qt.Key.Key_Return)
    qtbot.addWidget(found.desk)
    assert found.desk.isVisible()
    assert found.desk.top_bar.clerk.text() == "赵建军"
    assert found.desk.today() == date(2026, 11, 23)
    assert (tmp_path / "new" / "keys.json").is_file()


def test_make_station_refuses_different_passwords(tmp_path):
    with pytest.raises(ProblemsFound) as found:
        make_station(tmp_path / "new", FILLED | {"again": "x"}, Clock(MONDAY))
    assert [problem.field for problem in found.value.problems] == ["again"]
    assert not (tmp_path / "new" / "keys.json").exists()
