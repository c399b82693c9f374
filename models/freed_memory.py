"""Memory that was freed and that the C library keeps for later, given back to the system between the parts of a large package."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache


def give_back() -> None:
    """Lets go of what is free. A part's many small lines leave holes in which the next part's attachments find no room.

    Only the GNU library keeps so much; elsewhere this does nothing.
    """
    _trim()(0)


@lru_cache(maxsize=1)
def _trim() -> Callable[[int], int]:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return lambda _pad: 0
    return found
