"""Pages onto a printer: pictures at 300 dpi, so that what comes out is what was shown, moved by what the printer's calibration says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from models.problems import StationError

DPI = 300
_MM_INCH = 25.4
Page = tuple[int, int, bytes]
Offset = tuple[float, float]


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
    """A page of `reports.render.page_images` or `ink_images` as a picture that owns its bytes."""
    width, height, data = page
    if len(data) == width * height:
        return QImage(data, width, height, width, QImage.Format.Format_Grayscale8).copy()
    return QImage(data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


class PrintJob:
    """One job at a printer that takes pages until it is ended; `offset` moves them, in millimetres to the right and down.

    Drawing may go on in any worker, one at a time; `end` is called in any case.
    """

    def __init__(self, printer: QPrinter, title: str = "", offset: Offset = (0.0, 0.0)) -> None:
        self.pages = 0
        self._printer = printer
        self._moved = QPointF(offset[0] / _MM_INCH * printer.resolution(), offset[1] / _MM_INCH * printer.resolution())
        self._painter = QPainter()
        printer.setDocName(title)

    def add(self, pages: Sequence[Page], copies: int = 1) -> None:
        """Sends pages, the whole of them `copies` times; StationError where the printer takes no work or stops."""
        for _ in range(copies):
            for page in pages:
                self._next()
                image = image_of(page)
                room = self._printer.paperRect(QPrinter.Unit.DevicePixel)
                size = QSizeF(image.size()).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
                self._painter.drawImage(QRectF(room.topLeft() + self._moved, size), image)
                self.pages += 1

    def end(self) -> None:
        """Lets the printer go; what was sent comes out."""
        if self._painter.isActive():
            self._painter.end()

    def _next(self) -> None:
        if not self._painter.isActive():
            if not self._painter.begin(self._printer):
                raise StationError("打印机没有接受打印任务。", "请检查打印机是否联机、有没有纸，再打一次；编号不会重复占用。")
        elif not self._printer.newPage():
            raise StationError(f"打到第 {self.pages} 页时打印机停了。", "请检查打印机，再打一次。")


def print_pages(pages: Sequence[Page], printer: QPrinter, copies: int = 1, title: str = "", offset: Offset = (0.0, 0.0)) -> None:
    """Sends pages to a printer as one job; StationError where it takes no work."""
    printer.setCopyCount(copies)
    job = PrintJob(printer, title, offset)
    try:
        job.add(pages)
    finally:
        job.end()
