"""Days as they are read: 2026-11-23 周一."""

from datetime import date

_WEEKDAYS = "一二三四五六日"


def full_day(day: date) -> str:
    """A day with its weekday."""
    return f"{day.isoformat()} 周{_WEEKDAYS[day.weekday()]}"


def short_day(day: date, today: date) -> str:
    """A day as lists show it: 今天, 明天, 11-26 周四, with the year where it is another one."""
    ahead = (day - today).days
    if ahead in (0, 1):
        return ("今天", "明天")[ahead]
    return full_day(day) if day.year != today.year else full_day(day)[5:]
