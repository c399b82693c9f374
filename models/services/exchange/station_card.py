"""The station's own card: what the county centre needs before it takes this station's packages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from models.papers import PaperContext
from models.problems import StationError, cause_of
from models.services.enrolment import StationCard
from models.services.paper.paper_head import headed
from models.services.station import Station
from models.store.whole_file import write_whole
from models.sync.encryption import Identity
from models.sync.signing import SigningKey, fingerprint

FILE = "STATION.json"


def own_card(station: Station) -> StationCard:
    """The card as the station's keys give it."""
    verify = SigningKey.from_bytes(station.keys.signing_seed).verify_key
    info, recipient = station.info, Identity.from_text(station.keys.identity).recipient
    return StationCard(info.code, info.name, info.county, verify.hex(), recipient, fingerprint(verify))


def save_card(station: Station, folder: Path) -> tuple[Path, StationCard]:
    """Writes STATION.json into a folder; it holds public keys only. Raises StationError where the folder takes no file."""
    card = own_card(station)
    path = folder / FILE
    try:
        write_whole(path, msgspec.json.format(msgspec.json.encode(card), indent=1))
    except OSError as error:
        raise StationError(
            f"本所名片写不进“{folder}”（{cause_of(error)}）。", "请检查 U 盘是否插好、有没有写保护，或换一个文件夹。"
        ) from error
    return path, card


def key_sheet(station: Station, render: Callable[[PaperContext], bytes], today: date) -> bytes:
    """The sheet to read the fingerprint from and to scan the card with; it holds public keys only."""
    card = own_card(station)
    return render(
        replace(
            headed(station, "KEY-SHEET", "本所密钥指纹", today),
            clauses=(card.fingerprint,),
            scan=json.dumps(msgspec.to_builtins(card), separators=(",", ":")),  # ASCII: what a scanner can type
        )
    )
