"""What a self-audit finds about the station itself: a clock put right, months whose late limits nobody was told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from models import events
from models.audit import audit_title
from models.casework.explanations import Explained
from models.casework.topic import Finding
from models.events import Fact
from models.services.late_figures import ended_late
from models.services.station import Station
from models.store import journal

MONTHLY = "《安庆供电公司业扩报装流程时限管理及考核实施细则》：营销部每月统计流程时限合格率和超时件数，分析原因，提出防范措施"
_REAL_TIME = "记录按实际时间登记（业扩稽查主题：体外循环、补录）"


@dataclass(frozen=True)
class StationFacts:
    """What stands on the station's own record: clocks put right, and what was said about findings."""

    corrections: tuple[tuple[Fact, events.ClockCorrected], ...]
    said: Mapping[tuple[str, str], Explained]

    def explanation(self, found: Finding) -> Explained | None:
        """What was said about a finding, None where nothing was or the facts have changed since."""
        said = self.said.get((found.code, found.key))
        return said if said and said.facts == found.facts else None


def station_facts(connection: sa.Connection, station: Station) -> StationFacts:
    """Reads the station's own record."""
    corrections: list[tuple[Fact, events.ClockCorrected]] = []
    said: dict[tuple[str, str], Explained] = {}
    for fact in journal.facts_of(connection, f"station:{station.info.code}"):
        match fact.event:
            case events.ClockCorrected() as corrected:
                corrections.append((fact, corrected))
            case events.FindingExplained() as one:
                said[one.code, one.key] = Explained(one.code, one.key, one.facts, one.text, fact.envelope.actor, fact.at)
    return StationFacts(tuple(corrections), said)


def station_findings(
    connection: sa.Connection, station: Station, facts: StationFacts, names: Mapping[str, str], today: date
) -> Iterator[Finding]:
    """Everything found about the station in this year and in the month before it began."""
    for fact, corrected in facts.corrections:
        if fact.at.year >= today.year:
            yield _clock(fact, corrected, names)
    month = date(today.year, 1, 1)
    while month <= today:
        following = (month + timedelta(days=32)).replace(day=1)
        late = ended_late(connection, station, month, following - timedelta(days=1))
        bare = sum(1 for cause in late.values() if not cause)
        if bare:
            yield _late(month, len(late), bare)
        month = following


def _clock(fact: Fact, corrected: events.ClockCorrected, names: Mapping[str, str]) -> Finding:
    chief = names.get(corrected.chief) or str((fact.private or {}).get("name", "")) or "（已按规定删除）"
    facts = (
        f"电脑时间快过：记录写到 {_minute(corrected.before)}，实际是 {_minute(corrected.now)}；{chief}确认，原因：{fact.envelope.reason}"
    )
    remedy = "逐件核对这段时间登记的各环节日期，错了的用“更正日期”改正；核对过的写明结果。"
    return Finding("clock_corrected", audit_title("clock_corrected"), facts, _REAL_TIME, remedy, _minute(fact.at))


def _late(month: date, late: int, bare: int) -> Finding:
    facts = f"{month.year} 年 {month.month} 月超时办结 {late} 件，其中 {bare} 件没有登记督办"
    remedy = "在“统计考核”看是哪个月，到各工单的“事项 → 到期与督办”逐件写明原因、告知了谁、防范措施。"
    return Finding("late_month", audit_title("late_month"), facts, MONTHLY, remedy, f"{month:%Y-%m}")


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
