"""What a saved registration means, in words for the clerk."""

from __future__ import annotations

from datetime import date

from models.business import BusinessType
from models.checklist import Checklist
from models.services.case_page.rows import CaseDetail
from models.services.registration import Registered
from ui.register.outcome import Result

AT_THE_COUNTER = ("RECEIPT", "MISSING", "COMMITMENT", "REPORT-UP", "FEE-NOTICE", "SERVICE-CONTRACT", "PRE-ACCEPT")
"""What is handed over at the counter besides the papers of the business type, where the case has it."""


def result_of(saved: Registered, detail: CaseDetail, kind: BusinessType, papers: Checklist, today: date) -> Result:
    """The words and the papers to print now: the notices of the case as it stands, then the form for the customer's signature."""
    names = {state.code: state.name for state in papers.groups}
    until = detail.row.due_text or (f"{detail.row.due}" if detail.row.due else "")
    none = "时限从受理当日起算。" if kind.timed or kind.limits else "这类业务没有规定的办理时限。"
    clock = f"下一环节：{detail.row.stage}，{until}到期。" if detail.row.due else none
    if saved.accepted and saved.owed:
        level, title = "near", "容缺受理"
        sentence = f"还欠：{'、'.join(names.get(code, code) for code in saved.owed)}。请客户签《承诺书》；时限照走。{clock}"
    elif saved.accepted:
        level, title = "calm", "已受理"
        sentence = "当天打印《上报单》报县中心。" if kind.handled_by == "centre" else f"资料齐全。{clock}"
    elif detail.row.status_text == "预受理":
        level, title = "waiting", "预受理，不计时"
        lacks = f"还缺：{'、'.join(names.get(code, code) for code in saved.missing)}。" if saved.missing else "资料已齐。"
        number = next(card.rows[0].label for card in detail.cards if card.topic == "pre_acceptance")
        sentence = f"预受理编号 {number}。{lacks}请打印《预受理回执单》交客户；客户正式申请时在工单里按“转正式受理”，时限从那天起算。"
    else:
        level, title = "waiting", "未受理，不计时"
        lacks = "、".join(names.get(code, code) for code in saved.missing)
        sentence = f"缺：{lacks}。请把《缺件通知书》交客户，一次告知；资料齐了在工单里受理。"
    handed = {*AT_THE_COUNTER, *kind.papers_at_acceptance, *(code for codes in kind.papers_of_class.values() for code in codes)}
    notices = [(code, name) for code, name in detail.printable if code in handed and code != kind.application_form]
    form = [(code, name) for code, name in detail.printable if code == kind.application_form]
    customer = f"{detail.customer} · {detail.business} · {detail.capacity} · {detail.voltage}"
    return Result(saved.case_id, saved.number, customer, level, title, sentence, (*notices, *form))
