"""What may happen in a state machine, how often, and how often it did: one rule draws among acts with weights."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

TALLY = os.environ.get("YEKUO_TALLY", "")
tally: Counter[str] = Counter()


def tell() -> None:
    """Prints how often each act came to pass, or appends it to the file that `YEKUO_TALLY` names, as one line of JSON."""
    told = json.dumps(dict(sorted(tally.items())), ensure_ascii=False)
    if not TALLY:
        print(told)
        return
    with Path(TALLY).open("a", encoding="utf-8") as file:
        file.write(told + "\n")


@dataclass(frozen=True)
class Act:
    """What may happen next, how often for once of another, and when it can."""

    do: Callable[..., None]
    times: int
    given: dict[str, st.SearchStrategy[Any]]
    possible: Callable[[Any], object]


ACTS: dict[str, Act] = {}


def act(times: int = 1, when: Callable[[Any], object] = lambda sides: True, **given: st.SearchStrategy[Any]) -> Any:
    """A step of the machine. All go through one rule: the library's own choice runs two or three of them over and over."""

    def made(function: Callable[..., None]) -> Callable[..., None]:
        ACTS[function.__name__] = Act(function, times, given, when)
        return function

    return made
