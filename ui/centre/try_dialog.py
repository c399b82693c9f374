"""What files would bring, before anything is applied: accepted all together, or left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.services.centre.many_files import Tried
from ui.case.pieces import button, open_size, row, words
from ui.centre.desk import CentreDesk
from ui.plain_table import Cell, Table

COLUMNS = (("", 96), ("供电所", 80), ("包号", 60), ("会怎样", 0), ("文件", 260))


class TryDialog(QDialog):
    """The dry run of several packages; `accepted_all` carries the hashes of those that can be taken now or wait only for each other."""

    accepted_all = Signal(tuple)

    def __init__(self, desk: CentreDesk, found: tuple[Tried, ...]) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.setWindowTitle("试算结果")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1040, 460)
        good = [one for one in found if not one.refused]
        self._names = tuple(one.sha256 for one in found if not one.refused or one.waits)
        stopped = len(found) - len(good)
        title = f"{len(found)} 个包：{len(good)} 个可以接收" + (f"，{stopped} 个现在收不了" if stopped else "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(words(title, "title"))
        layout.addWidget(words(_kept(found), "muted", wrap=True))
        self.table = Table(COLUMNS, "试算结果")
        self.table.show_rows(found, _cells)
        self.table.selectRow(next((at for at, one in enumerate(found) if one.refused), 0))  # they stand behind the others
        self.table.chosen_changed.connect(self._show_chosen)
        layout.addWidget(self.table, 1)
        self.told = words("", wrap=True)
        layout.addWidget(self.told)
        self.take_button = button(f"全部接收（{len(good)} 个）  Ctrl+Enter", self._take, "primary")
        self.take_button.setEnabled(bool(self._names and good))
        QShortcut(QKeySequence("Ctrl+Return"), self, self.take_button.click)
        buttons = row()
        buttons.addWidget(button("先不接收  Esc", self.reject))
        buttons.addWidget(self.take_button)
        layout.addLayout(buttons)
        self._show_chosen()
        (self.take_button if good else self.table).setFocus()

    def _show_chosen(self) -> None:
        chosen = self.table.chosen()
        self.told.setText(f"{chosen.name}：{chosen.told}" if isinstance(chosen, Tried) else "")

    def _take(self) -> None:
        self.accept()
        self.accepted_all.emit(self._names)


def _kept(found: tuple[Tried, ...]) -> str:
    """Whether the stick may go: not while a file on it could not be copied in; of what is refused it may hold the only copy."""
    left = sum(not one.sha256 for one in found)
    lost = sum(bool(one.sha256) and one.refused and not one.waits for one in found)
    told = "可以收的和等前面的已原样留存一份，U 盘可以拔了。" if lost < len(found) else "U 盘可以拔了。"
    if left:
        told = f"有 {left} 个没有收下，还在原处，U 盘先别拔；可以收的和等前面的已原样留存。"
    return f"只是试算，还没有接收。{told}" + ("收不了的，U 盘上的原文件请保管好。" if lost else "")


def _cells(one: Tried) -> list[Cell]:
    state = Cell("等前面的", level="due") if one.waits else Cell("收不了", level="overdue") if one.refused else Cell("可以收", level="calm")
    number = str(one.number) if one.number else "—"
    return [state, Cell(one.station or "—", strong=True), Cell(number), Cell(one.told), Cell(one.name, muted=True)]
