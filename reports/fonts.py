"""The faces every paper is set in: Noto Sans SC in two weights, and HanaMinB only for characters that Noto lacks."""

from __future__ import annotations

from functools import lru_cache
from threading import RLock
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

import resources
from reports.face import QuickFont

REGULAR = "PaperSans"
BOLD = "PaperSans-Bold"
RARE = "PaperRare"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "HanaMinB.ttf"}
_LOCK = RLock()


def _to_unicode(name: str, subset: list[int]) -> str:
    """A ToUnicode map that is right beyond the basic plane: UTF-16BE, at most 100 entries a block (reportlab's own is not)."""
    pairs = [f"<{code:02X}> <{chr(value).encode('utf-16-be').hex().upper()}>" for code, value in enumerate(subset) if value]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    body = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    return "\n".join([
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo", f"<< /Registry ({name})", f"/Ordering ({name})", "/Supplement 0", ">> def",
        f"/CMapName /{name} def", "/CMapType 2 def",
        "1 begincodespacerange", "<00> <FF>", "endcodespacerange", *body,
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    ])  # fmt: skip


@lru_cache(maxsize=3)
def loaded(name: str) -> Any:
    """Loads and registers one face on first need (about 15 ms each); streams are written as bytes, not as text."""
    with _LOCK:
        ttfonts.makeToUnicodeCMap = _to_unicode
        rl_config.useA85 = 0
        font = QuickFont(name, str(resources.path("fonts", _FILES[name])))
        pdfmetrics.registerFont(font)
        return font.face


def prepare() -> None:
    """Loads the two weights of Noto; safe to call again."""
    loaded(REGULAR)
    loaded(BOLD)


@lru_cache(maxsize=20_000)
def face_of(char: str, bold: bool = False) -> str | None:
    """Names the face that has this character, or None when no bundled face has it."""
    code = ord(char)
    preferred = BOLD if bold else REGULAR
    if code in loaded(preferred).charToGlyph:
        return preferred
    return RARE if code in loaded(RARE).charToGlyph else None


@lru_cache(maxsize=20_000)
def advance(char: str, bold: bool = False) -> float:
    """The width of one character in em; a character that no face has counts as one em."""
    name = face_of(char, bold)
    return 1.0 if name is None else float(loaded(name).getCharWidth(ord(char))) / 1000


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The natural width of a text in points."""
    return sum(advance(char, bold) for char in text) * size


def runs(text: str, bold: bool = False) -> tuple[tuple[str, str], ...]:
    """Splits a text into (face, piece) so that every piece lies in one face."""
    pieces: list[tuple[str, str]] = []
    for char in text:
        name = face_of(char, bold) or REGULAR
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1] + char)
        else:
            pieces.append((name, char))
    return tuple(pieces)
