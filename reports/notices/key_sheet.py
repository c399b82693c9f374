"""本所密钥指纹: what the county compares before it lets this station's packages in; a code to scan, and the fingerprint to read aloud."""

from __future__ import annotations

from models.papers import PaperContext
from models.problems import StationError
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices.letter import Notice, day, facts, heading, signatures, together
from reports.paragraph import heavy, plain
from reports.qr import QrCode


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The station, the fingerprint in two large lines, the card as a code, and who compared it."""
    if not context.scan or not context.clauses:
        raise StationError("密钥指纹单没有内容。", "请重新打开再打印。")
    size = max(size, 10)
    groups = context.clauses[0].split("-")
    code = QrCode(context.scan, side=200, caption="县中心扫码登记：内容就是 STATION.json，没有密码和客户资料", caption_size=8)
    return (
        Grid((
            facts(size, ("供电所", f"{context.station_name}（{context.station_code}）"), ("所属县", context.county)),
            facts(size, ("制单日期", day(context.issued_on)), ("制单", context.clerk)),
        )),
        heading("密钥指纹", size),
        Grid((Strip((Cell(_large(groups[:4], size)),)), Strip((Cell(_large(groups[4:], size)),)))),
        Gap(8),
        code,
        Gap(8),
        plain("县中心登记前，请打电话或当面把八组字逐组念给对方核对，一组不同就不要登记。电脑更换、密钥重做以后，指纹会变，要重新打印和登记。",
              size, align="left"),
        Gap(8),
        together(Grid((signatures(size, "供电所核对人：", "县中心核对人："),))),
    )  # fmt: skip


def _large(groups: list[str], size: float) -> Block:
    return heavy("　".join(groups), size + 9, align="center", leading=(size + 9) * 1.6)


NOTICE = Notice("KEY-SHEET", "本所密钥指纹", "single", body, numbered=False)
