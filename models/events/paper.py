"""Facts about printed papers: 已出具 → 已送达 → 已签回, or 作废."""

from __future__ import annotations

from datetime import date

import msgspec


class PaperIssued(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered paper was printed or saved; the PDF lies among the attachments under its SHA-256. `about` names e.g. its pause."""

    paper_no: str
    code: str
    title: str
    on: date
    sha256: str
    copies: int = 1
    about: str = ""


class PaperReprinted(msgspec.Struct, frozen=True, kw_only=True):
    """The same paper was printed once more, marked 补打.

    `first`: the station printed for the first time what the county centre had issued. That is the customer's copy and bears no mark.
    """

    paper_no: str
    on: date
    copies: int = 1
    first: bool = False


class PaperDelivered(msgspec.Struct, frozen=True, kw_only=True):
    """The customer got the paper on a day, in a way (当面, 邮寄 …); `number` is the mail's.

    The names of witnesses and of who was told stand in the private part: `witnesses`, `told`.
    """

    paper_no: str
    on: date
    how: str
    number: str = ""


class PaperSigned(msgspec.Struct, frozen=True, kw_only=True):
    """The signed paper came back; `on` is the day of the signature."""

    paper_no: str
    on: date
    relation: str = ""


class PaperVoided(msgspec.Struct, frozen=True, kw_only=True):
    """The paper is withdrawn; the reason stands in the envelope."""

    paper_no: str
    on: date
