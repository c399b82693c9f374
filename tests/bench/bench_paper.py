"""Paper: `python -m tests.bench.bench_paper [PAPERS]`: the first page of a session, then a batch of receipts in one document.

The first page is timed in a fresh process that has loaded what an open desk has (the models), from the call to the finished PDF:
the drawing library, both faces, one two-part receipt; median of five. The batch (500 unless said) has other names, addresses and
numbers on each page; milliseconds a page, of the wall and of the processor, and the process's greatest memory after each fifth.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter, process_time

from models.papers import PaperContext
from tests.reports.samples import PAPERS

FIRST = """
import models.papers, models.services.paper.papers, models.glyphs
from tests.reports.samples import PAPERS
from time import perf_counter
start = perf_counter()
from reports.render import render
pdf = render(PAPERS["RECEIPT"])
print((perf_counter() - start) * 1000)
"""
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"


def first_page() -> float:
    """Milliseconds from the first call to the PDF in a process of its own."""
    done = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True)
    return float(done.stdout)


def receipts(count: int) -> Iterator[PaperContext]:
    """Receipts that differ in whatever differs from customer to customer."""
    chance = random.Random(20261123)
    for at in range(count):
        given = "".join(chr(chance.randrange(0x4E00, 0x9FA6)) for _ in range(2))
        yield replace(
            PAPERS["RECEIPT"], case_no=f"3501-20261123-{at:03d}-7", paper_no=f"3501-20261123-{at:03d}-7-01", check_code=f"K{at:03d}",
            customer=chance.choice(SURNAMES) + given, address=f"河南省平顶山市郏县堂街镇上李庄村{at % 12 + 1}组 {at} 号",
            phone=f"138{chance.randrange(10**8):08d}",
        )  # fmt: skip


def memory() -> float:
    """The greatest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int) -> None:
    """Times both and prints them."""
    print(f"first page of a session: {statistics.median(first_page() for _ in range(5)):.0f} ms")
    from reports.render import render, render_many

    render(PAPERS["RECEIPT"])
    seen: list[str] = []

    def each(done: int) -> bool:
        if done % (count // 5) == 0:
            seen.append(f"{done}: {memory():.0f} MB")
        return True

    wall, cpu = perf_counter(), process_time()
    pdf = render_many(receipts(count), each)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    each_page = f"{wall * 1000 / count:.1f} ms a page ({cpu * 1000 / count:.1f} of the processor)"
    print(f"{count} receipts in one document: {each_page}, {len(pdf) / 1e6:.1f} MB")
    print("memory after " + ", ".join(seen) + f"; written {memory():.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
