"""A demo station with living cases at every stage, made through the same services a clerk uses, with dates relative to today."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from stdnum.cn import ric, uscc

import resources
from models.case_facts import kind_of_case
from models.problems import StationError
from models.services import corrections, demo_forms, pauses
from models.services.coordination import ask
from models.services.demo_contacts import note_demo
from models.services.endings import Ending, end_case
from models.services.enrolment import CentreCard, Enrolment, enrol
from models.services.exchange.identity import OWN_MARKS
from models.services.exchange.outbox import export
from models.services.folding.refold import Folder
from models.services.paper.papers import Render, deliver, issue
from models.services.passing import pass_up
from models.services.people import add_person
from models.services.registration import Intake, receive_papers, register
from models.services.stages import form_values, save_form
from models.services.station import Station, batch, looking, people
from models.services.takeover import LedgerRow, take_over
from models.time_units import months_later

PASSWORD = "demo"
LIVING = 78
_BEGUN = (
    ("@kind", "lv_nonres_new"), ("@class_", "lv_nonres_small"), ("@channel", "柜台"), ("applicant", "小魏庄豆制品坊"),
    ("document_kind", "营业执照"), ("phone", "13937512345"), ("agent", "李改枝"), ("capacity", "30"), ("voltage", "380 V"),
)  # fmt: skip
"""What the unfinished registration holds, by the names of the registration page."""
_FIRST_DAYS = 34
_A_DAY = 6000


@dataclass
class _Clock:
    """The demo's own clock: it starts weeks ago and is moved on to the present day by day."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class _Plan:
    """What one demo case is to do: registered `age` working days ago, `pace` working days between stages, stuck after `stop` stages."""

    at: int
    business_type: str
    class_: str
    age: int
    pace: int
    stop: int
    case_id: str = ""
    done: int = 0
    extra: str = ""


@dataclass
class _Maker:
    """What the demo draws from; seeded, so that the same day gives the same station."""

    station: Station
    render: Render
    clock: _Clock
    dice: random.Random = field(default_factory=lambda: random.Random(20261123))
    people: dict[str, list[str]] = field(default_factory=dict)


def make_demo(
    folder: Path,
    now: Callable[[], datetime],
    render: Render,
    cases: int = LIVING,
    card: CentreCard | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Makes 堂街供电所 in an empty folder (password `demo`): 78 cases worked through (about 60 stay open), further ones carried over.

    `render` draws the papers that the flow needs. Raises StationError where the folder already holds a station.
    """
    names = tomllib.loads(resources.path("demo", "people.toml").read_text(encoding="utf-8"))
    clock = _Clock(now() - timedelta(days=_FIRST_DAYS * 2))
    first = Enrolment("堂街供电所", "3501", "郏县", names["clerks"][0][0], PASSWORD, "0375-5160123")
    station = enrol(folder, first, clock, card)
    try:
        maker = _Maker(station, render, clock, people=names)
        for name, post in names["clerks"][1:]:
            add_person(station, name, post, clock.at.date())
        plans = [_planned(maker, at) for at in range(min(cases, LIVING))]
        _carry_over(maker, max(0, cases - LIVING), progress)
        _live(maker, plans, now(), progress)
        _one_unfinished(maker, now())
        _note(maker, plans, now())
        (folder / OWN_MARKS).mkdir(exist_ok=True)
    finally:
        station.close()


def _planned(maker: _Maker, at: int) -> _Plan:
    dice = maker.dice
    kind, class_ = ("lv_nonres_new", "lv_nonres_small") if at % 2 else ("lv_res_new", "residential")
    if at % 12 == 9:
        kind, class_ = "hv_new", "hv_single"
    longest = {"residential": 5, "lv_nonres_small": 16, "hv_single": 8}[class_]
    age = at // 2 % (longest + 1)
    stop = dice.randint(0, 2) if at % 8 == 3 else 9
    if at in (19, 28, 43):
        age, stop = longest + 2, 1
    extra = {
        7: "correct",
        11: "pause",
        13: "not_accepted",
        17: "owed",
        22: "not_accepted",
        25: "pause",
        35: "not_accepted",
        41: "pause",
        15: "slip",
        49: "slip",
        29: "deferred",
        31: "deferred",
        47: "withdrawn",
    }.get(at, "")
    return _Plan(at, kind, class_, age, 1 if class_ == "residential" else 1 + at % 3, stop, extra=extra)


def _live(maker: _Maker, plans: list[_Plan], now: datetime, progress: Callable[[int, int], None] | None) -> None:
    calendar = maker.station.calendar
    days = [now.date() - timedelta(days=back) for back in range(_FIRST_DAYS, -1, -1)]
    for place, day in enumerate(days):
        maker.clock.at = min(datetime.combine(day, time(9, 0)), now)
        if calendar.is_working(day):
            with batch(maker.station):
                for plan in plans:
                    _work(maker, plan, day, calendar.working_days(day, now.date()))
        if progress:
            progress(place + 1, len(days))
        if day == now.date() - timedelta(days=7):
            _export_once(maker)
    maker.clock.at = now


def _export_once(maker: _Maker) -> None:
    out = maker.station.folder / "demo-export"
    out.mkdir(exist_ok=True)
    try:
        export(maker.station, out)
    except StationError as error:
        if "名片" not in error.message:
            raise


def _work(maker: _Maker, plan: _Plan, day: date, ago: int) -> None:
    if plan.age == ago and not plan.case_id:
        _register(maker, plan, day)
    elif plan.case_id and plan.extra != "not_accepted" and (plan.age - ago) >= plan.pace * (plan.done + 1) and plan.done < plan.stop:
        _next_stage(maker, plan, day)
    if plan.case_id and plan.business_type == "hv_new" and plan.age and plan.done == 0:
        _next_stage(maker, plan, day)
    if plan.case_id and plan.age - ago == 2:
        _extra(maker, plan, day)


def _register(maker: _Maker, plan: _Plan, day: date) -> None:
    book = maker.station.shelf.book()
    materials = book.materials[book.types[plan.business_type].materials]
    application = _application(maker, plan, day)
    agent = bool(application.get("agent"))
    held = {group.members[0].code for group in materials.groups if group.when == "always" or (agent and group.when == "agent")}
    if plan.extra == "not_accepted":
        held.discard(materials.groups[0].members[0].code)
    if plan.extra == "owed":
        held.discard(materials.groups[1].members[0].code)
    intake = Intake(
        plan.business_type,
        plan.class_,
        "柜台" if plan.at % 4 else "95598",
        application,
        {"rural": True, "agent": agent},
        frozenset(held),
        first_contact=maker.station.actor,
        duplicate_reason="演示数据",
    )
    done, _ = register(maker.station, intake, day)
    plan.case_id = done.case_id
    _hand_over(maker, plan.case_id, "RECEIPT" if done.accepted else "MISSING", day)
    if plan.class_ == "lv_nonres_small" and done.accepted and plan.at % 10 != 5:
        _hand_over(maker, plan.case_id, "NOTICE-LV-SMALL", day)


def _hand_over(maker: _Maker, case_id: str, code: str, day: date) -> None:
    paper, _ = issue(maker.station, case_id, code, maker.render, day)
    deliver(maker.station, case_id, paper.paper_no, day, "当面", day)


def _application(maker: _Maker, plan: _Plan, day: date) -> dict[str, object]:
    dice, people = maker.dice, maker.people
    village = people["villages"][plan.at % len(people["villages"])]
    if plan.class_ == "lv_nonres_small":
        name = f"{village[3:].removesuffix('村')}{people['trades'][plan.at // 2 % len(people['trades'])]}"
    else:
        pool = people["persons" if plan.class_ == "residential" else "big_firms"]
        name = pool[plan.at // (2 if plan.class_ == "residential" else 12) % len(pool)]
    capacity = {
        "residential": dice.choice([4, 6, 8, 12]),
        "lv_nonres_small": dice.choice([15, 30, 60, 100]),
        "hv_single": dice.choice([250, 315, 400]),
    }
    person = plan.class_ == "residential"
    return {
        **demo_forms.application(plan.class_),
        "applicant": name,
        "document_kind": "居民身份证" if person else "营业执照",
        "document_no": id_number(dice) if person else credit_code(dice),
        "phone": f"1{dice.choice('3578')}{dice.randrange(10**9):09d}",
        "address": f"河南省平顶山市郏县{village}{dice.randint(1, 12)}组",
        "capacity": str(capacity[plan.class_]),
        "accepted_by": people["clerks"][0][0],
        "accepted_on": day.isoformat(),
    }


def id_number(dice: random.Random) -> str:
    """A made-up citizen number of the county with a right check digit."""
    head = f"410425{dice.randint(1950, 2004)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}{dice.randrange(1000):03d}"
    return head + str(ric.calc_check_digit(head + "0"))


def credit_code(dice: random.Random) -> str:
    """A made-up credit code of the county with a right check digit."""
    head = "92410425MA" + "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
    return head + str(uscc.calc_check_digit(head))


def _next_stage(maker: _Maker, plan: _Plan, day: date) -> None:
    station = maker.station
    with looking(station) as connection:
        case = Folder(connection).case(plan.case_id)
    if case.outcome or case.open_pause:
        return
    kind = kind_of_case(case, station.shelf.book(case.pins))
    if kind.handled_by == "centre":
        if not case.passed_up_on:
            pass_up(station, plan.case_id, day, day)
            plan.done += 1
        return
    step = next(s for s in kind.flow if s.stage not in case.marks)
    code = str(step.form)
    if code not in case.forms:
        known = form_values(station, plan.case_id, code, day)
        save_form(
            station,
            plan.case_id,
            code,
            {**demo_forms.filling(code, day, case.capacity), **{k: v for k, v in known.items() if v and not isinstance(v, list)}},
            day,
        )
    if step.completes_on != "form":
        paper, _ = issue(station, plan.case_id, code, maker.render, day)
        deliver(station, plan.case_id, paper.paper_no, day, "当面", day)
    plan.done += 1


def _extra(maker: _Maker, plan: _Plan, day: date) -> None:
    station = maker.station
    if plan.extra == "pause":
        cause = next(r.code for r in pauses.pause_reasons(station, plan.case_id) if r.side == "customer")
        pauses.pause(station, plan.case_id, day, cause, f"客户签字的暂缓申请（{day}）", day, day)
    elif plan.extra == "correct":
        corrections.correct_value(station, plan.case_id, "capacity", "20", "客户补报一台水泵，登记时漏填", day)
    elif plan.extra == "owed":
        receive_papers(station, plan.case_id, frozenset({"village_certificate"}), day, day)
    elif plan.extra in ("slip", "deferred", "withdrawn"):
        _decide(maker, plan, day)


def _decide(maker: _Maker, plan: _Plan, day: date) -> None:
    """A slip to another unit, a customer who gives up, or one who cannot be supplied now and waits behind a full transformer."""
    station, case = maker.station, plan.case_id
    if plan.extra == "slip":
        ask(station, case, "计量部", "配送三相电能表 1 只、互感器 3 只", station.calendar.add(day, 2), day)
        return
    chief = next(person.id for person in people(station) if person.post == "所长")
    if plan.extra == "withdrawn":
        end_case(station, case, Ending("withdrawn", day, "no_need", f"客户签字的撤销申请（{day}）", station.actor), day)
        return
    review_on = months_later(day, 1)
    given = Ending("not_suppliable", day, "transformer_full", f"台区负荷记录（{day}）", chief, district="石村2号台区", review_on=review_on)
    end_case(station, case, given, day)
    paper, _ = issue(station, case, "REFUSAL", maker.render, day)
    deliver(station, case, paper.paper_no, day, "当面", day)


def _carry_over(maker: _Maker, number: int, progress: Callable[[int, int], None] | None) -> None:
    """Carries further rows over, some thousands a day, in the weeks before the living cases begin."""
    calendar, done = maker.station.calendar, 0
    while done < number:
        with batch(maker.station):
            for _ in range(min(_A_DAY, number - done)):
                take_over(maker.station, _ledger_row(maker, done, maker.clock.at.date(), calendar.add), maker.clock.at.date())
                done += 1
        maker.clock.at += timedelta(days=1)
        if progress:
            progress(done, number)


def _ledger_row(maker: _Maker, at: int, today: date, add: Callable[[date, int], date]) -> LedgerRow:
    dice, people = maker.dice, maker.people
    small = at % 3 == 0
    start = add(today - timedelta(days=dice.randint(10, 700)), 1)
    stages, on = {}, start
    names = (
        ("survey", "plan_reply", "completion_check", "contract", "energize") if small else ("survey", "plan_reply", "contract", "energize")
    )
    for stage in names:
        on = add(on, dice.randint(0, 2)) if dice.random() > 0.2 else on
        if on > today:
            break
        stages[stage] = on
    name = dice.choice(people["trades"] if small else people["persons"])
    return LedgerRow(
        at + 1,
        f"堂街{start.year}{at + 1:05d}",
        "lv_nonres_new" if small else "lv_res_new",
        "lv_nonres_small" if small else "residential",
        name,
        credit_code(dice) if small else id_number(dice),
        f"138{dice.randrange(10**8):08d}",
        f"河南省平顶山市郏县{dice.choice(people['villages'])}{at % 12 + 1}组",
        str(dice.choice([8, 30, 60])),
        "380 V" if small else "220 V",
        people["clerks"][0][0],
        start,
        stages,
    )


def _note(maker: _Maker, plans: list[_Plan], now: datetime) -> None:
    """Contacts and a fee, of the oldest cases that are open."""
    from models.services.cases import list_cases

    running = {row.case_id for row in list_cases(maker.station, now.date(), "open", limit=500).rows if row.accepted_on}
    running -= {row.case_id for row in list_cases(maker.station, now.date(), "passed_up", limit=500).rows}  # the centre's to say
    mine = [plan for plan in plans if plan.case_id in running]
    own = [plan.case_id for plan in sorted(mine, key=lambda plan: -plan.age) if plan.business_type != "hv_new"]
    with batch(maker.station):
        note_demo(maker.station, own, [plan.case_id for plan in mine if plan.business_type == "hv_new"], now)


def _one_unfinished(maker: _Maker, now: datetime) -> None:
    drafts = maker.station.drafts
    drafts.begin("demo-draft", "register", "", now)
    for field_name, value in _BEGUN:
        drafts.put("demo-draft", field_name, value, now)
    drafts.entitle("demo-draft", "小魏庄豆制品坊 · 低压非居民")
