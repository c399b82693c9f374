"""A small station and a small centre: keys, journal lines and packages for the sync tests."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.sync.encryption import Identity
from models.sync.manifest import START, AckSeen, Counts, Run, Statement
from models.sync.package import build, chain_hash
from models.sync.signing import SigningKey

EPOCH = "01.01937000000070008000000000000001"


def private_part(number: int, text: str = "张𬀩") -> tuple[str, bytes]:
    plain = hashlib.sha256(b"salt%d" % number).digest()[:16] + json.dumps({"name": text, "no": number}, ensure_ascii=False).encode()
    return hashlib.sha256(plain).hexdigest(), plain


def line(seq: int, *, station: str = "3501", epoch: str = EPOCH, note: str = "", private: str | None = None) -> bytes:
    fact = {
        "v": 1, "op_id": f"{seq:032x}", "station": station, "epoch": epoch, "seq": seq, "kind": "CaseRegistered",
        "on": [f"case:{seq // 3:08x}", "station"], "at": "2026-11-23T09:00:00", "at_src": "clock", "actor": "p1", "dev": "d1",
        "app": "0.1.0", "reason": "",
        **({"private": private} if private else {}), "body": {"note": note},
    }  # fmt: skip
    return json.dumps(fact, ensure_ascii=False, separators=(",", ":")).encode()


def run_of(lines: Sequence[bytes], *, first: int = 1, epoch: str = EPOCH, before: str = START) -> Run:
    chain = bytes.fromhex(before)
    for one in lines:
        chain = chain_hash(chain, one)
    return Run(epoch=epoch, seq_from=first, seq_to=first + len(lines) - 1, chain_before=before, chain_after=chain.hex())


def statement(runs: tuple[Run, ...] = (), **changes: object) -> Statement:
    fields: dict[str, object] = {
        "pkg_id": "019370000000700080000000000000aa", "kind": "delta", "sender_kind": "station", "station": "3501", "db_epoch": EPOCH,
        "pkg_no": 123, "prev_pkg_sha256": "ab" * 32, "runs": runs, "counts": Counts(stages={"survey": 2}),
        "last_ack_seen": AckSeen("01.c1", 7),
        "cal_rev": "2026-1", "rule_rev": "henan-rural-1", "clock_health": "ok", "created_at": "2026-11-23T17:30:00+08:00",
        "views_version": 1, "state_hash": "cd" * 32,
    }  # fmt: skip
    return Statement(**{**fields, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sides:
    """One station that signs, one centre with two recipients that reads."""

    key: SigningKey = field(default_factory=lambda: SigningKey.from_bytes(b"\x07" * 32))
    main: Identity = field(default_factory=Identity.generate)
    recovery: Identity = field(default_factory=Identity.generate)

    @property
    def recipients(self) -> list[str]:
        return [self.main.recipient, self.recovery.recipient]

    @property
    def trusted(self) -> dict[str, bytes]:
        return {self.key.fingerprint: self.key.verify_key}


def parts() -> tuple[list[bytes], dict[str, bytes], dict[str, bytes]]:
    named = [private_part(number) for number in range(4)]
    lines = [line(seq, note="镇麓谷村 60 kW" * seq, private=named[seq][0] if seq < 4 else None) for seq in range(1, 8)]
    pictures = [b"\xff\xd8" + bytes(range(256)) * 3, b"%PDF-1.7 signed"]
    return lines, dict(named[1:]), {hashlib.sha256(one).hexdigest(): one for one in pictures}


def delta(sides: Sides) -> bytes:
    lines, private, attachments = parts()
    return build(statement((run_of(lines),)), lines, key=sides.key, recipients=sides.recipients, private=private, attachments=attachments)


def encoded(part: bytes) -> str:
    return base64.b64encode(part).decode()
