"""The bundled icons, drawn in the colours of the look."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import path
from ui.style import ACCENT, MUTED

_SIZES = (20, 40)  # at 100 % and at 200 %; Qt scales between


def icon(name: str, colour: str = MUTED, checked: str = ACCENT) -> QIcon:
    """An icon of `resources/icons` by its file name, in one colour, and in another while its button is checked."""
    drawn = QIcon()
    for size in _SIZES:
        drawn.addPixmap(picture(name, colour, size), QIcon.Mode.Normal, QIcon.State.Off)
        drawn.addPixmap(picture(name, checked, size), QIcon.Mode.Normal, QIcon.State.On)
    return drawn


def picture(name: str, colour: str, size: int) -> QPixmap:
    """An icon as a square of `size` device pixels on a clear ground."""
    text = path("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
