"""One large attachment on its way: nowhere does it lie in memory more often than it must, and what is cut or added to it is refused."""

import hashlib
import io
import random
import tracemalloc
import zipfile
import zlib

import pytest

from models.problems import StationError
from models.sync import archive
from models.sync.delivery import deliver
from models.sync.package import build, read
from models.sync.refusal import PackageRefused
from tests.data.sample_package import Sides, line, run_of, statement

SIDES = Sides()
SIZE = 9 << 20
NOISE = random.Random(5).randbytes(SIZE)
TEXT = random.Random(6).randbytes(SIZE // 2).hex().encode()  # half as large once it is deflated


def packed(data):
    named = {hashlib.sha256(data).hexdigest(): data}
    return build(statement((run_of([line(1)]),)), [line(1)], key=SIDES.key, recipients=SIDES.recipients, attachments=named, read_back=False)


def peak_of(work):
    """The most that was held at once beyond what lay there before, in sizes of the attachment."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / SIZE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("data", "most"), [(NOISE, 2.4), (TEXT, 1.4)], ids=["stored", "deflated"])
def test_a_package_is_made_of_it_with_two_copies(data, most):
    assert peak_of(lambda: packed(data)) < most


@pytest.mark.parametrize(("data", "most"), [(NOISE, 1.3), (TEXT, 1.1)], ids=["stored", "deflated"])
def test_a_written_package_is_judged_without_a_second_copy_of_it(data, most, tmp_path):
    package = packed(data)

    def verify(written):
        read(written, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)

    assert peak_of(lambda: deliver(package, tmp_path, "YK1-3501-E01-000123-D.YKP", verify)) < most


@pytest.mark.parametrize(("data", "most"), [(NOISE, 2.3), (TEXT, 2.1)], ids=["stored", "deflated"])
def test_it_is_taken_out_of_its_package_and_kept_with_two_copies(data, most, station):
    package, kept, database = packed(data), station.attachments, station.database

    def take():
        content = read(package, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)
        with database.writer.begin() as connection:
            for one in content.attachments.values():
                kept.keep(connection, one, "application/pdf")

    with database.writer.begin() as connection:
        kept.keep(connection, b"x" * 99, "application/pdf")  # whatever is loaded at first use is loaded now
    assert peak_of(take) < most
    with database.reader.connect() as connection:
        assert kept.read(connection, hashlib.sha256(data).hexdigest()) == data
        assert peak_of(lambda: kept.read(connection, hashlib.sha256(data).hexdigest())) < 2.2


@pytest.mark.parametrize("change", ["cut", "added", "turned"])
def test_a_kept_file_that_was_changed_is_not_given_out(change, station):
    kept, database = station.attachments, station.database
    with database.writer.begin() as connection:
        name = kept.keep(connection, NOISE, "application/pdf")
    path = max((path for path in kept.folder.rglob("*") if path.is_file()), key=lambda one: one.stat().st_size)
    sealed = path.read_bytes()
    turned = sealed[: SIZE // 2] + bytes([sealed[SIZE // 2] ^ 1]) + sealed[SIZE // 2 + 1 :]
    path.write_bytes({"cut": sealed[:-1], "added": sealed + b"x", "turned": turned}[change])
    with database.reader.connect() as connection, pytest.raises(StationError, match="读不出来或已损坏"):
        kept.read(connection, name)


@pytest.mark.parametrize("data", [NOISE, TEXT, b"", b"few", b"e" * SIZE], ids=["noise", "text", "empty", "few", "even"])
def test_pieces_are_the_same_bytes(data):
    zipped = archive.Archive(archive.pack([("data/README.TXT", data)]))
    assert b"".join(map(bytes, zipped.blocks("data/README.TXT"))) == zipped.read("data/README.TXT") == data


def _with(stream, size, crc):
    """A ZIP of our shape around a deflate stream that need not fit what the directory says of it."""
    made = bytearray(archive.pack([("a", b"t" * 100)]))
    with zipfile.ZipFile(io.BytesIO(made)) as zipped:
        (info,) = zipped.infolist()
    old = made[31 : 31 + info.compress_size]
    fields = crc.to_bytes(4, "little") + len(stream).to_bytes(4, "little") + size.to_bytes(4, "little")
    told = made[14:26]
    grown = bytes(made).replace(told, fields).replace(bytes(old), stream, 1)
    return grown[:-6] + (31 + len(stream)).to_bytes(4, "little") + grown[-2:]


def deflated(data):
    machine = zlib.compressobj(3, zlib.DEFLATED, -15)
    return machine.compress(data) + machine.flush()


@pytest.mark.parametrize(
    ("stream", "told", "why"),
    [
        (deflated(TEXT), TEXT[:-2], "长度不符"),
        (deflated(TEXT[:-1]), TEXT, "校验不符"),
        (deflated(TEXT) + b"\0", TEXT, "长度不符"),
        (deflated(TEXT) + bytes(2 << 20), TEXT, "长度不符"),
        (deflated(TEXT)[:-5], TEXT, "长度不符"),
        (deflated(TEXT)[: 1 << 20], TEXT, "长度不符"),
        (deflated(TEXT + b"x"), TEXT, "校验不符"),
        (deflated(TEXT[:-1] + b"x"), TEXT, "校验不符"),
        (b"\xff" * (1 << 20), TEXT, "无法展开"),
    ],
    ids=["longer", "shorter", "byte behind", "much behind", "end cut", "half", "one more", "other", "no stream"],
)
def test_a_stream_that_is_not_what_the_directory_says(stream, told, why):
    zipped = archive.Archive(_with(stream, len(told), zlib.crc32(told)))
    for way in (lambda: zipped.read("a"), lambda: list(zipped.blocks("a"))):
        with pytest.raises(PackageRefused, match=why):
            way()
