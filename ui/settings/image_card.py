"""本所图标: the image at the left of the title of every paper; none unless the station chooses one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from models.attached_content import incoming
from models.services.changes import Changes
from models.services.paper.station_image import remove_image, set_image, station_image
from ui.case.pieces import Card, button, px, row, words
from ui.files.attaching import PHOTOS
from ui.window import Desk


class ImageCard(Card):
    """Shows the image, chooses another, takes it away."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("本所图标")
        self._desk = desk
        self.shown = words("", "muted")
        self.choose_button = button("选图片…", self.choose)
        self.remove_button = button("不用图标", self.remove)
        self.body.addWidget(self.shown)
        self.body.addLayout(row(self.choose_button, self.remove_button))
        hint = "印在单据和表格标题的左边。程序不带任何公司的标志；用单位的标志要经授权。已出具的单据不变。"
        self.body.addWidget(words(hint, "hint", wrap=True))

    def refresh(self) -> None:
        """Reads it again."""
        station = self._desk.station
        self._desk.tasks.run(lambda: station_image(station), self.show_image)

    def show_image(self, data: bytes) -> None:
        """Shows an image, or that there is none."""
        image = QImage.fromData(data) if data else QImage()
        self.remove_button.setVisible(not image.isNull())
        if image.isNull():
            self.shown.setText("没有设置，单据上不印图标。")
        else:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.shown.setPixmap(QPixmap.fromImage(image.scaled(px(220), px(56), keep, smooth)))

    def choose(self) -> None:
        """Asks for a picture."""
        parent = self._desk if isinstance(self._desk, QWidget) else None
        name, _ = QFileDialog.getOpenFileName(parent, "选本所图标", "", PHOTOS)
        if name:
            station = self._desk.station
            self._desk.tasks.run(lambda: set_image(station, incoming(Path(name))), lambda changes: self._done(changes, "图标已设置。"))

    def remove(self) -> None:
        """Takes it away."""
        station = self._desk.station
        self._desk.tasks.run(lambda: remove_image(station), lambda changes: self._done(changes, "以后打印的单据不再印图标。"))

    def _done(self, changes: Changes, told: str) -> None:
        self._desk.changes.tell(changes)
        self._desk.toast(told)
        self.refresh()
