"""Unwrapping a station's keys while everything else is still being imported; itself imports little.

The password's slow derivation lets other threads run, so the time it takes is hidden behind the imports.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.store.keys import StationKeys


def unlocking(folder: Path, password: str) -> Callable[[], StationKeys]:
    """Begins at once on a thread of its own; the returned call waits for the keys, or raises StationError as `open_station` would."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="unlock")
    found = pool.submit(_unlock, folder, password)
    pool.shutdown(wait=False)
    return found.result


def _unlock(folder: Path, password: str) -> StationKeys:
    from models.store.keys import open_keys

    return open_keys(folder, password)
