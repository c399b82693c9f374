import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from models.name_search import initials


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("曾庆红", {"zqh", "cqh"}),
        ("单雄信", {"sxx", "dxx"}),
        ("查良镛", {"zly", "cly"}),
        ("仇强", {"qq", "cq"}),
        ("区志远", {"ozy", "qzy"}),
        ("盖叫天", {"gjt"}),
        ("解晓东", {"xxd", "jxd"}),
        ("乐嘉", {"yj", "lj"}),
        ("呙新丽", {"gxl"}),
        ("尉迟恭", {"ycg", "wcg"}),
        ("万俟卨", {"mqx"}),
        ("欧阳修", {"oyx"}),
        ("张𬀩", {"zw"}),
        ("冯䶮", {"fy"}),
        ("冯𠅤", {"fx"}),
        ("李茜", {"lq", "lx"}),
        ("堂街面粉厂", {"tjmfc"}),
        ("Ａ1 厂（东）", {"a1cd"}),
    ],
)
def test_names_are_found_by_every_reading(name: str, ways: set[str]) -> None:
    assert ways <= set(initials(name))


def test_the_surnames_reading_comes_first() -> None:
    assert initials("单行") == ("sx", "sh", "dx", "dh", "cx", "ch")
    assert initials("仇英")[0] == "qy"


def test_a_name_without_letters_has_none() -> None:
    assert initials("") == initials("（）·") == ()


@settings(deadline=None)
@given(st.text(max_size=12))
def test_initials_are_few_short_and_plain(name: str) -> None:
    ways = initials(name)
    assert len(ways) <= 8
    assert all(way.isascii() and way.isalnum() and way == way.lower() for way in ways)


def test_the_table_is_small_and_has_its_licence() -> None:
    assert resources.path("pinyin", "initials.zlib").stat().st_size < 40_000
    assert "MIT" in resources.path("pinyin", "LICENSE-pypinyin.txt").read_text(encoding="utf-8")
