"""One fuzz target a layer of a package: any bytes are refused with a reason, or accepted and then mean what another reader reads.

Nothing here needs the fuzzer: `run.py` drives these functions with atheris, `test_corpus.py` with the kept corpus.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import msgspec

from models.sync import archive, bag, lines, manifest
from models.sync.encryption import MAGIC, Identity, decrypt
from models.sync.manifest import PAYLOAD_TYPE, Statement
from models.sync.package import pack_signed, read_archive
from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey, open_envelope
from tests.data import independent_reader
from tests.data.sample_package import line, parts, run_of, statement

SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"  # 32 bytes of 0x42: opens nothing but these tests
OWN = Identity.from_text(SECRET)
KEY = SigningKey.from_bytes(b"\x07" * 32)
TRUSTED = {KEY.fingerprint: KEY.verify_key}


def inside() -> bytes:
    """What age holds in the sample package."""
    journal, private, attachments = parts()
    return pack_signed(
        statement((run_of(journal),)), journal, key=KEY, recipients=[OWN.recipient], private=private, attachments=attachments
    )


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


FILES = files_of(inside())
PAYLOAD = open_envelope(FILES[bag.ENVELOPE], TRUSTED).payload


def age(data: bytes) -> None:
    """The outermost layer: only what was encrypted for us opens, and only whole."""
    assert decrypt(data if data.startswith(MAGIC) else MAGIC + data, [OWN]) == b""


def zip_archive(data: bytes) -> None:
    """What is accepted, an ordinary tool reads the same way."""
    zipped = archive.Archive(data)
    found = {name: zipped.read(name) for name in zipped.entries}
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert other.namelist() == list(found)
        assert {name: other.read(name) for name in found} == found


def bagit(data: bytes) -> None:
    """The four tag files, parted by a zero byte, over the sample's payload."""
    tags = (data.split(b"\0", 3) + [b""] * 3)[:4]
    names = (bag.BAGIT, bag.INFO, bag.MANIFEST, bag.TAG_MANIFEST)
    files = {**FILES, **dict(zip(names, tags, strict=True))}
    bag.check_names(files, "delta")
    digests, sizes = {name: bag.sha256_hex(one) for name, one in files.items()}, {name: len(one) for name, one in files.items()}
    bag.check(files, digests, sizes, "019370000000700080000000000000aa")
    payload = {name: one for name, one in files.items() if name.startswith("data/")}
    assert sorted(files[bag.MANIFEST].splitlines(), key=lambda one: one[66:]) == bag.listing(payload).splitlines()


def dsse(data: bytes) -> None:
    """Only what the key really signed comes out."""
    verified = open_envelope(data, TRUSTED)
    assert (verified.payload, verified.payload_type) == (PAYLOAD, PAYLOAD_TYPE)


def json_lines(data: bytes) -> None:
    """data/ops.ndjson and, behind an empty line, data/private.ndjson; numbers and chain as the second reader finds them."""
    ops, _, private = data.partition(b"\n\n")
    ops += b"\n" if ops else b""
    journal = lines.split(ops)
    assert lines.join(journal) == ops
    run = run_of(journal)
    counted = lines.follow(journal, [run] if journal else [], "3501")
    named = lines.split_private(private, counted.private)
    said = {"station": "3501", "runs": [msgspec.to_builtins(run)] if journal else [], "seq_to": len(journal)}
    top = {name: said["runs"][0][name] for name in ("seq_from", "seq_to", "chain_before", "chain_after")} if journal else {"seq_from": 1}
    heads = independent_reader.check_lines(independent_reader.ndjson(ops), {**said, **top})
    assert independent_reader.read_private(private, heads) == named


def signed_statement(data: bytes) -> None:
    """A statement that a trusted key signed, whatever it says; the second reader accepts what the first does."""
    told = manifest.decode_statement(data)
    assert msgspec.json.decode(msgspec.json.encode(told), type=Statement) == told
    tags = {**FILES, bag.ENVELOPE: KEY.sign(PAYLOAD_TYPE, data)}
    tags[bag.TAG_MANIFEST] = bag.listing({name: tags[name] for name in (bag.BAGIT, bag.INFO, bag.MANIFEST, bag.ENVELOPE)})
    packed = archive.pack(tags.items())
    content = read_archive(packed, TRUSTED, me=OWN.recipient)
    theirs = independent_reader.read_inside(packed, KEY.verify_key, OWN.recipient, bag_check=False)
    assert theirs["lines"] == content.lines


def answer(data: bytes) -> None:
    """The body of an acknowledgement."""
    told = manifest.decode_ack(data)
    assert manifest.decode_ack(msgspec.json.encode(told)) == told


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (age, zip_archive, bagit, dsse, json_lines, signed_statement, answer)
}


def outcome(target: str, data: bytes) -> str:
    """The code of the reason for which the layer refuses these bytes, empty where it takes them; anything else that happens is a fault."""
    try:
        TARGETS[target](data)
    except PackageRefused as refused:
        return refused.code
    return ""


def accepted(target: str, data: bytes) -> bool:
    """Whether the layer takes these bytes, and they mean the same to the other reader."""
    return not outcome(target, data)


def seeds() -> dict[str, list[bytes]]:
    """What each target starts from; all of them are accepted."""
    from models.sync.encryption import encrypt

    ack = manifest.Ack(centre_epoch="01.c1", centre_name="郏县", ack_no=8, created_at="2026-11-24T08:00:00+08:00", have=())
    tags = b"\0".join(FILES[name] for name in (bag.BAGIT, bag.INFO, bag.MANIFEST, bag.TAG_MANIFEST))
    shorter = archive.pack([("a", b"x" * 200), ("b/c", hashlib.sha256(b"").digest())])
    two = line(1) + b"\n" + line(2) + b"\n\n"
    return {
        "age": [encrypt(b"", [OWN.recipient])],
        "zip_archive": [inside(), shorter],
        "bagit": [tags],
        "dsse": [FILES[bag.ENVELOPE]],
        "json_lines": [two, FILES[bag.OPS] + b"\n" + FILES[bag.PRIVATE]],
        "signed_statement": [PAYLOAD, json.dumps(json.loads(PAYLOAD)).encode()],
        "answer": [msgspec.json.encode(ack)],
    }
