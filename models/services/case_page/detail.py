"""Everything the page of one case shows, and why a day is the due day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from models.business import CLASSES, SIDES, BusinessType
from models.case import Case
from models.case_facts import kind_of_case, stages_told
from models.case_parts import CasePause
from models.casework import held_up, todos_of
from models.casework.corrected import receipt_words
from models.casework.files import files_of
from models.casework.recording import recorded_alone
from models.casework.topic import CaseView
from models.casework.transfer import CALL_THEM, crossed_words, met_words
from models.checklist import Checklist
from models.clock import met
from models.countdown import counted
from models.events import Fact
from models.flow import Todo, does, stage_name, steps
from models.forms import form_by_code
from models.handover import MOVES, Move, StationTask
from models.history import tell
from models.measure import CaseLimit, Measured, measure, targets
from models.outcome_rules import OUTCOMES
from models.problems import StationError
from models.rules import RuleBook
from models.services.case_page.rows import (
    CaseDetail,
    FormRow,
    HistoryRow,
    LimitRow,
    MaterialRow,
    NeedRow,
    PaperRow,
    PauseRow,
    StepRow,
    TodoRow,
)
from models.services.case_page.topic_cards import cards_of
from models.services.cases import case_row, day_text, sync_marks, view_rows
from models.services.folding.refold import Folder, facts_of_application
from models.services.folding.same_numbers import others_of
from models.services.paper.paper_contexts import printable
from models.services.registration import papers_as_they_stand
from models.services.station import Station, looking, people
from models.stage_needs import stage_needs
from models.store import journal
from models.store.look import Look, Row
from models.store.versions import NO_DAY

if TYPE_CHECKING:
    import sqlalchemy as sa

_SENTENCES = {
    "accept": "资料还没有齐，时限没有开始。收到资料后登记，再受理。",
    "pass_up": "高压业务由县客户服务中心办理：当天打印《上报单》并上报。",
    "centre": "已上报县中心，等县中心答复；结果回来后在这里转交客户。",
    "take_over": "供电所上报的工单：先接收，再勘查、拟方案、会签、答复。",
    "give_back": "县中心这边办好了：退给供电所，由供电所交客户、归档。",
    "approve": "供电方案已填，等审批；审批完才能打印答复单交客户。要谁审批，见下面“事项”里的“方案审批”。",
}
_OF_STAGE = {
    "form": "{stage}：填写《{form}》。",
    "record": "{stage}：这个环节没有表单，登记哪天、谁办的。",
    "print": "{stage}：打印《{form}》交客户。",
    "deliver": "{stage}：客户收到《{form}》后登记签收，本环节到签收日为止。",
}


def case_detail(station: Station, case_id: str, today: date) -> CaseDetail:
    """One case in full; raises StationError where there is none."""
    with looking(station) as connection:
        case = Folder(connection).case(case_id)
        facts, (others, pre_others) = journal.facts_of(connection, f"case:{case_id}"), others_of(connection, [case])[case_id]
        look = Look.through(connection)
        row, sync, lost = view_rows(look, [case_id], today).get(case_id), sync_marks(look, station), _lost(connection, station)
    if row is None:
        raise StationError("找不到这个工单。", "请在“工单”页重新查找。")
    book = station.shelf.book(case.pins)
    kind = known_kind(case, book)
    view = CaseView(case, kind, book, station.calendar, station.side, others, pre_others)
    papers = papers_as_they_stand(book, case, today)
    names = _names(station)
    given = facts_of_application(case)
    return CaseDetail(
        row=case_row(station, _at_the_centre(row, today) if view.side == "centre" else row, today, sync),
        customer=given.get("customer_name") or row["customer"],
        business=kind.name,
        class_name=CLASSES.get(case.class_, case.class_),
        capacity=f"{case.capacity} {'kVA' if case.class_.startswith('hv') else 'kW'}" if case.capacity else "",
        voltage=case.voltage,
        facts=tuple(_facts(case, given, names)),
        steps=tuple(_steps(view, today)),
        nodes=tuple(_nodes(case, kind, today)),
        needs=tuple(NeedRow(one.stage, one.name, one.needed, one.why) for one in stage_needs(case, book)),
        told=tuple((name, all(stage in case.marks for stage in inner)) for name, inner in stages_told(case, book)),
        todos=tuple(_todos(view, papers, lost)),
        materials=tuple(_materials(case, papers)),
        history=tuple(_history(fact, names, kind) for fact in reversed(facts)),
        forms=tuple(_forms(station, case, kind)),
        papers=tuple(_papers(case, station.side)),
        printable=printable(view),
        limits=tuple(_limits(measure(case, kind, book, station.calendar, today), today, case.outcome)),
        pauses=tuple(pause_row(p, case, book) for p in case.pauses.values()),
        cards=tuple(cards_of(view, names, today)),
        note=row["note"],
        receipt_note=receipt_words(case),
        files=files_of(case),
    )


def _lost(connection: sa.Connection, station: Station) -> str:
    """At a centre that was put back, what is to come back before one works on; else nothing."""
    if station.side != "centre":
        return ""
    from models.services.centre.own_words import lost_words

    return lost_words(connection, station.info.code)


def _names(station: Station) -> dict[str, str]:
    """The names behind the identifiers in the lines of both sides."""
    return {"centre": "县中心", **{person.id: person.name for person in (*people(station, station.info.code), *people(station))}}


def _at_the_centre(row: Row, today: date) -> Row:
    """The row as the centre reads it while it has the case: with its level, as the station's own cases have it."""
    if row["status"] != "passed_up":
        return row
    day = today.isoformat()
    reached = (("overdue", (row["due"] or NO_DAY) < day), ("due", (row["due_from"] or NO_DAY) <= day),
               ("near", (row["near_from"] or NO_DAY) <= day))  # fmt: skip
    return {**row, "status": "running", "level": next((level for level, is_so in reached if is_so), "calm")}


def _steps(view: CaseView, today: date) -> Iterator[StepRow]:
    """Every stage with its day; one that can be done now with the station's own aim for it, each of parallel ones its own."""
    case = view.case
    aims = {target.stage: target.due for target in targets(case, view.kind, view.book, view.calendar, today)} if not case.open_pause else {}
    for step in steps(case, view.kind):
        aim = aims.get(step.stage) if step.state == "now" else None
        told = day_text(step.on, today) if step.on else f"内控 {aim:%m-%d}" if aim else ""
        yield StepRow(step.stage, step.name, step.state, told, step.on if step.state == "done" else None)


def _nodes(case: Case, kind: BusinessType, today: date) -> Iterator[StepRow]:
    """What was recorded by itself inside the stages."""
    for step in kind.flow:
        for node, on in recorded_alone(case, step).items():
            yield StepRow(node, stage_name(kind, node), "done", day_text(on, today))


def known_kind(case: Case, book: RuleBook) -> BusinessType:
    """The business type of a case; raises StationError where only a newer program knows it."""
    if case.business_type not in book.types:
        raise StationError(f"工单 {case.number} 由更新版本的程序登记，本版本看不到内容。", "请升级程序后再打开；数据都已保存。")
    return kind_of_case(case, book)


def _facts(case: Case, given: dict[str, str], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    pairs = [
        ("客户", given.get("customer_name", "")),
        (given.get("document_kind") or "证件", given.get("document_no", "")),
        ("用电地址", given.get("address", "")),
        ("电话", given.get("phone", "")),
        ("经办人", given.get("agent", "")),
        ("经办人电话", given.get("agent_phone", "")),
        ("户号", given.get("account_no", "")),
        ("渠道", case.channel),
        ("外部工单号", case.outside_no),
        ("原编号", case.original_no),
        ("客户申请时间", f"{case.asked_at:%Y-%m-%d %H:%M}" if case.asked_at else ""),
        ("供电所收到", f"{case.got_at:%Y-%m-%d %H:%M}" if case.got_at else ""),
        ("首问", names.get(case.first_contact, case.first_contact)),
        ("受理人", names.get(case.registrar, "")),
        ("起止日期", _span(case)),
        ("超期批准", case.terms.approved_by),
    ]
    yield from ((label, value) for label, value in pairs if value)


def _span(case: Case) -> str:
    since, until = case.terms.since, case.terms.until
    return f"{since or '—'} 至 {until or '未定'}" if since or until else ""


def _todos(view: CaseView, papers: Checklist, lost: str) -> Iterator[TodoRow]:
    """What is to be done, behind what is to be known first; a promise not yet printed is needed no more once everything came."""
    case, missing = view.case, "、".join(group.name for group in papers.missing)
    for todo in todos_of(view):
        if missing or (todo.kind, todo.paper) != ("print", "COMMITMENT"):
            held = held_up(view, todo.stage) if todo.kind == "form" and todo.stage == "archive" else None
            owed = f"先收到所欠的{missing}，再办。" if missing and todo.kind == "form" and todo.stage == case.owed_until else ""
            given = todo.kind == "centre" and view.side == "centre"
            told = held or (_given_back(case) if given else owed + _sentence(todo, case, view.kind))
            yield TodoRow(todo.code, todo.kind, todo.stage, todo.label, todo.form, todo.paper, lost + told)


def _sentence(todo: Todo, case: Case, kind: BusinessType) -> str:
    if todo.kind in ("pass_up", "centre") and case.handover.moves:
        return _handed(case)
    if todo.kind == "take_back":
        return _came_back(case)
    if todo.kind == "take_over":
        return _crossed(case, case.handover.last, "还缺什么的，接收以后再退。") + _SENTENCES["take_over"]
    if todo.kind == "task":
        return "；".join(_asked(task) for task in case.handover.open_tasks if task.name == todo.label)
    if todo.paper == "REFUSAL" and case.decision:
        return f"已决定“{OUTCOMES[case.decision.outcome]}”：答复书送达客户以前时限照走，送达日为答复日，工单随之办结。"
    if todo.paper == "COMMITMENT":
        return f"容缺受理：还欠资料，须在“{stage_name(kind, case.owed_until)}”前补齐；承诺书要打印并由客户签字交回。"
    if todo.kind in _SENTENCES or todo.kind not in _OF_STAGE:
        return _SENTENCES.get(todo.kind, "")
    return _OF_STAGE[todo.kind].format(stage=stage_name(kind, todo.stage), form=form_by_code(todo.form).title if todo.form else "")


_NEXT = {"supplement": "补齐后会再上报", "answered": "客户签收后会再上报", "done": "由它归档"}


def _asked(task: StationTask) -> str:
    until = " " if task.kind == "attend" else "（含）以前"
    return f"县中心 {task.asked_on} 通知：{task.on}{until}{task.name}{f'（{task.words}）' if task.words else ''}。"


def _given_back(case: Case) -> str:
    """Where a case stands that the centre gave back, as the centre reads it."""
    last = case.handover.last
    if last is None or last.kind not in _NEXT:
        return ""
    if last.paper:
        return f"供电所登记了县中心 {last.on} 的纸面退回：{MOVES[last.kind]}；现在归供电所，{_NEXT[last.kind]}。"
    taken = f"它 {last.taken_on} 已查收" if last.taken_on else "它还没有查收"
    return f"{last.on} 已退供电所：{MOVES[last.kind]}；{taken}，{_NEXT[last.kind]}。"


def _came_back(case: Case) -> str:
    """What the centre gave back and wants, to be read before it is taken in hand."""
    last = case.handover.last
    if last is None:
        return ""
    asked = "；".join(part for part in (*last.items, last.words) if part)
    return f"县中心 {last.on} 退回来了：{MOVES[last.kind]}{f'（{asked}）' if asked else ''}。先查收，再往下办。"


def _crossed(case: Case, last: Move | None, wanted: str) -> str:
    """What the centre wanted when it returned a case before it had the newest passing up."""
    if last is None:
        return ""
    told = ""
    for move in case.handover.overtaken:
        asked = "；".join(part for part in (*move.items, move.words) if part)
        told += f"{crossed_words(move, last)}{f'：那时要的是{asked}' if asked else ''}。{wanted}"
    return told


def _handed(case: Case) -> str:
    """Where a case stands that was passed up."""
    last = case.handover.last
    if last is None:
        return ""
    if last.kind == "passed_up":
        told = _SENTENCES["centre"] if last.taken_on is None else f"县中心 {last.taken_on} 已接收，正在办理；结果回来后在这里转交客户。"
        return _crossed(case, last, "不用查收，等县中心接收；已经补了的不用再补。") + told
    if last.met:
        return f"{met_words(last)}{CALL_THEM}。"
    if last.kind == "supplement":
        asked = "；".join(part for part in (*last.items, last.words) if part)
        return f"县中心 {last.on} 退回补正：{asked}。补拍的加到下面“附件”，写错的在右上“···”里更正；补齐后再上报。"
    return "接下来的环节由县中心办：再上报一次，县中心接着办；客户报审、报验随时可以在这里登记。"


def _materials(case: Case, papers: Checklist) -> Iterator[MaterialRow]:
    missing = {group.code for group in papers.missing}
    for state in papers.groups:
        group = state.group
        lacks = group.code in missing
        kind = ("owed" if group.code in case.owed else "missing") if lacks else "got"
        items = tuple((m.code, m.name, m in state.received) for m in state.accepted)
        yield MaterialRow(
            group.code,
            group.name,
            kind,
            state.expiry_told or group.note,
            items,
            "" if lacks or not state.satisfied_by else state.satisfied_by.name,
            state.may_follow,
            frozenset(m.code for m in state.accepted if m.expires),
            len(files_of(case, f"material:{group.code}")),
        )


def _history(fact: Fact, names: dict[str, str], kind: BusinessType) -> HistoryRow:
    day = getattr(fact.event, "on", None)
    late = isinstance(day, date) and day < fact.at.date()
    return HistoryRow(fact.at, names.get(fact.envelope.actor, "—"), tell(fact, partial(stage_name, kind)), fact.envelope.reason, late)


def _forms(station: Station, case: Case, kind: BusinessType) -> Iterator[FormRow]:
    drafts = {(head.kind, head.case_id): head for head in station.drafts.heads()}
    seen = (s for s in kind.flow if s.form and (does(kind, s, station.side) or s.form in case.forms))
    flow = [(kind.application_form, "accept"), *((s.form or "", s.stage) for s in seen)]
    known = {code for code, _ in flow}
    further = [(code, "") for code in kind.further_for(case.class_) if code not in known]
    for code, stage in dict.fromkeys((*flow, *further)):
        filled = case.forms.get(code)
        draft = drafts.get((code, case.id))
        state = "已完成" if filled else "草稿" if draft else "未填"
        note = f"{filled.entered:%m-%d %H:%M}" + (f" · 更正 {filled.times - 1} 次" if filled.times > 1 else "") if filled else ""
        attached = len(files_of(case, f"form:{code}"))
        note = note or (f"{draft.updated:%H:%M} 自动保存" if draft else "")
        yield FormRow(code, form_by_code(code).title, stage_name(kind, stage) if stage else "需要时填", state, note, attached)


def _papers(case: Case, side: str) -> Iterator[PaperRow]:
    for paper in reversed(case.papers.values()):
        notes = [
            f"送达 {paper.delivered_on}（{paper.way}）" if paper.delivered_on else "",
            f"签回 {paper.signed_on}" + (f"（{paper.relation}签）" if paper.relation else "") if paper.signed_on else "",
            f"作废 {paper.voided_on}" + (f"（{paper.void_reason}）" if paper.void_reason else "") if paper.voided_on else "",
            f"补打 {paper.reprints} 次" if paper.reprints else "",
        ]
        note, to_print = " · ".join(n for n in notes if n), side == "station" and paper.to_print
        yield PaperRow(paper.paper_no, paper.code, paper.title, paper.on, paper.state, note, paper.of_centre, to_print)


def _limits(measured: Measured, today: date, outcome: str) -> Iterator[LimitRow]:
    for found in measured.limits:
        count = found.count
        yield LimitRow(
            found.key,
            found.standard.name,
            found.limit.name,
            found.limit.told,
            found.start,
            count.due,
            count.promised,
            count.latest,
            count.provisional,
            count.used,
            count.rest,
            count.unit,
            count.due_at,
            _limit_state(found, today) if found.done_on or not outcome else "已随工单结束",
            found is measured.governing,
            f"{found.limit.source} {found.limit.cite}",
        )


def _limit_state(found: CaseLimit, today: date) -> str:
    if found.done_on:
        return "已完成，" + (_kept(found, found.done_on))
    if found.count.open_pause:
        return "暂停中"
    if found.count.due is None:
        return "‖ 等客户，不计时"
    return "已逾期" if found.count.due < today else "计时中"


def _kept(found: CaseLimit, on: date) -> str:
    return "未超时限" if met(found.count, on) else f"超 {counted(max(1, -found.count.rest), found.count.unit)}"


def pause_row(pause: CasePause, case: Case, book: RuleBook) -> PauseRow:
    """One pause as it is shown, with the notice that told the customer of it."""
    cause = next((reason.name for reason in book.profile.pause_reasons if reason.code == pause.cause), pause.cause)
    notice = next((p for p in reversed(case.papers.values()) if p.about == pause.id and not p.voided_on), None)
    told = (notice.paper_no, notice.state) if notice else ("", "")
    return PauseRow(pause.id, pause.since, pause.until, SIDES[pause.side], cause, pause.evidence, case.agreed_on(pause), *told)
