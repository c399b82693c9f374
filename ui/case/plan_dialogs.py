"""供电方案: signed elsewhere, objection and its talk, extension asked for and answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, cast

from models.services import plans
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.topics import TopicAct
from ui.window import Desk

Store = Callable[[EntryDialog, dict[str, object]], Changes]


class PlanDialog(EntryDialog):
    """Asks a day and what belongs to it, then stores it with the function given."""

    def __init__(self, desk: Desk, title: str, sentence: str, store: Store) -> None:
        super().__init__(desk, title, sentence, "登记")
        self._store = store

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        return self._store(self, values)


def _signed(desk: Desk, case_id: str, _key: str) -> None:
    asked = PlanDialog(
        desk,
        "方案已在别处签收",
        "县中心答复的方案、或纸面答复的方案，客户签收后在这里登记，有效期从签收那天算起。本所打印的答复单，请在“单据”里登记签回。",
        lambda _, v: plans.note_plan_signed(desk.station, case_id, cast(date, v["on"]), str(v["evidence"]), desk.today()),
    )
    asked.add_day("on", "签收日期", desk.today())
    asked.add_line("evidence", "凭据", hint="如：县中心转来的答复单复印件")
    asked.open()


def _object(desk: Desk, case_id: str, _key: str) -> None:
    asked = PlanDialog(
        desk,
        "客户提出异议",
        "客户对供电方案有不同意见的，记下他的意见，协商后再登记结果。时限照走。",
        lambda _, v: plans.raise_objection(desk.station, case_id, cast(date, v["on"]), str(v["words"]), desk.today()),
    )
    asked.add_day("on", "提出日期", desk.today())
    asked.add_text("words", "客户的意见", hint="如：认为接入点太远，要求改从村口变压器接")
    asked.open()


def _settle(desk: Desk, case_id: str, _key: str) -> None:
    def store(_: EntryDialog, v: dict[str, object]) -> Changes:
        how = cast(Literal["kept", "new_reply"], v["how"])
        return plans.settle_objection(desk.station, case_id, cast(date, v["on"]), how, str(v["words"]), desk.today())

    asked = PlanDialog(desk, "登记协商结果", "重新书面答复的，原答复单作废：改好方案表，再打印、送达，请客户重新签收。", store)
    asked.add_day("on", "协商日期", desk.today())
    asked.add_choice("how", "结果", [("kept", "客户同意原方案"), ("new_reply", "改方案，重新书面答复")])
    asked.add_text("words", "协商情况", hint="谁参加、怎么定的")
    asked.open()


def _extend(desk: Desk, case_id: str, _key: str) -> None:
    asked = PlanDialog(
        desk,
        "客户申请延期",
        "客户来不及在有效期内完工、要求延长供电方案有效期的，先登记申请，再答复。",
        lambda _, v: plans.ask_extension(desk.station, case_id, cast(date, v["on"]), str(v["evidence"]), desk.today()),
    )
    asked.add_day("on", "申请日期", desk.today())
    asked.add_line("evidence", "凭据", hint="如：客户签字的延期申请")
    asked.open()


def _answer(desk: Desk, case_id: str, _key: str) -> None:
    def store(_: EntryDialog, v: dict[str, object]) -> Changes:
        until = cast("date | None", v["until"])
        return plans.answer_extension(desk.station, case_id, cast(date, v["on"]), until, str(v["reason"]), desk.today())

    asked = PlanDialog(desk, "答复延期", "同意的，填新的到期日，再打印《供电方案延期通知书》；不同意的，到期日空着，写明理由。", store)
    asked.add_day("on", "答复日期", desk.today())
    asked.add_day("until", "延期到（含这天）", required=False, hint="不同意延期就空着")
    asked.add_text("reason", "理由", required=False, hint="不同意延期时必填")
    asked.open()


ACTS: dict[str, TopicAct] = {"signed": _signed, "object": _object, "settle": _settle, "extend": _extend, "answer": _answer}
