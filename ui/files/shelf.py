"""附件: thumbnails of the files of a case, or of one form of it, with what can be done; files may be dropped or pasted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QIcon, QImage, QKeySequence, QPainter, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from models.casework.files import KINDS, AttachedFile
from models.services.changes import Changes
from models.services.files import files, remove
from ui.case.entry import EntryDialog
from ui.case.pieces import Card, button, open_size, px, row, while_alive, words
from ui.files.attaching import bring, choose, paste, sources_in
from ui.files.pictures import thumbnail
from ui.files.viewer import FileViewer, save_copy
from ui.window import Desk

_SIDE = 108
_LINES = 3
Thumbs = dict[str, QImage]


class FileShelf(Card):
    """The files with their thumbnails; arrows go between them, Enter opens, Delete takes out, Ctrl+V brings what was copied.

    `about` limits the shelf to one thing of the case. `thumbs` keeps thumbnails between two showings of the same case.
    """

    def __init__(self, desk: Desk, case_id: str, shown: Sequence[AttachedFile], *, about: str = "", thumbs: Thumbs | None = None) -> None:
        super().__init__()
        self.desk, self.case_id, self.about = desk, case_id, about
        self.files = tuple(shown)
        self._thumbs = {} if thumbs is None else thumbs
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.list = self._list()
        self.note = words("", "muted", wrap=True)
        self.add_button = button("添加附件…", lambda: choose(desk, case_id, about), tip="选照片、扫描件或 PDF")
        self.open_button = button("打开", self.open_chosen, tip="Enter")
        self.copy_button = button("存一份到电脑…", self._save_copy)
        self.remove_button = button("移除…", self._remove, tip="Delete")
        self.body.addLayout(row(self.add_button, button("粘贴", lambda: paste(desk, case_id, about), tip="Ctrl+V"), self.open_button,
                                self.copy_button, self.remove_button))  # fmt: skip
        self.body.addWidget(self.note)
        self.body.addWidget(self.list)
        self.show_files(shown)
        paste_key = QShortcut(QKeySequence.StandardKey.Paste, self, lambda: paste(desk, case_id, about))
        paste_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        gone = QShortcut(QKeySequence.StandardKey.Delete, self.list, self._remove)
        gone.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_files(self, shown: Sequence[AttachedFile]) -> None:
        """Shows other files."""
        at = max(0, self.list.currentRow())
        self.files = tuple(shown)
        self.list.clear()
        for file in self.files:
            self.list.addItem(self._item(file))
        self.list.setVisible(bool(self.files))
        self._fit()
        place = "" if self.about else "可以归到某一项资料、某张表或某份单据。"
        nothing = f"还没有附件。把照片、扫描件或 PDF 拖进来，或复制后按 Ctrl+V，或点“添加附件”。{place}"
        self.note.setText("" if self.files else nothing)
        self.note.setVisible(not self.files)
        if self.files:
            self.list.setCurrentRow(min(at, len(self.files) - 1))
        for each in (self.open_button, self.copy_button, self.remove_button):
            each.setEnabled(bool(self.files))
        self._draw_missing()

    @property
    def chosen(self) -> AttachedFile | None:
        """The file under the cursor."""
        at = self.list.currentRow()
        return self.files[at] if 0 <= at < len(self.files) else None

    def open_chosen(self) -> None:
        """Enter: shows it large."""
        if self.chosen:
            FileViewer(self.desk, self.files, self.list.currentRow()).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files and pictures."""
        if sources_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Brings what was dropped."""
        event.acceptProposedAction()
        bring(self.desk, self.case_id, sources_in(event.mimeData()), self.about)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many lines of thumbnails as are needed, three at most."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        across = max(1, (self.width() - px(50)) // px(_SIDE + 40))
        lines = min(_LINES, max(1, -(-len(self.files) // across)))
        self.list.setFixedHeight(lines * px(_SIDE + 56) + px(8))

    def _list(self) -> QListWidget:
        made = QListWidget()
        made.setViewMode(QListWidget.ViewMode.IconMode)
        made.setMovement(QListWidget.Movement.Static)
        made.setResizeMode(QListWidget.ResizeMode.Adjust)
        made.setIconSize(QSize(px(_SIDE), px(_SIDE)))
        made.setGridSize(QSize(px(_SIDE + 40), px(_SIDE + 56)))
        made.setUniformItemSizes(True)
        made.setAcceptDrops(False)
        made.setAccessibleName("附件")
        made.itemActivated.connect(lambda _item: self.open_chosen())
        return made

    def _item(self, file: AttachedFile) -> QListWidgetItem:
        item = QListWidgetItem(_framed(None, px(_SIDE), 1.0), self._two_lines(f"{file.number} {file.title}", file.name))
        pages = f" · {file.pages} 页" if file.pages > 1 else ""
        told = f"附件 {file.number}：{file.name}\n{file.title}\n{KINDS.get(file.kind, '文件')} · {size_words(file.size)}{pages} · {file.on}"
        item.setToolTip(told)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        return item

    def _draw_missing(self) -> None:
        side = round(px(_SIDE) * self.devicePixelRatioF())
        for file in self.files:
            if file.sha256 in self._thumbs:
                self._put(file.sha256, self._thumbs[file.sha256])
                continue
            self.desk.tasks.run(
                lambda file=file: thumbnail(self.desk.station, file, side),  # type: ignore[misc]
                while_alive(self, lambda image, name=file.sha256: self._put(name, image)),
                failed=lambda _error: None,
                paper=True,
            )

    def _put(self, sha256: str, image: QImage | None) -> None:
        if image is not None:
            self._thumbs[sha256] = image
        for at, file in enumerate(self.files):
            item = self.list.item(at) if file.sha256 == sha256 else None
            if item is None:
                continue
            if image is None:
                item.setText(self._two_lines(f"{file.number} {file.title}", "读不出来"))
            else:
                item.setIcon(_framed(image, px(_SIDE), self.devicePixelRatioF()))

    def _two_lines(self, *texts: str) -> str:
        fonts = self.list.fontMetrics()
        return "\n".join(fonts.elidedText(text, Qt.TextElideMode.ElideMiddle, px(_SIDE + 28)) for text in texts)

    def _save_copy(self) -> None:
        if self.chosen:
            save_copy(self.desk, self, self.chosen)

    def _remove(self) -> None:
        if self.chosen:
            RemoveDialog(self.desk, self.case_id, self.chosen).open()


class RemoveDialog(EntryDialog):
    """Asks why a file is taken out."""

    def __init__(self, desk: Desk, case_id: str, file: AttachedFile) -> None:
        sentence = f"附件 {file.number}“{file.name}”不再列在这个工单里；移除的理由记入历史，文件本身仍加密留存。"
        super().__init__(desk, "移除附件", sentence, "移除", danger=True, keep="留着")
        self._case_id, self._file = case_id, file
        self.reason = self.add_line("reason", "理由", hint="如“附错了工单”“照片不清楚，已重拍”")

    def perform(self, values: dict[str, object]) -> Changes:
        """Takes it out."""
        return remove(self.desk.station, self._case_id, self._file.number, str(values["reason"]), self.desk.today())

    def told(self, values: dict[str, object]) -> str:
        """Says which."""
        return f"附件 {self._file.number} 已移除。"


class FormFiles(QDialog):
    """The files of one form, beside its panel."""

    def __init__(self, desk: Desk, case_id: str, about: str, title: str, changed: Callable[[int], None]) -> None:
        super().__init__(desk if isinstance(desk, QWidget) else None)
        self.setWindowTitle(f"附件 · {title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_size(self, 880, 480)
        self.desk, self.case_id, self.about, self._changed = desk, case_id, about, changed
        self.shelf = FileShelf(desk, case_id, (), about=about)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.addWidget(words(f"{title}的附件", "section"))
        layout.addWidget(self.shelf)
        layout.addStretch()
        last = row(stretch=False)
        last.addStretch()
        last.addWidget(button("关闭  Esc", self.reject))
        layout.addLayout(last)
        desk.changes.changed.connect(self._touched)
        self._read()

    def _touched(self, changes: Changes) -> None:
        if self.case_id in changes.cases:
            self._read()

    def _read(self) -> None:
        station, case_id, about = self.desk.station, self.case_id, self.about

        def show(found: tuple[AttachedFile, ...]) -> None:
            self.shelf.show_files(found)
            self._changed(len(found))

        self.desk.tasks.run(lambda: files(station, case_id, about), while_alive(self, show))


def size_words(size: int) -> str:
    """A size as people say it."""
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(1, round(size / 1024))} KB"


def _framed(image: QImage | None, side: int, ratio: float) -> QIcon:
    """A thumbnail in the middle of a square with a thin frame, the same whether it is chosen or not; an empty square before it is drawn."""
    whole = round(side * ratio)
    pixmap = QPixmap(whole, whole)
    pixmap.fill(QColor("#EEF2F4"))
    painter = QPainter(pixmap)
    if image is not None:
        painter.drawImage((whole - image.width()) // 2, (whole - image.height()) // 2, image)
    painter.setPen(QColor("#C9D3D8"))
    painter.drawRect(0, 0, whole - 1, whole - 1)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made
