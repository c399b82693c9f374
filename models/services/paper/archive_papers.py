"""The papers of a file itself (封面, 卷内目录, 备考表), and everything that lies in it, in the order of its catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from models.case import Case
from models.casework.archive import KINDS, catalogue_of, file_of, line_states
from models.casework.files import KINDS as KIND_NAMES
from models.casework.files import files_of
from models.casework.topic import CaseView
from models.forms import form_by_code
from models.papers import FilePiece, PaperContext
from models.services.station import Station, looking, name_of

COVER, INDEX, NOTE = "ARCHIVE-COVER", "ARCHIVE-INDEX", "ARCHIVE-NOTE"
TITLES: dict[str, str] = {COVER: "用电客户档案", INDEX: "卷内目录", NOTE: "卷内备考表"}
OTHER = "其他"
ContextFor = Callable[[Station, Case, str, date], PaperContext]


def codes_of(case: Case) -> list[str]:
    """The papers of the file, once the case is accepted."""
    return list(TITLES) if case.accepted_on and case.outcome in ("", "archived") else []


def filled(station: Station, view: CaseView, context: PaperContext, context_for: ContextFor) -> PaperContext:
    """The context of one of the three, with everything in the file; nothing in it depends on today or on who asks."""
    case, file = view.case, file_of(view.case)
    done = case.stages.get("archive")
    lines = (
        ("档案号", file.number),
        ("户号", str(case.values.get("account_no") or "")),
        ("起止日期", f"{case.accepted_on or ''} 至 {case.ended_on or ''}"),
        ("归档日期", f"{done.on}" if done else ""),
        ("立卷人", name_of(station, done.actor) if done else ""),
        ("存放位置", "；".join(_places(case))),
    )
    return replace(
        context, two_part=False, issued_on=case.ended_on or case.accepted_on or context.issued_on, lines=lines, clauses=_remarks(view),
        contents=tuple(pieces(station, view, context_for)),
    )  # fmt: skip


def _places(case: Case) -> Iterator[str]:
    """Each place once: the box that the catalogue of the file names, then where single papers lie."""
    listed = case.forms.get("ARCHIVE")
    box = str(listed.values.get("box_no") or "") if listed else ""
    placed = [(paper.cabinet, paper.box) for paper in file_of(case).placed.values()]
    named = [] if any(box == each for _, each in placed) else [("", box)]
    yield from filter(None, dict.fromkeys(_box(*each) for each in (*named, *placed)))


def _box(cabinet: str, box: str) -> str:
    return " ".join(f"{word} {value}" for word, value in (("柜", cabinet), ("盒", box)) if value)


def _remarks(view: CaseView) -> tuple[str, ...]:
    """What the note at the end of the file says of lines that are not there."""
    catalogue = catalogue_of(view)
    if catalogue is None:
        return ("受理时采用的规则里没有档案目录，没有逐项核对。",)
    states = [state for state in line_states(view) if state.kind in ("excused", "missing", "not_applicable")]
    return (f"按“{catalogue.name}”核对（{catalogue.source}）。", *(f"{s.line.name}：{KINDS[s.kind]}，{s.text}。" for s in states))


def pieces(station: Station, view: CaseView, context_for: ContextFor) -> Iterator[FilePiece]:
    """What lies in the file: by the sections of its catalogue, in each the forms and papers by their day, then what is on paper only."""
    catalogue = catalogue_of(view)
    sections = list(dict.fromkeys(line.section for line in catalogue.lines)) if catalogue else []
    found = [*_papers(station, view), *_forms(station, view, context_for), *_attached(station, view), *_placed(station, view)]
    rank = {section: at for at, section in enumerate(sections)}
    yield from sorted(found, key=lambda piece: (rank.get(piece.section, len(rank)), piece.on or date.max, piece.number, piece.title))


def _section_of(view: CaseView, code: str, stage: str = "") -> str:
    """The section whose line a form or paper meets; else that of its stage, or of the next stage that has a line (a survey: the plan)."""
    catalogue = catalogue_of(view)
    order = [step.stage for step in view.kind.flow]
    later = order[order.index(stage):] if stage in order else []
    for wanted in (f"form:{code}", f"paper:{code}", "application" if code == view.case.form else "", *(f"stage:{one}" for one in later)):
        for line in catalogue.lines if catalogue else ():
            if wanted in line.met_by:
                return line.section
    first = catalogue.lines[0].section if catalogue and catalogue.lines else OTHER
    return first if code in ("RECEIPT", "MISSING", "COMMITMENT") or code.startswith("NOTICE-") else OTHER


def _stage_of(view: CaseView, code: str) -> str:
    if code.startswith("STAGE-"):  # the receipt of a stage lies with it
        return code.removeprefix("STAGE-").lower().replace("-", "_")
    return next((step.stage for step in view.kind.flow if step.form == code), "")


def _papers(station: Station, view: CaseView) -> Iterator[FilePiece]:
    """Every paper that was issued and is not void, as it left the printer."""
    own = [paper for paper in view.case.papers.values() if not paper.voided_on and paper.code not in TITLES]
    with looking(station) as connection:
        for paper in own:
            yield FilePiece(
                paper.title, _section_of(view, paper.code, _stage_of(view, paper.code)), paper.paper_no, station.info.name, paper.on,
                pdf=station.attachments.read(connection, paper.sha256), note=paper.state if paper.state != "已出具" else "",
            )  # fmt: skip


def _forms(station: Station, view: CaseView, context_for: ContextFor) -> Iterator[FilePiece]:
    """Every form whose latest filling was not issued as a paper, drawn anew."""
    case = view.case
    for code, form in case.forms.items():
        if any(paper.code == code and not paper.voided_on and paper.times == form.times for paper in case.papers.values()):
            continue
        day = form.entered.date()
        drawn = replace(context_for(station, case, code, day), clerk=name_of(station, form.actor))
        section = _section_of(view, code, form.stage)
        yield FilePiece(form_by_code(code).title, section, "", name_of(station, form.actor), day, drawn=drawn)


def _attached(station: Station, view: CaseView) -> Iterator[FilePiece]:
    """Every photo, scan and PDF attached to the case and not taken out again, in the section of what it belongs to."""
    with looking(station) as connection:
        for file in files_of(view.case):
            kind, _, code = file.about.partition(":")
            paper = view.case.papers.get(code) if kind == "paper" else None
            of = paper.code if paper else code
            section = _materials_section(view) if kind == "material" else _section_of(view, of, _stage_of(view, of))
            data = station.attachments.read(connection, file.sha256)
            pdf, image = (data, b"") if file.kind == "application/pdf" else (b"", data)
            note = KIND_NAMES.get(file.kind, "文件")
            yield FilePiece(
                f"附件 {file.number} {file.title}", section, by=station.info.name, on=file.on, pdf=pdf, image=image, note=note
            )


def _materials_section(view: CaseView) -> str:
    """Where the customer's own papers lie."""
    catalogue = catalogue_of(view)
    return next((line.section for line in catalogue.lines if "materials" in line.met_by), OTHER) if catalogue else OTHER


def _placed(station: Station, view: CaseView) -> Iterator[FilePiece]:
    """What was noted as paper in the file; where the program has it too, only the place of the original."""
    for state in line_states(view):
        paper = state.paper
        if paper:
            kind = "原件" if paper.original else "复印件"
            note = "；".join(part for part in (f"纸质{kind}", paper.note) if part)
            yield FilePiece(
                state.line.name, state.line.section, by=station.info.name, on=paper.on, pages=paper.pages, place=paper.place, note=note
            )
