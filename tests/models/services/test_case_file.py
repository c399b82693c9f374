"""合成电子档案: what lies in a case's file, written whole, read back, told in the journal."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from models.attached_content import prepared
from models.problems import ProblemsFound, StationError
from models.services.archive import PlaceEntry, place_paper, view_of
from models.services.case_file import file_name, save_case_file
from models.services.case_page.detail import case_detail
from models.services.files import attach, remove
from models.services.paper.archive_papers import pieces
from models.services.paper.paper_contexts import context_for
from models.services.paper.papers import issue, void_paper
from models.services.station import Station
from reports.case_file import bind
from reports.render import render
from tests.reports.reading import read
from tests.reports.samples import PAPERS
from tests.stations import MONDAY, do_all, do_stage, mill


@pytest.fixture
def filed(station: Station) -> str:
    case_id = mill(station, MONDAY)
    issue(station, case_id, "RECEIPT", render, MONDAY)
    wrong, _ = issue(station, case_id, "RECEIPT", render, MONDAY)
    void_paper(station, case_id, wrong.paper_no, "打重了", MONDAY)
    do_all(station, case_id, MONDAY, upto="METER", draw=render)
    place_paper(station, case_id, "contract", PlaceEntry("6", original=True, cabinet="2", box="17"), MONDAY)
    do_stage(station, case_id, "ARCHIVE", MONDAY)
    return case_id


def test_the_file_holds_papers_forms_and_what_is_only_paper(station: Station, filed: str) -> None:
    found = list(pieces(station, view_of(station, filed), context_for))
    titles = [piece.title for piece in found]
    assert titles.count("业务受理回执") == 1, "a void paper is not filed"
    assert titles.count("低压供电方案答复单") == 1, "the form was issued as it stands: once, as it was printed"
    assert {"低压非居民用电登记表", "低压现场勘查单", "供用电合同", "归档目录"} <= set(titles)
    assert [piece.title for piece in found if not piece.shown] == ["供用电合同"]
    sections = [piece.section for piece in found]
    assert sections == sorted(sections, key=sections.index), "the pieces of a section stand together"
    assert sections[0] == "受理"
    assert sections[titles.index("低压现场勘查单")] == "供电方案", "the survey is no line of the ten: it goes before the plan"


def test_it_is_written_whole_told_and_the_same_again(station: Station, filed: str, tmp_path) -> None:
    target = tmp_path / file_name(station, filed)
    assert f"3501-{MONDAY.year}-0001" in target.name
    saved, changes = save_case_file(station, filed, target, bind, MONDAY)
    assert filed in changes.cases
    data = target.read_bytes()
    assert saved.sha256 == hashlib.sha256(data).hexdigest()
    reader = PdfReader(BytesIO(data))
    assert len(reader.pages) == saved.pages
    assert "用电客户档案" in reader.pages[0].extract_text().replace("\n", "")
    assert "导出电子档案" in case_detail(station, filed, MONDAY).history[0].text
    again, _ = save_case_file(station, filed, tmp_path / "again.pdf", bind, MONDAY)
    assert again.sha256 == saved.sha256


def test_the_cover_and_the_index_print_without_the_merge(station: Station, filed: str) -> None:
    paper, _ = issue(station, filed, "ARCHIVE-INDEX", render, MONDAY)
    words = read(paper.pdf).words
    assert "业务受理回执" in words
    assert "6页，柜2盒17" in words
    assert "ARCHIVE-INDEX" not in [piece.number for piece in pieces(station, view_of(station, filed), context_for)]
    assert f"3501-{MONDAY.year}-0001" in read(issue(station, filed, "ARCHIVE-COVER", render, MONDAY)[0].pdf).words


def test_a_short_password_a_missing_folder_and_a_break_leave_nothing(station: Station, filed: str, tmp_path) -> None:
    with pytest.raises(ProblemsFound, match="至少"):
        save_case_file(station, filed, tmp_path / "a.pdf", bind, MONDAY, "1234")
    with pytest.raises(StationError, match="写不进"):
        save_case_file(station, filed, tmp_path / "none" / "a.pdf", bind, MONDAY)

    def stop(done: int, total: int) -> None:
        raise StationError("已取消")

    with pytest.raises(StationError, match="已取消"):
        save_case_file(station, filed, tmp_path / "a.pdf", bind, MONDAY, "", stop)
    assert list(tmp_path.glob("*.pdf")) == []
    assert "导出电子档案" not in case_detail(station, filed, MONDAY).history[0].text


def test_a_locked_file_opens_with_its_password_only(station: Station, filed: str, tmp_path) -> None:
    saved, _ = save_case_file(station, filed, tmp_path / "a.pdf", bind, MONDAY, "geheim-2026")
    reader = PdfReader(tmp_path / "a.pdf")
    assert saved.locked
    assert reader.is_encrypted
    assert reader.decrypt("geheim-2026")


def test_photos_and_scans_lie_with_what_they_belong_to_and_one_taken_out_does_not(station: Station, filed: str, tmp_path) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "JPEG")
    photo, scan = prepared("门牌.jpg", picture.getvalue()), prepared("合同.pdf", render(PAPERS["RECEIPT"]))
    attach(station, filed, [photo], "material:property", MONDAY)
    attach(station, filed, [scan], "form:CONTRACT", MONDAY)
    attach(station, filed, [photo], "case", MONDAY)
    remove(station, filed, 3, "附错了", MONDAY)
    found = [piece for piece in pieces(station, view_of(station, filed), context_for) if piece.title.startswith("附件")]
    assert [(piece.section, bool(piece.pdf), bool(piece.image)) for piece in found] == [("受理", False, True), ("合同及装表", True, False)]
    saved, _ = save_case_file(station, filed, tmp_path / "a.pdf", bind, MONDAY)
    titles = [str(item.title) for part in PdfReader(saved.path).outline if isinstance(part, list) for item in part]
    assert [title for title in titles if title.startswith("附件")] == [piece.title for piece in found]
