"""Every published set of limits the program knows and this station does not use: to look up and to compare."""

from __future__ import annotations

from models.business import GRADES, Standard
from models.rules import RuleBook, read_standards, shipped_standards
from ui.rules.html import heading, paragraph
from ui.rules.limits import limits_table


def library(book: RuleBook) -> str:
    """The sets that come with the program and that the station has not adopted; those of doubtful origin say so."""
    others = [standard for code, standard in read_standards(shipped_standards()).items() if code not in book.standards]
    note = "下面这些公开的标准本所没有采用，不参加计时，只供查阅和对照。标“只供查阅”的来历不明，哪个供电所都不能选用。"
    return "".join((heading(2, "其他公开标准"), paragraph(note), *(_standard(standard) for standard in others)))


def _standard(standard: Standard) -> str:
    shut = "" if standard.selectable else "　只供查阅（非规定）"
    until = f" 至 {standard.until}" if standard.until else " 起"
    return "".join((
        heading(3, f"{standard.short_name or standard.name}{shut}"),
        paragraph(f"{standard.name}\n{standard.issuer}　自 {standard.effective}{until}　{GRADES[standard.grade]}"),
        paragraph(f"来源：{standard.source}　{standard.cite}" + (f"　注：{standard.note}" if standard.note else ""), muted=True),
        limits_table(standard),
    ))
