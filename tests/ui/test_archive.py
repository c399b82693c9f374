"""归档 on the case page: what is missing is supplied or explained, the file is bound, lent and given back."""

from datetime import timedelta

import pytest

from models.services.archive import check_file
from models.services.case_facts import state_facts
from models.services.case_page.detail import case_detail
from models.services.loans import LoanEntry, lend_file, loans
from models.services.stages import save_form
from models.services.station import people
from reports.render import render
from tests.stations import do_all, filling
from tests.ui.case_station import ACCEPTED, PlainDesk, mill
from tests.ui.copied_station import copied_station
from ui.case import archive_dialogs
from ui.case.archive_dialogs import ExcuseDialog, NumberDialog, PlaceDialog
from ui.case.case_file_dialogs import CaseFileDialog, export_case_file
from ui.case.loan_dialogs import LendDialog, ReturnDialog
from ui.cases.loans import LoansDialog, show_loans
from ui.paper.preview import SheetPreview


@pytest.fixture
def station(tmp_path, clock):
    return copied_station(tmp_path, clock)


@pytest.fixture
def desk(qtbot, station, clock):
    window = PlainDesk(station, clock)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.tasks.close()
    station.close()


@pytest.fixture
def case_id(station, clock):
    found = mill(station, clock)
    state_facts(station, found, {"company_invests": False})
    do_all(station, found, ACCEPTED, upto="METER", draw=render)
    return found


def card(desk, case_id):
    return next(c for c in case_detail(desk.station, case_id, desk.today()).cards if c.topic == "archive")


def act(desk, case_id, label, code):
    row = next(row for row in card(desk, case_id).rows if row.label.startswith(label))
    archive_dialogs.ACTS[code](desk, case_id, next(a for a in row.acts if a.code == code).key)


def dialog(desk, kind):
    return next(w for w in desk.findChildren(kind) if w.isVisible())


def test_what_is_missing_is_explained_or_noted_as_paper(desk, station, case_id):
    assert next(r for r in card(desk, case_id).rows if r.label.startswith("受电工程")).level == "due"
    assert "归档还缺 1 项：1. 受电工程设计、施工委托书" in case_detail(station, case_id, ACCEPTED).todos[0].sentence
    act(desk, case_id, "受电工程", "excuse")
    dialog(desk, ExcuseDialog).submit()
    assert dialog(desk, ExcuseDialog).isVisible(), "a reason is needed"
    dialog(desk, ExcuseDialog).reason.setPlainText("委托书在县中心")
    dialog(desk, ExcuseDialog).submit()
    assert "委托书在县中心" in next(r for r in card(desk, case_id).rows if r.label.startswith("受电工程")).text
    act(desk, case_id, "受电工程", "place")
    entry = dialog(desk, PlaceDialog)
    entry.pages.setText("两")
    entry.box.setText("17")
    entry.submit()
    assert not next(one for one in entry.asked if one.name == "pages").problem.isHidden()
    entry.pages.setText("2")
    entry.submit()
    assert next(r for r in card(desk, case_id).rows if r.label.startswith("受电工程")).text == "纸质件：2 页，盒 17"
    assert check_file(station, case_id).missing == ()
    assert card(desk, case_id).rows[0].acts[0].label == "编档案号…"
    act(desk, case_id, "档案号", "number")
    dialog(desk, NumberDialog).submit()
    assert card(desk, case_id).rows[0].text == f"3501-{ACCEPTED.year}-0001"
    assert card(desk, case_id).rows[0].acts[0].label == "改档案号…"
    save_form(station, case_id, "ARCHIVE", filling(station, case_id, "ARCHIVE", ACCEPTED), ACCEPTED)
    assert case_detail(station, case_id, ACCEPTED).row.status_text == "已归档"


def test_the_file_is_bound_where_the_clerk_says(desk, case_id, tmp_path):
    target = tmp_path / "file.pdf"
    export_case_file(desk, case_id, lambda _parent, _name: str(target))
    entry = dialog(desk, CaseFileDialog)
    entry.password.setText("geheim-2026")
    entry.submit()
    assert not target.exists(), "the two passwords differ"
    entry.again.setText("geheim-2026")
    entry.submit()
    assert target.read_bytes().startswith(b"%PDF")
    assert "已加密码" in desk.said[-1]


def test_nothing_is_written_where_no_place_is_chosen(desk, case_id, tmp_path):
    export_case_file(desk, case_id, lambda _parent, _name: "")
    dialog(desk, CaseFileDialog).submit()
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_file_is_lent_and_given_back(desk, station, clock, case_id):
    archive_dialogs.ACTS["lend"](desk, case_id, "")
    entry = dialog(desk, LendDialog)
    entry.submit()
    assert {one.name for one in entry.asked if not one.problem.isHidden()} == {"borrower", "purpose"}
    entry.borrower.setText("李稽查")
    entry.purpose.setText("专项稽查")
    entry.submit()
    clock.day = clock.day + timedelta(days=9)
    row = next(r for r in card(desk, case_id).rows if r.label == "借出未还")
    assert row.level == "overdue"
    assert row.text.endswith("已过期 2 天")
    act(desk, case_id, "借出未还", "return")
    dialog(desk, ReturnDialog).submit()
    assert loans(station, clock.day)[0].returned_on == clock.day


def test_the_register_lists_what_is_out_and_opens_its_case(desk, station, clock, case_id):
    chief = people(station)[0].id
    lend_file(station, case_id, LoanEntry("李稽查", "营销部", clock.day, clock.day, "稽查", chief), clock.day)
    clock.day = clock.day + timedelta(days=3)
    show_loans(desk)
    shown = dialog(desk, LoansDialog)
    assert shown.table.item(0, 0).text() == "■ 过期 3 天"
    shown.print_register()
    assert dialog(desk, SheetPreview).pdf.startswith(b"%PDF")
    shown.open_case()
    assert desk.went[-1] == ("case", case_id)
