"""责任人: who is responsible for the case, and relieving them before it ends."""

from __future__ import annotations

from datetime import date
from typing import cast

from models.approval_rules import ROLES
from models.events.case_role import Role
from models.services.changes import Changes
from models.services.responsible import APPOINTED, Appointed, appoint, relieve
from models.services.station import Person, people
from ui.case.entry import EntryDialog
from ui.window import Desk

_OTHER = ""


class AppointDialog(EntryDialog):
    """Appoints somebody; a project manager for this project only."""

    def __init__(self, desk: Desk, case_id: str, known: tuple[Person, ...]) -> None:
        sentence = "一个工单一人跟到底。项目经理只为这个项目任命，工单办结时自动解除；同一角色换人时，前一人同日解除。"
        super().__init__(desk, "确定责任人", sentence, "确定")
        self._case_id = case_id
        self.role = self.add_choice("role", "角色", [(role, ROLES[role]) for role in APPOINTED])
        listed = [(person.id, f"{person.name}（{person.post}）") for person in known]
        self.person = self.add_choice("person", "谁", [*listed, (_OTHER, "名单里没有（写在下面）")], listed[0][0] if listed else _OTHER)
        self.asked[-1].read = lambda: str(self.person.currentData() or "")
        self.name = self.add_line("name", "姓名和单位", required=False)
        self.on = self.add_day("on", "自哪天起", desk.today())
        self.proposed_by = self.add_line("proposed_by", "提名", "营销部", required=False)
        self.approved_by = self.add_line("approved_by", "批准", required=False, hint="如“分管副经理”")
        for box in (self.role, self.person):
            box.currentIndexChanged.connect(lambda _at: self._more_asked())
        self._more_asked()

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the appointment."""
        given = {name: str(values.get(name, "")) for name in ("person", "name", "proposed_by", "approved_by")}
        appointed = Appointed(cast(Role, values["role"]), cast(date, values["on"]), **given)
        return appoint(self.desk.station, self._case_id, appointed, self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says the role."""
        return f"已确定{ROLES[str(values['role'])]}。"

    def _more_asked(self) -> None:
        self.show_asked("name", not self.person.currentData())
        for name in ("proposed_by", "approved_by"):
            self.show_asked(name, self.role.currentData() == "project_manager")


class RelieveDialog(EntryDialog):
    """Relieves somebody before the case ends."""

    def __init__(self, desk: Desk, case_id: str, role: Role) -> None:
        super().__init__(desk, f"解除{ROLES[role]}", "办结前换人或解除时登记；办结时自动解除，不用登记。", "解除")
        self._case_id = case_id
        self._role: Role = role
        self.on = self.add_day("on", "最后一天", desk.today())
        self.reason = self.add_text("reason", "理由")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores it."""
        return relieve(self.desk.station, self._case_id, self._role, cast(date, values["on"]), str(values["reason"]), self.desk.today())


def open_appoint(desk: Desk, case_id: str, _key: str) -> None:
    """Reads who is in post and asks."""
    desk.tasks.run(
        lambda: tuple(person for person in people(desk.station) if person.until is None),
        lambda known: AppointDialog(desk, case_id, known).open(),
    )


ACTS = {
    "appoint": open_appoint,
    "relieve": lambda desk, case_id, key: RelieveDialog(desk, case_id, cast(Role, key)).open(),
}
