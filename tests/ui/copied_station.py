"""A new station by copying one that was enrolled once: the tests here begin after it."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from models.services.station import Station, open_station
from tests.ui.case_station import Clock, new_station


@cache
def _enrolled() -> tempfile.TemporaryDirectory[str]:
    kept = tempfile.TemporaryDirectory()
    new_station(Path(kept.name) / "s", Clock()).close()
    return kept


def copied_folder(folder: Path) -> Path:
    return Path(shutil.copytree(Path(_enrolled().name) / "s", folder / "s"))


def copied_station(folder: Path, clock: Clock) -> Station:
    return open_station(copied_folder(folder), "demo", clock)
