"""Many papers in one job: 打印本环节全部 of one case, and one paper for many cases; each line says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHeaderView,
    QProgressBar,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.print_rules import MOST_COPIES
from models.problems import StationError
from models.services.list_rows import CaseRow
from models.services.paper.paper_batches import Made, StageSet, Wanted
from ui.case.pieces import button, open_size, px, row, words
from ui.choice_list import ChoiceList
from ui.chosen_row import ChosenRow
from ui.paper.batch_run import BatchRun
from ui.paper.destination import NO_PRINTER, Destination, PrinterFor
from ui.paper.preview import ask_for_file
from ui.paper.printing import printer_named
from ui.style import LEVELS, ROW_HEIGHT
from ui.window import Desk

ChooseFile = Callable[[QWidget, str], str]
_OUTCOME = 3


@dataclass(frozen=True)
class Line:
    """One line of a batch: what is printed, its two columns of words, whether it is ticked, and what is known of it beforehand."""

    wanted: Wanted
    first: str
    second: str
    ticked: bool = True
    note: str = ""


class BatchFrame(QDialog):
    """Lines to be ticked, copies, a printer or one PDF file, progress and a way to stop. Subclasses say which lines there are."""

    widths = (350, 250)

    def __init__(self, desk: Desk, title: str, heads: tuple[str, str], printer_for: PrinterFor, choose_file: ChooseFile) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk = desk
        self.lines: list[Line] = []
        self.run: BatchRun | None = None
        self._running: list[int] = []
        self._choose_file = choose_file
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 940, 720)
        self.table = _Table((*heads, "份数", "结果"), (*self.widths, 72))
        self.table.itemChanged.connect(lambda _item: self._ready())
        self.above = QVBoxLayout()
        self.state = words("", "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.hide()
        self.destination = Destination(desk, printer_for)
        self.all_button = button("全选", lambda: self._tick(True), "link")
        self.none_button = button("全不选", lambda: self._tick(False), "link")
        self.print_button = button("打印  Ctrl+P", self.do_print, "primary")
        self.save_button = button("存为一个 PDF…  Ctrl+S", self.do_save)
        self.stop_button = button("停下", self.stop)
        self.close_button = button("关闭  Esc", self.reject)
        self._build(title)
        for keys, act in (("Ctrl+P", self.print_button.click), ("Ctrl+S", self.save_button.click)):
            QShortcut(QKeySequence(keys), self, act)
        self._ready()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows other lines."""
        self.lines = list(lines)
        self.table.fill(self.lines)
        self._ready()

    def chosen(self) -> list[int]:
        """The numbers of the ticked lines."""
        return [at for at in range(len(self.lines)) if self.table.ticked(at)]

    def wanted(self, at: int) -> Wanted:
        """What a line asks for, with the copies now set."""
        line = self.lines[at].wanted
        return Wanted(line.case_id, line.code, self.table.copies(at), line.field, line.again)

    def do_print(self) -> None:
        """Prints the ticked lines as one job."""
        name = self.destination.name
        if name is None or not self.print_button.isEnabled():
            return
        try:
            printer = self.destination.printer_for(name)
        except StationError as error:
            self.state.setText(str(error))
            return
        self._start(lambda wanted: BatchRun(self.desk, wanted, self.windowTitle(), printer=printer))

    def do_save(self) -> None:
        """Writes the ticked lines into one PDF."""
        target = self._choose_file(self, f"{self.windowTitle()} {self.desk.today()}.pdf") if self.save_button.isEnabled() else ""
        if target:
            path = Path(target if target.lower().endswith(".pdf") else f"{target}.pdf")
            self._start(lambda wanted: BatchRun(self.desk, wanted, self.windowTitle(), file=path))

    def stop(self) -> None:
        """Stops after the paper under way."""
        if self.run is not None:
            self.stop_button.setEnabled(False)
            self.state.setText("打完这一张就停下…")
            self.run.stop()

    def reject(self) -> None:
        """Leaves; while papers are being made it stops them first."""
        if self.run is not None:
            self.stop()
        else:
            super().reject()

    def _start(self, run_for: Callable[[list[Wanted]], BatchRun]) -> None:
        self._running = self.chosen()
        run = self.run = run_for([self.wanted(at) for at in self._running])
        run.made.connect(self._made)
        run.ended.connect(self._ended)
        self.bar.setRange(0, len(self._running))
        self.bar.setValue(0)
        self.bar.show()
        self.stop_button.setEnabled(True)
        self.state.setText(f"正在出单，共 {len(self._running)} 份单据…")
        self._ready()
        run.start(self.destination.offset)

    def _made(self, at: int, made: Made) -> None:
        self.bar.setValue(at + 1)
        self.table.tell(self._running[at], _outcome(made), wrong=bool(made.why))

    def _ended(self, told: str) -> None:
        run, self.run = self.run, None
        self.bar.hide()
        if run is None:
            return
        left, failed = len(self._running) - len(run.done), sum(bool(one.why) for one in run.done)
        for at in self._running[len(run.done) :]:
            self.table.tell(at, "没有轮到", wrong=False)
        parts = (
            told,
            f"出了 {run.printed} 份单据。",
            f"{failed} 份没有出，原因写在“结果”里。" if failed else "",
            f"还有 {left} 份没有轮到。" if left else "",
        )
        self.state.setText(" ".join(part for part in parts if part))
        self._ready()
        self.close_button.setFocus()

    def _ready(self) -> None:
        idle, some = self.run is None, bool(self.chosen())
        self.print_button.setEnabled(idle and some and self.destination.name is not None)
        self.save_button.setEnabled(idle and some)
        self.stop_button.setVisible(not idle)
        self.close_button.setVisible(idle)
        self.table.setEnabled(idle)
        self.lock(not idle)

    def lock(self, locked: bool) -> None:
        """While papers are being made the choices above stand still."""
        for at in range(self.above.count()):
            item = self.above.itemAt(at)
            widget = item.widget() if item else None
            if widget is not None:
                widget.setEnabled(not locked)

    def _tick(self, ticked: bool) -> None:
        self.table.tick_all(ticked)
        self._ready()

    def _build(self, title: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.setSpacing(px(10))
        layout.addWidget(words(title, "section"))
        layout.addLayout(self.above)
        layout.addWidget(self.table, 1)
        layout.addLayout(row(self.all_button, self.none_button))
        layout.addWidget(self.bar)
        layout.addWidget(self.state)
        layout.addWidget(self.destination)
        last = row(stretch=True)
        for each in (self.stop_button, self.close_button, self.save_button, self.print_button):
            last.addWidget(each)
        layout.addLayout(last)
        if self.destination.name is None:
            self.print_button.setToolTip(NO_PRINTER)


class _Table(QTableWidget):
    """Lines with a tick, copies and an outcome; Space ticks."""

    def __init__(self, heads: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__(0, len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("要打印的单据")
        self.setItemDelegate(ChosenRow(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, px(width))
        header.setSectionResizeMode(_OUTCOME, QHeaderView.ResizeMode.Stretch)

    def fill(self, lines: Sequence[Line]) -> None:
        """Shows these lines."""
        self.setRowCount(0)
        self.blockSignals(True)
        self.setRowCount(len(lines))
        for at, line in enumerate(lines):
            first = QTableWidgetItem(line.first)
            first.setFlags(first.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            first.setCheckState(Qt.CheckState.Checked if line.ticked else Qt.CheckState.Unchecked)
            self.setItem(at, 0, first)
            self.setItem(at, 1, QTableWidgetItem(line.second))
            copies = QSpinBox()
            copies.setRange(1, MOST_COPIES)
            copies.setValue(line.wanted.copies)
            copies.setFrame(False)
            copies.setAccessibleName(f"份数 {line.first} {line.second}")
            self.setCellWidget(at, 2, copies)
            self.setItem(at, _OUTCOME, QTableWidgetItem())
            self.tell(at, line.note, wrong=False)
        self.blockSignals(False)
        if lines:
            self.selectRow(0)

    def ticked(self, at: int) -> bool:
        """Whether a line is ticked."""
        item = self.item(at, 0)
        return item is not None and item.checkState() == Qt.CheckState.Checked

    def copies(self, at: int) -> int:
        """How many copies of a line."""
        editor = self.cellWidget(at, 2)
        return editor.value() if isinstance(editor, QSpinBox) else 1

    def tick_all(self, ticked: bool) -> None:
        """Ticks every line, or none."""
        for at in range(self.rowCount()):
            item = self.item(at, 0)
            if item is not None:
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def tell(self, at: int, text: str, *, wrong: bool) -> None:
        """Says what came of a line."""
        item = self.item(at, _OUTCOME)
        if item is None:
            return
        item.setText(f"✗ {text}" if wrong else text)
        item.setToolTip(text)
        item.setData(Qt.ItemDataRole.ForegroundRole, QColor(LEVELS["overdue"].text) if wrong else None)
        if text:
            self.resizeRowToContents(at)
            self.setRowHeight(at, max(self.rowHeight(at), px(ROW_HEIGHT)))
            self.scrollToItem(item)


def _outcome(made: Made) -> str:
    if made.why:
        return made.why
    if not made.paper_no:
        return "✓ 现场底稿，不编号"
    return f"✓ {'补打 ' if made.reprint else ''}{made.paper_no}"


class StageSetDialog(BatchFrame):
    """打印本环节全部: the papers of one stage in their order; other stages can be chosen."""

    def __init__(
        self, desk: Desk, case_id: str, found: tuple[tuple[StageSet, ...], int],
        printer_for: PrinterFor = printer_named, choose_file: ChooseFile = ask_for_file,
    ) -> None:  # fmt: skip
        super().__init__(desk, "打印本环节全部", ("单据", "已出过"), printer_for, choose_file)
        self._case_id = case_id
        self._sets, due = found
        self.stages = ChoiceList()
        self.stages.setAccessibleName("环节")
        for one in self._sets:
            self.stages.addItem(one.name, one.stage)
        self.stages.setCurrentIndex(due)
        self.stages.currentIndexChanged.connect(lambda _at: self._show())
        told = "按顺序打这个环节要用的单据；份数是默认值（非规定），可以逐张改。已经出过的要打就勾上，即为补打。"
        self.above.addWidget(words(told, "muted", wrap=True))
        self.above.addWidget(self.stages)
        self._show()

    def _show(self) -> None:
        at = self.stages.currentIndex()
        rows = self._sets[at].rows if 0 <= at < len(self._sets) else ()
        self.show_lines([
            Line(
                Wanted(self._case_id, one.code, one.copies, one.field, again=bool(one.issued)), one.title, one.issued,
                ticked=not one.issued and not one.why, note=one.why or ("没有填，打现场底稿，不编号" if one.field else ""),
            )
            for one in rows
        ])  # fmt: skip
        if not rows:
            self.state.setText("这个工单现在没有要按环节打印的单据。")


class CasesBatchDialog(BatchFrame):
    """One paper for many cases: which paper, for which of the cases that were shown."""

    widths = (200, 220)

    def __init__(
        self, desk: Desk, cases: Sequence[CaseRow], papers: Sequence[tuple[str, str, int]],
        printer_for: PrinterFor = printer_named, choose_file: ChooseFile = ask_for_file,
    ) -> None:  # fmt: skip
        super().__init__(desk, "批量打印", ("工单", "客户"), printer_for, choose_file)
        self._cases = tuple(cases)
        self.papers = ChoiceList()
        self.papers.setAccessibleName("打印哪种单据")
        for code, title, count in papers:
            self.papers.addItem(f"{title}（{count} 件可打）", code)
        self.again = QCheckBox("出过的补打")
        self.field = QCheckBox("表没有填的打现场底稿（不编号）")
        told = f"列表里的 {len(self._cases)} 件工单，勾上的各打下面选的单据；不能打的写明原因，其余照打。"
        self.above.addWidget(words(told, "muted", wrap=True))
        ticks = QWidget()
        ticks.setLayout(row(self.again, self.field, spacing=24))
        for widget in (self.papers, ticks):
            self.above.addWidget(widget)
        self.papers.currentIndexChanged.connect(lambda _at: self._show())
        self._show()

    def wanted(self, at: int) -> Wanted:
        """What a line asks for, with the two ticks."""
        asked = super().wanted(at)
        return Wanted(asked.case_id, asked.code, asked.copies, self.field.isChecked(), self.again.isChecked())

    def _show(self) -> None:
        code = str(self.papers.currentData() or "")
        lines = [Line(Wanted(one.case_id, code), one.number, f"{one.customer} {one.summary}", bool(code)) for one in self._cases]
        self.show_lines(lines)
        if not self._cases:
            self.state.setText("列表里没有工单。")


def print_stage(desk: Desk, case_id: str, stage: str = "") -> None:
    """Reads the sets of a case and opens them, at a stage by its code where something of it is left to print, else at the one due."""
    from models.services.paper.paper_batches import stage_sets

    def offer(found: tuple[tuple[StageSet, ...], int]) -> None:
        sets, due = found
        at = next((at for at, one in enumerate(sets) if one.stage == stage and one.open), due)
        StageSetDialog(desk, case_id, (sets, at)).open()

    station = desk.station
    desk.tasks.run(lambda: stage_sets(station, case_id), offer)


def print_cases(desk: Desk, cases: Sequence[CaseRow]) -> None:
    """Reads what can be printed for these cases and asks."""
    from models.services.paper.paper_batches import papers_in_common

    station, shown = desk.station, tuple(cases)
    ids = [one.case_id for one in shown]
    desk.tasks.run(
        lambda: papers_in_common(station, ids),
        lambda found: CasesBatchDialog(desk, shown, found).open(),
        progress_text="正在看能打哪些单据…",
    )
