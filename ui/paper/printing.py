"""Pages onto a printer: pictures at 300 dpi, so that what comes out is what was shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from models.problems import StationError

DPI = 300
Page = tuple[int, int, bytes]


def printer_names() -> tuple[str, ...]:
    """The printers this machine knows, its default first."""
    default = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != default, name)))


def printer_named(name: str) -> QPrinter:
    """A printer set to A4 and 300 dpi; StationError where it is gone."""
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        raise StationError(f"找不到打印机“{name}”。", "请检查连线和电源，或换一台打印机；也可以先存为 PDF。")
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    prepare(printer)
    return printer


def prepare(printer: QPrinter) -> None:
    """Sets A4, no margins of the driver's own, 300 dpi."""
    printer.setResolution(DPI)
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))


def image_of(page: Page) -> QImage:
    """A page of `reports.render.page_images` as a picture that owns its bytes."""
    width, height, data = page
    return QImage(data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


def print_pages(pages: Sequence[Page], printer: QPrinter, copies: int = 1, title: str = "") -> None:
    """Sends pages to a printer; StationError where it takes no work."""
    printer.setCopyCount(copies)
    printer.setDocName(title)
    painter = QPainter()
    if not painter.begin(printer):
        raise StationError("打印机没有接受打印任务。", "请检查打印机是否联机、有没有纸，再打一次；编号不会重复占用。")
    try:
        for number, page in enumerate(pages):
            if number and not printer.newPage():
                raise StationError(f"打到第 {number} 页时打印机停了。", "请检查打印机，再打一次。")
            image = image_of(page)
            room = printer.paperRect(QPrinter.Unit.DevicePixel)
            size = QSizeF(image.size()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRectF(room.topLeft(), size), image)
    finally:
        painter.end()
