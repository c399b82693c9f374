"""收费: which fees may be charged and which not, what energising waits for, each with its document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.business import CLASSES
from models.fee_rules import NEEDS, FeeRules
from models.rules import RuleBook
from ui.rules.html import heading, paragraph, table


def fees_text(book: RuleBook, today: date) -> str:
    """The fees of the station as text; a station without fee rules may charge nothing."""
    rules = book.fees
    if not rules.fees:
        return heading(2, "收费") + paragraph("本所没有采用收费规定：什么费用都不能收。", muted=True)
    columns = (("项目", 14), ("客户类别", 18), ("单价", 10), ("现在能不能收", 26), ("依据和出处", 32))
    return heading(2, "收费") + table(columns, _kinds(rules, today)) + heading(3, "送电前要办好的") + table(
        (("客户类别", 26), ("要办好", 30), ("出处", 44)), _gates(rules)
    ) + "".join(paragraph(text) for text in _others(rules))


def _kinds(rules: FeeRules, today: date) -> Iterator[tuple[str, ...]]:
    refused = {kind: why for class_ in CLASSES for kind, why in rules.refused(class_, today)}
    for kind in rules.fees:
        price = f"{kind.price} 元/{kind.unit}" if kind.price else "文件没有写"
        can = refused.get(kind) or f"可以收，{kind.effective} 起" + (f"（{kind.effective_note}）" if kind.effective_note else "")
        source = "\n".join(part for part in (kind.basis, kind.source, kind.cite, kind.note) if part)
        yield kind.name, _classes(kind.classes), price, can, source


def _gates(rules: FeeRules) -> Iterator[tuple[str, ...]]:
    for gate in rules.gates:
        yield _classes(gate.classes), "、".join(NEEDS[need] for need in gate.needs), f"{gate.source}\n{gate.cite}"


def _others(rules: FeeRules) -> Iterator[str]:
    if rules.settlement:
        yield f"结清：送电后 {rules.settlement.days} 天内。出处：{rules.settlement.source}，{rules.settlement.cite}"
    if rules.deferral:
        yield f"缓交：要 {rules.deferral.approvals} 个不同的人批准。出处：{rules.deferral.source}，{rules.deferral.cite}"


def _classes(codes: tuple[str, ...]) -> str:
    return "全部" if set(codes) == set(CLASSES) else "、".join(CLASSES[code] for code in codes)
