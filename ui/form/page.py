"""One form of a case: filled, corrected with a reason, or printed for the field."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.forms import Form, form_by_code, specs
from models.problems import Problem, ProblemsFound, StationError
from models.services.case_page.detail import case_detail
from models.services.case_page.rows import CaseDetail, TodoRow
from models.services.changes import Changes
from models.services.stages import SavedForm, form_proposer, form_values, save_form
from models.services.suggestions import Suggestions
from models.services.wordings import case_wordings
from ui.case.pieces import Elided
from ui.empty_state import EmptyState
from ui.form.reason import reason_cell
from ui.form.saved import SavedPanel
from ui.form.side import FormSide
from ui.icons import icon
from ui.level_badge import LevelBadge
from ui.panel.autosave import Autosave
from ui.panel.columns import Columns
from ui.panel.drawing import DrawingEditor
from ui.panel.kept import KeptLabel
from ui.panel.panel import NARROW, PREFILLED, FormPanel
from ui.panel.problem_list import ProblemList
from ui.panel.walk import Walk
from ui.style import MUTED
from ui.window import Desk, Page

_ENTRY, _SAVED, _NOTHING = range(3)
_REASON = "@reason"
_WHY = "@why."


class FormPage(Page):
    """Typed values are a draft from the first key on; saving ends the stage where the form alone does."""

    title = "填表"
    help_topic = "form"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.case_id = ""
        self.form: type[Form] | None = None
        self.detail: CaseDetail | None = None
        self.panel: FormPanel | None = None
        self.again = False
        self._letters = NARROW
        self._saving = False
        self._fresh = False
        self.autosave = Autosave(desk.station.drafts, "", "", "", desk.now)
        self.reason = reason_cell()
        self.reason.editor.edited.connect(lambda: self._keep(_REASON, self.reason.editor.value()))
        self.side = FormSide()
        self.problems = ProblemList()
        self.done = SavedPanel()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._entry_side())
        self._stack.addWidget(self.done)
        self._stack.addWidget(EmptyState("这张表打不开", "请回到工单，从“现在要做”重新进入。", "返回", desk.go_back))
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 14, 20, 12)
        page.setSpacing(10)
        page.addLayout(self._header())
        page.addWidget(self._stack, 1)
        self._connect()

    # --- building ------------------------------------------------------------------------------------------------------------

    def _header(self) -> QHBoxLayout:
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.subtitle = Elided("", "subtitle")
        self.badge = LevelBadge()
        self.paper = QPushButton("打印空白/预填 Ctrl+P")
        self.paper.setIcon(icon("printer", MUTED))
        self.paper.clicked.connect(self.print_paper)
        self.files = QPushButton("附件")
        self.files.setIcon(icon("paperclip", MUTED))
        self.files.setToolTip("这张表的照片、扫描件和 PDF")
        self.files.clicked.connect(self._open_files)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.heading)
        row.addWidget(self.subtitle, 1)
        row.addWidget(self.badge)
        row.addWidget(self.files)
        row.addWidget(self.paper)
        return row

    def _entry_side(self) -> QWidget:
        self.entry = QWidget()
        self._box = QVBoxLayout(self.entry)
        self._box.setContentsMargins(0, 0, 4, 0)
        self._box.setSpacing(12)
        self._correction = QFrame()
        self._correction.setProperty("card", True)
        inside = QVBoxLayout(self._correction)
        inside.setContentsMargins(16, 10, 16, 12)
        inside.addWidget(self.reason)
        self._box.addWidget(self._correction)
        self._box.addStretch(1)
        self.columns = Columns(self.entry, self.side, self._fit)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.problems)
        box.addLayout(self.columns, 1)
        box.addLayout(self._foot())
        return whole

    def _foot(self) -> QHBoxLayout:
        self.save_button = QPushButton("保存 Ctrl+Enter")
        self.save_button.setProperty("primary", True)
        self.save_button.clicked.connect(self.save)
        self.kept = KeptLabel(self.desk.now)
        self.discard_button = QPushButton("放弃草稿")
        self.discard_button.setProperty("link", True)
        self.discard_button.clicked.connect(self._discard)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.save_button)
        row.addWidget(self.kept)
        row.addStretch(1)
        row.addWidget(self.discard_button)
        return row

    def _connect(self) -> None:
        self.walk = Walk(self.save_button)
        self.walk.saving.connect(self.save)
        self.walk.reached.connect(self.columns.reveal)
        self.problems.chosen.connect(self._go_to)
        self.done.printed.connect(self.print_paper)
        self.done.whole.connect(self.print_stage)
        self.done.went_on.connect(self._go_on)

    # --- beginning and leaving -----------------------------------------------------------------------------------------------

    def visit(self, *what: str) -> None:
        """Opens a form of a case: as it was filled, as a draft left it, or prefilled from what is known."""
        case_id, form_code, draft_id = (*what, "", "", "")[:3]
        self.autosave.flush()
        self.case_id = case_id
        station, today = self.desk.station, self.desk.today()
        try:
            self.form = form_by_code(form_code)
            self.detail = case_detail(station, case_id, today)
            known = form_values(station, case_id, form_code, today)
        except StationError as error:
            self._stack.setCurrentIndex(_NOTHING)
            self.desk.show_error(error)
            return
        self.again = any(row.code == form_code and row.state == "已完成" for row in self.detail.forms)
        self._open(self.form, known, draft_id or self._draft(form_code))

    def _draft(self, form_code: str) -> str:
        heads = self.desk.station.drafts.heads()
        return next((head.id for head in heads if head.kind == form_code and head.case_id == self.case_id), "")

    def _open(self, form: type[Form], known: dict[str, object], draft_id: str) -> None:
        drafts = self.desk.station.drafts
        self.autosave = Autosave(drafts, draft_id or uuid4().hex, form.code, self.case_id, self.desk.now, begun=bool(draft_id))
        self.kept.follow(self.autosave)
        kept = drafts.values(draft_id) if draft_id else {}
        panel = FormPanel(form, self.desk.today)
        panel.fit(self._letters)
        for editor in panel.stops:
            if isinstance(editor, DrawingEditor):
                editor.offer_photo(partial(self._photo_for, editor))
        panel.fill_in(known, tag="" if self.again else PREFILLED)
        panel.fill_in({name: value for name, value in kept.items() if not name.startswith("@")}, keep=True)
        panel.complete_with(Suggestions(self.desk.station))
        wordings = case_wordings(self.desk.station, self.case_id, self.desk.today())
        panel.offer_wordings(wordings)
        self.reason.offer({"": wordings.get("correction", ())})
        panel.propose(form_proposer(self.desk.station, self.case_id, form.code, self.desk.today()))
        panel.put_reasons({name.removeprefix(_WHY): str(value) for name, value in kept.items() if name.startswith(_WHY)})
        panel.reasoned.connect(lambda name: self._keep(_WHY + name, panel.reasons().get(name, "")))
        panel.edited.connect(lambda name: self._keep(name, panel.values()[name]))
        panel.left.connect(lambda _: self._look_again())
        if self.panel is not None:
            self._box.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = panel
        self._box.insertWidget(1, panel)
        self.reason.put(kept.get(_REASON, "整改后复验" if self.again and known.get("verdict") == "不合格" else ""))
        self.reason.show_problems(())
        self._correction.setVisible(self.again)
        self.reason.editor.setVisible(self.again)
        self.walk.follow((self.reason.editor, *panel.stops))
        self.problems.show_problems(())
        self._stack.setCurrentIndex(_ENTRY)
        self.columns.to_top()
        self._show_around()
        self._fresh = True
        if self.isVisible():
            self._take_focus()

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins at the first empty field."""
        super().showEvent(event)
        if self._fresh:
            QTimer.singleShot(0, self._take_focus)  # the stack of pages gives the focus to its own choice after this event

    def _take_focus(self) -> None:
        self._fresh = False
        first = self.walk.first_empty()
        if self.panel is not None:
            first = first or self.panel.stops[0]
        if first is not None:
            first.take_lack()
            QTimer.singleShot(0, first, lambda: self.columns.reveal(first))  # when the proposals have found their room

    def refresh(self) -> None:
        """Only what stands around the form: what is typed stays."""
        if self.case_id and self._stack.currentIndex() != _NOTHING:
            self.detail = case_detail(self.desk.station, self.case_id, self.desk.today())
            self._show_around()
            if self._stack.currentIndex() == _SAVED:
                self.done.show_next(self.detail)

    def concerns(self, changes: Changes) -> bool:
        """This case."""
        return self.case_id in changes.cases

    def may_leave(self) -> bool:
        """The draft keeps everything; asks only where it could not be written."""
        if self._stack.currentIndex() != _ENTRY:
            return True
        if not self.autosave.flush():
            return self.desk.ask("草稿没有存上", "离开后这张表里最后填的内容会丢失。", "仍要离开", "留下")
        if self.autosave.begun:
            self.desk.changes.tell(Changes(drafts=True))
            self.desk.toast("没填完的表已存为草稿，再打开时接着填")
        return True

    def _fit(self, letters: int) -> None:
        self._letters = letters
        if self.panel is not None:
            self.panel.fit(letters)

    # --- what is shown around ------------------------------------------------------------------------------------------------

    def _show_around(self) -> None:
        if self.detail is None or self.form is None:
            return
        row = self.detail.row
        self.heading.setText(self.form.title)
        self.subtitle.put(f"{self.detail.customer} · {row.number}{'  · 更正' if self.again else ''}")
        self.badge.show_level(row.level, row.level_text)
        self.paper.setText("打印本表 Ctrl+P" if self.again else "打印空白/预填 Ctrl+P")
        self._count_files(next((found.files for found in self.detail.forms if found.code == self.form.code), 0))
        self.paper.setVisible(self._stack.currentIndex() == _ENTRY)
        self.side.show_case(self.detail)
        todos, code = self.detail.todos, self.form.code
        early = not self.again and bool(todos) and all(todo.form != code for todo in todos)
        self.side.show_turn("、".join(todo.label for todo in todos) if early else "")
        self.discard_button.setVisible(self.autosave.begun)
        self._look_again()

    def _look_again(self) -> None:
        if self.panel is not None:
            self.side.show_missing(self.panel.missing())
            self.side.show_remarks(self.panel.remarks())
            self.side.show_proposals(self.panel.form_type, self.panel.proposals)
            self.problems.drop_mended(lambda field: field == "reason" or (self.panel is not None and self.panel.is_wrong(field)))

    # --- typing --------------------------------------------------------------------------------------------------------------

    def _keep(self, name: str, value: object) -> None:
        if self.panel is None or self.form is None or self.detail is None:
            return
        if not self.autosave.begun:
            days = {spec.name for spec in specs(self.form) if spec.kind == "date"}
            for field, day in self.panel.values().items():
                if field in days and day:
                    self.autosave.note(field, day)
            self.discard_button.show()
        self.autosave.note(name, value, f"{self.detail.customer} · {self.form.title}")
        self.side.show_missing(self.panel.missing())
        self.side.show_proposals(self.panel.form_type, self.panel.proposals)

    def _go_to(self, name: str) -> None:
        if name == "reason":
            self.reason.editor.take_focus()
        elif self.panel is not None and self.panel.focus(name) and (widget := self.focusWidget()):
            self.columns.reveal(widget)

    # --- saving --------------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Saves the form, or says everything that is still wrong."""
        if self._saving or self.panel is None or self.form is None or self._stack.currentIndex() != _ENTRY:
            return
        station, today, case_id, code = self.desk.station, self.desk.today(), self.case_id, self.form.code
        values, reason = self.panel.values(), str(self.reason.editor.value()) if self.again else ""
        why = self.panel.reasons()
        draft_id = self.autosave.draft_id if self.autosave.begun else ""
        self._saving = True
        self.save_button.setEnabled(False)
        self.desk.tasks.run(
            lambda: save_form(station, case_id, code, values, today, reason, draft_id, why), self._saved, failed=self._refuse
        )

    def _saved(self, answer: tuple[SavedForm, Changes]) -> None:
        saved, changes = answer
        self._end_saving()
        if self.form is None:
            return
        self.autosave = Autosave(self.desk.station.drafts, "", self.form.code, self.case_id, self.desk.now)
        self.detail = case_detail(self.desk.station, self.case_id, self.desk.today())
        self.done.show_saved(self.form, saved, self.detail)
        self._stack.setCurrentIndex(_SAVED)
        self._show_around()
        self.done.take_focus()
        self.desk.changes.tell(changes)

    def _refuse(self, error: Exception) -> None:
        """Shows every problem at its field and goes to the first; nothing typed is touched."""
        self._end_saving()
        if not isinstance(error, StationError) or self.panel is None:
            return
        problems = self.panel.in_order(error.problems) if isinstance(error, ProblemsFound) else []
        if self.again and not str(self.reason.editor.value()).strip():
            problems.insert(0, Problem("reason", "更正理由", "这张表已经填过，请写明为什么改"))
        self.reason.show_problems([one for one in problems if one.field == "reason"])
        self.panel.show_problems(problems)
        self.problems.show_problems(problems)
        if problems:
            self._go_to(problems[0].field)
        else:
            self.desk.show_error(error)

    def _end_saving(self) -> None:
        self._saving = False
        self.save_button.setEnabled(True)

    # --- other ways on -------------------------------------------------------------------------------------------------------

    def next_step(self) -> None:
        """F2: after saving, the next act."""
        if self._stack.currentIndex() == _SAVED:
            self._go_on(self.done.todo)

    def print_paper(self) -> None:
        """Ctrl+P: this form as it is stored, or blank and prefilled for the field."""
        if self.form is not None:
            self.desk.preview_paper(self.case_id, self.form.code)

    def print_stage(self) -> None:
        """Ctrl+Shift+P: after saving, all papers of the stage."""
        if self._stack.currentIndex() == _SAVED:
            from ui.paper.batch import print_stage

            print_stage(self.desk, self.case_id, self.done.stage)

    def _go_on(self, todo: TodoRow | None) -> None:
        if todo is not None and todo.kind == "form":
            (self.visit if self.form and todo.form == self.form.code else self.desk.open_form)(self.case_id, todo.form)
        elif todo is not None and todo.kind == "print":
            self.desk.preview_paper(self.case_id, todo.paper)
        else:
            self.desk.open_case(self.case_id)

    def _photo_for(self, editor: DrawingEditor) -> None:
        if self.form is not None:
            from ui.files.attaching import choose_photo

            choose_photo(self.desk, self.case_id, f"form:{self.form.code}", lambda sha256: editor.take(f"picture {sha256}"))

    def _open_files(self) -> None:
        if self.form is not None:
            from ui.files.shelf import FormFiles

            FormFiles(self.desk, self.case_id, f"form:{self.form.code}", self.form.title, self._count_files).open()

    def _count_files(self, count: int) -> None:
        self.files.setText(f"附件 {count}" if count else "附件…")

    def _discard(self) -> None:
        if self.form is None or not self.desk.ask("放弃草稿？", "还没有保存的内容会被删除，不能找回；已保存的表不受影响。", "放弃", "留下"):
            return
        self.autosave.discard()
        self.desk.changes.tell(Changes(drafts=True))
        self.visit(self.case_id, self.form.code)
