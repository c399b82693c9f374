"""F1: the clerk's manual, opened at what the present page is about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
)
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from resources import path
from ui.case.pieces import button, px, row, words
from ui.manual.topics import TOPICS
from ui.reading.view import ReadingView
from ui.style import ACCENT, BASE_SIZE, LEVELS, LINE, PAGE

EDGE = 64
_SIZES = {1: 21, 2: 18, 3: 15}
_LINE_PER_CENT = 115
_LISTED = 2


class ManualDialog(QDialog):
    """Beside the window, not over it: the clerk can go on working while it is open. Esc closes it."""

    def __init__(self, parent: QWidget | None, place: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("使用说明")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableSize()
        self.resize(min(px(980), room.width() - EDGE), min(px(640), room.height() - EDGE))
        self.view = ReadingView("查找：如 暂停、容缺、忘记密码")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        foot = row(words("Ctrl+F 查找　Enter 下一处　Esc 关闭", "muted"))
        foot.addWidget(button("关闭  Esc", self.reject))
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+F"), self, self._search)
        write_manual(self.view.text.document())
        self.view.show_document()
        self._place = place
        self.view.text.setFocus()

    def open_at_place(self, place: str) -> None:
        """Goes to the heading about a page of the window, by the page's name."""
        self._place = place
        self.view.open_at(TOPICS.get(place, "今日"))

    def showEvent(self, event: object) -> None:
        """Scrolls once the text has its width."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.open_at_place(self._place)

    def _search(self) -> None:
        self.view.search.setFocus()
        self.view.search.selectAll()


def show_manual(window: QWidget, place: str) -> None:
    """Opens the manual beside a window, or brings the one that is open there to the page's heading."""
    dialog = window.findChild(ManualDialog) or ManualDialog(window, place)
    dialog.show()
    dialog.open_at_place(place)
    dialog.raise_()
    dialog.activateWindow()


def write_manual(document: QTextDocument) -> None:
    """Puts the manual into a document: headings in the accent, tables with thin lines, room between lines."""
    document.setDocumentMargin(px(16))
    document.setMarkdown(path("manual", "manual.md").read_text(encoding="utf-8"))
    block = document.begin()
    while block.isValid():
        _dress_block(QTextCursor(block))
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)


def _dress_block(cursor: QTextCursor) -> None:
    level = cursor.blockFormat().headingLevel()
    room = QTextBlockFormat()
    room.setLineHeight(_LINE_PER_CENT if not level else 100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        room.setTopMargin(px(20 if level > 1 else 4))
        room.setBottomMargin(px(6))
    else:
        room.setTopMargin(0)
        room.setBottomMargin(0 if cursor.currentTable() else px(6))
    cursor.mergeBlockFormat(room)
    if level:
        shape = QTextCharFormat()
        shape.setProperty(QTextCharFormat.Property.FontPixelSize, px(_SIZES.get(level, BASE_SIZE)))
        shape.clearProperty(QTextCharFormat.Property.FontSizeAdjustment)
        shape.setFontWeight(700)
        if level == _LISTED:
            shape.setForeground(QBrush(QColor(ACCENT)))
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(shape)


def _dress_table(table: QTextTable) -> None:
    form = table.format()
    form.setBorder(0)
    form.setBorderCollapse(True)
    form.setCellPadding(px(5))
    form.setCellSpacing(0)
    form.setTopMargin(px(4))
    form.setBottomMargin(px(12))
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(form)
    for at in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(at, column)
            edge = QTextTableCellFormat()
            edge.setBottomBorder(1)
            edge.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            edge.setBottomBorderBrush(QBrush(QColor(LINE)))
            edge.setPadding(px(5))
            if at == 0:
                edge.setBackground(QBrush(QColor(PAGE)))
            cell.setFormat(edge)
            _colour_shape(cell.firstCursorPosition())


def _colour_shape(cursor: QTextCursor) -> None:
    """A level's shape has its level's colour here too."""
    level = next((level for level in LEVELS.values() if cursor.block().text().startswith(level.shape)), None)
    if level:
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        colour = QTextCharFormat()
        colour.setForeground(QBrush(QColor(level.colour)))
        cursor.mergeCharFormat(colour)
