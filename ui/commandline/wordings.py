"""`./run wordings`: the county's wordings (常用语) in force here and those sent since, shown with what they change, adopted or declined."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import Clock, add_station_options, answer, opened

if TYPE_CHECKING:
    from models.broadcasts import Broadcast
    from models.services.station import Station
    from models.services.wordings import Plan

_ACTS = {
    "show": "本所采用的常用语，和县中心下发过的各份",
    "preview": "采用一份会新增、改动、不再提供哪些；什么都不保存",
    "adopt": "采用一份，代替原来的全部常用语",
    "decline": "不采用一份，写明原因",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `wordings` with its acts."""
    parser = subparsers.add_parser("wordings", help="常用语：显示、预览、采用县中心下发的")
    parser.set_defaults(run=run, act=None)
    acts = parser.add_subparsers(dest="act", metavar="做什么")
    for name, told in _ACTS.items():
        act = acts.add_parser(name, help=told)
        act.set_defaults(writes=name in ("adopt", "decline"))  # the others run beside an open desk
        if name != "show":
            act.add_argument("title", nargs="?", default="", metavar="标题", help="哪一份；不写就是最近下发、还没有处理的")
        if name == "decline":
            act.add_argument("--reason", required=True, metavar="原因", help="为什么不采用")
        add_station_options(act)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Does what was asked; a file with faults cannot be adopted and ends with code 65."""
    if args.act is None:
        raise CommandError("还缺 show、preview、adopt 或 decline。", "例如 ./run wordings show。", Exit.USAGE)
    station = opened(args, now)
    try:
        if args.act == "show":
            return _show(args, station)
        return _settle(args, station, _asked(station, args.title), now().date())
    finally:
        station.close()


def _sent(station: Station) -> list[Broadcast]:
    """What the centre sent, the newest first."""
    from models.services.exchange.broadcasts import broadcasts

    found = [one for one in broadcasts(station) if one.brings_wordings]
    return sorted(found, key=lambda one: (one.sent_on, one.id), reverse=True)


def _asked(station: Station, title: str) -> Broadcast:
    sent = _sent(station)
    found = next((one for one in sent if (one.title == title if title else not one.how)), None)
    if found is None:
        what = f"县中心没有下发过《{title}》。" if title else "县中心下发的常用语都处理过了。"
        known = "、".join(f"《{one.title}》" for one in sent)
        raise CommandError(what, f"下发过的：{known}。" if known else "县中心下发以后，先导入它的包（answer）。", Exit.NOINPUT)
    return found


def _show(args: argparse.Namespace, station: Station) -> int:
    from models.broadcasts import HOW_WORDS
    from models.services.wordings import in_force

    present, sent = in_force(station), _sent(station)
    value = {
        "in_force": {"title": present.title, "sent_on": present.sent_on.isoformat(), "wordings": len(present.file.wordings)}
        if present else None,
        "sent": [{"title": one.title, "sent_on": one.sent_on.isoformat(), "how": one.how} for one in sent],
    }  # fmt: skip
    lines = [f"现在用的：《{present.title}》，{len(present.file.wordings)} 条。" if present else "还没有采用过常用语。"]
    lines += [f"  {one.sent_on} 下发《{one.title}》　{HOW_WORDS[one.how] if one.how else '还没有处理'}" for one in sent]
    if any(not one.how for one in sent):
        lines.append("先看改动：./run wordings preview；采用：./run wordings adopt")
    answer(args, value, lines)
    return Exit.OK


def _settle(args: argparse.Namespace, station: Station, one: Broadcast, today: date) -> int:
    from models.services.exchange.broadcasts import decline
    from models.services.wordings import adopt_wordings, wordings_in

    if args.act == "decline":
        decline(station, one.id, today, args.reason)
        answer(args, {"title": one.title, "adopted": False}, [f"已记下不采用《{one.title}》和原因，下次导出时带给县中心。"])
        return Exit.OK
    plan = wordings_in(station, one.id)
    if args.act == "adopt":
        adopt_wordings(station, plan, today)
    done = "已采用，下次导出时告诉县中心。" if args.act == "adopt" else "现在什么都没有改；采用：./run wordings adopt"
    value = {
        "title": one.title, "adopted": args.act == "adopt", "same": plan.same, "later": plan.later,
        "changes": [{"place": each.place, "name": each.name, "before": each.before, "after": each.after} for each in plan.changes],
    }  # fmt: skip
    answer(args, value, [f"《{one.title}》，县中心 {one.sent_on} 下发，出处：{plan.file.source}", *_lines(plan), done])
    return Exit.OK


def _lines(plan: Plan) -> Iterator[str]:
    if plan.later:
        yield f"县中心后来又下发了《{plan.later}》。先看那一份：后采用的代替先采用的。"
    for one in plan.changes:
        kind = "改动" if one.before and one.after else "新增" if one.after else "不再提供"
        yield f"  {kind}　{one.place} · {one.name}：{one.after or one.before}"
    yield f"另有 {plan.same} 条不变。" if plan.changes else f"和现在用的 {plan.same} 条一样，没有改动。"
