"""What the centre sent to a station and what became of it, folded from the facts of the station's record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from models.events import BroadcastSent, BroadcastSettled, Fact

KIND_WORDS: dict[str, str] = {
    "calendar": "节假日安排",
    "rules": "规则文件",
    "notice": "稽查通报",
    "rectify": "整改通知",
    "template": "文字模板",
    "version": "程序版本要求",
    "keys": "换密钥通知",
}
_WORDINGS = re.compile(r"^\s*(\[\[\s*wordings\s*\]\]|wordings\s*=)", re.MULTILINE)
HOW_WORDS: dict[str, str] = {"read": "已阅", "adopted": "已采用", "answered": "已答复", "declined": "未采用"}


@dataclass(frozen=True)
class Broadcast:
    """One broadcast as its station sees it; `due` inclusive, None = no answer is wanted; `how` is empty while it is open."""

    id: str
    kind: str
    title: str
    body: str
    file: str
    sent_on: date
    due: date | None
    cases: tuple[str, ...]
    how: str = ""
    settled_on: date | None = None
    text: str = ""

    @property
    def wants(self) -> str:
        """What the clerk is to do: adopt, answer or read."""
        if self.kind in ("calendar", "rules", "keys") or self.brings_wordings:
            return "adopt"
        return "answer" if self.due else "read"

    @property
    def brings_wordings(self) -> bool:
        """Whether it is a file of 常用语, right or wrong; a template of an older centre is plain text, to be read."""
        return self.kind == "template" and _WORDINGS.search(self.body) is not None

    @property
    def days_late(self) -> int:
        """By how many days the answer came after the day for it; 0 while it is open."""
        return max((self.settled_on - self.due).days, 0) if self.how and self.settled_on and self.due else 0

    def overdue(self, today: date) -> bool:
        """An answer was wanted and the day has passed."""
        return self.days_over(today) > 0

    def days_over(self, today: date) -> int:
        """By how many days an answer that is still wanted is overdue; 0 where it is not."""
        return max((today - self.due).days, 0) if not self.how and self.due else 0


def fold_broadcasts(facts: Iterable[Fact]) -> tuple[Broadcast, ...]:
    """Every broadcast, in the order of sending; one is settled by the last word about it."""
    found: dict[str, Broadcast] = {}
    for fact in facts:
        match fact.event:
            case BroadcastSent() as sent:
                found[sent.broadcast] = Broadcast(
                    sent.broadcast, sent.kind, sent.title, sent.body, sent.file, fact.at.date(), sent.due, sent.cases
                )
            case BroadcastSettled() as settled if settled.broadcast in found:
                known = found[settled.broadcast]
                found[settled.broadcast] = replace(known, how=settled.how, settled_on=settled.on, text=settled.text)
    return tuple(found.values())
