"""What a person decides at the centre: whose word holds, whether customers are one; each with name and reason."""

from __future__ import annotations

from typing import cast

from models.casework.conflicts import HOLDS
from models.conflicts import is_day
from models.joins import words_of
from models.services.centre.conflict_settling import Holds, can_be_set, settle_conflict
from models.services.centre.conflicts import Conflict
from models.services.centre.joins import Alike, join_customers, not_the_same, part_customers
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.centre.desk import CentreDesk, for_dialogs


class _Decision(EntryDialog):
    """Asks who and why; subclasses do it."""

    def __init__(self, desk: CentreDesk, title: str, sentence: str, act: str, done: str, *, danger: bool = False) -> None:
        super().__init__(for_dialogs(desk), title, sentence, act, danger=danger)
        self._county, self._done = desk, done

    def ask_who(self, hint: str) -> None:
        """The two things every decision needs."""
        self.add_line("by", "谁决定的（姓名）")
        self.add_text("reason", "原因", hint=hint)

    def perform(self, values: dict[str, object]) -> Changes:
        """Decides."""
        self.decide(values, str(values["by"]), str(values["reason"]))
        return Changes(packages=True)

    def decide(self, values: dict[str, object], by: str, reason: str) -> None:
        """Does it with who and why."""
        raise NotImplementedError

    def told(self, values: dict[str, object]) -> str:
        """Says what it means."""
        return self._done


_WORD_ONLY = "两份登记都留着；这里只记下以谁为准，供电所会看到。写错的由登记的一方照常更正。"


class SettleDialog(_Decision):
    """Whose word holds; both stay in the journal."""

    def __init__(self, desk: CentreDesk, conflict: Conflict) -> None:
        lines = [f"工单 {conflict.number}", f"供电所 {conflict.ours_at}：{conflict.ours}"]
        lines += [f"县中心 {conflict.theirs_at}：{conflict.theirs}"]
        lines += [f"{name}：供电所“{ours}”，县中心“{theirs}”" for name, ours, theirs in conflict.pairs[:6]]
        labels = "、".join(pair[0] for pair, field in zip(conflict.pairs, conflict.fields, strict=True) if can_be_set(field))
        clock = "日期改了的，时限随之重算。" if any(is_day(field) for field in conflict.fields) else ""
        set_by = f"两份登记都留着。选定一方的，{labels}按它的值写进工单，随下一份回执到供电所。{clock}"
        lines.append(set_by if labels else _WORD_ONLY)
        super().__init__(desk, "定下来", "\n".join(lines), "定下来", "已定下，随下一份回执告诉供电所。")
        self._conflict = conflict
        start = "both" if conflict.kind == "parallel" else "station"
        self.add_choice("holds", "以谁为准", list(HOLDS.items()), start)
        self.ask_who("例如：电话问过供电所，现场量的是 60 kW")

    def decide(self, values: dict[str, object], by: str, reason: str) -> None:
        """Notes it."""
        set_now = settle_conflict(self._county.centre, self._conflict, cast(Holds, values["holds"]), by, reason)
        if set_now:
            self._done = f"已把{'、'.join(set_now)}改为选定的值，随下一份回执告诉供电所。"


class JoinDialog(_Decision):
    """Cases are of one customer."""

    def __init__(self, desk: CentreDesk, alike: Alike) -> None:
        why = f"{words_of(alike.keys)}。" if alike.keys else ""
        sentence = f"{_lines(alike)}\n{why}{before_words(alike)}记为同一个客户：工单都不动，可以撤回。"
        super().__init__(desk, "是同一个客户", sentence, "合并", "已记为同一个客户，可在“已定的合并”里撤回。")
        self._alike = alike
        self.ask_who("例如：两处厂房同一法人，营业执照相同")

    def decide(self, values: dict[str, object], by: str, reason: str) -> None:
        """Joins."""
        join_customers(self._county.centre, tuple(case.case_id for case in self._alike.cases), by, reason)


class NotSameDialog(_Decision):
    """Cases only look alike."""

    def __init__(self, desk: CentreDesk, alike: Alike) -> None:
        sentence = (
            f"{_lines(alike)}\n{words_of(alike.keys)}，但不是同一个客户：这几件因此不再提示；以后又有别的相同、或又来一件相同的，再提示。"
            f"{before_words(alike)}"
        )
        super().__init__(desk, "不是同一个客户", sentence, "记下", "已记下，不再为此提示。")
        self._alike = alike
        self.ask_who("例如：代办人的电话，两家不相干")

    def decide(self, values: dict[str, object], by: str, reason: str) -> None:
        """Notes it."""
        not_the_same(self._county.centre, tuple(case.case_id for case in self._alike.cases), by, reason)


class PartDialog(_Decision):
    """A decision is taken back."""

    def __init__(self, desk: CentreDesk, alike: Alike) -> None:
        sentence = f"{_lines(alike)}\n撤回后不再算同一个客户；原来的决定仍留有记录。"
        super().__init__(desk, "撤回合并", sentence, "撤回", "已撤回。", danger=True)
        self._alike = alike
        self.ask_who("例如：核对证件后不是同一家")

    def decide(self, values: dict[str, object], by: str, reason: str) -> None:
        """Takes it back."""
        assert self._alike.join is not None
        part_customers(self._county.centre, self._alike.join, by, reason)


def before_words(alike: Alike) -> str:
    """What was decided earlier about some of these cases; empty where nothing was."""
    return "".join(f"其中有的以前定过不是：{join.parted}。" for join in alike.before)


def _lines(alike: Alike) -> str:
    return "\n".join(f"{case.number}　{case.station}　{case.customer}　{case.summary}　{case.received_on}" for case in alike.cases)
