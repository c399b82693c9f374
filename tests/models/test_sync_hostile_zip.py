"""A ZIP that is not exactly of our plain shape is refused before anything in it is used."""

import io
import struct
import zipfile

import pytest

from models.sync import archive, bag, package
from models.sync.package import read_archive
from models.sync.refusal import PackageRefused
from tests.data.hostile_package import CONTENT, INSIDE, PACKAGE, SIDES, alone, entries, entry, inner, refusal, zipped


def test_the_library_writes_the_same_shape():
    assert read_archive(zipped(entries()), SIDES.trusted, me=SIDES.main.recipient) == CONTENT


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "data/../../evil", "/etc/passwd", "data//x", "data\\att\\x", "C:/x", "c:x", "~/x", "data/.hidden", "data/README.TXT/",
        "data/é", "data/a b", "data/a:stream", "data/a\nb", "", ".", "a" * 300, "a/b/c/d/e", "\\\\?\\C:\\x",
    ],
)  # fmt: skip
def test_path_tricks(name):
    data = zipped([*entries(), entry("PLACEHOLDER")])
    raw = name.encode()
    central = data.rindex(b"PK\1\2")
    local = data.rindex(b"PK\3\4")
    long, short = struct.pack("<HH", 11, 0), struct.pack("<HH", len(raw), 0)
    body = data[local:central].replace(long + b"PLACEHOLDER", short + raw)
    first = struct.unpack_from("<L", data, len(data) - 6)[0]
    directory = data[first:-22].replace(b"PLACEHOLDER", raw)
    at = directory.rindex(b"PK\1\2") + 28
    directory = directory[:at] + struct.pack("<H", len(raw)) + directory[at + 2 :]
    middle = data[:local] + body
    end = data[-22:-10] + struct.pack("<LLH", len(directory), len(middle), 0)
    assert inner(middle + directory + end).code == "bad_name"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fetch.txt", "unexpected_file"),
        ("data/evil.exe", "unexpected_file"),
        ("data/ack.json", "unexpected_file"),
        ("DATA/README.TXT", "unexpected_file"),
        ("data/readme.txt", "unexpected_file"),
        ("data/att/ab/" + "cd" * 32, "unexpected_file"),
        ("data/att/cd/" + "cd" * 32, "bag_mismatch"),
    ],
)
def test_uninvited_files(name, code):
    assert inner(zipped([*entries(), entry(name)])).code == code


@pytest.mark.parametrize("name", ["bagit.txt", "sync.dsse.json", "data/ops.ndjson", "tagmanifest-sha256.txt"])
def test_missing_files(name):
    assert inner(zipped([(info, data) for info, data in entries() if info.filename != name])).code == "missing_file"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_names():
    twice = entries()
    assert "重复" in inner(zipped([*twice, entry(bag.OPS)])).message


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"external_attr": 0o120777 << 16}, "符号链接"),
        ({"external_attr": 0o100755 << 16}, "不合规定"),
        ({"external_attr": 0x10}, "不合规定"),
        ({"create_system": 0}, "不合规定"),
        ({"extra": b"\x01\0\x04\0abcd"}, "不合规定"),
        ({"comment": b"c"}, "不合规定"),
        ({"date_time": (2026, 1, 1, 0, 0, 0)}, "不合规定"),
        ({"compress_type": zipfile.ZIP_LZMA}, "不合规定"),
        ({"compress_type": zipfile.ZIP_BZIP2}, "不合规定"),
        ({"create_version": 45}, "不合规定"),
        ({"extract_version": 45}, "不合规定"),
    ],
)
def test_unusual_entries(changes, word):
    refused = inner(zipped([*entries(), entry("data/att/cd/" + "cd" * 32, **changes)]))
    assert refused.code == "bad_zip"
    assert word in refused.message


def test_encrypted_entries_and_other_flags():
    first = struct.unpack_from("<L", INSIDE, len(INSIDE) - 6)[0]
    for flag, word in ((1, "加密"), (8, "不合规定"), (0x800, "不合规定")):
        data = bytearray(INSIDE)
        data[first + 8 : first + 10] = data[6:8] = struct.pack("<H", flag)
        assert word in inner(bytes(data)).message


def test_archive_comment_and_streamed_archive():
    assert inner(zipped(entries(), b"hello")).code == "bad_zip"

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

        tell = seek

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as out:
        for info, data in entries():
            out.writestr(info.filename, data)
    assert inner(pipe.getvalue()).code == "bad_zip"


def sized(position: int, field: int, value: int) -> bytes:
    """Changes a size in the central (field 20 or 24) and the local header (18 or 22) of the entry at the directory position."""
    data = bytearray(INSIDE)
    local = struct.unpack_from("<L", data, position + 42)[0]
    struct.pack_into("<L", data, position + field, value)
    struct.pack_into("<L", data, local + field - 2, value)
    return bytes(data)


def test_lying_sizes():
    position = INSIDE.index(b"PK\1\2")
    while INSIDE[position : position + 4] == b"PK\1\2":
        packed, size, name_length = struct.unpack_from("<LLH", INSIDE, position + 20)
        for field, value in ((24, size - 1), (24, size + 1), (24, 0xFFFFFFFF), (20, packed - 1), (20, packed + 1), (20, 0xFFFFFFFF)):
            assert inner(sized(position, field, value)).code in ("bad_zip", "zip_bomb")
        position += 46 + name_length


def test_bombs():
    bomb = entry("data/att/cd/" + "cd" * 32, bytes(8 << 20), compress_type=zipfile.ZIP_DEFLATED)
    assert inner(zipped([*entries(), bomb])).code == "zip_bomb"
    many = [entry(f"data/att/cd/x{number}", b"") for number in range(archive.MOST_ENTRIES)]
    assert inner(zipped([*entries(), *many])).code == "zip_bomb"


def test_a_bomb_that_hides_its_size_is_stopped_at_the_size_it_names():
    small = zipped([*entries(), entry("data/att/cd/" + "cd" * 32, bytes(8 << 20), compress_type=zipfile.ZIP_DEFLATED)])
    position = small.rindex(b"PK\1\2")
    local = struct.unpack_from("<L", small, position + 42)[0]
    data = bytearray(small)
    struct.pack_into("<L", data, position + 24, 1000)
    struct.pack_into("<L", data, local + 22, 1000)
    name = "data/att/cd/" + "cd" * 32
    with pytest.raises(PackageRefused) as refused:
        archive.Archive(bytes(data)).read(name)
    assert refused.value.code == "bad_zip"


def test_total_and_file_limits(monkeypatch):
    monkeypatch.setattr(archive, "MOST_TOTAL_BYTES", 1000)
    assert alone(INSIDE).code == "zip_bomb"
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MOST_ENTRY_BYTES", 100)
    assert alone(INSIDE).code == "zip_bomb"
    monkeypatch.undo()
    monkeypatch.setattr(package, "LARGEST", len(PACKAGE) - 1)
    assert refusal(PACKAGE).code == "too_large"


def test_hidden_bytes_between_entries():
    first = struct.unpack_from("<L", INSIDE, len(INSIDE) - 6)[0]
    moved = INSIDE[:first] + b"hidden" + INSIDE[first:-6] + struct.pack("<LH", first + 6, 0)
    assert alone(moved).code == "bad_zip"


def test_a_directory_that_ends_before_its_last_entry():
    count = struct.unpack_from("<H", INSIDE, len(INSIDE) - 12)[0]
    more = INSIDE[:-14] + struct.pack("<HH", count + 1, count + 1) + INSIDE[-10:]
    assert alone(more).code == "bad_zip"


def test_bytes_hidden_behind_the_end_of_a_deflated_entry():
    first = struct.unpack_from("<L", INSIDE, len(INSIDE) - 6)[0]
    position = INSIDE.rindex(b"PK\1\2")
    local, packed = struct.unpack_from("<L", INSIDE, position + 42)[0], struct.unpack_from("<L", INSIDE, position + 20)[0]
    data = bytearray(INSIDE[:first] + b"hidden" + INSIDE[first:-6] + struct.pack("<LH", first + 6, 0))
    struct.pack_into("<L", data, position + 6 + 20, packed + 6)
    struct.pack_into("<L", data, local + 18, packed + 6)
    assert "长度不符" in alone(bytes(data)).message


def test_a_name_that_the_archive_does_not_hold():
    with pytest.raises(PackageRefused) as refused:
        archive.Archive(INSIDE).read("data/ack.json")
    assert refused.value.code == "missing_file"
