"""Every paper as a file: the same bytes again, also in another process; sound to the byte; all faces inside; many in one document."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from models.forms import FORMS
from models.papers import PaperContext
from models.problems import StationError
from reports.render import render, render_many
from tests.reports.reading import faces_of, read
from tests.reports.samples import OVERFULL, PAPERS, form_context

EVERY: dict[str, PaperContext] = {
    **PAPERS,
    **{f"{name}-overfull": context for name, context in OVERFULL.items()},
    **{f"{form.code}-{mode}": form_context(form, mode) for form in FORMS for mode in ("blank", "filled", "crowded", "overfull")},
}
PLAIN = [*PAPERS, *(f"{form.code}-filled" for form in FORMS)]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {name: render(context) for name, context in EVERY.items()}


def digests(drawn: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(pdf).hexdigest() for name, pdf in drawn.items()}


def test_another_process_writes_the_same_bytes_in_another_order(files: dict[str, bytes]) -> None:
    program = "from tests.reports.test_documents import *; print(digests({name: render(EVERY[name]) for name in reversed(PLAIN)}))"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == str(digests({name: files[name] for name in reversed(PLAIN)}))


def test_all_faces_of_every_paper_are_inside(files: dict[str, bytes]) -> None:
    for name, pdf in files.items():
        found = faces_of(pdf)
        assert all(embedded for _, embedded in found), name
        assert {face for face, _ in found} <= {"NotoSansSC-Regular", "NotoSansSC-Bold", "HanaMinB"}, name
        assert b"Helvetica" not in pdf, name


@pytest.mark.skipif(sys.platform != "linux", reason="qpdf is installed with the tests on Linux only")
def test_every_file_is_sound(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, pdf in files.items():
        (tmp_path / "paper.pdf").write_bytes(pdf)
        checked = subprocess.run(["qpdf", "--check", "paper.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, ""), name


def test_one_paper_alone_is_the_same_as_a_batch_of_one(files: dict[str, bytes]) -> None:
    assert render_many([PAPERS["RECEIPT"]]) == files["RECEIPT"]


def test_many_papers_keep_their_order_and_their_own_page_numbers() -> None:
    long = form_context(next(form for form in FORMS if form.code == "LV-PLAN"), "filled")
    told: list[int] = []
    paper = read(render_many((context for context in (PAPERS["RECEIPT"], long, PAPERS["WHY"])), lambda done: not told.append(done)))
    assert told == [1, 2, 3]
    pages = ["".join(char.text for char in paper.chars if char.page == page).replace(" ", "") for page in range(len(paper.sizes))]
    heads = ["业务受理回执", long.title, "时限计算书"]
    assert [next(at for at, page in enumerate(pages) if head in page) for head in heads] == [0, 1, len(pages) - 1]
    assert "第1页共1页" in pages[0]
    assert f"第1页共{len(pages) - 2}页" in pages[1]
    assert paper.title.endswith("等 3 份")


def test_papers_drawn_at_the_same_time_do_not_mix(files: dict[str, bytes]) -> None:
    names = ["RECEIPT", "WHY", "LV-APP-filled", "MISSING"]
    with ThreadPoolExecutor(4) as pool:
        batches = [pool.submit(render_many, [EVERY[name], EVERY["RECEIPT"]]) for name in names]
        alone = [pool.submit(render, EVERY[name]) for name in names * 3]
        assert [done.result() for done in alone] == [files[name] for name in names * 3]
    assert [batch.result() for batch in batches] == [render_many([EVERY[name], EVERY["RECEIPT"]]) for name in names]


def test_a_batch_can_be_stopped_and_fails_whole() -> None:
    taken: list[str] = []

    def contexts():
        for name in ("RECEIPT", "MISSING", "WHY"):
            taken.append(name)
            yield PAPERS[name]

    assert render_many(contexts(), lambda done: done < 2) == b""
    assert taken == ["RECEIPT", "MISSING"]
    with pytest.raises(StationError, match="U\\+31350"):
        render_many([PAPERS["RECEIPT"], replace(PAPERS["RECEIPT"], customer="\U00031350")])
    with pytest.raises(ValueError, match="no paper"):
        render_many([])
