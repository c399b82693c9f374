"""An attached file as pictures: its thumbnail, and one page at a zoom; everything here runs on a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from models.casework.files import AttachedFile
from models.problems import StationError
from models.services.files import content

if TYPE_CHECKING:
    from models.services.station import Station

THUMB_DPI = 30
SCREEN_DPI = 96


def thumbnail(station: Station, file: AttachedFile, side: int) -> QImage | None:
    """The file as a picture that fits a square of `side` pixels; None where it cannot be read any more."""
    try:
        image = page_picture(content(station, file.sha256), file.kind, 0, THUMB_DPI)
    except StationError:
        return None
    return image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def page_picture(data: bytes, kind: str, page: int, dpi: float = SCREEN_DPI) -> QImage:
    """A photo as it is, or one page of a PDF; raises StationError where it is damaged."""
    if kind == "application/pdf":
        from models.pdf_pages import page_image

        width, height, raw = page_image(data, page, dpi)
        return QImage(raw, width, height, 4 * width, QImage.Format.Format_ARGB32).copy()
    image = QImage.fromData(data)
    if image.isNull():
        raise StationError("这个附件打不开，内容可能已损坏。", "请从备份恢复，或重新附一份。")
    return image


def png_of(image: QImage) -> bytes:
    """A picture, such as one from the clipboard, as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
