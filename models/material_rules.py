"""What a customer brings, as the rule files name it: papers, the groups they stand in, and the conditions under which they are asked."""

from __future__ import annotations

from typing import Literal

import msgspec

CONDITIONS: dict[str, str | None] = {  # condition → the answer it rests on; which of the two village proofs counts says the profile
    "always": None, "agent": "agent", "rural_lv": "rural", "rural_village": "rural", "rural_township": "rural", "important": "important",
    "tenant": "tenant", "government_body": "government_body", "dedicated_line": "dedicated_line", "construction": "construction",
    "old_equipment": "old_equipment", "unit": "unit", "dual_source": "dual_source", "energy_intensive": "energy_intensive",
}
CONDITION_WORDS: dict[str, str] = {  # a condition as readers of a list see it
    "always": "", "agent": "有代理人时", "rural_lv": "农村低压", "rural_village": "农村低压，本所认村委会",
    "rural_township": "农村低压，本所要乡镇", "important": "重要客户",
    "tenant": "租户", "government_body": "行政事业单位", "dedicated_line": "专线", "construction": "建筑施工",
    "old_equipment": "利用旧设备", "unit": "单位办理", "dual_source": "申请双电源", "energy_intensive": "高耗能项目",
}
ANSWERS: dict[str, str] = {  # what is asked at the counter, in this order
    "agent": "委托代办", "rural": "农村地区", "tenant": "租户办理", "government_body": "行政事业单位", "important": "重要客户",
    "dedicated_line": "专线供电", "construction": "建筑施工", "old_equipment": "利用旧设备",
    "unit": "单位办理", "dual_source": "申请双电源", "energy_intensive": "高耗能项目",
}

Condition = Literal[
    "always", "agent", "rural_lv", "rural_village", "rural_township", "important", "tenant", "government_body", "dedicated_line",
    "construction", "old_equipment", "unit", "dual_source", "energy_intensive",
]
PaperForm = Literal["original", "copy", "original_and_copy"]


class Material(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paper a customer may bring, as original or copy; `when` is the condition under which it is accepted.

    `sealed`: with the seal of the unit. `expires`: it may carry a day up to which it is valid, which is then asked.
    """

    code: str
    name: str
    form: PaperForm
    note: str = ""
    when: Condition = "always"
    sealed: bool = False
    expires: bool = False


class MaterialGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Papers of which at least `least` are asked; a substitute counts as a member and is never asked besides.

    `may_follow_until` names the stage before which a deferred paper must be there, None = may not follow. `when` says who is asked for
    it, `unless` who is not. A group of grade C (its source is of unknown origin) can be read and is never asked.
    """

    code: str
    name: str
    members: tuple[Material, ...]
    source: str
    cite: str
    least: int = 1
    substitutes: tuple[Material, ...] = ()
    may_follow_until: str | None = None
    may_follow_source: str = ""
    when: Condition = "always"
    unless: Condition | None = None
    grade: Literal["A", "B", "C"] = "B"
    note: str = ""


    @property
    def asked_of(self) -> str:
        """Of whom the group is asked, in words; empty where it is asked of everybody."""
        shut = f"{CONDITION_WORDS[self.unless]}不要" if self.unless else ""
        return "；".join(word for word in (CONDITION_WORDS[self.when], shut) if word)


class MaterialList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer of some classes brings with an application."""

    code: str
    name: str
    classes: tuple[str, ...]
    groups: tuple[MaterialGroup, ...]
