"""`./run due`: one time limit's due day with its day-by-day reason, or the list of all limits; needs no station and no window."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from models.business import CLASSES, FACTS, GRADES, KINDS, OUR_DEFAULT, SIDES, Standard, TimeLimit
from models.clock import Countdown, Day, Pause, countdown, explain
from models.rules import RuleBook, read_standards, shipped_profiles, shipped_standards, shipped_texts, target_limit
from models.type_limits import PREFIX
from models.workdays import CalendarError, WorkCalendar, published_calendar_text
from ui.commandline.arguments import parse_date
from ui.commandline.exits import CommandError, Exit

Standards = Mapping[str, Standard]
_MARKS = {"工": "工作日", "休": "周末", "假": "放假", "班": "调休上班", "停": "停表", "·": "不计"}
_COUNTED = {"working_day": "个工作日", "calendar_day": "个自然日", "hour": "小时"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `due` and its options."""
    parser = subparsers.add_parser("due", help="算一个时限的到期日，并逐日说明")
    parser.add_argument("--list", action="store_true", help="列出全部时限标准")
    parser.add_argument("--standard", metavar="标准", help="时限标准代码，如 henan-2020")
    parser.add_argument("--class", dest="class_", metavar="类别", help="客户类别代码，如 lv_nonres_small")
    parser.add_argument("--limit", metavar="时限", help="时限代码，如 whole")
    parser.add_argument("--from", dest="start", type=parse_start, metavar="日期",
                        help="起算日（当日不计入），如 2026-02-13；以小时计的写 2026-02-13T16:59")
    parser.add_argument("--pause", action="append", default=[], type=parse_pause, metavar="起..止:方[:signed]",
                        help="停表区间，首尾两天都不计，可重复；方为 company、customer、government、grid_works")
    parser.add_argument("--day0-counts", action="store_true", help="起算日当日也计入")
    parser.add_argument("--json", action="store_true", help="只输出一个 JSON 值")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Callable[[], datetime]) -> int:
    """Prints the due day or the list; raises CommandError with code 64 when the question is incomplete or names what does not exist."""
    standards = _shipped()
    if args.list:
        _print_list(standards, args.json)
        return Exit.OK
    limit = _limit(args, standards)
    today = now() if limit.unit == "hour" else now().date()
    calendar = WorkCalendar.from_text(published_calendar_text())
    try:
        count = countdown(limit, args.start, calendar, args.pause, day0_counts=args.day0_counts, today=today)
        days = explain(limit, args.start, calendar, args.pause, day0_counts=args.day0_counts, today=today)
    except CalendarError as error:
        raise CommandError(error.message, error.hint, Exit.USAGE) from error
    if args.json:
        print(json.dumps(as_json(count, days), ensure_ascii=False, indent=1))
    else:
        _print_due(standards, limit, count, days)
    return Exit.OK


def _shipped() -> Standards:
    """Every published set of limits, then those that business types carry themselves and the internal targets of the profiles."""
    books = [RuleBook.from_texts(shipped_texts(profile)) for profile in shipped_profiles()]
    own = [standard for code, standard in books[0].standards.items() if code.startswith(PREFIX)]
    own += [aims for book in books if (aims := _aims(book))]
    return {**read_standards(shipped_standards()), **{standard.code: standard for standard in own}}


def _aims(book: RuleBook) -> Standard | None:
    """The internal targets of a profile as a set of limits, None where it has none."""
    profile, code = book.profile, f"target-{book.profile.code}"
    found = (
        msgspec.structs.replace(target_limit(target, step), code=target.stage, cite=f"配置“{profile.name}”", standard=code)
        for target in profile.internal_targets
        for step in next((kind.flow for kind in book.types.values() if kind.timed and target.class_ in kind.classes), ())
        if step.stage == target.stage
    )
    limits = tuple(found)
    return Standard(
        code=code, name=f"{profile.name}的内控目标", short_name="内控目标", issuer="本所", effective=profile.effective,
        source=profile.source, cite=profile.cite, limits=limits, note="内控目标是本所自定的，不是规定；超过不算逾期",
    ) if limits else None  # fmt: skip


def parse_start(text: str) -> date:
    """Reads a day, or a day and a minute as 2026-02-13T16:59; raises ArgumentTypeError in Chinese."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", text):
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"没有 {text} 这个时刻") from error
    return parse_date(text)


def parse_pause(text: str) -> Pause:
    """Reads FROM..TO:SIDE[:signed]; FROM.. is still open. Raises ArgumentTypeError in Chinese."""
    days, _, rest = text.partition(":")
    side, _, signed = rest.partition(":")
    begin, dots, end = days.partition("..")
    if not dots or side not in SIDES or signed not in ("", "signed"):
        raise argparse.ArgumentTypeError(f"停表区间 {text} 请写成 2026-02-24..2026-02-25:customer 或再加 :signed")
    pause = Pause(parse_date(begin), parse_date(end) if end else None, side, signed == "signed")
    if pause.end is not None and pause.end < pause.start:
        raise argparse.ArgumentTypeError(f"停表区间 {text} 的止日早于起日")
    return pause


def as_json(count: Countdown, days: Sequence[Day]) -> dict[str, object]:
    """Returns the answer in the shape that scripts rely on; `earliest` and `latest` only where provisional."""
    answer: dict[str, object] = {"due": _iso(count.due), "promised": _iso(count.promised), "provisional": count.provisional}
    if count.provisional:
        answer |= {"earliest": _iso(count.earliest), "latest": _iso(count.latest)}
    if count.due_at:
        answer["due_at"] = count.due_at.isoformat(timespec="minutes")
    if count.unit != "working_day":
        answer["unit"] = count.unit
    answer["days"] = [{"date": day.date.isoformat(), "mark": day.mark, "n": day.n, "paper": day.paper} for day in days]
    return answer


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _limit(args: argparse.Namespace, standards: Standards) -> TimeLimit:
    """Returns the limit that was asked for, or raises CommandError naming what would do."""
    absent = [option for option, value in (("--standard", args.standard), ("--class", args.class_), ("--limit", args.limit),
                                           ("--from", args.start)) if not value]
    if absent:
        raise CommandError(f"还缺 {'、'.join(absent)}。", "用 ./run due --list 看有哪些时限。", Exit.USAGE)
    if args.standard not in standards:
        raise CommandError(f"没有时限标准 {args.standard}。", f"可用：{'、'.join(standards)}。", Exit.USAGE)
    if args.class_ not in CLASSES:
        raise CommandError(f"没有客户类别 {args.class_}。", f"可用：{'、'.join(CLASSES)}。", Exit.USAGE)
    limits = [limit for limit in standards[args.standard].limits if args.class_ in limit.classes]
    limit = next((limit for limit in limits if limit.code == args.limit), None)
    if limit is None:
        codes = [found.code for found in limits]
        hint = f"可用：{'、'.join(codes)}。" if codes else "这个标准对该类客户无规定时限。"
        raise CommandError(f"{args.standard} 对 {args.class_} 没有时限 {args.limit}。", hint, Exit.USAGE)
    if isinstance(args.start, datetime) and limit.unit != "hour":
        raise CommandError(f"{limit.name}不以小时计，--from 只写日期。", f"例如 {args.start.date().isoformat()}。", Exit.USAGE)
    return limit


def _print_list(standards: Standards, as_json_text: bool) -> None:
    rows = [(standard, limit, class_) for standard in standards.values() for limit in standard.limits for class_ in limit.classes]
    if as_json_text:
        print(json.dumps([_row(standard, limit, class_) for standard, limit, class_ in rows], ensure_ascii=False, indent=1))
        return
    for standard, limit, class_ in rows:
        when = f"（{'、'.join(FACTS[fact] for fact in limit.when)}）" if limit.when else ""
        mark = "" if standard.selectable else "  只供查阅（非规定）"
        print(f"{standard.code}  {class_}（{CLASSES[class_]}）  {limit.code}  {limit.name}{when}  {limit.told}"
              f"  {KINDS[limit.kind]}  {limit.source}{mark}")


def _row(standard: Standard, limit: TimeLimit, class_: str) -> dict[str, object]:
    return {
        "standard": standard.code, "class": class_, "limit": limit.code, "kind": limit.kind, "days": limit.days, "unit": limit.unit,
        "name": limit.name, "start": limit.start, "also_after": list(limit.also_after), "stop": limit.stop,
        "spans": [list(span) for span in limit.spans], "when": list(limit.when), "stops_for": list(limit.stops_for),
        "stops_source": limit.stops_source,
        "obliged": limit.obliged, "effective": standard.effective.isoformat(), "effective_note": standard.effective_note,
        "until": _iso(standard.until), "grade": standard.grade, "selectable": standard.selectable,
        "source": limit.source, "cite": limit.cite, "note": limit.note or standard.note,
    }


def _print_due(standards: Standards, limit: TimeLimit, count: Countdown, days: Sequence[Day]) -> None:
    standard = standards[limit.standard]
    begun = f"{count.start:%Y-%m-%d %H:%M}" if isinstance(count.start, datetime) else count.start.isoformat()
    print(f"{standard.name}：{limit.name}，{limit.told}，自 {begun} 起")
    grade = "" if limit.source == OUR_DEFAULT else f"（{GRADES[standard.grade]}）"
    print(f"依据：{limit.source}，{limit.cite}{grade}")
    unit = _COUNTED[count.unit]
    if count.due is None:
        print(f"现在不能确定到期日，已用 {count.used} {unit}，还剩 {count.rest} {unit}")
    elif count.due_at:
        print(f"到期时刻：{count.due_at:%Y-%m-%d %H:%M}")
    else:
        print(f"到期日：{_told(count.due)}{'（暂定）' if count.provisional else ''}")
        _print_range(count)
    for day in days:
        number = (f"第 {day.n} 小时" if count.unit == "hour" else f"第 {day.n} 天") if day.n else ""
        sys.stdout.write("  ".join(part for part in (f"  {_told(day.date)}", _MARKS[day.mark], number, day.paper or "") if part) + "\n")


def _print_range(count: Countdown) -> None:
    if count.promised is not None and count.promised != count.due:
        print(f"告知客户的日期：{_told(count.promised)}（停表未经客户签字）")
    if count.provisional and count.earliest and count.latest:
        print(f"放假安排尚未公布，可能在 {_told(count.earliest)} 至 {_told(count.latest)} 之间")
    if count.open_pause:
        print("现在停表中，到期日按明天恢复计时推算")


def _told(day: date) -> str:
    return f"{day.isoformat()}（周{'一二三四五六日'[day.weekday()]}）"
