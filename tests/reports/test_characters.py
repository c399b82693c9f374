"""GB 18030-2022: every ideograph that its three implementation levels (section 9) ask for is printed as itself and read back.

Level 1: the ideographs of the double-byte part, CJK extension A, and U+9FA6 to U+9FEF. Level 2: besides, the whole 通用规范汉字表
(8,105 characters), of which 196 lie beyond the basic plane. Level 3: besides, the extensions B to F as of Unicode 10, 87,887
ideographs in all, and the 214 Kangxi radicals. What came later (U+9FF0, U+4DB6, U+2A6D7, U+2B735 and what follows them, extensions
G to I) is not in the standard.
"""

import struct
import subprocess
import sys
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest

from models.glyphs import undrawable
from reports import fonts
from reports.fonts import REGULAR, prepare
from reports.ink import Pages
from reports.page import FOOT, HEIGHT, SIDE, TOP, WIDTH
from reports.paragraph import plain
from tests.reports.reading import Paper, read

BASIC = range(0x4E00, 0x9FF0)
EXTENSION_A = range(0x3400, 0x4DB6)
B, C, D, E, F = range(0x20000, 0x2A6D7), range(0x2A700, 0x2B735), range(0x2B740, 0x2B81E), range(0x2B820, 0x2CEA2), range(0x2CEB0, 0x2EBE1)
UNIFIED = (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29)
COMPATIBLE = (0xF92C, 0xF979, 0xF995, 0xF9E7, 0xF9F1, 0xFA0C, 0xFA0D, 0xFA18, 0xFA20)
OF_DOUBLE_BYTES = (0x20087, 0x20089, 0x200CC, 0x215D7, 0x2298F, 0x241FE)
RADICALS = (0x2E81, 0x2E84, 0x2E88, 0x2E8B, 0x2E8C, 0x2E97, 0x2EA7, 0x2EAA, 0x2EAE, 0x2EB3, 0x2EB6, 0x2EB7, 0x2EBB, 0x2ECA)
KANGXI = range(0x2F00, 0x2FD6)
STANDARD_BEYOND = """
𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀
𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷
𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮
𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓
"""      # 通用规范汉字表 beyond the basic plane (Unihan kTGH)

LEVEL_1 = [*BASIC, *EXTENSION_A, *UNIFIED, *COMPATIBLE, *OF_DOUBLE_BYTES, *RADICALS]
LEVEL_2 = [*LEVEL_1, *(ord(char) for char in STANDARD_BEYOND if not char.isspace())]
LEVEL_3 = sorted({*LEVEL_2, *chain(B, C, D, E, F), *KANGXI})
SIZE = 10.0


def written(text: str) -> bytes:
    """A text on as many pages as it needs."""
    prepare()
    buffer = BytesIO()
    canvas = Pages(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, initialFontName=REGULAR)
    a_page = int((HEIGHT - TOP - FOOT) // (1.5 * SIZE)) * int((WIDTH - 2 * SIDE) // SIZE)
    for at in range(0, len(text), a_page):
        plain(text[at : at + a_page], SIZE).draw(canvas, SIDE, HEIGHT - TOP, WIDTH - 2 * SIDE)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def everything() -> tuple[str, Paper]:
    text = "".join(map(chr, LEVEL_3))
    return text, read(written(text))


def test_the_ranges_are_those_of_the_standard() -> None:
    assert len([char for char in STANDARD_BEYOND if not char.isspace()]) == 196
    assert len({*LEVEL_3} - {*KANGXI, *RADICALS, *COMPATIBLE}) == 87_887


@pytest.mark.parametrize("level", [LEVEL_1, LEVEL_2, LEVEL_3], ids=["level 1", "level 2", "level 3"])
def test_no_character_is_refused(level: list[int]) -> None:
    assert undrawable("".join(map(chr, level))) == ()


@pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
def test_the_first_two_levels_are_set_in_the_face_of_the_paper(bold: bool) -> None:
    assert {fonts.face_of(chr(code), bold) for code in LEVEL_2} == {fonts.BOLD if bold else fonts.REGULAR}


def test_every_character_has_ink_of_its_own() -> None:
    """No empty outline, none equal to the box for what is missing, and hardly two alike (a radical and its character may be)."""
    inks = {chr(code): ink(chr(code)) for code in LEVEL_3}
    empty = [char for char, drawn in inks.items() if len(drawn) < 20]
    assert empty == []
    holes = {outline(name, 0) for name in (fonts.REGULAR, fonts.RARE)}
    assert [char for char, drawn in inks.items() if drawn in holes] == []
    assert len(set(inks.values())) > len(inks) - 700


def test_what_is_copied_is_what_was_written() -> None:
    text, paper = everything()
    assert "".join(char.text for char in paper.chars) == text
    assert paper.foreign_faces == frozenset()


def test_every_printed_character_fills_the_box_of_its_own_outline() -> None:
    _, paper = everything()
    wrong = []
    for char in paper.chars:
        face = fonts.face_of(char.text)
        assert face is not None
        scale = SIZE / (1024 if face == fonts.RARE else 1000)
        left, lower, right, upper = (side * scale for side in struct.unpack(">4h", ink(char.text)[2:10]))
        wanted = (char.x + left, char.y + lower, char.x + right, char.y + upper)
        if max(abs(is_at - wants) for is_at, wants in zip(char.box, wanted, strict=True)) > 0.05:
            wrong.append(char.text)
    assert wrong == []


@pytest.mark.skipif(sys.platform != "linux", reason="pdftotext is installed with the tests on Linux only")
def test_a_second_reader_copies_the_same(tmp_path: Path) -> None:
    some = "".join(map(chr, [*LEVEL_2[::40], *LEVEL_2[-196:], *LEVEL_3[::37], *OF_DOUBLE_BYTES]))
    (tmp_path / "rare.pdf").write_bytes(written(some))
    told = subprocess.run(["pdftotext", "-enc", "UTF-8", "rare.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    assert "".join(told.stdout.decode().split()) == some


def ink(char: str) -> bytes:
    """The outline of a character in the face it is printed in."""
    name = fonts.face_of(char)
    assert name is not None
    return outline(name, fonts.loaded(name).charToGlyph[ord(char)])


def outline(name: str, glyph: int) -> bytes:
    face = fonts.loaded(name)
    drawn: bytes = face.get_table("glyf")[face.glyphPos[glyph] : face.glyphPos[glyph + 1]]
    return drawn
