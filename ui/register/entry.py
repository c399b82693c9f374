"""The left side of a registration: head, form, papers; what is typed, kept as one draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.case import Case
from models.case_facts import facts_of_case
from models.checklist import Checklist, questions
from models.forms import Form, form_by_code, parse_day, prefilled, specs
from models.forms.change_application import kind_asked
from models.material_rules import MaterialList
from models.problems import Problem, ProblemsFound
from models.services import conditions
from models.services.case_facts import facts_to_ask
from models.services.known_agents import Agent, KnownAgents
from models.services.registration import Intake, checklist
from models.services.station import Station, name_of
from models.services.suggestions import Suggestions
from models.services.wordings import case_wordings
from ui.panel.editor import Editor
from ui.panel.panel import NARROW, PREFILLED, FormPanel
from ui.register.carry import carried, changed_unit
from ui.register.conditions import FIELDS, ConditionsCard
from ui.register.facts import FactsCard
from ui.register.frame import COUNTER, FrameCard
from ui.register.materials import MaterialsCard, answers_from

if TYPE_CHECKING:
    from models.rules import RuleBook

KEY_FACTS = frozenset({"document_no", "phone", "address", "account_no"})
AUTOMATIC = "保存后自动编号"
_HEAD = "@"


class Entry(QWidget):
    """`edited(name, value)` is what a draft keeps; `keyed` a field left by which earlier cases are found; `left` any field left;
    `rebuilt` says that there are new stops.
    """

    edited = Signal(str, object)
    keyed = Signal()
    left = Signal()
    rebuilt = Signal()

    def __init__(self, station: Station, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._station = station
        self._agents = KnownAgents(station)
        self._now = now
        self.book: RuleBook = station.shelf.book()
        self._letters = NARROW
        self._typed: dict[str, object] = {}
        self._answered: dict[str, bool] = {}
        self._given_by: dict[str, str] = {}
        self.head = FrameCard(self.book.types, now)
        self.conditions = ConditionsCard(lambda: now().date())
        self.materials = MaterialsCard(lambda: now().date())
        self.facts = FactsCard()
        self._stated: dict[str, bool] = {}
        self.panel: FormPanel | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 4, 0)
        self._box.setSpacing(12)
        self._box.addWidget(self.head)
        self._box.addWidget(self.facts)
        self._box.addWidget(self.conditions)
        self._box.addWidget(self.materials)
        self.head.edited.connect(self._on_head)
        self.head.left.connect(self.left)
        self.head.kind_changed.connect(self._on_kind)
        self.materials.edited.connect(self._on_materials)
        self.materials.rebuilt.connect(self.rebuilt)
        self.facts.edited.connect(self._on_facts)
        self.conditions.edited.connect(self._on_conditions)
        self.conditions.rebuilt.connect(self.rebuilt)

    # --- beginning -----------------------------------------------------------------------------------------------------------

    def begin(self, kept: Mapping[str, object]) -> None:
        """Starts empty, or goes on with what a draft kept."""
        self.book = self._station.shelf.book()
        self._typed = {name: value for name, value in kept.items() if not name.startswith(_HEAD)}
        answers = kept.get(_HEAD + "answers")
        self._answered = {str(k): bool(v) for k, v in answers.items()} if isinstance(answers, Mapping) else {}
        stated = kept.get(_HEAD + "facts")
        self._stated = {str(k): bool(v) for k, v in stated.items()} if isinstance(stated, Mapping) else {}
        received = kept.get(_HEAD + "received")
        self.materials.put_received(frozenset(map(str, received)) if isinstance(received, list) else frozenset())
        valid = kept.get(_HEAD + "valid_until")
        self.materials.put_valid({str(k): str(v) for k, v in valid.items()} if isinstance(valid, Mapping) else {})
        self.conditions.put({name: kept[_HEAD + name] for name in ("preconditions", *FIELDS) if _HEAD + name in kept})
        self.head.clear()
        self.head.choose_kind(str(kept.get(_HEAD + "kind", "")))
        for name, value in self._head_start().items():
            self.head.put(name, value, "" if name == "channel" else PREFILLED)
        for name, value in kept.items():
            if name.startswith(_HEAD) and name != _HEAD + "kind":
                self.head.put(name.removeprefix(_HEAD), value)
        self._make_panel()

    def starting_values(self) -> dict[str, object]:
        """What was filled in for the clerk and belongs to the day the customer came: kept with the draft's first change."""
        shown = self.panel.values() if self.panel else {}
        start = {name: shown[name] for name in ("accepted_on", "accepted_by") if name in shown}
        head = {_HEAD + name: value for name, value in self.head.values().items()}
        return start | head

    def _head_start(self) -> dict[str, object]:
        moment = f"{self._now():%Y-%m-%d %H:%M}"
        clerk = name_of(self._station, self._station.actor)
        return {"channel": COUNTER, "first_contact": clerk, "asked_at": moment, "got_at": moment}

    def _make_panel(self) -> None:
        form, before = self.form, self.panel
        known = set() if before is None else changed_unit(before.form_type, form)
        panel = self._panel_of(form)
        panel.offer_wordings(case_wordings(self._station, "", self._now().date()))
        panel.fill_in(prefilled(form, self._known()), tag=PREFILLED, keep=True)
        mine = carried(self._typed, self._given_by, form)
        if self.head.kind.application_kind:  # the business chosen says it, whatever another form said before
            mine.pop("business_type", None)
        panel.fill_in({name: value for name, value in mine.items() if name not in known}, keep=True)
        panel.fill_in({name: value for name, value in mine.items() if name in known}, tag="单位不同，请核对", keep=True)
        self._given_by |= form.gives
        self._ask()
        self.rebuilt.emit()

    def _panel_of(self, form: type[Form]) -> FormPanel:
        """An empty panel of the form in its place: the one that stands there, where it is of this form already."""
        if self.panel is not None and self.panel.form_type is form:
            self.panel.clear()
            return self.panel
        fixed = {"application_no": AUTOMATIC} if "application_no" in form.prefill else {}
        panel = FormPanel(form, lambda: self._now().date(), fixed=fixed)
        panel.edited.connect(self._on_field)
        panel.left.connect(self._on_left)
        panel.complete_with(Suggestions(self._station, lambda: [agent.name for agent in self._known_agents()]))
        if self.panel is not None:
            self._box.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
        panel.fit(self._letters)
        self.panel = panel
        self._box.insertWidget(1, panel)
        return panel

    def _known(self) -> dict[str, object]:
        """What a new panel starts from."""
        kind = self.head.kind
        facts: dict[str, object] = {
            "person": name_of(self._station, self._station.actor), "today": self._now().date(), "station": self._station.info.name,
            "change_asked": kind.application_kind or kind_asked(kind.name),
        }  # fmt: skip
        return facts | ({"business_type": kind.application_kind} if kind.application_kind else {})

    def _ask(self) -> None:
        """Asks what the papers, the preconditions and the limits of this business and class rest on."""
        whens = tuple(one.when for one in self.head.kind.preconditions)
        asked = (code for code in questions(self._materials(), whens) if code not in self._answers_of_form())
        self.materials.ask(tuple(asked))
        self._answer()
        self._ask_facts()
        self._show_checklist()

    def fit(self, letters: int) -> None:
        """Lays everything out for lines of so many letters."""
        if letters != self._letters:
            self._letters = letters
            self.head.fit(letters)
            self.conditions.fit(letters)
            self.materials.fit(letters)
            if self.panel:
                self.panel.fit(letters)

    # --- what is in it -------------------------------------------------------------------------------------------------------

    @property
    def form(self) -> type[Form]:
        """The application form of the business chosen."""
        return form_by_code(self.head.kind.application_form)

    @property
    def stops(self) -> tuple[Editor, ...]:
        """All editors in reading order."""
        forms = self.panel.stops if self.panel else ()
        return (*self.head.stops, *forms, *self.facts.stops, *self.conditions.stops, *self.materials.stops)

    def values(self) -> dict[str, object]:
        """The form's values as typed."""
        return self.panel.values() if self.panel else {}

    def title(self) -> str:
        """The words a draft is listed under: customer and business."""
        return f"{str(self.values().get('applicant') or '').strip() or '（未填户名）'} · {self.head.kind.short_name}"

    def accepted_on(self) -> date | None:
        """The acceptance day typed, None where there is none yet."""
        try:
            return parse_day(str(self.values().get("accepted_on", "")), self._now().date())
        except ValueError:
            return None

    def answers(self) -> dict[str, bool]:
        """The answers on which papers, stages and limits depend."""
        return {**self.materials.answers(), **self.facts.answers(), **self._answers_of_form()}

    def checklist(self) -> Checklist:
        """The list of papers as it stands."""
        on, valid = self.accepted_on() or self._now().date(), self.materials.valid_until()
        expired = {code: last for code, last in valid.items() if last < on}
        return checklist(self._station, self.head.kind.code, self.answers(), self.materials.received(), self.head.class_, expired)

    def key_values(self) -> bool:
        """Whether any value stands by which an earlier case could be found."""
        values = self.values()
        return any(str(values.get(name) or "").strip() for name, fact in self.form.gives.items() if fact in KEY_FACTS)

    def intake(self, reason: str, draft_id: str) -> Intake:
        """Everything for the service; ProblemsFound, with those of the form, where a time is not understood."""
        problems = (*self.head.problems(), *self.conditions.problems())
        if problems and self.panel:
            raise ProblemsFound((*problems, *self.panel.problems()))
        head = {name: str(value).strip() for name, value in self.head.values().items()}
        asked = {state.code for group in self.checklist().groups for state in group.accepted}
        return Intake(
            business_type=head["kind"], class_=head["class_"], channel=head["channel"], values=self.values(), answers=self.answers(),
            received=self.materials.received() & asked, outside_no=head["outside_no"], asked_at=self.head.asked.moment(),
            got_at=self.head.got.moment(), first_contact=head["first_contact"], duplicate_reason=reason.strip(), draft_id=draft_id,
            preconditions=self.conditions.met(), valid_until=self.materials.valid_until(), period_from=self.conditions.day("period_from"),
            period_until=self.conditions.day("period_until"), approved_by=self.conditions.text("approved_by"),
        )  # fmt: skip

    # --- problems ------------------------------------------------------------------------------------------------------------

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Marks what is wrong in head and form and clears the rest."""
        self.head.show_problems(problems)
        self.conditions.show_problems(problems)
        if self.panel:
            self.panel.show_problems(problems)

    def in_order(self, problems: Sequence[Problem]) -> list[Problem]:
        """The same problems from the top of the page to its end."""
        ordered = self.panel.in_order(problems) if self.panel else list(problems)
        head = [one for one in ordered if one.field in self.head.cells]
        return head + [one for one in ordered if one.field not in self.head.cells]

    def is_wrong(self, field: str) -> bool:
        """Whether a field is still marked."""
        if self.conditions.is_wrong(field):
            return True
        return (self.panel is not None and self.panel.is_wrong(field)) or (field in self.head.cells and self.head.cells[field].wrong)

    def focus(self, name: str) -> bool:
        """Goes to a field of the form or the head; false where there is none."""
        return (self.panel is not None and self.panel.focus(name)) or self.head.focus(name) or self.conditions.focus(name)

    # --- what the clerk does -------------------------------------------------------------------------------------------------

    def _on_head(self, name: str) -> None:
        if name == "channel":
            self._on_channel()
        elif name == "class_":
            self._ask()
            self.rebuilt.emit()
        self.edited.emit(_HEAD + name, self.head.values()[name])

    def _on_channel(self) -> None:
        """At the counter asking and getting are one; for other channels the time the customer asked is not known to us."""
        cell = self.head.cells["asked_at"]
        untouched = not cell.tag.isHidden()
        if untouched and self.head.values()["channel"] != COUNTER:
            cell.put("")
            self.edited.emit(_HEAD + "asked_at", "")

    def _on_kind(self, code: str) -> None:
        self.edited.emit(_HEAD + "kind", code)
        self._make_panel()

    def _on_field(self, name: str) -> None:
        value = self.values()[name]
        self._typed[name] = value
        if name in ("agent", "important"):
            self._answer()
            self._show_checklist()
        self.edited.emit(name, value)

    def _known_agents(self) -> tuple[Agent, ...]:
        """Who came for the customer that stands in the form."""
        values = self.values()
        return self._agents.of({fact: str(values.get(name) or "") for name, fact in self.form.gives.items()})

    def _follow_agent(self) -> None:
        """What is known of the agent named is filled in where nothing stands yet."""
        values, gives = self.values(), self.form.gives
        named = next((name for name, fact in gives.items() if fact == "agent"), "")
        known = next((one for one in self._known_agents() if one.name == str(values.get(named) or "").strip()), None)
        told = {name: known.facts.get(fact, "") for name, fact in gives.items() if not values.get(name)} if known else {}
        told = {name: value for name, value in told.items() if value}
        if self.panel and told:
            self.panel.fill_in(told, tag=PREFILLED, keep=True)
            for name, value in told.items():
                self._typed[name] = value
                self.edited.emit(name, value)

    def _on_left(self, name: str) -> None:
        if self.form.gives.get(name) == "agent":
            self._follow_agent()
        if self.form.gives.get(name) in KEY_FACTS:
            self.keyed.emit()
        self.left.emit()

    def _on_materials(self, what: str) -> None:
        if what == "answers":
            shown = self.materials.answers()
            self._answered = {code: yes for code, yes in shown.items() if code in self._answered or yes != self._guess().get(code, False)}
            self._show_checklist()
            self.edited.emit(_HEAD + "answers", self._answered)
        elif what == "valid_until":
            self._show_checklist()
            self.edited.emit(_HEAD + "valid_until", self.materials.typed_days())
        else:
            self._show_checklist()
            self.edited.emit(_HEAD + "received", sorted(self.materials.received()))

    def _on_conditions(self, name: str) -> None:
        """What is ticked here and asked by the form too is filled in there."""
        known = self.panel.values() if self.panel else {}
        told = {field: "是" for field in self.conditions.filled() if known.get(field) == "否"}
        if self.panel and told:
            self.panel.fill_in(told, tag=PREFILLED, keep=True)
            for field, value in told.items():
                self._typed[field] = value
                self.edited.emit(field, value)
        self.edited.emit(_HEAD + name, self.conditions.kept(name))

    # --- papers --------------------------------------------------------------------------------------------------------------

    def _answers_of_form(self) -> dict[str, bool]:
        """Answers that the form itself asks for; they are not asked twice."""
        found = answers_from(self.values())
        return {"important": found["important"]} if "important" in found else {}

    def _guess(self) -> dict[str, bool]:
        """Answers shown before the clerk gives one: somebody acts when an agent is named; a supply station's customers are rural."""
        return {"rural": True, **answers_from(self.values())}

    def known_facts(self) -> frozenset[str]:
        """The facts that hold for the application as it stands: which limits start depends on them."""
        values = self.values()
        told = {fact: str(values.get(name) or "") for name, fact in self.form.gives.items()}
        case = Case("", business_type=self.head.kind.code, class_=self.head.class_, answers=self.answers(), values=values)
        case.capacity, case.voltage = told.get("capacity", ""), told.get("voltage", "")
        return facts_of_case(case)

    def _ask_facts(self) -> None:
        """Asks what neither the form nor the list of papers asks: 城镇 is told by 农村地区."""
        papers = questions(self._materials())
        asked = {*(spec.name for spec in specs(self.form)), *papers, *(("urban",) if "rural" in papers else ())}
        wanted = facts_to_ask(self._station, self.head.kind.code, self.head.class_)
        self.facts.ask([question for question in wanted if question.code not in asked], self._stated)

    def _on_facts(self) -> None:
        self._stated = self.facts.answers()
        self.edited.emit(_HEAD + "facts", self._stated)

    def _answer(self) -> None:
        for code, yes in {**dict.fromkeys(self.materials.questions, False), **self._guess(), **self._answered}.items():
            self.materials.answer(code, yes, "" if code in self._answered else PREFILLED)

    def _materials(self) -> MaterialList:
        return self.book.materials_for(self.head.kind, self.head.class_)

    def _show_checklist(self) -> None:
        self.materials.show_checklist(self.checklist())
        kind, named = self.head.kind, tuple(self.form.gives.values())
        in_form = tuple(name for name, fact in (("period_from", "wanted_from"), ("period_until", "wanted_until")) if fact in named)
        self.conditions.ask(conditions.asked(self.book, kind, self.answers()), kind.periods, in_form)
