"""A second reader of .YKP files, written from resources/manual/package-format.md alone; it knows nothing of models.sync."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import tempfile
import zipfile
from pathlib import Path

import bagit
import pyrage
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

PAYLOAD_TYPE = "application/vnd.yekuo.sync+json;v=1"
KEYS_TYPE = "application/vnd.yekuo.keys+json;v=1"
FIXED = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "sync.dsse.json"}
COUNTS = {"lines": 0, "private": 0, "attachments": 0, "records": {}, "kinds": {}}
DEFAULTS = {
    "seq_from": 1, "seq_to": 0, "chain_before": "0" * 64, "chain_after": "0" * 64, "runs": [], "counts": {}, "attachments": [],
    "recipients": [], "files": {}, "part": 1, "parts": 1,
}  # fmt: skip
PAYLOAD = {"data/ops.ndjson", "data/private.ndjson", "data/README.TXT"}


class WrongError(Exception):
    pass


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def need(condition: object, what: str) -> None:
    if not condition:
        raise WrongError(what)


def read(data: bytes, secret: str, verify_key: bytes, me: str, *, bag_check: bool = True) -> dict[str, object]:
    """Returns statement, lines, private, attachments, ack and readme of one package, or raises."""
    plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(secret)])
    return read_inside(bytes(plain), verify_key, me, bag_check=bag_check)


def read_inside(plain: bytes, verify_key: bytes, me: str, *, bag_check: bool = True) -> dict[str, object]:
    files = unzip(plain)
    statement = signed_statement(files["sync.dsse.json"], verify_key)
    need(statement["suite"] == "std1" and statement["min_reader"] <= 3 and not statement["must_understand"], "upgrade")
    need(me in statement["recipients"], "recipient")
    check_files(files, statement)
    info = re.search(rb"^Bag-Count: (\d+) of (\d+)$", files["bag-info.txt"], re.MULTILINE)
    need(info and (int(info[1]), int(info[2])) == (statement["part"], statement["parts"]), "part")
    need(1 <= statement["part"] <= statement["parts"] <= 9999, "parts")
    need(statement["kind"] != "resend-request" or not statement["runs"], "a request has no lines")
    if bag_check:
        check_bag(files)
    lines = ndjson(files["data/ops.ndjson"])
    heads = check_lines(lines, statement)
    private = read_private(files["data/private.ndjson"], heads)
    attachments = {name[-64:]: blob for name, blob in files.items() if name.startswith("data/att/")}
    for digest, blob in attachments.items():
        need(sha256(blob) == digest, "attachment")
    check_counts(statement, heads, private, attachments)
    return {
        "statement": statement, "lines": tuple(lines), "private": private, "attachments": attachments, "ack": files.get("data/ack.json"),
        "readme": files["data/README.TXT"].decode("utf-8-sig").replace("\r\n", "\n"),
    }  # fmt: skip


def unzip(plain: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        for info in archive.infolist():
            allowed = info.filename in FIXED | PAYLOAD | {"data/ack.json"} or re.fullmatch(
                r"data/att/([0-9a-f]{2})/\1[0-9a-f]{62}", info.filename
            )
            need(allowed and info.filename not in files, "name " + info.filename)
            need(info.flag_bits == 0 and info.external_attr == 0o100644 << 16 and not info.extra and not info.comment, "entry")
            need(info.file_size <= max(1 << 20, 200 * info.compress_size), "ratio")
            files[info.filename] = archive.read(info)
        need(not archive.comment and archive.start_dir + sum(46 + len(name) for name in files) + 22 == len(plain), "shape")
    need(set(files) >= FIXED | PAYLOAD, "missing file")
    return files


def signed_statement(envelope: bytes, verify_key: bytes) -> dict:
    return {**DEFAULTS, **json.loads(signed_by(verify_key, envelope, PAYLOAD_TYPE))}


def signed_by(verify_key: bytes, envelope: bytes, payload_type: str) -> bytes:
    """The payload, which one of the envelope's signatures must prove to be by this key."""
    parsed = Envelope.from_dict(json.loads(envelope))
    need(1 <= len(parsed.signatures) <= 4, "signatures")
    name = fingerprint(verify_key)
    keyid = name if name in parsed.signatures else next(iter(parsed.signatures))
    parsed.verify([SSlibKey(keyid, "ed25519", "ed25519", {"public": verify_key.hex()})], 1)
    need(parsed.payload_type == payload_type, "payload type")
    return parsed.payload


def fingerprint(verify_key: bytes) -> str:
    digits = sha256(b"yk-key-v1" + verify_key)
    return "-".join(digits[at : at + 4] for at in range(0, 32, 4))


def key_change(text: str, verify_key: bytes) -> dict:
    """What a word about new keys says, proved by the old key and by the new one."""
    said = json.loads(signed_by(verify_key, text.encode(), KEYS_TYPE))
    new = bytes.fromhex(said["verify_key"])
    need(said["previous"] == fingerprint(verify_key) and said["fingerprint"] == fingerprint(new), "fingerprints")
    need(json.loads(signed_by(new, text.encode(), KEYS_TYPE)) == said, "the new key")
    return said


def check_files(files: dict[str, bytes], statement: dict) -> None:
    marks = {name: {"sha256": sha256(blob), "size": len(blob)} for name, blob in files.items()}
    need(statement["files"] == {n: m for n, m in marks.items() if n not in ("sync.dsse.json", "tagmanifest-sha256.txt")}, "files")
    need(("data/ack.json" in files) == (statement["kind"] == "ack"), "ack")


def check_bag(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, blob in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(blob)
        bagit.Bag(folder).validate(processes=1)


def ndjson(blob: bytes) -> list[bytes]:
    lines = blob.split(b"\n")
    need(lines.pop() == b"" and all(lines), "lines")
    for line in lines:
        line.decode("utf-8")
    return lines


def check_lines(lines: list[bytes], statement: dict) -> list[dict]:
    heads = [json.loads(line) for line in lines]
    at = 0
    for run in statement["runs"]:
        chain = bytes.fromhex(run["chain_before"])
        for seq in range(run["seq_from"], run["seq_to"] + 1):
            need(at < len(lines), "too few lines")
            head = heads[at]
            journal = run.get("journal") or statement["station"]
            need((head["station"], head["epoch"], head["seq"]) == (journal, run["epoch"], seq), f"line {seq}")
            chain = hashlib.sha256(b"yk-op-v1" + chain + len(lines[at]).to_bytes(8, "big") + lines[at]).digest()
            at += 1
        need(chain.hex() == run["chain_after"], "chain")
    need(at == len(lines), "too many lines")
    top = statement["runs"][-1] if statement["runs"] else {"seq_from": statement["seq_to"] + 1}
    need(all(statement[name] == top[name] for name in ("seq_from", "seq_to", "chain_before", "chain_after") if name in top), "top")
    return heads


def read_private(blob: bytes, heads: list[dict]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    for line in ndjson(blob):
        one = json.loads(line)
        part = base64.b64decode(one["b"], validate=True)
        need(sha256(part) == one["h"] and one["h"] not in parts and len(part) > 16, "private")
        parts[one["h"]] = part
    need(set(parts) <= {head.get("private") for head in heads}, "private named by no line")
    return parts


def check_counts(statement: dict, heads: list[dict], private: dict, attachments: dict) -> None:
    counts = {**COUNTS, **statement["counts"]}
    records = {record for head in heads for record in head["on"]}
    entities = [record.partition(":")[0] for record in records]
    kinds = [head["kind"] for head in heads]
    need(counts["records"] == {name: entities.count(name) for name in set(entities)}, "records")
    need(counts["kinds"] == {name: kinds.count(name) for name in set(kinds)}, "kinds")
    need((counts["lines"], counts["private"], counts["attachments"]) == (len(heads), len(private), len(attachments)), "counts")
    need(statement["attachments"] == [{"sha256": name, "size": len(attachments[name])} for name in sorted(attachments)], "attachments")
