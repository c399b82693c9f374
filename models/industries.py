"""The sections and divisions of GB/T 4754, as they are written into 行业分类."""

from __future__ import annotations

from functools import cache

import msgspec

import resources


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One section (门类) with its divisions (大类), each as its two figures and its name."""

    code: str
    name: str
    classes: tuple[str, ...]


class IndustriesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file with its source."""

    source: str
    cite: str
    industries: tuple[Section, ...]


@cache
def industries() -> tuple[str, ...]:
    """Every section and division as it is filled in: A 农、林、牧、渔业, A01 农业 …"""
    read = msgspec.toml.decode(resources.path("rules", "industries.toml").read_bytes(), type=IndustriesFile)
    return tuple(text for one in read.industries for text in (f"{one.code} {one.name}", *(f"{one.code}{each}" for each in one.classes)))
