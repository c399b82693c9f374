"""The cards about a case's clock and what was put right: causes of delay, refused pauses, papers to issue anew, stages reopened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from models.business import SIDES
from models.casework.corrected import open_papers, receipt_day, receipt_words
from models.casework.delays import Delay
from models.casework.topic import CaseView
from models.flow import stage_name
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard


def delays_card(view: CaseView, names: Mapping[str, str], _today: date) -> TopicCard | None:
    """延误原因: what was noted, how often, and what was refused as a pause; nothing before the acceptance."""
    case = view.case
    if case.accepted_on is None:
        return None
    rows = [
        CardRow(f"{delay.on}", "，".join(part for part in (_cause(view, delay), delay.words) if part))
        for delay in case.delays
    ]
    counts = Counter(delay.name for delay in case.delays)
    if len(case.delays) > 1:
        rows.append(CardRow("合计", f"{len(case.delays)} 次：" + "，".join(f"{name} {n}" for name, n in counts.most_common())))
    rows += [
        CardRow(
            f"{refused.at:%Y-%m-%d}",
            f"不准暂停（{names.get(refused.actor, '—')}登记）：{refused.name}，凭据“{refused.words}”。{refused.why}",
            "due",
        )
        for refused in case.refused_pauses
    ]
    acts = () if case.outcome else (CardAct("note", "记延误原因…"),)
    return TopicCard("delays", "延误原因", tuple(rows), acts, "没有记过延误原因。延误原因只作说明，不停计时。")


def _cause(view: CaseView, delay: Delay) -> str:
    return f"{stage_name(view.kind, delay.stage)}：{delay.name}（{SIDES[delay.side]}）"


def corrected_card(view: CaseView, names: Mapping[str, str], _today: date) -> TopicCard | None:
    """更正与重办: an acceptance moved later, papers to issue anew or explain, stages opened again; None where there is nothing."""
    case = view.case
    rows = [CardRow("受理回执", receipt_words(case), "due")] if receipt_day(case) else []
    rows += [
        CardRow("受理日期改晚", f"{moved.old} → {moved.new}，所长{names.get(moved.chief, moved.chief)}同意，依据：{moved.evidence}")
        for moved in case.corrected.accepted_later
    ]
    waiting = {paper.paper_no for paper in open_papers(case)}
    for paper in case.corrected.outdated.values():
        if paper.paper_no in waiting:
            acts = (CardAct("reissue", "重出", paper.paper_no), CardAct("explain", "写说明", paper.paper_no))
            rows.append(CardRow(paper.paper_no, f"《{case.papers[paper.paper_no].title}》上还是更正前的{paper.label}", "due", acts))
        elif paper.settled:
            done = f"已重出为 {paper.words}" if paper.settled == "reissued" else f"不重出，说明：{paper.words}"
            rows.append(CardRow(paper.paper_no, done))
    rows += [CardRow(f"{on}", f"重新办理“{stage_name(view.kind, stage)}”") for stage, on in case.corrected.reopened]
    return TopicCard("corrected", "更正与重办", tuple(rows), ()) if rows else None
