"""Where a paper goes: which printer, and how far this printer's pages are moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.problems import Problem, StationError
from models.services.changes import Changes
from ui.case.entry import EntryDialog
from ui.case.pieces import button, px, while_alive, words
from ui.choice_list import ChoiceList
from ui.paper.printing import DPI, Offset, Page, print_pages, printer_named, printer_names
from ui.window import Desk

PrinterFor = Callable[[str], QPrinter]
NO_PRINTER = "这台电脑没有装打印机；可以先存为 PDF，再到能打印的电脑上打。"


class Destination(QWidget):
    """Chooses a printer, the one used last first, and opens its calibration. `printer_for` makes the printer of a name."""

    def __init__(self, desk: Desk, printer_for: PrinterFor = printer_named) -> None:
        super().__init__()
        self.desk = desk
        self.printer_for = printer_for
        self.offset: Offset = (0.0, 0.0)
        self.printers = ChoiceList()
        self.printers.setAccessibleName("打印机")
        self.calibrate_button = button("打印位置校准…", self.calibrate, "link", tip="套打预印的纸，或打偏了时用；每台打印机各记各的")
        self.moved = words("", "hint", wrap=True)
        self.moved.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(4))
        for widget in (words("打印机", "muted"), self.printers, self.moved, self.calibrate_button):
            layout.addWidget(widget)
        self._list(printer_names())
        self.printers.currentIndexChanged.connect(lambda _at: self._ask())
        self._prefer()

    @property
    def name(self) -> str | None:
        """The printer's name, None where this machine has none."""
        found = self.printers.currentData()
        return None if found is None else str(found)

    def send(self, pages: Sequence[Page], copies: int, title: str, sent: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Prints on a worker, moved as calibrated, and keeps the printer as the one used last."""
        name = self.name or ""
        try:
            printer = self.printer_for(name)
        except StationError as error:
            failed(error)
            return
        station = self.desk.station

        def work() -> None:
            from models.services.preferences import paper_offset, prefer

            print_pages(pages, printer, copies, title, paper_offset(station, name))
            prefer(station, printer=name)

        self.desk.tasks.run(work, lambda _: sent(), failed=failed, progress_text="正在送打印机…", paper=True)

    def calibrate(self) -> None:
        """Opens the calibration of the chosen printer."""
        if self.name is not None:
            dialog = CalibrationDialog(self.desk, self.name, self.printer_for, self.offset)
            dialog.accepted.connect(self._ask)
            dialog.open()

    def _list(self, names: tuple[str, ...]) -> None:
        for name in names:
            self.printers.addItem(name, name)
        if not names:
            self.printers.addItem("没有找到打印机", None)
            self.printers.setEnabled(False)
        self.calibrate_button.setEnabled(bool(names))

    def _prefer(self) -> None:
        from models.services.preferences import preferences

        station = self.desk.station
        self.desk.tasks.run(lambda: preferences(station).printer, while_alive(self, self._choose), failed=lambda _: None)

    def _choose(self, name: str) -> None:
        at = self.printers.findData(name)
        if at > 0:
            self.printers.setCurrentIndex(at)
        else:
            self._ask()

    def _ask(self) -> None:
        """Reads how far the chosen printer's pages are moved."""
        from models.services.preferences import paper_offset

        station, name = self.desk.station, self.name
        if name is not None:
            self.desk.tasks.run(lambda: paper_offset(station, name), while_alive(self, self._show_offset), failed=lambda _: None)

    def _show_offset(self, offset: Offset) -> None:
        self.offset = offset
        self.moved.setText(f"已校准：{moved_words(offset)}。")
        self.moved.setVisible(offset != (0.0, 0.0))


def moved_words(offset: Offset) -> str:
    """How far pages are moved, as one says it: 向右 1.5 毫米，向上 0.5 毫米."""
    right, down = offset
    parts = (
        f"向{'右' if right > 0 else '左'} {abs(right):.1f} 毫米" if right else "",
        f"向{'下' if down > 0 else '上'} {abs(down):.1f} 毫米" if down else "",
    )
    return "，".join(part for part in parts if part) or "不移动"


class CalibrationDialog(EntryDialog):
    """Prints the calibration page, asks what was measured on it, and keeps how far the printer's pages are to be moved."""

    def __init__(self, desk: Desk, printer: str, printer_for: PrinterFor, offset: Offset) -> None:
        from reports.calibration import MARK_MM

        super().__init__(
            desk, "打印位置校准",
            f"打印机“{printer}”：先打一张校准页，用尺子量纸边到竖线、横线各多少毫米，填在下面。打得正，两个都是 {MARK_MM:g}。",
            "记住校准",
        )  # fmt: skip
        self._printer, self._printer_for = printer, printer_for
        self._nominal = MARK_MM
        self.print_button = button("打一张校准页", lambda: self._print((0.0, 0.0)))
        self.try_button = button("按现在的校准打一张", lambda: self._print(offset))
        self.try_button.setVisible(offset != (0.0, 0.0))
        self.fields.addWidget(self.print_button)
        self.fields.addWidget(self.try_button)
        self.left = self.add_line("left", "左边缘到竖线（毫米）", f"{MARK_MM - offset[0]:g}")
        self.upper = self.add_line("upper", "上边缘到横线（毫米）", f"{MARK_MM - offset[1]:g}", hint="两个都填 20 就是不移动")

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """What was measured must be numbers."""
        named = (("left", "左边缘到竖线"), ("upper", "上边缘到横线"))
        wrong = [(key, label) for key, label in named if key in values and _millimetres(str(values[key])) is None]
        return [Problem(key, label, "请填毫米数，如 18.5") for key, label in wrong]

    def perform(self, values: dict[str, object]) -> Changes:
        """Keeps how far the pages are moved."""
        from models.services.preferences import keep_paper_offset

        keep_paper_offset(self.desk.station, self._printer, *self._moved(values))
        return Changes()

    def told(self, values: dict[str, object]) -> str:
        """Says how far."""
        return f"“{self._printer}”以后打印{moved_words(self._moved(values))}。"

    def _moved(self, values: dict[str, object]) -> Offset:
        left, upper = (cast(float, _millimetres(str(values[key]))) for key in ("left", "upper"))
        return round(self._nominal - left, 1), round(self._nominal - upper, 1)

    def _print(self, offset: Offset) -> None:
        try:
            printer = self._printer_for(self._printer)
        except StationError as error:
            self._fail(error)
            return
        self.desk.tasks.run(
            partial(_print_calibration, printer, self._printer, offset),
            lambda _: self.desk.toast("校准页已送打印机，请用尺子量。"),
            failed=while_alive(self, self._fail),
            paper=True,
        )


def _print_calibration(printer: QPrinter, name: str, offset: Offset) -> None:
    from reports.calibration import calibration_page
    from reports.render import page_images

    print_pages(page_images(calibration_page(name, offset), DPI), printer, 1, "打印位置校准页", offset)


def _millimetres(text: str) -> float | None:
    try:
        return float(text.replace("毫米", "").replace("mm", "").replace("，", ".").strip())
    except ValueError:
        return None
