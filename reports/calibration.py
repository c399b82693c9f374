"""校准页: two rulers and a corner mark at known places, to find out how far a printer puts its pages off."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from reports.fonts import REGULAR, prepare
from reports.page import HEIGHT, WIDTH
from reports.paragraph import heavy, plain

MARK_MM = 20.0
"""Where the lines stand when nothing is off: millimetres from the left and from the upper edge of the paper."""
_MM = 72 / 25.4
_TEXT_LEFT = 45 * _MM


def calibration_page(printer: str, offset: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """One A4 page; `offset` is told on it (in millimetres), the printing moves it."""
    prepare()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, initialFontName=REGULAR, lang="zh-CN")
    canvas.setTitle("打印位置校准页")
    canvas.setLineWidth(0.5)
    left, upper = MARK_MM * _MM, HEIGHT - MARK_MM * _MM
    canvas.line(left, upper + 8 * _MM, left, 60 * _MM)
    canvas.line(left - 8 * _MM, upper, WIDTH - 20 * _MM, upper)
    _ruler(canvas, left, upper)
    _words(canvas, printer, offset)
    canvas.showPage()
    canvas.save()
    return bytes(buffer.getvalue())


def _ruler(canvas: Any, left: float, upper: float) -> None:
    """Ticks every millimetre along both lines, longer at 5 and 10, so that a stretched page is seen too."""
    for mm in range(1, 151):
        long = (3.6 if mm % 10 == 0 else 2.6 if mm % 5 == 0 else 1.6) * _MM
        canvas.line(left + mm * _MM, upper, left + mm * _MM, upper - long)
        canvas.line(left, upper - mm * _MM, left + long, upper - mm * _MM)
        if mm % 50 == 0:
            plain(f"{mm}", 8, align="center").draw(canvas, left + mm * _MM - 15, upper - 4 * _MM, 30)
            plain(f"{mm}", 8, align="left").draw(canvas, left + 5 * _MM, upper - mm * _MM + 6, 30)


def _words(canvas: Any, printer: str, offset: tuple[float, float]) -> None:
    told = "这一页没有移动。" if offset == (0.0, 0.0) else f"这一页已按校准移动：向右 {offset[0]:+.1f} 毫米，向下 {offset[1]:+.1f} 毫米。"
    texts = (
        f"打印机：{printer}",
        told,
        f"1. 用尺子从纸的左边缘量到竖线，应当是 {MARK_MM:g} 毫米。",
        f"2. 从纸的上边缘量到横线，应当是 {MARK_MM:g} 毫米。",
        "3. 把量得的两个数填进“打印位置校准”。",
        "尺子上 150 格应当正好 150 毫米；差得多，是打印机设置了“缩放”或“适合纸张”，请先关掉。",
    )
    top = HEIGHT - 60 * _MM
    heavy("打印位置校准页", 16, align="left").draw(canvas, _TEXT_LEFT, top, WIDTH - _TEXT_LEFT - 20 * _MM)
    for at, text in enumerate(texts, 1):
        plain(text, 11, align="left", leading=18).draw(canvas, _TEXT_LEFT, top - 12 - 24 * at, WIDTH - _TEXT_LEFT - 15 * _MM)
