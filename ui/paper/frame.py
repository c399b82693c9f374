"""The room for a paper in front of the clerk: its pages with zoom on the left, what can be done with it on the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from models.problems import StationError
from ui.case.pieces import button, open_size, px, row, while_alive, words
from ui.choice_list import ChoiceList
from ui.paper.destination import NO_PRINTER, Destination, PrinterFor
from ui.paper.pages import PageView
from ui.paper.printing import image_of, printer_named
from ui.window import Desk

ZOOMS = (0, 75, 100, 125, 150, 200)
_PAGE_INCHES = 8.27
_SCREEN_DPI = 96


class PaperFrame(QDialog):
    """Shows PDF bytes as pages; subclasses fill `side` and say what 打印 and 存为 PDF do."""

    def __init__(self, desk: Desk, title: str, printer_for: PrinterFor = printer_named) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk = desk
        self.pdf = b""
        self.locked = False
        self._begun = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asked = 0
        self.setWindowTitle(title)
        open_size(self, 1120, 680)
        self.view = PageView()
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.zoom = ChoiceList()
        for percent in ZOOMS:
            self.zoom.addItem(f"{percent}%" if percent else "适合宽度", percent)
        self.page_label = words("", "muted")
        self.heading = words(title, "section", wrap=True)
        self.state = words("", "muted", wrap=True)
        self.trouble = words("", "error", wrap=True)
        self.trouble.hide()
        self.copies = QSpinBox()
        self.copies.setRange(1, 20)
        self.copies.lineEdit().setTextMargins(px(7), 0, 0, 0)
        self.copies.setAccessibleName("份数")
        self.destination = Destination(desk, printer_for)
        self.printers = self.destination.printers
        self.print_button = button("打印  Ctrl+P", self.do_print, "primary")
        self.save_button = button("存为 PDF…  Ctrl+S", self.do_save)
        self.close_button = button("关闭  Esc", self.reject)
        self.side = QVBoxLayout()
        self._build()
        self.print_button.setToolTip("" if self.destination.name else NO_PRINTER)
        self.lock(False)
        self.zoom.currentIndexChanged.connect(lambda _index: self.redraw())
        self.view.turned.connect(self._count)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.setInterval(150)
        self._fit.timeout.connect(self.redraw)
        self._bind()

    def do_print(self) -> None:
        """打印."""
        raise NotImplementedError

    def do_save(self) -> None:
        """存为 PDF."""
        raise NotImplementedError

    def show_pdf(self, pdf: bytes) -> None:
        """Shows other bytes."""
        self.pdf = pdf
        self.lock(False)
        self.redraw()
        if not self._begun:
            self._begun = True
            (self.print_button if self.print_button.isEnabled() else self.save_button).setFocus()

    def redraw(self) -> None:
        """Draws the pages at the zoom chosen, on a worker; an older drawing that comes late is dropped."""
        if not self.pdf:
            return
        from reports.render import page_images

        self._asked += 1
        asked, pdf, ratio = self._asked, self.pdf, self.devicePixelRatioF()
        dpi = self.dpi(ratio)

        def shown(pages: list[tuple[int, int, bytes]]) -> None:
            if asked == self._asked:
                self.view.show_images([image_of(page) for page in pages], ratio)

        self.desk.tasks.run(lambda: page_images(pdf, dpi), while_alive(self, shown), failed=while_alive(self, self.fail), paper=True)

    def dpi(self, ratio: float) -> int:
        """Dots an inch for the zoom chosen."""
        percent = int(self.zoom.currentData())
        if percent:
            return round(_SCREEN_DPI * percent / 100 * ratio)
        room = max(200, self.view.viewport().width() - px(28))
        return round(min(room / _PAGE_INCHES, _SCREEN_DPI * 2) * ratio)

    def fail(self, error: Exception) -> None:
        """Says what went wrong beside the paper; what was done stays."""
        self.lock(False)
        if isinstance(error, StationError):
            self.trouble.setText(str(error))
            self.trouble.show()
            if not self.pdf:
                self.view.say("这张单据现在不能出。")

    def lock(self, locked: bool) -> None:
        """While something is stored, or nothing is shown, nothing can be begun."""
        self.locked = locked
        ready = bool(self.pdf) and not locked
        self.print_button.setEnabled(ready and self.printers.currentData() is not None)
        self.save_button.setEnabled(ready)

    def reject(self) -> None:
        """Leaves; not while a paper is being issued."""
        if not self.locked:
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Now the width is known."""
        super().showEvent(event)
        self.redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page that fits the width is drawn anew for another width."""
        super().resizeEvent(event)
        if self.zoom.currentData() == 0 and event.oldSize().isValid() and self.pdf:
            self._fit.start()

    def _build(self) -> None:
        self.turn_buttons = (
            button("上一页", lambda: self.view.turn(-1), "compact", tip="PgUp"),
            button("下一页", lambda: self.view.turn(1), "compact", tip="PgDn"),
        )
        bar = row(*self.turn_buttons, self.page_label)
        bar.addWidget(words("缩放", "muted"))
        bar.addWidget(self.zoom)
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(self.view, 1)
        left.addLayout(bar)
        panel = QFrame()
        panel.setProperty("card", True)
        column = QScrollArea()
        column.setWidget(panel)
        column.setWidgetResizable(True)
        column.setFixedWidth(min(px(300), self.width() * 38 // 100))
        column.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(px(16), px(16), px(16), px(16))
        inside.setSpacing(px(8))
        inside.addWidget(self.heading)
        inside.addWidget(self.state)
        inside.addLayout(self.side)
        inside.addStretch()
        inside.addWidget(self.trouble)
        for widget in (self.destination, words("份数", "muted"), self.copies):
            inside.addWidget(widget)
        for each in (self.print_button, self.save_button, self.close_button):
            each.setSizePolicy(self.printers.sizePolicy())
            inside.addWidget(each)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(16), px(16), px(16), px(16))
        layout.setSpacing(px(16))
        layout.addLayout(left, 1)
        layout.addWidget(column)
        self.print_button.setDefault(True)
        self.print_button.setFocus()

    def _bind(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+P", self.print_button.click),
            ("Ctrl+S", self.save_button.click),
            ("Ctrl++", lambda: self._zoom_by(1)),
            ("Ctrl+=", lambda: self._zoom_by(1)),
            ("Ctrl+-", lambda: self._zoom_by(-1)),
            ("PgDown", lambda: self.view.turn(1)),
            ("PgUp", lambda: self.view.turn(-1)),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)

    def _count(self, at: int, of: int) -> None:
        self.page_label.setText(f"第 {at} 页，共 {of} 页" if of else "")
        for turning, possible in zip(self.turn_buttons, (at > 1, at < of), strict=True):
            turning.setEnabled(possible)

    def _zoom_by(self, step: int) -> None:
        at = self.zoom.currentIndex() or (2 if step > 0 else 3)
        self.zoom.setCurrentIndex(max(1, min(len(ZOOMS) - 1, at + step)))
