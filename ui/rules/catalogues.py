"""档案目录: what a case's file must hold, by business type and class, each line with its source."""

from __future__ import annotations

from models.archive_rules import Catalogue, CatalogueLine
from models.archive_words import met_with, wanted_when
from models.business import CLASSES
from models.rules import RuleBook
from ui.rules.flows import paper_name
from ui.rules.html import heading, paragraph, table


def catalogues_text(book: RuleBook) -> str:
    """Every catalogue that the station uses; its file is checked against the first that fits the case."""
    if not book.catalogues:
        return heading(2, "档案目录") + paragraph("本所采用的规则里没有档案目录，归档时不逐项核对。", muted=True)
    told = paragraph("归档时按下面的目录逐项核对：已有的、缺的、不适用的。")
    return heading(2, "档案目录") + told + "".join(_catalogue(book, found) for found in book.catalogues)


def _catalogue(book: RuleBook, found: Catalogue) -> str:
    columns = (("资料", 26), ("什么时候要", 24), ("什么算有了", 28), ("出处", 22))
    return "".join((
        heading(3, found.name),
        paragraph(f"用于：{'、'.join(_used_by(book, found)) or '—'}"),
        table(columns, (_line(line, found.source) for line in found.lines)),
        paragraph(f"来源：{found.source}　{found.cite}", muted=True),
        paragraph(f"注：{found.note}", muted=True) if found.note else "",
    ))


def _used_by(book: RuleBook, found: Catalogue) -> list[str]:
    """The types whose cases are filed by it, with the classes where it is not for all of the type's."""
    told = []
    for kind in book.types.values():
        classes = [class_ for class_ in kind.classes if book.catalogue(kind.code, class_) is found]
        some = f"（{'、'.join(CLASSES[class_] for class_ in classes)}）" if len(classes) < len(kind.classes) else ""
        if classes:
            told.append(f"{kind.short_name}{some}")
    return told


def _line(line: CatalogueLine, source: str) -> tuple[str, ...]:
    absent = f"\n不适用时：{line.absent}" if line.absent else ""
    return f"{line.name}\n{line.section}", wanted_when(line, paper_name) + absent, met_with(line, paper_name), line.cite or source
