"""BagIt 1.0 (RFC 8493): which files a package may hold, and the tag files that list and count them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from models.sync.refusal import PackageRefused

BAGIT, INFO, MANIFEST, TAG_MANIFEST = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
ENVELOPE = "sync.dsse.json"
OPS, PRIVATE, ACK, README = "data/ops.ndjson", "data/private.ndjson", "data/ack.json", "data/README.TXT"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_TAG_FILES = (BAGIT, INFO, MANIFEST, ENVELOPE)
_ALWAYS = (BAGIT, INFO, MANIFEST, TAG_MANIFEST, ENVELOPE, OPS, PRIVATE, README)
_ATTACHMENT = re.compile(r"data/att/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9./-]+)")
_INFO = re.compile(
    r"Payload-Oxum: (?P<octets>[0-9]{1,15})\.(?P<streams>[0-9]{1,15})\n"
    r"Bag-Group-Identifier: (?P<group>[\x21-\x7e]{1,200})\nBag-Count: (?P<count>[0-9]{1,4} of [0-9]{1,4})\n"
)


def attachment_path(sha256: str) -> str:
    """Returns where an attachment lies inside the package."""
    return f"data/att/{sha256[:2]}/{sha256}"


def attachment_of(path: str) -> str | None:
    """Returns the SHA-256 (hex) that an attachment's path names, None for any other path."""
    found = _ATTACHMENT.fullmatch(path)
    return found[2] if found else None


def check_names(names: Iterable[str], kind: str) -> None:
    """Refuses a name that a package of this kind may not hold, and a package that lacks one it must hold."""
    wanted = {*_ALWAYS, ACK} if kind == "ack" else set(_ALWAYS)
    seen = set(names)
    for name in sorted(seen - wanted):
        if attachment_of(name) is None:
            raise PackageRefused("unexpected_file", name)
    for name in sorted(wanted - seen):
        raise PackageRefused("missing_file", name)


def info(sizes: Mapping[str, int], group: str, part: int = 1, parts: int = 1) -> bytes:
    """Returns bag-info.txt for payload files of these sizes; `group` is the package's id, the same for all parts of a set."""
    return f"Payload-Oxum: {sum(sizes.values())}.{len(sizes)}\nBag-Group-Identifier: {group}\nBag-Count: {part} of {parts}\n".encode()


def listing(files: Mapping[str, bytes]) -> bytes:
    """Returns a manifest of the files, in order of their names."""
    return listed({name: sha256_hex(data) for name, data in files.items()})


def listed(digests: Mapping[str, str]) -> bytes:
    """Returns a manifest of files of which only the SHA-256 (hex) is at hand, in order of their names."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def check(
    files: Mapping[str, bytes], digests: Mapping[str, str], sizes: Mapping[str, int], group: str, part: int = 1, parts: int = 1
) -> None:
    """Refuses a bag whose tag files do not agree with its files or its place in the set.

    `files` holds the tag files at least, `digests` and `sizes` the SHA-256 and the length of all files.
    """
    if files[BAGIT] != DECLARATION:
        raise PackageRefused("bag_mismatch", BAGIT)
    payload = {name for name in digests if name.startswith("data/")}
    _check_listing(files[TAG_MANIFEST], digests, set(_TAG_FILES), TAG_MANIFEST)
    _check_listing(files[MANIFEST], digests, payload, MANIFEST)
    octets = sum(sizes[name] for name in payload)
    _check_info(files[INFO], f"{octets}.{len(payload)}", group, f"{part} of {parts}")


def sha256_hex(data: bytes) -> str:
    """Returns the SHA-256 of the bytes as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def _check_listing(data: bytes, digests: Mapping[str, str], names: set[str], what: str) -> None:
    text = data.decode("ascii", "replace")
    listed: dict[str, str] = {}
    for line in text.split("\n")[:-1]:
        found = _LINE.fullmatch(line)
        if found is None or found[2] in listed:
            raise PackageRefused("bag_mismatch", what)
        listed[found[2]] = found[1]
    if not text.endswith("\n") or set(listed) != names:
        raise PackageRefused("bag_mismatch", what)
    for name, digest in listed.items():
        if digests[name] != digest:
            raise PackageRefused("bag_mismatch", name)


def _check_info(data: bytes, oxum: str, group: str, count: str) -> None:
    found = _INFO.fullmatch(data.decode("ascii", "replace"))
    if found is None or found["group"] != group:
        raise PackageRefused("bag_mismatch", INFO)
    if found["count"] != count:
        raise PackageRefused("bag_mismatch", "Bag-Count")
    if f"{found['octets']}.{found['streams']}" != oxum:
        raise PackageRefused("bag_mismatch", "Payload-Oxum")
