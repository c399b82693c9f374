"""The door of the print shop: a context in, a PDF out, byte for byte the same for the same context."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock

from models.papers import PaperContext

_LOCK = Lock()      # pdfium, and the faces while a paper is drawn or written: one at a time


def render(context: PaperContext) -> bytes:
    """Draws one paper as PDF: a form when `form` or `form_type` is set, else the notice of `context.code`.

    Deterministic; all faces embedded. Raises StationError for an unknown code and for any character that cannot be drawn.
    Safe to call from any thread; the first call loads the faces (about 0.1 s).
    """
    return render_many((context,))


def render_many(contexts: Iterable[PaperContext], after_each: Callable[[int], bool] = lambda done: True) -> bytes:
    """Draws papers one behind the other into one PDF, each with its own page numbers; `render` of one context is the same bytes.

    `after_each` is told how many papers are done; where it returns False the work stops and nothing (b"") comes back. `contexts` may be
    a generator: each is taken when it is drawn. Raises as `render` does, and ValueError where there is no paper at all.
    """
    from models.glyphs import require_drawable
    from reports.drawing import Document

    with _LOCK:
        document = Document()
    for context in contexts:
        context = _with_contents(context)
        require_drawable(context)
        with _LOCK:
            document.add(context)
        if not after_each(document.papers):
            return b""
    if not document.papers:
        raise ValueError("no paper to draw")
    with _LOCK:
        return document.written()


def _with_contents(context: PaperContext) -> PaperContext:
    """A file's own paper names the pages of everything in the file: these are drawn and counted first."""
    from dataclasses import replace

    from reports.case_file import counted

    return replace(context, contents=counted(context.contents)) if context.contents else context


def page_images(pdf: bytes, dpi: int = 120) -> list[tuple[int, int, bytes]]:
    """Draws every page for a preview: (width, height, raw BGRA rows without padding). Safe to call from any thread."""
    from models import pdf_pages

    return pdf_pages.page_images(pdf, dpi)


def ink_images(pdf: bytes, dpi: int) -> list[tuple[int, int, bytes]]:
    """Draws every page of a paper for a printer: grey, one byte a pixel, but BGRA where the page holds a picture. Safe from any thread."""
    from models import pdf_pages

    return pdf_pages.ink_images(pdf, dpi)
