"""How papers leave a station: the ways of delivery with what each must name, and the set of papers that a stage prints together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from models.rule_checks import CITE, Finding
from models.stage_codes import STAGES

HAND = "当面"
"""The way of whoever signs on the spot."""
MOST_COPIES = 20


class Delivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way in which a customer gets a paper.

    `number` names the number that must be noted (empty = none), `witnesses` how many must have been there, `told` whether it must be
    noted who was told, and how. `how` is what the journal keeps.
    """

    how: str
    words: str
    number: str = ""
    witnesses: int = 0
    told: bool = False


class SetPaper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paper of a stage's set: its code, or APPLICATION, NOTICE, FORM for what these are in the case at hand.

    `field`: where its form is not filled yet, a sheet with what is known is printed for the field, without number.
    """

    paper: str
    copies: int = 1
    field: bool = False


class PaperSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The papers of a stage in the order in which they are printed; those that make no sense for a case are left out."""

    stage: str
    papers: tuple[SetPaper, ...]


class NoticeText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A section of a 告知书 as a published document words it: for the cases that `standard` governs (empty = all)."""

    paper: str
    heading: str
    lines: tuple[str, ...]
    source: str
    cite: str
    standard: str = ""


class PapersFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of deliveries, sets and sections of notices."""

    effective: date
    source: str
    deliveries: tuple[Delivery, ...]
    sets: tuple[PaperSet, ...]
    texts: tuple[NoticeText, ...] = ()
    cite: str = ""

    def delivery(self, how: str) -> Delivery | None:
        """The way of this name."""
        return next((one for one in self.deliveries if one.how == how), None)

    def papers_of(self, stage: str) -> tuple[SetPaper, ...]:
        """The set of a stage; the stage's own form alone where none is laid down."""
        return next((one.papers for one in self.sets if one.stage == stage), (SetPaper(paper="FORM"),))


def papers_findings(file: PapersFile) -> Iterator[Finding]:
    """Everything wrong inside the file of deliveries and sets."""
    if not file.source:
        yield Finding("source", "source", "要写明依据 source", CITE)
    if file.delivery(HAND) is None:
        yield Finding("deliveries", "deliveries", f"缺少“{HAND}”", "请补上这一种送达方式。")
    yield from _repeated("deliveries", [one.how for one in file.deliveries])
    for at, text in enumerate(file.texts):
        if not text.source or not text.cite or not text.lines:
            yield Finding(f"texts[{at}]", f"texts[{at}]（{text.heading}）", "要写明依据和内容", CITE)
    yield from _repeated("sets", [one.stage for one in file.sets])
    for at, one in enumerate(file.sets):
        place = f"sets[{at}]（{one.stage}）"
        if one.stage not in STAGES:
            yield Finding(f"sets[{at}].stage", place, f"不认识的环节 {one.stage}", f"可用：{'、'.join(STAGES)}。")
        if any(not 1 <= paper.copies <= MOST_COPIES for paper in one.papers):
            yield Finding(f"sets[{at}].papers", place, f"份数应当在 1 到 {MOST_COPIES} 之间", "请改正 copies。")


def _repeated(key: str, names: list[str]) -> Iterator[Finding]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield Finding(f"{key}[{at}]", f"{key}[{at}]（{name}）", f"{name} 重复", "请删去一处。")
