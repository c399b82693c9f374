"""The few marks that papers are made of, written straight into the page: strings, frames, shades. Measures in points."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas


class Pages(Canvas):  # type: ignore[misc]
    """A canvas that packs each page when it is done, so that a batch of hundreds takes no more memory than their PDF."""

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Ends the page."""
        name = self._doc.thisPageName()
        super().showPage()
        page = self._doc.idToObject[name]
        packed = zlib.compress(page.stream.encode("latin-1"))
        page.Contents = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")}), packed)
        page.stream = None


@dataclass(frozen=True)
class Stroke:
    """Characters of one face from `x` on, with the same extra gap behind each of them."""

    face: str
    x: float
    gap: float
    text: str


def write(canvas: Any, strokes: Iterable[Stroke], baseline: float, size: float, grey: float = 0) -> None:
    """Writes strings on one baseline; each copies out of the paper as it went in."""
    document, escape = canvas._doc, canvas._escape  # noqa: SLF001 - what a face needs to know which subsets a document has
    marks = [f"BT {grey:g} g"]
    set_in = ""
    for stroke in strokes:
        font: Any = pdfmetrics.getFont(stroke.face)
        marks.append(f"1 0 0 1 {stroke.x:.3f} {baseline:.3f} Tm {stroke.gap:.4f} Tc")
        for subset, codes in font.splitString(stroke.text, document):
            name = font.getSubsetInternalName(subset, document)
            if name != set_in:
                marks.append(f"{name} {size:.4g} Tf")
                set_in = name
            marks.append(f"({escape(codes)}) Tj")
    canvas.addLiteral(" ".join([*marks, "0 Tc ET"]))


def frame(canvas: Any, x: float, y: float, width: float, height: float, line: float) -> None:
    """The outline of a box whose lower left corner is (x, y)."""
    canvas.addLiteral(f"{line:g} w {x:.3f} {y:.3f} {width:.3f} {height:.3f} re S")


def shade(canvas: Any, x: float, y: float, width: float, height: float, grey: float) -> None:
    """A box filled with grey (0 black, 1 white)."""
    canvas.addLiteral(f"q {grey:g} g {x:.3f} {y:.3f} {width:.3f} {height:.3f} re f Q")


def bars(canvas: Any, x: float, y: float, unit: float, bars_of: Iterable[tuple[int, int, int]]) -> None:
    """Black bars one unit high, each (column, row, length) in units to the right of and below (x, y)."""
    drawn = " ".join(f"{column} {-row - 1} {length} 1 re" for column, row, length in bars_of)
    canvas.addLiteral(f"q 0 g {unit:.5f} 0 0 {unit:.5f} {x:.3f} {y:.3f} cm {drawn} f Q")
