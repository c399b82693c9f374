"""Batches of households: 批量新装 and 批量换表, registered and accepted through the services."""

from datetime import date

from models.services.registration import Intake, register
from models.services.station import Station
from tests.stations import ACCEPTED, MILL

ROOMS = ("1101", "1102", "1201")
NAMES = ("王二𬀩", "李小妹", "赵铁柱")
NUMBER = "11010519491231002X"


def batch(station: Station, day: date = ACCEPTED, kind: str = "batch_new", count: int = 3, estate: bool = False, **values: object) -> str:
    """Registers a batch with a list of households, gives back its identity."""
    rows = [
        {"unit": "3幢2单元", "room": ROOMS[at] if at < 3 else f"{2000 + at}", "name": NAMES[at % 3], "capacity": "8", "document_no": NUMBER}
        for at in range(count)
    ]
    typed = {
        **MILL, "applicant": "桥东社区二期", "usage_class": "居民生活", "voltage": "220 V", "household_count": str(count),
        "unit_capacity": "8", "capacity": str(8 * count), "company": "郏县安居置业有限公司", "agent": "李改枝",
        "agent_phone": "13903750011", "households": rows, "accepted_on": day.isoformat(), **values,
    }  # fmt: skip
    book = station.shelf.book()
    found = book.types[kind]
    groups = book.materials[found.materials].groups
    held = frozenset(one.code for group in groups for one in (*group.members, *group.substitutes))
    answers = {"rural": True, "agent": True, "estate": estate}
    return register(station, Intake(kind, found.classes[0], "柜台", typed, answers, held, duplicate_reason="测试"), day)[0].case_id
