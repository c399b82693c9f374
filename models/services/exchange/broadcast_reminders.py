"""What the centre sent and nobody has answered, adopted or read yet, as reminders of the day; read without SQLAlchemy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.services.reminders import ReminderRow
from models.services.station import Station, glancing

if TYPE_CHECKING:
    from models.broadcasts import Broadcast

_TOLD = """
    SELECT j.line FROM journal_on AS o JOIN journal AS j ON j.station = o.station AND j.epoch = o.epoch AND j.seq = o.seq
    WHERE o.record = :record AND j.kind IN ('BroadcastSent', 'BroadcastSettled') ORDER BY o.station, o.epoch, o.seq
"""


def broadcast_reminders(station: Station, today: date) -> tuple[ReminderRow, ...]:
    """One row for each broadcast that is still open, those with a day for the answer first; none where all are settled."""
    with glancing(station) as look:
        lines = [bytes(line) for (line,) in look.tuples(_TOLD, {"record": f"station:{station.info.code}"})]
    if not lines:
        return ()
    from models.broadcasts import KIND_WORDS, fold_broadcasts
    from models.events import read_fact
    from models.events.order import in_order

    def row(one: Broadcast) -> ReminderRow:
        head = f"县中心下发{KIND_WORDS[one.kind]}《{one.title}》"
        return ReminderRow("", "", "", "broadcast", f"{head}，{_wanted(one, today)}", one.due or one.sent_on)

    found = fold_broadcasts(in_order([read_fact(line, None) for line in lines]))
    still = sorted((one for one in found if not one.how), key=lambda one: (one.due or date.max, one.sent_on))
    return tuple(row(one) for one in still)


def _wanted(one: Broadcast, today: date) -> str:
    if one.due is None:
        return "还没有采用" if one.wants == "adopt" else "还没有看"
    late = (today - one.due).days
    return f"答复已过期 {late} 天" if late > 0 else f"请在 {one.due:%m-%d}（含）以前答复"
