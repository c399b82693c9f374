"""Days as they are read: 2026-11-23 周一."""

from datetime import date

_WEEKDAYS = "一二三四五六日"


def full_day(day: date) -> str:
    """A day with its weekday."""
    return f"{day.isoformat()} 周{_WEEKDAYS[day.weekday()]}"
