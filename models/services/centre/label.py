"""What can be said of a centre before its password is known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.problems import StationError
from models.store.keys import CENTRE_KEYS_FILE


@dataclass(frozen=True)
class CentreLabel:
    """The name that the login shows, and whether a password is asked for."""

    name: str
    locked: bool


def centre_label(keys: Path) -> CentreLabel:
    """The label of the centre whose keys lie in a folder; raises StationError where none do."""
    try:
        data = json.loads((keys / CENTRE_KEYS_FILE).read_bytes())
        return CentreLabel(str(data["name"]), bool(data["salt"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StationError(f"文件夹 {keys} 里没有县中心的密钥。", "请用 --keys 指明密钥文件夹；新建县中心用 centre init。") from error
