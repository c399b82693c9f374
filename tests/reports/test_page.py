from dataclasses import replace

from reports.grid import Cell, Gap, Grid, Stack, Strip
from reports.page import LOWER_HALF, UPPER_HALF, WHOLE, Face, fits, head_height, paginate
from reports.paragraph import plain
from reports.render import render
from tests.reports.reading import read
from tests.reports.samples import PAPERS

FACE = Face("业务受理回执", "堂街供电所", "编号：1")


def test_every_block_ends_above_the_lower_edge_and_none_is_lost() -> None:
    blocks = tuple(plain(f"第{at}段" + "供电" * (at % 60), 10.5) for at in range(150))
    pages = paginate(blocks, WHOLE, FACE)
    assert all(item.top - item.height >= WHOLE.lower - 0.01 for page in pages for item in page)
    assert all(upper.top - upper.height >= lower.top - 0.01 for page in pages for upper, lower in zip(page, page[1:], strict=False))
    assert pages[0][0].top == WHOLE.upper - head_height(WHOLE, FACE)
    told = "".join(run.text for page in pages for item in page for run in item.block.runs)
    assert told == "".join(block.runs[0].text for block in blocks)


def test_a_gap_falls_away_at_the_top_of_a_page() -> None:
    tall = plain("\n".join("行" * 3 for _ in range(46)), 10)
    pages = paginate((tall, Gap(40), plain("下一页", 10)), WHOLE, FACE)
    assert [len(page) for page in pages] == [1, 1]


def test_the_halves_are_equally_high_and_fitting_is_exact() -> None:
    assert abs((UPPER_HALF.upper - UPPER_HALF.lower) - (LOWER_HALF.upper - LOWER_HALF.lower)) < 0.01
    room = UPPER_HALF.upper - UPPER_HALF.lower - head_height(UPPER_HALF, FACE)
    assert fits((Gap(room - 0.1),), UPPER_HALF, FACE)
    assert not fits((Gap(room + 0.1),), UPPER_HALF, FACE)


def test_a_strip_that_keeps_goes_with_the_next_and_heads_come_again() -> None:
    head = Strip((Cell(plain("表头", 10)),), least=20, keep=True)
    grid = Grid((head, *(Strip((Cell(plain(f"{at}", 10)),), least=20, heads=(head,)) for at in range(4))))
    assert grid.split(100, 30) is None, "a head alone is no part"
    parts = grid.split(100, 70)
    assert parts is not None
    assert [len(part.strips) for part in parts] == [3, 3]
    assert parts[1].strips[0] is head


def test_what_belongs_together_is_not_cut_unless_it_is_taller_than_a_page() -> None:
    short = Stack((plain("甲", 10), plain("乙", 10)), whole=True)
    assert short.split(100, 20) is None
    tall = Stack(tuple(plain("甲", 10) for _ in range(100)), whole=True)
    parts = tall.split(100, 300)
    assert parts is not None
    assert [len(part.blocks) for part in parts] == [20, 80]


def test_long_titles_names_and_numbers_stay_beside_the_marks_and_above_the_body() -> None:
    station = "国网某省电力有限公司某某市供电公司某某县供电有限责任公司某某镇中心供电所城关营业站"
    for length in (6, 17, 22, 40):
        context = replace(PAPERS["RECEIPT"], title="用电业务办理情况告知" * 4, station_name=station, reprint=True)
        paper = read(render(replace(context, title=context.title[:length], paper_no="3501-20261123-003-7-" + "12" * 12)))
        chars = [char for char in paper.chars if char.text.strip()]
        for at, one in enumerate(chars):
            for other in chars[at + 1 : at + 400]:
                assert not _overlap(one.box, other.box), (length, one.text, other.text)


def _overlap(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    wide = min(one[2], two[2]) - max(one[0], two[0])
    return wide > 0.5 and min(one[3], two[3]) - max(one[1], two[1]) > 0.5


def test_a_paragraph_leaves_no_single_line_at_the_foot_or_head_of_a_page() -> None:
    four = plain("行\n行\n行\n行", 10)
    assert [four.split(100, room) is None for room in (15, 30, 45)] == [True, False, False]
    parts = four.split(100, 45)
    assert parts is not None
    assert [part.height(100) for part in parts] == [30, 30]
    assert plain("行\n行\n行", 10).split(100, 30) is None


def test_signatures_go_overleaf_with_something_of_what_is_signed() -> None:
    rows = tuple(Strip((Cell(plain(f"{at}", 10)),), least=20) for at in range(4))
    grid = Grid((*rows, Strip((Cell(plain("签名", 10)),), least=60, signed=True)))
    parts = grid.split(100, 85)
    assert parts is not None
    assert [len(part.strips) for part in parts] == [3, 2]
