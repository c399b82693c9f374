"""Papers drawn onto the pages of one document: forms in the size that fits, notices on whole sheets or in two parts."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from models.papers import PaperContext
from models.problems import StationError
from reports.fonts import REGULAR, prepare
from reports.form_sheet import SIZES, form_blocks
from reports.ink import Pages
from reports.notices import notice_by_code
from reports.page import (
    CUSTOMER_PART,
    HEIGHT,
    LOWER_HALF,
    STUB_PART,
    UPPER_HALF,
    WHOLE,
    WIDTH,
    Face,
    draw_cut_line,
    draw_page,
    fits,
    paginate,
)
from reports.paragraph import forget_lines

if TYPE_CHECKING:
    from models.forms.fields import Form
    from reports.grid import Block
    from reports.notices.letter import Notice

HALF_SIZES = (9.5, 9.0, 8.5)     # type sizes of a two-part sheet; a letter too long for them takes sheets of its own


class Document:
    """A PDF under way: add papers, then take what was written. Named after its first paper; no time and no chance in it."""

    def __init__(self) -> None:
        prepare()
        self.papers = 0
        self._title = ""
        self._buffer = BytesIO()
        self._canvas = Pages(
            self._buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, initialFontName=REGULAR, lang="zh-CN"
        )
        self._canvas.setCreator("业扩助手")

    def add(self, context: PaperContext) -> None:
        """Draws one paper behind those already there. Raises StationError for an unknown code."""
        try:
            face = _draw(self._canvas, context)
        finally:
            forget_lines()
        self.papers += 1
        if self.papers == 1:
            self._title = "　".join(part for part in (face.title, context.paper_no or context.case_no) if part)
            self._canvas.setAuthor(context.station_name)
            self._canvas.setSubject(context.code)

    def written(self) -> bytes:
        """The finished PDF; nothing can be added afterwards."""
        self._canvas.setTitle(self._title if self.papers == 1 else f"{self._title} 等 {self.papers} 份")
        self._canvas.save()
        return self._buffer.getvalue()


def _draw(canvas: Any, context: PaperContext) -> Face:
    """Draws one paper on pages of its own and returns what it was headed."""
    notice = notice_by_code("COORDINATION" if context.code.startswith("COORDINATION-") else context.code)
    form_type = context.form_type or (type(context.form) if context.form is not None else None)
    if form_type is not None:
        return _form(canvas, context, form_type)
    if notice is None:
        raise StationError(f"没有代码为“{context.code}”的纸张。", "请在打印列表中重新选择。")
    return _notice(canvas, context, notice)


def _face(context: PaperContext, title: str, *, numbered: bool = False, number_name: str = "受理编号") -> Face:
    """What stands around the body; a paper that ought to have a number and has none is marked 预览."""
    number = f"编号：{context.paper_no}" if context.paper_no else ""
    case = f"{number_name} {context.case_no}" if context.case_no else ""
    return Face(
        title=context.title or title, left=context.station_name, right=number,
        foot_left="　".join(part for part in (context.station_name, case) if part),
        foot_short=case,
        foot_right=context.paper_no, mark="补打" if context.reprint else "预览" if numbered and not context.paper_no else "",
        image=context.image,
    )  # fmt: skip


def _form(canvas: Any, context: PaperContext, form_type: type[Form]) -> Face:
    """A form in the largest type size that lets it stand on one page, or on several in the first size."""
    face = _face(context, form_type.title)
    sizes = (size for size in SIZES if fits(form_blocks(context, form_type, size), WHOLE, face))
    return _whole_pages(canvas, form_blocks(context, form_type, next(sizes, SIZES[0])), face)


def _whole_pages(canvas: Any, blocks: tuple[Block, ...], face: Face, part: str = "") -> Face:
    pages = paginate(blocks, WHOLE, face)
    for number, placed in enumerate(pages, 1):
        draw_page(canvas, placed, WHOLE, face, (number, len(pages)), part)
        canvas.showPage()
    return face


def _notice(canvas: Any, context: PaperContext, notice: Notice) -> Face:
    """A notice as its layout wants it: whole sheets, or two parts on one sheet where they fit."""
    face = _face(context, notice.title, numbered=notice.numbered, number_name=notice.number_name)
    if notice.layout == "single" and not context.two_part:
        return _whole_pages(canvas, notice.body(context, 10.5), face)
    parts = notice.parts or (CUSTOMER_PART, STUB_PART)
    blocks = next((body for size in HALF_SIZES if fits(body := notice.body(context, size), UPPER_HALF, face)), None)
    if blocks is None:
        blocks = notice.body(context, 10.5)
        for part in parts:
            _whole_pages(canvas, blocks, face, part)
        return face
    for part, frame in zip(parts, (UPPER_HALF, LOWER_HALF), strict=True):
        draw_page(canvas, paginate(blocks, frame, face)[0], frame, face, (1, 1), part)
    draw_cut_line(canvas)
    canvas.showPage()
    return face
