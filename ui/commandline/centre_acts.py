"""What `./run centre …` does beside taking and answering: look, watch, send, stop, rebuild, take with a gap."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import StationError
from ui.commandline.arguments import parse_date
from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import answer

if TYPE_CHECKING:
    from models.services.centre.board import BoardRow
    from models.services.centre.store import Centre
    from models.services.centre.watch import Seen

Act = Callable[[argparse.Namespace, "Centre"], int]
Adder = Callable[[str, str], argparse.ArgumentParser]
SENT_KINDS = ("calendar", "rules", "notice", "rectify", "template", "version")


def add_acts(add: Adder) -> None:
    """Adds the acts; `add(name, told)` makes the parser of one with the options all of them have."""
    add("arrivals", "列出收到的包和到哪一步").add_argument("--of", dest="code", default="", metavar="所号")
    add("board", "供电所看板：收到第几条、缺号、未回执、件不齐、几天没有来包")
    watch = add("watch", "监视文件夹：来一个收一个，并写回执（Ctrl+C 结束）")
    watch.add_argument("--folder", type=Path, required=True, metavar="收包文件夹")
    watch.add_argument("--answers", type=Path, metavar="回执文件夹")
    watch.add_argument("--every", type=_seconds, default=5.0, metavar="秒", help="隔几秒看一次（缺省 5）")
    watch.add_argument("--once", action="store_true", help="只收现在已有的，收完就结束")
    gap = add("take-with-gap", "缺号接收：负责人决定先收后面的包，回执会列出缺号")
    gap.add_argument("file", metavar="FILE.YKP", help="文件，或 arrivals 列出的包号（SHA-256 前几位）")
    _decided(gap)
    stop = add("revoke", "停用一个供电所的密钥")
    stop.add_argument("code", metavar="所号")
    _decided(stop)
    add("restored", "县中心的库是从备份恢复的：换新时期，供电所收到下一份回执就会补报")
    again = add("rebuild-station", "写出重建包：供电所电脑坏了，用它取回全部流水")
    again.add_argument("code", metavar="所号")
    again.add_argument("--to", type=Path, required=True, metavar="文件夹")
    sent = add("broadcast", "下发：节假日安排、规则文件、文字模板（常用语）、通报、整改通知")
    sent.add_argument("--kind", choices=SENT_KINDS, required=True)
    sent.add_argument("--title", required=True, metavar="标题")
    told = "内容（UTF-8 文本）；规则文件可以几个一起；template 是常用语文件"
    sent.add_argument("--file", type=Path, nargs="+", required=True, metavar="文件", help=told)
    sent.add_argument("--due", type=parse_date, metavar="日期", help="要求在这一天（含）以前答复")
    sent.add_argument("--for", dest="codes", action="append", default=[], metavar="所号", help="可写多次；缺省给全部已登记的供电所")


def _decided(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="姓名", help="谁决定的")
    parser.add_argument("--reason", required=True, metavar="原因")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.1 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"秒数请填 0.1 到 3600，不能是 {text}")
    return value


def _arrivals(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.arrivals import STATE_WORDS, list_arrivals

    found = list_arrivals(centre, station=args.code)
    lines = [
        f"{one.sha256[:12]} {one.arrived_at[:16].replace('T', ' ')} {one.station or '—'} 第 {one.number} 号 {STATE_WORDS[one.state]}"
        f" {one.seq_from}–{one.seq_to} {one.why}".rstrip()
        for one in found
    ]
    answer(args, [asdict(one) for one in found], [*lines, f"共 {len(found)} 个包"])
    return Exit.OK


def _board(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.board import board

    found = board(centre, centre.now().date())
    rows = [{**asdict(row), "last_on": _iso(row.last_on), "asked_on": _iso(row.asked_on)} for row in found.rows]
    value = {"strangers": found.strangers, "stations": rows}
    answer(args, value, [*(_board_line(row) for row in found.rows), f"未登记密钥签的包 {found.strangers} 个"])
    return Exit.OK


def _board_line(row: BoardRow) -> str:
    parts = [f"{row.station} {row.name}", f"最近来包 {row.last_on}（{row.days} 天前）" if row.last_on else "没有来过包"]
    epoch = f"第 {row.epoch} 时期" if row.epoch else ""
    parts += [f"收到{epoch}第 {row.seq} 条", f"工单 {row.cases} 件"]
    parts += [f"缺号 {first}–{last}" for first, last in row.gaps]
    told = (
        ("等前面的包", row.held), ("分叉", row.forks), ("未回执", row.unanswered), ("件不齐", row.missing),
        ("工单号重复", row.same_numbers),
    )  # fmt: skip
    parts += [f"{name} {many}" for name, many in told if many]
    parts += [f"{row.asked_on} 请它补发，还没有来包"] if row.asked_on else []
    parts += ["两边列表算得不同，请报告程序问题"] * row.differs
    return "，".join(parts + ([] if row.registered else ["密钥已停用" if row.revoked else "未登记"]))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _watch(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.watch import Seen, Watch

    watch = Watch(centre, args.folder, args.answers)
    seen: list[Seen] = []

    def told(one: Seen) -> None:
        seen.append(one)
        if not args.json:
            (sys.stderr if one.refused else sys.stdout).write(f"{one.name}：{one.told}\n" if one.name else f"{one.told}\n")
            sys.stdout.flush()

    if trouble := watch.begin():
        told(Seen("", "", str(trouble), refused=True))
    watch.look(told)
    while True:
        time.sleep(min(args.every, 0.2) if args.once else args.every)
        watch.look(told)
        if args.once:
            break
    answer(args, [asdict(one) for one in seen], [])
    return Exit.DATA if any(one.refused for one in seen) else Exit.OK


def _take_with_gap(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.arrivals import list_arrivals, receive
    from models.services.centre.intake import retry_held, take_with_gap

    path = Path(args.file)
    if path.exists():
        sha256 = receive(centre, path)
    else:
        found = [one.sha256 for one in list_arrivals(centre) if one.sha256.startswith(args.file.lower())]
        if len(found) != 1:
            raise CommandError(f"没有（或不止一个）叫 {args.file} 的包。", "请用 centre arrivals 查看。", Exit.NOINPUT)
        sha256 = found[0]
    taken = take_with_gap(centre, sha256, args.by, args.reason)
    retry_held(centre, taken.station)
    answer(args, asdict(taken), [f"{taken.station} 第 {taken.number} 号包已缺号接收，新增流水 {taken.new} 条；回执会列出缺号。"])
    return Exit.OK


def _revoke(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.stations import fingerprint_of, revoke

    told = revoke(centre, fingerprint_of(centre, args.code), args.by, args.reason)
    answer(args, told, [told])
    return Exit.OK


def _restored(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.restored import renew_epoch

    epoch = renew_epoch(centre)
    told = f"县中心的库已换新时期 {epoch.partition('.')[0]}；请给每个供电所写回执，它会补报备份以后的登记。"
    answer(args, {"epoch": epoch}, [told])
    return Exit.OK


def _rebuild_station(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.rebuilding import rebuild_station

    written = rebuild_station(centre, args.code, args.to)
    files = [{"file": str(one.path), "sha256": one.sha256} for one in written.parts]
    value = {"station": args.code, **files[0], "files": files, "remarks": list(written.remarks)}
    answer(args, value, list(written.told))
    return Exit.OK


def _broadcast(args: argparse.Namespace, centre: Centre) -> int:
    from models.services.centre.broadcast_checks import next_working_day
    from models.services.centre.broadcasts import ToSend, send
    from models.services.centre.stations import registered
    from models.services.rule_sets import joined

    if len(args.file) > 1 and args.kind != "rules":
        raise CommandError("只有规则文件可以几个一起下发。", "请一份一份地下发。", Exit.USAGE)
    texts = [(path.name, _text_of(path)) for path in args.file]
    body, file = (texts[0][1], texts[0][0]) if len(texts) == 1 else (joined(texts), "")
    codes = tuple(args.codes) or tuple(one.station for one in registered(centre) if not one.revoked)
    name = send(centre, codes, ToSend(args.kind, args.title, body, file, args.due), centre.now().date())
    told = f"已写给 {len(codes)} 个供电所（{'、'.join(codes)}），随下一份回执带去；请再用 centre ack 写出回执。"
    later = next_working_day(centre, codes, args.due) if args.due else None
    rest = [f"请注意：答复期限 {args.due} 是休息日，下一个工作日是 {later}；要改期限，请再发一份更正。"] if later else []
    answer(args, {"broadcast": name, "stations": list(codes), "due_rests_until": str(later) if later else None}, [told, *rest])
    return Exit.OK


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"文件 {path} 读不出来。", "请检查路径。", Exit.NOINPUT) from error
    except UnicodeDecodeError as error:
        raise StationError(f"文件 {path} 不是 UTF-8 文本。", "请另存为 UTF-8 再下发。") from error


ACTS: dict[str, Act] = {
    "arrivals": _arrivals,
    "board": _board,
    "watch": _watch,
    "take-with-gap": _take_with_gap,
    "revoke": _revoke,
    "rebuild-station": _rebuild_station,
    "restored": _restored,
    "broadcast": _broadcast,
}
