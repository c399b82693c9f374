"""`./run centre case …`: the centre works on a passed-up case without a window."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.problems import cause_of
from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import answer

if TYPE_CHECKING:
    from models.services.centre.desk import CentreDesk
    from models.services.centre.store import Centre

_ACTS = {
    "show": "看工单和现在要做什么",
    "take": "接收工单",
    "form": "填一张表（--values 是 JSON 文件：字段代码和值）",
    "record": "登记没有表单的环节",
    "approve": "登记一级审批意见（纸面会签）",
    "issue": "编号、打印一张单据",
    "return": "退回补正、答复或办完",
    "ask": "通知供电所办事",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the acts on one case ask."""
    parser.add_argument("do", choices=_ACTS, metavar="做什么", help="；".join(f"{name} {told}" for name, told in _ACTS.items()))
    parser.add_argument("--of", dest="code", required=True, metavar="所号")
    parser.add_argument("--case", required=True, metavar="工单号")
    parser.add_argument("--by", default="", metavar="姓名", help="县中心由谁办")
    parser.add_argument("--on", type=date.fromisoformat, metavar="日期", help="缺省是今天")
    parser.add_argument("--form", default="", metavar="代码", help="表单或单据代码，如 HV-SURVEY、HV-PLAN")
    parser.add_argument("--values", type=Path, metavar="FILE.json")
    parser.add_argument("--reason", default="", metavar="理由", help="更正已填的表时要写")
    parser.add_argument("--stage", default="", metavar="环节代码")
    parser.add_argument("--unit", default="centre", metavar="单位代码")
    kinds = "return: supplement、answered、done；ask: attend、opinion；approve: agree、disagree、return"
    parser.add_argument("--kind", default="", metavar="种类", help=kinds)
    parser.add_argument("--item", action="append", default=[], metavar="一项", help="要补正的一项，可以多次")
    parser.add_argument("--words", default="", metavar="说明")
    parser.add_argument("--sheet", default="", metavar="编号", help="会签单编号")
    parser.add_argument("--to", type=Path, metavar="FILE.pdf", help="单据存到哪里")


def run_case(args: argparse.Namespace, centre: Centre) -> int:
    """Does one act on a case and says what is to be done next; raises StationError with the reason of a refusal."""
    from models.services.case_page.detail import case_detail
    from models.services.centre.desk import case_named, open_desk

    desk = open_desk(centre, args.code, args.by)
    try:
        today = desk.now().date()
        case_id = case_named(desk, args.case)
        args.on = args.on or today
        done = _DOING[args.do](desk, case_id, args, today)
        detail = case_detail(desk, case_id, today)
        answer(
            args,
            {
                "case": detail.row.number, "status": detail.row.status_text, **done,
                "todo": [asdict(todo) for todo in detail.todos],
                "cards": [{"title": card.title, "rows": [[row.label, row.text] for row in card.rows]} for card in detail.cards
                          if card.topic in ("transfer", "approvals")],
            },
            [f"{detail.row.number} {detail.business} {detail.row.status_text}", *(f"现在要做：{todo.label}" for todo in detail.todos[:3])],
        )  # fmt: skip
    finally:
        desk.close()
    return Exit.OK


def _show(_desk: CentreDesk, _case_id: str, _args: argparse.Namespace, _today: date) -> dict[str, object]:
    return {}


def _take(desk: CentreDesk, case_id: str, args: argparse.Namespace, today: date) -> dict[str, object]:
    from models.services.transfer import take_over

    take_over(desk, case_id, args.on, args.by, today)
    return {}


def _form(desk: CentreDesk, case_id: str, args: argparse.Namespace, today: date) -> dict[str, object]:
    import msgspec

    from models.services.stages import form_values, save_form

    if args.values is None:
        raise CommandError("没有给 --values。", "请给一个 JSON 文件：字段代码和值。", Exit.USAGE)
    try:
        typed = msgspec.json.decode(args.values.read_bytes(), type=dict[str, object])
    except (OSError, msgspec.DecodeError) as error:
        raise CommandError(f"{args.values} 读不出来：{error}", "要的是一个 JSON 对象。", Exit.DATA) from error
    known = {name: value for name, value in form_values(desk, case_id, args.form, today).items() if value}
    saved, _ = save_form(desk, case_id, args.form, {**known, **typed}, today, args.reason)
    done_on = saved.done_on.isoformat() if saved.done_on else None
    return {"stage": saved.stage, "done_on": done_on, "remarks": [one.message for one in saved.remarks]}


def _record(desk: CentreDesk, case_id: str, args: argparse.Namespace, today: date) -> dict[str, object]:
    from models.services.recording import Recorded, record_stage

    record_stage(desk, case_id, args.stage, Recorded(args.on, name=args.by, unit=args.unit), today)
    return {}


def _approve(desk: CentreDesk, case_id: str, args: argparse.Namespace, today: date) -> dict[str, object]:
    from models.services.approvals import Approval, approval_choices, decide

    step = approval_choices(desk, case_id).step
    decide(desk, case_id, Approval(args.kind or "agree", "paper", args.on, name=args.by, opinion=args.words, sheet_no=args.sheet), today)
    return {"role": step.name}


def _issue(desk: CentreDesk, case_id: str, args: argparse.Namespace, today: date) -> dict[str, object]:
    from models.services.paper.papers import issue
    from reports.render import render

    paper, _ = issue(desk, case_id, args.form, render, today)
    if args.to:
        try:
            args.to.write_bytes(paper.pdf)
        except OSError as error:
            told = f"文件 {args.to} 写不了（{cause_of(error)}）。"
            raise CommandError(told, f"单据 {paper.paper_no} 已编号保存，可在工单里补打。", Exit.CANTCREAT) from error
    return {"paper_no": paper.paper_no, "file": str(args.to or "")}


def _return(desk: CentreDesk, case_id: str, args: argparse.Namespace, today: date) -> dict[str, object]:
    from models.services.transfer import GivenBack, give_back

    if args.kind not in ("supplement", "answered", "done"):
        raise CommandError("没有说怎么退。", "请给 --kind supplement（退回补正）、answered（答复）或 done（办完）。", Exit.USAGE)
    give_back(desk, case_id, GivenBack(args.kind, args.on, tuple(args.item), args.words), today)
    return {}


def _ask(desk: CentreDesk, case_id: str, args: argparse.Namespace, today: date) -> dict[str, object]:
    from models.services.transfer import ask_station

    if args.kind not in ("attend", "opinion"):
        raise CommandError("没有说通知什么。", "请给 --kind attend（参加竣工检验）或 opinion（填意见）。", Exit.USAGE)
    ask_station(desk, case_id, args.kind, args.on, args.words, today)
    return {}


_DOING: dict[str, Callable[[CentreDesk, str, argparse.Namespace, date], dict[str, Any]]] = {
    "show": _show, "take": _take, "form": _form, "record": _record, "approve": _approve, "issue": _issue, "return": _return, "ask": _ask,
}  # fmt: skip
