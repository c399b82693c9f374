"""A closed list of choices whose open list is as wide as its longest words, however narrow the box itself has to be."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QStyle


class ChoiceList(QComboBox):
    """A list to choose from, for places that leave the box less room than its words need."""

    def showPopup(self) -> None:
        """Opens the list, never wider than the screen."""
        view = self.view()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) if self.count() > self.maxVisibleItems() else 0
        needed = view.sizeHintForColumn(0) + 2 * view.frameWidth() + bar
        view.setMinimumWidth(min(max(self.width(), needed), self.screen().availableSize().width()))
        super().showPopup()
