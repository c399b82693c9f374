"""预受理: taking an application down under a number of its own without starting a clock; accepting it later starts the limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from models import events
from models.business import OUR_READING
from models.case import Case
from models.case_number import allot, epoch_letter
from models.casework.pre_acceptance import waits
from models.casework.topic import CaseView
from models.checklist import Checklist
from models.papers import PaperContext
from models.problems import Problem, ProblemsFound, StationError
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.changes import Changes
from models.services.folding.same_numbers import sharing_pre
from models.services.registration import Intake, Registered, register
from models.services.station import Change, Station, changing
from models.store.local import read_setting, write_setting

REMIND_AFTER = 5
"""Working days after which the customer is reminded unless the clerk says otherwise: 默认值（非规定）."""
CODE = "PRE-ACCEPT"
TITLES: dict[str, str] = {CODE: "预受理回执单"}


@dataclass(frozen=True)
class PreAccepting:
    """Puts a pre-acceptance in the place of the acceptance of a registration."""

    remind_on: date

    def __call__(self, change: Change, case_id: str, on: date, papers: Checklist) -> None:
        """Adds the fact, with the next number of the day."""
        lacking = tuple(group.code for group in papers.missing)
        change.add(events.PreAccepted(number=next_pre_number(change, on), on=on, remind_on=self.remind_on, lacking=lacking), case_id)


def offered(station: Station, class_: str) -> bool:
    """Whether the profile in force has 预受理 switched on for a class."""
    return station.shelf.book().switched_on("pre_accept", class_)


def pre_accept(station: Station, intake: Intake, remind_on: date, today: date) -> tuple[Registered, Changes]:
    """Registers an application without accepting it, whatever papers are there; checks as a registration does.

    Raises ProblemsFound with all problems, StationError where the station does not work so.
    """
    if not offered(station, intake.class_):
        raise StationError("本所对这类客户没有启用预受理。", "要启用，请在“设置 → 时限标准 → 更改”里选（我们的理解，非规定）。")
    if remind_on < today:
        raise ProblemsFound((Problem("remind_on", "提醒日期", f"{remind_on} 早于今天，请填今天或以后的日期。"),))
    return register(station, intake, today, PreAccepting(remind_on))


def remind_later(station: Station, case_id: str, remind_on: date, reason: str, today: date) -> Changes:
    """Moves the reminder of a pre-acceptance to another day, for a reason."""
    problems = [Problem("reason", "理由", "请写明和客户怎么说的。")] if not reason.strip() else []
    if remind_on < today:
        problems.append(Problem("remind_on", "提醒日期", f"{remind_on} 早于今天，请填今天或以后的日期。"))
    if problems:
        raise ProblemsFound(tuple(problems))
    with changing(station) as change:
        if waits(change.case(case_id)) is None:
            raise StationError("这个工单没有在预受理。", "已经受理或结束的不用再提醒。")
        change.add(events.PreAcceptanceRemindedLater(remind_on=remind_on), case_id, reason=reason.strip())
    return Changes(frozenset({case_id}), packages=True)


def pre_acceptance_card(view: CaseView, _names: Mapping[str, str], today: date) -> TopicCard | None:
    """预受理: its number, since when, and when the customer is to be reminded; none where there was none."""
    pre = view.case.pre
    if pre is None:
        return None
    waiting = waits(view.case)
    ended = f"，{view.case.accepted_on} 正式受理，时限从那天起算" if view.case.accepted_on else "" if waiting else "，没有受理就结束了"
    rows = [CardRow(pre.number, f"{pre.on} 预受理{ended or '，不计时'}（{OUR_READING}）")]
    if waiting:
        act = CardAct("later", "改提醒日期…")
        rows.append(CardRow("提醒客户", f"{pre.remind_on}", "near" if pre.remind_on <= today else "", (act,)))
    rows += [CardRow(number, "以前的预受理编号，照它也查得到这件") for number in pre.former]
    return TopicCard("pre_acceptance", "预受理", tuple(rows), ())


def codes_of(case: Case) -> list[str]:
    """The receipt of a pre-acceptance, while it waits."""
    return [CODE] if waits(case) else []


def filled(case: Case, context: PaperContext) -> PaperContext:
    """The context with the number and days of the pre-acceptance; StationError where there is none."""
    pre = waits(case)
    if pre is None:
        raise StationError("这个工单没有在预受理，不出预受理回执单。", "已受理的请打印受理回执。")
    return replace(context, clauses=(pre.number, *(f"{day.year}年{day.month}月{day.day}日" for day in (pre.on, pre.remind_on))))


def next_pre_number(change: Change, day: date) -> str:
    """`YS-3501-20261123-001-7`: numbers of pre-acceptances are counted by themselves, day by day.

    None under which a case waits already: what was taken in from another copy of this store was counted there.
    """
    key, letter = f"pre-serial:{day:%Y%m%d}", epoch_letter(int(change.station.epoch.partition(".")[0]))
    serial, number = int(read_setting(change.connection, key, "0")), ""
    while not number or sharing_pre(change.connection, [number]):
        serial += 1
        number = f"YS-{allot(change.station.info.code, day, serial, letter)}"
    write_setting(change.connection, key, str(serial))
    return number
