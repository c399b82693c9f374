"""How cases are handled besides their limits: stages told, conditional stages, ways of working, self-audit."""

from __future__ import annotations

from models.business import CLASSES, FACTS, STAGES, StageCondition
from models.rules import RuleBook
from ui.rules.html import heading, paragraph, table

SWITCHES = {"pre_accept": "预受理：编号登记、打印缺件清单，不计时", "one_day_connect": "一日通：受理当日接电，只作内控目标"}


def handling(book: RuleBook) -> str:
    """Everything in the order in which a case meets it."""
    return "".join((_told(book), _conditional(book), _switches(book), _audit(book)))


def _when(facts: tuple[str, ...]) -> str:
    return "、".join(FACTS[fact] for fact in facts)


def _told(book: RuleBook) -> str:
    rows = []
    for standard in book.standards.values():
        for told in standard.told:
            stages = " → ".join(f"{stage.name}（到“{STAGES[stage.until]}”为止）" for stage in told.stages)
            about = "\n".join(part for part in ("、".join(CLASSES[code] for code in told.classes), _when(told.when)) if part)
            rows.append((about, stages, f"{told.source}\n{told.cite}" + (f"\n注：{told.note}" if told.note else "")))
    if not rows:
        return ""
    return heading(2, "告知客户的环节") + table((("客户", 24), ("环节", 40), ("出处", 36)), rows)


def _conditional(book: RuleBook) -> str:
    rows = [
        (_of_classes(found), _when(found.when) or "不办", f"{found.source}\n{found.cite}")
        for standard in book.standards.values()
        for found in standard.stage_conditions
    ]
    if not rows:
        return ""
    note = "下面的环节只有符合条件的工单才办；几个标准说法不同时，以为准的标准说的为准。"
    return heading(2, "什么时候要加办环节") + paragraph(note) + table((("环节", 26), ("条件（有一条就办）", 34), ("出处", 40)), rows)


def _of_classes(found: StageCondition) -> str:
    stages, classes = "、".join(STAGES[stage] for stage in found.stages), "、".join(CLASSES[code] for code in found.classes)
    return f"{stages}\n{classes}" if classes else stages


def _switches(book: RuleBook) -> str:
    rows = [
        (SWITCHES[switch.code], "启用" if switch.on else "没有启用", "、".join(CLASSES[code] for code in switch.classes), switch.source)
        for switch in book.profile.switches
    ]
    if not rows:
        return ""
    return heading(2, "预受理和一日通") + table((("做法", 36), ("本所", 14), ("客户类别", 30), ("依据", 20)), rows)


def _audit(book: RuleBook) -> str:
    audit = book.profile.audit
    rows = [
        (
            f"“{STAGES[least.begin]}”到“{STAGES[least.end]}”少于 {least.days} 个工作日",
            "、".join(CLASSES[code] for code in least.classes),
            least.source,
        )
        for least in audit.shortest
    ]
    if audit.entry_days is not None:
        rows.append((f"办理以后超过 {audit.entry_days} 个自然日才登记", "全部", audit.source))
    if not rows:
        return ""
    told = paragraph(audit.cite, muted=True) if audit.cite else ""
    return heading(2, "稽查自查问什么") + told + table((("问什么", 46), ("客户类别", 34), ("依据", 20)), rows)
