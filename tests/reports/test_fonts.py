import pytest

from models.problems import StationError
from reports import fonts


def test_every_character_of_the_rare_names_has_a_face() -> None:
    assert fonts.missing_glyphs("张𬀩、䶮、𠅤、㐂、㛃、𫖯") == ()


def test_a_character_outside_noto_falls_back_to_the_rare_face_alone() -> None:
    rare = "\U0002a6d0"      # CJK extension B, not in Noto Sans SC
    assert fonts.face_of(rare) == fonts.RARE
    assert fonts.runs(f"张{rare}堃") == ((fonts.REGULAR, "张"), (fonts.RARE, rare), (fonts.REGULAR, "堃"))


def test_a_missing_character_blocks_the_paper_and_is_named_with_its_code() -> None:
    missing = "\U00031350"   # CJK extension H, in no bundled face
    assert fonts.missing_glyphs(f"张{missing}{missing}") == (missing,)
    with pytest.raises(StationError) as raised:
        fonts.require_glyphs(f"张{missing}", "户名")
    assert "U+31350" in raised.value.message
    assert "户名" in raised.value.message
    assert raised.value.hint


def test_an_invisible_character_is_told_by_its_code() -> None:
    with pytest.raises(StationError, match=r"不可见字符（U\+200B）"):
        fonts.require_glyphs("张\u200b三")


def test_blanks_and_check_boxes_need_no_glyph() -> None:
    assert fonts.missing_glyphs("☐是　☑否\n\t") == ()


def test_widths_are_in_em() -> None:
    assert fonts.text_width("业扩", 10) == pytest.approx(20)
    assert 0.4 < fonts.advance("8") < 0.7
