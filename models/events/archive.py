"""Facts about a case's file: what lies in it on paper, why something is missing, its number, who borrowed it."""

from __future__ import annotations

from datetime import date

import msgspec


class ArchivePaperPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the catalogue lies in the file as paper: how many pages, whether originals, in which cabinet, box, from which page."""

    line: str
    name: str
    pages: int
    original: bool
    cabinet: str
    box: str
    page: str = ""
    note: str = ""
    on: date


class ArchivePaperWithdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """A paper or a reason was entered wrongly for a line; the reason stands in the envelope."""

    line: str
    name: str


class ArchiveLineExcused(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the catalogue stays missing; why stands in the envelope."""

    line: str
    name: str
    on: date


class ArchiveNumbered(msgspec.Struct, frozen=True, kw_only=True):
    """The file got its archive number (档案号); `serial` counts the numbers made by the program within a year, 0 for a typed one."""

    number: str
    on: date
    year: int = 0
    serial: int = 0


class FileLent(msgspec.Struct, frozen=True, kw_only=True):
    """The paper file was lent out until a day (inclusive); who has it stands in the private part, `approver` is a person's identifier."""

    loan: str
    since: date
    until: date
    purpose: str
    approver: str


class FileReturned(msgspec.Struct, frozen=True, kw_only=True):
    """A lent file came back on a day; what was found on counting it through."""

    loan: str
    on: date
    found: str = ""


class CaseFileExported(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file left the program as one PDF; `locked` with a password."""

    on: date
    sha256: str
    pages: int
    locked: bool
