"""An attached file shown large: zoom, pages of a PDF one at a time, the file before and after it, a copy to the computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from models.attached_content import SUFFIXES
from models.casework.files import ERASED, AttachedFile
from models.problems import StationError, cause_of
from models.services.files import content
from ui.case.pieces import button, open_size, px, row, while_alive, words
from ui.choice_list import ChoiceList
from ui.files.pictures import SCREEN_DPI, page_picture
from ui.window import Desk

ZOOMS = (0, 50, 75, 100, 150, 200, 300)


class FileViewer(QDialog):
    """PgUp and PgDn turn pages, Ctrl+Left and Ctrl+Right go to the file before and after, Ctrl+Plus and Ctrl+Minus zoom."""

    def __init__(self, desk: Desk, files: Sequence[AttachedFile], at: int = 0) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.desk, self.files = desk, tuple(files)
        self.at, self.page = at, 0
        self._data = b""
        self._image = QImage()
        self._asked = 0
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 1040, 680)
        self.heading = words("", "section", wrap=True)
        self.sheet = QLabel("正在打开…")
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea()
        self.area.setWidget(self.sheet)
        self.area.setWidgetResizable(True)
        self.area.setObjectName("paper")
        self.area.setStyleSheet("QScrollArea#paper { background: #DDE3E6; border: none; }")
        self.area.setAccessibleName("附件")
        self.zoom = ChoiceList()
        self.zoom.setAccessibleName("缩放")
        for percent in ZOOMS:
            self.zoom.addItem(f"{percent}%" if percent else "适合窗口", percent)
        self.pages = words("", "muted")
        self._build()
        self.zoom.currentIndexChanged.connect(lambda _at: self._draw())
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.setInterval(120)
        self._fit.timeout.connect(self._draw)
        self.show_file(at)

    @property
    def file(self) -> AttachedFile:
        """The file that is shown."""
        return self.files[self.at]

    def show_file(self, at: int) -> None:
        """Shows another file from its first page."""
        self.at, self.page, self._data = max(0, min(len(self.files) - 1, at)), 0, b""
        file, station = self.file, self.desk.station
        self.setWindowTitle(f"附件 {file.number} · {file.name}")
        self.heading.setText(f"附件 {file.number} · {file.title} · {file.name}")
        self._image = QImage()
        self.sheet.setText("正在打开…")

        def opened(data: bytes) -> None:
            if file is self.file:
                self._data = data
                self._draw()

        failed = while_alive(self, self._fail)
        self.desk.tasks.run(lambda: content(station, file.sha256), while_alive(self, opened), failed=failed, paper=True)
        self._count()

    def turn(self, step: int) -> None:
        """Goes some pages on or back."""
        page = max(0, min(self.file.pages - 1, self.page + step))
        if page != self.page:
            self.page = page
            self.area.verticalScrollBar().setValue(0)
            self._count()
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits the window is drawn anew for another size."""
        super().resizeEvent(event)
        self._fit.start()

    def showEvent(self, event: QShowEvent) -> None:
        """The picture has the keyboard."""
        super().showEvent(event)
        self.area.setFocus()

    def _draw(self) -> None:
        if not self._data:
            return
        self._asked += 1
        asked, data, kind, page = self._asked, self._data, self.file.kind, self.page
        percent, ratio = int(self.zoom.currentData()), self.devicePixelRatioF()
        dpi = SCREEN_DPI * (percent or 150) / 100 * ratio

        def drawn(image: QImage) -> None:
            if asked == self._asked:
                self._image = image
                self._show(percent, ratio)

        self.desk.tasks.run(
            lambda: page_picture(data, kind, page, dpi), while_alive(self, drawn), failed=while_alive(self, self._fail), paper=True
        )

    def _show(self, percent: int, ratio: float) -> None:
        image = self._image
        smooth, keep = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.KeepAspectRatio
        if not percent:
            room = self.area.viewport().size() * ratio
            image = image.scaled(room.boundedTo(image.size() * 2), keep, smooth)
        elif self.file.kind != "application/pdf":
            image = image.scaled(image.size() * percent / 100, keep, smooth)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self.sheet.setPixmap(pixmap)

    def _fail(self, error: Exception) -> None:
        self.sheet.setText(str(error) if isinstance(error, StationError) else "这个附件打不开。")

    def _count(self) -> None:
        many = self.file.pages > 1
        self.pages.setText(f"第 {self.page + 1} 页，共 {self.file.pages} 页" if many else "")
        states = (self.page > 0, self.page < self.file.pages - 1, self.at > 0, self.at < len(self.files) - 1)
        for each, possible in zip(self.turns, states, strict=True):
            each.setEnabled(possible)
        for each in self.turns[:2]:
            each.setVisible(many)

    def _build(self) -> None:
        self.turns = (
            button("上一页", lambda: self.turn(-1), "compact", tip="PgUp"),
            button("下一页", lambda: self.turn(1), "compact", tip="PgDn"),
            button("◀ 前一个附件", lambda: self.show_file(self.at - 1), "compact", tip="Ctrl+←"),
            button("后一个附件 ▶", lambda: self.show_file(self.at + 1), "compact", tip="Ctrl+→"),
        )
        bar = row(*self.turns[2:], *self.turns[:2], self.pages, stretch=False)
        bar.addStretch()
        for widget in (words("缩放", "muted"), self.zoom, button("存一份到电脑…  Ctrl+S", self._save), button("关闭  Esc", self.reject)):
            bar.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(16), px(12), px(16), px(12))
        layout.setSpacing(px(8))
        layout.addWidget(self.heading)
        layout.addWidget(self.area, 1)
        layout.addLayout(bar)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("PgDown", lambda: self.turn(1)),
            ("PgUp", lambda: self.turn(-1)),
            ("Ctrl+Right", lambda: self.show_file(self.at + 1)),
            ("Ctrl+Left", lambda: self.show_file(self.at - 1)),
            ("Ctrl++", lambda: self._zoom_by(1)),
            ("Ctrl+=", lambda: self._zoom_by(1)),
            ("Ctrl+-", lambda: self._zoom_by(-1)),
            ("Ctrl+S", self._save),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act)

    def _zoom_by(self, step: int) -> None:
        at = self.zoom.currentIndex() or ZOOMS.index(100)
        self.zoom.setCurrentIndex(max(1, min(len(ZOOMS) - 1, at + step)))

    def _save(self) -> None:
        save_copy(self.desk, self, self.file)


def save_copy(desk: Desk, parent: QWidget, file: AttachedFile) -> None:
    """Asks where to and writes a copy there, which is not encrypted any more; says so."""
    bare = Path(f"附件{file.number}" if file.name == ERASED else file.name).stem
    name, _ = QFileDialog.getSaveFileName(parent, "存一份到电脑", f"{bare}{SUFFIXES[file.kind]}")
    if not name:
        return
    station, target = desk.station, Path(name)

    def work() -> None:
        data = content(station, file.sha256)
        try:
            target.write_bytes(data)
        except OSError as error:
            raise StationError(f"存到 {target} 没有成功（{cause_of(error)}）。", "请换一个地方再存。") from error

    desk.tasks.run(work, lambda _none: desk.toast(f"已存到 {target}；这一份没有加密，用完请删掉。"), paper=True)
