"""上报计划: on which days and at what time this station means to report."""

from __future__ import annotations

from datetime import time
from typing import cast

from models.services.changes import Changes
from models.services.exchange.upload_plan import keep_plan
from models.upload_schedule import WEEKDAYS, Every, UploadSchedule
from ui.case.entry import EntryDialog
from ui.window import Desk

KINDS = (("", "不定计划"), ("day", "每天"), ("week", "每周"), ("month", "每月"))
RESTS = (("", "照常提醒"), ("work", "按工作日：顺延到下一个工作日"))


class PlanDialog(EntryDialog):
    """Asks how often, on which day, at what time; what does not apply is not asked."""

    def __init__(self, desk: Desk, plan: UploadSchedule) -> None:
        sentence = "到时间还有没导出的登记，“今日”会提醒。计划是本所自己定的，没有规定要求；县公司另有要求的按它的填。"
        super().__init__(desk, "上报计划", sentence, "保存")
        self.every = self.add_choice("every", "多久一次", KINDS, plan.every, required=False)
        days = [(str(number), f"星期{name}") for number, name in enumerate(WEEKDAYS, 1)]
        self.weekday = self.add_choice("weekday", "星期几", days, str(plan.day if plan.every == "week" else 5))
        dates = [(str(number), f"{number} 日" if number < 31 else "最后一天") for number in range(1, 32)]
        self.date = self.add_choice("date", "几日", dates, str(plan.day if plan.every == "month" else 25))
        self.at = self.add_line("at", "几点", f"{plan.at:%H:%M}", hint="如 16:00、1630")
        self.rest = self.add_choice("rest", "遇到休息日", RESTS, "work" if plan.working_days else "", required=False)
        self.every.currentIndexChanged.connect(self._adapt)
        self._read_time()
        self._adapt()

    def perform(self, values: dict[str, object]) -> Changes:
        """Keeps the plan."""
        every = cast(Every, values["every"])
        day = {"week": values.get("weekday"), "month": values.get("date")}.get(every, 1)
        at = cast(time, values.get("at", time(16, 0)))
        schedule = UploadSchedule(every=every, day=int(str(day)), at=at, working_days=values.get("rest") == "work")
        return keep_plan(self.desk.station, schedule, self.desk.now())

    def told(self, values: dict[str, object]) -> str:
        """Says that it holds from now on."""
        return "上报计划已保存，从现在起算。" if values["every"] else "已取消上报计划。"

    def _read_time(self) -> None:
        editor = self.at

        def read() -> time:
            digits = editor.text().strip().replace("：", ":").replace(":", "").zfill(4)
            if len(digits) != 4 or not digits.isascii() or not digits.isdigit() or int(digits[:2]) > 23 or int(digits[2:]) > 59:
                raise ValueError("请写成 16:00 这样的时间")
            return time(int(digits[:2]), int(digits[2:]))

        next(one for one in self.asked if one.name == "at").read = read

    def _adapt(self) -> None:
        every = str(self.every.currentData() or "")
        self.show_asked("weekday", every == "week")
        self.show_asked("date", every == "month")
        self.show_asked("at", bool(every))
        self.show_asked("rest", bool(every))
