"""The signed statement of a package and the body of an acknowledgement; resources/manual/package-format.md tells each field."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

import msgspec

from models.events.envelope import channel_of
from models.sync.refusal import PackageRefused

Kind = Literal["delta", "full", "ack", "broadcast", "resend-request", "transfer", "rebuild"]
Sender = Literal["station", "centre"]

PAYLOAD_TYPE = "application/vnd.yekuo.sync+json;v=1"
SUITE = "std1"
SCHEMA_VERSION = 1  # of the journal's lines; readers accept two versions back
OLDEST_SCHEMA = max(1, SCHEMA_VERSION - 2)
READER_VERSION = 3  # 2: lines of the centre's channel (`Run.journal`); 3: sets of parts, lines of former epochs alone
UNDERSTOOD: frozenset[str] = frozenset()  # what `must_understand` may name
MOST_TOLD = 5000  # lines that could not be used, conflicts, wanted attachments in one answer
START = "0" * 64  # the chain hash before the first line of the first epoch

SENDERS: Mapping[str, tuple[Sender, ...]] = MappingProxyType(
    {
        "delta": ("station",),
        "full": ("station",),
        "ack": ("centre",),
        "broadcast": ("centre",),
        "rebuild": ("centre",),
        "resend-request": ("station", "centre"),
        "transfer": ("station", "centre"),
    }
)

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Number = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Part = Annotated[int, msgspec.Meta(ge=1, le=9999)]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
MaybeDigest = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{1,20}\Z")]
Word = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Name = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
Epoch = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2,6}\.[0-9a-z]{1,40}\Z")]
Time = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
]


class FileMark(msgspec.Struct, frozen=True):
    """What one file of the package must be."""

    sha256: Digest
    size: Count


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of one epoch, both numbers inclusive; the chain's hash before the first and after the last of them.

    `journal` is the code of the journal they belong to where that is not the station's own: the centre's channel to it.
    """

    journal: Annotated[str, msgspec.Meta(pattern=r"^([A-Z0-9]{1,21})?\Z")] = ""
    epoch: Epoch
    seq_from: Number
    seq_to: Number
    chain_before: Digest
    chain_after: Digest


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Sanity counts. `records`: distinct records named, by entity; `kinds`: lines by kind; `stages`: the sender's open cases by stage."""

    lines: Count = 0
    private: Count = 0
    attachments: Count = 0
    records: dict[str, Count] = {}
    kinds: dict[str, Count] = {}
    stages: dict[str, Count] = {}


class AckSeen(msgspec.Struct, frozen=True):
    """The newest acknowledgement that the sender has taken in."""

    centre_epoch: Word
    ack_no: Count


class Preamble(msgspec.Struct, frozen=True):
    """The few fields that every future statement keeps, read first to tell an upgrade from damage."""

    suite: str
    kind: str
    schema_version: int
    min_reader: int
    must_understand: tuple[str, ...]


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """What one side holds of an epoch of the other's journal: every line up to `seq` (0 = none), the chain's hash there, later gaps.

    All numbers are inclusive; gaps lie behind `seq`, in order, without touching each other.
    """

    station: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{1,21}\Z")]
    epoch: Epoch
    seq: Count
    chain: Digest
    gaps: tuple[tuple[Number, Number], ...] = ()


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What the sender signs about a package.

    The caller of `build` leaves suite, recipients, files, attachments and most of counts to it. The top-level chain fields
    repeat the last run; with no run there are no lines, `seq_to` is the sender's head and `seq_from` is one more.
    `part` of `parts` share one `pkg_id`; each is a whole package of consecutive lines, later parts join on earlier ones.
    `have` says what the sender holds of the other side's journal (in a resend-request: from where it wants it again), `all_lines`
    how many lines its own has in all epochs: only where the reader then has as many are the state hashes compared.
    """

    pkg_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
    kind: Kind
    suite: Name = SUITE
    sender_kind: Sender
    station: Code
    db_epoch: Epoch
    pkg_no: Number
    prev_pkg_sha256: MaybeDigest = ""
    part: Part = 1
    parts: Part = 1
    seq_from: Number = 1
    seq_to: Count = 0
    chain_before: Digest = START
    chain_after: Digest = START
    runs: Annotated[tuple[Run, ...], msgspec.Meta(max_length=1000)] = ()
    counts: Counts = Counts()
    attachments: tuple[FileMark, ...] = ()
    last_ack_seen: AckSeen | None = None
    schema_version: Number = SCHEMA_VERSION
    min_reader: Number = 1
    must_understand: tuple[str, ...] = ()
    cal_rev: Word = ""
    rule_rev: Word = ""
    clock_health: Word = ""
    created_at: Time
    recipients: tuple[str, ...] = ()
    have: Annotated[tuple[Acknowledged, ...], msgspec.Meta(max_length=1000)] = ()
    all_lines: Count = 0
    views_version: Count = 0
    state_hash: MaybeDigest = ""
    files: dict[str, FileMark] = {}


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A line that the centre keeps but could not apply, and why; `chain` is the chain's hash at that line where it differs (fork)."""

    station: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{1,21}\Z")]
    epoch: Epoch
    seq: Number
    code: Name
    text: Word = ""
    chain: MaybeDigest = ""


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two values for one field of one record; neither is lost, a person decides."""

    record: Name
    field: Name
    station_value: str
    centre_value: str


class Ack(msgspec.Struct, frozen=True, kw_only=True):
    """The centre's answer. A new `centre_epoch` or a lower `seq` than before makes the station send again.

    `spoken` is what the centre has of its own channel: a station that holds more gives the centre's own packages back.
    `station_key` is the fingerprint of the key by which the centre takes this station's packages; empty from older programs.
    """

    centre_epoch: Epoch
    centre_name: Word
    ack_no: Number
    created_at: Time
    have: tuple[Acknowledged, ...]
    spoken: tuple[Acknowledged, ...] = ()
    rejected: Annotated[tuple[Rejected, ...], msgspec.Meta(max_length=MOST_TOLD)] = ()
    conflicts: Annotated[tuple[Conflict, ...], msgspec.Meta(max_length=MOST_TOLD)] = ()
    wanted_attachments: Annotated[tuple[Digest, ...], msgspec.Meta(max_length=MOST_TOLD)] = ()
    packages: tuple[Digest, ...] = ()
    counts: Counts = Counts()
    views_version: Count = 0
    state_hash: MaybeDigest = ""
    state_differs: bool = False
    station_key: Word = ""


_preamble = msgspec.json.Decoder(Preamble)
_statement = msgspec.json.Decoder(Statement)
_ack = msgspec.json.Decoder(Ack)
_Body = TypeVar("_Body")


def reader_for(statement: Statement) -> int:
    """Returns the lowest reader version that understands a statement."""
    if statement.parts > 1 or (statement.sender_kind == "station" and statement.runs and statement.runs[-1].epoch != statement.db_epoch):
        return 3
    return 2 if any(run.journal for run in statement.runs) else 1


def decode_statement(payload: bytes) -> Statement:
    """Decodes verified bytes. Raises PackageRefused unknown_suite, needs_upgrade, too_old or bad_statement."""
    preamble = _decoded(_preamble, payload, "bad_statement")
    _check_preamble(preamble)
    statement = _decoded(_statement, payload, "bad_statement")
    _check_consistent(statement)
    return statement


def decode_ack(body: bytes) -> Ack:
    """Decodes data/ack.json; raises PackageRefused bad_body."""
    ack = _decoded(_ack, body, "bad_body")
    _check_holdings(ack.have, "bad_body")
    _check_holdings(ack.spoken, "bad_body")
    return ack


def _decoded(decoder: msgspec.json.Decoder[_Body], data: bytes, code: str) -> _Body:
    try:
        data.decode()  # the decoder looks at no text that it skips
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PackageRefused(code, ascii(str(error))[1:-1][:160]) from None


def _check_preamble(preamble: Preamble) -> None:
    if preamble.suite != SUITE:
        raise PackageRefused("unknown_suite", ascii(preamble.suite)[1:-1][:20])
    unknown = sorted(set(preamble.must_understand) - UNDERSTOOD)
    if unknown:
        raise PackageRefused("needs_upgrade", "需要：" + ascii(unknown[0])[1:-1][:60])
    if preamble.min_reader > READER_VERSION:
        raise PackageRefused("needs_upgrade", f"需要读取版本 {preamble.min_reader}，本机为 {READER_VERSION}")
    if preamble.kind not in SENDERS:
        raise PackageRefused("needs_upgrade", "包的类型：" + ascii(preamble.kind)[1:-1][:30])
    if preamble.schema_version < OLDEST_SCHEMA:
        raise PackageRefused("too_old", f"数据版本 {preamble.schema_version}")


def _check_consistent(statement: Statement) -> None:
    if statement.sender_kind not in SENDERS[statement.kind]:
        raise PackageRefused("bad_statement", "发送方不能制作这种包")
    if statement.part > statement.parts:
        raise PackageRefused("bad_statement", "分卷号")
    if statement.kind == "resend-request" and (statement.runs or statement.attachments):
        raise PackageRefused("bad_statement", "补发请求不带流水和附件")
    _check_holdings(statement.have, "bad_statement")
    _check_range(statement)
    _check_journals(statement)


def _check_range(statement: Statement) -> None:
    top = (statement.seq_from, statement.seq_to, statement.chain_before, statement.chain_after)
    if not statement.runs:
        if statement.seq_from != statement.seq_to + 1 or statement.chain_before != statement.chain_after:
            raise PackageRefused("bad_statement", "流水范围")
        return
    last = statement.runs[-1]
    if top != (last.seq_from, last.seq_to, last.chain_before, last.chain_after):
        raise PackageRefused("bad_statement", "流水范围")
    if any(run.seq_from > run.seq_to or (run.seq_from == 1 and run.chain_before != START) for run in statement.runs):
        raise PackageRefused("bad_statement", "流水范围")
    if len({(run.journal, run.epoch) for run in statement.runs}) != len(statement.runs):
        raise PackageRefused("bad_statement", "同一时期出现两次")


def _check_holdings(have: tuple[Acknowledged, ...], code: str) -> None:
    """An epoch is told of once; its gaps lie behind what is held, one behind the other."""
    if len({(one.station, one.epoch) for one in have}) != len(have):
        raise PackageRefused(code, "同一时期出现两次")
    for one in have:
        last = one.seq
        for first, upto in one.gaps:
            if not last < first <= upto:
                raise PackageRefused(code, "缺号范围")
            last = upto


def _check_journals(statement: Statement) -> None:
    """A station carries its own lines; the centre its channel to that station, and in a rebuild the station's own as well."""
    channel = channel_of(statement.station)
    may = {"station": {""}, "centre": {"", channel} if statement.kind == "rebuild" else {channel}}[statement.sender_kind]
    if any(run.journal not in may for run in statement.runs):
        raise PackageRefused("bad_statement", "流水属于谁")
