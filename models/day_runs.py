"""Days that follow each other: found among others, and told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def runs(days: Iterable[date]) -> list[list[date]]:
    """Days in their order, those that follow each other without a gap together."""
    found: list[list[date]] = []
    for day in sorted(days):
        if found and (day - found[-1][-1]).days == 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def span(days: list[date]) -> str:
    """The first and the last of some days with their weekdays, without the year: 10 月 1 日（周四） 至 10 月 7 日（周三）."""
    words = [f"{day.month} 月 {day.day} 日（周{'一二三四五六日'[day.weekday()]}）" for day in (days[0], days[-1])]
    return words[0] if len(days) == 1 else " 至 ".join(words)
