"""How long each page's service takes on a large station, beside the cost of one empty transaction in the same run.

By hand: `./run demo --station DIR --cases 20000`, then `.venv/bin/python -m tests.bench.bench_services DIR [--export]`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.services.station import Station

PRESS = 100.0  # ms behind a key press


def best(work: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """First and best time in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken[0], min(taken)


def main() -> int:
    args = _arguments()
    station = _opened(args)
    base, slow = 0.0, []
    for name, act in _acts(station, args.today).items():
        first, least = best(act)
        base = base or least
        slow += [name] if least > PRESS else []
        print(f"{name:36} {least:8.1f} ms   first {first:8.1f}   {least / base:7.0f} × empty{'   SLOW' if least > PRESS else ''}")
    if args.write:
        _writing(station, args.today)
    if args.export:
        from models.services.exchange.outbox import export

        with tempfile.TemporaryDirectory() as out:
            print(f"{'export':36} {best(lambda: export(station, Path(out)), 1)[0]:8.1f} ms")
    station.close()
    return 1 if slow else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("station", type=Path)
    parser.add_argument("--password", default="demo")
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())
    parser.add_argument("--write", action="store_true", help="also register and fill (give it a copy of the station)")
    parser.add_argument("--export", action="store_true", help="also write a package (to a temporary folder; it is noted in the station)")
    return parser.parse_args()


def _opened(args: argparse.Namespace) -> Station:
    """Opens the station, telling what each part of it takes."""
    start = time.perf_counter()
    from models.services.station import open_station
    from models.store.keys import open_keys

    print(f"{'importing the services':36} {(time.perf_counter() - start) * 1000:8.1f} ms")
    print(f"{'password (Argon2id)':36} {best(lambda: open_keys(args.station, args.password), 2)[1]:8.1f} ms")
    start = time.perf_counter()
    station = open_station(args.station, args.password, datetime.now)
    print(f"{'open_station, password included':36} {(time.perf_counter() - start) * 1000:8.1f} ms")
    print(f"{'rules and calendar':36} {best(lambda: station.shelf.book(), 1)[0]:8.1f} ms")
    return station


def _acts(station: Station, day: date) -> dict[str, Callable[[], object]]:
    """Everything behind a key press, the floor (an empty read transaction) first."""
    from models.services.case_page.detail import case_detail
    from models.services.case_page.explanation import explain
    from models.services.cases import list_cases, search
    from models.services.exchange.outbox import outbox_page
    from models.services.registration import earlier_cases
    from models.services.station import looking, people
    from models.services.statistics import month_figures
    from models.services.today import today_page

    def empty() -> None:
        with looking(station):
            pass

    case = next(row.case_id for row in list_cases(station, day).rows if row.level != "ended")
    last = station_last_page(station, day)
    values = {"phone": "13937512345", "document_no": "92410425MA9F0XN92T"}
    acts: dict[str, Callable[[], object]] = {
        "(an empty read transaction)": empty,
        "today_page": lambda: today_page(station, day),
        "list_cases all, last page": lambda: list_cases(station, day, "all", after=last),
        "list_cases with 李 1": lambda: list_cases(station, day, "all", "李 1"),
        "earlier_cases": lambda: earlier_cases(station, "LV-APP", values, day),
        "case_detail": lambda: case_detail(station, case, day),
        "explain": lambda: explain(station, case, day, "target"),
        "people": lambda: people(station),
        "outbox_page": lambda: outbox_page(station),
        "month_figures": lambda: month_figures(station, day.year, day.month),
    }
    for kind in ("open", "all", "calm", "ended"):
        acts[f"list_cases {kind}, first page"] = lambda kind=kind: list_cases(station, day, kind)  # type: ignore[misc]
    for words in ("李", "郏县", "mz", "9Q9"):
        acts[f"search {words}"] = lambda words=words: search(station, words, day)  # type: ignore[misc]
    return acts


def _writing(station: Station, day: date) -> None:
    """Saving, and the first reads after it, which find no page in the reader's cache."""
    from models.services.cases import search
    from models.services.pauses import pause, pause_reasons
    from models.services.registration import register
    from models.services.today import today_page
    from tests.stations import do_stage, mill_intake

    made: list[str] = []
    acts: dict[str, Callable[[], object]] = {
        "register": lambda: made.append(register(station, mill_intake(day, reason="bench"), day)[0].case_id),
        "today_page after it": lambda: today_page(station, day),
        "search 9Q9 after it": lambda: (register(station, mill_intake(day, reason="bench"), day), search(station, "9Q9", day)),
        "save_form": lambda: do_stage(station, made.pop(), "LV-SURVEY", day),
        "pause": lambda: pause(station, made.pop(), day, pause_reasons(station, made[-1])[0].code, "bench", None, day),
    }
    for name, act in acts.items():
        first, least = best(act, 2 if name == "pause" else 3)
        print(f"{name:36} {least:8.1f} ms   first {first:8.1f}")
        if name == "register":
            made += [register(station, mill_intake(day, reason="bench"), day)[0].case_id for _ in range(8)]


def station_last_page(station: object, day: date) -> str:
    """Where the last full page begins."""
    import sqlalchemy as sa

    from models.services.station import looking
    from models.store.views import case_view

    with looking(station) as connection:  # type: ignore[arg-type]
        rows = connection.execute(sa.select(case_view.c.received_on, case_view.c.number).order_by("received_on", "number").limit(100)).all()
    return f"{rows[-1].received_on}|{rows[-1].number}"


if __name__ == "__main__":
    sys.exit(main())
