"""How the last backup is told in 设置."""

from __future__ import annotations

from datetime import date

from models.services.backups import BackupNote

LATE_DAYS = 7
"""Calendar days after which the line turns to a warning; our own default."""


def backup_text(note: BackupNote | None, today: date) -> tuple[str, str]:
    """Level ("" = fine, "due" = something to do) and words; only a backup that was proved counts."""
    if note is None:
        return "due", "▲ 还没有备份过"
    day = note.at.date()
    gone = (today - day).days
    when = {0: "今天", 1: "昨天"}.get(gone, f"{day:%m-%d}" if day.year == today.year else f"{day}")
    text = f"备份 {when} {note.at:%H:%M} 正常"
    return ("due", f"▲ {text}，已过 {gone} 天") if gone > LATE_DAYS else ("", text)
