"""联系记录 of a case: note one, remind the customer, take a complaint in, answer; reached from the card 联系记录."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from models.contact import CHANNELS, RESULTS, Contact
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.window import Desk

if TYPE_CHECKING:
    from models.services.contacts import Reminding
    from models.services.station import Person


class AnswerDialog(EntryDialog):
    """登记答复: closes an open question, or a complaint with its result."""

    def __init__(self, desk: Desk, contact: Contact) -> None:
        title = "答复投诉" if contact.kind == "complaint" else "登记答复"
        told = "　".join(part for part in (contact.title, contact.name, contact.words) if part)
        super().__init__(desk, title, told, "登记答复")
        self._contact = contact
        if contact.kind == "complaint":
            self.outcome = self.add_choice("result", "处理结果", list(RESULTS.items()))
        self.answer = self.add_text("answer", "怎么答复的")
        self.offer_wordings(self.answer, "answer", contact.case_id)
        self.on = self.add_day("on", "答复日期", desk.today())

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the answer."""
        from models.services.complaints import answer_complaint
        from models.services.contacts import answer_contact

        answer, day, today = str(values["answer"]), cast(date, values["on"]), self.desk.today()
        if self._contact.kind == "complaint":
            result = str(values["result"])
            return answer_complaint(self.desk.station, self._contact.id, result, answer, day, today)  # type: ignore[arg-type]
        return answer_contact(self.desk.station, self._contact.id, answer, day, today)


class ComplaintDialog(EntryDialog):
    """登记投诉: number, what it is about, who answers until when."""

    def __init__(self, desk: Desk, case_id: str, due: tuple[date, str], people: tuple[Person, ...]) -> None:
        told = "投诉登记后到期前提醒答复。期限以派单写明的为准；没有写明的，按本所默认值（非规定）。"
        super().__init__(desk, "登记投诉", told, "登记投诉")
        self._case_id = case_id
        self.channel = self.add_choice("channel", "渠道", list(CHANNELS.items()))
        self.number = self.add_line("number", "编号", required=False, hint="95598、12398 的工单编号；来访、来电的没有不填")
        self.received = self.add_day("received", "收到日期", desk.today())
        self.words = self.add_text("words", "投诉什么")
        self.name = self.add_line("name", "投诉人", required=False)
        self.phone = self.add_line("phone", "电话", required=False)
        self.due = self.add_day("due", "答复期限", required=False, hint=f"空着就是 {due[0]}（{due[1]}）")
        posts = [(person.id, f"{person.name}　{person.post}") for person in people if person.until is None]
        self.answerer = self.add_choice("answerer", "谁来答复", posts, desk.station.actor)

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the complaint."""
        from models.services.complaints import ComplaintEntry, receive_complaint

        entry = ComplaintEntry(
            channel=str(values["channel"]),  # type: ignore[arg-type]
            number=str(values["number"]),
            received=cast(date, values["received"]),
            words=str(values["words"]),
            answerer=str(values["answerer"]),
            name=str(values["name"]),
            phone=str(values["phone"]),
            due=cast(date | None, values["due"]),
            case_id=self._case_id,
        )
        return receive_complaint(self.desk.station, entry, self.desk.today())[1]


def complain(desk: Desk, case_id: str, _key: str = "") -> None:
    """Opens 登记投诉, about a case or about none."""
    from models.services.complaints import default_due
    from models.services.station import people

    def read() -> tuple[tuple[date, str], tuple[Person, ...]]:
        return default_due(desk.station, desk.today()), people(desk.station)

    desk.tasks.run(read, lambda found: ComplaintDialog(desk, case_id, *found).open())


def answer(desk: Desk, _case_id: str, key: str) -> None:
    """Opens 登记答复 of one contact, read afresh."""
    from models.services.contacts import contact_of

    desk.tasks.run(lambda: contact_of(desk.station, key), lambda contact: AnswerDialog(desk, contact).open())


def note(desk: Desk, case_id: str, _key: str = "") -> None:
    """Opens the one line for a contact of a case."""
    from ui.contact.line import open_line

    open_line(desk, case_id)


def remind(desk: Desk, case_id: str, _key: str = "") -> None:
    """Opens the one line with whom to call and what to say."""
    from models.services.contacts import reminding
    from ui.contact.line import LineDialog

    def offer(found: Reminding) -> None:
        LineDialog(desk, found.case_id, found.number, kind="reached", who=f"{found.name} {found.phone}".strip(), words=found.words).open()

    desk.tasks.run(lambda: reminding(desk.station, case_id), offer)


ACTS: dict[str, Callable[[Desk, str, str], None]] = {"note": note, "remind": remind, "complain": complain, "answer": answer}
