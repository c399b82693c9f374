"""电脑时间: shown only while the journal is ahead of the computer's clock; the chief confirms the true time here."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.services.changes import Changes
from models.services.computer_clock import ClockState, clock_state, confirm_time
from ui.case.entry import EntryDialog
from ui.case.pieces import Card, button, row, words
from ui.window import Desk


class ClockCard(Card):
    """What is wrong with the time and the way out; hidden while nothing is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("电脑时间")
        self._desk = desk
        self.state: ClockState | None = None
        self.told = words("", "error", wrap=True)
        self.confirm_button = button("所长确认电脑时间…", self.confirm)
        self.body.addWidget(self.told)
        self.body.addLayout(row(self.confirm_button))
        self.hide()

    def refresh(self) -> None:
        """Asks how the journal and the computer's clock stand to each other."""
        self._desk.tasks.run(lambda: clock_state(self._desk.station), self.show_clock)

    def show_clock(self, state: ClockState) -> None:
        """Shows how the journal and the computer's clock stand to each other."""
        self.state = state
        self.setVisible(state.ahead)
        if state.written:
            self.told.setText(
                f"最后一条记录的时间是 {state.written:%Y-%m-%d %H:%M}，电脑现在是 {state.now:%Y-%m-%d %H:%M}，所以什么都存不了。"
                "电脑时间不对，请先校准；电脑时间现在是对的，是以前走快了，请所长在这里确认。"
            )

    def confirm(self) -> None:
        """Asks the chief."""
        if self.state:
            ConfirmTimeDialog(self._desk, self.state).open()


class ConfirmTimeDialog(EntryDialog):
    """The chief types today's date from a calendar, not from the computer, and says why the clock was wrong."""

    def __init__(self, desk: Desk, state: ClockState) -> None:
        super().__init__(
            desk,
            "确认电脑时间",
            "请看手机或日历填今天的日期，不要照抄电脑。确认会记入流水，县中心看得到。"
            "以前记成将来的日期不会自动改，确认后请逐件“更正环节日期”。",
            "确认，可以登记",
        )
        self.day = self.add_day("day", "今天的日期")
        if state.chiefs:
            self.chief = self.add_choice("chief", "所长", [(person.id, person.name) for person in state.chiefs])
        else:
            self.typed = self.add_line("chief", "所长姓名", hint="人员里还没有登记所长，请填姓名")
        self.reason = self.add_text("reason", "原因", hint="如：主板电池没电，11-23 开机时变成 2027 年，已换电池")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the confirmation."""
        return confirm_time(self.desk.station, cast(date, values["day"]), str(values["chief"]), str(values["reason"]))

    def told(self, values: dict[str, object]) -> str:
        """Says that saving goes on."""
        return "已确认电脑时间，可以照常登记了。"
