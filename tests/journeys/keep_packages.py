"""Keeps one package of every kind of a release for ever: `python -m tests.journeys.keep_packages tests/data/packages/0.1.0`.

Made by the services on a fresh station and centre; the kinds that this version only reads are built from the same lines. The secrets that
open them are kept beside them: they open nothing else. tests/models/test_kept_packages.py reads every folder that was ever kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from models.events.envelope import uuid7
from models.services.centre.answers import acknowledge
from models.services.centre.broadcasts import ToSend, send
from models.services.centre.channel import pending
from models.services.centre.intake import take
from models.services.centre.rebuilding import rebuild_station
from models.services.centre.store import Centre
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.resend_requests import ask_centre, ask_station
from models.services.paper.papers import issue
from models.services.station import Station
from models.sync.encryption import Identity
from models.sync.manifest import Statement
from models.sync.package import PackageContent, build, file_name, read
from models.sync.signing import SigningKey
from tests.stations import MONDAY, Clock, centre_of, do_all, mill, new_home, sheet, station_of

PART = (64 << 10) + 120_000


def made(station: Station, centre: Centre, folder: Path) -> dict[str, Path]:
    """One package of each kind and a set in parts, by what they are."""
    case = mill(station)
    do_all(station, case, MONDAY, "LV-PLAN")
    issue(station, case, "RECEIPT", sheet, MONDAY)
    found = {"delta": export(station, folder)[0].file}
    take(centre, found["delta"])
    send(centre, ("3501",), ToSend("notice", "关于年底结账", "请于月底前报送。"), MONDAY)
    words = pending_words(centre, folder)
    found["ack"] = acknowledge(centre, "3501", folder)[0].path
    take_answer(station, found["ack"])
    mill(station)
    set_ = export(station, folder, kind="full", limit=PART)[0].files
    found |= {f"full-{number}-of-{len(set_)}": path for number, path in enumerate(set_, 1)}
    found["resend-request-station"] = ask_centre(station, folder)[0].path
    found["resend-request-centre"] = ask_station(centre, "3501", folder, 3).path
    found["rebuild"] = rebuild_station(centre, "3501", folder).path
    return {**found, **words}


def pending_words(centre: Centre, folder: Path) -> dict[str, Path]:
    """The centre's lines as a broadcast and as a transfer, which this version reads and does not write."""
    with centre.database.reader.connect() as connection:
        words = pending(connection, "3501")
        recipient = connection.exec_driver_sql("SELECT recipient FROM trusted").scalar_one()
    found = {}
    for kind in ("broadcast", "transfer"):
        at = centre.now()
        statement = Statement(
            pkg_id=uuid7(at), kind=kind, sender_kind="centre", station="3501", db_epoch=words.runs[-1].epoch, pkg_no=1, runs=words.runs,
            created_at=at.isoformat(timespec="seconds"),
        )  # fmt: skip
        lines = [line.line for line in words.lines]
        key = SigningKey.from_bytes(centre.keys.signing_seed)
        found[kind] = folder / file_name("3501", 1, 1, kind)
        found[kind].write_bytes(build(statement, lines, key=key, recipients=[recipient], private=words.private))
    return found


def digest(content: PackageContent) -> dict[str, object]:
    """What a reader must find in a package, for ever."""
    said = content.statement
    return {
        "statement": json.loads(msgspec.json.encode(said)),
        "lines": hashlib.sha256(b"".join(line + b"\n" for line in content.lines)).hexdigest(),
        "private": {h: hashlib.sha256(part).hexdigest() for h, part in content.private.items()},
        "attachments": sorted(content.attachments),
        "ack": content.ack.decode() if content.ack is not None else None,
    }


def keep(target: Path, found: Mapping[str, Path], station: Station, centre: Centre) -> None:
    """Writes the packages, the keys and what they hold."""
    target.mkdir(parents=True)
    sides = {"station": station.keys, "centre": centre.keys}
    keys = {
        side: {"identity": own.identity, "verify_key": SigningKey.from_bytes(own.signing_seed).verify_key.hex()}
        for side, own in sides.items()
    }
    trusted = {SigningKey.from_bytes(own.signing_seed).fingerprint: bytes.fromhex(keys[side]["verify_key"]) for side, own in sides.items()}
    expected = {}
    for name, path in found.items():
        data = path.read_bytes()
        (target / f"{name}.YKP").write_bytes(data)
        sender = "centre" if path.name.endswith(("-A.YKP", "-B.YKP", "-T.YKP", "-R.YKP")) or name.endswith("centre") else "station"
        reader = "centre" if sender == "station" else "station"
        own = Identity.from_text(keys[reader]["identity"])
        expected[name] = {"from": sender, "to": reader, **digest(read(data, [own], trusted, me=own.recipient))}
    (target / "keys.json").write_text(json.dumps(keys, indent=1) + "\n", encoding="ascii")
    (target / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "stick").mkdir()
        new_home(home)
        station, centre = station_of(home, Clock(MONDAY)), centre_of(home, Clock(MONDAY))
        try:
            keep(Path(words[0]), made(station, centre, home / "stick"), station, centre)
        finally:
            station.close()
            centre.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
