"""A real encrypted station with one case, made through the services, and a desk that pages can be shown on."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMainWindow

from models.problems import StationError
from models.services import demo_forms
from models.services.enrolment import Enrolment
from models.services.paper.papers import issue
from models.services.registration import Intake, register
from models.services.stages import form_values, save_form
from models.services.station import Station
from reports.render import render
from tests.stations import enrolled
from ui.changes import ChangeBus
from ui.style import dress
from ui.tasks import Tasks

MONDAY = date(2026, 11, 23)
ACCEPTED = date(2026, 11, 20)
LICENCE, VILLAGE = "business_licence", "village_certificate"
PROXY = ("proxy_letter", "agent_id")


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, day: date = date(2026, 10, 12)) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime.combine(self.day, time(9, 40))


def new_station(folder: Path, clock: Clock) -> Station:
    return enrolled(folder, Enrolment("堂街供电所", "3501", "郏县", "赵建军", "demo", "0375-5160123"), clock)


def dress_once(app: QApplication) -> None:
    """The look, put on once: doing it for each test would take most of its time."""
    if not app.styleSheet():
        dress(app, 1.0)


APPLICATION: dict[str, object] = {
    "applicant": "王桂枝面粉加工厂",
    "document_kind": "营业执照",
    "document_no": "92410425MA9F0XN92T",
    "phone": "13937512345",
    "address": "河南省平顶山市郏县堂街镇石村3组",
    "agent": "李改枝",
    "agent_phone": "13903750011",
    "usage_class": "一般工商业",
    "capacity": "60",
    "voltage": "380 V",
    "accepted_by": "赵建军",
    "accepted_on": ACCEPTED.isoformat(),
}


def mill(
    station: Station, clock: Clock, day: date = ACCEPTED, received: frozenset[str] = frozenset({LICENCE, VILLAGE}), **values: object
) -> str:
    """A small mill of 60 kW; without the village certificate its property proof is owed, without the licence it is 未受理."""
    clock.day = day
    form = {**APPLICATION, "accepted_on": day.isoformat(), **values}
    intake = Intake("lv_nonres_new", "lv_nonres_small", "柜台", form, {"rural": True}, received, duplicate_reason="测试")
    return register(station, intake, day)[0].case_id


def high_voltage(station: Station, clock: Clock, day: date = ACCEPTED) -> str:
    clock.day = day
    book = station.shelf.book()
    groups = book.materials[book.types["hv_new"].materials].groups
    form = {**APPLICATION, **demo_forms.application("hv_single"), "capacity": "315", "accepted_on": day.isoformat()}
    intake = Intake("hv_new", "hv_single", "柜台", form, {}, frozenset(g.members[0].code for g in groups), duplicate_reason="测试")
    return register(station, intake, day)[0].case_id


def fill_form(station: Station, clock: Clock, case_id: str, code: str, day: date, **values: object) -> None:
    clock.day = day
    known = {name: value for name, value in form_values(station, case_id, code, day).items() if value and not isinstance(value, list)}
    save_form(station, case_id, code, {**known, **demo_forms.filling(code, day, "60"), **values}, day)


def issue_paper(station: Station, clock: Clock, case_id: str, code: str, day: date) -> str:
    clock.day = day
    return issue(station, case_id, code, render, day)[0].paper_no


class PlainDesk(QMainWindow):
    """A window that is a `Desk`: it notes where it was asked to go."""

    def __init__(self, station: Station, clock: Clock, *, at_once: bool = True) -> None:
        super().__init__()
        self.station = station
        self.tasks = Tasks(self, at_once=at_once, tell=self.show_error)
        self.changes = ChangeBus(self)
        self.now = clock
        self.went: list[tuple[str, ...]] = []
        self.said: list[str] = []
        self.errors: list[str] = []

    def today(self) -> date:
        return self.now().date()

    def open_page(self, name: str) -> None:
        self.went.append(("page", name))

    def open_case(self, case_id: str) -> None:
        self.went.append(("case", case_id))

    def open_form(self, case_id: str, form_code: str, draft_id: str = "") -> None:
        self.went.append(("form", case_id, form_code))

    def open_registration(self, draft_id: str = "") -> None:
        self.went.append(("register", draft_id))

    def note_contact(self, case_id: str = "") -> None:
        self.went.append(("contact", case_id))

    def preview_paper(self, case_id: str, code: str) -> None:
        self.went.append(("paper", case_id, code))

    def explain(self, case_id: str, key: str = "") -> None:
        self.went.append(("why", case_id, key))

    def go_back(self) -> None:
        self.went.append(("back",))

    def toast(self, text: str) -> None:
        self.said.append(text)

    def ask(self, title: str, sentence: str, yes: str, no: str = "取消") -> bool:
        return False

    def show_error(self, error: StationError) -> None:
        self.errors.append(str(error))
