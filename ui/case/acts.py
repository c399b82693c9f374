"""What can be done with a case from its page: each act opens its dialog, its paper or its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.problems import StationError
from models.services.case_page.rows import CaseDetail, MaterialRow, PaperRow, TodoRow
from models.services.case_page.topic_card import CardAct
from ui.window import Desk


@dataclass(frozen=True)
class Act:
    """One thing to do now: the words on its button, the sentence above it, and the doing."""

    label: str
    sentence: str
    do: Callable[[], None]


class CaseActs:
    """The acts of one case as it stands in `detail`; make a new one when the case has changed."""

    def __init__(self, desk: Desk, detail: CaseDetail) -> None:
        self.desk = desk
        self.detail = detail
        self.case_id = detail.row.case_id

    @property
    def open_pause(self) -> bool:
        """Whether the clock is stopped now."""
        return any(pause.until is None for pause in self.detail.pauses)

    @property
    def ended(self) -> bool:
        """Whether nothing can be done any more, or only once it can be supplied."""
        return self.detail.row.level in ("ended", "deferred")

    @property
    def accepted(self) -> bool:
        """Whether the clock was ever started."""
        return self.detail.row.accepted_on is not None

    @property
    def lacking(self) -> tuple[MaterialRow, ...]:
        """Papers that are missing or owed."""
        return tuple(material for material in self.detail.materials if material.state != "got")

    def now(self) -> tuple[Act, ...]:
        """What is to be done, the next step (F2) first."""
        found: list[Act] = []
        if self.detail.row.level == "deferred":
            found.append(Act("恢复办理", "暂不具备供电条件，等待复核，不计时。具备条件后恢复办理，时限从那天重新起算。", self.reopen))
            found.append(Act("复核：仍不具备", "写明看了什么，定下次复核的日期", self.review))
        if self.open_pause:
            pause = next(p for p in self.detail.pauses if p.until is None)
            found.append(Act("恢复计时", f"从 {pause.since} 起因“{pause.cause}”暂停。客户这边好了，先恢复计时，再往下办。", self.resume))
        found += [act for todo in self.detail.todos for act in self._of(todo)]
        if found and self._offered("supplement"):
            found.append(Act("退回补正…", "缺资料、要改的，一项一项写明，退给供电所补齐再上报", lambda: self.handed("supplement")))
        return tuple(found)

    def _of(self, todo: TodoRow) -> tuple[Act, ...]:
        if todo.kind == "accept":
            receive = Act("收到资料", todo.sentence, self.receive)
            name = todo.label if todo.label.startswith("转") else "受理"
            if any(not material.may_follow for material in self.lacking):
                return (receive,)
            owed = "、".join(material.name for material in self.lacking)
            ready = f"只缺可以后补的{owed}：客户签承诺书，可以容缺{name}" if owed else f"资料已齐，可以{name}"
            accept = Act(name, f"{ready}，时限从受理日起算。", self.accept)
            return (accept, receive) if self.lacking else (accept,)
        doing: dict[str, Callable[[], None]] = {
            "form": lambda: self.fill(todo.form),
            "print": lambda: self.preview(todo.paper),
            "deliver": lambda: self.delivered(todo.paper),
            "sign": lambda: self.signed_back(todo.paper),
            "pass_up": self.pass_up,
            "approve": self.approve,
            "record": lambda: self.record(todo.stage),
            "take_over": lambda: self.handed("take_over"),
            "take_back": lambda: self.handed("take_back"),
            "give_back": lambda: self.handed("answered" if todo.paper else "done"),
            "task": lambda: self.fill(todo.form) if todo.form else self.handed("task"),
        }
        if todo.kind not in doing:
            return ()
        act = Act(todo.label, todo.sentence, doing[todo.kind])
        theirs = self._from_centre(todo.paper) if todo.kind == "deliver" else None
        if theirs:
            return (act, Act("打印县中心的单据", f"{theirs.title} {theirs.paper_no}，交客户签收", lambda: self.show_paper(theirs)))
        if todo.kind != "pass_up":
            return (act,)
        return (act, Act("打印上报单", "随工单交县中心", lambda: self.preview(todo.paper)))

    def _from_centre(self, code: str) -> PaperRow | None:
        """The latest paper of a code where the county centre issued it."""
        found = next((p for p in self.detail.papers if p.code == code and p.state != "作废"), None)
        return found if found and found.of_centre else None

    def show_paper(self, paper: PaperRow) -> None:
        """Opens an issued paper as it was issued."""
        self.preview(paper.code, paper_no=paper.paper_no)

    def handed(self, act: str) -> None:
        """What goes to and fro between station and county centre: opens the act of its card."""
        from ui.case.topics import open_act

        if found := self._offered(act):
            open_act(self.desk, self.case_id, "transfer", found)

    def _offered(self, act: str) -> CardAct | None:
        """An act of the county centre's card, where it can be done now."""
        card = next((one for one in self.detail.cards if one.topic == "transfer"), None)
        offered = [*card.acts, *(one for row in card.rows for one in row.acts)] if card else []
        return next((one for one in offered if one.code == act), None)

    def fill(self, form: str) -> None:
        """Opens the panel of a form."""
        self.desk.open_form(self.case_id, form)

    def preview(self, code: str, *, paper_no: str = "", blank: bool = False) -> None:
        """Opens a paper, to print or save it."""
        from ui.paper.preview import PaperDialog

        PaperDialog(self.desk, self.case_id, code, paper_no=paper_no, blank=blank).open()

    def delivered(self, code: str) -> None:
        """Asks when the latest paper of a code was delivered, or signed where it already was."""
        paper = next((p for p in self.detail.papers if p.code == code and p.state in ("已出具", "已送达")), None)
        if paper is None:
            self.preview(code)
        elif paper.state == "已出具":
            self.deliver(paper)
        else:
            self.sign(paper)

    def print_stage(self) -> None:
        """打印本环节全部: the stage's set of papers."""
        from ui.paper.batch import print_stage

        print_stage(self.desk, self.case_id)

    def signed_back(self, code: str) -> None:
        """Asks when the latest paper of a code came back signed."""
        paper = next((p for p in self.detail.papers if p.code == code and p.state in ("已出具", "已送达")), None)
        if paper is None:
            self.preview(code)
        else:
            self.sign(paper)

    def deliver(self, paper: PaperRow) -> None:
        """登记送达."""
        from ui.paper.steps import DeliverDialog

        DeliverDialog(self.desk, self.case_id, paper).open()

    def sign(self, paper: PaperRow) -> None:
        """登记签回."""
        from ui.paper.steps import SignDialog

        SignDialog(self.desk, self.case_id, paper).open()

    def void_paper(self, paper: PaperRow) -> None:
        """作废单据."""
        from ui.paper.steps import VoidPaperDialog

        VoidPaperDialog(self.desk, self.case_id, paper).open()

    def receive(self) -> None:
        """收到资料."""
        from ui.case.intake_dialogs import ReceiveDialog

        ReceiveDialog(self.desk, self.case_id, self.detail.materials).open()

    def accept(self) -> None:
        """受理."""
        from ui.case.intake_dialogs import AcceptDialog

        AcceptDialog(self.desk, self.case_id).open()

    def pass_up(self) -> None:
        """上报县中心."""
        from ui.case.intake_dialogs import PassUpDialog

        printed = any(paper.code == "REPORT-UP" and paper.state != "作废" for paper in self.detail.papers)
        again = any(card.topic == "transfer" for card in self.detail.cards)
        PassUpDialog(self.desk, self.case_id, printed, again).open()

    def pause(self) -> None:
        """暂停计时; the allowed causes are read first."""
        from models.services.pauses import pause_reasons
        from ui.case.clock_dialogs import PauseDialog

        self.desk.tasks.run(
            lambda: pause_reasons(self.desk.station, self.case_id),
            lambda reasons: PauseDialog(self.desk, self.case_id, reasons).open(),
        )

    def note_delay(self) -> None:
        """记延误原因; the causes are read first."""
        from ui.case.delay_dialogs import note_delay

        note_delay(self.desk, self.case_id)

    def resume(self) -> None:
        """恢复计时."""
        from ui.case.clock_dialogs import ResumeDialog

        pause = next((p for p in self.detail.pauses if p.until is None), None)
        if pause is None:
            self.desk.show_error(StationError("这个工单没有在暂停。", "不用恢复。"))
        else:
            ResumeDialog(self.desk, self.case_id, pause).open()

    def remind(self) -> None:
        """提醒客户: the one line with whom to call and what to say."""
        from ui.case.contact_dialogs import remind

        remind(self.desk, self.case_id)

    def note_contact(self) -> None:
        """The one line for a contact of this case."""
        self.desk.note_contact(self.case_id)

    def correct_value(self) -> None:
        """更正登记内容; the present values are read first."""
        from models.services.corrections import correctable
        from models.services.paper.reissue import standing_on
        from ui.case.correction_dialogs import CorrectValueDialog

        def offer(found: tuple[tuple[tuple[str, str, str], ...], dict[str, tuple[str, ...]]]) -> None:
            if found[0]:
                CorrectValueDialog(self.desk, self.case_id, *found).open()
            else:
                self.desk.show_error(StationError("这个工单还没有填登记表，没有可更正的内容。", "请先在“表单”里填写登记表。"))

        station, case_id = self.desk.station, self.case_id
        self.desk.tasks.run(lambda: (correctable(station, case_id), standing_on(station, case_id)), offer)

    def correct_day(self) -> None:
        """更正环节日期; who may approve is read first."""
        from models.services.people import chiefs
        from ui.case.correction_dialogs import CorrectDayDialog

        done = (*self.detail.steps, *self.detail.nodes)
        self.desk.tasks.run(
            lambda: chiefs(self.desk.station), lambda found: CorrectDayDialog(self.desk, self.case_id, done, found).open()
        )

    def reopen_stage(self) -> None:
        """重新办理环节."""
        from ui.case.redo_dialogs import reopen_stage

        reopen_stage(self.desk, self.case_id)

    def approve(self) -> None:
        """登记审批: the next role's word on the plan."""
        from ui.case.approval_dialogs import open_decide

        open_decide(self.desk, self.case_id)

    @property
    def recordable(self) -> bool:
        """Whether something can be recorded by itself now."""
        return any(card.topic == "stages" and card.acts for card in self.detail.cards)

    def record(self, stage: str = "") -> None:
        """登记环节: what has no form, with its day and who did it; `stage` stands chosen."""
        from ui.case.stage_dialogs import open_record

        open_record(self.desk, self.case_id, stage)

    def end(self) -> None:
        """办结…: every way to end the case but the archive; what can be chosen is read first."""
        from ui.case.ending_dialogs import open_end

        open_end(self.desk, self.case_id)

    def reopen(self) -> None:
        """恢复办理 of a case that could not be supplied."""
        from ui.case.ending_dialogs import ReopenDialog

        ReopenDialog(self.desk, self.case_id).open()

    def review(self) -> None:
        """复核: still cannot be supplied."""
        from ui.case.ending_dialogs import ReviewDialog

        ReviewDialog(self.desk, self.case_id).open()

    def explain(self, key: str = "") -> None:
        """为什么是这一天, as a dialog."""
        from ui.case.why import WhyDialog

        WhyDialog(self.desk, self.case_id, key).open()
