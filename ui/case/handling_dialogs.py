"""绿色通道, 后续事项 and 用电期限: one dialog each; reached from their cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, cast

from PySide6.QtWidgets import QCheckBox

from models.casework.supply_terms import HOW
from models.services.changes import Changes
from models.type_rules import AfterSequence
from ui.case.entry import EntryDialog
from ui.window import Desk

How = Literal["stopped", "resumed", "new_case"]


class GreenDialog(EntryDialog):
    """列入绿色通道: why, and who allowed it."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "列入绿色通道", "列入后在“今日”里排在最前面；时限照常计算，环节一个不少。", "列入")
        self._case_id = case_id
        self.add_day("on", "列入日期", desk.today())
        self.add_line("reason", "理由", hint="如：抢险救灾用电、农忙抗旱、重点工程")
        self.add_line("approver", "批准人")
        self.add_line("post", "批准人职务", required=False)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.handling import open_green_channel

        reason, approver, post = (str(values[name]) for name in ("reason", "approver", "post"))
        day, today = cast(date, values["on"]), self.desk.today()
        return open_green_channel(self.desk.station, self._case_id, day, reason, approver, post, today)


class CloseGreenDialog(EntryDialog):
    """撤销绿色通道."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "撤销绿色通道", "撤销后按时限的先后排列；历史里留着列入和撤销的理由。", "撤销")
        self._case_id = case_id
        self.add_day("on", "撤销日期", desk.today())
        self.add_line("reason", "理由")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.handling import close_green_channel

        day, reason = cast(date, values["on"]), str(values["reason"])
        return close_green_channel(self.desk.station, self._case_id, day, reason, self.desk.today())


class StepsDialog(EntryDialog):
    """登记已做: one step, or all that are left, on one day."""

    def __init__(self, desk: Desk, case_id: str, sequence: AfterSequence, left: list[int]) -> None:
        super().__init__(desk, f"后续事项：{sequence.name}", "在营销系统里做完以后登记；没有做的去掉勾。", "登记已做")
        self._case_id, self._sequence = case_id, sequence
        self.ticks = ticks = [QCheckBox(f"{number} {sequence.steps[number - 1]}") for number in left]
        for tick in ticks:
            tick.setChecked(True)
            self.fields.addWidget(tick)
        self.add_ticks("steps", "做了哪几步", ticks, [str(number) for number in left], "请勾选做好的步骤。")
        self.add_day("on", "日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the steps."""
        from models.services.handling import do_after_steps

        steps = [int(code) for code in cast(frozenset[str], values["steps"])]
        return do_after_steps(self.desk.station, self._case_id, self._sequence.code, steps, cast(date, values["on"]), self.desk.today())


class SkipDialog(EntryDialog):
    """不适用: why a sequence need not be done for this case."""

    def __init__(self, desk: Desk, case_id: str, sequence: AfterSequence, _left: list[int]) -> None:
        super().__init__(desk, f"不适用：{sequence.name}", f"这一项只用于：{sequence.when}。", "登记不适用")
        self._ids = (case_id, sequence.code)
        self.add_line("reason", "理由", hint="如：当月电费还没有发行")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.handling import skip_after_sequence

        today = self.desk.today()
        return skip_after_sequence(self.desk.station, *self._ids, today, str(values["reason"]), today)


class BackDialog(EntryDialog):
    """改为未做: a step ticked off wrongly."""

    def __init__(self, desk: Desk, case_id: str, key: str) -> None:
        sequence, _, step = key.partition(":")
        super().__init__(desk, "改为未做", f"第 {step} 步登记错了，改为未做；原来的登记留在历史里。", "改为未做")
        self._case_id, self._sequence, self._step = case_id, sequence, int(step)
        self.add_line("reason", "理由")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.handling import take_back_after_step

        return take_back_after_step(self.desk.station, self._case_id, self._sequence, self._step, str(values["reason"]))


class ExtendDialog(EntryDialog):
    """延长期限: the new last day, and who allowed it."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "延长期限", "超过规定期限的要经批准。", "延长")
        self._case_id = case_id
        self.add_day("until", "新的截止日期", desk.today(), ahead=True)
        self.add_line("approver", "批准人", required=False, hint="超过规定期限的必填")
        self.add_line("reason", "理由")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.handling import extend_period

        approver, reason = (str(values[name]) for name in ("approver", "reason"))
        return extend_period(self.desk.station, self._case_id, cast(date, values["until"]), approver, reason, self.desk.today())


class EndDialog(EntryDialog):
    """登记期限结束: how a temporary supply, a suspension or a reduction came to its end."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "登记期限结束", "结束后不再提醒。改为正式用电的，先另登记一件新装，再在这里填它的工单号。", "登记")
        self._case_id = case_id
        self.add_day("on", "结束日期", desk.today())
        self.add_choice("how", "怎样结束", list(HOW.items()))
        self.add_line("number", "工单号", required=False, hint="正式用电或延期的工单")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        from models.services.handling import end_period

        how, day = cast(How, values["how"]), cast(date, values["on"])
        return end_period(self.desk.station, self._case_id, day, how, str(values["number"]), self.desk.today())


def _steps(dialog: Callable[[Desk, str, AfterSequence, list[int]], EntryDialog]) -> Callable[[Desk, str, str], None]:
    """Opens a dialog about one sequence with the steps that are left."""

    def opened(desk: Desk, case_id: str, key: str) -> None:
        def show(found: tuple[AfterSequence, list[int]]) -> None:
            dialog(desk, case_id, *found).open()

        from models.services.handling import left_of

        desk.tasks.run(lambda: left_of(desk.station, case_id, key), show)

    return opened


ACTS: dict[str, Callable[[Desk, str, str], None]] = {
    "open_green": lambda desk, case_id, _key: GreenDialog(desk, case_id).open(),
    "close_green": lambda desk, case_id, _key: CloseGreenDialog(desk, case_id).open(),
    "tick": _steps(StepsDialog),
    "skip": _steps(SkipDialog),
    "back": lambda desk, case_id, key: BackDialog(desk, case_id, key).open(),
    "print_after": lambda desk, case_id, _key: desk.preview_paper(case_id, "AFTER-STEPS"),
    "extend": lambda desk, case_id, _key: ExtendDialog(desk, case_id).open(),
    "end": lambda desk, case_id, _key: EndDialog(desk, case_id).open(),
}
