"""A paper in front of the clerk: look, choose blank or filled, print, save, then note that it was delivered and signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QRadioButton, QVBoxLayout, QWidget

from models.problems import StationError, cause_of
from models.services.case_page.rows import CaseDetail, PaperRow
from ui.case.pieces import button, px, row, while_alive, words
from ui.paper.frame import PaperFrame
from ui.paper.printing import DPI, printer_named
from ui.paper.session import PaperSession, Way
from ui.paper.steps import DeliverDialog, SignDialog
from ui.window import Desk

_FIELD = "现场用的底稿：不编号，不作单据登记。"
_AGAIN = "\n再打印或另存即为“补打”，会注明并登记。"
_FIRST = "\n县中心出的单据：本所头一次打印或另存是给客户的正本，不注“补打”，会登记。"
_TWO_PART = "一式两联：上半 客户联 交客户，下半 存根联 请客户签字后存档；打印一份，沿虚线裁开。"


class PaperDialog(PaperFrame):
    """A paper of a case by code, or by number where it was issued before (`paper_no`; then what leaves is marked 补打).

    Looking at it is no fact. The number, the PDF and the fact come about together when it is printed or saved for the first
    time. `printer_for` makes the printer of a name, `choose_file` asks where to save (empty = nowhere).
    """

    def __init__(
        self,
        desk: Desk,
        case_id: str,
        code: str,
        *,
        paper_no: str = "",
        blank: bool = False,
        printer_for: Callable[[str], QPrinter] = printer_named,
        choose_file: Callable[[QWidget, str], str] | None = None,
    ) -> None:
        super().__init__(desk, "单据", printer_for)
        self.session = PaperSession(desk, case_id, code, paper_no, blank)
        self._choose_file = choose_file or ask_for_file
        self.filled_choice = QRadioButton("带已知内容")
        self.blank_choice = QRadioButton("空白表")
        (self.blank_choice if blank else self.filled_choice).setChecked(True)
        self.choice = QWidget()
        choice = row(self.filled_choice, self.blank_choice)
        choice.setContentsMargins(0, 0, 0, 0)
        self.choice.setLayout(choice)
        self.choice.hide()
        self.note = words("", "hint", wrap=True)
        self.steps = QWidget()
        self.deliver_button = button("已送达…", self._deliver)
        self.sign_button = button("已签回…", self._sign)
        self._build_side()
        self.blank_choice.toggled.connect(self._choose_blank)
        self._load()

    def do_print(self) -> None:
        """Issues the paper where it has to be, then prints what was issued."""
        copies = self.copies.value()

        def work() -> list[tuple[int, int, bytes]]:
            from reports.render import ink_images

            return ink_images(self.session.leave("print", copies), DPI)

        self._start(work, lambda pages: self._print(pages, copies), "正在准备打印…")

    def do_save(self) -> None:
        """Asks where to first; where nothing is chosen, nothing is issued."""
        target = self._choose_file(self, f"{self.session.paper_no or self._case_number()} {self.session.title}.pdf")
        if target:
            path = Path(target if target.lower().endswith(".pdf") else f"{target}.pdf")
            self._start(
                lambda: write_pdf(path, self.session.leave("save")), lambda _: self._done("save", f"已存为 {path.name}"), "正在保存…"
            )

    def _print(self, pages: list[tuple[int, int, bytes]], copies: int) -> None:
        self.destination.send(pages, copies, self.session.title, lambda: self._done("print", f"已送打印机，{copies} 份"), self._failed)

    def _start(self, work: Callable[[], object], done: Callable[..., None], text: str) -> None:
        self.trouble.hide()
        self.lock(True)
        self.desk.tasks.run(work, done, failed=self._failed, progress_text=text)

    def _failed(self, error: Exception) -> None:
        self._after()
        self.fail(error)

    def _done(self, way: Way, said: str) -> None:
        self.session.left(way)
        number = f"（编号 {self.session.paper_no}）" if self.session.paper_no else ""
        self.desk.toast(f"《{self.session.title}》{said}{number}。")
        self._after()

    def _after(self) -> None:
        """Tells what was stored and shows how far the paper got."""
        self.lock(False)
        for changes in self.session.take_changes():
            self.desk.changes.tell(changes)
        self.desk.tasks.run(self.session.reread, while_alive(self, self._show_state), failed=while_alive(self, self.fail))
        if self.session.paper_no and self.pdf != self.session.pdf:
            self.show_pdf(self.session.pdf)

    def _load(self) -> None:
        self.trouble.hide()
        self.desk.tasks.run(self.session.load, while_alive(self, self._loaded), failed=while_alive(self, self.fail), paper=True)

    def _loaded(self, pdf: bytes) -> None:
        self._show_state()
        self.show_pdf(pdf)

    def _choose_blank(self, blank: bool) -> None:
        if blank != self.session.blank:
            self.session.blank = blank
            self._load()

    def _show_state(self, _detail: CaseDetail | None = None) -> None:
        session = self.session
        paper = session.paper
        self.heading.setText(session.title)
        self.setWindowTitle(session.title)
        if paper:
            self.state.setText(
                f"编号 {paper.paper_no}\n{paper.state}"
                + (f" · {paper.note}" if paper.note else "")
                + (_FIRST if paper.to_print else _AGAIN)
            )
        else:
            self.state.setText(_FIELD if session.for_field else "打印或另存时才编号并登记；只看不登记。")
        self.choice.setVisible(session.is_form and not session.paper_no)
        self.filled_choice.setText("已填内容" if session.filled else "带已知内容")
        self.note.setText(_TWO_PART if self._two_part() else "")
        self.note.setVisible(self._two_part())
        self.steps.setVisible(paper is not None and paper.state in ("已出具", "已送达"))
        self.deliver_button.setEnabled(paper is not None and paper.state == "已出具")
        if self.steps.isVisible() and self.close_button.hasFocus():
            (self.deliver_button if self.deliver_button.isEnabled() else self.sign_button).setFocus()

    def _two_part(self) -> bool:
        from models.services.paper.paper_contexts import is_two_part

        return is_two_part(self.session.code)

    def _case_number(self) -> str:
        return self.session.detail.row.number if self.session.detail else ""

    def _build_side(self) -> None:
        self.side.setSpacing(px(8))
        inside = QVBoxLayout(self.steps)
        inside.setContentsMargins(0, px(4), 0, 0)
        inside.addWidget(words("打印之后", "section"))
        inside.addWidget(words("交给客户、客户签回时各登记一次；规定以哪一天为准，程序自己认。", "hint", wrap=True))
        inside.addLayout(row(self.deliver_button, self.sign_button))
        self.steps.hide()
        self.side.addWidget(self.choice)
        self.side.addWidget(self.note)
        self.side.addWidget(self.steps)

    def _deliver(self) -> None:
        self._step(lambda paper: DeliverDialog(self.desk, self.session.case_id, paper))

    def _sign(self) -> None:
        self._step(lambda paper: SignDialog(self.desk, self.session.case_id, paper))

    def _step(self, dialog_for: Callable[[PaperRow], DeliverDialog | SignDialog]) -> None:
        paper = self.session.paper
        if paper:
            dialog = dialog_for(paper)
            dialog.setParent(self, dialog.windowFlags())
            dialog.accepted.connect(
                lambda: self.desk.tasks.run(self.session.reread, while_alive(self, self._show_state), failed=while_alive(self, self.fail))
            )
            dialog.open()


class SheetPreview(PaperFrame):
    """A sheet that is no paper of the case (a calculation): shown, printed, saved, never numbered. `make` draws it on a worker."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        make: Callable[[], bytes],
        *,
        printer_for: Callable[[str], QPrinter] = printer_named,
        choose_file: Callable[[QWidget, str], str] | None = None,
    ) -> None:
        super().__init__(desk, title, printer_for)
        self._choose_file = choose_file or ask_for_file
        self.state.setText("说明用，不编号，不作单据登记。")
        desk.tasks.run(make, while_alive(self, self.show_pdf), failed=while_alive(self, self.fail), paper=True)

    def do_print(self) -> None:
        """Prints it."""
        from reports.render import ink_images

        copies, pdf = self.copies.value(), self.pdf
        self.desk.tasks.run(
            lambda: ink_images(pdf, DPI),
            lambda pages: self._print(pages, copies),
            failed=self.fail,
            progress_text="正在准备打印…",
            paper=True,
        )

    def do_save(self) -> None:
        """Saves it where the clerk says."""
        target = self._choose_file(self, f"{self.windowTitle()}.pdf")
        if target:
            path, pdf = Path(target if target.lower().endswith(".pdf") else f"{target}.pdf"), self.pdf
            self.desk.tasks.run(lambda: write_pdf(path, pdf), lambda _: self.desk.toast(f"已存为 {path.name}。"), failed=self.fail)

    def _print(self, pages: list[tuple[int, int, bytes]], copies: int) -> None:
        told = f"《{self.windowTitle()}》已送打印机，{copies} 份。"
        self.destination.send(pages, copies, self.windowTitle(), lambda: self.desk.toast(told), self.fail)


def ask_for_file(parent: QWidget, name: str) -> str:
    """Where to save; empty where the clerk thought better of it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    start = Path(folder) if Path(folder).is_dir() else Path.home()
    path, _kind = QFileDialog.getSaveFileName(parent, "存为 PDF", str(start / name), "PDF 文件 (*.pdf)")
    return path


def write_pdf(path: Path, pdf: bytes) -> Path:
    """Writes a file whole or not at all; StationError where that place takes no file."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(pdf)
        part.replace(path)
    except OSError as error:
        raise StationError(
            f"写不进 {path.parent}（{cause_of(error)}）。", "请换一个文件夹再存一次；单据的编号已经有了，不会重复。"
        ) from error
    return path
