"""抽查: spot checks of cases drawn at random (公开业扩论文，2013—2015), with the result of each; one without a result is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from models.casework.topic import CaseView, Finding, Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events.spot import SpotChecked, SpotChecksDrawn

RESULTS = {"right": "没有问题", "wrong": "有问题"}
RULE = "抽查抽到的要逐件检查、登记结果（公开业扩论文，2013—2015；抽几件由本所定，默认值（非规定））"


@dataclass(frozen=True)
class SpotCheck:
    """One draw that hit this case: when; once it was looked at, on which day, the result (RESULTS) and what was found."""

    draw: str
    drawn_on: date
    done_on: date | None = None
    result: str = ""
    words: str = ""


def _drawn(case: Case, event: SpotChecksDrawn, _fact: Fact) -> None:
    case.spot_checks[event.draw] = SpotCheck(event.draw, event.on)


def _checked(case: Case, event: SpotChecked, _fact: Fact) -> None:
    known = case.spot_checks.get(event.draw)
    if known:
        case.spot_checks[event.draw] = replace(known, done_on=event.on, result=event.result, words=event.words)


def _findings(view: CaseView) -> Iterator[Finding]:
    for one in view.case.spot_checks.values():
        if one.done_on is None:
            facts = f"{one.drawn_on} 抽查（{one.draw}）抽到，还没有登记结果"
            yield Finding("spot-open", "抽查没有结果", facts, RULE, "对照档案和现场检查，在工单的“事项 → 抽查”登记结果。", one.draw)
        elif one.result == "wrong":
            facts = f"{one.done_on} 抽查（{one.draw}）有问题：{one.words}"
            yield Finding("spot-wrong", "抽查发现问题", facts, RULE, "改正以后写说明：怎么改的、谁负责。", one.draw)


TOPIC = Topic(
    "spot_checks",
    apply={"SpotChecksDrawn": _drawn, "SpotChecked": _checked},
    told={
        "SpotChecksDrawn": lambda event, _fact: f"抽查抽到 {event.on}（{event.draw}：{event.of} 件里抽 {len(event.cases)} 件）",
        "SpotChecked": lambda event, _fact: f"抽查 {event.on} {RESULTS.get(event.result, event.result)}：{event.words}",
    },
    findings=_findings,
)
