"""Journal lines as bytes: split, chained, numbered and counted without knowing what they say."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Annotated

import msgspec

from models.sync.manifest import Counts, Digest, Run
from models.sync.refusal import PackageRefused

LONGEST_LINE = 8 << 20
MOST_RECORDS = 10_000  # that one line is about
YEARS = range(1970, 2200)  # in which a line may have been entered; a computer without a battery begins in the first of them
_YEARS = frozenset(YEARS)
_SALT = 16
_AT_ONCE = 500  # lines whose words are looked at together


_RECORD = re.compile(r"[\x21-\x7e]{1,100}")
_KIND = re.compile(r"[A-Za-z][A-Za-z0-9]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")


class _Head(msgspec.Struct, frozen=True, gc=False):
    station: str
    epoch: str
    seq: int
    kind: str
    on: tuple[str, ...]
    private: str | None = None
    at: Annotated[datetime, msgspec.Meta(tz=False)] | None = None


class _Private(msgspec.Struct, frozen=True, gc=False):
    h: Digest
    b: str


_heads = msgspec.json.Decoder(_Head)
_privates = msgspec.json.Decoder(_Private)


@dataclass(frozen=True)
class Counted:
    """What lines say on their envelopes: the counts for the statement and the hashes of the personal parts they name.

    `chained` is the journal's hash after each of the lines (32 bytes).
    """

    records: Mapping[str, int]
    kinds: Mapping[str, int]
    private: frozenset[str]
    chained: tuple[bytes, ...]

    def counts(self, lines: int, private: int, attachments: int, stages: Mapping[str, int]) -> Counts:
        """Returns the statement's counts; `stages` are the sender's own."""
        sizes = {"lines": lines, "private": private, "attachments": attachments}
        ordered = {"records": _sorted(self.records), "kinds": _sorted(self.kinds), "stages": _sorted(stages)}
        return Counts(**sizes, **ordered)  # type: ignore[arg-type]  # two dicts of different values


def chain_hash(previous: bytes, line: bytes) -> bytes:
    """Returns the journal's hash after `line`: 32 bytes over the tag, the previous hash (32 bytes), the length and the exact bytes."""
    return hashlib.sha256(b"yk-op-v1" + previous + len(line).to_bytes(8, "big") + line).digest()


def join(lines: Iterable[bytes]) -> bytes:
    """Returns lines as a file: each followed by one line feed."""
    return b"".join(line + b"\n" for line in lines)


def split(data: bytes) -> tuple[bytes, ...]:
    """Returns the lines of a file; refuses a missing last line feed, an empty or over-long line, and what is not UTF-8."""
    if not data:
        return ()
    lines = data.split(b"\n")
    try:
        for line in lines:  # one by one: the whole file as text would take twice its bytes once more
            line.decode()
    except UnicodeDecodeError:
        raise PackageRefused("bad_text") from None
    if lines.pop() != b"":
        raise PackageRefused("bad_line", "最后一行不完整")
    sizes = set(map(len, lines))
    if 0 in sizes or max(sizes, default=0) > LONGEST_LINE:
        raise PackageRefused("bad_line", "空行或超长")
    return tuple(lines)


def follow(lines: Sequence[bytes], runs: Sequence[Run], station: str) -> Counted:
    """Checks lines against the runs that announce them: numbers without a gap, one station, the chain recomputed; then counts."""
    announced = sum(run.seq_to - run.seq_from + 1 for run in runs)
    if announced != len(lines):
        raise PackageRefused("count_mismatch", f"应有 {announced} 行，实有 {len(lines)} 行")
    said = _Said()
    rest = iter(lines)
    for run in runs:
        hashed = bytes.fromhex(run.chain_before)
        for first in range(run.seq_from, run.seq_to + 1, _AT_ONCE):
            some = list(islice(rest, min(_AT_ONCE, run.seq_to + 1 - first)))
            said.takes(_heads_of(some, first, run, run.journal or station), first)
            for line in some:
                hashed = chain_hash(hashed, line)
                said.chained.append(hashed)
        if hashed.hex() != run.chain_after:
            raise PackageRefused("chain_mismatch", f"{run.seq_from}—{run.seq_to}")
    entities = Counter(record.partition(":")[0] for record in said.records)
    return Counted(entities, said.kinds, frozenset(said.private), tuple(said.chained))


@dataclass
class _Said:
    """What the lines read so far say; each word is looked at when it comes for the first time."""

    kinds: Counter[str] = field(default_factory=Counter)
    records: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    chained: list[bytes] = field(default_factory=list)

    def takes(self, heads: Sequence[_Head], first: int) -> None:
        """Counts lines, the first of which has that number; refuses a kind, a record or a hash of a personal part that is no such word."""
        kinds = Counter([head.kind for head in heads])
        records = set(chain.from_iterable([head.on for head in heads])) - self.records
        private = {head.private for head in heads if head.private is not None}
        known = all(map(_KIND.fullmatch, kinds.keys() - self.kinds.keys())) and all(map(_RECORD.fullmatch, records))
        if not known or not all(map(_HASH.fullmatch, private)) or max([len(head.on) for head in heads]) > MOST_RECORDS:
            if len(heads) > 1:  # which of them
                for seq, head in enumerate(heads, first):
                    self.takes([head], seq)
            raise PackageRefused("bad_line", f"流水 {first} 的种类或所属")
        self.kinds.update(kinds)
        self.records |= records
        self.private |= private


def _heads_of(lines: Sequence[bytes], first: int, run: Run, whose: str) -> list[_Head]:
    """The envelopes of lines of a run from that number on: all looked at together, one by one to say which of them is wrong."""
    heads = list(map(_head_of, lines))
    good = [head for head in heads if head is not None]
    places = {(head.epoch, head.station) for head in good}
    years = {head.at.year for head in good if head.at is not None}
    if [head.seq for head in good] != list(range(first, first + len(lines))) or places != {(run.epoch, whose)} or not years <= _YEARS:
        _refuse(heads, first, run, whose)
    return good


def _refuse(heads: Sequence[_Head | None], first: int, run: Run, whose: str) -> None:
    for seq, head in enumerate(heads, first):
        if head is None:
            raise PackageRefused("bad_line", f"流水号应为 {seq}")
        if head.seq != seq or head.epoch != run.epoch:
            raise PackageRefused("seq_gap", f"应为 {seq}，实为 {head.seq}")
        if head.station != whose:
            raise PackageRefused("bad_line", f"流水 {seq} 属于别的供电所")
        if head.at is not None and head.at.year not in YEARS:
            raise PackageRefused("bad_line", f"流水 {seq} 的时间")


def _head_of(line: bytes) -> _Head | None:
    try:
        return _heads.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def join_private(parts: Mapping[str, bytes]) -> bytes:
    """Returns data/private.ndjson: one line a part, in order of the hashes; a part is 16 random bytes and the JSON text."""
    encoder = msgspec.json.Encoder()
    return join(encoder.encode(_Private(h, base64.b64encode(parts[h]).decode())) for h in sorted(parts))


def split_private(data: bytes, named: frozenset[str]) -> dict[str, bytes]:
    """Returns the personal parts by their hash; refuses one whose hash differs, comes twice or is named by no line."""
    parts: dict[str, bytes] = {}
    last = ""
    for line in split(data):
        try:
            one = _privates.decode(line)
            plain = base64.b64decode(one.b, validate=True)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, binascii.Error, ValueError):
            raise PackageRefused("bad_line", "个人信息") from None
        if one.h <= last:
            raise PackageRefused("private_mismatch", one.h[:12])
        parts[one.h] = plain
        last = one.h
    check_private(parts, named)
    return parts


def check_private(parts: Mapping[str, bytes], named: frozenset[str]) -> None:
    """Refuses a personal part that differs from its hash, is too short to have been salted, or is named by no line."""
    for name, plain in parts.items():
        if name not in named or len(plain) <= _SALT or hashlib.sha256(plain).hexdigest() != name:
            raise PackageRefused("private_mismatch", name[:12])


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}
