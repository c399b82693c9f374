"""Hostile packages: the tools to take one apart, change it and put it together again, signed or not."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from models.sync import archive, bag
from models.sync.encryption import decrypt
from models.sync.manifest import PAYLOAD_TYPE
from models.sync.package import read, read_archive
from models.sync.refusal import REASONS, PackageRefused
from models.sync.signing import open_envelope
from tests.data import independent_reader
from tests.data.sample_package import Sides, delta

SIDES = Sides()
PACKAGE = delta(SIDES)
INSIDE = decrypt(PACKAGE, [SIDES.main])
CONTENT = read_archive(INSIDE, SIDES.trusted, me=SIDES.main.recipient)


def refusal(data: bytes, sides: Sides = SIDES, me: str | None = None) -> PackageRefused:
    with pytest.raises(PackageRefused) as refused:
        read(data, [sides.main], sides.trusted, me=me or sides.main.recipient)
    return said(refused.value)


def inner(data: bytes, trusted=None) -> PackageRefused:
    """Why the program refuses it; the reader that was written from the document alone refuses it as well."""
    refused = alone(data, trusted)
    with pytest.raises(Exception):  # noqa: B017, PT011  # it gives no codes
        independent_reader.read_inside(data, SIDES.key.verify_key if trusted is None else bytes(32), SIDES.main.recipient)
    return refused


def alone(data: bytes, trusted=None) -> PackageRefused:
    """Why the program refuses it."""
    with pytest.raises(PackageRefused) as refused:
        read_archive(data, SIDES.trusted if trusted is None else trusted, me=SIDES.main.recipient)
    return said(refused.value)


def said(refused: PackageRefused) -> PackageRefused:
    assert refused.code in REASONS
    assert "\u4e00" <= refused.message[0] <= "\u9fff"
    assert refused.hint
    return refused


def entries() -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(INSIDE)) as zipped:
        return [(info, zipped.read(info)) for info in zipped.infolist()]


def zipped(items, comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for info, data in items:
            out.writestr(info, data)
        out.comment = comment
    return target.getvalue()


def entry(name: str, data: bytes = b"x", **changes) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, 0o100644 << 16
    for attribute, value in changes.items():
        setattr(info, attribute, value)
    return info, data


def forged(change=None, payload=None, files=None, tags=None) -> bytes:
    """Signs a package whose statement, payload or tag files were changed before (change, payload) or after signing (files)."""
    body = {info.filename: data for info, data in entries() if info.filename.startswith("data/")} | (payload or {})
    info = bag.info({name: len(data) for name, data in body.items()}, "019370000000700080000000000000aa")
    marked = {bag.BAGIT: bag.DECLARATION, bag.INFO: info, bag.MANIFEST: bag.listing(body)}
    marked |= tags or {}
    signed = open_envelope(dict((info.filename, data) for info, data in entries())[bag.ENVELOPE], SIDES.trusted).payload
    told = json.loads(signed)
    told["files"] = {name: {"sha256": bag.sha256_hex(data), "size": len(data)} for name, data in {**marked, **body}.items()}
    told = (change or dict)(told)
    marked[bag.ENVELOPE] = SIDES.key.sign(PAYLOAD_TYPE, json.dumps(told).encode())
    return archive.pack({**marked, bag.TAG_MANIFEST: bag.listing(marked), **body, **(files or {})}.items())
