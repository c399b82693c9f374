"""What this computer remembers of a station outside its folder: by it a copied, moved or put-back database is found out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from models.store.whole_file import write_whole

TOKEN_SETTING = "install_token"
"""The random name, inside the database, of the mark that lies outside."""


class Mark(msgspec.Struct, frozen=True):
    """The installation `token` worked in `folder` and had written line `seq` of `epoch`, whose chain hash is `hash` (hex)."""

    token: str
    folder: str
    epoch: str
    seq: int
    hash: str


def marks_folder() -> Path:
    """Where marks lie: apart from every station's data, so that copying a station never copies them."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA") or "C:/ProgramData") / "yekuo-marks"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "yekuo"


def read_mark(folder: Path, token: str) -> Mark | None:
    """The mark of an installation; None where there is none, or none that can be read."""
    try:
        return msgspec.json.decode((folder / f"{token}.json").read_bytes(), type=Mark)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_mark(folder: Path, mark: Mark) -> None:
    """Keeps a mark, replacing the older one; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{mark.token}.json", msgspec.json.encode(mark))
