"""Limits that a business type carries itself (暂拆、复装): a standard of its own beside those of new supply, in force with the type."""

from __future__ import annotations

from datetime import date

import msgspec

from models.business import BusinessType, Standard

PREFIX = "type-"


def code_of(kind: BusinessType) -> str:
    """The code under which a type's own limits are measured."""
    return f"{PREFIX}{kind.code}"


def own_standard(kind: BusinessType, effective: date) -> Standard | None:
    """Returns the limits that a type carries as a standard that governs its cases, from the day of its file; None where it carries none."""
    if not kind.limits:
        return None
    code = code_of(kind)
    limits = tuple(msgspec.structs.replace(limit, standard=code) for limit in kind.limits)
    return Standard(
        code=code, name=f"{kind.short_name}办理时限", short_name=f"{kind.short_name}时限", issuer=kind.source, effective=effective,
        effective_note="随业务类型采用", source=kind.limits[0].source, cite=kind.limits[0].cite, limits=limits, note=kind.note,
    )
