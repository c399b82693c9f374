"""Stores for tests that open thousands of them: nothing waits for the disk, and all share one set of compiled statements;
passwords cost nothing to try.

What is left out is the wait, never a write: the order and content of files, transactions and checks are the program's own.
Power cuts are the matter of tests/journeys, which never come here.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from models.store import keys, session, sqlcipher


def in_memory() -> Path | None:
    """A folder in the computer's memory where there is one, else None for the usual place."""
    found = Path("/dev/shm")  # noqa: S108
    return found if found.is_dir() and os.access(found, os.W_OK) else None


def place(prefix: str) -> Path:
    """A fresh folder for stores that live a second."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=in_memory()))


@contextmanager
def quick_stores() -> Iterator[None]:
    """Stores opened inside write without waiting for the disk and compile each statement once for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        patch.setattr(session, "connect", _unhurried)
        patch.setattr(sa, "create_engine", _sharing(sa.create_engine))
        derived = keys._wrapping_key
        patch.setattr(keys, "_wrapping_key", lambda password, salt, *costs: derived(password, salt, 16, 1, 1))
        yield


def _unhurried(path: Path, key: bytes, **how: Any) -> Any:
    raw = sqlcipher.connect(path, key, **how)
    raw.execute("PRAGMA synchronous=OFF")
    return raw


def _sharing(create: Any) -> Any:
    """An engine knows its statements by its dialect: all get the first one's."""
    first: dict[str, sa.Engine] = {}

    def engine(url: str, **options: Any) -> sa.Engine:
        made = create(url, **options)
        if url != "sqlite://":
            return made
        if "one" in first:
            made.dialect = made.pool._dialect = first["one"].dialect
            made._compiled_cache = first["one"]._compiled_cache
        else:
            first["one"] = create(url, query_cache_size=5000, **options)
            return engine(url, **options)
        return made

    return engine
