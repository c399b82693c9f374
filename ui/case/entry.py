"""A dialog that asks for a few things and does one act with them; all problems are told at once, what was typed stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.forms.entry import parse_day
from models.problems import Problem, ProblemsFound, StationError
from models.services.changes import Changes
from ui.case.pieces import button, px, row, while_alive, words
from ui.choice_list import ChoiceList
from ui.day_words import full_day
from ui.message import Sentence
from ui.window import Desk


@dataclass
class Asked:
    """One thing asked: its editor, the line for its problem, and how its value is read (ValueError = a sentence)."""

    name: str
    label: str
    editor: QWidget
    problem: QLabel
    read: Callable[[], object]
    parts: tuple[QWidget, ...] = ()


class EntryDialog(QDialog):
    """Asks and acts. Subclasses add what they ask, then override `perform`, which runs on the store's worker.

    A dangerous act has the safe answer as its default. Enter goes to the next field (in a list: to the next line), Ctrl+Enter acts,
    Esc leaves.
    """

    def __init__(self, desk: Desk, title: str, sentence: str, act: str, *, danger: bool = False, keep: str = "取消") -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk = desk
        self.asked: list[Asked] = []
        self.heads: dict[QWidget, QHBoxLayout] = {}
        self.said = ""
        self.setWindowTitle(title)
        self.setMinimumWidth(px(460))
        self.setMaximumWidth(px(620))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(px(24), px(20), px(24), px(16))
        outer.setSpacing(px(10))
        outer.addWidget(words(title, "section"))
        outer.addWidget(words(sentence, "muted", wrap=True))
        self._holder = QWidget()
        self.fields = QVBoxLayout(self._holder)
        self.fields.setContentsMargins(0, 0, px(4), 0)
        self.fields.setSpacing(px(4))
        self._room = QScrollArea()
        self._room.setWidget(self._holder)
        self._room.setWidgetResizable(True)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._room)
        self.trouble = words("", "error", wrap=True)
        self.trouble.hide()
        outer.addWidget(self.trouble)
        self.keep_button = button(keep, self.reject)
        self.act_button = button(act, self.submit, "danger" if danger else "primary")
        (self.keep_button if danger else self.act_button).setDefault(True)
        buttons = row(stretch=True)
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.act_button)
        outer.addLayout(buttons)
        if not danger:
            self.setTabOrder(self.act_button, self.keep_button)  # Enter in the last field leads to the act, not to where all is dropped
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)

    def perform(self, values: dict[str, object]) -> Changes:
        """Does the act with the values read; runs on the store's worker."""
        raise NotImplementedError

    stays = False
    """Whether what is told afterwards waits until it has been read; else it is said in passing."""

    def told(self, values: dict[str, object]) -> str:
        """What is said once it is done."""
        return f"{self.windowTitle()}：已登记。"

    def add_day(
        self, name: str, label: str, value: date | None = None, *, required: bool = True, hint: str = "", ahead: bool = False
    ) -> QLineEdit:
        """Asks for a day, typed as 1123, 11-23, 2026-11-23 or 今天; read as a date, None where it may be empty.

        `ahead`: a day without a year is the next one instead of the last.
        """
        editor = QLineEdit(value.isoformat() if value else "")
        editor.setPlaceholderText("如 1123、11-23、今天" + ("" if required else "；没有就空着"))
        shown = words("", "hint")
        shown.setProperty("live", True)
        today = self.desk.today()

        def read() -> date | None:
            text = editor.text().strip()
            if not text and not required:
                return None
            return parse_day(_needed(text), today, ahead=ahead)

        def show() -> None:
            try:
                day = read()
            except ValueError:
                day = None
            shown.setText(f"= {full_day(day)}" if day else hint)

        editor.textChanged.connect(show)
        show()
        self._add(Asked(name, label, editor, words("", "error", wrap=True), read), shown)
        return editor

    def add_line(self, name: str, label: str, value: str = "", *, required: bool = True, hint: str = "") -> QLineEdit:
        """Asks for one line of text."""
        editor = QLineEdit(value)
        self._add(
            Asked(name, label, editor, words("", "error", wrap=True), _reader(editor.text, required)), words(hint, "hint", wrap=True)
        )
        return editor

    def add_text(self, name: str, label: str, *, required: bool = True, hint: str = "", list_of: bool = False) -> QPlainTextEdit:
        """Asks for a few lines of text; `list_of`: each line is an item, so Enter begins the next one and Tab leaves."""
        editor = QPlainTextEdit()
        editor.setTabChangesFocus(True)
        editor.setProperty("list_of", list_of)
        editor.setFixedHeight(px(64))
        self._add(
            Asked(name, label, editor, words("", "error", wrap=True), _reader(editor.toPlainText, required)),
            words(hint, "hint", wrap=True),
        )
        return editor

    def add_offer(self, editor: QPlainTextEdit, read: Callable[[], str]) -> QPushButton:
        """A link below the field just added that puts a ready text into it; `read` gives it on the worker, empty = nothing to offer."""
        link = button("", lambda: None, "link")
        link.hide()
        self.fields.addWidget(link)

        def show(text: str) -> None:
            link.setText(f"填入：{text}")
            link.setVisible(bool(text))
            link.clicked.connect(lambda: editor.setPlainText("；".join(part for part in (editor.toPlainText().strip(), text) if part)))
            link.clicked.connect(link.hide)
            QTimer.singleShot(0, self, self._fit)

        self.desk.tasks.run(read, while_alive(self, show), failed=lambda _: None)
        return link

    def offer_wordings(self, editor: QLineEdit | QPlainTextEdit, kind: str, case_id: str = "") -> None:
        """Offers the county's 常用语 of a kind (models.wordings.KINDS) at a text just asked for; nothing is shown where there are none."""
        from models.services.wordings import case_wordings
        from ui.panel.wordings import offer_beside

        made = offer_beside(editor, self)
        self.heads[editor].addWidget(made.button)
        station, today = self.desk.station, self.desk.today()
        self.desk.tasks.run(
            lambda: case_wordings(station, case_id, today).get(kind, ()), while_alive(self, lambda texts: made.offer({"": texts})),
            failed=lambda _: None,
        )

    def add_choice(
        self, name: str, label: str, choices: Sequence[tuple[str, str]], value: str = "", *, hint: str = "", required: bool = True
    ) -> QComboBox:
        """Asks for one of some things: (code, words); where it may be left open, "" is a code too."""
        editor = ChoiceList()
        for code, text in choices:
            editor.addItem(text, code)
        editor.setCurrentIndex(max(0, editor.findData(value)))
        self._add(
            Asked(name, label, editor, words("", "error", wrap=True), _reader(lambda: str(editor.currentData() or ""), required)),
            words(hint, "hint", wrap=True),
        )
        return editor

    def add_ticks(self, name: str, label: str, ticks: Sequence[QCheckBox], codes: Sequence[str], none: str) -> None:
        """Asks which of some boxes are ticked, read as a set of codes; `none` is said where none is."""
        holder = QWidget()

        def read() -> frozenset[str]:
            chosen = frozenset(code for box, code in zip(ticks, codes, strict=True) if box.isChecked() and box.isEnabled())
            if not chosen:
                raise ValueError(none)
            return chosen

        self.asked.append(Asked(name, label, ticks[0] if ticks else holder, words("", "error", wrap=True), read))
        self.fields.addWidget(self.asked[-1].problem)
        self.asked[-1].problem.hide()

    def show_asked(self, name: str, shown: bool) -> None:
        """Shows or hides one thing asked; what is hidden is not asked and is missing among the values."""
        for one in self.asked:
            if one.name == name:
                for part in one.parts:
                    part.setVisible(shown)
                one.problem.setVisible(shown and bool(one.problem.text()))
        QTimer.singleShot(0, self, self._fit)

    def values(self) -> dict[str, object]:
        """Everything read; raises ProblemsFound with all problems."""
        found: dict[str, object] = {}
        problems: list[Problem] = []
        for one in self.asked:
            if one.editor.isHidden():
                continue
            try:
                found[one.name] = one.read()
            except ValueError as error:
                problems.append(Problem(one.name, one.label, str(error)))
        problems += self.problems(found)
        if problems:
            raise ProblemsFound(tuple(problems))
        return found

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """What is wrong across the fields that could be read."""
        return []

    def submit(self) -> None:
        """Reads, acts, and closes where it went well."""
        if not self.act_button.isEnabled():
            return
        try:
            values = self.values()
        except ProblemsFound as error:
            self._show(error)
            return
        self._lock(True)
        self.desk.tasks.run(
            lambda: self.perform(values), lambda changes: self._finish(changes, values), failed=self._fail, progress_text="正在保存…"
        )

    def showEvent(self, event: QShowEvent) -> None:
        """The first field has the focus, so that nothing typed is lost; where a dangerous act asks nothing, the safe answer has it."""
        super().showEvent(event)
        self._fit()
        if self.asked and self.focusWidget() is not self.keep_button:
            self.asked[0].editor.setFocus()
        elif self.keep_button.isDefault():
            self.keep_button.setFocus()

    def reject(self) -> None:
        """Leaves; not while something is being stored."""
        if self.keep_button.isEnabled():
            super().reject()

    def _fit(self) -> None:
        """All fields are seen where the screen has room for them, else they scroll."""
        width = max(self._room.width(), self.minimumWidth() - px(48)) - px(16)
        needed = self.fields.heightForWidth(width) if self.fields.hasHeightForWidth() else self.fields.sizeHint().height()
        most = self.screen().availableSize().height() - px(240)
        self._room.setFixedHeight(max(px(40), min(needed + px(8), most)))
        scrolls = needed + px(8) > most
        self._room.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)  # else Tab would lead to nothing
        self._outer.activate()
        tall = self._outer.totalHeightForWidth(self.width()) if self._outer.hasHeightForWidth() else self._outer.totalSizeHint().height()
        self.resize(self.width(), tall)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next field instead of acting."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and not self._begins_line(watched, event)
        ):
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _begins_line(editor: QObject, event: QKeyEvent) -> bool:
        """Enter in a list of items, Shift+Enter in any text of several lines, as in the forms."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return isinstance(editor, QPlainTextEdit) and (shift or bool(editor.property("list_of")))

    def _add(self, one: Asked, beside: QLabel) -> None:
        label = words(one.label)
        label.setBuddy(one.editor)
        head = QWidget()
        line = self.heads[one.editor] = row(label)
        line.setContentsMargins(0, 0, 0, 0)
        head.setLayout(line)
        one.editor.setAccessibleName(one.label)
        one.editor.installEventFilter(self)
        one.problem.hide()
        self.asked.append(one)
        self.fields.addSpacing(px(4))
        self.fields.addWidget(head)
        self.fields.addWidget(one.editor)
        if beside.text() or beside.property("live"):
            self.fields.addWidget(beside)
            one.parts = (beside,)
        self.fields.addWidget(one.problem)
        one.parts = (head, one.editor, *one.parts)

    def _finish(self, changes: Changes, values: dict[str, object]) -> None:
        self._lock(False)
        self.desk.changes.tell(changes)
        self.accept()
        if self.stays:
            Sentence(self.parentWidget(), f"{self.windowTitle()}：已办", self.told(values), ("知道了",)).open()
        else:
            self.desk.toast(self.told(values))

    def _fail(self, error: Exception) -> None:
        self._lock(False)
        if isinstance(error, StationError):
            self._show(error)

    def _lock(self, locked: bool) -> None:
        self.act_button.setEnabled(not locked)
        self.keep_button.setEnabled(not locked)

    def _show(self, error: StationError) -> None:
        found = error.problems if isinstance(error, ProblemsFound) else ()
        rest = [str(problem) for problem in found if not self._mark(problem)]
        for one in self.asked:
            mine = [problem.message for problem in found if problem.field == one.name]
            one.problem.setText("\n".join(mine))
            one.problem.setVisible(bool(mine))
            _set_invalid(one.editor, bool(mine))
        text = "\n".join(rest) if found else str(error)
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        first = next((one.editor for one in self.asked if not one.problem.isHidden()), None)
        if first:
            first.setFocus()
        QTimer.singleShot(0, self, self._fit)

    def _mark(self, problem: Problem) -> bool:
        return any(one.name == problem.field for one in self.asked)


def _needed(text: str) -> str:
    if not text:
        raise ValueError("请填写")
    return text


def _reader(text: Callable[[], str], required: bool) -> Callable[[], object]:
    return lambda: _needed(text().strip()) if required else text().strip()


def _set_invalid(editor: QWidget, invalid: bool) -> None:
    if editor.property("invalid") != invalid:
        editor.setProperty("invalid", invalid)
        editor.style().unpolish(editor)
        editor.style().polish(editor)
