"""The line at the bottom: what is saved and what the centre has not yet acknowledged. It says only what is known to be true."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

HEIGHT = 28


def not_exported(lines: int) -> str:
    """What no package carried yet, in the words of the status line and of 数据上报 alike."""
    return f"待导出 {lines} 条"


class StatusLine(QFrame):
    """Saved, waiting for export, not acknowledged; help at the right (`help` is its button)."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusline")
        self.setMinimumHeight(HEIGHT)
        self._saved = QLabel("数据存在本机，每一步都立即保存")
        self._backup = QLabel()
        self._outbox = QLabel()
        self.help = QPushButton("F1 帮助")
        self.help.setProperty("link", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(self._saved)
        layout.addWidget(self._backup)
        layout.addWidget(self._outbox)
        layout.addStretch()
        layout.addWidget(self.help)

    def show_saved(self, at: datetime) -> None:
        """Says when the last change was committed."""
        self._saved.setText(f"已保存 {at:%H:%M}")

    def show_backup(self, at: datetime | None, today: date) -> None:
        """Says when the last backup was proved; nothing while there is none."""
        self._backup.setVisible(at is not None)
        if at is None:
            return
        day = {0: "今天", 1: "昨天"}.get((today - at.date()).days, f"{at:%m-%d}")
        self._backup.setText(f"· 备份 {day} {at:%H:%M} 正常")

    def show_outbox(self, waiting: int, unacknowledged: int, oldest: date | None) -> None:
        """Says how much waits for export and how many packages the centre has not answered."""
        parts = [f"· {not_exported(waiting)}"] if waiting else []
        if unacknowledged:
            since = f"（最早 {oldest:%m-%d}）" if oldest else ""
            parts.append(f"· 已导出未回执 {unacknowledged} 包{since}")
        self._outbox.setText("  ".join(parts))
        self._outbox.setVisible(bool(parts))
        self._outbox.setProperty("level", "due" if unacknowledged else "")
        self._outbox.style().unpolish(self._outbox)
        self._outbox.style().polish(self._outbox)
