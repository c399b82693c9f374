"""How long a change may last: the days asked for, held against what its business type allows and what was used of the year already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.problems import Problem
from models.time_units import months_later
from models.type_rules import PERIOD_UNITS, Period, PeriodUnit

Stretch = tuple[date, date]


@dataclass(frozen=True)
class Asked:
    """What the customer asks for: from `since` to `until`, both inclusive; `approved` = somebody allowed it to last longer."""

    since: date | None
    until: date | None
    accepted_on: date | None = None
    approved: bool = False


def last_day(since: date, most: int, unit: PeriodUnit) -> date:
    """Returns the last day (inclusive) of a period that lasts at most so many days or months; months as in 民法典第二百零二条."""
    return months_later(since, most) if unit == "month" else since + timedelta(days=most - 1)


def first_end(since: date, least: int, unit: PeriodUnit) -> date:
    """Returns the earliest last day (inclusive) of a period that lasts at least so many days or whole months."""
    return months_later(since, least) - timedelta(days=1) if unit == "month" else since + timedelta(days=least - 1)


def period_problems(periods: Sequence[Period], asked: Asked, earlier: Sequence[Stretch]) -> Iterator[Problem]:
    """Everything that is wrong with the days asked for; `earlier` are the stretches of the same account and kind that were granted."""
    if not periods:
        return
    since, until = asked.since, asked.until
    if since is None:
        yield Problem("period_from", "起始日期", "请填写从哪一天起。")
    if until is None and any(period.end_needed for period in periods):
        yield Problem("period_until", "截止日期", "请填写到哪一天止，这类业务必须写明截止日期。")
    if since and until and until < since:
        yield Problem("period_until", "截止日期", f"{until} 早于起始日期 {since}，请核对。")
        return
    for period in periods:
        if since:
            yield from _ahead(period, since, asked.accepted_on)
        if since and until:
            yield from _in_the_year(period, since, until, earlier) if period.per == "year" else _each(period, since, until, asked)


def _ahead(period: Period, since: date, accepted_on: date | None) -> Iterator[Problem]:
    if period.resume_days and period.per == "each" and period.end_needed and accepted_on:
        first = accepted_on + timedelta(days=period.resume_days)
        if since < first:
            what = f"{since} 离申请不足 {period.resume_days} 天，最早从 {first} 起（{period.cite}）。"
            yield Problem("period_from", "起始日期", what)


def _each(period: Period, since: date, until: date, asked: Asked) -> Iterator[Problem]:
    unit = PERIOD_UNITS[period.unit]
    if period.least is not None and until < (soonest := first_end(since, period.least, period.unit)):
        yield Problem("period_until", "截止日期", f"{period.name}不少于 {period.least} {unit}，最早到 {soonest}（{period.cite}）。")
    if period.most is None or until <= (latest := last_day(since, period.most, period.unit)):
        return
    if not period.approved_beyond:
        yield Problem("period_until", "截止日期", f"{period.name}不超过 {period.most} {unit}，最晚到 {latest}（{period.cite}）。")
    elif not asked.approved:
        what = f"超过 {period.most} {unit}（{latest}）要经批准：请写明谁批准的，或把截止日期提前。"
        yield Problem("approved_by", "超期批准", what)


def _in_the_year(period: Period, since: date, until: date, earlier: Sequence[Stretch]) -> Iterator[Problem]:
    """Our reading: how often by the calendar year in which it begins; how long in each calendar year it touches, with its days there."""
    begun = [stretch for stretch in earlier if stretch[0].year == since.year]
    if period.times is not None and len(begun) >= period.times:
        told = "、".join(f"{first} 至 {last}" for first, last in sorted(begun))
        what = f"{since.year} 年已办 {len(begun)} 次（{told}），一年不超过 {period.times} 次，今年不能再办。"
        yield Problem("period_from", "起始日期", what)
    for year in range(since.year, until.year + 1):
        yield from _days_of_year(period, year, (since, until), earlier)


def _days_of_year(period: Period, year: int, asked: Stretch, earlier: Sequence[Stretch]) -> Iterator[Problem]:
    if period.most is None:
        return
    of_year = [stretch for stretch in (asked, *earlier) if stretch[0].year <= year <= stretch[1].year]
    days = sum(_days_in(year, *stretch) for stretch in of_year)
    first = min(max(stretch[0], date(year, 1, 1)) for stretch in of_year)
    most = (last_day(first, period.most, period.unit) - first).days + (0 if period.unit == "month" else 1)
    if days > most:
        used = days - _days_in(year, *asked)
        unit = PERIOD_UNITS[period.unit]
        what = f"{year} 年累计 {days} 天（已用 {used} 天），一年累计不超过 {period.most} {unit}，还可办 {max(0, most - used)} 天。"
        yield Problem("period_until", "截止日期", what)


def _days_in(year: int, first: date, last: date) -> int:
    return max(0, (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1)
