"""冲突: a person at the centre decided whose word about this case holds; nothing of either word goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.casework.topic import Topic

if TYPE_CHECKING:
    from models.case import Case
    from models.events import Fact
    from models.events.centre import ConflictSettled

HOLDS = {"station": "以供电所为准", "centre": "以县中心为准", "both": "两边都对，各自保留"}


def _settled(case: Case, event: ConflictSettled, _fact: Fact) -> None:
    """The words stay as they are: whoever entered a wrong one corrects it as always."""


TOPIC = Topic(
    "conflicts",
    apply={"ConflictSettled": _settled},
    told={"ConflictSettled": lambda event, _fact: f"两边登记不同，{event.by}决定{HOLDS[event.holds]}"},
)
