"""The station's own image: in the head of every paper once it is set, a fact in the journal, known at the centre; none by default."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from pypdf import PdfReader

from models.attached_content import Incoming, prepared
from models.problems import StationError
from models.services.centre.intake import take
from models.services.checking import check, rebuild
from models.services.exchange.outbox import export
from models.services.loans import LoanEntry, lend_file, loan_register, loans
from models.services.paper.papers import preview
from models.services.paper.station_image import LONGEST_SIDE, remove_image, set_image, station_image
from models.services.people import add_person
from reports.render import render
from tests.stations import MONDAY, mill


def logo():
    out = io.BytesIO()
    Image.new("RGBA", (1200, 400), (0, 120, 90, 128)).save(out, "PNG")
    return prepared("所徽.png", out.getvalue())


def images_in(pdf):
    return [image.name for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]


@pytest.mark.parametrize("code", ["RECEIPT", "LV-SURVEY"])
def test_papers_have_the_image_only_where_the_station_set_one(station, code):
    case = mill(station)
    assert station_image(station) == b""
    assert images_in(preview(station, case, code, render, MONDAY)) == []
    set_image(station, logo())
    assert Image.open(io.BytesIO(station_image(station))).size == (LONGEST_SIDE, 200)
    assert images_in(preview(station, case, code, render, MONDAY))
    assert images_in(preview(station, case, code, render, MONDAY, blank=code != "RECEIPT"))
    assert rebuild(station.database).equal
    remove_image(station)
    assert images_in(preview(station, case, code, render, MONDAY)) == []


def test_a_pdf_is_no_image(station):
    with pytest.raises(StationError, match="不能作图标"):
        set_image(station, Incoming("a.pdf", b"%PDF-", "application/pdf"))


def test_the_image_travels_and_a_lost_one_does_not_stop_printing(station, centre, tmp_path):
    case = mill(station)
    set_image(station, logo())
    done, _ = export(station, tmp_path)
    assert take(centre, done.file).attachments == 1
    for file in station.attachments.folder.rglob("*"):
        if file.is_file():
            file.unlink()
    assert station_image(station) == b""
    assert preview(station, case, "RECEIPT", render, MONDAY).startswith(b"%PDF")
    assert not check(station).whole


def test_the_register_of_loans_is_headed_as_the_other_papers_are(station):
    case = mill(station)
    chief, _ = add_person(station, "周志强", "所长", MONDAY)
    lend_file(station, case, LoanEntry("周会计", "郏县审计局", MONDAY, MONDAY + timedelta(days=7), "年度审计", chief), MONDAY)
    assert images_in(render(loan_register(station, loans(station, MONDAY), MONDAY))) == []
    set_image(station, logo())
    paper = loan_register(station, loans(station, MONDAY), MONDAY)
    assert images_in(render(paper))
    assert (paper.station_name, paper.clerk) == ("堂街供电所", "赵建军")
