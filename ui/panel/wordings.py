"""常用语 F7: the county's wordings for a text, as a menu at its field; choosing one inserts it at the cursor and takes nothing away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget

from models.services.wordings import Ready
from models.wordings import GAP
from ui.panel.editor import Editor
from ui.panel.table import TableEditor

KEY = "F7"
SHOWN = 36
"""Letters of a text that the menu shows; the whole stands in the tip."""
TextPart = QLineEdit | QPlainTextEdit
Wordings = Mapping[str, Sequence[Ready]]
Spot = tuple[TextPart, str, int]
"""A text that is written in, its column in a table ("" where it stands by itself), and its row from 0."""


class WordingMenu(QMenu):
    """The wordings for one text, opened below its cursor; 1 to 9, arrows and Enter choose, Esc closes."""

    def __init__(self, part: TextPart, offered: Sequence[Ready]) -> None:
        super().__init__(part)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        self.setAccessibleName("常用语")
        for number, one in enumerate(offered, 1):
            text = " ".join(one.text.split())
            shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
            action = self.addAction(f"{f'&{number}　' if number < 10 else ''}{_plain(one.name)}　　{_plain(shown)}")
            action.setToolTip(one.text)
            action.triggered.connect(lambda _checked=False, text=one.text: insert(part, text))

    def open_at(self, part: TextPart) -> None:
        """Shows itself with the first marked."""
        place = part.cursorRect().bottomLeft() if isinstance(part, QPlainTextEdit) else QPoint(0, part.height())
        self.popup(part.mapToGlobal(place))
        self.setActiveAction(self.actions()[0])


def insert(part: TextPart, text: str) -> None:
    """Inserts a text where the cursor is, in one step that Ctrl+Z takes back; what is marked stays. Its first gap 〔…〕 is marked then."""
    if isinstance(part, QLineEdit):
        text = re.sub(r"\s*\n\s*", " ", text)  # 更正理由 has one line on a form and several in dialogs
    start = _put_line(part, text) if isinstance(part, QLineEdit) else _put_text(part, text)
    gap = GAP.search(text)
    if gap is None:
        return
    if isinstance(part, QLineEdit):
        part.setSelection(start + gap.start(), len(gap[0]))
    else:
        cursor = part.textCursor()
        cursor.setPosition(start + gap.start())
        cursor.setPosition(start + gap.end(), QTextCursor.MoveMode.KeepAnchor)
        part.setTextCursor(cursor)


def _put_line(part: QLineEdit, text: str) -> int:
    start = len(part.text()) if GAP.fullmatch(part.selectedText()) else part.cursorPosition()
    part.deselect()
    _apart(part, start)
    part.insert(text)
    _apart(part, start + len(text))
    return start


def _apart(part: QLineEdit, place: int) -> None:
    """Puts the cursor somewhere so that what is typed before and after are steps of their own for Ctrl+Z: it must move for that."""
    part.setCursorPosition(0 if place else len(part.text()))
    part.setCursorPosition(place)


def _put_text(part: QPlainTextEdit, text: str) -> int:
    cursor = part.textCursor()
    if GAP.fullmatch(cursor.selectedText()):
        cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.clearSelection()
    start = cursor.position()
    cursor.beginEditBlock()  # a step of its own for Ctrl+Z: else what was typed just before would go with it,
    cursor.insertText(f"{text} ")
    cursor.deletePreviousChar()  # and without an end of this kind what is typed just after
    cursor.endEditBlock()
    part.setTextCursor(cursor)
    return start


def _plain(text: str) -> str:
    return text.replace("&", "&&").replace("\n", " ")


class WordingOffer(QObject):
    """The small button 常用语 of one field or table; hidden while there are no wordings for it.

    `spots` gives the texts that it is for: the key is for the one written in, the button too, else for the nearest one with wordings.
    """

    def __init__(self, owner: QWidget, spots: Callable[[], Iterable[Spot]]) -> None:
        super().__init__(owner)
        self.offered: Wordings = {}
        self.menu: WordingMenu | None = None
        self._spots = spots
        self.button = QPushButton(f"常用语 {KEY}", owner)
        self.button.setProperty("link", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self._open_nearest)
        self.button.hide()

    def offer(self, offered: Wordings) -> None:
        """Takes other wordings, by column."""
        self.offered = {column: texts for column, texts in offered.items() if texts}
        self.button.setVisible(bool(self.offered))
        self.button.setToolTip(f"县里统一的写法，插在光标处，写好的不会丢；也可以按 {KEY}，按 Ctrl+Z 撤回")

    def open(self) -> None:
        """F7: opens the menu at the text that is written in; nothing where there are no wordings for it."""
        focused = QApplication.focusWidget()
        self._open(next((spot for spot in self._spots() if spot[0] is focused and spot[1] in self.offered), None))

    def _open_nearest(self) -> None:
        focused, spots = QApplication.focusWidget(), list(self._spots())
        row = next((row for part, _, row in spots if part is focused), 0)
        fit = (spot for spot in spots if spot[1] in self.offered)
        self._open(min(fit, key=lambda spot: (spot[0] is not focused, spot[2] != row), default=None))

    def _open(self, spot: Spot | None) -> None:
        """At a text; one that was not being written in goes on at its end."""
        if spot is None or spot[0].isReadOnly():
            return
        part = spot[0]
        if QApplication.focusWidget() is not part:
            part.setFocus()
            _to_end(part)
        self.menu = WordingMenu(part, self.offered[spot[1]])
        self.menu.open_at(part)


def _to_end(part: TextPart) -> None:
    if isinstance(part, QLineEdit):
        part.end(False)
    else:
        part.moveCursor(QTextCursor.MoveOperation.End)


def offer_beside(part: TextPart, owner: QWidget) -> WordingOffer:
    """The offer of a text that stands by itself in a dialog, with its key."""
    made = WordingOffer(owner, lambda: ((part, "", 0),))
    QShortcut(QKeySequence(KEY), part, made.open, context=Qt.ShortcutContext.WidgetShortcut)
    return made


def offer_in(editor: Editor) -> WordingOffer:
    """The offer of a form's field, or of the columns of a table, with its key."""

    def spots() -> Iterable[Spot]:
        cells = list(editor.cells()) if isinstance(editor, TableEditor) else [((0, ""), editor)]
        yield from ((part, name, row) for (row, name), cell in cells for part in cell.parts() if isinstance(part, TextPart))

    made = WordingOffer(editor, spots)
    editor.wording.connect(made.open)
    if isinstance(editor, TableEditor):
        editor.foot.insertWidget(1, made.button)
    else:
        tall = any(isinstance(part, QPlainTextEdit) for part in editor.parts())
        editor.row.addWidget(made.button, 0, Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter)
    return made
