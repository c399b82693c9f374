"""`./run centre …`: the county's side without a window."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import StationError
from ui.commandline import centre_case
from ui.commandline.centre_acts import ACTS, add_acts
from ui.commandline.exits import CommandError, Exit, exit_of
from ui.commandline.password import VARIABLE, read_password
from ui.commandline.speaking import Clock, add_station_options, answer

if TYPE_CHECKING:
    from models.services.centre.intake import Taken
    from models.services.centre.store import Centre


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `centre` with init, trust, take, ack, ask, cases, case and rebuild."""
    parser = subparsers.add_parser("centre", help="县中心：建库、接收数据包、回执、查询")
    acts = parser.add_subparsers(dest="act", required=True, metavar="做什么")
    init = _act(acts, "init", "建立县中心的密钥和库，写出 CARD.json")
    init.add_argument("--name", default="县客户服务中心", metavar="名称")
    _act(acts, "trust", "登记供电所的 STATION.json").add_argument("files", type=Path, nargs="+", metavar="STATION.json")
    _act(acts, "take", "接收供电所的数据包").add_argument("files", type=Path, nargs="+", metavar="FILE.YKP")
    ack = _act(acts, "ack", "写出给供电所的回执包")
    ack.add_argument("--to", type=Path, required=True, metavar="文件夹")
    ack.add_argument("--for", dest="code", default="", metavar="所号", help="给哪个供电所；缺省给每个交过数据的供电所")
    ask = _act(acts, "ask", "写出补发请求：请供电所重新导出")
    ask.add_argument("--to", type=Path, required=True, metavar="文件夹")
    ask.add_argument("--for", dest="code", required=True, metavar="所号")
    ask.add_argument("--from", dest="seq_from", type=int, default=1, metavar="号", help="从第几条流水起；缺省全部")
    ask.add_argument("--epoch", default="", metavar="时期", help="哪个时期的；缺省最近的")
    _act(acts, "cases", "列出收到的工单").add_argument("--of", dest="code", default="", metavar="所号")
    centre_case.add_arguments(_act(acts, "case", "办理一件供电所上报的工单"))
    _act(acts, "rebuild", "按流水重建列表")
    keys = _act(acts, "renew-keys", "换县中心的密钥：签名密钥、收件公钥，缺省两样都换")
    keys.add_argument("--signing", action="store_true", help="只换签名密钥")
    keys.add_argument("--recipients", action="store_true", help="只换收件公钥（日常的和备用的）")
    add_acts(lambda name, told: _act(acts, name, told))
    parser.set_defaults(run=run)


def _act(acts: argparse._SubParsersAction[argparse.ArgumentParser], name: str, told: str) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=told)
    parser.add_argument("--store", required=True, metavar="URL", help="县中心的库，如 sqlite:///centre.db")
    parser.add_argument("--keys", type=Path, required=True, metavar="文件夹", help="县中心密钥所在的文件夹")
    add_station_options(parser)
    return parser


def run(args: argparse.Namespace, now: Clock) -> int:
    """Carries out the act; raises StationError with the reason of a refusal."""
    if args.act == "init":
        return _init(args, now)
    from models.services.centre.store import open_centre

    centre = open_centre(args.store, args.keys, _password(args), now)
    try:
        return int({**_DOING, **ACTS}[args.act](args, centre))
    finally:
        centre.close()


def _password(args: argparse.Namespace) -> str:
    """The centre's password; its keys may also be kept without one, on a machine that is guarded otherwise."""
    return read_password(args) if args.password_file or os.environ.get(VARIABLE) else ""


def _init(args: argparse.Namespace, now: Clock) -> int:
    from models.services.centre.store import init_centre

    password = _password(args)
    card = init_centre(args.store, args.keys, args.name, password, now)
    named = args.keys / "CARD.json"
    guard = [] if password else [f"注意：没有给口令，密钥未加密，只靠文件权限保护；建议用 {VARIABLE} 或 --password-file 重建。"]
    answer(
        args,
        {"card": str(named), "fingerprint": card.fingerprint, "recipients": list(card.recipients), "encrypted": bool(password)},
        [f"县中心已建立，名片 {named}，指纹 {card.fingerprint}。", *guard],
    )
    return Exit.OK


def _trust(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.trusted_stations import read_station_card, trust_station

    told = [trust_station(centre, read_station_card(path)) for path in args.files]
    answer(args, told, [*told, "请用另一条路（当面、电话、打印的指纹单）和供电所核对指纹；不同就停用它。"])
    return Exit.OK


def _take(args: argparse.Namespace, centre: Centre) -> int:
    taken, refused = _take_all(centre, args.files)
    if len(args.files) == 1 and refused:
        raise next(iter(refused.values()))
    values = [{"file": str(path), **(asdict(taken[path]) if path in taken else {"refused": refused[path].message})} for path in args.files]
    answer(args, values[0] if len(values) == 1 else values, (_taken_line(path, found) for path, found in taken.items()))
    for path, error in refused.items():
        sys.stderr.write(f"{path}：{error}\n")
    return max((exit_of(error) for error in refused.values()), default=Exit.OK)


def _take_all(centre: Centre, files: list[Path]) -> tuple[dict[Path, Taken], dict[Path, StationError]]:
    """One refused file never holds up the others, and one that came before the one it follows is tried again."""
    from models.freed_memory import let_go
    from models.services.centre.intake import take

    taken: dict[Path, Taken] = {}
    refused: dict[Path, StationError] = {}
    progress = True
    while progress:
        progress = False
        for path in files:
            if path not in taken:
                try:
                    taken[path] = take(centre, path)
                    refused.pop(path, None)
                    progress = True
                except StationError as error:
                    let_go(error)
                    refused[path] = error
    return taken, refused


def _taken_line(path: Path, taken: Taken) -> str:
    return (
        f"{path.name}：{taken.station} 第 {taken.number} 号包，新增流水 {taken.new} 条，已有 {taken.known} 条，"
        f"涉及工单 {taken.cases} 件，附件 {taken.attachments} 个" + ("；这个包以前收过，没有改变。" if taken.again else "。")
    )


def _ack(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.answers import acknowledge
    from models.services.centre.trusted_stations import stations_with_data

    codes = [args.code] if args.code else list(stations_with_data(centre))
    if not codes:
        raise CommandError("还没有收到任何供电所的数据，没有可回执的。", "请先用 centre take 接收数据包。", Exit.DATA)
    values, lines = [], []
    for code in codes:
        written, ack = acknowledge(centre, code, args.to)
        values.append(
            {"station": code, "file": str(written.path), "ack_no": ack.ack_no, "have": [[have.epoch, have.seq] for have in ack.have]}
        )
        lines.append(f"{code} 第 {ack.ack_no} 号回执已写入并校验：{written.path}")
    answer(args, values[0] if len(values) == 1 else values, lines)
    return Exit.OK


def _ask(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.exchange.resend_requests import ask_station

    written = ask_station(centre, args.code, args.to, args.seq_from, args.epoch)
    answer(args, {"station": args.code, "file": str(written.path)}, [f"给 {args.code} 的补发请求已写入并校验：{written.path}"])
    return Exit.OK


def _renew_keys(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.keys import renew

    both = args.signing == args.recipients
    signing, recipients = both or args.signing, both or args.recipients
    card = renew(centre, _password(args), centre.now().date(), signing=signing, recipients=recipients)
    sealed = [f"新的备用密钥在 RECOVERY-{card.serial}.txt，请打印封存后删除。"] if recipients else []
    told = [f"已换成第 {card.serial} 套密钥，指纹 {card.fingerprint}。", *sealed, "请给各供电所写回执（centre ack），再备份密钥文件夹。"]
    answer(args, {"serial": card.serial, "fingerprint": card.fingerprint, "recipients": list(card.recipients)}, told)
    return Exit.OK


def _cases(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.trusted_stations import list_centre_cases

    cases = list_centre_cases(centre, args.code)
    lines = [
        f"{c.station} {c.number} {c.customer} {c.summary} {c.stage or c.status} {c.due or ''}{'（暂定）' if c.provisional else ''}"
        f"{' 件不齐' if c.incomplete else ''}"
        for c in cases
    ]
    answer(args, [asdict(case) for case in cases], [*lines, f"共 {len(cases)} 件"])
    return Exit.OK


def _rebuild(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.checking import rebuild

    report = rebuild(centre.database)
    answer(
        args,
        {"records": report.records, "rows": report.rows, "equal": report.equal},
        [f"已重建 {report.records} 个对象，{report.rows} 行。"],
    )
    return Exit.OK


_DOING = {
    "trust": _trust,
    "take": _take,
    "ack": _ack,
    "ask": _ask,
    "cases": _cases,
    "case": centre_case.run_case,
    "rebuild": _rebuild,
    "renew-keys": _renew_keys,
}
