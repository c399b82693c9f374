"""登记客户情况: the answers on which stages and limits of a case depend."""

from __future__ import annotations

from models.services.case_facts import AskedFact, asked_facts, state_facts
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.pieces import words
from ui.window import Desk

_OPEN = "open"
_CHOICES = [("yes", "是"), ("no", "否")]


class FactsDialog(EntryDialog):
    """Asks every question that is still open or may still be changed; what a finished stage has decided is only shown."""

    def __init__(self, desk: Desk, case_id: str, questions: tuple[AskedFact, ...]) -> None:
        super().__init__(desk, "登记客户情况", "环节和时限按这些情况定，登记后马上按新的情况计算；已办完的环节不变。", "登记")
        self._case_id = case_id
        self._codes: list[str] = []
        self._before = {question.code: question.answer for question in questions}
        for question in questions:
            if question.settled:
                shown = "是" if question.answer else "否" if question.answer is False else "没有问清"
                self.fields.addWidget(words(f"{question.text}{shown}（“{question.settled}”已办完，不能再改）", "muted", wrap=True))
                continue
            self._codes.append(question.code)
            choices = _CHOICES if question.answer is not None else [(_OPEN, "还没有问清"), *_CHOICES]
            self.add_choice(question.code, question.text, choices, {None: _OPEN, True: "yes", False: "no"}[question.answer])
        if any(answer is not None for answer in self._before.values()):
            self.add_line("reason", "改动理由", required=False, hint="改动已登记的情况才要写")

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the answers given."""
        facts = {code: values[code] == "yes" for code in self._codes if values[code] != _OPEN}
        return state_facts(self.desk.station, self._case_id, facts, str(values.get("reason", "")))


def _open(desk: Desk, case_id: str, _key: str) -> None:
    desk.tasks.run(lambda: asked_facts(desk.station, case_id), lambda found: FactsDialog(desk, case_id, found).open())


ACTS = {"state": _open}
