"""附件: photos, scans and PDFs of a case, what each belongs to, and which were taken out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.casework.topic import Topic

if TYPE_CHECKING:
    from models import events
    from models.case import Case
    from models.events import Fact

KINDS = {"image/jpeg": "照片", "image/png": "图片", "application/pdf": "PDF"}
WHOLE_CASE = "case"
ERASED = "（已按规定删除）"


@dataclass(frozen=True)
class AttachedFile:
    """One attached file; `removed_on` is the day it was taken out, None while it belongs to the case."""

    number: int
    sha256: str
    kind: str
    size: int
    pages: int
    name: str
    about: str
    title: str
    on: date
    actor: str
    removed_on: date | None = None


def files_of(case: Case, about: str = "") -> tuple[AttachedFile, ...]:
    """The files that belong to a case, or to one thing of it, in the order they came."""
    return tuple(one for one in case.files.values() if one.removed_on is None and about in ("", one.about))


def _attached(case: Case, event: events.FileAttached, fact: Fact) -> None:
    case.files[event.number] = AttachedFile(
        event.number, event.sha256, event.kind, event.size, event.pages, _name(fact), event.about, event.title, event.on,
        fact.envelope.actor,
    )  # fmt: skip


def _removed(case: Case, event: events.FileRemoved, _fact: Fact) -> None:
    found = case.files.get(event.number)
    if found:
        case.files[event.number] = replace(found, removed_on=event.on)


def _name(fact: Fact) -> str:
    return str((fact.private or {}).get("name", "")) if fact.private is not None else ERASED


def _attached_told(event: Any, fact: Fact) -> str:
    return f"附件 {event.number}（{KINDS.get(event.kind, '文件')}，{event.title}）：{_name(fact)}"


TOPIC = Topic(
    "files",
    apply={"FileAttached": _attached, "FileRemoved": _removed},
    told={"FileAttached": _attached_told, "FileRemoved": lambda e, f: f"移除附件 {e.number}"},
)
