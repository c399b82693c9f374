"""The door of the print shop: a context in, a PDF out, byte for byte the same for the same context."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from models.papers import PaperContext
from models.problems import StationError

if TYPE_CHECKING:
    from models.forms.fields import Form
    from reports.grid import Block
    from reports.notices.letter import Notice
    from reports.page import Face, Frame, Placed

HALF_SIZES = (9.5, 9.0, 8.5)     # type sizes of a two-part sheet; a letter too long for them takes sheets of its own
_LOCK = Lock()      # the registered faces keep state while a document is written: one paper at a time


def render(context: PaperContext) -> bytes:
    """Draws one paper as PDF: a form when `form` or `form_type` is set, else the notice of `context.code`.

    Deterministic; all faces embedded. Raises StationError for an unknown code and for any character that cannot be drawn.
    Safe to call from any thread; the first call loads the faces (about 0.3 s).
    """
    from reports.fonts import require_glyphs
    from reports.notices import notice_by_code
    from reports.paragraph import forget_lines

    for text in _texts(context):
        require_glyphs(text)
    form_type = context.form_type or (type(context.form) if context.form is not None else None)
    notice = notice_by_code("COORDINATION" if context.code.startswith("COORDINATION-") else context.code)
    with _LOCK:
        try:
            if form_type is not None:
                return _form(context, form_type)
            if notice is not None:
                return _notice(context, notice)
        finally:
            forget_lines()
    raise StationError(f"没有代码为“{context.code}”的纸张。", "请在打印列表中重新选择。")


def _texts(value: Any) -> list[str]:
    """Every string that a context carries, at any depth."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, tuple | list):
        return [text for item in value for text in _texts(item)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for item in fields(value) for text in _texts(getattr(value, item.name))]
    return []


def _face(context: PaperContext, title: str, *, numbered: bool = False, number_name: str = "受理编号") -> Face:
    """What stands around the body; a paper that ought to have a number and has none is marked 预览."""
    from reports.page import Face

    number = f"编号：{context.paper_no}" if context.paper_no else ""
    case = f"{number_name} {context.case_no}" if context.case_no else ""
    return Face(
        title=context.title or title, left=context.station_name, right=number,
        foot_left="　".join(part for part in (context.station_name, case) if part),
        foot_short=case,
        foot_right=context.paper_no, mark="补打" if context.reprint else "预览" if numbered and not context.paper_no else "",
    )  # fmt: skip


def _canvas(context: PaperContext, face: Face) -> tuple[Any, Any]:
    """A fresh canvas of A4 on a buffer, with title and author but without any time or chance in it."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    from reports.fonts import REGULAR, prepare
    from reports.page import HEIGHT, WIDTH

    prepare()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, initialFontName=REGULAR, lang="zh-CN")
    canvas.setTitle("　".join(part for part in (face.title, context.paper_no or context.case_no) if part))
    canvas.setAuthor(context.station_name)
    canvas.setSubject(context.code)
    canvas.setCreator("业扩助手")
    return canvas, buffer


def _form(context: PaperContext, form_type: type[Form]) -> bytes:
    """A form in the largest type size that lets it stand on one page, or on several in the first size."""
    from reports.form_sheet import SIZES, form_blocks
    from reports.page import WHOLE, fits

    face = _face(context, form_type.title)
    sizes = (size for size in SIZES if fits(form_blocks(context, form_type, size), WHOLE, face))
    return _single(context, form_blocks(context, form_type, next(sizes, SIZES[0])), face)


def _single(context: PaperContext, blocks: tuple[Block, ...], face: Face) -> bytes:
    """A paper on whole sheets."""
    from reports.page import WHOLE, paginate

    canvas, buffer = _canvas(context, face)
    _whole_pages(canvas, paginate(blocks, WHOLE, face), WHOLE, face, "")
    canvas.save()
    return bytes(buffer.getvalue())


def _whole_pages(canvas: Any, pages: list[list[Placed]], frame: Frame, face: Face, part: str) -> None:
    from reports.page import draw_page

    for number, placed in enumerate(pages, 1):
        draw_page(canvas, placed, frame, face, (number, len(pages)), part)
        canvas.showPage()


def _notice(context: PaperContext, notice: Notice) -> bytes:
    """A notice as its layout wants it: whole sheets, or two parts on one sheet where they fit."""
    from reports.page import CUSTOMER_PART, LOWER_HALF, STUB_PART, UPPER_HALF, WHOLE, draw_cut_line, draw_page, fits, paginate

    face = _face(context, notice.title, numbered=notice.numbered, number_name=notice.number_name)
    if notice.layout == "single" and not context.two_part:
        return _single(context, notice.body(context, 10.5), face)
    parts = notice.parts or (CUSTOMER_PART, STUB_PART)
    canvas, buffer = _canvas(context, face)
    blocks = next((body for size in HALF_SIZES if fits(body := notice.body(context, size), UPPER_HALF, face)), None)
    if blocks is not None:
        for part, frame in zip(parts, (UPPER_HALF, LOWER_HALF), strict=True):
            draw_page(canvas, paginate(blocks, frame, face)[0], frame, face, (1, 1), part)
        draw_cut_line(canvas)
        canvas.showPage()
    else:
        blocks = notice.body(context, 10.5)
        for part in parts:
            _whole_pages(canvas, paginate(blocks, WHOLE, face), WHOLE, face, part)
    canvas.save()
    return bytes(buffer.getvalue())


def page_images(pdf: bytes, dpi: int = 120) -> list[tuple[int, int, bytes]]:
    """Draws every page for a preview: (width, height, raw BGRA rows without padding). Thread-safe within this module."""
    import pypdfium2

    images = []
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for number in range(len(document)):
                page = document[number]
                bitmap = page.render(scale=dpi / 72, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRA, fill_color=(255, 255, 255, 255))
                images.append(_raw(bitmap))
                bitmap.close()
                page.close()
        finally:
            document.close()
    return images


def _raw(bitmap: Any) -> tuple[int, int, bytes]:
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    data = bytes(bitmap.buffer)
    if stride == width * 4:
        return width, height, data[: stride * height]
    return width, height, b"".join(data[row * stride : row * stride + width * 4] for row in range(height))
