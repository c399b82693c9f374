"""How this computer's clerk likes the program: size of type, folders used last. Kept beside the record, never sent."""

from __future__ import annotations

from dataclasses import dataclass

from models.problems import StationError
from models.services.station import Station, glancing, noting

TEXT_SIZES = (100, 125, 150, 175, 200)
"""Sizes of type in per cent."""
MOST_OFFSET = 20.0
"""Millimetres by which a printer's pages may be moved."""


@dataclass(frozen=True)
class Preferences:
    """`text_size` in per cent, one of `TEXT_SIZES`; folders and printer are empty until one was chosen.

    `export_to` is the name of a server (see `destinations`), empty for a folder; `export_two` is "yes" for copies in A/ and B/.
    """

    text_size: int = 100
    export_folder: str = ""
    backup_folder: str = ""
    printer: str = ""
    export_to: str = ""
    export_two: str = ""


def preferences(station: Station) -> Preferences:
    """What was kept; a size that does not exist reads as 100."""
    with glancing(station) as look:
        size = look.setting("text_size", "100")
        folders = [look.setting(key) for key in ("export_folder", "backup_folder", "printer", "export_to", "export_two")]
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


def paper_offset(station: Station, printer: str) -> tuple[float, float]:
    """How far this printer's pages are moved, in millimetres to the right and down; (0, 0) until it was calibrated."""
    with glancing(station) as look:
        kept = look.setting(_offset_key(printer))
    right, _, down = kept.partition(",")
    try:
        return float(right), float(down)
    except ValueError:
        return 0.0, 0.0


def keep_paper_offset(station: Station, printer: str, right: float, down: float) -> None:
    """Keeps how far this printer's pages are moved, in millimetres; StationError beyond `MOST_OFFSET` either way."""
    if max(abs(right), abs(down)) > MOST_OFFSET:
        told = f"请检查量得对不对；偏出 {MOST_OFFSET:g} 毫米以上，多半是纸没放正或打印机驱动选错了纸张。"
        raise StationError(f"移动 {right:+.1f}、{down:+.1f} 毫米太多了。", told)
    from models.store.local import write_setting

    with noting(station) as connection:
        write_setting(connection, _offset_key(printer), f"{right:.1f},{down:.1f}")


def _offset_key(printer: str) -> str:
    return f"paper_offset:{printer}"
