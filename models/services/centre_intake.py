"""收包 for a window: many files at once, each tried before any is taken, and answers for many stations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.problems import StationError, cause_of
from models.services.arrivals import find, list_arrivals, receive
from models.services.centre_answers import acknowledge, unheard_epoch
from models.services.centre_stations import registered
from models.services.centre_store import Centre
from models.services.channel import pending
from models.services.intake import Taken, advance, preview
from models.store.session import reading

_OURS = ("-A", "-B", "-T", "-R")
"""How the names of packages end that a centre writes."""


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


def answers_told(found: Iterable[Answered]) -> str:
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
    found = [_try(centre, path) for path in _files(paths)]
    return tuple(sorted(found, key=lambda one: (one.refused, one.station, one.number, one.name)))


def take_all(centre: Centre, names: Iterable[str]) -> tuple[Tried, ...]:
    """Takes kept packages (by SHA-256), again as long as one brings another further; each tells what became of it.

    All are tried twice at least: our own words, come back after a restore, prove each other.
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
    return tuple(done.values())


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


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else [path]
        except OSError as error:
            raise StationError(f"文件夹 {path} 读不出来（{cause_of(error)}）。", "请检查 U 盘或共享文件夹。") from error
        yield from (file for file in inside if file == path or (is_from_station(file) and file.is_file()))


def is_from_station(file: Path) -> bool:
    """Whether a file of a folder is worth trying, by its name: our own answers often lie on the same stick."""
    return file.suffix.upper() == ".YKP" and not file.stem.upper().endswith(_OURS)


def _try(centre: Centre, path: Path) -> Tried:
    sha256 = ""
    try:
        sha256 = receive(centre, path)
        return _told(sha256, path.name, preview(centre, sha256))
    except StationError as error:
        return _refused(centre, sha256, path.name, error)


def _take(centre: Centre, sha256: str) -> Tried:
    known = find(centre, sha256)
    name = known.file if known else sha256[:12]
    try:
        return _told(sha256, name, advance(centre, sha256))
    except StationError as error:
        return _refused(centre, sha256, name, error)


def _told(sha256: str, name: str, taken: Taken) -> Tried:
    fresh = f"新增流水 {taken.new} 条，涉及工单 {taken.cases} 件，附件 {taken.attachments} 个"
    words = fresh if taken.new else "都收过了，不会改变什么"
    return Tried(sha256, name, taken.station, taken.number, taken.new, taken.known, taken.cases, words)


def _refused(centre: Centre, sha256: str, name: str, error: StationError) -> Tried:
    found = find(centre, sha256) if sha256 else None
    station, number = (found.station, found.number) if found else ("", 0)
    waits = found is not None and found.state == "held"
    return Tried(sha256, name, station, number, 0, 0, 0, str(error), refused=True, waits=waits)


def _answer(centre: Centre, code: str, folder: Path) -> Answered:
    try:
        written, ack = acknowledge(centre, code, folder)
    except StationError as error:
        return Answered(code, str(error), refused=True)
    return Answered(code, f"{code} 第 {ack.ack_no} 号回执已写入并校验：{written.path.name}")
