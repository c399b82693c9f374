"""The column on the left: the station's name and the pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ui.by_name import PAGES, PageEntry
from ui.icons import icon
from ui.style import NAV_WIDTH

_MARGIN = 10
_EDGES = 2.4  # what stands left, between and right of icon, words and number
ICON_SHARE = 1.3
"""The size of an icon beside the size of type."""


class NavigationButton(QPushButton):
    """One page with its icon, and a number where something waits."""

    def __init__(self, label: str, icon_name: str, key: int) -> None:
        super().__init__(icon(icon_name), f"  {label}")
        self.setProperty("nav", True)
        self.setCheckable(True)
        self.setToolTip(f"Alt+{key}")
        self.setAccessibleName(label)
        self._label = label
        self._badge = QLabel(self)
        self._badge.setProperty("role", "section")
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 12, 0)
        beside.addStretch()
        beside.addWidget(self._badge)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Lets the icon grow with the type."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        size = round(self.font().pixelSize() * ICON_SHARE)
        self.setIconSize(QSize(size, size))

    def set_waiting(self, count: int) -> None:
        """Shows how many things wait; nothing for 0."""
        self._badge.setText(str(count) if count < 1000 else "999+")
        self._badge.setVisible(count > 0)
        self.setAccessibleName(f"{self._label}，{count} 件" if count else self._label)


class Navigation(QFrame):
    """The station's (or centre's) name above its pages; `chosen` carries the page's name."""

    chosen = Signal(str)

    def __init__(self, station_name: str, place: str, pages: Sequence[PageEntry] = PAGES) -> None:
        super().__init__()
        self.setObjectName("nav")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 16, _MARGIN, 12)
        layout.setSpacing(2)
        layout.addWidget(_words(station_name, "station"))
        layout.addWidget(_words(place, "hint"))
        layout.addSpacing(10)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, NavigationButton] = {}
        for key, page in enumerate((page for page in pages if page.label), 1):
            button = NavigationButton(page.label, page.icon, key)
            button.clicked.connect(lambda _=False, name=page.name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[page.name] = button
            layout.addWidget(button)
        layout.addStretch()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps every name and number readable in larger type."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        bold = QFont(self.font())
        bold.setBold(True)
        words = QFontMetrics(bold).horizontalAdvance("  来访登记 999+")
        icon_and_edges = self.font().pixelSize() * (ICON_SHARE + _EDGES)
        self.setFixedWidth(max(NAV_WIDTH, round(words + icon_and_edges) + 2 * _MARGIN))

    def mark(self, name: str) -> None:
        """Lights the page that is shown."""
        button = self._buttons.get(name)
        if button is not None:
            button.setChecked(True)

    def set_waiting(self, name: str, count: int) -> None:
        """Shows how many things wait on a page."""
        self._buttons[name].set_waiting(count)


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setContentsMargins(9, 0, 0, 0)
    label.setWordWrap(True)
    return label
