"""A text to read: its headings at the left, the text at the right, and a search that lights every place it finds."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from ui.case.pieces import button, px, row, words
from ui.style import LEVELS

_FOUND = QColor(LEVELS["near"].background)
_HERE = QColor("#FFD966")
_AT = Qt.ItemDataRole.UserRole
_LISTED = 2


@dataclass(frozen=True)
class Section:
    """A heading: its depth (1 = title), its words, and where it stands in the document."""

    level: int
    text: str
    position: int


class ReadingView(QWidget):
    """Shows a document. Enter in the search goes to the next place, Shift+Enter to the one before; the list jumps to a heading."""

    def __init__(self, example: str) -> None:
        super().__init__()
        self.contents = QListWidget()
        self.contents.setAccessibleName("目录")
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QTextBrowser()
        self.text.setAccessibleName("正文")
        self.text.setOpenLinks(False)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.search = _SearchLine(self)
        self.search.setPlaceholderText(example)
        self.search.setAccessibleName("在这一页里查找")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(px(320))
        self.hits = words("", "muted")
        self.found: tuple[int, ...] = ()
        self._at = -1
        bar = row(self.search, button("上一处", lambda: self.go(-1), "compact"), button("下一处", lambda: self.go(1), "compact"), self.hits)
        body = QHBoxLayout()
        body.setSpacing(px(12))
        body.addWidget(self.contents)
        body.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(8))
        layout.addLayout(bar)
        layout.addLayout(body, 1)
        self.contents.currentItemChanged.connect(lambda item, _before: self._jump(item))
        self.contents.itemClicked.connect(self._jump)
        self.search.textChanged.connect(lambda _text: self.look_for())

    def show_document(self) -> None:
        """Call after the text of `text.document()` was set: lists the headings and looks again for what is searched."""
        self.contents.setFixedWidth(px(200))
        self.contents.blockSignals(True)
        self.contents.clear()
        for section in self.sections():
            if section.level == _LISTED:
                item = QListWidgetItem(section.text)
                item.setData(_AT, section.position)
                self.contents.addItem(item)
        self.contents.blockSignals(False)
        self.look_for()

    def sections(self) -> tuple[Section, ...]:
        """Every heading of the document in order."""
        found = []
        block = self.text.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                found.append(Section(level, block.text().strip(), block.position()))
            block = block.next()
        return tuple(found)

    def open_at(self, heading: str) -> bool:
        """Scrolls to the first heading that has these words; false where there is none."""
        section = next((section for section in self.sections() if heading and heading in section.text), None)
        if section is None:
            return False
        for number in range(self.contents.count()):
            if self.contents.item(number).text() == section.text:
                self.contents.setCurrentRow(number)
        self._scroll(section.position)
        return True

    def look_for(self) -> None:
        """Lights every place of what is searched and goes to the first."""
        wanted = self.search.text().strip()
        places: list[QTextCursor] = []
        document = self.text.document()
        cursor = document.find(wanted) if wanted else QTextCursor()
        while not cursor.isNull():
            places.append(QTextCursor(cursor))
            cursor = document.find(wanted, cursor)
        self._places = places
        self.found = tuple(place.selectionStart() for place in places)
        self._at = -1
        self.hits.setText("" if not wanted else "没有找到，换一个词试试" if not places else "")
        self._light()
        if places:
            self.go(1)

    def go(self, step: int) -> None:
        """Goes to the next place found (1) or the one before (-1), round and round."""
        if not self.found:
            return
        self._at = (self._at + step) % len(self.found)
        self.hits.setText(f"第 {self._at + 1} 处，共 {len(self.found)} 处")
        self._light()
        self._scroll(self.found[self._at])

    def _light(self) -> None:
        marks = []
        for number, place in enumerate(self._places):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = place
            mark.format.setBackground(_HERE if number == self._at else _FOUND)
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def _jump(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._scroll(int(item.data(_AT)))

    def _scroll(self, position: int) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(position)
        self.text.setTextCursor(cursor)
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + self.text.cursorRect(cursor).top() - px(8))


class _SearchLine(QLineEdit):
    """Enter and Shift+Enter walk through the places."""

    def __init__(self, view: ReadingView) -> None:
        super().__init__()
        self._view = view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._view.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)


def sheet_of(size: int) -> str:
    """The style of a document's HTML for a base size in pixels."""
    from ui.style import ACCENT, INK, LINE, MUTED, PAGE

    return (
        f"body {{ color: {INK}; font-size: {size}px; }}"
        f"h1 {{ font-size: {round(size * 1.4)}px; margin: 4px 0 8px 0; }}"
        f"h2 {{ font-size: {round(size * 1.25)}px; margin: 20px 0 6px 0; color: {ACCENT}; }}"
        f"h3 {{ font-size: {round(size * 1.05)}px; margin: 14px 0 4px 0; }}"
        f"p {{ margin: 4px 0 4px 0; }} .m {{ color: {MUTED}; }} .k {{ color: {MUTED}; }}"
        f"th {{ background-color: {PAGE}; color: {MUTED}; text-align: left; font-weight: normal; padding: 5px 8px; }}"
        f"td {{ padding: 5px 8px; border-bottom: 1px solid {LINE}; vertical-align: top; }}"
    )


def lay_out(document: QTextDocument, size: int) -> None:
    """Gives a document the style before its HTML is set."""
    document.setDefaultStyleSheet(sheet_of(size))
    document.setDocumentMargin(px(12))
