"""归档: the card of a case with its catalogue, the archive number, the papers of the file and who has borrowed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from models.casework.archive import KINDS, LineState, Loan, catalogue_of, file_of, line_states
from models.casework.topic import CaseView
from models.flow import ready_steps
from models.services.case_page.topic_card import CardAct, CardRow, TopicCard

_LEVELS = {"met": "calm", "paper": "calm", "excused": "near", "missing": "due", "not_applicable": ""}


def archive_card(view: CaseView, names: Mapping[str, str], today: date) -> TopicCard | None:
    """From the acceptance on what can be done; the catalogue line by line once the case is about to be filed or has a record."""
    case = view.case
    if case.accepted_on is None or case.outcome not in ("", "archived"):
        return None
    file = file_of(case)
    catalogue = catalogue_of(view)
    near = case.outcome == "archived" or any(step.stage == "archive" for step in ready_steps(case, view.kind))
    shown = near or bool(file.placed or file.excused)
    rows: list[CardRow] = []
    if shown and catalogue:
        rows.append(CardRow("档案号", file.number or "归档时编号", "", (CardAct("number", "改档案号…" if file.number else "编档案号…"),)))
        rows.append(CardRow("按哪份目录", f"{catalogue.name}。{catalogue.source}"))
        rows += [_line(state) for state in line_states(view)]
    rows += _loans(file.loans.values(), names, today)
    acts = [CardAct("cover", "封面…"), CardAct("index", "卷内目录…"), CardAct("note", "备考表…"), CardAct("export", "合成电子档案…")]
    if file.out is None:
        acts.append(CardAct("lend", "借出…"))
    note = "办到归档时按档案目录逐项核对：已有的、缺的、不适用的。现在也可以看卷内目录、合成一份 PDF、登记借阅。"
    return TopicCard("archive", "归档", tuple(rows), tuple(acts), note)


def _line(state: LineState) -> CardRow:
    code = state.line.code
    acts: tuple[CardAct, ...] = ()
    if state.kind == "missing":
        acts = (CardAct("place", "登记纸质件…", code), CardAct("excuse", "写明理由…", code))
    elif state.kind in ("paper", "excused"):
        acts = (CardAct("place", "改登记…" if state.kind == "paper" else "登记纸质件…", code), CardAct("withdraw", "撤回…", code))
    elif state.kind == "met":
        acts = (CardAct("place", "登记存放…" if state.paper is None else "改存放…", code),)
    where = f"；原件 {state.paper.pages} 页，{state.paper.place}" if state.kind == "met" and state.paper else ""
    return CardRow(state.line.name, f"{KINDS[state.kind]}：{state.text}{where}", _LEVELS[state.kind], acts)


def _loans(loans: Iterable[Loan], names: Mapping[str, str], today: date) -> list[CardRow]:
    rows = []
    for loan in loans:
        who = f"{loan.borrower}{loan.unit and f'（{loan.unit}）'}"
        lent = f"{who} {loan.since} 借出，{loan.purpose}，应在 {loan.until} 归还，{names.get(loan.approver, loan.approver)}批准"
        if loan.returned_on:
            rows.append(CardRow("借阅", f"{lent}；{loan.returned_on} 归还{loan.found and f'，{loan.found}'}", "calm"))
        else:
            level = "overdue" if loan.until < today else "near"
            late = f"，已过期 {(today - loan.until).days} 天" if loan.until < today else ""
            rows.append(CardRow("借出未还", f"{lent}{late}", level, (CardAct("return", "登记归还…", loan.id),)))
    return rows
