"""How this computer's clerk likes the program: size of type, folders used last. Kept beside the record, never sent."""

from __future__ import annotations

from dataclasses import dataclass

from models.services.station import Station, glancing, noting

TEXT_SIZES = (100, 125, 150, 175, 200)
"""Sizes of type in per cent."""


@dataclass(frozen=True)
class Preferences:
    """`text_size` in per cent, one of `TEXT_SIZES`; folders are empty until one was chosen."""

    text_size: int = 100
    export_folder: str = ""
    backup_folder: str = ""


def preferences(station: Station) -> Preferences:
    """What was kept; a size that does not exist reads as 100."""
    with glancing(station) as look:
        size = look.setting("text_size", "100")
        folders = [look.setting(key) for key in ("export_folder", "backup_folder")]
    return Preferences(int(size) if size in map(str, TEXT_SIZES) else 100, *folders)


def prefer(station: Station, **wanted: int | str) -> Preferences:
    """Keeps the named preferences (`text_size=150`, `export_folder="E:/"`) and returns all; ValueError for one that does not exist."""
    unknown = set(wanted) - set(Preferences.__dataclass_fields__)
    if unknown or wanted.get("text_size", 100) not in TEXT_SIZES:
        raise ValueError(f"no such preference: {wanted}")
    from models.store.local import write_setting

    with noting(station) as connection:
        for key, value in wanted.items():
            write_setting(connection, key, str(value))
    return preferences(station)
