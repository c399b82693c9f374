"""The limits of all adopted standards, and the station's own targets and settings, as text to read."""

from __future__ import annotations

from collections.abc import Iterator

from models.business import CLASSES, FACTS, KINDS, MARKS, OUR_DEFAULT, OUR_READING, SIDES, STAGES, Standard, TimeLimit
from models.reminder_rules import REMINDERS
from models.rules import RuleBook
from ui.rules.html import heading, paragraph, table

MOVES = {
    "agreed": "客户在《暂停计时告知书》上签字后顺延；没有签字的不动",
    "named": "客户签字后，只有标准写明不计客户时间的（如供电企业各环节合计）和与客户约定的日期顺延；标准没有写的不动",
}
MISSING = {"deferred": "客户签承诺书，先行受理，时限照走（容缺受理）", "not_accepted": "不受理，一次性告知缺件，齐了再受理"}


def standards(book: RuleBook) -> str:
    """Which standard governs whom, then every standard with its limits."""
    return "".join((heading(2, "以哪个标准为准"), _governing(book), *(_standard(standard) for standard in book.standards.values())))


def targets(book: RuleBook) -> str:
    """The station's own targets: no rule, never called overdue."""
    rows = [(CLASSES[t.class_], STAGES[t.stage], f"{t.days} 个工作日", t.source) for t in book.profile.internal_targets]
    return "".join((
        heading(2, "内控目标"),
        paragraph("内控目标是本所给自己定的提前量，不是规定：只用来提醒，过了不叫逾期，也不进统计考核。"),
        table((("客户类别", 20), ("环节", 25), ("天数", 20), ("依据", 35)), rows),
    ))


def settings(book: RuleBook) -> str:
    """How days are counted, when a case is near, what stops a clock and what only explains a delay."""
    profile = book.profile
    papers = MISSING[profile.missing_papers]
    rows = [
        ("受理当天", "计入第 1 天" if profile.day0_counts else "不计入，从下一个工作日起算", "民法典第二百零一条"),
        ("临近（黄色预警）", f"剩余天数不超过时限的 {profile.near_share:.0%}", OUR_DEFAULT),
        ("到期（橙色预警）", f"剩余不超过 {profile.urgent_days} 天；过了到期日为逾期（红色预警）", OUR_DEFAULT),
        ("高压申请上报县中心", "受理当日" if not profile.pass_up_days else f"{profile.pass_up_days} 个工作日内", profile.source),
        ("缺少可后补的资料", papers, profile.source),
        ("停表时告知客户的日期", MOVES[profile.promise_moves], OUR_DEFAULT),
        ("暂停、减容一年几次、累计多久", "一年按公历年（1月1日至12月31日）算，不按满十二个月算", OUR_READING),
    ]
    days = profile.reminders
    reminders = [(what, told.format(getattr(days, code)), days.source) for code, (what, told) in REMINDERS.items()]
    stops = [(r.name, SIDES[r.side], r.evidence, r.source) for r in profile.pause_reasons]
    causes = [(c.name, SIDES[c.side], c.source) for c in profile.cause_codes]
    return "".join((
        heading(2, "本所配置"),
        paragraph(f"{profile.name}，自 {profile.effective} 起。"),
        table((("事项", 25), ("怎么定的", 50), ("依据", 25)), rows),
        heading(2, "什么时候提醒"),
        table((("事项", 45), ("几天", 30), ("依据", 25)), reminders),
        heading(2, "什么情况可以停表"),
        paragraph("停表必须有凭证。停表的第一天和最后一天都不计时；供电企业自己的原因和电网配套工程不停表。"),
        table((("原因", 28), ("哪一方", 14), ("要什么凭证", 36), ("依据", 22)), stops),
        heading(2, "延误原因（不停表）"),
        paragraph("这些只说明为什么慢了，计时照走。"),
        table((("原因", 50), ("哪一方", 25), ("依据", 25)), causes),
    ))


def _governing(book: RuleBook) -> str:
    rows = []
    for class_, order in book.profile.governing.items():
        names = [book.standards[code].name for code in order]
        rows.append((CLASSES[class_], names[0], "、".join(names[1:]) or "—"))
    return paragraph("列表上的到期日按下面的标准算；标准没有规定的环节，才看后一个。其他标准同时测算，在工单的“时限明细”里看。") + table(
        (("客户类别", 16), ("为准的标准", 44), ("没有规定时看", 40)), rows
    )


def _standard(standard: Standard) -> str:
    note = f"（{standard.effective_note}）" if standard.effective_note else ""
    return "".join((
        heading(2, standard.short_name or standard.name),
        paragraph(f"{standard.name}\n{standard.issuer}　自 {standard.effective} 起执行{note}"),
        paragraph(f"来源：{standard.source}　{standard.cite}", muted=True),
        limits_table(standard),
    ))


def limits_table(standard: Standard) -> str:
    """The limits of one standard, each with the document it is from."""
    columns = (("时限", 15), ("客户类别", 15), ("算法", 17), ("天数", 12), ("出处", 41))
    return table(columns, (tuple(_limit(limit)) for limit in standard.limits))


def _limit(limit: TimeLimit) -> Iterator[str]:
    yield limit.name + (f"\n（{'、'.join(FACTS[fact] for fact in limit.when)}）" if limit.when else "")
    yield "\n".join(CLASSES[class_] for class_ in limit.classes)
    whose = "" if limit.obliged == "company" else f"（{SIDES[limit.obliged]}的期限，不考核供电企业）\n"
    yield f"{KINDS[limit.kind]}\n{whose}{_from_to(limit)}"
    yield limit.told
    yield f"{limit.source}\n{limit.cite}" + (f"\n注：{limit.note}" if limit.note else "")


def _from_to(limit: TimeLimit) -> str:
    if limit.spans:
        return "\n".join(f"{MARKS[begin]} → {MARKS[stop]}" for begin, stop in limit.spans)
    begin = "、".join(MARKS[mark] for mark in (limit.start, *limit.also_after))
    return f"{begin} → {MARKS[limit.stop]}"
