"""The cards about a case's clock: causes of delay, and pauses that were refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from models.business import SIDES
from models.casework.delays import Delay
from models.casework.topic import CaseView
from models.flow import stage_name
from models.services.topic_card import CardAct, CardRow, TopicCard


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
