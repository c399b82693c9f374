"""换新号: a case whose number another one bears, or pre-acceptance, gets a new one; the old one is still found, its papers issued anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models import events
from models.casework.explanations import explanation_of
from models.casework.pre_acceptance import waits
from models.casework.same_number import CODE, finding_of, named, pre_finding_of
from models.casework.topic import CaseView
from models.problems import StationError
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard
from models.services.changes import Changes
from models.services.folding.same_numbers import with_others
from models.services.paper.reissue import mark_outdated
from models.services.pre_acceptance import CODE as PRE_PAPER
from models.services.pre_acceptance import next_pre_number
from models.services.registration import next_number
from models.services.station import Station, changing


def renumber(station: Station, case_id: str, reason: str, today: date) -> tuple[str, Changes]:
    """Gives a case the next number of the day on which it was taken down, and returns it.

    The papers that bear the old one must be issued anew or explained. Raises StationError where no other case bears its number, no
    reason is given, or the county centre asks: a case's number is its station's.
    """
    _check_may(station, reason)
    with changing(station) as change:
        case = change.case(case_id)
        others = with_others(change.connection, change.view(case)).others
        if not others:
            raise StationError(f"工单号 {case.number} 没有和别的工单重复。", "不用换号；请刷新工单再看。")
        new = next_number(change, case.registered_at.date() if case.registered_at else today)
        papers = tuple(paper for paper in case.papers.values() if not paper.voided_on)
        change.add(events.CaseRenumbered(old=case.number, new=new), case_id, reason=reason.strip())
        outdated = mark_outdated(change, case, "工单号", papers, today)
    return new, Changes(frozenset({case_id, *(one.case_id for one in others)}), packages=True, outdated=outdated)


def renumber_pre(station: Station, case_id: str, reason: str, today: date) -> tuple[str, Changes]:
    """The same of a pre-acceptance that waits: it gets the next number of its own day."""
    _check_may(station, reason)
    with changing(station) as change:
        case = change.case(case_id)
        pre, others = waits(case), with_others(change.connection, change.view(case)).pre_others
        if pre is None or not others:
            raise StationError("这个工单的预受理编号没有和别的重复。", "不用换号；请刷新工单再看。")
        new = next_pre_number(change, pre.on)
        papers = tuple(paper for paper in case.papers.values() if paper.code == PRE_PAPER and not paper.voided_on)
        change.add(events.PreAcceptanceRenumbered(old=pre.number, new=new), case_id, reason=reason.strip())
        outdated = mark_outdated(change, case, "预受理编号", papers, today)
    return new, Changes(frozenset({case_id, *(one.case_id for one in others)}), packages=True, outdated=outdated)


def _check_may(station: Station, reason: str) -> None:
    if not reason.strip():
        raise StationError("请写明理由。", "如：两台电脑登记过，11-20 的这件后登记，客户已来换单据。")
    if station.side == "centre":
        raise StationError("工单号由供电所换。", "请在“稽查”里给它写整改通知，它换好以后随包报来。")


def same_number_card(view: CaseView, _names: Mapping[str, str], _today: date) -> TopicCard | None:
    """工单号重复: the other case, and what can be done; the numbers it bore before. None where there is neither."""
    case, rows = view.case, list[CardRow]()
    if view.others:
        said = explanation_of(case, finding_of(case, view.others))
        ours = view.side == "station"
        acts = (*[CardAct("renumber", "换新号…")] * ours, CardAct("explain", "改说明…" if said else "写说明…", case.number))
        told = f"这个号另有一件：{named(view.others)}"
        rows.append(CardRow(case.number, f"{told}。说明：{said.text}" if said else told, "" if said else "due", acts if ours else ()))
    pre = waits(case)
    if pre and view.pre_others:
        rows.append(_pre_row(view, pre.number))
    rows += [CardRow(number, "以前的工单号，照它也查得到这件工单") for number in case.corrected.numbers]
    title = "预受理编号重复" if view.pre_others and not view.others else "工单号重复"
    return TopicCard(CODE.replace("-", "_"), title, tuple(rows), ()) if rows else None


def _pre_row(view: CaseView, number: str) -> CardRow:
    said = explanation_of(view.case, pre_finding_of(view.case, view.pre_others))
    ours = view.side == "station"
    acts = (CardAct("renumber_pre", "换新号…"), CardAct("explain_pre", "改说明…" if said else "写说明…", number))
    told = f"这个编号另有一件：{named(view.pre_others)}"
    return CardRow(number, f"{told}。说明：{said.text}" if said else told, "" if said else "due", acts if ours else ())
