"""受理登记: one application from the counter to its number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.problems import Problem, ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.changes import Changes
from models.services.registration import Earlier, Intake, Registered, earlier_cases, read_form, register
from ui.icons import icon
from ui.panel.autosave import Autosave
from ui.panel.columns import Columns
from ui.panel.kept import KeptLabel
from ui.panel.problem_list import ProblemList
from ui.panel.walk import Walk
from ui.register.entry import Entry
from ui.register.outcome import Outcome
from ui.register.outlook import outlook
from ui.register.pre_acceptance import PreAcceptDialog
from ui.register.rebuild_notice import RebuildNotice
from ui.register.result import result_of
from ui.register.side import Side
from ui.window import Desk, Page

KIND = "register"


class RegisterPage(Page):
    """Typed values are a draft from the first key on; saving makes a case of them, with a number and papers to print."""

    title = "受理登记"
    help_topic = "register"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.autosave = self._new_autosave("")
        self._saving = False
        self._fresh = True
        self._coming_back = False
        self._contact = ""
        self._making = self._make()

    def _make(self) -> Iterator[None]:
        """Makes what stands on the page, in steps short enough for idle moments; `prepare` goes through them, a visit through the rest."""
        self.entry = Entry(self.desk.station, self.desk.now)
        yield
        self.side = Side()
        self.problems = ProblemList()
        self.outcome = Outcome()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._entry_side())
        self._stack.addWidget(self.outcome)
        yield
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 14, 20, 12)
        page.setSpacing(10)
        page.addLayout(self._header())
        self.rebuilding = RebuildNotice(self.desk)
        page.addWidget(self.rebuilding)
        page.addWidget(self._stack, 1)
        self._connect()
        QShortcut(QKeySequence("Ctrl+N"), self, self._another, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        yield
        self.start()
        yield

    def _finish(self) -> None:
        for _ in self._making:
            pass

    # --- building ------------------------------------------------------------------------------------------------------------

    def _header(self) -> QHBoxLayout:
        title = QLabel(self.title)
        title.setProperty("role", "title")
        self.subtitle = QLabel("Enter 下一栏 · PgDn 下一个必填 · 数字键选择")
        self.subtitle.setProperty("role", "subtitle")
        self.drafts = QPushButton()
        self.drafts.setProperty("flat", True)
        self.drafts.setIcon(icon("history"))
        self.drafts.setMenu(QMenu(self.drafts))
        self.another = QPushButton("另登记一件 Ctrl+N")
        self.another.clicked.connect(self._another)
        row = QHBoxLayout()
        row.addWidget(title)
        row.addSpacing(8)
        row.addWidget(self.subtitle)
        row.addStretch(1)
        row.addWidget(self.drafts)
        row.addWidget(self.another)
        return row

    def _entry_side(self) -> QWidget:
        self.columns = Columns(self.entry, self.side, self.entry.fit)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.problems)
        box.addLayout(self.columns, 1)
        box.addLayout(self._foot())
        return whole

    def _foot(self) -> QHBoxLayout:
        self.save_button = QPushButton("保存登记 Ctrl+Enter")
        self.save_button.setProperty("primary", True)
        self.save_button.clicked.connect(self.save)
        self.discard_button = QPushButton("放弃这份登记")
        self.discard_button.setProperty("link", True)
        self.discard_button.clicked.connect(self._discard)
        self.kept = KeptLabel(self.desk.now)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.pre_button = QPushButton("预受理…")
        self.pre_button.setToolTip("给一个预受理编号，不计时限；本所的理解（非规定）")
        self.pre_button.clicked.connect(self.pre_accept)
        row.addWidget(self.save_button)
        row.addWidget(self.pre_button)
        row.addWidget(self.kept)
        row.addStretch(1)
        row.addWidget(self.discard_button)
        return row

    def _connect(self) -> None:
        self.walk = Walk(self.save_button)
        self.walk.saving.connect(self.save)
        self.walk.reached.connect(self.columns.reveal)
        self.entry.edited.connect(self._keep)
        self.entry.keyed.connect(self._look_for_earlier)
        self.entry.rebuilt.connect(self._follow)
        self.entry.left.connect(lambda: self.problems.drop_mended(self._is_wrong))
        self.side.wanted.connect(self._go_to)
        self.side.opened.connect(self._open_earlier)
        self.side.reasoned.connect(self._on_reason)
        self.problems.chosen.connect(self._go_to)
        self.outcome.printed.connect(lambda code: self.desk.preview_paper(self._saved_case(), code))
        self.outcome.whole.connect(self.print_stage)
        self.outcome.opened.connect(lambda: self.desk.open_case(self._saved_case()))
        self.outcome.again.connect(self._another)

    # --- beginning and leaving -----------------------------------------------------------------------------------------------

    def prepare(self) -> Iterator[None]:
        """The whole page, with an empty form."""
        yield from self._making

    def visit(self, *what: str) -> None:
        """Starts an empty registration, or goes on with the draft named; coming back from a case opened here goes on as it was."""
        self._finish()
        draft_id = what[0] if what else ""
        if self._coming_back and not draft_id:
            self._coming_back = False
            return
        self.start(draft_id)

    def start(self, draft_id: str = "") -> None:
        """Shows an empty registration, or a draft."""
        self.autosave.flush()
        self.autosave = self._new_autosave(draft_id)
        kept = self.desk.station.drafts.values(draft_id) if draft_id else {}
        self.entry.begin(kept)
        self._contact = str(kept.get("@contact", ""))
        self.side.earlier.reason.put(kept.get("@duplicate_reason", ""))
        self.problems.show_problems(())
        self.entry.show_problems(())
        self.kept.follow(self.autosave)
        self._stack.setCurrentIndex(0)
        self.another.setVisible(bool(draft_id))
        self.subtitle.show()
        self._follow()
        self._look_for_earlier()
        self._list_drafts()
        self.columns.to_top()
        self._fresh = True
        if self.isVisible():
            self._take_focus()

    def _new_autosave(self, draft_id: str) -> Autosave:
        station = self.desk.station
        return Autosave(station.drafts, draft_id or uuid4().hex, KIND, "", self.desk.now, begun=bool(draft_id))

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins at the first field, in a draft at the first empty one."""
        self._finish()
        super().showEvent(event)
        if self._fresh:
            QTimer.singleShot(0, self._take_focus)  # the stack of pages gives the focus to its own choice after this event

    def _take_focus(self) -> None:
        self._fresh = False
        first = self.walk.first_empty() if self.autosave.begun else None
        start = first or self.entry.head.stops[0]
        start.take_focus()
        self.columns.reveal(start)

    def refresh(self) -> None:
        """Only what stands around the entry: what is typed stays."""
        self._list_drafts()
        self._show_side()
        self.rebuilding.refresh()

    def concerns(self, changes: Changes) -> bool:
        """Drafts and rules; cases may be the same customer's; a rebuild that was begun, ended or given up."""
        return changes.drafts or changes.rules or changes.packages or bool(changes.cases)

    def may_leave(self) -> bool:
        """The draft keeps everything; asks only where it could not be written."""
        if self._stack.currentIndex() == 0 and not self.autosave.flush():
            return self.desk.ask("草稿没有存上", "离开后这份登记里最后填的内容会丢失。", "仍要离开", "留下")
        if self._stack.currentIndex() == 0 and self.autosave.begun:
            self.desk.changes.tell(Changes(drafts=True))
            self.desk.toast("未完成的登记已存为草稿，在“未完成登记”里接着填")
        return True

    # --- typing --------------------------------------------------------------------------------------------------------------

    def _keep(self, name: str, value: object) -> None:
        if not self.autosave.begun:
            if name in ("@kind", "@class_"):  # choosing alone is no draft; the choice is kept with the first thing typed
                self._show_side()
                return
            self.another.show()
            for field, start in self.entry.starting_values().items():
                self.autosave.note(field, start)
        self.autosave.note(name, value, self.entry.title())
        self._show_side()

    def _on_reason(self) -> None:
        reason = str(self.side.earlier.reason.value())
        self._keep("@duplicate_reason", reason)
        if reason.strip():
            self.side.earlier.reason.mark(invalid=False)
            self.problems.drop_mended(self._is_wrong)

    def _follow(self) -> None:
        self.walk.follow((*self.entry.stops, self.side.earlier.reason))
        self._show_side()

    def _show_side(self) -> None:
        if self.entry.panel is None:
            return
        head, station = self.entry.head, self.desk.station
        seen = outlook(self.entry.checklist(), head.kind, head.class_, self.entry.accepted_on(), self.entry.book, station.calendar,
                       self.entry.known_facts())
        self.side.show_outlook(seen)
        self.pre_button.setVisible(self.entry.book.switched_on("pre_accept", head.class_))
        self.side.show_missing(self.entry.panel.missing())

    def _look_for_earlier(self) -> None:
        found: tuple[Earlier, ...] = ()
        if self.entry.key_values():
            found = earlier_cases(self.desk.station, self.entry.form.code, self.entry.values(), self.desk.today())
        self.side.earlier.show_found(found)

    def _go_to(self, name: str) -> None:
        if name == "duplicate_reason":
            self.side.earlier.reason.take_focus()
        elif self.entry.focus(name) and (widget := self.focusWidget()):
            self.columns.reveal(widget)

    # --- saving --------------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Saves the registration, or says everything that is still wrong."""
        intake = self._whole()
        if intake is None:
            return
        station, today = self.desk.station, self.desk.today()
        self._saving = True
        self.save_button.setEnabled(False)
        self.desk.tasks.run(lambda: register(station, intake, today), self._saved, failed=self._refuse)

    def pre_accept(self) -> None:
        """预受理: everything is checked as for a registration, then one day is asked."""
        intake = self._whole()
        if intake is None:
            return
        try:
            read_form(self.desk.station, intake, self.desk.today())
        except ProblemsFound as found:
            self._refuse(found)
            return
        dialog = PreAcceptDialog(self.desk, intake)
        dialog.accepted.connect(lambda: self._saved(dialog.saved) if dialog.saved else None)
        dialog.open()

    def _whole(self) -> Intake | None:
        """The registration as it stands; None where something is not understood, which is then shown, or it is being saved."""
        if self._saving or self._stack.currentIndex() != 0:
            return None
        self._look_for_earlier()
        reason = str(self.side.earlier.reason.value())
        try:
            intake = self.entry.intake(reason, self.autosave.draft_id if self.autosave.begun else "")
        except ProblemsFound as found:
            self._refuse(found)
            return None
        return replace(intake, contact=self._contact)

    def _saved(self, answer: tuple[Registered, Changes]) -> None:
        saved, changes = answer
        self._end_saving()
        papers, kind = self.entry.checklist(), self.entry.head.kind
        self.autosave = self._new_autosave("")
        today = self.desk.today()
        self.outcome.show_result(result_of(saved, case_detail(self.desk.station, saved.case_id, today), kind, papers, today))
        self._stack.setCurrentIndex(1)
        self.another.hide()
        self.subtitle.hide()
        self.outcome.take_focus()
        self.desk.changes.tell(changes)

    def _refuse(self, error: Exception) -> None:
        """Shows every problem at its field and goes to the first; nothing typed is touched."""
        self._end_saving()
        if not isinstance(error, StationError):
            return
        problems = tuple(self.entry.in_order(error.problems)) if isinstance(error, ProblemsFound) else ()
        if self.side.earlier.found and not str(self.side.earlier.reason.value()).strip():
            problems = (*problems, Problem("duplicate_reason", "已有工单", "请打开已有工单查看；确要另外登记，请写明理由"))
        self.entry.show_problems(problems)
        self.side.earlier.reason.mark(invalid=any(one.field == "duplicate_reason" for one in problems))
        self.problems.show_problems(problems)
        if problems:
            self._go_to(problems[0].field)
        else:
            self.desk.show_error(error)

    def _is_wrong(self, field: str) -> bool:
        if field == "duplicate_reason":
            return bool(self.side.earlier.found) and not str(self.side.earlier.reason.value()).strip()
        return self.entry.is_wrong(field)

    def _end_saving(self) -> None:
        self._saving = False
        self.save_button.setEnabled(True)

    # --- other ways on -------------------------------------------------------------------------------------------------------

    def next_step(self) -> None:
        """F2: after saving, the case."""
        if self._stack.currentIndex() == 1:
            self.desk.open_case(self._saved_case())

    def print_paper(self) -> None:
        """Ctrl+P: after saving, the first paper for the customer."""
        if self._stack.currentIndex() == 1 and self.outcome.result and self.outcome.result.papers:
            self.desk.preview_paper(self._saved_case(), self.outcome.result.papers[0][0])

    def print_stage(self) -> None:
        """Ctrl+Shift+P: after saving, all papers of 受理."""
        if self._stack.currentIndex() == 1:
            from ui.paper.batch import print_stage

            print_stage(self.desk, self._saved_case(), "accept")

    def _saved_case(self) -> str:
        return self.outcome.result.case_id if self.outcome.result else ""

    def _another(self) -> None:
        if self.may_leave():
            self.start()

    def _open_earlier(self, case_id: str) -> None:
        self._coming_back = True
        self.desk.open_case(case_id)

    def _discard(self) -> None:
        if self.autosave.begun:
            if not self.desk.ask("放弃这份登记？", f"“{self.entry.title()}”已填的内容会被删除，不能找回。", "放弃", "留下"):
                return
            self.autosave.discard()
            self.desk.changes.tell(Changes(drafts=True))
        self.start()

    def _list_drafts(self) -> None:
        heads = [head for head in self.desk.station.drafts.heads() if head.kind == KIND and head.id != self.autosave.draft_id]
        menu = self.drafts.menu()
        menu.clear()
        for head in heads:
            action = menu.addAction(f"{head.title or '（未填户名）'}    {head.updated:%m-%d %H:%M}")
            action.triggered.connect(lambda _=False, draft=head.id: self.desk.open_registration(draft))
        self.drafts.setText(f"未完成登记 {len(heads)}")
        self.drafts.setVisible(bool(heads))
