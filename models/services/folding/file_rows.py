"""The rows that the attached files and issued papers of a case leave in the views: which bytes it needs."""

from __future__ import annotations

from models.case import Case


def file_rows(case: Case) -> list[dict[str, object]]:
    """Rows of `file_view`: one for each content that the case's facts name, removed ones too."""
    named = [one.sha256 for one in case.files.values()] + [paper.sha256 for paper in case.papers.values()]
    return [{"case_id": case.id, "sha256": sha256, "station": case.station} for sha256 in dict.fromkeys(named) if sha256]
