"""A closed list of choices whose open list is as wide as its longest words, however narrow the box itself has to be."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QStyle


class ChoiceList(QComboBox):
    """A list to choose from, everywhere: a box is often narrower than its words, and its choices may come when it has long been shown."""

    def showPopup(self) -> None:
        """Opens the list, never wider than the screen."""
        view = self.view()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) if self.count() > self.maxVisibleItems() else 0
        needed = view.sizeHintForColumn(0) + 2 * view.frameWidth() + bar
        view.setMinimumWidth(min(max(self.width(), needed), self.screen().availableSize().width()))
        super().showPopup()
