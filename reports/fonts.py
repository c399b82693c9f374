"""The faces every paper is set in: Noto Sans SC in two weights, and HanaMinB only for characters that Noto lacks."""

from __future__ import annotations

from functools import lru_cache
from threading import RLock
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

import resources
from models.problems import StationError

REGULAR = "PaperSans"
BOLD = "PaperSans-Bold"
RARE = "PaperRare"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "HanaMinB.ttf"}
_DRAWN_AS_VECTORS = frozenset("☐☑")
_SILENT = frozenset("\n\r\t\u3000\u2060 ")
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
def _face(name: str) -> Any:
    """Loads and registers one face on first need (about 50 ms, 23 MB; the rare one 100 ms, 53 MB)."""
    with _LOCK:
        ttfonts.makeToUnicodeCMap = _to_unicode
        font = ttfonts.TTFont(name, str(resources.path("fonts", _FILES[name])))
        pdfmetrics.registerFont(font)
        return font.face


def prepare() -> None:
    """Loads the two weights of Noto; safe to call again."""
    _face(REGULAR)
    _face(BOLD)


@lru_cache(maxsize=20_000)
def face_of(char: str, bold: bool = False) -> str | None:
    """Names the face that has this character, or None when no bundled face has it."""
    code = ord(char)
    preferred = BOLD if bold else REGULAR
    if code in _face(preferred).charToGlyph:
        return preferred
    return RARE if code in _face(RARE).charToGlyph else None


@lru_cache(maxsize=20_000)
def advance(char: str, bold: bool = False) -> float:
    """The width of one character in em; a character that no face has counts as one em."""
    name = face_of(char, bold)
    return 1.0 if name is None else float(_face(name).getCharWidth(ord(char))) / 1000


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


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of a text that no bundled face can draw, each once, in order of appearance."""
    wanted = dict.fromkeys(char for char in text if char not in _SILENT and char not in _DRAWN_AS_VECTORS)
    return tuple(char for char in wanted if face_of(char) is None)


def require_glyphs(text: str, where: str = "") -> None:
    """Raises StationError naming each character that cannot be drawn: a paper with a hole in a name must not be issued."""
    missing = missing_glyphs(text)
    if not missing:
        return
    named = "、".join(f"{_shown(char)}（U+{ord(char):04X}）" for char in missing)
    place = f"“{where}”中的" if where else ""
    raise StationError(
        f"{place}字符 {named} 字库中没有，无法印在纸上。",
        "请核对是否录入有误；确为姓名用字的，请与县中心联系补充字库，不要用别的字代替。",
    )


def _shown(char: str) -> str:
    return f"“{char}”" if char.isprintable() else "不可见字符"
