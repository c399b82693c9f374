"""One package: journal lines and what belongs to them, listed, signed, zipped and encrypted; and the way back.

`read` ends where the database begins: it proves who sent which exact lines, not that they fit what is already there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

import msgspec

from models.problems import StationError
from models.sync import archive, bag, lines
from models.sync.encryption import Identity, decrypt, encrypt
from models.sync.lines import chain_hash
from models.sync.manifest import PAYLOAD_TYPE, START, SUITE, FileMark, Statement, decode_ack, decode_statement, reader_for
from models.sync.readme import handover_text
from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey, fingerprint, open_envelope

__all__ = ["LARGEST", "START", "PackageContent", "build", "chain_hash", "file_name", "pack_signed", "read", "read_archive"]

LARGEST = 512 << 20  # bytes of the finished file
_MOST_ENVELOPE = 16 << 20
_LETTERS = {"delta": "D", "full": "F", "ack": "A", "broadcast": "B", "resend-request": "Q", "transfer": "T", "rebuild": "R"}


@dataclass(frozen=True)
class PackageContent:
    """Everything a package holds, after every check. `signer` is the fingerprint that verified it, `sha256` the outer file's hash.

    Attachments are inflated one by one, when they are asked for. `chained` is the journal's hash after each of the lines (32 bytes), as it
    was checked against the statement's runs.
    """

    statement: Statement
    lines: tuple[bytes, ...]
    chained: tuple[bytes, ...]
    private: Mapping[str, bytes]
    attachments: Mapping[str, bytes]
    ack: bytes | None
    readme: str
    signer: str = ""
    sha256: str = ""


def build(
    statement: Statement,
    journal: Sequence[bytes] = (),
    *,
    key: SigningKey,
    recipients: Sequence[str],
    private: Mapping[str, bytes] | None = None,
    attachments: Mapping[str, bytes] | None = None,
    ack: bytes | None = None,
    readme: str | None = None,
    read_back: bool = True,
) -> bytes:
    """Returns the bytes of a finished .YKP file, after reading its inside back with the importer's own reader.

    `read_back=False` is for a caller that reads the file itself once it is written.

    `statement` says what only the caller knows; suite, recipients, files, attachments, the top-level chain fields and the
    counts (but `counts.stages`) are filled in here. `journal`: exact line bytes in the order of `statement.runs`.
    `private`: hash (hex) to 16 random bytes + JSON text. `attachments`: SHA-256 (hex) to bytes, asked for one by one, twice. `ack`: encoded
    Ack.
    The same arguments give the same inside; only age adds its randomness. Raises PackageRefused if the parts do not agree.
    """
    inside = pack_signed(
        statement, journal, key=key, recipients=recipients, private=private, attachments=attachments, ack=ack, readme=readme
    )
    if not recipients:
        raise StationError("没有收件机构的公钥，无法加密。", "请先导入县中心发放的登记文件。")
    if read_back:
        read_archive(inside, {fingerprint(key.verify_key): key.verify_key}, me=recipients[0])
    data = encrypt(inside, recipients)
    if len(data) > LARGEST:
        raise PackageRefused("too_large")
    return data


def pack_signed(
    statement: Statement,
    journal: Sequence[bytes] = (),
    *,
    key: SigningKey,
    recipients: Sequence[str],
    private: Mapping[str, bytes] | None = None,
    attachments: Mapping[str, bytes] | None = None,
    ack: bytes | None = None,
    readme: str | None = None,
) -> bytes:
    """Returns the signed ZIP that `build` encrypts: deterministic, not read back. Arguments as for `build`."""
    private, attachments = private or {}, attachments or {}
    first = {bag.OPS: lines.join(journal), bag.PRIVATE: lines.join_private(private)}
    with archive.deflating(first[bag.OPS]) as deflated:
        counted = lines.follow(journal, statement.runs, statement.station)
        if lines.split(first[bag.OPS]) != tuple(journal):
            raise PackageRefused("bad_line")
        lines.check_private(private, counted.private)
    files = {bag.attachment_path(digest): _marked(digest, attachments[digest]) for digest in sorted(attachments)}
    complete = msgspec.structs.replace(
        _with_chain(statement),
        suite=SUITE,
        recipients=tuple(recipients),
        attachments=tuple(files.values()),
        counts=counted.counts(len(journal), len(private), len(files), statement.counts.stages),
        min_reader=max(statement.min_reader, reader_for(statement)),
    )
    last = {bag.ACK: ack} if ack is not None else {}
    last[bag.README] = (readme if readme is not None else handover_text(complete)).replace("\n", "\r\n").encode("utf-8-sig")
    tags = _tags(complete, {**_marks({**first, **last}), **files}, key)
    attached = ((bag.attachment_path(digest), attachments[digest]) for digest in sorted(attachments))
    return archive.pack(chain(tags.items(), first.items(), attached, last.items()), {bag.OPS: deflated})


def _marked(digest: str, data: bytes) -> FileMark:
    """The mark of an attachment, which its name must fit."""
    if bag.sha256_hex(data) != digest:
        raise PackageRefused("attachment_mismatch", digest[:12])
    return FileMark(digest, len(data))


def _marks(files: Mapping[str, bytes]) -> dict[str, FileMark]:
    return {name: FileMark(bag.sha256_hex(data), len(data)) for name, data in files.items()}


def _with_chain(statement: Statement) -> Statement:
    if not statement.runs:
        return statement
    last = statement.runs[-1]
    return msgspec.structs.replace(
        statement, seq_from=last.seq_from, seq_to=last.seq_to, chain_before=last.chain_before, chain_after=last.chain_after
    )


def _tags(statement: Statement, payload: Mapping[str, FileMark], key: SigningKey) -> dict[str, bytes]:
    """The tag files that list the payload, the signed statement among them."""
    info = bag.info({name: mark.size for name, mark in payload.items()}, statement.pkg_id, statement.part, statement.parts)
    manifest = bag.listed({name: mark.sha256 for name, mark in payload.items()})
    tags = {bag.BAGIT: bag.DECLARATION, bag.INFO: info, bag.MANIFEST: manifest}
    signed = msgspec.json.encode(msgspec.structs.replace(statement, files={**_marks(tags), **payload}))
    tags[bag.ENVELOPE] = key.sign(PAYLOAD_TYPE, signed)
    return {**tags, bag.TAG_MANIFEST: bag.listing(tags)}


Reached = Literal["opened", "authenticated"]


def _nobody(_state: Reached) -> None:
    """Tells nobody."""


def read(
    data: bytes, identities: Sequence[Identity], trusted: Mapping[str, bytes], *, me: str, reached: Callable[[Reached], None] = _nobody
) -> PackageContent:
    """Returns what a .YKP file holds after every check on its bytes; raises PackageRefused and returns nothing otherwise.

    `trusted`: fingerprint to verify key (32 bytes) of the senders known here. `me`: our own recipient (age1…). Whether the
    signer may speak for `statement.station` is for the caller to check with `signer`. `reached` is told each state as it is proved.
    """
    if len(data) > LARGEST:
        raise PackageRefused("too_large")
    inside = decrypt(data, identities)
    reached("opened")
    content = read_archive(inside, trusted, me=me, reached=reached)
    return replace(content, sha256=bag.sha256_hex(data))


def check_made(data: bytes, identities: Sequence[Identity], trusted: Mapping[str, bytes], *, me: str) -> None:
    """Checks a .YKP file that this program has just built as its receiver will; raises PackageRefused.

    Left out is only what the lines and personal parts say: `build` has looked at that, and these are the very bytes it signed.
    """
    if len(data) > LARGEST:
        raise PackageRefused("too_large")
    _sealed(decrypt(data, identities), trusted, me)


def read_archive(
    inside: bytes, trusted: Mapping[str, bytes], *, me: str, reached: Callable[[Reached], None] = _nobody
) -> PackageContent:
    """Reads what age decrypted; as `read`."""
    return _content(_sealed(inside, trusted, me, reached))


@dataclass(frozen=True)
class _Sealed:
    """The files of a package that are the very bytes its signer listed."""

    files: Mapping[str, bytes]
    attachments: _Members
    statement: Statement
    signer: str


def _sealed(inside: bytes, trusted: Mapping[str, bytes], me: str, reached: Callable[[Reached], None] = _nobody) -> _Sealed:
    zipped = archive.Archive(inside)
    entry = zipped.entries.get(bag.ENVELOPE)
    if entry is None or entry.size > _MOST_ENVELOPE:
        raise PackageRefused("missing_file", bag.ENVELOPE)
    verified = open_envelope(zipped.read(bag.ENVELOPE), trusted)
    if verified.payload_type != PAYLOAD_TYPE:
        raise PackageRefused("needs_upgrade", "说明单类型")
    statement = decode_statement(verified.payload)
    if me not in statement.recipients:
        raise PackageRefused("not_for_me")
    reached("authenticated")
    bag.check_names(zipped.entries, statement.kind)
    files, marks = _read_each(zipped)
    _check_files(files, marks, statement)
    attachments = _Members(zipped, marks)
    return _Sealed(files, attachments, statement, verified.key_fingerprint)


def _read_each(zipped: archive.Archive) -> tuple[dict[str, bytes], dict[str, FileMark]]:
    """What every member is, one after the other, and the bytes of those that are no attachments."""
    files: dict[str, bytes] = {}
    marks: dict[str, FileMark] = {}
    for name in zipped.entries:
        if bag.attachment_of(name) is not None:
            marks[name] = _mark_of(zipped.blocks(name))
        else:
            files[name] = zipped.read(name)
            marks[name] = FileMark(bag.sha256_hex(files[name]), len(files[name]))
    return files, marks


def _mark_of(blocks: Iterable[bytes | memoryview]) -> FileMark:
    """The mark of a file that comes piece by piece."""
    hashed, size = hashlib.sha256(), 0
    for block in blocks:
        hashed.update(block)
        size += len(block)
    return FileMark(hashed.hexdigest(), size)


class _Members(Mapping[str, bytes]):
    """The attachments of a package by their SHA-256, each inflated when it is asked for."""

    def __init__(self, zipped: archive.Archive, marks: Mapping[str, FileMark]) -> None:
        self._zipped = zipped
        self.marks = {digest: mark for name, mark in marks.items() if (digest := bag.attachment_of(name)) is not None}

    def __getitem__(self, digest: str) -> bytes:
        if digest not in self.marks:
            raise KeyError(digest)
        return self._zipped.read(bag.attachment_path(digest))

    def __iter__(self) -> Iterator[str]:
        return iter(self.marks)

    def __len__(self) -> int:
        return len(self.marks)


def _check_files(files: Mapping[str, bytes], marks: Mapping[str, FileMark], statement: Statement) -> None:
    if set(statement.files) != set(marks) - {bag.ENVELOPE, bag.TAG_MANIFEST}:
        raise PackageRefused("bag_mismatch", "说明单所列文件")
    for name, mark in statement.files.items():
        if marks[name] != mark:
            raise PackageRefused("bag_mismatch", name)
    digests, sizes = {name: mark.sha256 for name, mark in marks.items()}, {name: mark.size for name, mark in marks.items()}
    bag.check(files, digests, sizes, statement.pkg_id, statement.part, statement.parts)


def _content(sealed: _Sealed) -> PackageContent:
    files, statement = sealed.files, sealed.statement
    journal = lines.split(files[bag.OPS])
    counted = lines.follow(journal, statement.runs, statement.station)
    private = lines.split_private(files[bag.PRIVATE], counted.private)
    _check_attachments(sealed.attachments, statement)
    if statement.counts != counted.counts(len(journal), len(private), len(sealed.attachments), statement.counts.stages):
        raise PackageRefused("count_mismatch")
    ack = files.get(bag.ACK)
    if ack is not None:
        decode_ack(ack)
    readme = _readme(files[bag.README])
    return PackageContent(statement, journal, counted.chained, private, sealed.attachments, ack, readme, sealed.signer)


def _check_attachments(attachments: _Members, statement: Statement) -> None:
    for digest, mark in attachments.marks.items():
        if mark.sha256 != digest:
            raise PackageRefused("attachment_mismatch", digest[:12])
    if statement.attachments != tuple(attachments.marks[digest] for digest in sorted(attachments)):
        raise PackageRefused("attachment_mismatch")


def _readme(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise PackageRefused("bad_text") from None


def file_name(station: str, epoch_no: int, pkg_no: int, kind: str) -> str:
    """Returns the file's name, such as YK1-3501-E01-000123-D.YKP: a hint for people, never trusted when reading."""
    if not re.fullmatch(r"[A-Z0-9]{1,20}", station) or epoch_no < 1 or pkg_no < 1:
        raise ValueError(f"no file name for {station!r}, {epoch_no}, {pkg_no}")
    return f"YK1-{station}-E{epoch_no:02d}-{pkg_no:06d}-{_LETTERS[kind]}.YKP"
