"""Every published set of limits the program knows and this station does not use: to look up and to compare."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.business import GRADES, Standard
from models.rules import RuleBook, read_standards, shipped_standards
from ui.case.pieces import button, open_size, px, row, words
from ui.reading.view import ReadingView, lay_out
from ui.rules.html import heading, paragraph
from ui.rules.limits import limits_table
from ui.style import BASE_SIZE
from ui.window import Desk

_NOTE = "这些公开的标准本所没有采用，不参加计时，只供查阅和对照。标“只供查阅”的来历不明，哪个供电所都不能选用。"


class LibraryDialog(QDialog):
    """The sets of limits that the station does not use, with search; Esc closes it."""

    def __init__(self, window: QWidget | None, text: str) -> None:
        super().__init__(window)
        self.setWindowTitle("其他公开标准")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1100, 660)
        self.view = ReadingView("查找：如 高压双电源、报装、客户内部工程")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(words(_NOTE, "muted", wrap=True))
        layout.addWidget(self.view, 1)
        foot = row(words("Enter 下一处　Esc 关闭", "muted"))
        foot.addWidget(button("关闭  Esc", self.reject))
        layout.addLayout(foot)
        lay_out(self.view.text.document(), px(BASE_SIZE))
        self.view.text.setHtml(text)
        self.view.show_document()
        self.view.search.setFocus()


def open_library(desk: Desk) -> None:
    """Reads the sets on the store's worker, then shows them."""
    station = desk.station
    parent = desk if isinstance(desk, QWidget) else None
    desk.tasks.run(lambda: library(station.shelf.book()), lambda text: LibraryDialog(parent, text).open())


def library(book: RuleBook) -> str:
    """The sets that come with the program and that the station has not adopted; those of doubtful origin say so."""
    others = [standard for code, standard in read_standards(shipped_standards()).items() if code not in book.standards]
    return f"<body>{''.join(_standard(standard) for standard in others)}</body>"


def _standard(standard: Standard) -> str:
    shut = "" if standard.selectable else "　只供查阅（非规定）"
    until = f" 至 {standard.until}" if standard.until else " 起"
    return "".join((
        heading(2, f"{standard.short_name or standard.name}{shut}"),
        paragraph(f"{standard.name}\n{standard.issuer}　自 {standard.effective}{until}　{GRADES[standard.grade]}"),
        paragraph(f"来源：{standard.source}　{standard.cite}" + (f"　注：{standard.note}" if standard.note else ""), muted=True),
        limits_table(standard),
    ))
