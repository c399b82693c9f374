"""Several PDFs as one, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def joined(pdfs: Iterable[bytes]) -> bytes:
    """Every page of every PDF; a PDF that is given twice stands in it twice."""
    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(PdfReader(BytesIO(pdf)), import_outline=False)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
