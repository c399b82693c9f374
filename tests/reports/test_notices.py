from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from models.problems import StationError
from reports.notices import NOTICES, notice_by_code
from reports.notices.letter import common_form
from reports.notices.lv_small import PROPERTY_PROOFS, SUBJECT_PROOFS
from reports.render import ink_images, page_images, render
from tests.reports.reading import Paper, check_golden, read
from tests.reports.samples import MANY, MISSING, OVERFULL, PACKAGE, PAPERS, RECEIVED


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return {name: read(render(context)) for name, context in PAPERS.items()}


def test_every_notice_has_a_sample() -> None:
    assert {notice_by_code(context.code) for context in PAPERS.values()} == set(NOTICES)


@pytest.mark.parametrize("name", PAPERS)
def test_text_and_places_are_as_they_were(name: str, papers: dict[str, Paper]) -> None:
    """After a wanted change: look at the paper, then write the golden files anew with YEKUO_GOLDEN=write."""
    check_golden(name, papers[name])


@pytest.mark.parametrize("name", PAPERS)
def test_every_face_is_embedded_and_a_subset(name: str, papers: dict[str, Paper]) -> None:
    assert papers[name].foreign_faces == frozenset()
    assert papers[name].faces <= {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    pdf = render(PAPERS[name])
    assert b"Helvetica" not in pdf
    assert len(pdf) < 150_000


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_context_gives_the_same_bytes(name: str) -> None:
    render(PAPERS["HANDOVER"])
    assert render(PAPERS[name]) == render(PAPERS[name])


@pytest.mark.parametrize("name", ["张𬀩", "李䶮", "王𠅤", "陈\U0002a6d0", "阿卜杜拉·买买提"])
def test_rare_names_are_read_back_as_typed(name: str) -> None:
    paper = read(render(replace(PAPERS["RECEIPT"], customer=name, agent="")))
    assert paper.text.count(name) == 2, "once in each part"
    assert paper.foreign_faces == frozenset()


def test_a_name_that_cannot_be_drawn_blocks_the_paper() -> None:
    with pytest.raises(StationError, match=r"U\+31350"):
        render(replace(PAPERS["RECEIPT"], customer="张\U00031350"))


def test_an_unknown_code_is_a_sentence() -> None:
    with pytest.raises(StationError, match="NOPE"):
        render(replace(PAPERS["RECEIPT"], code="NOPE"))


def test_the_receipt_tells_all_it_must(papers: dict[str, Paper]) -> None:
    words = papers["RECEIPT"].words
    must = """3501-20261123-003-7 K7Q2 60kW 营业执照（复印件） 产权证明 现场勘查 15个工作日 2026年12月14日 95598 0375-5190000
        容缺受理 客户联 存根联 3501-ZZ-2026-00031"""
    assert [told for told in must.split() if told not in words] == []


def test_a_provisional_date_is_told_with_its_range(papers: dict[str, Paper]) -> None:
    words = papers["RECEIPT-provisional-reprint"].words
    assert "2027年1月5日（暂定，应在2027年1月4日至2027年1月8日之间" in words
    assert words.count("补打") == 2


def test_a_preview_says_so() -> None:
    assert "预览" in read(render(replace(PAPERS["RECEIPT"], paper_no=""))).words
    assert "预览" not in read(render(PAPERS["RECEIPT"])).words


def test_the_notice_for_small_business_holds_the_facts_of_its_source(papers: dict[str, Paper]) -> None:
    words = papers["NOTICE-LV-SMALL"].words
    facts = """不超过15个工作日 不超过2个 用电申请 装表接电 任选其一 村委会及以上 （原件） 授权委托书或单位介绍信（原件）
        有效身份证明（复印件） 红线外 互感器 免费 供用电合同 三不指定 95598 12398"""
    assert [fact for fact in (*facts.split(), *SUBJECT_PROOFS, *PROPERTY_PROOFS) if fact not in words] == []
    assert (len(SUBJECT_PROOFS), len(PROPERTY_PROOFS)) == (5, 6)


def test_everything_missing_is_told_at_once(papers: dict[str, Paper]) -> None:
    words = papers["MISSING"].words
    assert "还缺下列2项" in words
    for item in MISSING:
        assert all(substitute.removesuffix("（复印件）") in words for substitute in (item.name, *item.accepted))
    assert "任选2项，复印件" in words, "how many, and in which form"


@pytest.mark.parametrize("name", ["MISSING", "COMMITMENT"])
def test_nothing_missing_makes_no_letter(name: str) -> None:
    with pytest.raises(StationError):
        render(replace(PAPERS[name], missing=()))


def test_a_remark_that_all_substitutes_share_is_said_once() -> None:
    assert common_form(("甲（原件）", "乙（原件）")) == (("甲", "乙"), "原件")
    assert common_form(("甲（原件）", "乙")) == (("甲（原件）", "乙"), "")
    assert common_form(()) == ((), "")


def test_two_parts_stand_on_one_sheet_and_an_overfull_one_takes_sheets_of_its_own(papers: dict[str, Paper]) -> None:
    assert [len(papers[name].sizes) for name in ("RECEIPT", "MISSING", "COMMITMENT", "HANDOVER")] == [1, 1, 1, 1]
    long = read(render(replace(PAPERS["MISSING"], missing=MANY)))
    assert len(long.sizes) >= 4
    assert len(long.sizes) % 2 == 0
    assert long.words.count("客户联") == long.words.count("存根联") == len(long.sizes) / 2


def test_repeated_head_and_running_head_on_later_pages() -> None:
    long = read(render(replace(PAPERS["MISSING"], missing=MANY)))
    pages = long.text.split("第 2 页")[0]
    assert "（续）" in long.text
    assert pages.count("还缺什么") == 2


def test_the_slip_shows_eight_digits_and_the_sequence(papers: dict[str, Paper]) -> None:
    words = papers["HANDOVER"].words
    assert words.count("9F86D081") == 2
    assert "1204—1377（共174条）" in words
    assert "合计10件" in words
    with pytest.raises(StationError, match="没有对应的数据包"):
        render(replace(PAPERS["HANDOVER"], package=None))


def test_one_slip_goes_with_all_parts_of_a_set_on_one_sheet() -> None:
    package = replace(PACKAGE, together=tuple((number, f"{number:02d}abcdef" * 8) for number in range(12, 31)))
    slip = read(render(replace(PAPERS["HANDOVER"], package=package)))
    assert len(slip.sizes) == 1
    assert slip.words.count("共19卷，要一起交") == slip.words.count("30:30ABCDEF") == 2


def test_the_slip_of_a_part_with_attachments_only_says_so_and_large_files_are_told_in_megabytes() -> None:
    slip = read(render(replace(PAPERS["HANDOVER"], package=replace(PACKAGE, seq_from=0, seq_to=0, size=12_592_019))))
    assert slip.words.count("只有附件") == slip.words.count("12.0MB（12592019字节）") == 2
    assert "0—0" not in slip.words


def test_no_missing_paper_reads_as_complete() -> None:
    words = read(render(replace(PAPERS["RECEIPT"], missing=(), received=RECEIVED))).words
    assert "无，资料已收齐" in words


@pytest.mark.parametrize("name", OVERFULL)
def test_overfull_papers_lose_nothing(name: str) -> None:
    context = OVERFULL[name]
    words = read(render(context)).words
    for item in MANY if name in ("RECEIPT", "MISSING", "COMMITMENT", "REPORT-UP") else ():
        assert words.count(item.name.split("（")[0]) >= 1, item.name


def test_pages_are_drawn_for_the_preview() -> None:
    pages = page_images(render(PAPERS["RECEIPT"]), dpi=72)
    assert [(width, height, len(data)) for width, height, data in pages] == [(596, 842, 596 * 842 * 4)]
    width, height, data = pages[0]
    assert data[3::4] == b"\xff" * (width * height), "opaque"
    dark = sum(1 for value in data[0::4] if value < 100)
    assert 0.005 < dark / (width * height) < 0.3


@pytest.mark.parametrize("name", PAPERS)
def test_the_ink_of_papers_is_grey_so_that_printers_get_grey_pages(name: str) -> None:
    pdf = render(PAPERS[name])
    for (width, height, colours), (_, _, grey) in zip(page_images(pdf, 100), ink_images(pdf, 100), strict=True):
        assert colours[0::4] == colours[1::4] == colours[2::4]
        assert len(grey) == width * height
        assert abs(sum(colours[0::4]) - sum(grey)) < 1.5 * width * height, "as much ink, though glyphs may stand half a dot aside"


def test_a_page_with_a_picture_keeps_its_colours() -> None:
    out = BytesIO()
    Image.new("RGB", (60, 20), (0, 120, 90)).save(out, "PNG")
    [(width, height, drawn)] = ink_images(render(replace(PAPERS["RECEIPT"], image=out.getvalue())), 50)
    assert len(drawn) == 4 * width * height
    assert (90, 120, 0) in set(zip(drawn[0::4], drawn[1::4], drawn[2::4], strict=True))
