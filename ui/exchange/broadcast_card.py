"""县中心下发 on the page of packages: what came, until when an answer is wanted, and the dialog to read, answer or adopt it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from models.broadcasts import HOW_WORDS, KIND_WORDS, Broadcast
from models.services.calendars import Revision
from models.services.changes import Changes
from models.services.exchange import broadcasts
from ui.case.entry import EntryDialog
from ui.case.pieces import button, empty, px, row, while_alive, words
from ui.style import LEVELS
from ui.window import Desk

SHOWN = 4
"""Rows shown at once; the settled ones behind the open ones."""
BODY_HEIGHT = 180


class BroadcastCard(QFrame):
    """Hidden where the centre sent nothing. `refresh` asks again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: tuple[Broadcast, ...] = ()
        self.setProperty("card", True)
        self.title = words("", "section")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(16), px(12), px(16), px(12))
        layout.setSpacing(px(6))
        layout.addWidget(self.title)
        layout.addLayout(self._rows)
        self.hide()

    def refresh(self) -> None:
        """Asks the station what the centre sent."""
        station = self._desk.station
        self._desk.tasks.run(lambda: broadcasts.broadcasts(station), while_alive(self, self._show))

    def open(self, one: Broadcast) -> None:
        """Opens one to read, answer or adopt it; what was declined may still be adopted."""
        undecided = one.how in ("", "declined")
        if one.kind == "rules" and undecided:
            from ui.rules.rule_set import RuleSetDialog

            RuleSetDialog(self._desk, one).open()
            return
        if one.brings_wordings and undecided:
            from ui.rules.wording_set import WordingSetDialog

            WordingSetDialog(self._desk, one).open()
            return
        BroadcastDialog(self._desk, one).open()

    def _show(self, found: tuple[Broadcast, ...]) -> None:
        self.found = found
        self.setVisible(bool(found))
        waiting = sum(not one.how for one in found)
        self.title.setText(f"县中心下发　{waiting} 份待处理" if waiting else "县中心下发　都处理过了")
        empty(self._rows)
        today = self._desk.today()
        for one in found[:SHOWN]:
            late = one.overdue(today)
            line = row(words(f"{LEVELS['overdue'].shape} " * late + told(one, today), level="overdue" if late else ""))
            line.addWidget(button("再看…" if one.how else "打开…", partial(self.open, one), "link"))
            self._rows.addLayout(line)
        if len(found) > SHOWN:
            self._rows.addWidget(words(f"还有 {len(found) - SHOWN} 份较早的。", "muted"))


def told(one: Broadcast, today: date) -> str:
    """One line about a broadcast: what it is, and what is wanted or was done."""
    head = f"{KIND_WORDS[one.kind]}《{one.title}》（{one.sent_on}）"
    if one.how:
        return f"{head}　{_settled(one)}"
    return f"{head}　{_wanted(one, today)}" if one.due else head


def _wanted(one: Broadcast, today: date) -> str:
    late = one.days_over(today)
    return f"{'应在' if late else '请在'} {one.due}（含）以前答复{f'，已过期 {late} 天' if late else ''}"


def _settled(one: Broadcast) -> str:
    """What was done and when; after the day for it, by how much, as the centre sees it."""
    return f"{HOW_WORDS[one.how]} {one.settled_on}" + (f"，比期限 {one.due} 晚 {one.days_late} 天" if one.days_late else "")


LOOK, DECLINE = "look", "decline"


class BroadcastDialog(EntryDialog):
    """Shows what was sent. An answer is asked where one is wanted; a year's holidays goes on to its preview, or is declined."""

    def __init__(self, desk: Desk, one: Broadcast) -> None:
        self.one = one
        self._calendar = one.kind == "calendar" and one.how in ("", "declined")
        act = "看看会变哪些工单…" if self._calendar else "答复" if one.wants == "answer" and not one.how else "知道了"
        super().__init__(desk, f"{KIND_WORDS[one.kind]}《{one.title}》", _sentence(one, desk.today()), act, keep="关闭")
        self.body = QPlainTextEdit(broadcasts.body_told(one))
        self.body.setReadOnly(True)
        self.body.setFixedHeight(px(BODY_HEIGHT))
        self.body.setAccessibleName("内容")
        self.fields.addWidget(self.body)
        if one.wants == "answer" and not one.how:
            self.add_text("text", "答复", hint="采取了什么措施，谁负责")
        if self._calendar and not one.how:
            choices = [(LOOK, "看看会变哪些工单，再采用"), (DECLINE, "不采用")]
            self.choice = self.add_choice("what", "怎么办", choices, LOOK)
            self.add_line("text", "为什么不采用", hint="如：和国务院通知不符，已打电话问县中心")
            self.choice.currentIndexChanged.connect(self._follow)
            self._follow()

    @property
    def _declines(self) -> bool:
        return self._calendar and not self.one.how and self.choice.currentData() == DECLINE

    def _follow(self) -> None:
        """A reason is asked of who declines."""
        self.show_asked("text", self._declines)
        self.act_button.setText("记下不采用" if self._declines else "看看会变哪些工单…")

    def submit(self) -> None:
        """A calendar goes on to its preview; what was settled is only closed."""
        if self._calendar and not self._declines:
            self.accept()
            _look_over(self.desk, self.one)
        elif self.one.how:
            self.accept()
        else:
            super().submit()

    def perform(self, values: dict[str, object]) -> Changes:
        """Notes that it was read, the answer, or that it is not adopted and why."""
        if self._declines:
            return broadcasts.decline(self.desk.station, self.one.id, self.desk.today(), str(values["text"]))
        return broadcasts.settle(self.desk.station, self.one.id, self.desk.today(), str(values.get("text") or ""))

    def told(self, values: dict[str, object]) -> str:
        """What was noted."""
        return "已记下，下次导出时带给县中心。"


def _sentence(one: Broadcast, today: date) -> str:
    if one.how:
        return _settled(one) + (f"：{one.text}" if one.text else "")
    return f"县中心 {one.sent_on} 发出" + (f"，{_wanted(one, today)}。" if one.due else "。")


def _look_over(desk: Desk, one: Broadcast) -> None:
    """The preview that every holiday file gets; once adopted it is noted for the centre."""
    from ui.rules.calendar_import import look_over

    station, today = desk.station, desk.today()

    def adopted() -> None:
        desk.tasks.run(lambda: broadcasts.adopted(station, one.id, today), desk.changes.tell)

    def looked(found: Revision | tuple[str, Changes]) -> None:
        if isinstance(found, tuple):
            desk.changes.tell(found[1])
            desk.toast(found[0])
        else:
            look_over(desk, found, adopted)

    desk.tasks.run(lambda: broadcasts.calendar_to_adopt(station, one.id, today), looked)
