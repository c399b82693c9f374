"""交接单: what goes along with a data package on its way to the county centre, signed by who gives, carries and takes it."""

from __future__ import annotations

from datetime import datetime

from models.papers import PackageFacts, PaperContext
from models.problems import StationError
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, facts
from reports.paragraph import Paragraph, plain
from reports.qr import QrCode

HASH_SHOWN = 8       # hex digits of SHA-256 compared by eye; the QR code carries all of them


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The package's facts, its counts, and three columns to sign."""
    package = context.package
    if package is None:
        raise StationError("交接单没有对应的数据包。", "请先完成数据上报，再打印交接单。")
    return (
        Grid((_top(context, package, size), *_counts(package, size), *_together(package, size))),
        Gap(5),
        Grid((_signing(context, size),)),
        Gap(3),
        plain("交接三方请核对文件名与校验码前 8 位，一致后签名。县中心导入后另发回执包；未收到回执的，数据视为尚未送达。", size - 0.5),
    )


def _top(context: PaperContext, package: PackageFacts, size: float) -> Strip:
    shown = package.sha256[:HASH_SHOWN].upper()
    left = Grid((
        facts(size, ("数据包号", f"第 {package.number} 号"), ("报送单位", f"{context.station_name}（{context.station_code}）")),
        facts(size, ("文件名", package.file)),
        facts(size, ("序列范围", _lines(package)),
              ("写出时间", clock_text(package.written_at))),
        facts(size, ("文件大小", size_text(package.size)), ("校验码", f"{shown[:4]} {shown[4:]}")),
        facts(size, ("时期", package.epoch)),
    ), framed=False)  # fmt: skip
    payload = f"{package.file} {package.seq_from}-{package.seq_to} {package.sha256}"
    return Strip((Cell(left, inset=(0, 0)), Cell(QrCode(payload, side=92, caption="扫码核对全部校验码"), fixed=106, inset=(2, 1))))


def _lines(package: PackageFacts) -> str:
    """Which lines are in it; a part of a large package may hold nothing but attachments."""
    if not package.seq_to:
        return "只有附件"
    here = package.seq_to - package.seq_from + 1
    more = "" if package.lines <= here else f"，连同以前时期的共 {package.lines} 条"
    return f"{package.seq_from}—{package.seq_to}（共 {here} 条{more}）"


def clock_text(moment: datetime) -> str:
    """A moment to the minute."""
    return f"{moment.year}-{moment.month:02d}-{moment.day:02d} {moment.hour:02d}:{moment.minute:02d}"


def size_text(count: int) -> str:
    """Bytes as people read them, with the exact number."""
    if count < 10_000:
        return f"{count} 字节"
    return f"{count / 1024:.1f} KB（{count} 字节）" if count < 1 << 20 else f"{count / (1 << 20):.1f} MB（{count} 字节）"


def _counts(package: PackageFacts, size: float) -> tuple[Strip, ...]:
    told = "；".join(f"{name} {count} 件" for name, count in package.counts) or "无业务数据"
    total = sum(count for _, count in package.counts)
    return (facts(size, ("内容件数", f"{told}；合计 {total} 件")),)


def _together(package: PackageFacts, size: float) -> tuple[Strip, ...]:
    """All parts of a set, so that one slip goes with all of them."""
    if not package.together:
        return ()
    codes = "，".join(f"{number}:{sha256[:HASH_SHOWN].upper()}" for number, sha256 in package.together)
    return (facts(size - 0.5, ("同次各卷", f"共 {len(package.together)} 卷，要一起交。包号和校验码前 8 位 {codes}")),)


def _signing(context: PaperContext, size: float) -> Strip:
    columns = (("交（供电所）", context.clerk), ("运（携带人）", ""), ("收（县中心）", ""))
    return Strip(tuple(Cell(_hand(title, name, size), middle=False) for title, name in columns))


def _hand(title: str, name: str, size: float) -> Paragraph:
    text = f"{title}\n姓名：{name}\n签名：\n日期：　　　　年　　月　　日\n时间：　　　　时　　分"
    return plain(text, size, align="left", leading=size * 2.1)


NOTICE = Notice("HANDOVER", "数据包交接单", "copies", body, parts=("供电所联", "县中心联"))
