"""记一条联系: kind, who, words in one line; Ctrl+Shift+L opens it on every page, a figure chooses the kind, Enter saves."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.problems import ProblemsFound, StationError
from models.services.case_page.rows import CaseRow
from models.services.changes import Changes
from models.services.contacts import LINE_KINDS, ContactEntry, LineKind, Reminding, note_contact, reminding, split_who
from ui.case.pieces import Elided, button, least_width, px, row, words
from ui.register.moment import parse_moment
from ui.style import ACCENT, ACCENT_LIGHT
from ui.window import Desk

PAUSE_MS = 150
_FOUND = 5
_CHOSEN = f"QPushButton:checked {{ background: {ACCENT_LIGHT}; border-color: {ACCENT}; color: {ACCENT}; font-weight: bold; }}"


class KindRow(QWidget):
    """The five kinds side by side; 1 to 5 choose while one of them has the focus, and go on to the next field."""

    def __init__(self, kind: LineKind) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(6))
        self.buttons: list[QPushButton] = []
        for number, (code, name) in enumerate(LINE_KINDS, 1):
            made = QPushButton(f"{number} {name}")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setStyleSheet(_CHOSEN)
            made.setChecked(code == kind)
            made.clicked.connect(self.focusNextChild)
            self._group.addButton(made, number - 1)
            self.buttons.append(made)
            layout.addWidget(made)
        layout.addStretch()

    @property
    def kind(self) -> LineKind:
        """The kind chosen."""
        return LINE_KINDS[max(0, self._group.checkedId())][0]

    def take_focus(self) -> None:
        """The keyboard to the kind chosen."""
        self.buttons[max(0, self._group.checkedId())].setFocus()

    def press(self, number: int) -> bool:
        """Chooses by its figure; false where there is no such kind."""
        if not 1 <= number <= len(self.buttons):
            return False
        self.buttons[number - 1].setChecked(True)
        return True


class LineDialog(QDialog):
    """One line for one contact. Of a case where one is named; otherwise the station's own record, or of a case found by the search."""

    def __init__(
        self, desk: Desk, case_id: str = "", case_number: str = "", *, kind: LineKind = "visit", who: str = "", words: str = ""
    ) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk = desk
        self.case_id = case_id
        self._asked = 0
        self.setWindowTitle("记一条联系")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        least_width(self, 860)
        self.kinds = KindRow(kind)
        self.who, self.words, self.at = QLineEdit(who), QLineEdit(words), QLineEdit(f"{desk.now():%m-%d %H:%M}")
        self.asks = QCheckBox("还没有答复，要回话")
        self.address, self.case_text = QLineEdit(), QLineEdit()
        self.found = QListWidget()
        self.of_case = Elided(self._case_words(case_number), "muted")
        self.trouble = self._error_line()
        self.save_button = button("保存 Enter", self.save, "primary")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._lay_out()
        self._connect()
        QTimer.singleShot(0, self, self.words.setFocus if words else self.kinds.take_focus)

    @staticmethod
    def _error_line() -> QWidget:
        line = words("", "error", wrap=True)
        line.hide()
        return line

    @staticmethod
    def _case_words(number: str) -> str:
        return f"记在工单 {number} 下" if number else "记在本所来访登记里，不挂工单"

    def _lay_out(self) -> None:
        for field, hint, name in (
            (self.who, "姓名 电话", "谁（姓名、电话）"), (self.words, "说了什么，一句话", "内容"),
            (self.at, "如 0930、1123 0930", "时间"), (self.case_text, "挂到工单：姓名、电话、工单号", "挂到工单"),
            (self.address, "用电地址（可不填）", "用电地址"),
        ):  # fmt: skip
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
        self.at.setFixedWidth(px(130))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.who, 3)
        line.addWidget(self.words, 6)
        line.addWidget(self.save_button)
        lower = row(words("时间", "muted"), self.at, self.asks, stretch=False)
        if self.case_id:
            lower.addStretch()
        else:
            lower.addWidget(self.address, 1)
            lower.addWidget(self.case_text, 1)
        self.found.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(14))
        layout.setSpacing(px(10))
        head = row(words("记一条联系", "section"), stretch=False)
        head.addWidget(self.of_case, 1)
        layout.addLayout(head)
        for part in (self.kinds, line, lower):
            if isinstance(part, QWidget):
                layout.addWidget(part)
            else:
                layout.addLayout(part)
        layout.addWidget(self.found)
        layout.addWidget(self.trouble)
        layout.addWidget(words("1–5 选类别 · Enter 到下一栏，在“内容”里按 Enter 保存 · 找到工单时按 ↓ 挂上 · Esc 关闭", "hint"))

    def _connect(self) -> None:
        self.case_text.textChanged.connect(lambda: self._pause.start())
        self.who.editingFinished.connect(self._suggest)
        self.found.itemActivated.connect(self._take)
        self.found.itemClicked.connect(self._take)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures choose the kind, Enter goes on or saves, Down goes into the cases found."""
        focused = self.focusWidget()
        on_kind = isinstance(focused, QPushButton) and focused in self.kinds.buttons
        if on_kind and event.text().isdecimal() and self.kinds.press(int(event.text())):
            (self.words if self.who.text() else self.who).setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(focused)
        elif event.key() == Qt.Key.Key_Down and focused is not self.found and self.found.isVisible():
            self.found.setFocus()
            self.found.setCurrentRow(0)
        else:
            super().keyPressEvent(event)

    def _enter(self, focused: QWidget | None) -> None:
        if focused in (self.words, self.save_button):
            self.save()
        elif focused is self.found:
            self._take(self.found.currentItem())
        elif isinstance(focused, QPushButton):
            (self.words if self.who.text() else self.who).setFocus()
        elif focused is self.who:
            self.words.setFocus()
        else:
            self.words.setFocus()

    def save(self) -> None:
        """Saves the line, or says what is wrong with it; what was typed stays."""
        name, phone = split_who(self.who.text())
        try:
            at = parse_moment(self.at.text(), self.desk.today())
        except ValueError as error:
            self._show(StationError(str(error)))
            self.at.setFocus()
            return
        address = self.address.text()
        entry = ContactEntry(self.kinds.kind, at, name, phone, self.words.text(), self.case_id, self.asks.isChecked(), address)
        station = self.desk.station
        self.save_button.setEnabled(False)
        self.desk.tasks.run(lambda: note_contact(station, entry), self._saved, failed=self._show, progress_text="正在保存…")

    def reject(self) -> None:
        """Leaves; asks where words were typed that would be lost."""
        typed = self.words.text().strip() if self.words.isModified() else ""
        if not typed or self.desk.ask("放弃这一条？", f"“{typed}”还没有保存。", "放弃", "接着写"):
            super().reject()

    def _saved(self, answer: tuple[str, Changes]) -> None:
        self.words.setModified(False)
        self.desk.changes.tell(answer[1])
        place = "工单的“事项”" if self.case_id else "“来访登记”"
        self.desk.toast(f"已记下：{dict(LINE_KINDS)[self.kinds.kind]}。在{place}里看得到。")
        self.accept()

    def _show(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if not isinstance(error, StationError):
            return
        found = error.problems if isinstance(error, ProblemsFound) else ()
        self.trouble.setText("\n".join(str(one) for one in found) or str(error))  # type: ignore[attr-defined]
        self.trouble.show()
        fields = {"who": self.who, "words": self.words, "at": self.at}
        first = next((fields[one.field] for one in found if one.field in fields), None)
        if first:
            first.setFocus()

    def _suggest(self) -> None:
        """A phone that a case has: offers that case."""
        phone = split_who(self.who.text())[1]
        if phone and not self.case_id and not self.case_text.text().strip():
            self._search(phone)

    def _look(self) -> None:
        self._search(self.case_text.text().strip())

    def _search(self, text: str) -> None:
        from models.services.cases import search

        self._asked += 1
        asked, station, today = self._asked, self.desk.station, self.desk.today()
        self.desk.tasks.run(lambda: search(station, text, today, _FOUND), lambda rows: self._offer(asked, rows), failed=lambda _: None)

    def _offer(self, asked: int, rows: tuple[CaseRow, ...]) -> None:
        if asked != self._asked:
            return
        self.found.clear()
        for one in rows:
            item = QListWidgetItem(f"{one.number}　{one.customer}　{one.summary}　{one.village}　{one.status_text}")
            item.setData(Qt.ItemDataRole.UserRole, (one.case_id, one.number))
            self.found.addItem(item)
        self.found.setFixedHeight((self.found.sizeHintForRow(0) if rows else 0) * len(rows) + px(6))
        self.found.setVisible(bool(rows))
        self.adjustSize()

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.case_id, number = item.data(Qt.ItemDataRole.UserRole)
        self.of_case.put(self._case_words(number))
        self.found.hide()
        self.words.setFocus()
        self.adjustSize()


def open_line(desk: Desk, case_id: str = "") -> None:
    """Opens the line, of a case with whom to call where one is named."""
    if not case_id:
        LineDialog(desk).open()
        return

    def offer(found: Reminding) -> None:
        LineDialog(desk, case_id, found.number, kind="reached", who=f"{found.name} {found.phone}".strip()).open()

    desk.tasks.run(lambda: reminding(desk.station, case_id), offer)
