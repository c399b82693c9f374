"""A second reader of .YKP files, written from resources/manual/package-format.md alone; it knows nothing of models.sync."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import struct
import tempfile
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

import bagit
import pyrage
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

PAYLOAD_TYPE = "application/vnd.yekuo.sync+json;v=1"
KEYS_TYPE = "application/vnd.yekuo.keys+json;v=1"
FIXED = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "sync.dsse.json"}
COUNTS = {"lines": 0, "private": 0, "attachments": 0, "records": {}, "kinds": {}}
START = "0" * 64
DEFAULTS = {
    "seq_from": 1, "seq_to": 0, "chain_before": START, "chain_after": START, "runs": [], "counts": {}, "attachments": [],
    "recipients": [], "files": {}, "part": 1, "parts": 1, "prev_pkg_sha256": "", "have": [], "last_ack_seen": None, "all_lines": 0,
    "cal_rev": "", "rule_rev": "", "clock_health": "", "views_version": 0, "state_hash": "",
}  # fmt: skip
PAYLOAD = {"data/ops.ndjson", "data/private.ndjson", "data/README.TXT"}
SENDERS = {
    "delta": "station", "full": "station", "ack": "centre", "broadcast": "centre", "rebuild": "centre",
    "resend-request": "station centre", "transfer": "station centre",
}  # fmt: skip
WORD, TEXT, HEX = r"[^\x00-\x1f\x7f]{0,200}", r"[^\x00-\x1f\x7f]{1,200}", r"[0-9a-f]{64}"
EPOCH, JOURNAL = r"[0-9]{2,6}\.[0-9a-z]{1,40}", r"[A-Z0-9]{1,21}"
TIME = r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?"
STATEMENT = {
    "pkg_id": r"[0-9a-f]{32}", "station": r"[A-Z0-9]{1,20}", "db_epoch": EPOCH, "created_at": TIME, "prev_pkg_sha256": f"({HEX})?",
    "chain_before": HEX, "chain_after": HEX, "cal_rev": WORD, "rule_rev": WORD, "clock_health": WORD, "state_hash": f"({HEX})?",
    "pkg_no": 1, "seq_from": 1, "seq_to": 0, "all_lines": 0, "views_version": 0, "schema_version": 1, "part": 1, "parts": 1,
}  # fmt: skip
RUN = {"journal": "", "epoch": EPOCH, "seq_from": 1, "seq_to": 1, "chain_before": HEX, "chain_after": HEX}
HAVE = {"station": JOURNAL, "epoch": EPOCH, "seq": 0, "chain": HEX}
LINE = {"station": ".*", "epoch": ".*", "seq": 1, "kind": r"[A-Za-z][A-Za-z0-9]{0,99}"}
REJECTED = {"station": JOURNAL, "epoch": EPOCH, "seq": 1, "code": TEXT}


class WrongError(Exception):
    pass


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def need(condition: object, what: str) -> None:
    if not condition:
        raise WrongError(what)


def said(told: object, shape: dict[str, object]) -> None:
    """Every field is there: text that a pattern describes whole, or a whole number from so much on."""
    need(isinstance(told, dict), "an object")
    for name, wanted in shape.items():
        value = told.get(name)
        if isinstance(wanted, str):
            need(isinstance(value, str) and re.fullmatch(wanted, value, re.ASCII), name)
        else:
            need(type(value) is int and wanted <= value <= 2**53, name)


def read(data: bytes, secret: str, verify_key: bytes, me: str, *, bag_check: bool = True) -> dict[str, object]:
    """Returns statement, lines, private, attachments, ack and readme of one package, or raises."""
    need(data.startswith(b"age-encryption.org/v1\n") and len(data) <= 512 << 20, "age")
    plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(secret)])
    return read_inside(bytes(plain), verify_key, me, bag_check=bag_check)


def read_inside(plain: bytes, verify_key: bytes, me: str, *, bag_check: bool = True) -> dict[str, object]:
    files = unzip(plain)
    statement = signed_statement(files["sync.dsse.json"], verify_key)
    need(statement["suite"] == "std1" and statement["min_reader"] <= 3 and not statement["must_understand"], "upgrade")
    check_statement(statement)
    need(me in statement["recipients"], "recipient")
    check_files(files, statement)
    body = [blob for name, blob in files.items() if name.startswith("data/")]
    tags = f"Payload-Oxum: {sum(map(len, body))}.{len(body)}\nBag-Group-Identifier: {statement['pkg_id']}\n"
    need(files["bag-info.txt"].decode() == f"{tags}Bag-Count: {statement['part']} of {statement['parts']}\n", "bag-info.txt")
    need(files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "bagit.txt")
    if bag_check:
        check_bag(files)
    lines = ndjson(files["data/ops.ndjson"])
    heads = check_lines(lines, statement)
    private = read_private(files["data/private.ndjson"], heads)
    attachments = {name[-64:]: blob for name, blob in files.items() if name.startswith("data/att/")}
    for digest, blob in attachments.items():
        need(sha256(blob) == digest, "attachment")
    check_counts(statement, heads, private, attachments)
    if "data/ack.json" in files:
        check_ack(json_of(files["data/ack.json"]))
    return {
        "statement": statement, "lines": tuple(lines), "private": private, "attachments": attachments, "ack": files.get("data/ack.json"),
        "readme": files["data/README.TXT"].decode("utf-8-sig").replace("\r\n", "\n"),
    }  # fmt: skip


def json_of(blob: bytes) -> dict:
    def no_such_number(name: str) -> None:
        raise WrongError(name)

    return json.loads(blob.decode("utf-8"), parse_constant=no_such_number)


def check_statement(statement: dict) -> None:
    said(statement, STATEMENT)
    need(statement["sender_kind"] in SENDERS[statement["kind"]].split(), "sender")
    need(statement["part"] <= statement["parts"] <= 9999, "parts")
    need(statement["kind"] != "resend-request" or not (statement["runs"] or statement["attachments"]), "a request has no lines")
    channel = "C" + statement["station"]
    may = {""} if statement["sender_kind"] == "station" else {"", channel} if statement["kind"] == "rebuild" else {channel}
    for run in statement["runs"]:
        said({"journal": "", **run}, {**RUN, "journal": "|".join(may)})
        need(run["seq_from"] <= run["seq_to"] and (run["seq_from"] > 1 or run["chain_before"] == START), "run")
    need(len({(run.get("journal", ""), run["epoch"]) for run in statement["runs"]}) == len(statement["runs"]) <= 1000, "runs")
    top = statement["runs"][-1] if statement["runs"] else {"seq_from": statement["seq_to"] + 1, "chain_before": statement["chain_after"]}
    need(all(statement[name] == top[name] for name in ("seq_from", "seq_to", "chain_before", "chain_after") if name in top), "top")
    need(len(statement["have"]) <= 1000, "have")
    check_have(statement["have"])
    if statement["last_ack_seen"] is not None:
        said(statement["last_ack_seen"], {"centre_epoch": WORD, "ack_no": 0})


def check_have(have: list[dict]) -> None:
    need(len({(one["station"], one["epoch"]) for one in have}) == len(have), "an epoch twice")
    for one in have:
        said(one, HAVE)
        last = one["seq"]
        for first, upto in one.get("gaps", []):
            need(type(first) is type(upto) is int and last < first <= upto, "gaps")
            last = upto


def check_ack(ack: dict) -> None:
    said(ack, {"centre_epoch": EPOCH, "centre_name": WORD, "ack_no": 1, "created_at": TIME})
    check_have(ack["have"])
    check_have(ack.get("spoken", []))
    need(all(len(ack.get(name, [])) <= 5000 for name in ("rejected", "conflicts", "wanted_attachments")), "too many")
    for one in ack.get("rejected", []):
        said({"text": "", "chain": "", **one}, {**REJECTED, "text": WORD, "chain": f"({HEX})?"})
    for one in (*ack.get("wanted_attachments", []), *ack.get("packages", [])):
        need(re.fullmatch(HEX, one), "digest")


def unzip(plain: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        infos = archive.infolist()
    need(1 <= len(infos) <= 50_000 and sum(info.file_size for info in infos) <= 1 << 30, "size")
    written, directory = b"", b""
    for info in infos:
        name = info.orig_filename
        allowed = name in FIXED | PAYLOAD | {"data/ack.json"} or re.fullmatch(r"data/att/([0-9a-f]{2})/\1[0-9a-f]{62}", name)
        need(allowed and name not in files, "name " + name)
        need(info.file_size <= 256 << 20 and info.file_size <= max(1 << 20, 200 * info.compress_size), "ratio")
        sizes = (info.CRC, info.compress_size, info.file_size, len(name))
        fields = struct.pack("<5H3LH", 20, 0, info.compress_type, 0, 0x21, *sizes)
        directory += b"PK\1\2\x14\x03" + fields + bytes(8) + struct.pack("<LL", 0x81A40000, len(written)) + name.encode()
        written += b"PK\3\4" + fields + bytes(2) + name.encode()
        raw = plain[len(written) : len(written) + info.compress_size]
        files[name] = inflated(raw, info.file_size) if info.compress_type else raw
        need(len(files[name]) == info.file_size and zlib.crc32(files[name]) == info.CRC, "content")
        written += raw
    end = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, len(infos), len(infos), len(directory), len(written), 0)
    need(plain == written + directory + end, "shape")
    need(set(files) >= FIXED | PAYLOAD, "missing file")
    return files


def inflated(raw: bytes, size: int) -> bytes:
    machine = zlib.decompressobj(-15)
    plain = machine.decompress(raw, size + 1)
    need(machine.eof and not machine.unused_data, "deflate")
    return plain


def signed_statement(envelope: bytes, verify_key: bytes) -> dict:
    return {**DEFAULTS, **json_of(signed_by(verify_key, envelope, PAYLOAD_TYPE))}


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
    marks = {name: (sha256(blob), len(blob)) for name, blob in files.items()}
    listed = {name: (mark["sha256"], mark["size"]) for name, mark in statement["files"].items()}
    need(listed == {n: m for n, m in marks.items() if n not in ("sync.dsse.json", "tagmanifest-sha256.txt")}, "files")
    need(("data/ack.json" in files) == (statement["kind"] == "ack"), "ack")
    tags = FIXED - {"tagmanifest-sha256.txt"}
    for listing, names in (("manifest-sha256.txt", set(files) - FIXED), ("tagmanifest-sha256.txt", tags)):
        told = files[listing].decode("ascii").split("\n")
        need(sorted(told) == sorted(["", *(f"{marks[name][0]}  {name}" for name in names)]) and told[-1] == "", listing)


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
    heads = [json_of(line) for line in lines]
    for head in heads:
        check_head(head)
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
    return heads


def check_head(head: dict) -> None:
    said(head, LINE)
    need(len(head["on"]) <= 10_000 and all(re.fullmatch(r"[\x21-\x7e]{1,100}", name) for name in head["on"]), "on")
    need(head.get("private") is None or re.fullmatch(HEX, head["private"]), "private")
    if head.get("at") is not None:
        at = datetime.fromisoformat(head["at"])
        need(at.tzinfo is None and 1970 <= at.year < 2200, "at")


def read_private(blob: bytes, heads: list[dict]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    lines = ndjson(blob)
    named = [json_of(line)["h"] for line in lines]
    need(named == sorted(set(named)), "order")
    for line in lines:
        one = json_of(line)
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
    listed = [(mark["sha256"], mark["size"]) for mark in statement["attachments"]]
    need(listed == [(name, len(attachments[name])) for name in sorted(attachments)], "attachments")
