"""The merged file of a case: every page numbered as the index says, bookmarks by section, the same bytes each time, locked if wanted."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from models.papers import FilePiece
from models.problems import StationError
from reports.case_file import bind, counted
from reports.render import render
from tests.reports.reading import read
from tests.reports.samples import FILE_LINES, PAPERS


def photo(width: int = 400, height: int = 300) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(buffer, "JPEG")
    return buffer.getvalue()


def landscape(rotation: int = 0) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(842, 595), invariant=1)
    for text in ("one", "two"):
        canvas.setPageRotation(rotation)
        canvas.drawString(100, 100, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


CONTENTS = (
    FilePiece("业务受理回执", "受理", "3501-01", "堂街供电所", pdf=render(PAPERS["RECEIPT"])),
    FilePiece("图纸", "设计审核", pdf=landscape()),
    FilePiece("产权分界照片", "合同及装表", image=photo()),
    FilePiece("供用电合同", "合同及装表", pages=12, place="柜 2 盒 17", note="纸质原件"),
    FilePiece("缺件通知书", "合同及装表", drawn=PAPERS["MISSING"]),
)
PARTS = tuple(replace(PAPERS[code], contents=CONTENTS, lines=FILE_LINES) for code in ("ARCHIVE-COVER", "ARCHIVE-INDEX", "ARCHIVE-NOTE"))


@pytest.fixture(scope="module")
def bound():
    return bind(*PARTS)


def outline(reader: PdfReader, items: list | None = None, deep: int = 0) -> list[tuple[int, str, int]]:
    found = []
    for item in reader.outline if items is None else items:
        if isinstance(item, list):
            found += outline(reader, item, deep + 1)
        else:
            found.append((deep, str(item.title), reader.get_destination_page_number(item)))
    return found


def test_the_file_holds_everything_under_its_bookmark(bound) -> None:
    reader = PdfReader(BytesIO(bound.pdf))
    assert len(reader.pages) == bound.pages == 2 + 5 + 1
    assert outline(reader) == [
        (0, "用电客户档案", 0), (0, "卷内目录", 1), (0, "受理", 2), (1, "业务受理回执 3501-01", 2), (0, "设计审核", 3), (1, "图纸", 3),
        (0, "合同及装表", 5), (1, "产权分界照片", 5), (1, "缺件通知书", 6), (0, "卷内备考表", 7),
    ]  # fmt: skip


def test_every_page_bears_the_number_that_the_index_gives_it(bound) -> None:
    index = read(render(PARTS[1])).words
    for line in ("业务受理回执", "2—3", "12页，柜2盒17"):
        assert line in index
    pages = PdfReader(BytesIO(bound.pdf)).pages
    for number, page in enumerate(list(pages)[2:7], 1):
        assert page.extract_text().split()[-1] == str(number)


def test_the_same_input_gives_the_same_bytes(bound) -> None:
    assert bind(*PARTS).pdf == bound.pdf


def test_a_turned_page_keeps_its_number_upright() -> None:
    turned = (FilePiece("扫描件", "受理", pdf=landscape(90)),)
    bound = bind(*(replace(part, contents=turned) for part in PARTS))
    page = PdfReader(BytesIO(bound.pdf)).pages[2]
    assert page.rotation == 0
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (842, 595), "as a reader showed it before"
    assert page.extract_text().split()[-1] == "1"


def test_a_password_locks_the_file() -> None:
    reader = PdfReader(BytesIO(bind(*PARTS, "geheim-2026").pdf))
    assert reader.is_encrypted
    assert not reader.decrypt("wrong")
    assert reader.decrypt("geheim-2026")
    assert len(reader.pages) == 8


@pytest.mark.parametrize("bad", [FilePiece("坏图", "受理", image=b"no image"), FilePiece("坏件", "受理", pdf=b"no pdf")])
def test_what_cannot_be_read_is_named(bad: FilePiece) -> None:
    with pytest.raises(StationError, match=bad.title):
        counted((bad,))


def test_binding_can_be_broken_off() -> None:
    def stop(done: int, total: int) -> None:
        raise StationError("已取消")

    with pytest.raises(StationError, match="已取消"):
        bind(*PARTS, advance=stop)
