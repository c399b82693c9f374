"""A drawing on the screen, by the same shapes that the paper has."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from models.forms.drawing_shapes import Circle, Shape, Stroke

INK = QColor("#1C2B33")


def paint(painter: QPainter, drawn: Iterable[Shape], scale: float, colour: QColor = INK) -> None:
    """Paints shapes at `scale` pixels a unit from the painter's own corner."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in drawn:
        pen = QPen(colour, max(1.2, scale * 0.6))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if isinstance(shape, Circle):
            painter.setPen(pen)
            painter.drawEllipse(QPointF(shape.x * scale, shape.y * scale), shape.radius * scale, shape.radius * scale)
        elif isinstance(shape, Stroke):
            if shape.dashed:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            points = QPolygonF([QPointF(x * scale, y * scale) for x, y in shape.points])
            (painter.drawPolygon if shape.closed else painter.drawPolyline)(points)
        else:
            font = QFont(painter.font())
            font.setPixelSize(max(6, round(shape.size * scale)))
            painter.setFont(font)
            painter.setPen(colour)
            wide = max(1, len(shape.text)) * shape.size * scale + 8
            tall = shape.size * scale * 1.6
            place = QRectF(shape.x * scale - wide / 2, shape.y * scale - tall / 2, wide, tall)
            told = painter.fontMetrics().horizontalAdvance(shape.text) + 4
            painter.fillRect(QRectF(place.center().x() - told / 2, place.center().y() - tall * 0.35, told, tall * 0.7), QColor("white"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, shape.text)
