"""One line of 来访登记 in full, with what can be done about it: answer, make it an application, open its case."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from models.contact import RESULTS, Contact
from models.services.contacts import contact_of, draft_application
from models.services.station import name_of
from ui.case.contact_dialogs import AnswerDialog
from ui.case.pieces import button, px, row, words
from ui.day_words import full_day
from ui.window import Desk


class ContactDialog(QDialog):
    """What was noted, unmasked; each button does one thing and closes."""

    def __init__(self, desk: Desk, contact: Contact) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk = desk
        self.contact = contact
        self.setWindowTitle(contact.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(520))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(16))
        layout.setSpacing(px(10))
        layout.addWidget(words(f"{contact.title}　{contact.at.year}-{contact.moment}", "section"))
        layout.addLayout(self._facts())
        self.buttons = {name: button(name, act, kind) for name, act, kind in self._acts()}
        close = button("关闭", self.reject)
        layout.addLayout(row(*self.buttons.values(), close))
        next(iter(self.buttons.values()), close).setFocus()

    def _facts(self) -> QGridLayout:
        one, station = self.contact, self.desk.station
        said = one.words or ("（已按规定删除）" if one.erased else "—")
        pairs = [
            ("谁", one.name or "—"), ("电话", one.phone), ("地址", one.address), ("内容", said), ("编号", one.number),
            ("答复期限", f"{full_day(one.due)}（{one.due_source}）" if one.due else ""),
            ("首问" if one.kind != "complaint" else "谁来答复", name_of(station, one.first_asked) if one.first_asked else ""),
            ("登记", name_of(station, one.actor)),
            ("答复", f"{one.answered_on} {RESULTS.get(one.result, '')} {one.answer}".strip() if one.answered_on else ""),
        ]  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setColumnStretch(1, 1)
        for number, (name, text) in enumerate((name, text) for name, text in pairs if text):
            value = words(text, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label: QLabel = words(name, "muted")
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
        return grid

    def _acts(self) -> list[tuple[str, Callable[[], None], str]]:
        found: list[tuple[str, Callable[[], None], str]] = []
        if self.contact.waits:
            found.append(("登记答复…", self._answer, "primary"))
        if self.contact.case_id:
            found.append(("打开工单", self._open_case, ""))
        elif self.contact.kind != "complaint" and self.contact.direction == "in":
            found.append(("转为受理登记", self._apply, "" if found else "primary"))
        return found

    def _answer(self) -> None:
        self.accept()
        AnswerDialog(self.desk, self.contact).open()

    def _open_case(self) -> None:
        self.accept()
        self.desk.open_case(self.contact.case_id)

    def _apply(self) -> None:
        """Opens 受理登记 with name, phone, channel and the time asked carried over."""
        station, contact_id = self.desk.station, self.contact.id
        self.accept()
        self.desk.tasks.run(lambda: draft_application(station, contact_id), self.desk.open_registration)


def open_contact(desk: Desk, contact_id: str) -> None:
    """Opens one line, read afresh."""
    desk.tasks.run(lambda: contact_of(desk.station, contact_id), lambda contact: ContactDialog(desk, contact).open())
