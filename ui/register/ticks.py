"""Papers to tick: one group of the checklist, any of which will do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QWidget

from ui.panel.editor import Editor

_COLUMNS = 3
WIDE = 56
_MARK = 4
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_COLUMNS, Qt.Key.Key_Down: _COLUMNS}


class Ticks(Editor):
    """Check boxes; the figures 1 … 9 and Space tick, arrows go from one to the next. The value is the list of codes ticked."""

    def __init__(self, label: str, items: Sequence[tuple[str, str]]) -> None:
        super().__init__(label)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self.boxes: dict[str, QCheckBox] = {}
        self._longest = max((len(words) for _, words in items), default=0)
        self.columns = 0
        for place, (code, words) in enumerate(items):
            box = QCheckBox(f"{place + 1} {words}")
            box.setToolTip(words)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # large type clips a long name, never the page
            box.toggled.connect(self.tell)
            self.boxes[code] = box
            self.watch(box)
            box.setAccessibleName(f"{label}：{words}")
        self.row.addLayout(self._grid, 1)
        self.fit(WIDE)

    def fit(self, letters: int) -> None:
        """Puts as many boxes side by side as a line of so many letters holds."""
        columns = max(1, min(_COLUMNS, letters // (self._longest + _MARK)))
        if columns == self.columns:
            return
        self.columns = columns
        for place, box in enumerate(self.boxes.values()):
            self._grid.removeWidget(box)
            self._grid.addWidget(box, place // columns, place % columns)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def value(self) -> list[str]:
        """The codes ticked."""
        return [code for code, box in self.boxes.items() if box.isChecked()]

    def show_value(self, value: object) -> bool:
        """Ticks exactly these codes."""
        wanted = value if isinstance(value, Sequence) else ()
        for code, box in self.boxes.items():
            box.setChecked(code in wanted)
        return True

    def parts(self) -> Sequence[QWidget]:
        """All boxes."""
        return list(self.boxes.values())

    def take_focus(self, step: int = 1) -> None:
        """Goes to the first box, from either side: the group is one stop."""
        super().take_focus(1)

    def key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Figures tick, arrows move."""
        boxes = list(self.boxes.values())
        text = event.text()
        if text.isdecimal() and len(text) == 1 and 1 <= int(text) <= len(boxes):
            box = boxes[int(text) - 1]
            box.setFocus(Qt.FocusReason.OtherFocusReason)
            box.toggle()
            return True
        if event.key() in _STEPS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = _STEPS[Qt.Key(event.key())]
            step = step if abs(step) == 1 else self.columns * (1 if step > 0 else -1)
            at = next((place for place, box in enumerate(boxes) if box is watched), 0) + step
            if 0 <= at < len(boxes):
                boxes[at].setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False
