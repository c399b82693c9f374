"""What all notices are made of: the shape of a notice, label-and-value strips, numbered lists, places to sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from models.papers import PaperContext, PaperItem, PaperLimit
from reports.form_values import label_text
from reports.grid import Block, Cell, Stack, Strip
from reports.page import SealBox
from reports.paragraph import Paragraph, Run, bold, heavy, mixed, plain

LABEL = 5.4          # width of a label column in characters, its inset included


@dataclass(frozen=True)
class Notice:
    """A letter: its code and title, how it lies on the sheet, and the function that writes its body in a given type size.

    Without a paper number a `numbered` letter is marked 预览; `number_name` is what its foot calls the case's number.
    """

    code: str
    title: str
    layout: Literal["single", "two_part", "copies"]
    body: Callable[[PaperContext, float], tuple[Block, ...]]
    parts: tuple[str, ...] = ()
    numbered: bool = True
    number_name: str = "受理编号"


def day(value: date | None) -> str:
    """A date as papers write it; a blank to fill in by hand where there is none."""
    return "　　　　年　　月　　日" if value is None else f"{value.year}年{value.month}月{value.day}日"


def label(text: str, size: float) -> Cell:
    """The shaded cell that names what stands to its right."""
    return Cell(label_text(text, size), fixed=LABEL * size + 4, shaded=True, again=True)


def value(text: str | Paragraph, size: float, weight: float = 1) -> Cell:
    """The cell beside a label."""
    return Cell(plain(text, size, align="left") if isinstance(text, str) else text, weight=weight)


def facts(size: float, *pairs: tuple[str, str], least: float = 2.1) -> Strip:
    """One strip of label and value, one pair or two."""
    cells = tuple(cell for name, text in pairs for cell in (label(name, size), value(text, size)))
    return Strip(cells, least=least * size)


def wide(block: Block) -> Strip:
    """A strip of a single cell."""
    return Strip((Cell(block, middle=False),))


def heading(text: str, size: float) -> Paragraph:
    """The line that opens a section of a letter."""
    return heavy(text, size + 1.5, align="left", leading=(size + 1.5) * 1.9)


def clause(size: float, *parts: str | Run) -> Paragraph:
    """A paragraph of a letter: two characters in, flush right."""
    return mixed(*parts, size=size, indent=2, leading=size * 1.65)


def point(size: float, *parts: str | Run, hang: float = 2.0) -> Paragraph:
    """A numbered or marked item whose later lines stand under its text."""
    return mixed(*parts, size=size, indent=hang - 1, hang=hang, leading=size * 1.6)


def item_text(item: PaperItem) -> str:
    """A paper as one line of a list: name, remark."""
    return f"{item.name}（{item.note}）" if item.note else item.name


def common_form(names: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Takes a remark that every name ends with out of the names: (甲（原件）, 乙（原件）) → (甲, 乙), 原件."""
    forms = {name[name.rfind("（") + 1 : -1] if name.endswith("）") else "" for name in names}
    form = forms.pop() if len(forms) == 1 else ""
    return (tuple(name.removesuffix(f"（{form}）") for name in names), form) if form else (names, "")


def numbered(items: tuple[PaperItem, ...], none: str) -> str:
    """Papers in a row, numbered; `none` where there are none."""
    if not items:
        return none
    if len(items) == 1:
        return item_text(items[0])
    return "；".join(f"{number}.{item_text(item)}" for number, item in enumerate(items, 1))


def limit_text(limit: PaperLimit) -> tuple[str | Run, ...]:
    """What is promised of one limit: the days, the date, and that a date is provisional."""
    if not limit.told:
        return ("无规定时限，我所将主动与您联系",)
    told: tuple[str | Run, ...] = (bold(limit.told.replace(" ", "")),)
    if limit.due is not None:
        told = (*told, "，最迟 ", bold(day(limit.due) + (f"{limit.due_at:%H:%M}" if limit.due_at else "")))
    return (*told, f"（{provisional_text(limit)}）") if limit.provisional else told


def provisional_text(limit: PaperLimit) -> str:
    """Why a date is not yet certain, and between which days it will lie."""
    span = f"，应在{day(limit.earliest)}至{day(limit.latest)}之间" if limit.earliest and limit.latest else ""
    return f"暂定{span}，待国务院办公厅公布放假安排后确定"


def signatures(size: float, *titles: str, room: float = 0) -> Strip:
    """A strip of places to sign or seal, side by side."""
    boxes = (SealBox(title, size, room or size * 3.4) for title in titles)
    return Strip(tuple(Cell(box, middle=False) for box in boxes), signed=True)


def signed_for(size: float, customer: str, ours: str, *, room: float = 0) -> Strip:
    """The customer's place to sign, with who signs for him, beside the station's."""
    whom = SealBox(customer, size, room or size * 3.9, hint="签字人：☐本人　☐经办人　☐家属　☐其他")
    return Strip((Cell(whom, middle=False), Cell(SealBox(ours, size, room or size * 3.9), middle=False)))


def together(*blocks: Block) -> Stack:
    """Blocks that stay on one page."""
    return Stack(blocks, whole=True)


def contact(context: PaperContext) -> str:
    """Whom the customer asks: the station's clerk and phone, and the service line."""
    own = "　".join(part for part in (context.station_name, context.clerk, context.station_phone) if part)
    return f"{own}　供电服务热线 95598（24 小时）"


def texts(*found: Any) -> tuple[str, ...]:
    """The non-empty strings among the arguments."""
    return tuple(part for part in found if part)
