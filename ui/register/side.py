"""The column beside a registration: what saving will do, what is still missing, which cases of the customer are already there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.forms import FieldSpec
from models.services.registration import Earlier
from ui.level_badge import LevelBadge
from ui.panel.pieces import card, clear, words
from ui.panel.texts import TextEditor
from ui.register.frame import REASON
from ui.register.outlook import Outlook

_SHOWN = 6


class Side(QWidget):
    """`wanted` names a field to go to, `opened` an earlier case, `reasoned` says that the reason to go on was changed."""

    wanted = Signal(str)
    opened = Signal(str)
    reasoned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.earlier = EarlierCard()
        self.earlier.opened.connect(self.opened)
        self.earlier.reason.edited.connect(self.reasoned)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._outlook())
        column.addWidget(self.earlier)
        column.addWidget(self._missing())
        column.addStretch(1)

    def _outlook(self) -> QFrame:
        frame, box = card()
        self.badge = LevelBadge()
        self.branch = words("")
        self.limit = words("", "muted")
        for widget in (self.badge, self.branch, self.limit):
            box.addWidget(widget)
        return frame

    def _missing(self) -> QFrame:
        frame, box = card()
        self._count = QLabel()
        self._count.setProperty("role", "section")
        box.addWidget(self._count)
        self._links: list[QPushButton] = []
        links = QVBoxLayout()
        links.setSpacing(0)
        box.addLayout(links)
        for _ in range(_SHOWN):
            link = QPushButton()
            link.setProperty("link", True)
            link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            link.clicked.connect(self._on_link)
            self._links.append(link)
            links.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self._more = words("", "hint")
        box.addWidget(self._more)
        return frame

    def show_outlook(self, outlook: Outlook) -> None:
        """Shows which branch will be taken."""
        self.badge.show_level(outlook.level, outlook.title)
        self.branch.setText(outlook.sentence)
        self.limit.setText(outlook.limit)
        self.limit.setVisible(bool(outlook.limit))

    def show_missing(self, missing: Sequence[FieldSpec]) -> None:
        """Shows the required fields that are still empty."""
        self._count.setText(f"必填还差 {len(missing)} 项" if missing else "✓ 必填项都填了")
        for place, link in enumerate(self._links):
            link.setVisible(place < len(missing))
            if place < len(missing):
                link.setText(missing[place].label)
                link.setProperty("field", missing[place].name)
        self._more.setText(f"另有 {len(missing) - _SHOWN} 项" if len(missing) > _SHOWN else "")
        self._more.setVisible(len(missing) > _SHOWN)

    def _on_link(self) -> None:
        sender: QObject = self.sender()
        self.wanted.emit(str(sender.property("field")))


class EarlierCard(QFrame):
    """Cases that share a number or the address. Hidden while there is none."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.found: tuple[Earlier, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 10, 16, 12)
        self._box.setSpacing(6)
        self._title = QLabel()
        self._title.setProperty("role", "error")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.reason = _Reason()
        self.reason.line.setPlaceholderText(REASON.label)
        self._said = words("打开已有工单查看；确要另外登记，写明理由再保存。", "muted")
        self._box.addWidget(self._title)
        self._box.addLayout(self._rows)
        self._box.addWidget(self._said)
        self._box.addWidget(self.reason)
        self.hide()

    def show_found(self, found: tuple[Earlier, ...]) -> None:
        """Shows the cases found; none hides the card."""
        if found == self.found:
            return
        self.found = found
        clear(self._rows)
        self._title.setText(f"▲ 已有 {len(found)} 件工单相同")
        for one in found[:3]:
            self._rows.addWidget(self._row(one))
        self.setVisible(bool(found))

    def _row(self, one: Earlier) -> QWidget:
        row = QWidget()
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(words(f"{one.number} {one.customer}"))
        below = QHBoxLayout()
        below.addWidget(words(f"{one.summary}；{'、'.join(one.by)}相同", "hint"), 1)
        button = QPushButton("打开")
        button.setProperty("compact", True)
        button.clicked.connect(lambda: self.opened.emit(one.case_id))
        below.addWidget(button)
        box.addLayout(below)
        return row


class _Reason(TextEditor):
    """Why the clerk goes on; a stop of the keyboard's walk only while it is seen."""

    def __init__(self) -> None:
        super().__init__(REASON)

    def can_be_entered(self) -> bool:
        """Only while an earlier case is shown."""
        return self.isVisible()
