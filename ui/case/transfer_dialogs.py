"""县中心: taking a case over or back, returning it, asking the station for something and answering that."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.events.transfer import ReturnKind, TaskKind
from models.handover import TASKS
from models.services.changes import Changes
from models.services.transfer import GivenBack, answer_task, ask_station, give_back, take_back, take_back_on_paper, take_over
from ui.case.entry import EntryDialog
from ui.window import Desk

_RETURNS: dict[str, tuple[str, str, str]] = {
    "supplement": ("退回补正", "供电所会看到这里写的每一项，补齐后再上报。时限照走，客户那边的日期不变。", "退回供电所"),
    "answered": ("答复供电所", "把已审批、已出具的供电方案答复单退给供电所，由供电所交客户签收；签收日是答复日。", "答复供电所"),
    "done": ("办完退回", "县中心的环节都办完了，退给供电所归档。", "办完退回"),
}
_ON_PAPER = (("supplement", "退回补正"), ("answered", "供电方案答复"), ("done", "县中心办完"))


class TakeOverDialog(EntryDialog):
    """接收工单 at the centre."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "接收工单", "接收后由县中心往下办：勘查、拟方案、会签、答复、检验、送电。", "接收")
        self._case_id = case_id
        self.on = self.add_day("on", "接收日期", desk.today())
        self.person = self.add_line("person", "接收人", desk.station.signs)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        return take_over(self.desk.station, self._case_id, cast(date, values["on"]), str(values["person"]), self.desk.today())


class GiveBackDialog(EntryDialog):
    """退回补正, 答复供电所 or 办完退回 at the centre."""

    def __init__(self, desk: Desk, case_id: str, kind: ReturnKind) -> None:
        title, sentence, act = _RETURNS[kind]
        super().__init__(desk, title, sentence, act)
        self._case_id, self._kind = case_id, kind
        self.on = self.add_day("on", "退回日期", desk.today())
        if kind == "supplement":
            hint = "一项一行，回车写下一项，Tab 到“说明”；如：用电设备清单、产权证明看不清请重拍"
            self.items = self.add_text("items", "要补正什么", hint=hint, list_of=True)
            self.offer_wordings(self.items, "supplement", case_id)
        self.words = self.add_line("words", "说明", required=False)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        items = tuple(str(values.get("items", "")).splitlines())
        given = GivenBack(self._kind, cast(date, values["on"]), items, str(values["words"]))
        return give_back(self.desk.station, self._case_id, given, self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says how it travels."""
        return f"已{_RETURNS[self._kind][2]}，随下一次给供电所的包送出。"


class TakeBackDialog(EntryDialog):
    """查收 at the station."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "查收县中心退回", "县中心退回了什么、要补什么，写在工单的“现在要做”里。查收后由本所往下办。", "查收")
        self._case_id = case_id
        self.on = self.add_day("on", "查收日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        return take_back(self.desk.station, self._case_id, cast(date, values["on"]), self.desk.today())


class PaperReturnDialog(EntryDialog):
    """县中心纸面退回, where the centre does not use this program."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        sentence = "县中心没有用数据包、只给了纸的，在这里登记；登记后由本所往下办。手边有县中心的包，先导入再看。"
        super().__init__(desk, "县中心纸面退回", sentence, "登记退回")
        self._case_id = case_id
        self.kind = self.add_choice("kind", "退回的是", _ON_PAPER)
        self.on = self.add_day("on", "退回日期", desk.today())
        self.words = self.add_line("words", "退回了什么", hint="如：纸质答复单 1 份；缺用电设备清单")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        given = GivenBack(cast(ReturnKind, values["kind"]), cast(date, values["on"]), (), str(values["words"]))
        return take_back_on_paper(self.desk.station, self._case_id, given, self.desk.today())


class AskDialog(EntryDialog):
    """通知供电所 at the centre: attend the inspection, give the group's opinion."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk, "通知供电所", "供电所在“今日”和工单里会看到这件事和日期。", "通知")
        self._case_id = case_id
        self.kind = self.add_choice("kind", "什么事", list(TASKS.items()))
        self.on = self.add_day("on", "哪天前（含当日）", ahead=True)
        self.words = self.add_line("words", "说明", required=False, hint="如：上午九点到厂")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        kind, on = cast(TaskKind, values["kind"]), cast(date, values["on"])
        return ask_station(self.desk.station, self._case_id, kind, on, str(values["words"]), self.desk.today())


class TaskDialog(EntryDialog):
    """登记已办 at the station: what the centre asked was done."""

    def __init__(self, desk: Desk, case_id: str, task: str) -> None:
        super().__init__(desk, "县中心交办的事", "登记哪天、谁去办的；随下一次上报告诉县中心。", "登记已办")
        self._case_id, self._task = case_id, task
        self.on = self.add_day("on", "哪天办的", desk.today())
        self.person = self.add_line("person", "谁去的")
        self.words = self.add_line("words", "情况", required=False, hint="如：到场，无异议")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        on, person, words = cast(date, values["on"]), str(values["person"]), str(values["words"])
        return answer_task(self.desk.station, self._case_id, self._task, on, person, words, self.desk.today())


def do_task(desk: Desk, case_id: str, key: str) -> None:
    """Opens what an open task asks: its dialog, or the form of the group's opinion where there is no key."""
    if key:
        TaskDialog(desk, case_id, key).open()
    else:
        desk.open_form(case_id, "GROUP-OPINION")


ACTS = {
    "take_over": lambda desk, case_id, _key: TakeOverDialog(desk, case_id).open(),
    "take_back": lambda desk, case_id, _key: TakeBackDialog(desk, case_id).open(),
    "paper": lambda desk, case_id, _key: PaperReturnDialog(desk, case_id).open(),
    "supplement": lambda desk, case_id, _key: GiveBackDialog(desk, case_id, "supplement").open(),
    "answered": lambda desk, case_id, _key: GiveBackDialog(desk, case_id, "answered").open(),
    "done": lambda desk, case_id, _key: GiveBackDialog(desk, case_id, "done").open(),
    "ask": lambda desk, case_id, _key: AskDialog(desk, case_id).open(),
    "task": do_task,
    "opinion": lambda desk, case_id, _key: do_task(desk, case_id, ""),
}
