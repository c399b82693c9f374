"""The flows of the business types with their forms and papers, and what a customer brings, as text to read."""

from __future__ import annotations

from models.business import CLASSES, STAGES, BusinessType, FlowStep
from models.flow import stage_name
from models.forms import FORMS
from models.material_rules import CONDITION_WORDS, Material, MaterialGroup, MaterialList
from models.rules import RuleBook
from models.services.paper import decision_papers, notice_papers
from models.stage_codes import RESPONSIBLE
from ui.rules.html import heading, paragraph, table

PAPER_FORMS = {"original": "原件", "copy": "复印件", "original_and_copy": "原件和复印件"}
NOTICES = {
    "RECEIPT": "受理回执",
    "NOTICE-LV-SMALL": "用电业务办理告知书（低压小微企业）",
    **notice_papers.TITLES,
    **decision_papers.TITLES,
    "MISSING": "缺件通知书",
    "COMMITMENT": "客户承诺书",
    "REPORT-UP": "上报单",
    "HANDOVER": "交接单",
    "CONTACT": "联系卡",
}
ENDS = {"form": "表单填完", "delivered": "单据送达客户", "signed": "客户签字"}


def flows(book: RuleBook) -> str:
    """Every business type, stage by stage."""
    return "".join(_flow(kind) for kind in book.types.values())


def materials(book: RuleBook) -> str:
    """Every list of papers, group by group."""
    return "".join(_list(entry, book) for entry in book.materials.values())


def _flow(kind: BusinessType) -> str:
    columns = (("环节", 20), ("在什么之后", 22), ("表单", 24), ("单据", 20), ("怎样算完成", 14))
    who = "供电所办理" if kind.handled_by == "station" else "供电所受理并上报，县中心办理"
    after = [("办完之后", "；".join(kind.after_steps))] if kind.after_steps else []
    after += [(f"办完之后（{one.when}）", f"{' → '.join(one.steps)}　来源：{one.source}") for one in kind.sequences]
    asked = [("受理前要核实", f"{one.met}　来源：{one.source}") for one in kind.preconditions]
    asked += [(f"期限：{one.name}", f"{one.told}　{one.cite}　来源：{one.source}") for one in kind.periods]
    asked += [(f"时限：{one.name}", f"{one.told}　{one.cite}　来源：{one.source}") for one in kind.limits]
    asked += [("说明", kind.note)] if kind.note else []
    further = dict.fromkeys(code for class_ in kind.classes for code in kind.further_for(class_))
    archive = [("需要时填的表单", "、".join(paper_name(code) for code in further))] if further else []
    archive += [("归档资料", "、".join(kind.archive_list))] if kind.archive_list else []
    return "".join((
        heading(2, f"流程：{kind.short_name}"),
        paragraph(f"{kind.name}　{who}　客户类别：{'、'.join(CLASSES[c] for c in kind.classes)}"),
        table(columns, (_step(kind, step) for step in kind.flow)),
        *(paragraph(f"{label}：{text}", muted=True) for label, text in asked + archive + after),
        paragraph(f"来源：{kind.source}　{kind.cite}", muted=True),
    ))


def _step(kind: BusinessType, step: FlowStep) -> tuple[str, ...]:
    inner = "".join(f"\n　{STAGES[one.stage]}（{RESPONSIBLE[one.unit]}）" for one in step.inner)
    return (
        f"{step.name}（{step.responsible}）{inner}",
        "、".join(stage_name(kind, stage) for stage in step.after) or "—",
        paper_name(step.form) if step.form else "—",
        "\n".join(paper_name(code) for code in step.papers if code != step.form) or "—",
        ENDS[step.completes_on] if step.owner == "station" else "县中心告知",
    )


def paper_name(code: str) -> str:
    """A form's or a notice's name as it stands on the paper."""
    return next((form.title for form in FORMS if form.code == code), NOTICES.get(code, code))


def _lists_of(kind: BusinessType, book: RuleBook) -> set[str]:
    """The lists that a type asks for here, those put in the place of others included."""
    named = (kind.materials, *kind.materials_of_class.values())
    return {one for code in named for one in book.profile.material_lists.get(code, (code,))}


def _list(entry: MaterialList, book: RuleBook) -> str:
    used_by = "、".join(kind.short_name for kind in book.types.values() if entry.code in _lists_of(kind, book))
    columns = (("要什么", 20), ("几样", 14), ("可以拿哪些来", 38), ("出处", 28))
    return "".join((
        heading(2, f"资料：{entry.name}"),
        paragraph(f"用于：{used_by or '—'}"),
        paragraph(f"适用：{'、'.join(CLASSES[c] for c in entry.classes)}", muted=True),
        table(columns, (_group(group) for group in entry.groups)),
    ))


def _group(group: MaterialGroup) -> tuple[str, ...]:
    members = [_material(member) for member in group.members]
    members += [f"或 {_material(other)}（代替，不是另加）" for other in group.substitutes]
    later = f"\n可以后补，最迟在“{STAGES[group.may_follow_until]}”之前\n{group.may_follow_source}" if group.may_follow_until else ""
    shut = group.grade == "C"
    how_many = "只供查阅，不作要求" if shut else "任选其一" if group.least == 1 and len(group.members) > 1 else f"{group.least} 样"
    return (
        group.name + (f"（{group.asked_of}）" if group.asked_of else "") + (f"\n{group.note}" if group.note else ""),
        how_many,
        "\n".join(members),
        f"{group.source}\n{group.cite}{later}",
    )


def _material(material: Material) -> str:
    when = CONDITION_WORDS[material.when]
    seal = "加盖公章" if material.sealed else ""
    expiry = "看有效期" if material.expires else ""
    notes = "；".join(text for text in (PAPER_FORMS[material.form], seal, expiry, when, material.note) if text)
    return f"{material.name}（{notes}）"
