"""`./run calendar`: the adopted work calendar, a year's holiday file checked, shown with what it would move, and adopted."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import Clock, add_json_option, add_station_options, answer, opened

if TYPE_CHECKING:
    from models.services.calendars import Preview, Revision
    from models.services.folding.reclock import Shift
    from models.services.station import Station

_ACTS = {
    "show": "本所采用的工作日历和它的依据，程序自带的新年份",
    "check": "检查放假安排文件，一次说清全部错误",
    "preview": "采用一个文件会使哪些在办工单的到期日变动；什么都不保存",
    "adopt": "采用一个放假安排文件，在办工单的到期日重算一次",
}
MOST_LINES = 200


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `calendar` with `show`, `check`, `preview` and `adopt`."""
    parser = subparsers.add_parser("calendar", help="工作日历：显示、检查、预览、采用放假安排")
    parser.set_defaults(run=run, act=None)
    acts = parser.add_subparsers(dest="act", metavar="做什么")
    for name, told in _ACTS.items():
        act = acts.add_parser(name, help=told)
        act.set_defaults(writes=name == "adopt")  # the others run beside an open desk
        if name in ("preview", "adopt"):
            act.add_argument("file", nargs="?", type=Path, metavar="文件", help="放假安排文件，如 2027.toml；不写就用程序自带的")
        if name == "check":
            act.add_argument("file", type=Path, metavar="文件", help="放假安排文件，如 2027.toml")
            add_json_option(act)
        else:
            add_station_options(act)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Does what was asked; a file with faults, or one that may not be adopted, ends with code 65 and changes nothing."""
    if args.act is None:
        raise CommandError("还缺 show、check、preview 或 adopt。", "例如 ./run calendar show。", Exit.USAGE)
    if args.act == "check":
        return _check(args)
    station = opened(args, now)
    try:
        return _show(args, station) if args.act == "show" else _take(args, station, now().date())
    finally:
        station.close()


def _check(args: argparse.Namespace) -> int:
    from models.services.calendars import CalendarFaults, read_file

    try:
        year = read_file(args.file)
    except CalendarFaults as error:
        value = [{"file": f.file, "line": f.line, "place": f.place, "what": f.what, "remedy": f.remedy} for f in error.faults]
        answer(args, {"faults": value}, [str(error)])
        return Exit.DATA
    days = {"off": sum(map(len, year.off.values())), "work": sum(map(len, year.work.values()))}
    answer(
        args, {"faults": [], "year": year.year, "edition": year.edition, "paper": year.paper, **days},
        [f"没有错误：{year.year} 年第 {year.edition} 版，放假 {days['off']} 天，调休上班 {days['work']} 天。", f"依据：{year.paper}"],
    )
    return Exit.OK


def _show(args: argparse.Namespace, station: Station) -> int:
    from models.services.calendars import adopted, from_program, offer_words

    calendar, offered = station.calendar, from_program(station)
    kept = adopted(station)
    value = {
        "revision": calendar.revision, "first": calendar.first.isoformat(), "last_published": calendar.last_published.isoformat(),
        "adopted": [{"revision": one.number, "papers": list(one.papers), "file": one.file, "sha256": one.sha256} for one in kept],
        "offered": _revision_value(offered) if offered else None,
    }
    lines = [
        f"工作日历 {calendar.revision}：已公布的年份 {calendar.first.year}—{calendar.last_published.year}，以后的年份暂定。",
        *(f"  {one.number}　{one.file}{'　' + '；'.join(one.papers) if one.papers else ''}" for one in kept),
    ]
    if offered:
        lines += [offer_words(offered), "先看影响：./run calendar preview；采用：./run calendar adopt"]
    answer(args, value, lines)
    return Exit.OK


def _take(args: argparse.Namespace, station: Station, today: date) -> int:
    from models.services.calendars import adopt, from_file, from_program, preview

    revision = from_file(station, args.file) if args.file else from_program(station)
    if revision is None:
        raise CommandError("程序自带的放假安排本所都已采用。", "要采用别的，请写文件名。", Exit.DATA)
    seen = adopt(station, revision, today)[0] if args.act == "adopt" else preview(station, revision, today)
    said = f"已采用工作日历 {revision.number}。" if args.act == "adopt" else f"采用后是工作日历 {revision.number}；现在什么都没有改。"
    answer(args, _value(seen, args.act == "adopt"), [*_year_lines(revision), said, seen.summary, *_shift_lines(seen)])
    return Exit.OK


def _revision_value(revision: Revision) -> dict[str, object]:
    return {
        "revision": revision.number, "base": revision.base, "file": revision.file, "sha256": revision.sha256,
        "years": [
            {"year": year.year, "edition": year.edition, "paper": year.paper, "replaces": year.replaces, "off": year.off,
             "work": year.work, "contradicts": list(year.contradicts)}
            for year in revision.years
        ],
    }


def _value(seen: Preview, adopted: bool) -> dict[str, object]:
    return {
        **_revision_value(seen.revision), "adopted": adopted, "changed": len(seen.shifts), "later": seen.later, "earlier": seen.earlier,
        "settled": seen.settled, "cases": [_shift_value(shift) for shift in seen.shifts],
    }


def _shift_value(shift: Shift) -> dict[str, object]:
    return {
        "case": shift.number, "customer": shift.customer, "limit": shift.limit, "old": shift.old.isoformat() if shift.old else None,
        "new": shift.new.isoformat() if shift.new else None, "was_provisional": shift.was_provisional, "provisional": shift.provisional,
    }


def _year_lines(revision: Revision) -> Iterator[str]:
    for year in revision.years:
        yield f"{year.year} 年第 {year.edition} 版：放假 {year.off} 天，调休上班 {year.work} 天。依据：{year.paper}"
        if year.contradicts:
            yield f"  与现用的（{year.replaces}）不一致 {len(year.contradicts)} 天，以新文件为准：{'；'.join(year.contradicts)}。"


def _shift_lines(seen: Preview) -> Iterator[str]:
    for shift in seen.shifts[:MOST_LINES]:
        old, new = (f"{day or '不计时'}{'（暂定）' if unsure else ''}" for day, unsure in
                    ((shift.old, shift.was_provisional), (shift.new, shift.provisional)))
        yield f"  {shift.number}　{shift.customer}　{shift.limit}　{old} → {new}"
    if len(seen.shifts) > MOST_LINES:
        yield f"  …… 另有 {len(seen.shifts) - MOST_LINES} 件（--json 全部列出）"
