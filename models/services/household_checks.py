"""What is wrong with an entry about one household: order of its days, what is missing, a meter that serves another household."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from models.casework import households as topic
from models.casework.households import Household
from models.casework.topic import CaseView
from models.checklist import Checklist
from models.problems import Problem

LABELS = {
    "applied_on": "申请日期", "papers": "收到资料", "contract_no": "合同编号", "contract_on": "合同签订日期", "meter": "电能表编号",
    "reading": "示数", "old_meter": "原表编号", "old_reading": "原表止数", "served_on": "送电日期", "checked": "户表核对",
    "checked_by": "核对人", "checked_on": "核对日期", "found": "不符情况", "reason": "更正理由",
}  # fmt: skip


def problems_of(view: CaseView, old: Household, new: Household, asked: Checklist, today: date, reason: str) -> Iterator[Problem]:
    """Everything wrong with a household as it would stand after the entry; fields are named as in `households.Progress`."""
    if old.dropped_on:
        yield _problem("applied_on", f"{old.place} 已登记不再办理（{old.dropped_on}），不能再办")
        return
    yield from _days(view, new, today)
    yield from _exchange(new) if topic.replaces_meters(view) else _connection(new, asked)
    if new.on:
        yield from _meters(view, new)
    yield from _check(new)
    yield from _taken_back(old, new)
    if _corrects(old, new) and not reason.strip():
        yield _problem("reason", "改动了已登记的内容，请写明更正理由")


def _problem(field: str, message: str) -> Problem:
    return Problem(field, LABELS[field], message)


def _days(view: CaseView, one: Household, today: date) -> Iterator[Problem]:
    accepted = view.case.accepted_on
    given = (("applied_on", one.applied_on), ("contract_on", one.contract_on), ("served_on", one.on), ("checked_on", one.checked_on))
    before: tuple[str, date] | None = ("批量受理日期", accepted) if accepted else None
    for name, day in given:
        if day is None:
            continue
        if day > today:
            yield _problem(name, f"{day} 在今天之后，请核对")
        elif before and day < before[1]:
            yield _problem(name, f"{day} 早于{before[0]} {before[1]}，请核对")
        before = (LABELS[name], day)


def _connection(one: Household, asked: Checklist) -> Iterator[Problem]:
    if one.papers and not one.applied_on:
        yield _problem("applied_on", "收到资料时请填写申请日期")
    if bool(one.contract_no) != bool(one.contract_on):
        name = "contract_on" if one.contract_no else "contract_no"
        yield _problem(name, "合同编号和签订日期要一起填")
    if one.contract_on and not one.applied_on:
        yield _problem("applied_on", "住户先单独申请，再签合同，请填写申请日期")
    if not one.energized_on:
        return
    if not one.contract_on:
        yield _problem("contract_on", "没有签供用电合同不能送电")
    if asked.missing:
        yield _problem("papers", f"还缺{'、'.join(group.name for group in asked.missing)}，不能送电")


def _exchange(one: Household) -> Iterator[Problem]:
    if not one.replaced_on:
        return
    for name in ("old_meter", "old_reading"):
        if not getattr(one, name):
            yield _problem(name, "换表请填写")
    if one.old_meter and one.old_meter == one.meter:
        yield _problem("meter", "新表和原表编号相同，请核对")
    if one.old_reading and not _is_reading(one.old_reading):
        yield _problem("old_reading", f"“{one.old_reading}”不是示数，请填数字，如 1204.5")


def _meters(view: CaseView, one: Household) -> Iterator[Problem]:
    for name in ("meter", "reading"):
        if not getattr(one, name):
            yield _problem(name, "请填写，送电和换表都要登记表号和示数")
    if one.reading and not _is_reading(one.reading):
        yield _problem("reading", f"“{one.reading}”不是示数，请填数字，如 0 或 12.5")
    other = next((each for each in view.case.households.values() if each.id != one.id and each.meter and each.meter == one.meter), None)
    if other:
        yield _problem("meter", f"表号 {one.meter} 已登记在 {other.place}，请核对户表")


def _is_reading(text: str) -> bool:
    try:
        return Decimal(text) >= 0
    except InvalidOperation:
        return False


def _check(one: Household) -> Iterator[Problem]:
    if one.checked is None:
        if one.checked_on or one.checked_by:
            yield _problem("checked", "请选择相符还是不符")
        return
    if not one.on:
        yield _problem("served_on", "送电（换表）以后才能核对户表")
    for name in ("checked_on", "checked_by"):
        if not getattr(one, name):
            yield _problem(name, "请填写，核对要写明何人何时")
    if one.checked is False and not one.found:
        yield _problem("found", "请写明哪里不符")


def _taken_back(old: Household, new: Household) -> Iterator[Problem]:
    """Days that were entered can be corrected, never emptied."""
    names = {"applied_on": "applied_on", "contract_on": "contract_on", "on": "served_on", "checked_on": "checked_on"}
    for name, field in names.items():
        if getattr(old, name) and not getattr(new, name):
            yield _problem(field, f"已登记 {getattr(old, name)}，可以更正，不能清空")


def _corrects(old: Household, new: Household) -> bool:
    """Whether something entered before stands otherwise; papers that were added and a check after a mismatch are no corrections."""
    names = ("applied_on", "contract_no", "contract_on", "meter", "reading", "energized_on", "replaced_on", "old_reading")
    if any(getattr(old, name) and getattr(old, name) != getattr(new, name) for name in names):
        return True
    if set(old.papers) - set(new.papers):
        return True
    return old.checked is True and (new.checked, new.checked_on, new.checked_by) != (True, old.checked_on, old.checked_by)
