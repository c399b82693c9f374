"""What a case's file must hold (档案目录), by business type and class; checked strictly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from models.business import CLASSES, FACTS, NOTICE_CODES, STAGES
from models.rule_checks import CITE, FIX, Finding

PLAIN_EVIDENCE = ("application", "materials", "index")
KEYED_EVIDENCE = ("stage", "form", "paper")
PLAIN_CONDITIONS = ("defects",)
KEYED_CONDITIONS = ("stage", "form", "fact")


class CatalogueLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing the file must hold.

    Any of `met_by` does: `application`, `materials` (the customer's papers), `index` (the file's own cover and index), `stage:CODE` (the
    form of that stage, or its recorded day), `form:CODE`, `paper:CODE`. The line applies where any of `when` holds (empty = always):
    `stage:CODE` is in the flow, `form:CODE` is filled, `fact:CODE` holds, `defects` were found; else `absent` says why it does not.
    """

    code: str
    name: str
    section: str
    met_by: tuple[str, ...]
    when: tuple[str, ...] = ()
    absent: str = ""
    cite: str = ""


class Catalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lines of a file for some types and classes; one that names neither is the default."""

    code: str
    name: str
    source: str
    cite: str
    lines: tuple[CatalogueLine, ...]
    types: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    note: str = ""

    def fits(self, business_type: str, class_: str) -> bool:
        """Whether a case of this type and class is filed by this catalogue."""
        return (not self.types or business_type in self.types) and (not self.classes or class_ in self.classes)


class ArchivesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all catalogues; the first that fits a case is its own."""

    effective: date
    source: str
    catalogues: tuple[Catalogue, ...]


def archives_findings(catalogues: tuple[Catalogue, ...]) -> Iterator[Finding]:
    """Everything wrong inside the file of catalogues."""
    codes = [catalogue.code for catalogue in catalogues]
    for at, catalogue in enumerate(catalogues):
        path, place = f"catalogues[{at}]", f"catalogues[{at}]（{catalogue.code}）"
        if codes.index(catalogue.code) < at:
            yield Finding(f"{path}.code", place, f"{catalogue.code} 重复", "同一个代码只能写一次，请改名。")
        if not catalogue.source or not catalogue.cite:
            yield Finding(f"{path}.{'cite' if catalogue.source else 'source'}", place, "要写明依据 source 和出处 cite", CITE)
        strange = [code for code in catalogue.classes if code not in CLASSES]
        if strange:
            yield Finding(f"{path}.classes", place, f"不认识的客户类别 {'、'.join(strange)}", f"可用：{'、'.join(CLASSES)}。")
        lines = [line.code for line in catalogue.lines]
        for number, line in enumerate(catalogue.lines):
            yield from _line_findings(f"{path}.lines[{number}]", line, lines.index(line.code) < number)
    if not any(not catalogue.types and not catalogue.classes for catalogue in catalogues):
        yield Finding("catalogues", "catalogues", "没有默认目录", "请补上一份不写 types、classes 的目录。")


def _line_findings(path: str, line: CatalogueLine, again: bool) -> Iterator[Finding]:
    place = f"{path}（{line.code}）"
    if again:
        yield Finding(f"{path}.code", place, f"{line.code} 重复", "同一个代码只能写一次，请改名。")
    if not line.met_by:
        yield Finding(f"{path}.met_by", place, "要写明什么算有了 met_by", FIX)
    if line.when and not line.absent:
        yield Finding(f"{path}.absent", place, "有条件的要写明不适用时怎么说 absent", FIX)
    for key, words, plain, keyed in (
        ("met_by", line.met_by, PLAIN_EVIDENCE, KEYED_EVIDENCE), ("when", line.when, PLAIN_CONDITIONS, KEYED_CONDITIONS),
    ):  # fmt: skip
        strange = [word for word in words if word not in plain and not _known(word, keyed)]
        if strange:
            yield Finding(f"{path}.{key}", place, f"不认识的写法 {'、'.join(strange)}", f"可用：{'、'.join((*plain, *keyed))}。")


def _known(word: str, kinds: tuple[str, ...]) -> bool:
    """Whether `kind:code` names something there is; a form's code is only asked to be one."""
    kind, _, code = word.partition(":")
    tables = {"stage": STAGES, "fact": FACTS, "paper": NOTICE_CODES}
    return kind in kinds and bool(code) and (kind in ("form", "paper") or code in tables[kind])
