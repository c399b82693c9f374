"""The centre's own card: what stations pin, with the fingerprint that is read out or scanned."""

from __future__ import annotations

from pathlib import Path

import msgspec

from models.problems import StationError, cause_of
from models.services.centre.store import Centre
from models.services.enrolment import CentreCard, read_card
from models.store.whole_file import write_whole
from models.sync.key_change import read_change

FILE = "CARD.json"


def own_card(centre: Centre) -> CentreCard:
    """The card of the present keys; raises StationError where the first one is missing or is another centre's."""
    folder = centre.folder
    if centre.keys.former:  # the word that named the present keys says all of it
        change = read_change(centre.keys.former[-1].announcement)
        return CentreCard(change.name, change.recipients, change.verify_key, change.fingerprint, change.serial)
    card = read_card(folder / FILE)
    if card.name != centre.keys.name:
        raise StationError(f"{folder / FILE} 是另一个县中心的名片。", "请把本中心的 CARD.json 放回密钥文件夹。")
    return card


def save_copy(card: CentreCard, folder: Path) -> Path:
    """Writes the card into a folder for stations to take; it holds public keys only."""
    path = folder / FILE
    try:
        write_whole(path, msgspec.json.format(msgspec.json.encode(card), indent=1))
    except OSError as error:
        raise StationError(f"名片写不进“{folder}”（{cause_of(error)}）。", "请检查 U 盘是否插好、有没有写保护，或换一个文件夹。") from error
    return path
