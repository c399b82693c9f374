"""未完成登记: what was begun and not saved, to go on with or to throw away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from models.services.changes import Changes
from models.services.list_rows import DraftRow
from ui.window import Desk

SEEN = 3


class DraftList(QFrame):
    """One line a draft; hidden while there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._title = QLabel()
        self._title.setProperty("role", "section")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._area)
        self.hide()

    def show_drafts(self, drafts: Sequence[DraftRow]) -> None:
        """Shows these drafts."""
        self.setVisible(bool(drafts))
        self._title.setText(f"未完成登记 {len(drafts)}")
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(2)
        lines = [self._line(draft) for draft in drafts]
        for line in lines:
            rows.addWidget(line)
        rows.addStretch()
        self._area.setWidget(body)
        self._area.setFixedHeight(sum(line.sizeHint().height() + 2 for line in lines[:SEEN]))

    def _line(self, draft: DraftRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        name = QLabel(draft.title)
        what = QLabel(f"{what_of(draft)} · {draft.updated:%m-%d %H:%M} 自动存的草稿")
        what.setProperty("role", "muted")
        what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        go_on, discard = QPushButton("继续"), QPushButton("丢弃")
        for button, act in ((go_on, self._go_on), (discard, self._discard)):
            button.setProperty("compact", True)
            button.setAccessibleName(f"{button.text()} {draft.title}")
            button.clicked.connect(lambda _=False, act=act: act(draft))
        row.addWidget(name)
        row.addWidget(what, 1)
        row.addWidget(go_on)
        row.addWidget(discard)
        return line

    def _go_on(self, draft: DraftRow) -> None:
        if draft.case_id:
            self._desk.open_form(draft.case_id, draft.kind, draft.id)
        else:
            self._desk.open_registration(draft.id)

    def _discard(self, draft: DraftRow) -> None:
        sentence = f"草稿“{draft.title}”里已填的内容会被删掉，不能找回。已保存的工单不受影响。"
        if self._desk.ask("丢弃这份草稿？", sentence, "丢弃", "留着"):
            station = self._desk.station
            self._desk.tasks.run(lambda: station.drafts.discard(draft.id), lambda _: self._desk.changes.tell(Changes(drafts=True)))


def what_of(draft: DraftRow) -> str:
    """What the draft will become; the forms are imported only for a draft of one of them."""
    if not draft.case_id:
        return "受理登记"
    from models.forms import FORMS

    return next((form.title for form in FORMS if form.code == draft.kind), "受理登记")
