"""约定日期: one day a stage, proposed and never later than the rules allow."""

from __future__ import annotations

from datetime import date

from models.casework.promises import PAPER, Promise
from models.services.changes import Changes
from models.services.promises import promise_dates, promises_of
from ui.case.entry import EntryDialog
from ui.case.pieces import words
from ui.window import Desk


class PromiseDialog(EntryDialog):
    """Asks for the day of each stage that is still to come; a stage left empty is not promised."""

    def __init__(self, desk: Desk, case_id: str, stages: tuple[Promise, ...]) -> None:
        again = any(one.promised for one in stages)
        super().__init__(
            desk,
            "改约" if again else "约定日期",
            "和客户逐个环节约好日期，打印契约书请客户签字。建议的日期按内控目标和规定时限排出，可以改早，不能晚于规定；不约的环节空着。",
            "登记约定",
        )
        self._case_id = case_id
        self._done = {one.stage: one.promised for one in stages if one.done_on and one.promised}
        self._open = [one for one in stages if not one.done_on]
        for one in self._open:
            latest = f"最迟 {one.latest}（{one.rule}）" if one.latest else "这个环节没有规定时限"
            proposed = one.promised or (one.proposed if not again else None)
            if proposed and proposed < desk.today():
                proposed = None
            self.add_day(one.stage, one.name, proposed, required=False)
            self.fields.addWidget(words(latest, "hint", wrap=True))
        if again:
            self.add_line("reason", "改约理由", hint="如：客户要求提前")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores what was agreed."""
        dates = {one.stage: on for one in self._open if isinstance(on := values[one.stage], date)}
        return promise_dates(self.desk.station, self._case_id, {**self._done, **dates}, self.desk.today(), str(values.get("reason", "")))

    def told(self, values: dict[str, object]) -> str:
        """Says what is to be done next."""
        return "已登记约定的日期，请打印契约书请客户签字。"


def _open(desk: Desk, case_id: str, _key: str) -> None:
    desk.tasks.run(lambda: promises_of(desk.station, case_id), lambda found: PromiseDialog(desk, case_id, found).open())


ACTS = {"promise": _open, "print": lambda desk, case_id, _key: desk.preview_paper(case_id, PAPER)}
