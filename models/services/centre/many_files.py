"""收包 for a window: many files at once, each tried before any is taken, and answers for many stations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.services.centre.answers import acknowledge, unheard_epoch
from models.services.centre.arrivals import Arrival, find, list_arrivals, receive
from models.services.centre.channel import pending
from models.services.centre.intake import Taken, advance, preview, retry_held
from models.services.centre.keys import read_here, verify_keys
from models.services.centre.package_names import OTHERS, kind_named
from models.services.centre.stations import registered
from models.services.centre.store import Centre
from models.store import journal
from models.store.session import reading
from models.sync.brought import read_package_file
from models.sync.refusal import PackageRefused

_NEVER, _PERHAPS = ("B", "T", "R"), ("A", "Q")
"""Kinds that only a centre writes, and those that it writes as well or that stations give back to it."""


@dataclass(frozen=True)
class Tried:
    """One file: what taking it brings or brought, or why it cannot be taken now (`refused`); `waits` goes on when others have come."""

    sha256: str
    name: str
    station: str
    number: int
    new: int
    known: int
    cases: int
    told: str
    refused: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Answered:
    """One station's answer: where it was written, or why not (`told` is then the reason alone)."""

    station: str
    told: str
    refused: bool = False


def answers_told(found: tuple[Answered, ...]) -> str:
    """What was written and what not, as lines; one reason that stopped several stations is told once."""
    lines = [one.told for one in found if not one.refused]
    reasons: dict[str, list[str]] = {}
    for one in found:
        if one.refused:
            reasons.setdefault(one.told, []).append(one.station)
    written = ["把文件交给供电所，由它导入后才算送达。"] if lines else []
    lines += written + [f"{'、'.join(codes)}：没有写成。{reason}" for reason, codes in reasons.items()]
    return "\n".join(lines) or "没有等回执的供电所，也没有要下发的话。"


def try_files(centre: Centre, paths: Iterable[Path]) -> tuple[Tried, ...]:
    """Receives files, and those of folders, and tells what each would bring; nothing is applied. The oldest package of a station first."""
    found = [_try(centre, path) for path in _files(centre, paths)]
    return tuple(sorted(found, key=lambda one: (one.refused, one.station, one.number, one.name)))


def take_all(centre: Centre, names: Iterable[str]) -> tuple[Tried, ...]:
    """Takes kept packages (by SHA-256), again as long as one brings another further; each tells what became of it.

    All are tried twice at least: our own words, come back after a restore, prove each other. What had waited at this centre and goes on
    with them is told behind them.
    """
    left, done = list(dict.fromkeys(names)), dict[str, Tried]()
    going, rounds = True, 0
    while (going or rounds < 2) and left:
        going, rounds = False, rounds + 1
        for name in list(left):
            done[name] = _take(centre, name)
            if not done[name].refused:
                left.remove(name)
                going = True
    stations = dict.fromkeys(one.station for one in done.values() if not one.refused)
    return (*done.values(), *(one for station in stations for one in _went_on(centre, station)))


def _went_on(centre: Centre, station: str) -> Iterator[Tried]:
    """What became of the packages of a station that had waited, where they go on or the disk or the server failed under one."""
    try:
        for sha256, taken in retry_held(centre, station).items():
            yield _told(centre, sha256, sha256[:12], taken)
    except StationError as error:
        yield Tried("", station, station, 0, 0, 0, 0, str(error), refused=True)


def answer_stations(centre: Centre, codes: tuple[str, ...], folder: Path) -> tuple[Answered, ...]:
    """Writes answers for the stations named; for none named, for all that wait for one or are to be told something."""
    return tuple(_answer(centre, code, folder) for code in codes or waiting_for_answer(centre))


def waiting_for_answer(centre: Centre) -> tuple[str, ...]:
    """Stations with packages taken and not answered, with words of the centre that they have not yet got, or that do not know its epoch."""
    unanswered = {one.station for one in list_arrivals(centre, ("applied",))}
    living = [one.station for one in registered(centre) if not one.revoked]
    with reading(centre.database) as connection:
        return tuple(code for code in living if code in unanswered or _waits(connection, code))


def _waits(connection: sa.Connection, code: str) -> bool:
    return bool(pending(connection, code).lines) or unheard_epoch(connection, code)


def _files(centre: Centre, paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else None
        except OSError as error:
            raise StationError(f"文件夹 {path} 读不出来（{cause_of(error)}）。", "请检查 U 盘或共享文件夹。") from error
        yield from [path] if inside is None else (file for file in inside if may_be_package(file) and worth_trying(centre, file))


def may_be_package(file: Path) -> bool:
    """Whether what lies in a folder is called like a package and is no folder itself; what cannot be told is for whoever reads it."""
    try:
        return file.suffix.upper() == ".YKP" and not file.is_dir()
    except OSError:
        return True


def worth_trying(centre: Centre, file: Path) -> bool:
    """Whether a package of a folder may bring something: our own answers and requests often lie on the same stick.

    An answer of ours does where its words are lost here: a store was put back from a backup, and the station gives them back; and one
    that is damaged is told of, for nobody can read it at the station either.
    """
    kind = kind_named(file.name)
    return kind not in _NEVER and (kind not in _PERHAPS or _brings(centre, file, ours=kind == "A"))


def _brings(centre: Centre, file: Path, *, ours: bool) -> bool:
    """Whether a package has words of ours that are not here; of one that is not ours, whether it may be a station's."""
    try:
        runs = read_here(centre, read_package_file(file), verify_keys(centre)).statement.runs
    except PackageRefused as error:
        return not ours or error.code not in OTHERS
    except (StationError, MemoryError):
        return True  # the stick fails, or the memory: who takes the file tells
    with reading(centre.database) as connection:
        return any(not journal.hashes(connection, run.journal, run.epoch, run.seq_to, run.seq_to) for run in runs if run.journal)


def _try(centre: Centre, path: Path) -> Tried:
    sha256 = ""
    try:
        sha256 = receive(centre, path)
        return _told(centre, sha256, path.name, preview(centre, sha256))
    except StationError as error:
        return _refused(centre, sha256, path.name, error)


def _take(centre: Centre, sha256: str) -> Tried:
    try:
        return _told(centre, sha256, sha256[:12], advance(centre, sha256))
    except StationError as error:
        return _refused(centre, sha256, sha256[:12], error)


def _told(centre: Centre, sha256: str, name: str, taken: Taken) -> Tried:
    found = find(centre, sha256)
    return Tried(
        sha256, found.file if found else name, taken.station, taken.number, taken.new, taken.known, taken.cases, _words(found, taken)
    )


def _words(found: Arrival | None, taken: Taken) -> str:
    """What a package brings; one without new lines may still bring papers that lacked, or ask for something."""
    if taken.new:
        return f"新增流水 {taken.new} 条，涉及工单 {taken.cases} 件，附件 {taken.attachments} 个"
    if taken.again or (found is not None and found.state in ("applied", "acked")):
        return "以前收过，不会改变什么"
    if found is not None and found.kind == "resend-request":
        return "没有流水：请县中心再发一次回执"
    return f"流水都收过了，附件 {taken.attachments} 个" if taken.attachments else "流水都收过了，不会改变什么"


def _refused(centre: Centre, sha256: str, name: str, error: StationError) -> Tried:
    found = find(centre, sha256) if sha256 else None
    station, number = (found.station, found.number) if found else ("", 0)
    waits = found is not None and found.state == "held"
    return Tried(sha256, found.file if found else name, station, number, 0, 0, 0, str(error), refused=True, waits=waits)


def _answer(centre: Centre, code: str, folder: Path) -> Answered:
    try:
        written, ack = acknowledge(centre, code, folder)
    except StationError as error:
        return Answered(code, str(error), refused=True)
    return Answered(code, f"{code} 第 {ack.ack_no} 号回执已写入并校验：{written.path.name}")
