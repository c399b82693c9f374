"""`./run self-test`: the whole main job in a temporary folder, so that a built program can show that nothing is missing in it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commandline.exits import CommandError, Exit
from ui.commandline.speaking import Clock, add_json_option, answer

if TYPE_CHECKING:
    from models.services.station import Station


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `self-test`."""
    parser = subparsers.add_parser("self-test", help="程序自检")
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Makes a demo station and centre, sends a package there and its answer back, checks, rebuilds; raises at the first fault."""
    passed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="yekuo-self-test-") as home:
        for name, step in (
            ("按名字调入的部分", _by_name), ("演示供电所和单据", _station), ("县中心接收和回执", _exchange), ("完整性和重建", _whole),
        ):  # fmt: skip
            step(Path(home), now)
            passed.append(name)
    answer(args, {"passed": passed}, [*(f"✓ {name}" for name in passed), "自检通过。"])
    return Exit.OK


def _by_name(_home: Path, _now: Clock) -> None:
    from importlib.util import find_spec

    from ui.by_name import modules_by_name

    missing = [name for name in modules_by_name() if find_spec(name) is None]
    if missing:
        raise CommandError(f"程序里缺少 {len(missing)} 个部分：{'、'.join(missing[:5])}。", "请重新安装程序。", Exit.SOFTWARE)


def _station(home: Path, now: Clock) -> None:
    from models.services.demo import make_demo
    from models.services.enrolment import read_card
    from reports.render import page_images, render
    from ui.commandline.demo_folder import demo_centre

    demo_centre(home, now)
    make_demo(home / "station", now, render, 12, read_card(home / "demo-centre" / "CARD.json"))
    _with_station(home, now, lambda station: _print_one(station, now, render, page_images))


def _print_one(station: Station, now: Clock, render: Callable[..., bytes], page_images: Callable[..., object]) -> None:
    from models.services.cases import list_cases
    from models.services.paper.papers import preview

    today = now().date()
    accepted = next(row for row in list_cases(station, today, "all").rows if row.accepted_on)
    pdf = preview(station, accepted.case_id, "RECEIPT", render, today)
    if not pdf.startswith(b"%PDF-") or not page_images(pdf, 60):
        raise CommandError("单据没有生成。", "请重新安装程序。", Exit.SOFTWARE)


def _exchange(home: Path, now: Clock) -> None:
    from models.services.centre.answers import acknowledge
    from models.services.centre.intake import take
    from models.services.centre.store import open_centre
    from models.services.centre.trusted_stations import read_station_card, trust_station
    from models.services.exchange.answers import take_answer
    from models.services.exchange.outbox import case_states, export

    keys = home / "demo-centre"
    centre = open_centre(f"sqlite:///{keys / 'centre.db'}", keys, "", now)
    try:
        trust_station(centre, read_station_card(home / "station" / "STATION.json"))

        def there_and_back(station: Station) -> None:
            exported, _ = export(station, home)
            taken = take(centre, exported.file)
            written, _ = acknowledge(centre, "3501", home)
            take_answer(station, written.path)
            if taken.new != exported.lines or set(case_states(station)) != {"已回执"}:
                raise CommandError("数据包往返不一致。", "请重新安装程序。", Exit.SOFTWARE)

        _with_station(home, now, there_and_back)
    finally:
        centre.close()


def _whole(home: Path, now: Clock) -> None:
    from models.services.checking import check, rebuild

    def look(station: Station) -> None:
        if not check(station).whole or not rebuild(station.database).equal:
            raise CommandError("库不完整，或重建后不一致。", "请重新安装程序。", Exit.SOFTWARE)

    _with_station(home, now, look)


def _with_station(home: Path, now: Clock, work: Callable[..., None]) -> None:
    from models.services.demo import PASSWORD
    from models.services.station import open_station

    station = open_station(home / "station", PASSWORD, now)
    try:
        work(station)
    finally:
        station.close()
