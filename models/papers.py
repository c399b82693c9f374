"""What a printed paper needs to know: a frozen picture of the case, made by a service and drawn by `reports`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.forms.fields import Form


@dataclass(frozen=True)
class PaperItem:
    """One paper of the checklist as a notice tells it: the name, what is accepted instead, and the remark."""

    name: str
    accepted: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class PaperLimit:
    """One time limit as told to the customer; `told` is its length (15 个工作日), empty = none ruled; `due` inclusive or None.

    `earliest` and `latest` bound a provisional date.
    """

    name: str
    told: str
    due: date | None
    provisional: bool
    source: str
    earliest: date | None = None
    latest: date | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class PaperDay:
    """One day of a countdown's explanation: its mark (工 休 假 班 停 ·), its number if it counts, the State Council paper behind it."""

    date: date
    mark: str
    n: int | None = None
    paper: str | None = None


@dataclass(frozen=True)
class PaperFee:
    """One charge as a paper prints it, with its basis and how it stands (未交, 已交 …); `fen` the amount, `open_fen` what is still open."""

    name: str
    price: str
    quantity: str
    fen: int
    basis: str
    state: str
    open_fen: int = 0


@dataclass(frozen=True)
class PaperChecklist:
    """Steps to be ticked off by hand, each with the day it was done (empty = not yet); `when` says in which cases."""

    name: str
    when: str
    steps: tuple[tuple[str, str], ...]
    source: str
    note: str = ""


@dataclass(frozen=True)
class PaperText:
    """A section of a notice whose words are data: its heading, its points, where they were published."""

    heading: str
    lines: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class PackageFacts:
    """What the hand-over slip says of one package; sequence numbers inclusive, of the epoch named.

    `lines` counts those of all epochs in it. `together` are all parts written in the same export (number, sha256), where there are several.
    """

    file: str
    number: int
    epoch: str
    seq_from: int
    seq_to: int
    sha256: str
    size: int
    counts: tuple[tuple[str, int], ...]
    written_at: datetime
    lines: int = 0
    together: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class FilePiece:
    """One paper in a case's file, as the index lists it: its number, who answers for it, its title, its day.

    What it looks like is `pdf` as it was issued, `image`, or `drawn` anew from a context; `pages` counts sheets that lie in the file as
    paper only (`place` says where). `section` is the part of the file it belongs to.
    """

    title: str
    section: str
    number: str = ""
    by: str = ""
    on: date | None = None
    pdf: bytes = b""
    image: bytes = b""
    drawn: PaperContext | None = None
    pages: int = 0
    place: str = ""
    note: str = ""

    @property
    def shown(self) -> bool:
        """Whether it has pages of its own in the merged file."""
        return bool(self.pdf or self.image or self.drawn)


@dataclass(frozen=True)
class PaperContext:
    """Everything one paper prints. `paper_no` is empty on a preview, which is then marked so.

    RECEIPT, MISSING, COMMITMENT and HANDOVER come in two parts on one sheet by themselves; `two_part` asks the same of any other
    notice. `copies` is for whoever prints: the PDF holds each part once. `missing` is what is owed (RECEIPT, COMMITMENT) or what
    keeps the case from being accepted (MISSING); `days` is for WHY; `lines` are further label-and-value strips of REPORT-UP and WHY.
    `fee_words` says what is or may be charged where `fees` is empty.
    `clauses` are the paragraphs of a letter whose words depend on the case, `table` its rows, the heads first. `checklists` is what
    AFTER-STEPS lists. `materials` are all papers to bring and `texts` further sections of a 告知书; `reminders` rows of TODAY-SHEET.
    `contents` is what lies in the file (ARCHIVE-COVER, ARCHIVE-INDEX, ARCHIVE-NOTE).
    `scan` is what the code of KEY-SHEET says.
    `pictures` are the photos of sketch boxes by SHA-256, `image` is the station's own, for the head.
    """

    code: str
    title: str
    station_name: str
    station_code: str
    county: str
    station_phone: str
    clerk: str
    issued_on: date
    paper_no: str = ""
    reprint: bool = False
    two_part: bool = False
    copies: int = 1
    case_no: str = ""
    check_code: str = ""
    business: str = ""
    customer: str = ""
    document_name: str = ""
    document_no: str = ""
    address: str = ""
    phone: str = ""
    agent: str = ""
    agent_phone: str = ""
    capacity: str = ""
    voltage: str = ""
    received_on: date | None = None
    received: tuple[PaperItem, ...] = ()
    missing: tuple[PaperItem, ...] = ()
    owed_until: str = ""
    next_stage: str = ""
    limits: tuple[PaperLimit, ...] = ()
    told: tuple[str, ...] = ()  # the stages as the customer is told them
    fees: tuple[PaperFee, ...] = ()
    fee_words: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    clauses: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    checklists: tuple[PaperChecklist, ...] = ()
    materials: tuple[PaperItem, ...] = ()
    texts: tuple[PaperText, ...] = ()
    reminders: tuple[tuple[str, ...], ...] = ()
    days: tuple[PaperDay, ...] = ()
    form: Form | None = None
    form_type: type[Form] | None = None
    prefilled: dict[str, object] = field(default_factory=dict)
    package: PackageFacts | None = None
    scan: str = ""
    contents: tuple[FilePiece, ...] = ()
    pictures: dict[str, bytes] = field(default_factory=dict)
    image: bytes = b""
