"""常用语 as text to read: the county's wordings in force, where each is offered, and who sent them when."""

from __future__ import annotations

from models.services.wordings import Adopted
from models.wordings import told
from ui.rules.html import heading, paragraph, table


def wordings_text(adopted: Adopted | None, county: str) -> str:
    """Everything in force; nothing where none were ever adopted."""
    if adopted is None:
        return ""
    source = f"县中心（{county}）{adopted.sent_on} 下发《{adopted.title}》，本所 {adopted.since} 采用；出处：{adopted.file.source}"
    how = "填表和登记时在这些栏里按“常用语”或 F7 选用。｛｝里的由程序按工单填；不知道的留成〔〕，请自己填。"
    rows = [(told(one), one.name, one.words) for one in adopted.file.wordings]
    listed = table((("用在", 30), ("名称", 18), ("文字", 52)), rows) if rows else paragraph("这一份没有常用语：以前的都收回了。")
    return heading(2, "常用语（县里统一的写法）") + paragraph(source) + paragraph(how, muted=True) + listed
