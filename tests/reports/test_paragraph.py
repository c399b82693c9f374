import random

import pytest

from reports.breaking import GLUE, HALF_RIGHT, NO_END, NO_START
from reports.paragraph import Line, Paragraph, Run, bold, mixed, plain

WORDS = (
    "受理", "供电方案", "竣工检验", "装表接电", "客户", "营业执照", "张𬀩", "用电地址", "变压器", "农村地区", "低压小微企业", "电能表",
    "产权证明", "60 kW", "10 kV", "380 V", "3501-20261123-003-7", "15个工作日", "JKLYJ-35", "95598", "100%", "2026年11月23日",
    "5(60)A", "℃", "￥1,280.50",
)  # fmt: skip
MARKS = ("，", "。", "；", "：", "、", "？", "！", "……", "——", "，“", "”，", "（", "）", "《", "》，", "）。", "”。", "·", "")
PARAGRAPHS = 300


def prose(chance: random.Random) -> str:
    return "".join(chance.choice(WORDS) + chance.choice(MARKS) for _ in range(chance.randint(10, 60))) + "。"


def paragraphs() -> list[tuple[Paragraph, float]]:
    chance = random.Random(20261123)
    made = []
    for _ in range(PARAGRAPHS):
        parts = [Run(prose(chance), bold=chance.random() < 0.3) for _ in range(chance.randint(1, 3))]
        size = chance.choice((9.0, 9.5, 10.5, 12.0))
        made.append((Paragraph(tuple(parts), size=size, indent=2), size * chance.uniform(22, 46)))
    return made


def set_lines() -> list[tuple[Paragraph, float, tuple[Line, ...]]]:
    return [(paragraph, width, paragraph.lines(width)) for paragraph, width in paragraphs()]


SET = set_lines()
CHINESE_NO_START = set("，。、；：？！）》〉」』”’…·％℃")


def test_no_line_begins_with_a_forbidden_mark() -> None:
    broken = [line.text for _, _, lines in SET for line in lines[1:] if line.text[:1] in NO_START]
    assert broken == []
    assert sum(len(lines) for _, _, lines in SET) > 3000, "too little prose to prove anything"


def test_no_line_ends_with_an_opening_mark() -> None:
    assert [line.text for _, _, lines in SET for line in lines[:-1] if line.text[-1:] in NO_END] == []


def test_the_forbidden_marks_include_the_chinese_ones() -> None:
    assert CHINESE_NO_START <= NO_START
    assert set("（《〈「『“‘￥") <= NO_END


def test_all_text_is_kept_in_order() -> None:
    for paragraph, _, lines in SET:
        wanted = "".join(run.text for run in paragraph.runs)
        assert "".join(line.text + line.blanks for line in lines) == wanted


def test_lines_are_flush_right_but_the_last() -> None:
    ragged = [
        line.text for paragraph, width, lines in SET for line in lines
        if not line.last and abs(line.end - width) > 0.01 and not _last_mark_hangs(line, paragraph, width)
    ]  # fmt: skip
    assert ragged == []


def _last_mark_hangs(line: Line, paragraph: Paragraph, width: float) -> bool:
    return line.text[-1] in HALF_RIGHT and abs(line.end - width) <= paragraph.size / 2


def test_no_ink_passes_the_right_edge() -> None:
    for paragraph, width, lines in SET:
        for line in lines:
            half = 0.5 if line.text[-1:] in HALF_RIGHT else 1.0
            ink = line.places[-1] + line.atoms[-1].em * half * paragraph.size
            assert ink <= width + 0.01, line.text


def test_numbers_and_codes_stay_whole() -> None:
    lines = plain("请凭受理编号" * 3 + "3501-20261123-003-7" + "查询进度" * 5, 10).lines(200)
    assert any("3501-20261123-003-7" in line.text for line in lines)


UNITS = ("容量 60 kW，", "电压 380 V。", "高压 10 kV）", "630 kVA", "一式 2 份", "导线 120 mm²", "共15个工作日", "2026年11月")


@pytest.mark.parametrize("text", UNITS)
def test_a_unit_stays_with_its_number(text: str) -> None:
    for width in range(60, 160, 3):
        for line in plain("用电" * 3 + text + "用电" + text, 10).lines(width)[1:]:
            assert not line.text.startswith(("k", "V", "m", "个", "年", "月", "份")), (width, line.text)


def test_no_single_character_is_left_on_the_last_line_of_prose() -> None:
    for length in range(21, 90):
        *above, last = plain("电" * length + "。", 10).lines(200)
        assert len(last.text) > 2, length
        assert all(len(line.text) >= 18 for line in above)
    narrow = plain("电" * 11 + "。", 10).lines(100)
    assert [line.text for line in narrow] == ["电" * 10, "电。"], "a cell is not prose"


def test_a_blank_before_chinese_allows_a_break() -> None:
    assert any(line.text.startswith("线路") for width in range(40, 90) for line in plain("用电申请 10 线路", 10).lines(width)[1:])


def test_justified_numbers_and_words_are_not_spaced_out() -> None:
    line = plain("受理编号3501-20261123-003-7供电方案答复单的办理期限", 10).lines(200)[0]
    at = line.text.index("3501")
    for one, place, after in zip(line.atoms[at : at + 18], line.places[at:], line.places[at + 1 :], strict=False):
        assert after - place == pytest.approx(one.em * 10)


def test_an_overlong_word_is_not_cut_before_a_mark_that_may_not_begin_a_line() -> None:
    for width in range(30, 90):
        lines = plain("（《JKLYJ-35-3501-20261123》，）。" * 3, 10).lines(width)
        assert not any(line.text[0] in NO_START for line in lines[1:]), width
        assert not any(line.text[-1] in NO_END for line in lines[:-1]), width


def test_a_word_wider_than_the_line_is_cut_at_a_joint() -> None:
    lines = plain("YK-3501-01-000123-2026.ykp", 10).lines(60)
    assert len(lines) > 2
    assert all(line.text[-1] in "-/_.@" for line in lines[:-1])


def test_glue_forbids_a_break() -> None:
    words = GLUE.join("临时用电")
    for width in range(45, 130):
        lines = plain(f"增容　增容　{words}　{words}", 10).lines(width)
        assert all(line.text.replace(GLUE, "").count("临") == line.text.replace(GLUE, "").count("电") for line in lines), width


def test_two_marks_side_by_side_share_their_empty_halves() -> None:
    alone = plain("》", 10, align="left").lines(400)[0].end
    assert plain("》，", 10, align="left").lines(400)[0].end == pytest.approx(2 * alone - 5)


def test_a_mark_at_the_line_end_gives_up_its_empty_half_before_letters_are_pressed_together() -> None:
    first, second = plain("供电方案答复竣工检验，装表接电", 10).lines(105)
    assert first.text == "供电方案答复竣工检验，"
    assert list(first.places) == pytest.approx([10.0 * at for at in range(11)])
    assert second.text == "装表接电"


def test_the_first_line_is_indented_by_two_characters() -> None:
    first, second, *_ = plain("供电" * 40, 10, indent=2).lines(200)
    assert first.places[0] == 20
    assert second.places[0] == 0


def test_hard_breaks_and_weights() -> None:
    lines = mixed("甲", bold("乙"), "\n丙", size=10).lines(200)
    assert [line.text for line in lines] == ["甲乙", "丙"]
    assert [atom.bold for atom in lines[0].atoms] == [False, True]


def test_user_text_is_never_markup() -> None:
    assert plain("<b>张三</b>&amp;", 10).lines(400)[0].text == "<b>张三</b>&amp;"


@pytest.mark.parametrize("room", [30, 45, 100])
def test_a_split_keeps_every_character_and_never_indents_the_rest(room: float) -> None:
    paragraph = plain("供电方案答复 kW 单据，" * 30, 10, indent=2)
    parts = paragraph.split(150, room)
    assert parts is not None
    assert parts[0].height(150) <= room
    joined = "".join(run.text for part in parts for run in part.runs)
    assert joined == paragraph.runs[0].text
    assert parts[1].lines(150)[0].places[0] == 0
    assert [line.text for part in parts for line in part.lines(150)] == [line.text for line in paragraph.lines(150)]


def test_an_empty_paragraph_is_one_line_high() -> None:
    assert plain("", 10).height(100) == 15
