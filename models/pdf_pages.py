"""Pages of a PDF as pictures, by pdfium; it is not made for threads, so that everybody who uses it comes through here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from models.problems import StationError

Page = tuple[int, int, bytes]
"""Width and height in pixels, raw BGRA rows without padding; of `ink_images` one byte a pixel where the page is grey."""
MOST_SIDE = 6000
"""Pixels of a page's longer side at most, whatever size the page claims."""
_PDFIUM = Lock()


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """An open document, for one thread at a time; raises StationError where it is damaged or asks for a password."""
    import pypdfium2

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
            why = "这份 PDF 设了密码，打不开。" if locked else "这份 PDF 已损坏或没有传完，打不开。"
            raise StationError(why, "请去掉密码另存一份再用。" if locked else "请重新扫描或重新拷贝一份。") from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise StationError("这份 PDF 里有一页打不开，文件可能已损坏。", "请重新扫描或重新拷贝一份。") from error
        finally:
            document.close()


def count_pages(pdf: bytes) -> int:
    """How many pages there are, the first of which was opened; raises StationError where it cannot be."""
    with opened(pdf) as document:
        count = len(document)
        if count:
            document[0].close()
    return count


def page_image(pdf: bytes, number: int, dpi: float = 96) -> Page:
    """One page, counted from 0, at most MOST_SIDE pixels long."""
    with opened(pdf) as document:
        return _drawn(document[number], dpi)


def page_images(pdf: bytes, dpi: float = 120) -> list[Page]:
    """Every page."""
    with opened(pdf) as document:
        return [_drawn(document[number], dpi) for number in range(len(document))]


def ink_images(pdf: bytes, dpi: float) -> list[Page]:
    """Every page of a paper drawn here, whose ink is grey: one byte a pixel, a third of the time; BGRA where it holds a picture."""
    with opened(pdf) as document:
        return [_drawn(page, dpi, grey=not _has_picture(page)) for page in (document[number] for number in range(len(document)))]


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    drawn = (pdfium.FPDFPage_GetObject(page, at) for at in range(pdfium.FPDFPage_CountObjects(page)))
    return any(pdfium.FPDFPageObj_GetType(each) == pdfium.FPDF_PAGEOBJ_IMAGE for each in drawn)


def _drawn(page: Any, dpi: float, *, grey: bool = False) -> Page:
    import pypdfium2

    scale = min(dpi / 72, MOST_SIDE / max(1.0, *page.get_size()))
    shape = pypdfium2.raw.FPDFBitmap_Gray if grey else pypdfium2.raw.FPDFBitmap_BGRA
    bitmap = page.render(scale=scale, force_bitmap_format=shape, fill_color=(255, 255, 255, 255))
    try:
        return _raw(bitmap, 1 if grey else 4)
    finally:
        bitmap.close()
        page.close()


def _raw(bitmap: Any, each: int) -> Page:
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    data = bytes(bitmap.buffer)
    if stride == width * each:
        return width, height, data[: stride * height]
    return width, height, b"".join(data[row * stride : row * stride + width * each] for row in range(height))
