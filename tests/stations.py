"""A real encrypted station, enrolled once and copied for each test; acts that many tests need, all through the services."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.papers import PaperContext
from models.services import demo_forms
from models.services.centre.store import Centre, init_centre, open_centre
from models.services.centre.trusted_stations import read_station_card, trust_station
from models.services.enrolment import CentreCard, Enrolment, enrol, read_card
from models.services.paper.papers import Render, deliver, issue
from models.services.registration import Intake, register
from models.services.stages import form_values, save_form
from models.services.station import Station, open_station
from models.store import keys as store_keys

PASSWORD = "demo"
MONDAY = date(2026, 11, 23)
ACCEPTED = date(2026, 11, 16)
EVERYTHING = frozenset({"business_licence", "village_certificate", "proxy_letter", "agent_id"})
MILL: dict[str, object] = {
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
}
HOUSE: dict[str, object] = {
    "applicant": "张𬀩",
    "document_kind": "居民身份证",
    "document_no": "11010519491231002X",
    "phone": "13812345678",
    "address": "河南省平顶山市郏县堂街镇士庄村2组",
    "capacity": "8",
    "voltage": "220 V",
    "accepted_by": "赵建军",
}


class Clock:
    """A clock that stands where it is put, in the morning."""

    def __init__(self, day: date = date(2026, 10, 12)) -> None:
        self.at = datetime.combine(day, time(9, 40))

    def __call__(self) -> datetime:
        return self.at

    def go(self, day: date, at: time = time(9, 40)) -> date:
        self.at = datetime.combine(day, at)
        return day


def sheet(context: PaperContext) -> bytes:
    """Draws a paper as its own words: enough to be kept, numbered and compared."""
    return f"%PDF-1.7\n{context!r}".encode()


def new_home(folder: Path) -> Path:
    """`centre.db`, `keys` and an enrolled `station` that trust each other; the station's password costs nothing to check."""
    clock = Clock()
    init_centre(f"sqlite:///{folder / 'centre.db'}", folder / "keys", "郏县客户服务中心", "", clock)
    form = Enrolment("堂街供电所", "3501", "郏县", "赵建军", PASSWORD, "0375-5160123")
    enrolled(folder / "station", form, clock, read_card(folder / "keys" / "CARD.json")).close()
    centre = centre_of(folder, clock)
    trust_station(centre, read_station_card(folder / "station" / "STATION.json"))
    centre.close()
    return folder


def enrolled(folder: Path, form: Enrolment, clock: Callable[[], datetime], card: CentreCard | None = None) -> Station:
    """A station just enrolled, open, whose password cost nothing to set and costs nothing to check."""
    derive = store_keys._wrapping_key
    with patch.object(store_keys, "_wrapping_key", lambda password, salt, *_cost: derive(password, salt, 16, 1, 1)):
        station = enrol(folder, form, clock, card)
    cheap_keys(folder, station.keys)
    return station


def cheap_keys(folder: Path, keys: store_keys.StationKeys) -> None:
    """Wraps the keys again with the least Argon2 that the file may ask for."""
    file = store_keys.read_key_file(folder)
    secrets = store_keys._Secrets(keys.data_key.hex(), keys.signing_seed.hex(), keys.identity)
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(store_keys._wrapping_key(PASSWORD, salt, 16, 1, 1)).encrypt(nonce, store_keys._json(secrets), file.code.encode())
    new = replace(file, salt=salt.hex(), nonce=nonce.hex(), wrapped=wrapped.hex(), memory_kib=16, passes=1, lanes=1)
    (folder / "keys.json").write_bytes(store_keys._json(new))


def copied(home: Path, folder: Path) -> Path:
    """A copy of a home, closed."""
    shutil.copytree(home, folder, dirs_exist_ok=True)
    return folder


def station_of(home: Path, clock: Clock) -> Station:
    return open_station(home / "station", PASSWORD, clock)


def centre_of(home: Path, clock: Clock) -> Centre:
    return open_centre(f"sqlite:///{home / 'centre.db'}", home / "keys", "", clock)


def mill_intake(day: date = ACCEPTED, received: frozenset[str] = EVERYTHING, reason: str = "", draft: str = "", **values: object) -> Intake:
    form = {**MILL, "accepted_on": day.isoformat(), **values}
    return Intake(
        "lv_nonres_new", "lv_nonres_small", "柜台", form, {"rural": True, "agent": True}, received, duplicate_reason=reason, draft_id=draft
    )


def house_intake(station: Station, day: date = ACCEPTED, reason: str = "", **values: object) -> Intake:
    return _intake(station, "lv_res_new", "residential", {**HOUSE, **values}, day, reason)


def factory_intake(station: Station, day: date = ACCEPTED, reason: str = "", **values: object) -> Intake:
    form = {**MILL, **demo_forms.application("hv_single"), "capacity": "315", **values}
    return _intake(station, "hv_new", "hv_single", form, day, reason)


def _intake(station: Station, kind: str, class_: str, values: dict[str, object], day: date, reason: str) -> Intake:
    book = station.shelf.book()
    groups = book.materials[book.types[kind].materials].groups
    held = frozenset(group.members[0].code for group in groups)
    form = {**values, "accepted_on": day.isoformat()}
    return Intake(kind, class_, "柜台", form, {"rural": True}, held, duplicate_reason=reason)


def mill(station: Station, day: date = ACCEPTED, received: frozenset[str] = EVERYTHING, reason: str = "测试", **values: object) -> str:
    """Registers the small mill on a day and gives back its identity."""
    return register(station, mill_intake(day, received, reason, **values), day)[0].case_id


def filling(station: Station, case_id: str, code: str, day: date) -> dict[str, object]:
    known = {name: value for name, value in form_values(station, case_id, code, day).items() if value and not isinstance(value, list)}
    return {**known, **demo_forms.filling(code, day, "60")}


FLOW = ("LV-SURVEY", "LV-PLAN", "COMPLETION", "CONTRACT", "METER", "ARCHIVE")


def do_stage(station: Station, case_id: str, code: str, day: date, draw: Render = sheet) -> None:
    """Fills one form; the reply to the plan is also printed and handed over."""
    save_form(station, case_id, code, filling(station, case_id, code, day), day)
    if code == "LV-PLAN":
        paper, _ = issue(station, case_id, code, draw, day)
        deliver(station, case_id, paper.paper_no, day, "当面", day)


def do_all(station: Station, case_id: str, day: date, upto: str = "ARCHIVE", draw: Render = sheet) -> None:
    """All stages on one day, up to and with the form named."""
    for code in FLOW[: FLOW.index(upto) + 1]:
        do_stage(station, case_id, code, day, draw)
