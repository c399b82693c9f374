"""Passing a high-voltage case up to the county centre."""

from __future__ import annotations

from datetime import date

from models import events
from models.problems import StationError
from models.services.changes import Changes
from models.services.station import Station, changing

CENTRE = "县客户服务中心"


def pass_up(station: Station, case_id: str, on: date, today: date, words: str = "") -> Changes:
    """上报县中心 on a day (not before the acceptance, or what the centre returned); the case is the centre's until it comes back.

    `words` tell the centre what was put right.
    """
    with changing(station) as change:
        case = change.case(case_id)
        if change.kind(case).handled_by != "centre":
            raise StationError("这类业务由供电所办理，不用上报县中心。", "")
        if case.accepted_on is None:
            raise StationError("资料没有齐、还没有受理，不能上报。", "请先在“资料”里补齐并受理。")
        if case.at_centre or case.outcome:
            raise StationError("这个工单已经上报或已经结束。", "")
        last = case.handover.last
        since, name = (last.on, "县中心退回日期") if last else (case.accepted_on, "受理日期")
        if not since <= on <= today:
            raise StationError(f"上报日期 {on} 应在{name} {since} 和今天之间。", "请核对日期。")
        change.add(events.CasePassedUp(on=on, to=CENTRE), case_id, reason=words.strip())
    return Changes(frozenset({case_id}), packages=True)
