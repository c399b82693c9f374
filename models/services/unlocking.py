"""Unwrapping a station's keys while everything else is still being imported; itself imports little."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.store.keys import StationKeys


def unlocking(folder: Path, password: str) -> Callable[[], StationKeys]:
    """Begins on a thread of its own; the returned call waits for the keys, or raises StationError as `open_station` would.

    What the derivation needs is imported before it begins, not beside the caller's other imports: it is the longest part of a start
    and lets other threads run, so nothing else may come first.
    """
    from models.store.keys import open_keys

    pool = ThreadPoolExecutor(1, thread_name_prefix="unlock")
    found = pool.submit(open_keys, folder, password)
    pool.shutdown(wait=False)
    return found.result
