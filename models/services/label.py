"""What can be said of a station before its password is known; imports nothing slow, so the login appears at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StationLabel:
    """Name, county and code as they stand in the clear beside the wrapped keys."""

    code: str
    name: str
    county: str


def station_label(folder: Path) -> StationLabel | None:
    """The label of the station in a folder; None where none is enrolled or the file cannot be read."""
    try:
        data = json.loads((folder / "keys.json").read_bytes())
        return StationLabel(str(data["code"]), str(data["name"]), str(data["county"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
