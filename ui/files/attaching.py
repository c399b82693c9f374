"""Bringing files in: chosen, dropped or pasted; each is read and checked on the worker, then the clerk says what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from models.attached_content import ACCEPTED, Incoming, incoming, prepared
from models.casework.files import WHOLE_CASE, AttachedFile
from models.problems import StationError
from models.services.changes import Changes
from models.services.files import Attached, attach, files, subjects
from ui.case.entry import EntryDialog
from ui.case.pieces import words
from ui.files.pictures import png_of
from ui.window import Desk

FILTER = "照片、扫描件和 PDF (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff *.pdf);;所有文件 (*)"
PHOTOS = "照片和图片 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff)"
MOST_AT_ONCE = 30
Source = Path | QImage


@dataclass(frozen=True)
class _Ready:
    """What came through the check, what did not with the sentence, and what the files may belong to."""

    files: tuple[Incoming, ...]
    refused: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]


def sources_in(data: QMimeData | None) -> tuple[Source, ...]:
    """The files, or the picture, that a drop or the clipboard holds; Qt gives None for an empty clipboard."""
    if data is None:
        return ()
    paths = tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    if paths:
        return paths
    image = data.imageData() if data.hasImage() else None
    return (image,) if isinstance(image, QImage) and not image.isNull() else ()


def choose(desk: Desk, case_id: str, about: str = "") -> None:
    """Asks for files and goes on as `bring`."""
    parent = desk if isinstance(desk, QWidget) else None
    names, _ = QFileDialog.getOpenFileNames(parent, "选要附的照片、扫描件或 PDF", "", FILTER)
    if names:
        bring(desk, case_id, tuple(map(Path, names)), about)


def choose_photo(desk: Desk, case_id: str, about: str, done: Callable[[str], None]) -> None:
    """Asks for one photo, attaches it to `about` and tells its SHA-256; a PDF is told not to be a photo."""
    parent = desk if isinstance(desk, QWidget) else None
    name, _ = QFileDialog.getOpenFileName(parent, "选一张照片", "", PHOTOS)
    if not name:
        return

    def attached(found: Attached) -> None:
        number = next(iter((*found.numbers, *(number for _name, number in found.known))))
        station = desk.station

        def known(shown: tuple[AttachedFile, ...]) -> None:
            file = next(one for one in shown if one.number == number)
            if file.kind == "application/pdf":
                desk.show_error(StationError("PDF 不能放进简图的格子，已作为这张表的附件保存。", "请选照片或图片（JPG、PNG）。"))
            else:
                done(file.sha256)

        desk.tasks.run(lambda: files(station, case_id, about), known)

    bring(desk, case_id, (Path(name),), about, attached)


def paste(desk: Desk, case_id: str, about: str = "") -> None:
    """Brings what the clipboard holds: copied files, or a picture such as a screen shot."""
    found = sources_in(QApplication.clipboard().mimeData())
    if found:
        bring(desk, case_id, found, about)
    else:
        desk.toast("剪贴板里没有照片或文件。先在别处复制，再按 Ctrl+V。")


def bring(desk: Desk, case_id: str, sources: Sequence[Source], about: str = "", done: Callable[[Attached], None] | None = None) -> None:
    """Reads and checks on the worker, then asks what the files belong to; with `about` that is known and nothing is asked."""
    station, today = desk.station, desk.today()
    if len(sources) > MOST_AT_ONCE:
        desk.show_error(StationError(f"一次最多附 {MOST_AT_ONCE} 个文件，这里有 {len(sources)} 个。", "请分几次附。"))
        return

    def work() -> _Ready:
        files: list[Incoming] = []
        refused: list[str] = []
        for source in sources:
            try:
                files.append(incoming(source) if isinstance(source, Path) else prepared(f"粘贴 {today}.png", png_of(source)))
            except StationError as error:
                refused.append(str(error))
        return _Ready(tuple(files), tuple(refused), subjects(station, case_id))

    def ready(found: _Ready) -> None:
        if not found.files:
            desk.show_error(StationError("\n".join(found.refused)))
        elif about and not found.refused:
            _attach(desk, case_id, found.files, about, done)
        else:
            AttachDialog(desk, case_id, found, about).open()

    desk.tasks.run(work, ready, progress_text="正在读取文件…", paper=True)


def _attach(desk: Desk, case_id: str, files: tuple[Incoming, ...], about: str, done: Callable[[Attached], None] | None) -> None:
    station, today = desk.station, desk.today()

    def stored(answer: tuple[Attached, Changes]) -> None:
        found, changes = answer
        desk.changes.tell(changes)
        desk.toast(told(files, found))
        if done:
            done(found)

    desk.tasks.run(lambda: attach(station, case_id, files, about, today), stored, progress_text="正在保存附件…")


def told(files: Sequence[Incoming], found: Attached) -> str:
    """What is said in passing: how many, what was changed in them, which were here already."""
    changed = dict.fromkeys(word for file in files for word in file.changed)
    parts = [f"已附 {len(found.numbers)} 个文件" + (f"（{'、'.join(changed)}）" if changed else "")] if found.numbers else []
    parts += [f"“{name}”早已附过（附件 {number}），没有重复存" for name, number in found.known]
    return "；".join(parts) + "。"


class AttachDialog(EntryDialog):
    """Says what the files belong to; those that were refused are named with the reason."""

    def __init__(self, desk: Desk, case_id: str, ready: _Ready, about: str = "") -> None:
        names = "、".join(file.name for file in ready.files[:5]) + (f" 等 {len(ready.files)} 个" if len(ready.files) > 5 else "")
        super().__init__(desk, "添加附件", f"{names}。加密存在本机，随数据包交县中心；照片里的拍摄地点等信息已去掉。", "添加")
        self._case_id, self._files = case_id, ready.files
        self._attached = Attached((), ())
        if ready.refused:
            self._outer.insertWidget(2, words("\n".join(("没有接收的：", *ready.refused)), "error", wrap=True))
        self.about = self.add_choice("about", "归到哪一项", ready.subjects, about or WHOLE_CASE, hint="" if ready.refused else ACCEPTED)

    def perform(self, values: dict[str, object]) -> Changes:
        """Keeps them."""
        self._attached, changes = attach(self.desk.station, self._case_id, self._files, str(values["about"]), self.desk.today())
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Says what became of them."""
        return told(self._files, self._attached)
