"""Gathering what a paper prints: a frozen picture of the case at this moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.business import BusinessType
from models.case import Case
from models.case_facts import kind_of_case, stages_told
from models.case_number import check_code
from models.casework.fees import Charge
from models.casework.topic import CaseView
from models.checklist import Checklist, GroupState, form_words
from models.flow import does, ready_steps, stage_name
from models.forms import form_by_code
from models.forms.entry import prefilled
from models.forms.fields import Form
from models.measure import measure
from models.money import yuan
from models.papers import PaperContext, PaperFee, PaperItem
from models.problems import StationError
from models.services import pre_acceptance, promises
from models.services.folding.refold import facts_of_application
from models.services.paper import archive_papers, decision_papers, household_papers, late_papers, notice_papers
from models.services.paper.after_paper import AFTER_STEPS, after_paper, has_after_steps
from models.services.paper.clock_papers import CLOCK_PAPERS, clock_paper, clock_papers_of
from models.services.paper.paper_head import headed
from models.services.paper.paper_pictures import pictures_of
from models.services.registration import papers_as_they_stand
from models.services.stages import case_facts, stored_form
from models.services.station import Station, people

NOTICES: dict[str, str] = {
    "RECEIPT": "业务受理回执",
    "NOTICE-LV-SMALL": "用电业务办理告知书（低压小微企业）",
    **notice_papers.TITLES,
    "MISSING": "缺件通知书（一次性告知）",
    "COMMITMENT": "客户承诺书",
    "REPORT-UP": "高压业务上报单",
    "FEE-NOTICE": "业务缴费通知单",
    **decision_papers.TITLES,
    **CLOCK_PAPERS,
    **late_papers.TITLES,
    **household_papers.TITLES,
    AFTER_STEPS: "后续事项清单",
    **promises.TITLES,
    **pre_acceptance.TITLES,
    **archive_papers.TITLES,
}
TWO_PART = ("RECEIPT", "MISSING", "COMMITMENT", "FEE-NOTICE", *CLOCK_PAPERS, "OVERRUN-NOTICE", *promises.TITLES, *pre_acceptance.TITLES)
_BOTH_KEEP = ("REFUSAL", "TERMINATION", "COORDINATION")


def is_two_part(code: str) -> bool:
    """Whether a paper comes as 客户联 and 存根联 on one sheet."""
    return code in TWO_PART or code.startswith(notice_papers.STAGE) or decision_papers.base_of(code) in _BOTH_KEEP


def printable(view: CaseView) -> tuple[tuple[str, str], ...]:
    """The papers that make sense for a case as it stands: (code, title), notices first, then the forms of its flow."""
    case, kind = view.case, view.kind
    codes = []
    if case.accepted_on:
        codes += ["RECEIPT", *(code for code in kind.papers_for(case.class_) if code != "RECEIPT" and code in NOTICES)]
        codes += ["COMMITMENT"] if case.owed else []
    else:
        codes += [*pre_acceptance.codes_of(case), "MISSING"]
    codes += clock_papers_of(case)
    codes += ["REPORT-UP"] if kind.handled_by == "centre" and case.accepted_on else []
    codes += ["FEE-NOTICE"] if case.money.charges else []
    codes += late_papers.codes_of(case)
    codes += household_papers.codes_of(case)
    codes += [AFTER_STEPS] if case.outcome == "archived" and has_after_steps(case, kind) else []  # before that from its card
    codes += promises.codes_of(case)
    codes += archive_papers.codes_of(case)
    notices = [(code, NOTICES[code]) for code in dict.fromkeys(codes)]
    seen = (step.form for step in kind.flow if step.form and (does(kind, step, view.side) or step.form in case.forms))
    forms = [kind.application_form, *seen]
    forms += kind.further_for(case.class_)
    stages = notice_papers.stage_papers(case, {step.stage: step.name for step in kind.flow})
    titled = ((code, form_by_code(code).title) for code in dict.fromkeys(forms))
    return (*notices, *stages, *decision_papers.papers_of(view), *titled)


def context_for(station: Station, case: Case, code: str, today: date, *, blank: bool = False) -> PaperContext:
    """The context of one paper of a case; raises StationError where that paper cannot be made now, saying why."""
    book = station.shelf.book(case.pins)
    kind = kind_of_case(case, book)
    context, view = _of_case(station, case, kind, code, today), CaseView(case, kind, book, station.calendar, station.side)
    if decision_papers.base_of(code) in decision_papers.TITLES:
        return decision_papers.filled(view, context, {person.id: person.name for person in people(station)})
    if code.startswith(notice_papers.STAGE):
        return notice_papers.stage_receipt(view, context)
    if code not in NOTICES and code not in dict(printable(view)):
        raise StationError(f"{kind.name}没有代码为 {code} 的单据。", f"可以打印：{'、'.join(f'{c} {t}' for c, t in printable(view))}。")
    if code in archive_papers.TITLES:
        return archive_papers.filled(station, view, context, context_for)
    if code in NOTICES:
        papers = papers_as_they_stand(book, case, today)
        return _notice(station, case, kind, papers, context, today)
    form_type = form_by_code(code)
    if blank:
        return _empty(station, code, form_type, today)
    form = stored_form(case, code)
    known = {} if form is not None else prefilled(form_type, case_facts(station, case, today))
    photos = pictures_of(station, form) if form is not None else {}
    return replace(context, title=form_type.title, form=form, form_type=form_type, prefilled=known, pictures=photos)


def _empty(station: Station, code: str, form_type: type[Form], today: date) -> PaperContext:
    """A form to be filled by hand: nothing of any case stands on it."""
    return replace(
        headed(station, code, form_type.title, today),
        clerk="",
        form_type=form_type,
    )


def _of_case(station: Station, case: Case, kind: BusinessType, code: str, today: date) -> PaperContext:
    facts = facts_of_application(case)
    unit = "kVA" if case.class_.startswith("hv") else "kW"
    return replace(
        headed(station, code, NOTICES.get(code, ""), today),
        two_part=is_two_part(code),
        case_no=case.number,
        check_code=check_code(case.number, station.keys.derived("receipt")),
        business=kind.name,
        customer=facts.get("customer_name", ""),
        document_name=facts.get("document_kind", ""),
        document_no=facts.get("document_no", ""),
        address=facts.get("address", ""),
        phone=facts.get("phone", ""),
        agent=facts.get("agent", ""),
        agent_phone=facts.get("agent_phone", ""),
        capacity=f"{case.capacity} {unit}" if case.capacity else "",
        voltage=case.voltage,
        received_on=case.accepted_on,
    )


def _notice(station: Station, case: Case, kind: BusinessType, papers: Checklist, context: PaperContext, today: date) -> PaperContext:
    if context.code == AFTER_STEPS:
        return after_paper(case, kind, context)
    if context.code in CLOCK_PAPERS:
        return clock_paper(CaseView(case, kind, station.shelf.book(case.pins), station.calendar), context)
    if context.code in promises.TITLES:
        return promises.filled(CaseView(case, kind, station.shelf.book(case.pins), station.calendar), context)
    if context.code in pre_acceptance.TITLES:
        context = pre_acceptance.filled(case, context)
    _check_notice(case, kind, context.code, papers)
    if context.code in household_papers.TITLES:
        view = CaseView(case, kind, station.shelf.book(case.pins), station.calendar)
        return household_papers.filled(view, {person.id: person.name for person in people(station)}, context)
    if notice_papers.from_data(context.code, view := CaseView(case, kind, station.shelf.book(case.pins), station.calendar)):
        items = tuple(missing_item(state) for state in papers.groups)
        return notice_papers.notice(view, context, items, words_of_fees(station, case, today))
    if context.code in late_papers.TITLES:
        names = {person.id: person.name for person in people(station)}
        return late_papers.filled(case, station.shelf.book(case.pins), names, context)
    measured = measure(case, kind, station.shelf.book(case.pins), station.calendar, today)
    step = next(iter(ready_steps(case, kind)), None)
    next_name = "县客户服务中心办理供电方案" if kind.handled_by == "centre" else step.name if step else "业务受理"
    got = [material for group in papers.groups if (material := group.satisfied_by)]
    return replace(
        context,
        received=tuple(PaperItem(m.name, (), form_words(m)) for m in got),
        missing=tuple(missing_item(state) for state in papers.missing),
        owed_until=stage_name(kind, case.owed_until) if case.owed_until else "",
        next_stage=next_name,
        limits=notice_papers.limits_told(measured),
        told=tuple(name for name, _ in stages_told(case, station.shelf.book(case.pins))),
        fees=fees_told(case),
        fee_words="" if case.money.charges else words_of_fees(station, case, today),
        lines=(("渠道", case.channel),),
    )


def _check_notice(case: Case, kind: BusinessType, code: str, papers: Checklist) -> None:
    if code == "REPORT-UP" and kind.handled_by != "centre":
        raise StationError(f"{kind.name}由供电所办理，不用上报单。", "")
    if code.startswith("NOTICE-") and code not in kind.papers_for(case.class_):
        raise StationError(f"《{NOTICES[code]}》不适用于{kind.name}。", "")
    if code == "RECEIPT" and case.accepted_on is None:
        raise StationError("还没有受理，不能出受理回执。", "资料补齐、受理以后再打印；现在请出《缺件通知书》。")
    if code == "MISSING" and papers.complete:
        raise StationError("资料已经齐了，没有缺件可告知。", "请直接受理。")
    if code == "FEE-NOTICE" and not case.money.charges:
        raise StationError("这个工单没有登记应收项目，不出缴费通知单。", "要收费，请先在“事项”的“费用”里登记应收。")
    if code == "COMMITMENT" and not case.owed:
        raise StationError("这个工单没有容缺资料，不用承诺书。", "")


def fees_told(case: Case) -> tuple[PaperFee, ...]:
    """Every charge of a case with its basis and how it stands."""
    return tuple(
        PaperFee(
            charge.name,
            f"{yuan(charge.unit_fen)} 元/{charge.unit}" if charge.unit_fen else "—",
            f"{charge.quantity} {charge.unit}".strip() or "—",
            charge.fen,
            charge.basis,
            charge_state(charge),
            charge.open,
        )
        for charge in case.money.charges.values()
    )


def charge_state(charge: Charge) -> str:
    """How a charge stands, in a word or two with its receipts."""
    receipts = "、".join(dict.fromkeys(payment.receipt_no for payment in charge.payments))
    paid = f"已交 {yuan(charge.paid)} 元（收据 {receipts}）" if receipts else ""
    if charge.waived_on:
        return "，".join(part for part in (paid, f"余额 {charge.waived_on} 减免") if part)
    if charge.open <= 0:
        return f"已交清（收据 {receipts}）"
    return "，".join(part for part in (paid, f"未交 {yuan(charge.open)} 元" if paid else "未交") if part)


def words_of_fees(station: Station, case: Case, today: date) -> str:
    """What is said of fees while none has been charged: none can be, or which ones may follow."""
    names = dict.fromkeys(kind.name for kind in station.shelf.book().fees.kinds(case.class_, today))
    if not names:
        return "本次业务不收费。"
    return f"现在没有应收项目；按供电方案可能收取：{'、'.join(names)}。收费前出具《业务缴费通知单》，写明金额和依据。"


def missing_item(state: GroupState) -> PaperItem:
    """One missing group in a villager's words: what it is, and everything that would do."""
    accepted = state.accepted_names
    wanted = f"以上任选 {state.group.least} 项" if len(accepted) > 1 else state.group.note
    if state.expiry_told:
        wanted = f"{state.expiry_told}；{wanted.removeprefix('以上')}".rstrip("；")
    return PaperItem(state.name, accepted, wanted)
