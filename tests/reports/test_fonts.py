import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

import resources
from reports import fonts
from reports.face import QuickFace


def test_a_character_outside_noto_falls_back_to_the_rare_face_alone() -> None:
    rare = "\U0002a6d0"      # CJK extension B, not in Noto Sans SC
    assert fonts.face_of(rare) == fonts.RARE
    assert fonts.runs(f"张{rare}堃") == ((fonts.REGULAR, "张"), (fonts.RARE, rare), (fonts.REGULAR, "堃"))


def test_a_character_of_no_face_has_none() -> None:
    assert fonts.face_of("\U00031350") is None


def test_widths_are_in_em() -> None:
    assert fonts.text_width("业扩", 10) == pytest.approx(20)
    assert 0.4 < fonts.advance("8") < 0.7


@pytest.mark.parametrize("file", ["NotoSansSC-Regular.ttf", "HanaMinB.ttf"])
def test_the_quick_face_reads_what_reportlab_reads(file: str) -> None:
    path = str(resources.path("fonts", file))
    quick, slow = QuickFace(path), TTFontFace(path)
    assert {**slow.charToGlyph, 0xA0: slow.charToGlyph[0x20]} == quick.charToGlyph
    assert slow.charWidths == {code: quick.charWidths[code] for code in slow.charWidths}
    assert slow.glyphPos == list(quick.glyphPos)
    assert (slow.name, slow.bbox, slow.ascent, slow.stemV) == (quick.name, quick.bbox, quick.ascent, quick.stemV)
    assert [lsb for _, lsb in slow.hmetrics] == [quick.hmetrics[glyph][1] for glyph in range(quick.numGlyphs)]
    some = [0, *range(32, 127), *list(quick.charToGlyph)[-60:]]
    assert len(quick.makeSubset(some)) == len(slow.makeSubset(some))
