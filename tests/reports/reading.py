"""Reads a PDF back with an engine that had no part in making it: characters with their places, cells, faces."""

import ctypes
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw


@dataclass(frozen=True)
class Char:
    """One printed character: page (from 0), the text, the pen's place, and the box of its ink; points from the lower left."""

    page: int
    text: str
    x: float
    y: float
    box: tuple[float, float, float, float]
    size: float


@dataclass(frozen=True)
class Paper:
    """What was read: characters in the order written, outlines of drawn rectangles per page, names of faces not embedded."""

    sizes: tuple[tuple[float, float], ...]
    chars: tuple[Char, ...]
    cells: tuple[tuple[tuple[float, float, float, float], ...], ...]
    faces: frozenset[str]
    foreign_faces: frozenset[str]
    text: str
    title: str

    @property
    def words(self) -> str:
        """The text without any blank or line end."""
        return "".join(self.text.split())


def read(pdf: bytes) -> Paper:
    """Opens, reads and closes a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sizes, chars, cells, texts = [], [], [], []
        faces: set[tuple[str, bool]] = set()
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            sizes.append(page.get_size())
            chars.extend(_chars(text, number))
            texts.append(text.get_text_range())
            objects = list(page.get_objects())
            cells.append(tuple(item.get_bounds() for item in objects if item.type == raw.FPDF_PAGEOBJ_PATH))
            faces |= {_face(item) for item in objects if item.type == raw.FPDF_PAGEOBJ_TEXT}
            text.close()
            page.close()
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    foreign = frozenset(name for name, embedded in faces if not embedded)
    return Paper(tuple(sizes), tuple(chars), tuple(cells), frozenset(name for name, _ in faces), foreign, "\n".join(texts), title)


def _chars(text: pypdfium2.PdfTextPage, page: int) -> Iterator[Char]:
    """pdfium hands out halves of surrogate pairs: the second half is joined to the first."""
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        elif raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        yield Char(page, chr(code), x.value, y.value, text.get_charbox(at), raw.FPDFText_GetFontSize(text, at))


def faces_of(pdf: bytes) -> set[tuple[str, bool]]:
    """The faces a PDF writes in, each with whether it is embedded."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found: set[tuple[str, bool]] = set()
        for number in range(len(document)):
            page = document[number]
            found |= {_face(item) for item in page.get_objects() if item.type == raw.FPDF_PAGEOBJ_TEXT}
            page.close()
    finally:
        document.close()
    return found


def _face(item: pypdfium2.PdfObject) -> tuple[str, bool]:
    font = raw.FPDFTextObj_GetFont(item)
    buffer = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, buffer, 200)
    return buffer.value.decode(), raw.FPDFFont_GetIsEmbedded(font) == 1


def golden_text(paper: Paper) -> str:
    """One line a stretch of text: page, place of its first character rounded to points, the text."""
    lines: list[str] = []
    piece: list[Char] = []
    for char in paper.chars:
        if piece and not _follows(piece[-1], char):
            lines.append(_told(piece))
            piece = []
        piece.append(char)
    return "\n".join([*lines, _told(piece)]) + "\n"


def check_golden(name: str, paper: Paper) -> None:
    """Compares with the golden file of this name, or writes it when YEKUO_GOLDEN=write."""
    path = Path(__file__).parent / "golden" / f"{name}.txt"
    found = golden_text(paper)
    if os.environ.get("YEKUO_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def _follows(left: Char, right: Char) -> bool:
    return left.page == right.page and abs(left.y - right.y) < 0.5 and -1 < right.x - left.x < 1.6 * left.size


def _told(piece: list[Char]) -> str:
    first = piece[0]
    return f"{first.page + 1} {round(first.x):4d} {round(first.y):4d}  " + "".join(char.text for char in piece).rstrip()
