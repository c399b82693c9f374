"""What can be wrong in the file of business types: each check yields every finding, with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.business import CLASSES, NOTICE_CODES, STAGES, BusinessType, ConditionalStep, FlowStep
from models.business_file import BusinessFile, whole_types
from models.form_codes import FORM_CODES
from models.material_rules import CONDITIONS, MaterialList
from models.rule_checks import CITE, REACH, Finding, known_codes, limit_findings, unique_codes
from models.type_rules import AfterSequence, Period, Precondition

LATER = "天数、次数写成大于 0 的整数；least 不大于 most。"


def business_findings(file: BusinessFile, materials: Mapping[str, MaterialList]) -> Iterator[Finding]:
    """Everything wrong inside the file, held against the lists of papers."""
    yield from unique_codes("types", "types", (kind.code for kind in file.types))
    yield from _asked("preconditions", "preconditions", file.preconditions)
    yield from _sequences("sequences", "sequences", file.sequences)
    for at, (written, kind) in enumerate(zip(file.types, whole_types(file), strict=True)):
        path, place = f"types[{at}]", f"types[{at}]（{kind.code}）"
        yield from _shares(path, place, written, file)
        own = not written.flow_like or bool(written.flow)  # what is shared is checked once, where it stands
        yield from _type(path, place, kind, (*written.flow, *written.conditional), materials)
        if own:
            yield from flow_findings(path, place, kind.flow, kind.conditional)


def _shares(path: str, place: str, kind: BusinessType, file: BusinessFile) -> Iterator[Finding]:
    """What a type names by code is there, and it has one flow."""
    flows = [other.code for other in file.types if other.flow and not other.flow_like]
    if kind.flow_like:
        yield from known_codes(f"{path}.flow_like", place, "流程（flow_like 要写自己有流程的业务）", (kind.flow_like,), flows)
        if kind.flow:
            yield Finding(f"{path}.flow_like", place, "写了 flow_like 又写了 flow", "请只留一样。")
    yield from known_codes(f"{path}.asks", place, "办理条件", kind.asks, [one.code for one in file.preconditions])
    yield from known_codes(f"{path}.after", place, "后续事项", kind.after, [one.code for one in file.sequences])


def _type(
    path: str, place: str, kind: BusinessType, steps: tuple[FlowStep, ...], materials: Mapping[str, MaterialList]
) -> Iterator[Finding]:
    yield from known_codes(path, place, "客户类别", (*kind.classes, *kind.materials_of_class, *kind.papers_of_class), CLASSES)
    yield from known_codes(path, place, "表单", (kind.application_form, *(step.form for step in steps if step.form)), FORM_CODES)
    yield from known_codes(path, place, "表单", (form for forms in kind.further_forms.values() for form in forms), FORM_CODES)
    papers = (*kind.papers_at_acceptance, *(paper for step in steps for paper in step.papers))
    papers = (*papers, *(paper for extra in kind.papers_of_class.values() for paper in extra))
    yield from known_codes(path, place, "单据", papers, (*NOTICE_CODES, *FORM_CODES))
    if not kind.source or not kind.cite:
        yield Finding(path, place, "业务类型要写明依据 source 和出处 cite", CITE)
    for class_ in kind.classes or ("",):
        yield from _list(path, place, kind.materials_for(class_), class_, materials)
    seen: set[tuple[str, str]] = set()
    for at, limit in enumerate(kind.limits):
        yield from limit_findings(f"{path}.limits[{at}]", f"{place}的时限 {limit.code}", limit, seen)
    yield from _asked(f"{path}.preconditions", place, kind.preconditions)
    yield from _sequences(f"{path}.sequences", place, kind.sequences)
    for at, period in enumerate(kind.periods):
        yield from _period(f"{path}.periods[{at}]", f"{place}的 {period.code}", period)


def _list(path: str, place: str, code: str, class_: str, materials: Mapping[str, MaterialList]) -> Iterator[Finding]:
    yield from known_codes(path, place, "资料清单", (code,), materials)
    asked = materials.get(code)
    if asked and class_ and class_ not in asked.classes:
        yield Finding(path, place, f"资料清单 {code} 不适用于 {class_}")


def _asked(path: str, place: str, preconditions: tuple[Precondition, ...]) -> Iterator[Finding]:
    yield from unique_codes(path, place, (one.code for one in preconditions))
    for at, one in enumerate(preconditions):
        yield from known_codes(f"{path}[{at}].when", f"{place}的 {one.code}", "条件", (one.when,), CONDITIONS)
        if not one.source or not one.cite:
            yield Finding(f"{path}[{at}]", f"{place}的 {one.code}", "办理条件要写明依据 source 和出处 cite", CITE)
        if not one.question or not one.met or not one.remedy:
            what = "问什么、符合是什么、不符合怎么办都要写"
            yield Finding(f"{path}[{at}]", f"{place}的 {one.code}", what, "请补上 question、met、remedy。")


def _sequences(path: str, place: str, sequences: tuple[AfterSequence, ...]) -> Iterator[Finding]:
    yield from unique_codes(path, place, (one.code for one in sequences))
    for at, one in enumerate(sequences):
        if not one.steps:
            yield Finding(f"{path}[{at}].steps", f"{place}的 {one.code}", "没有一步", "请在 steps 里按先后写出每一步。")
        if not one.source or not one.cite:
            yield Finding(f"{path}[{at}]", f"{place}的 {one.code}", "后续事项要写明依据 source 和出处 cite", CITE)


def _period(path: str, place: str, period: Period) -> Iterator[Finding]:
    if not period.source or not period.cite:
        yield Finding(path, place, "每个期限都要写明依据 source 和出处 cite", CITE)
    numbers = (period.least, period.most, period.times, period.resume_days)
    if all(number is None for number in numbers) and not period.end_needed:
        yield Finding(path, place, "没有写任何期限", "请写 least、most、times、resume_days 或 end_needed。")
    if any(number is not None and number < 1 for number in numbers):
        yield Finding(path, place, "期限应当不少于 1", LATER)
    if period.least is not None and period.most is not None and period.least > period.most:
        yield Finding(path, place, f"least {period.least} 大于 most {period.most}", LATER)


def flow_findings(
    path: str, place: str, flow: tuple[FlowStep, ...], conditional: tuple[ConditionalStep, ...] = (),
) -> Iterator[Finding]:
    """A flow begins with accept, every step is reached once all before it are done, and marks name stages without a step."""
    steps: tuple[FlowStep, ...] = (*flow, *conditional)
    stages = [step.stage for step in steps]
    named = (*stages, *(code for step in steps for code in (*step.after, *step.marks, *(one.stage for one in step.inner))))
    placed = (code for step in conditional for code in (*step.before, *((step.needed_with,) if step.needed_with else ())))
    yield from known_codes(path, place, "环节", (*named, *placed), STAGES)
    yield from unique_codes(path, place, (*stages, *(mark for step in steps for mark in (*step.marks, *(one.stage for one in step.inner)))))
    for step in steps:
        if step.completes_on != "form" and not step.form:
            yield Finding(path, f"{place}的环节 {step.stage}", "以送达或签收为完成的环节要写 form", "请写 form，或去掉 completes_on。")
    if not flow or flow[0].stage != "accept" or flow[0].after:
        yield Finding(path, place, "流程应当从业务受理 accept 开始")
        return
    done = {"accept"}
    waiting = list(steps[1:])
    while waiting:
        ready = [step for step in waiting if step.after and done.issuperset(step.after)]
        if not ready:
            yield Finding(path, place, f"环节 {'、'.join(step.stage for step in waiting)} 永远走不到", REACH)
            return
        done.update(step.stage for step in ready)
        waiting = [step for step in waiting if step.stage not in done]
