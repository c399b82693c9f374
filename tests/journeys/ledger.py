"""Reads a station's hand-kept ledger (xlsx) as it is: mixed dates, rounded numbers, units in cells; says what it could not read.

Run by hand: `python -m tests.journeys.ledger LEDGER.xlsx --station DIR --rows 1-100 --today 2026-11-23` with YEKUO_PASSWORD set;
it carries the rows over through the service and lists every doubtful value.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from models.problems import Problem, StationError
from models.services.station import Station, batch, open_station
from models.services.takeover import LedgerRow, TakenOver, take_over

TYPES = {
    "居民低压新装": ("lv_res_new", "residential"),
    "非居民低压新装": ("lv_nonres_new", "lv_nonres_small"),
    "高压新装": ("hv_new", "hv_single"),
}
STAGE_COLUMNS = {"survey": 11, "plan_reply": 12, "completion_check": 13, "contract": 14, "energize": 15}
_NOTHING = ("", "—", "-", None)


@dataclass(frozen=True)
class Read:
    """One row as read: the ledger's row where it fits a business type of the program, and what could not be read."""

    number: int
    business: str
    row: LedgerRow | None
    doubts: tuple[Problem, ...]


def read_ledger(path: Path, first: int, last: int) -> Iterator[Read]:
    """Rows whose 序号 lies in first..last (inclusive), in the order of the sheet."""
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    for cells in sheet:
        if isinstance(cells[0], float) and first <= int(cells[0]) <= last:
            yield _read_row(cells)


def _read_row(cells: list[object]) -> Read:
    number, business = int(float(str(cells[0]))), str(cells[7]).strip()
    doubts: list[Problem] = []
    if business not in TYPES:
        return Read(number, business, None, ())
    accepted = _day(cells[1], 2026, "受理日期", doubts)
    if accepted is None:
        return Read(number, business, None, tuple(doubts))
    stages = {stage: day for stage, column in STAGE_COLUMNS.items() if (day := _day(cells[column], accepted.year, stage, doubts))}
    kind, class_ = TYPES[business]
    row = LedgerRow(
        number,
        str(cells[2]).strip(),
        kind,
        class_,
        str(cells[3]).strip(),
        _number(cells[4], doubts),
        _phone(cells[5]),
        str(cells[6]).strip(),
        _capacity(cells[8], doubts),
        _voltage(str(cells[9])),
        str(cells[10]).strip(),
        accepted,
        stages,
        str(cells[16]).strip(),
    )
    return Read(number, business, row, tuple(doubts))


def _day(cell: object, year: int, label: str, doubts: list[Problem]) -> date | None:
    if cell in _NOTHING:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(int(cell)) if isinstance(cell, float) else str(cell).strip()
    for pattern in (r"(\d{4})[-.](\d{1,2})[-.](\d{1,2})", r"(\d{4})(\d{2})(\d{2})", r"(\d{1,2})月(\d{1,2})日"):
        found = re.fullmatch(pattern, text)
        if found:
            parts = [int(part) for part in found.groups()]
            try:
                return date(*([year, *parts] if len(parts) == 2 else parts))
            except ValueError:
                break
    doubts.append(Problem(label, label, f"“{text}”读不成日期；没有采用"))
    return None


def _number(cell: object, doubts: list[Problem]) -> str:
    if isinstance(cell, float):  # Excel keeps 15 digits: the last three of an ID number are gone
        doubts.append(Problem("document_no", "证件号码", f"“{cell:.0f}”被表格软件改成了数字，后几位已丢失；没有采用"))
        return ""
    return str(cell).strip()


def _phone(cell: object) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) else str(cell).strip()


def _capacity(cell: object, doubts: list[Problem]) -> str:
    text = re.sub(r"(?i)\s*(kw|kva)$", "", f"{cell:g}" if isinstance(cell, float) else str(cell).strip())
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        doubts.append(Problem("capacity", "申请容量", f"“{cell}”读不成数字；没有采用"))
        return ""
    return text


def _voltage(text: str) -> str:
    """单相 names the phases, not the voltage; at 220 V single phase is all there is, and 380 V is written out in this ledger."""
    return {"220": "220 V", "220V": "220 V", "单相": "220 V", "380V": "380 V", "10kV": "10 kV"}.get(text.strip(), text.strip())


@dataclass(frozen=True)
class Carried:
    """What became of the rows: carried over, left for a later type, refused, and every doubt by row."""

    taken: tuple[tuple[int, TakenOver], ...]
    other_types: Counter[str]
    refused: tuple[tuple[int, str], ...]
    doubts: tuple[tuple[int, Problem], ...]


def carry_over(station: Station, path: Path, first: int, last: int, today: date) -> Carried:
    """Carries the rows that fit the program's business types over, all in one transaction."""
    taken, refused, doubts, others = [], [], [], Counter[str]()
    with batch(station):
        for read in read_ledger(path, first, last):
            doubts += [(read.number, doubt) for doubt in read.doubts]
            if read.row is None:
                others[read.business] += 1
                continue
            try:
                done, _ = take_over(station, read.row, today)
            except StationError as error:
                refused.append((read.number, str(error)))
                continue
            taken.append((read.number, done))
            doubts += [(read.number, doubt) for doubt in done.doubts]
    return Carried(tuple(taken), others, tuple(refused), tuple(doubts))


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--station", type=Path, required=True)
    parser.add_argument("--rows", default="1-100")
    parser.add_argument("--today", type=date.fromisoformat, required=True)
    args = parser.parse_args(words)
    first, _, last = args.rows.partition("-")
    now = datetime.combine(args.today, datetime.min.time().replace(hour=9))
    station = open_station(args.station, os.environ["YEKUO_PASSWORD"], lambda: now)
    try:
        done = carry_over(station, args.file, int(first), int(last), args.today)
    finally:
        station.close()
    others = f"其他业务类型 {sum(done.other_types.values())} 行 {dict(done.other_types)}"
    print(f"接转 {len(done.taken)} 件；{others}；未接转 {len(done.refused)} 行；存疑 {len(done.doubts)} 处")
    for number, sentence in done.refused:
        print(f"  第 {number} 行未接转：{sentence}")
    for number, doubt in done.doubts:
        print(f"  第 {number} 行 {doubt}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
