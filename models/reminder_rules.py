"""How long before or after a day a station is reminded, and by when a complaint is answered where nobody gives a day."""

from __future__ import annotations

import msgspec


class ReminderRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No regulation gives these days: they are the station's own (`source`). A profile that says nothing of them has these as well.

    Calendar days: `period_end` before the last day of a temporary supply, suspension …, `after_steps` after the archive. Working days
    before the day: `household` (a household is due), `instalment` and `settlement` (fees), `slip` (another unit's answer), `complaint`
    (an answer). `complaint_answer`: working days for answering a complaint.
    """

    period_end: int = 30
    after_steps: int = 3
    household: int = 2
    instalment: int = 3
    settlement: int = 5
    slip: int = 1
    complaint: int = 2
    complaint_answer: int = 5
    source: str = "默认值（非规定）"


REMINDERS: dict[str, tuple[str, str]] = {  # each number in words: what it is, and from where it is counted
    "period_end": ("临时用电、暂停、减容等到期提醒", "到期前 {} 天"),
    "after_steps": ("后续事项没有做完的提醒", "归档后 {} 天"),
    "household": ("单户开通到期提醒", "到期前 {} 个工作日"),
    "instalment": ("缓交费用各期到期提醒", "到期前 {} 个工作日"),
    "settlement": ("费用结清到期提醒", "到期前 {} 个工作日"),
    "slip": ("配合单回复到期提醒", "到期前 {} 个工作日"),
    "complaint": ("投诉答复到期提醒", "到期前 {} 个工作日"),
    "complaint_answer": ("没有写明期限的投诉", "{} 个工作日内答复"),
}
