"""Passing a high-voltage case up to the county centre."""

from __future__ import annotations

from datetime import date

from models import events
from models.problems import StationError
from models.services.changes import Changes
from models.services.station import Station, changing

CENTRE = "县客户服务中心"


def pass_up(station: Station, case_id: str, on: date, today: date) -> Changes:
    """上报县中心 on a day (not before the acceptance); the case then leaves the page of today."""
    with changing(station) as change:
        case = change.case(case_id)
        if change.kind(case).handled_by != "centre":
            raise StationError("这类业务由供电所办理，不用上报县中心。", "")
        if case.accepted_on is None:
            raise StationError("资料没有齐、还没有受理，不能上报。", "请先在“资料”里补齐并受理。")
        if case.passed_up_on or case.outcome:
            raise StationError("这个工单已经上报或已经结束。", "")
        if not case.accepted_on <= on <= today:
            raise StationError(f"上报日期 {on} 应在受理日期 {case.accepted_on} 和今天之间。", "请核对日期。")
        change.add(events.CasePassedUp(on=on, to=CENTRE), case_id)
    return Changes(frozenset({case_id}), packages=True)
