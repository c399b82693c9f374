"""Everything that must be put right, at the top of a page; a click or Space goes to the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout

from models.problems import Problem

_SHOWN = 12
_COLUMNS = 2
_LETTERS = 40


class ProblemList(QFrame):
    """Hidden while all is well. `chosen` names the field to go to."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 8, 16, 8)
        self._box.setSpacing(2)
        self._head = QLabel()
        self._head.setProperty("role", "error")
        self._box.addWidget(self._head)
        self.problems: tuple[Problem, ...] = ()
        self.buttons: list[QPushButton] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._box.addLayout(self._grid)
        self.hide()

    def show_problems(self, problems: Sequence[Problem], hint: str = "点一下到那一栏；已填的内容都在。") -> None:
        """Lists what is wrong; none hides the list."""
        self.problems = tuple(problems)
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        more = f"（先列 {_SHOWN} 处）" if len(problems) > _SHOWN else ""
        self._head.setText(f"■ 还没有保存：有 {len(problems)} 处要改正{more}。{hint}")
        for index, one in enumerate(problems[:_SHOWN]):
            words = str(one)
            button = QPushButton(words if len(words) <= _LETTERS else words[: _LETTERS - 1] + "…")
            button.setProperty("link", True)
            button.setToolTip(words)
            button.clicked.connect(lambda _=False, field=one.field: self.chosen.emit(field))
            self._grid.addWidget(button, index // _COLUMNS, index % _COLUMNS, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)
        self.setVisible(bool(problems))

    def drop_mended(self, still_wrong: Callable[[str], bool]) -> None:
        """Takes out what has been put right since, so that the list shows what is left to do."""
        left = tuple(one for one in self.problems if still_wrong(one.field))
        if left != self.problems:
            self.show_problems(left)
