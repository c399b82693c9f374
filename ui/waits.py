"""What waits: the numbers in the navigation and on the status line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.services.station import Station


@dataclass(frozen=True)
class Waits:
    """Cases to do today, facts not yet exported (待导出), packages not acknowledged with the day of the oldest, the last proved backup.

    `answers` counts open questions, and complaints that are due within the working days the profile reminds ahead, or past their day.
    """

    today: int
    waiting_lines: int
    unacknowledged: int
    oldest: date | None
    backed_up: datetime | None
    answers: int = 0


def count_waits(station: Station, today: date) -> Waits:
    """Asks the station; runs on the store's worker."""
    from models.services.backups import last_backup
    from models.services.contact_list import answers_due
    from models.services.exchange.outbox import outbox_page
    from models.services.today import today_page

    counts = today_page(station, today, limit=1).counts
    outbox = outbox_page(station)
    backup = last_backup(station)
    ahead = station.shelf.book().profile.reminders.complaint
    answers = answers_due(station, today, station.calendar.add(today, ahead))
    return Waits(counts.overdue + counts.due + counts.near, outbox.unexported, outbox.unacknowledged, outbox.oldest,
                 backup.at if backup else None, answers.overdue + answers.soon + answers.questions)
