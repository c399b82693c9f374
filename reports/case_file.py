"""A case's whole file as one PDF: cover, index, every paper with its page number, bookmarks; the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from models.papers import FilePiece, PaperContext
from models.problems import StationError

MARGIN = 36.0        # around an image on its sheet
Advance = Callable[[int, int], None]
"""Hears how many pieces are done of how many; raises to break off."""


@dataclass(frozen=True)
class Bound:
    """The merged file, its number of pages, and its bookmarks."""

    pdf: bytes
    pages: int
    bookmarks: tuple[str, ...]


def counted(contents: tuple[FilePiece, ...], advance: Advance | None = None) -> tuple[FilePiece, ...]:
    """The pieces with what is still to be drawn drawn, an image set on a sheet, and their pages counted; StationError names a bad one."""
    found = []
    for at, piece in enumerate(contents):
        if advance:
            advance(at, len(contents))
        found.append(_whole(piece) if piece.shown else piece)
    return tuple(found)


def _whole(piece: FilePiece) -> FilePiece:
    if piece.pdf and piece.pages:
        return piece
    from reports.render import render

    pdf = piece.pdf or (render(piece.drawn) if piece.drawn else image_sheet(piece.image, piece.title))
    return replace(piece, pdf=pdf, image=b"", drawn=None, pages=len(_reader(pdf, piece.title).pages))


def _reader(pdf: bytes, title: str) -> Any:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(pdf))
        if reader.is_encrypted and not reader.decrypt(""):
            raise StationError(f"《{title}》的 PDF 有密码，合不进档案。", "请去掉密码后重新添加。")
        if not reader.pages:
            raise StationError(f"《{title}》的 PDF 没有页。", "请重新添加。")
    except (PyPdfError, ValueError, OSError, KeyError) as error:
        raise StationError(f"《{title}》的 PDF 已损坏，合不进档案。", "请重新添加，或从备份恢复。") from error
    return reader


def image_sheet(image: bytes, title: str) -> bytes:
    """An image on one A4 sheet, as large as it fits, turned upright as the camera says."""
    from PIL import Image, ImageOps, UnidentifiedImageError
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    from reports.page import HEIGHT, WIDTH

    try:
        with Image.open(BytesIO(image)) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise StationError(f"《{title}》的图片读不出来，合不进档案。", "请重新添加这张图片。") from error
    wide, high = upright.size
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    at = ((WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2)
    canvas.drawImage(ImageReader(upright), *at, wide * scale, high * scale)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def bind(cover: PaperContext, index: PaperContext, note: PaperContext, password: str = "", advance: Advance | None = None) -> Bound:
    """Cover, index, the pieces by section, the note at the end; with a password locked by AES-256 (then no two files are alike)."""
    from pypdf import PdfWriter

    from reports.render import render

    contents = counted(cover.contents, advance)
    writer = PdfWriter()
    marks: list[str] = []
    for context in (cover, index):
        _append(writer, render(replace(context, contents=contents)), context.title, marks)
    _append_contents(writer, tuple(piece for piece in contents if piece.shown), marks, advance)
    _append(writer, render(replace(note, contents=contents)), note.title, marks)
    writer.add_metadata({"/Title": f"{cover.title} {cover.case_no}", "/Author": cover.station_name, "/Producer": "业扩助手"})
    writer.page_mode = "/UseOutlines"
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    if password:
        writer.encrypt(user_password=password, owner_password=password, algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return Bound(buffer.getvalue(), len(writer.pages), tuple(marks))


def _append(writer: Any, pdf: bytes, title: str, marks: list[str]) -> None:
    first = _add_pages(writer, pdf, title)
    writer.add_outline_item(title=title, page_number=first)
    marks.append(title)


def _add_pages(writer: Any, pdf: bytes, title: str) -> int:
    first = len(writer.pages)
    for page in _reader(pdf, title).pages:
        writer.add_page(page)
    return first


def _append_contents(writer: Any, contents: tuple[FilePiece, ...], marks: list[str], advance: Advance | None) -> None:
    """The pieces, each under the bookmark of its section, each page with its number at the right top."""
    section, parent, number = "", None, 1
    for at, piece in enumerate(contents):
        if advance:
            advance(at, len(contents))
        first = _add_pages(writer, piece.pdf, piece.title)
        if piece.section != section:
            section = piece.section
            parent = writer.add_outline_item(title=section, page_number=first)
            marks.append(section)
        title = " ".join(part for part in (piece.title, piece.number) if part)
        writer.add_outline_item(title=title, page_number=first, parent=parent)
        marks.append(title)
        for page in list(writer.pages)[first:]:
            _stamp(page, number)
            number += 1


def _stamp(page: Any, number: int) -> None:
    """The page's number in the file, at its right top corner, whatever its size and however it is turned."""
    from pypdf import PdfReader

    page.transfer_rotation_to_content()
    box = page.mediabox
    sheet = PdfReader(BytesIO(_number_sheet(float(box.left), float(box.bottom), float(box.right), float(box.top), number))).pages[0]
    page.merge_page(sheet)


def _number_sheet(left: float, bottom: float, right: float, top: float, number: int) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    from reports.fonts import REGULAR, prepare

    prepare()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(right - left, top - bottom), invariant=1, initialFontName=REGULAR)
    canvas.translate(left, bottom)
    canvas.setFont(REGULAR, 10)
    canvas.drawRightString(right - left - 20, top - bottom - 22, str(number))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
