"""Python's search for garbage in cycles, held still while a package with many thousands of lines is worked through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keeps the collector from looking through all that was made so far, again and again: a sixth of the time of a large package.

    For work that makes no cycles to speak of; what has none is freed at once as ever.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
