"""How a profile numbers its customers' files (档案号)."""

from __future__ import annotations

from datetime import date
from string import Formatter

import msgspec


class ArchiveSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a profile numbers files: `number` with the places {station}, {year}, {month} and {serial} (counted within the year)."""

    number: str = "{station}-{year}-{serial:04d}"
    source: str = "默认值（非规定）"

    def numbered(self, station: str, day: date, serial: int) -> str:
        """The archive number (档案号) of a file."""
        return self.number.format(station=station, year=day.year, month=f"{day.month:02d}", serial=serial)

    @property
    def sound(self) -> bool:
        """Whether numbers can be written so and no two of a year are the same."""
        try:
            places = {name for _, name, _, _ in Formatter().parse(self.number) if name is not None}
            self.numbered("0000", date(2000, 1, 1), 1)
        except (ValueError, KeyError, IndexError, AttributeError):
            return False
        return "serial" in places
