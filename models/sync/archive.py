"""The ZIP inside a package: written so that any tool opens it, read so that only our own plain shape is accepted.

The reader takes nothing on trust: every header field is known or checked, entries lie gap-free from the first byte to the
directory, and nothing is inflated beyond the size the directory names.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from models.sync.refusal import PackageRefused

MOST_ENTRIES = 50_000
MOST_ENTRY_BYTES = 256 << 20
MOST_TOTAL_BYTES = 1 << 30
MOST_RATIO = 200  # of sizes, for entries beyond FREE_BYTES; the writer stores what would go beyond
FREE_BYTES = 1 << 20
LEVEL = 3
_BLOCK = 1 << 20

_TINY, _SAMPLE = 64, 64 << 10
_DATE, _TIME = 0x21, 0
_MODE = 0o100644 << 16
_MADE_BY, _NEEDS = 0x0314, 20
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,80}(/[A-Za-z0-9][A-Za-z0-9.-]{0,80}){0,3}")


@contextmanager
def deflating(data: bytes) -> Iterator[Future[bytes]]:
    """Makes what `pack` needs of a large entry on another core, while the caller looks at the same data."""
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(_deflated, data)


def pack(entries: Iterable[tuple[str, bytes]], ready: Mapping[str, Future[bytes]] = MappingProxyType({})) -> bytes:
    """Returns a ZIP with the entries in the given order; the same entries give the same bytes on every system.

    `ready`: by the entry's name, what `deflating` makes or has made of it.
    """
    target = io.BytesIO()
    directory: list[bytes] = []
    for name, data in entries:
        body = ready[name].result() if name in ready else _deflated(data)
        method = 0 if body is data else zlib.DEFLATED
        sizes = (zlib.crc32(data), len(body), len(data), len(name))
        central = (_MADE_BY, _NEEDS, 0, method, _TIME, _DATE, *sizes, 0, 0, 0, 0, _MODE, target.tell())
        directory.append(_CENTRAL.pack(b"PK\1\2", *central) + name.encode())
        target.write(_LOCAL.pack(b"PK\3\4", _NEEDS, 0, method, _TIME, _DATE, *sizes, 0) + name.encode())
        target.write(body)
    start, size = target.tell(), sum(map(len, directory))
    target.writelines(directory)
    target.write(_END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), size, start, 0))
    return target.getvalue()


def _deflated(data: bytes) -> bytes:
    """What stands in the archive for some data: deflated, or as it is where that gains nothing or would look like a bomb."""
    if len(data) <= _TINY or (len(data) > FREE_BYTES and len(zlib.compress(data[:_SAMPLE], LEVEL)) > _SAMPLE * 0.95):
        return data
    machine = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = machine.compress(data) + machine.flush()
    return data if len(data) > FREE_BYTES and len(data) > len(body) * MOST_RATIO else body


@dataclass(frozen=True)
class Entry:
    """One entry of the directory; `start` and `packed` are where its bytes lie in the archive."""

    name: str
    deflated: bool
    crc: int
    packed: int
    size: int
    start: int


class Archive:
    """A checked directory over the bytes; entries are inflated one by one by `read`. Raises PackageRefused on any oddity."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self.entries: Mapping[str, Entry] = _directory(data)

    def read(self, name: str) -> bytes:
        """Returns the bytes of one entry after checking size and CRC; refuses a missing name."""
        entry, raw = self._found(name)
        if entry.deflated and entry.size > _BLOCK:
            return _together(self.blocks(name), entry.size)
        plain = _inflate_whole(raw, entry) if entry.deflated else bytes(raw)
        if len(plain) != entry.size or zlib.crc32(plain) != entry.crc:
            raise PackageRefused("bad_zip", f"{name} 校验不符")
        return plain

    def blocks(self, name: str) -> Iterator[bytes | memoryview]:
        """The bytes of one entry piece by piece, none of them kept; refuses as `read` does, behind the last piece at the latest."""
        entry, raw = self._found(name)
        size = crc = 0
        for block in _inflate_blocks(raw, entry) if entry.deflated else _cut(raw):
            size, crc = size + len(block), zlib.crc32(block, crc)
            yield block
        if size != entry.size or crc != entry.crc:
            raise PackageRefused("bad_zip", f"{name} 校验不符")

    def _found(self, name: str) -> tuple[Entry, memoryview]:
        entry = self.entries.get(name)
        if entry is None:
            raise PackageRefused("missing_file", name)
        return entry, self._data[entry.start : entry.start + entry.packed]


def _together(blocks: Iterable[bytes | memoryview], size: int) -> bytes:
    """Pieces of that many bytes in all, written where they belong: joining them would hold them twice."""
    whole = io.BytesIO(bytes(size))
    for block in blocks:
        whole.write(block)
    return whole.getvalue()


def _cut(raw: memoryview) -> Iterator[memoryview]:
    return (raw[at : at + _BLOCK] for at in range(0, len(raw), _BLOCK))


def _inflate_blocks(raw: memoryview, entry: Entry) -> Iterator[bytes]:
    """As `_inflate_whole`, a block at once and never more than one byte beyond what the directory says."""
    machine, room, fed = zlib.decompressobj(-zlib.MAX_WBITS), entry.size + 1, 0
    for piece in _cut(raw):
        fed += len(piece)
        rest: bytes | memoryview = piece
        while room and not machine.eof and (rest or fed == len(raw)):
            block = _next(machine, rest, min(_BLOCK, room), entry)
            if not block and not rest:
                break
            room, rest = room - len(block), machine.unconsumed_tail
            yield block
        if machine.eof or not room:
            break
    if not machine.eof or machine.unused_data or machine.unconsumed_tail or fed != len(raw):
        raise PackageRefused("bad_zip", f"{entry.name} 长度不符")


def _next(machine: zlib._Decompress, rest: bytes | memoryview, most: int, entry: Entry) -> bytes:
    try:
        return machine.decompress(rest, most)
    except zlib.error:
        raise PackageRefused("bad_zip", f"{entry.name} 无法展开") from None


def _inflate_whole(raw: memoryview, entry: Entry) -> bytes:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = machine.decompress(raw, entry.size + 1)
    except zlib.error:
        raise PackageRefused("bad_zip", f"{entry.name} 无法展开") from None
    if not machine.eof or machine.unused_data or machine.unconsumed_tail:
        raise PackageRefused("bad_zip", f"{entry.name} 长度不符")
    return plain


def _directory(data: bytes) -> Mapping[str, Entry]:
    count, position = _end_of_directory(data)
    directory_start = position
    entries: dict[str, Entry] = {}
    expected_start = 0
    total = 0
    for _ in range(count):
        entry, position, expected_start = _entry(data, position, expected_start)
        if entry.name in entries:
            raise PackageRefused("bad_zip", f"{entry.name} 重复")
        total += entry.size
        if total > MOST_TOTAL_BYTES:
            raise PackageRefused("zip_bomb")
        entries[entry.name] = entry
    if expected_start != directory_start or position != len(data) - _END.size:
        raise PackageRefused("bad_zip", "有多余的内容")
    return entries


def _end_of_directory(data: bytes) -> tuple[int, int]:
    if len(data) < _END.size:
        raise PackageRefused("bad_zip", "文件不完整")
    magic, disk, start_disk, here, count, size, offset, comment = _END.unpack_from(data, len(data) - _END.size)
    if magic != b"PK\5\6" or disk or start_disk or comment or here != count or offset + size + _END.size != len(data):
        raise PackageRefused("bad_zip", "目录不完整或文件末尾有多余内容")
    if not 0 < count <= MOST_ENTRIES:
        raise PackageRefused("zip_bomb", "文件数量")
    return count, offset


def _entry(data: bytes, position: int, start: int) -> tuple[Entry, int, int]:
    if position + _CENTRAL.size > len(data):
        raise PackageRefused("bad_zip", "目录不完整")
    head = _CENTRAL.unpack_from(data, position)
    magic, made_by, needs, flags, method, time, date, crc, packed, size, name_len, extra, comment, disk, inner, mode, offset = head
    if flags & 1:
        raise PackageRefused("bad_zip", "含另行加密的文件")
    if stat.S_ISLNK(mode >> 16):
        raise PackageRefused("bad_zip", "含符号链接")
    name = _name(data[position + _CENTRAL.size : position + _CENTRAL.size + name_len])
    fixed = (magic, made_by, needs, flags, time, date, extra, comment, disk, inner, mode, offset)
    if fixed != (b"PK\1\2", _MADE_BY, _NEEDS, 0, _TIME, _DATE, 0, 0, 0, 0, _MODE, start) or method not in (0, 8):
        raise PackageRefused("bad_zip", f"{name} 的条目不合规定")
    local = _LOCAL.pack(b"PK\3\4", needs, 0, method, time, date, crc, packed, size, name_len, 0) + name.encode()
    if data[start : start + len(local)] != local:
        raise PackageRefused("bad_zip", f"{name} 的两处条目不一致")
    _check_sizes(name, method, packed, size)
    body = start + len(local)
    return Entry(name, method == 8, crc, packed, size, body), position + _CENTRAL.size + name_len, body + packed


def _name(raw: bytes) -> str:
    name = raw.decode("ascii", "replace")
    if not _NAME.fullmatch(name):
        raise PackageRefused("bad_name", ascii(name)[:60])
    return name


def _check_sizes(name: str, method: int, packed: int, size: int) -> None:
    if method == 0 and packed != size:
        raise PackageRefused("bad_zip", f"{name} 长度不符")
    if size > MOST_ENTRY_BYTES or (size > FREE_BYTES and size > packed * MOST_RATIO):
        raise PackageRefused("zip_bomb", name)
