"""Memory that nobody needs any more and that is held all the same: by the C library for later, by an error that is kept."""

from __future__ import annotations

import ctypes
import traceback
from collections.abc import Callable
from functools import lru_cache


def give_back() -> None:
    """Lets go of what is free. A part's many small lines leave holes in which the next part's attachments find no room.

    Only the GNU library keeps so much; elsewhere this does nothing.
    """
    _trim()(0)


def let_go(error: BaseException) -> None:
    """Empties the frames behind an error that is kept, and behind its causes: they hold the package that was being read.

    Frames that still run are left as they are.
    """
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:  # an error may be raised from itself
        traceback.clear_frames(one.__traceback__)
        chain.append(one)
        one = one.__cause__ or one.__context__


@lru_cache(maxsize=1)
def _trim() -> Callable[[int], int]:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return lambda _pad: 0
    return found
