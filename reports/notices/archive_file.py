"""The papers of a case's file: 封面, 卷内目录 with page numbers, 备考表; laid out as files stand in an archive."""

from __future__ import annotations

from models.papers import FilePiece, PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, clause, day, facts, signatures, together, wide
from reports.paragraph import heavy, plain
from reports.qr import QrCode, case_payload

INDEX_WIDTHS = (1.2, 4.2, 2.6, 6.4, 2.5, 1.9, 3.4)
INDEX_HEADS = ("顺序号", "文件编号", "责任者", "文件题名", "日期", "页号", "备注")
INDEX_LEAST = 24     # lines on an index, the empty ones included, so that something may be added by hand
KEPT = "保管期限"


def _said(context: PaperContext, name: str) -> str:
    return dict(context.lines).get(name, "")


def page_numbers(contents: tuple[FilePiece, ...]) -> tuple[str, ...]:
    """The pages each piece has in the file, counted on from 1; a paper that lies there only as paper has its place instead."""
    found, at = [], 1
    for piece in contents:
        if not piece.shown:
            found.append("")
            continue
        last = at + piece.pages - 1
        found.append(f"{at}" if piece.pages == 1 else f"{at}—{last}")
        at = last + 1
    return tuple(found)


def cover(context: PaperContext, size: float) -> tuple[Block, ...]:
    """What the file is, in large type, and where it stands."""
    big = size * 1.35
    shown = [piece for piece in context.contents if piece.shown]
    held = [piece for piece in context.contents if not piece.shown]
    paper = f"；另有纸质件 {len(held)} 件 {sum(piece.pages for piece in held)} 页" if held else ""
    return (
        Gap(26),
        Grid((Strip((
            Cell(heavy(f"档案号：{_said(context, '档案号') or '　' * 12}", big, align="left", leading=big * 1.8)),
            Cell(QrCode(case_payload(context.case_no, context.check_code), side=64), fixed=74, inset=(2, 2)),
        )),), framed=False),
        Gap(48),
        heavy(context.business or "业扩报装", 24, align="center", leading=38),
        Gap(6),
        heavy(context.customer, 18, align="center", leading=30),
        Gap(48),
        Grid((
            facts(big, ("户　　名", context.customer), least=2.6),
            facts(big, ("户　　号", _said(context, "户号")), ("申请编号", context.case_no), least=2.6),
            facts(big, ("用电地址", context.address), least=2.6),
            facts(big, ("容　　量", context.capacity), ("电　　压", context.voltage), least=2.6),
            facts(big, ("起止日期", _said(context, "起止日期")), least=2.6),
            facts(big, ("卷内文件", f"{len(shown)} 件 {sum(piece.pages for piece in shown)} 页{paper}"), least=2.6),
            facts(big, ("存放位置", _said(context, "存放位置")), (KEPT, ""), least=2.6),
            facts(big, ("立　　卷", _said(context, "立卷人")), ("归档日期", _said(context, "归档日期")), least=2.6),
        )),
        Gap(60),
        heavy(context.station_name, 15, align="center", leading=24),
    )  # fmt: skip


def index(context: PaperContext, size: float) -> tuple[Block, ...]:
    """Everything in the file with its pages, as many lines as there are papers and some to add by hand."""
    size -= 1
    head = _line(INDEX_HEADS, size, shaded=True)
    rows: list[tuple[str, ...]] = [
        (
            str(number), piece.number, piece.by, piece.title, f"{piece.on:%Y%m%d}" if piece.on else "", pages,
            "；".join(part for part in (piece.note, f"{piece.pages} 页，{piece.place}" if not piece.shown else "") if part),
        )
        for number, (piece, pages) in enumerate(zip(context.contents, page_numbers(context.contents), strict=True), 1)
    ]
    rows += [("",) * len(INDEX_HEADS)] * max(0, INDEX_LEAST - len(rows))
    return (
        Grid((facts(size + 1, ("档案号", _said(context, "档案号")), ("户　名", context.customer)),)),
        Gap(4),
        Grid((head, *(_line(row, size, head=head) for row in rows))),
        Gap(3),
        plain("页号是合成电子档案时印在右上角的号码；只有纸质件的，备注栏写明页数和存放位置。封面、目录、备考表不编页号。", size - 0.5),
    )  # fmt: skip


def _line(texts: tuple[str, ...], size: float, *, shaded: bool = False, head: Strip | None = None) -> Strip:
    cells = (
        Cell(
            heavy(text, size, align="center") if shaded else plain(text, size, align="left" if at in (3, 6) else "center"),
            weight=weight, shaded=shaded, inset=(2.5, 3),
        )
        for at, (text, weight) in enumerate(zip(texts, INDEX_WIDTHS, strict=True))
    )  # fmt: skip
    return Strip(tuple(cells), least=2.4 * size, heads=(head,) if head else (), keep=shaded)


def note(context: PaperContext, size: float) -> tuple[Block, ...]:
    """What is to be known of the file: what was checked, what is missing and why, who made it up and who checked it."""
    shown = [piece for piece in context.contents if piece.shown]
    held = [piece for piece in context.contents if not piece.shown]
    told = (
        f"本卷共有文件 {len(shown)} 件 {sum(piece.pages for piece in shown)} 页，纸质件 {len(held)} 件 {sum(p.pages for p in held)} 页。",
        *context.clauses,
    )
    return (
        Grid((
            facts(size, ("档案号", _said(context, "档案号")), ("户　名", context.customer)),
            wide(heavy("本卷情况说明", size, align="left", leading=size * 1.9)),
        )),
        *(clause(size, text) for text in told),
        Gap(24),
        plain("以后发生的增补、更正、移出、借阅损毁，由经手人写在下面并签名、注明日期：", size, align="left", leading=size * 1.8),
        Gap(300),
        together(Grid((
            signatures(size, f"立卷人：{_said(context, '立卷人')}", "检查人："),
            facts(size, ("立卷日期", _said(context, "归档日期") or day(None)), ("检查日期", day(None))),
        ))),
    )  # fmt: skip


COVER = Notice("ARCHIVE-COVER", "用电客户档案", "single", cover, numbered=False)
INDEX = Notice("ARCHIVE-INDEX", "卷内目录", "single", index, numbered=False)
NOTE = Notice("ARCHIVE-NOTE", "卷内备考表", "single", note, numbered=False)
