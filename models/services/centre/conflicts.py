"""冲突 at the centre: cases about which station and centre spoke without knowing of each other, and who settled each meeting."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models.business import STAGES
from models.conflicts import Meeting, meetings
from models.forms import form_by_code, label_of, private_names
from models.history import tell
from models.problems import StationError
from models.services.centre.store import Centre
from models.store import journal
from models.store.session import reading
from models.store.views import case_view, journal_on

_AT_ONCE = 200
_FIELDS_SHOWN = 200
PAUSE_END = "暂停的最后一天"
SEALED = "（内容不同，个人信息不在这里显示）"
_PERSONAL = ("applicant", "phone", "document", "address", "name", "agent", "person")


@dataclass(frozen=True)
class Conflict:
    """One meeting as it is shown: both words, and the fields with both values (label, station's, centre's).

    `fields` are the same fields by their own names.
    """

    case_id: str
    number: str
    station: str
    kind: str
    ours: str
    theirs: str
    ours_at: str
    theirs_at: str
    pairs: tuple[tuple[str, str, str], ...]
    settled: str
    key: tuple[str, str]
    fields: tuple[str, ...] = ()


def conflicts(centre: Centre) -> tuple[Conflict, ...]:
    """Every meeting in the cases that the centre has spoken about; what nobody settled first, 冲突 before 并行更新."""
    found: list[Conflict] = []
    with reading(centre.database) as connection:
        spoken = journal_on.c
        query = sa.select(spoken.record).where(spoken.record.like("case:%"), spoken.station.like("C%")).distinct().order_by(spoken.record)
        records = [str(record) for record in connection.scalars(query)]
        for at in range(0, len(records), _AT_ONCE):
            some = records[at : at + _AT_ONCE]
            told = sa.select(case_view.c.id, case_view.c.number, case_view.c.station)
            rows = connection.execute(told.where(case_view.c.id.in_([name.partition(":")[2] for name in some])))
            known = {str(case_id): (str(number), str(code)) for case_id, number, code in rows}
            for record, facts in journal.facts_of_all(connection, some).items():
                case_id = record.partition(":")[2]
                number, code = known.get(case_id, ("", ""))
                found += [_told(case_id, number, code, one) for one in meetings(facts)]
    return tuple(sorted(found, key=lambda one: (bool(one.settled), one.kind == "parallel", one.number)))


def _told(case_id: str, number: str, station: str, one: Meeting) -> Conflict:
    pairs = tuple((_label(pair.field), *_shown(pair.field, pair.station, pair.centre)) for pair in one.pairs)
    return Conflict(
        case_id, number, station, one.kind, tell(one.station), tell(one.centre), f"{one.station.at:%m-%d %H:%M}",
        f"{one.centre.at:%m-%d %H:%M}", pairs, one.settled, one.key, tuple(pair.field for pair in one.pairs),
    )  # fmt: skip


def _label(field: str) -> str:
    """A field in the words of its form or stage; its own name where it belongs to neither."""
    where, _, name = field.partition(".")
    if where == "stage":
        return f"{STAGES.get(name, name)}日期"
    if where == "pause":
        return PAUSE_END
    try:
        return label_of(form_by_code(where), name)
    except (StationError, StopIteration, KeyError):
        return field


def _is_private(form: str, name: str) -> bool:
    try:
        return name in private_names(form_by_code(form))
    except StationError:
        return False


def _shown(field: str, station: str, centre: str) -> tuple[str, str]:
    """Both values; a person's are not shown in lists."""
    where, _, name = field.partition(".")
    if any(word in field.rpartition(".")[2] for word in _PERSONAL) or _is_private(where, name):
        return SEALED, SEALED
    return station[:_FIELDS_SHOWN], centre[:_FIELDS_SHOWN]
