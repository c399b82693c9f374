"""Small pieces of the rules as text to read; whatever comes from a rule file is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from models.business import OUR_DEFAULT


def paragraph(text: str, muted: bool = False) -> str:
    """A paragraph; line breaks stay."""
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return f'<p class="m">{lines}</p>' if muted else f"<p>{lines}</p>"


def heading(level: int, text: str) -> str:
    """A heading; level 2 stands in the contents."""
    return f"<h{level}>{escape(text)}</h{level}>"


def table(columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> str:
    """A table over the whole width; each column has a name and its share in per cent."""
    head = "".join(f'<th width="{share}%">{escape(name)}</th>' for name, share in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell(text)}</td>" for text in row) + "</tr>" for row in rows)
    return f'<table width="100%" cellspacing="0" cellpadding="0"><tr>{head}</tr>{body}</table>'


def cell(text: str) -> str:
    """One cell; our own defaults stand out, in words."""
    shown = escape(text).replace("\n", "<br>")
    return shown.replace(escape(OUR_DEFAULT), f'<span class="m">〔{escape(OUR_DEFAULT)}〕</span>')
