"""`./run rules`: checks rule and calendar files, and shows a business type's flow, limits and papers with their sources."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from models.approval_words import authority_of, chain_of_row, conditions_of
from models.archive_rules import Catalogue
from models.archive_words import met_with, wanted_when
from models.business import CLASSES, FACTS, KINDS, MARKS, SIDES, STAGES, BusinessType, ConditionalStep, FlowStep, InternalTarget, TimeLimit
from models.checklist import conditions_met, form_words
from models.flow import stage_name
from models.material_rules import ANSWERS, CONDITION_WORDS, Material, MaterialGroup
from models.rule_files import check, shipped_files
from models.rules import RuleBook, shipped_profiles, shipped_texts
from models.stage_codes import RESPONSIBLE
from models.type_limits import code_of
from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import add_station_options, answer, opened


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `rules` with its acts."""
    parser = subparsers.add_parser("rules", help="检查规则文件，或显示一种业务的流程、时限和资料")
    parser.set_defaults(run=run, act=None)
    acts = parser.add_subparsers(dest="act", metavar="做什么")
    checking = acts.add_parser("check", help="检查规则文件和日历文件，一次说清全部错误（缺省：随程序提供的全部文件）")
    checking.add_argument("files", nargs="*", type=Path, metavar="文件")
    checking.add_argument("--json", action="store_true", help="只输出一个 JSON 值")
    show = acts.add_parser("show", help="显示一种业务的流程、时限和资料及其依据")
    show.add_argument("type", metavar="业务", help="业务代码，如 lv_nonres_new")
    show.add_argument("--profile", default="henan-rural", metavar="配置", help="配置代码（缺省 henan-rural）")
    show.add_argument("--fact", action="append", default=[], metavar="情形", help="工单的情形，如 important，可重复")
    show.add_argument("--json", action="store_true", help="只输出一个 JSON 值")
    places = acts.add_parser("places", help="列出常用语文件里可以写的表、栏、文字种类和由程序填的内容")
    places.add_argument("form", nargs="?", default="", metavar="表", help="表的名称或代码（缺省：全部）")
    places.add_argument("--json", action="store_true", help="只输出一个 JSON 值")
    profiles = acts.add_parser("profiles", help="列出随程序提供的配置")
    profiles.add_argument("--json", action="store_true", help="只输出一个 JSON 值")
    adopt = acts.add_parser("adopt", help="给供电所换配置，或采用随程序更新的规则；不带 --reason 只看改动")
    adopt.add_argument("--profile", default="", metavar="配置", help="配置代码（缺省：现在的配置，只采用更新的规则）")
    adopt.add_argument("--since", type=date.fromisoformat, metavar="日期", help="从这天起受理的工单执行（缺省今天）")
    adopt.add_argument("--switch-on", action="append", default=[], choices=("pre_accept", "one_day_connect", "none"),
                       help="启用预受理 pre_accept、一日通 one_day_connect（我们的理解，非规定）；不写 = 照旧，none = 都不启用")
    adopt.add_argument("--count-day0", action="store_true", help="受理当日计入第 1 天（从严）")
    adopt.add_argument("--reason", default="", metavar="依据", help="如 县公司〔2026〕12号文；写了才采用")
    add_station_options(adopt)
    adopt.set_defaults(writes=True)


def run(args: argparse.Namespace, now: Callable[[], datetime]) -> int:
    """Does what was asked; a file with faults ends with code 65."""
    if args.act == "check":
        return _check(args)
    if args.act == "show":
        return _show(args)
    if args.act == "places":
        return _places(args)
    if args.act == "profiles":
        return _profiles(args)
    if args.act == "adopt":
        return _adopt(args, now)
    raise CommandError("还缺 check 或 show。", "例如 ./run rules check，或 ./run rules show lv_nonres_new。", Exit.USAGE)


def _places(args: argparse.Namespace) -> int:
    from models.form_codes import FORM_CODES
    from models.forms import form_by_code
    from models.wordings import KINDS, PLACEHOLDERS, NoPlaceError, form_named, places_of

    try:
        forms = [form_named(args.form)] if args.form else [form_by_code(code) for code in FORM_CODES]
    except NoPlaceError as error:
        raise CommandError(f"{error.what}。", error.remedy, Exit.USAGE) from error
    found = {form: places_of(form) for form in forms}
    value = {
        "kinds": KINDS, "placeholders": PLACEHOLDERS,
        "forms": [
            {"form": form.code, "title": form.title,
             "fields": [{"field": one.key.partition(".")[2], "name": one.label, "most": one.most, "lines": one.lines} for one in places]}
            for form, places in found.items() if places
        ],
    }  # fmt: skip
    lines = [f"{form.title} {form.code}：{'、'.join(one.label for one in places)}" for form, places in found.items() if places]
    if not args.form:
        lines += ["", f"文字种类 kind：{'、'.join(KINDS.values())}", "", "由程序填的内容："]
        lines += [f"  {{{name}}}　{told}" for name, told in PLACEHOLDERS.items()]
    answer(args, value, lines or [f"《{forms[0].title}》没有可以用常用语的栏。"])
    return Exit.OK


def _profiles(args: argparse.Namespace) -> int:
    from models.services.adoption import profile_offers

    offers = profile_offers()
    answer(args, [{"code": o.code, "name": o.name, "about": o.line} for o in offers], (f"{o.code}　{o.name}：{o.line}" for o in offers))
    return Exit.OK


def _adopt(args: argparse.Namespace, now: Callable[[], datetime]) -> int:
    from models.services.adoption import adopt_rules, plan_adoption, switched_on

    station, today = opened(args, now), now().date()
    try:
        present = station.shelf.book().profile
        day0 = args.count_day0 or (present.day0_counts and not args.profile)
        switches = frozenset(args.switch_on) - {"none"} if args.switch_on else switched_on(present)
        plan = plan_adoption(station, args.profile or present.code, args.since or today, today, day0_counts=day0, switches=switches)
        if args.reason:
            adopt_rules(station, plan, args.reason, today)
    finally:
        station.close()
    done = f"已采用“{plan.name}”，从 {plan.since} 起受理的工单执行。" if args.reason else "还没有采用；写上 --reason 依据 才采用。"
    value = {
        "profile": plan.profile, "since": plan.since.isoformat(), "adopted": bool(args.reason),
        "changes": [{"what": what, "before": before, "after": after} for what, before, after in plan.changes],
    }
    lines = [f"{what}：{before}　改为　{after}" for what, before, after in plan.changes] or ["没有改动。"]
    answer(args, value, [*lines, done if plan.texts else ""])
    return Exit.OK


def _check(args: argparse.Namespace) -> int:
    absent = [file for file in args.files if not file.is_file()]
    if absent:
        raise CommandError(f"没有文件 {'、'.join(map(str, absent))}。", "请检查路径。", Exit.NOINPUT)
    files = tuple(args.files) or shipped_files()
    faults = check(files)
    if args.json:
        print(json.dumps([{"file": f.file, "line": f.line, "place": f.place, "what": f.what, "remedy": f.remedy} for f in faults],
                         ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            print(f"{fault.file}:{fault.line}: {fault.place}：{fault.what}\n    {fault.remedy}")
        print(f"{len(files)} 个文件，{len(faults)} 处错误" if faults else f"{len(files)} 个文件，没有错误")
    return Exit.DATA if faults else Exit.OK


def _show(args: argparse.Namespace) -> int:
    if args.profile not in shipped_profiles():
        raise CommandError(f"没有配置 {args.profile}。", f"可用：{'、'.join(shipped_profiles())}。", Exit.USAGE)
    book = RuleBook.from_texts(shipped_texts(args.profile))
    code = next((kind.code for kind in book.types.values() if args.type in (kind.code, *kind.known_as)), "")
    if not code:
        raise CommandError(f"没有业务 {args.type}。", f"可用：{'、'.join(book.types)}。", Exit.USAGE)
    unknown = [fact for fact in args.fact if fact not in FACTS]
    if unknown:
        raise CommandError(f"没有情形 {'、'.join(unknown)}。", f"可用：{'、'.join(FACTS)}。", Exit.USAGE)
    kind = book.types[code]
    if args.json:
        print(json.dumps(as_json(book, kind, args.fact), ensure_ascii=False, indent=1))
    else:
        for line in _lines(book, kind, args.fact):
            print(line)
    return Exit.OK


def as_json(book: RuleBook, kind: BusinessType, facts: list[str]) -> dict[str, object]:
    """Returns what `show` tells in the shape that scripts rely on."""
    return {
        "type": kind.code, "name": kind.name, "handled_by": kind.handled_by, "profile": book.profile.code,
        "source": kind.source, "cite": kind.cite,
        "classes": {
            class_: {
                "flow": [{"stage": step.stage, "name": step.name, "after": list(step.after), "form": step.form,
                          "papers": list(step.papers), "owner": step.owner,
                          "unit": step.responsible, "inner": [one.stage for one in step.inner]} for step in book.flow(kind, class_, facts)],
                "told": [{"name": name, "stages": list(stages)} for name, stages in book.told_stages(kind, class_, facts)],
                "limits": [{"standard": limit.standard, "limit": limit.code, "kind": limit.kind, "days": limit.days, "unit": limit.unit,
                            "start": limit.start, "stop": limit.stop, "when": list(limit.when), "source": limit.source, "cite": limit.cite}
                           for limit in _limits(book, kind, class_, facts)],
                "targets": [{"stage": one.stage, "days": one.days, "source": one.source} for one in _targets(book, kind, class_)],
            }
            for class_ in kind.classes
        },
        "preconditions": [{"code": one.code, "question": one.question, "met": one.met, "remedy": one.remedy, "blocks": one.blocks,
                           "source": one.source, "cite": one.cite} for one in kind.preconditions],
        "periods": [{"code": one.code, "name": one.name, "least": one.least, "most": one.most, "unit": one.unit, "per": one.per,
                     "times": one.times, "source": one.source, "cite": one.cite} for one in kind.periods],
        "after": [{"code": one.code, "name": one.name, "when": one.when, "steps": list(one.steps), "source": one.source,
                   "cite": one.cite} for one in kind.sequences],
        "approvals": _approvals_json(book) if _has_plan(kind) else [],
        "papers": [{"classes": list(classes), "group": group.code, "name": group.name, "when": group.when, "unless": group.unless,
                    "least": group.least, "may_follow_until": group.may_follow_until, "source": group.source, "cite": group.cite,
                    "members": [member.name for member in _accepted(book, group)]}
                   for classes, groups in _papers(book, kind) for group in groups],
        "catalogues": [{"classes": list(classes), "code": found.code, "name": found.name, "source": found.source, "cite": found.cite,
                        "lines": [{"code": line.code, "name": line.name, "section": line.section, "met_by": list(line.met_by),
                                   "when": list(line.when), "absent": line.absent, "cite": line.cite} for line in found.lines]}
                       for classes, found in _catalogues(book, kind)],
    }


def _limits(book: RuleBook, kind: BusinessType, class_: str, facts: list[str]) -> tuple[TimeLimit, ...]:
    order = book.profile.governing.get(class_, ()) if kind.timed else ()
    own = (code_of(kind),) if kind.limits else ()
    codes = (*own, *order, *(code for code in book.profile.measured if code not in order and kind.timed))
    if facts:
        return tuple(limit for code in codes for limit in book.limits(code, class_, facts))
    limits = (limit for code in codes for limit in book.standards[code].limits)
    return tuple(limit for limit in limits if class_ in limit.classes and limit.obliged == "company")


def _targets(book: RuleBook, kind: BusinessType, class_: str) -> tuple[InternalTarget, ...]:
    """The station's own aims for a class; changes of supply have none."""
    return tuple(one for one in book.profile.internal_targets if one.class_ == class_ and kind.timed)


def _papers(book: RuleBook, kind: BusinessType) -> Iterator[tuple[tuple[str, ...], tuple[MaterialGroup, ...]]]:
    """What is asked of which classes: those of whom the same is asked stand together."""
    lists: dict[str, list[str]] = {}
    for class_ in kind.classes:
        lists.setdefault(book.materials_for(kind, class_).code, []).append(class_)
    yield from ((tuple(classes), book.materials_for(kind, classes[0]).groups) for classes in lists.values())


def _catalogues(book: RuleBook, kind: BusinessType) -> Iterator[tuple[tuple[str, ...], Catalogue]]:
    """By which catalogue the files of which classes are checked; nothing where the rules have none."""
    found: dict[str, tuple[list[str], Catalogue]] = {}
    for class_ in kind.classes:
        if catalogue := book.catalogue(kind.code, class_):
            found.setdefault(catalogue.code, ([], catalogue))[0].append(class_)
    yield from ((tuple(classes), catalogue) for classes, catalogue in found.values())


def _file(classes: tuple[str, ...], catalogue: Catalogue) -> Iterator[str]:
    """What the file of a case must hold, line by line."""
    from ui.rules.flows import paper_name

    yield f"【{'、'.join(CLASSES[class_] for class_ in classes)}】档案目录：{catalogue.name}"
    yield f"      {catalogue.source}，{catalogue.cite}"
    for number, line in enumerate(catalogue.lines, 1):
        yield f"  {number} {line.name}（{line.section}）：{wanted_when(line, paper_name)}；算有：{met_with(line, paper_name)}"
        yield f"      {line.cite or catalogue.source}"


def _accepted(book: RuleBook, group: MaterialGroup) -> tuple[Material, ...]:
    """The papers that will do at a station with this profile, under some answer or other."""
    known = conditions_met(dict.fromkeys(ANSWERS, True), book.profile.village_proof)
    return tuple(one for one in (*group.members, *group.substitutes) if one.when in known)


def _lines(book: RuleBook, kind: BusinessType, facts: list[str]) -> Iterator[str]:
    yield f"{kind.name}（{kind.code}）　{'供电所办理' if kind.handled_by == 'station' else '供电所受理并上报，县中心办理'}"
    yield f"配置：{book.profile.name}　依据：{kind.source}，{kind.cite}"
    for class_ in kind.classes:
        yield ""
        yield f"【{CLASSES[class_]}】流程"
        yield from (f"  {line}" for step in book.flow(kind, class_, facts) for line in _step(kind, step))
        yield from (f"  {_condition(book, step, class_)}" for step in kind.conditional if not step.needed_with)
        yield from _told(book, kind, class_, facts)
        yield f"【{CLASSES[class_]}】时限"
        limits = _limits(book, kind, class_, facts)
        yield from (f"  {_limit(book, limit)}" for limit in limits)
        if not limits:
            yield "  没有查到规定的时限"
        yield from (f"  {_target(one)}" for one in _targets(book, kind, class_))
    for classes, groups in _papers(book, kind):
        yield ""
        yield f"【{'、'.join(CLASSES[class_] for class_ in classes)}】资料"
        yield from (f"  {_group(book, group)}" for group in groups)
    for classes, catalogue in _catalogues(book, kind):
        yield ""
        yield from _file(classes, catalogue)
    yield from _beside(kind)
    if _has_plan(kind):
        yield from _approvals(book)


def _beside(kind: BusinessType) -> Iterator[str]:
    """What is asked before, how long it may last, and what is left to do afterwards."""
    for one in kind.preconditions:
        yield f"受理前要核实：{one.met}\n      {one.source}，{one.cite}"
    for period in kind.periods:
        yield f"期限：{period.name}　{period.told}\n      {period.source}，{period.cite}"
    for sequence in kind.sequences:
        yield f"办完之后（{sequence.when}）：{' → '.join(sequence.steps)}\n      {sequence.source}，{sequence.cite}"
    further = dict.fromkeys(code for class_ in kind.classes for code in kind.further_for(class_))
    if further:
        yield f"需要时填的表单：{'、'.join(further)}"
    if kind.after_steps:
        yield f"办完之后：{'；'.join(kind.after_steps)}"


def _has_plan(kind: BusinessType) -> bool:
    """Whether a supply plan is approved on the way."""
    return any(one.stage == "plan_approve" for step in kind.flow for one in step.inner)


def _approvals(book: RuleBook) -> Iterator[str]:
    if book.approvals is None:
        yield "方案审批：没有审批规定"
        return
    matrix, slots = book.approvals.matrix, book.approvals.slots
    yield f"方案审批（{matrix.name}）"
    for row in matrix.rows:
        said = conditions_of(row)
        cases = row.name if row.name == said else f"{row.name}（{said}）"
        yield f"  {cases}：{chain_of_row(row, slots)}；{authority_of(row)}\n      {row.source}，{row.cite}"


def _approvals_json(book: RuleBook) -> list[dict[str, object]]:
    slots = book.approvals.slots if book.approvals else {}
    rows = book.approvals.matrix.rows if book.approvals else ()
    return [{"cases": conditions_of(row), "chain": chain_of_row(row, slots), "within": row.within, "alone": row.alone,
             "source": row.source, "cite": row.cite} for row in rows]


def _told(book: RuleBook, kind: BusinessType, class_: str, facts: list[str]) -> Iterator[str]:
    """The stages that the customer is told; those of cases of another kind too, where no facts are named."""
    told = book.told(class_, facts)
    if told and book.told_stages(kind, class_, facts):
        names = " → ".join(name for name, _ in book.told_stages(kind, class_, facts))
        yield f"告知客户的环节：{names}（{told.source}，{told.cite}）"
    if facts or not kind.timed:
        return
    for fact in FACTS:
        other = book.told(class_, [fact])
        if other and other != told:
            names = " → ".join(name for name, _ in book.told_stages(kind, class_, [fact]))
            yield f"  {FACTS[fact]}的：{names}（{other.source}，{other.cite}）"


def _step(kind: BusinessType, step: FlowStep) -> Iterator[str]:
    after = f"（在{'、'.join(stage_name(kind, stage) for stage in step.after)}之后）" if step.after else ""
    papers = "、".join(dict.fromkeys(code for code in (step.form, *step.papers) if code))
    who = step.responsible
    yield f"{step.name} {step.stage}{after}　{who}{f'　{papers}' if papers else ''}"
    for one in step.inner:
        yield f"    内部环节 {STAGES[one.stage]} {one.stage}　{RESPONSIBLE[one.unit]}（{one.source}，{one.cite}）"


def _condition(book: RuleBook, step: ConditionalStep, class_: str) -> str:
    """Of which cases of a class a conditional stage is asked."""
    standard, found = book.asking(step.stage, class_)
    if standard is None:
        return f"有条件的环节 {step.name} {step.stage}：本配置的标准对这类客户没有要求，不办"
    when = "、".join(FACTS[fact] for one in found for fact in one.when)
    cited = "；".join(f"{one.source}，{one.cite}" for one in found)
    return f"有条件的环节 {step.name} {step.stage}：{f'{when}才办' if when else '不办'}\n      {cited}"


def _limit(book: RuleBook, limit: TimeLimit) -> str:
    name = book.standards[limit.standard].short_name or limit.standard
    begin = "、".join(MARKS[mark] for mark in (limit.start, *limit.also_after))
    when = f"（{'、'.join(FACTS[fact] for fact in limit.when)}）" if limit.when else ""
    told = f"{name} {limit.name}{when}：{limit.told}，{KINDS[limit.kind]}，{begin} → {MARKS[limit.stop]}"
    stops = "、".join(SIDES[side] for side in limit.stops_for) or "无"
    return f"{told}\n      {limit.source}，{limit.cite}\n      停表方：{stops}（{limit.stops_source}）"


def _target(target: InternalTarget) -> str:
    return f"内控目标 {STAGES[target.stage]}：{target.days} 个工作日（{target.source}）"


def _group(book: RuleBook, group: MaterialGroup) -> str:
    papers = "、".join(_paper(material) for material in _accepted(book, group))
    later = f"，可后补，最迟在{STAGES[group.may_follow_until]}之前（{group.may_follow_source}）" if group.may_follow_until else ""
    least = "只供查阅，不作要求" if group.grade == "C" else f"至少 {group.least} 样{later}"
    asked = f"{group.asked_of}，" if group.asked_of else ""
    return f"{group.name}（{asked}{least}）：{papers}\n      {group.source}，{group.cite}"


def _paper(material: Material) -> str:
    words = (form_words(material), CONDITION_WORDS[material.when])
    return f"{material.name}（{'，'.join(word for word in words if word)}）"
