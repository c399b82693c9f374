"""Facts about photos, scans and PDFs attached to a case."""

from __future__ import annotations

from datetime import date

import msgspec


class FileAttached(msgspec.Struct, frozen=True, kw_only=True):
    """A file was attached; its bytes lie among the attachments under their SHA-256, its name stands in the private part.

    `number` counts the files of the case from 1. `kind` is the media type, `size` is in bytes. `about` says what it belongs to: case,
    material:CODE, form:CODE or paper:NUMBER; `title` the same in words.
    """

    number: int
    sha256: str
    kind: str
    size: int
    on: date
    about: str
    title: str
    pages: int = 1


class FileRemoved(msgspec.Struct, frozen=True, kw_only=True):
    """A file no longer belongs to the case, the reason stands in the envelope; its bytes are kept until policy says otherwise."""

    number: int
    on: date
