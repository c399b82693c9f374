"""Batches of households: 批量新装 and 批量换表, registered and accepted through the services."""

from datetime import date

from models import events
from models.rules import RuleText, shipped_texts
from models.services.registration import Intake, register
from models.services.station import Station, changing
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


def adopt_batches(station: Station) -> None:
    """The shipped business types, with the batches added where they are not among them yet."""
    text = next(one for one in shipped_texts() if one.subject == "business")
    if 'households = "connect"' not in text.text:
        with changing(station) as change:
            new = RuleText("business", text.code, text.text + BATCHES)
            event = events.RulesAdopted(subject="business", code=text.code, revision=new.revision, text=new.text)
            change.append.add(event, (f"station:{station.info.code}",))
        station.forget_rules()


BATCHES = "".join(
    f"""
[[types]]
code = "{code}"
name = "{name}"
short_name = "{name}"
classes = ["lv_nonres"]
handled_by = "station"
application_form = "BATCH-APP"
materials = "lv-small"
source = "业扩报装流程注意事项"
cite = "供电所"
households = "{households}"
flow = [
    {{stage = "accept", name = "业务受理", action = "受理", form = "BATCH-APP"}},
    {{stage = "energize", name = "装表", action = "填装接单", form = "METER", after = ["accept"]}},
    {{stage = "archive", name = "资料归档", action = "填归档目录", form = "ARCHIVE", after = ["energize"]}},
]
"""
    for code, name, households in (("batch_new", "批量新装", "connect"), ("batch_meter_replace", "批量换表", "replace"))
)
