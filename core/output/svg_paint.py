# SPDX-License-Identifier: GPL-3.0-or-later
"""Qt's pens, brushes and images in the words of SVG."""

from __future__ import annotations

import base64
from math import sqrt

from qgis.PyQt.QtCore import QBuffer, QIODevice, QRectF, Qt
from qgis.PyQt.QtGui import (
    QBrush,
    QColor,
    QGradient,
    QImage,
    QLinearGradient,
    QPainter,
    QPen,
    QRadialGradient,
    QTransform,
)

_CAPS = {Qt.PenCapStyle.SquareCap: "square", Qt.PenCapStyle.RoundCap: "round"}
_JOINS = {Qt.PenJoinStyle.BevelJoin: "bevel", Qt.PenJoinStyle.RoundJoin: "round"}
_SPREADS = {QGradient.Spread.ReflectSpread: "reflect", QGradient.Spread.RepeatSpread: "repeat"}

# Qt draws its own patterns of lines and dots in squares of so many dots.
_TILE = 8


class Definitions:
    """What a document defines once and uses by name."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str, str], str] = {}

    def name(self, tag: str, attributes: str, content: str = "") -> str:
        """The name of an element; the same for one that was defined before."""
        return self._names.setdefault((tag, attributes, content), f"d{len(self._names)}")

    def text(self) -> str:
        """All elements."""
        return "\n".join(
            f'<{tag} id="{name}"{attributes}>{content}</{tag}>'
            for (tag, attributes, content), name in self._names.items()
        )


def scale_of(matrix: QTransform) -> float:
    """How many times as long a line becomes, on average."""
    return sqrt(abs(matrix.m11() * matrix.m22() - matrix.m12() * matrix.m21()))


def transform(matrix: QTransform, name: str = "transform") -> str:
    """The attribute of a matrix, none for that which changes nothing."""
    if matrix.isIdentity():
        return ""
    numbers = (matrix.m11(), matrix.m12(), matrix.m21(), matrix.m22(), matrix.dx(), matrix.dy())
    return f' {name}="matrix({" ".join(f"{number:.8g}" for number in numbers)})"'


def fill(brush: QBrush, opacity: float, origin: QTransform, definitions: Definitions) -> str:
    """The attributes of what is filled with a brush, whose pattern starts at an origin."""
    if brush.style() == Qt.BrushStyle.NoBrush:
        return ' fill="none"'
    return _paint("fill", brush, opacity, origin, definitions)


def stroke(pen: QPen, opacity: float, scale: float, definitions: Definitions) -> str:
    """The attributes of a line; `scale` is that of the matrix under which it is drawn."""
    if pen.style() == Qt.PenStyle.NoPen or scale <= 0:
        return ""
    width = pen.widthF()
    if pen.isCosmetic() or width <= 0:
        width = max(width, 1.0) / scale
    text = _paint("stroke", pen.brush(), opacity, QTransform(), definitions)
    text += f' stroke-width="{width:.6g}"'
    if pen.capStyle() in _CAPS:
        text += f' stroke-linecap="{_CAPS[pen.capStyle()]}"'
    if pen.joinStyle() in _JOINS:
        text += f' stroke-linejoin="{_JOINS[pen.joinStyle()]}"'
    else:
        text += f' stroke-miterlimit="{max(1.0, pen.miterLimit()):g}"'
    if pen.style() != Qt.PenStyle.SolidLine:
        dashes = " ".join(f"{dash * width:.6g}" for dash in pen.dashPattern())
        text += f' stroke-dasharray="{dashes}" stroke-dashoffset="{pen.dashOffset() * width:.6g}"'
    return text


def pattern(tile: QImage, matrix: QTransform, definitions: Definitions) -> str:
    """The name of a pattern of tiles that lie side by side."""
    size = QRectF(0, 0, tile.width(), tile.height())
    attributes = (
        f' patternUnits="userSpaceOnUse" width="{tile.width()}" height="{tile.height()}"'
        f"{transform(matrix, 'patternTransform')}"
    )
    return definitions.name("pattern", attributes, image(tile, size))


def image(drawn: QImage, target: QRectF, attributes: str = "") -> str:
    """The element of an image that fills a rectangle."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn.save(buffer, "PNG")
    data = base64.b64encode(buffer.data().data()).decode("ascii")
    return (
        f'<image x="{target.x():.8g}" y="{target.y():.8g}" width="{target.width():.8g}"'
        f' height="{target.height():.8g}" preserveAspectRatio="none"{attributes}'
        f' xlink:href="data:image/png;base64,{data}"/>'
    )


def _paint(
    use: str, brush: QBrush, opacity: float, origin: QTransform, definitions: Definitions
) -> str:
    gradient = brush.gradient()
    if brush.style() == Qt.BrushStyle.SolidPattern:
        return _colour(use, brush.color(), opacity)
    if gradient is not None:
        name = _gradient(gradient, brush.transform() * origin, definitions)
    else:
        name = pattern(_tile(brush), brush.transform() * origin, definitions)
    opaque = "" if opacity >= 1 else f' {use}-opacity="{opacity:g}"'
    return f' {use}="url(#{name})"{opaque}'


def _colour(use: str, colour: QColor, opacity: float = 1.0) -> str:
    opacity *= colour.alphaF()
    opaque = "" if opacity >= 1 else f' {use}-opacity="{opacity:.4g}"'
    return f' {use}="{colour.name()}"{opaque}'


def _tile(brush: QBrush) -> QImage:
    if brush.style() == Qt.BrushStyle.TexturePattern:
        return brush.textureImage()
    tile = QImage(_TILE, _TILE, QImage.Format.Format_ARGB32)
    tile.fill(0)
    painter = QPainter(tile)
    painter.fillRect(tile.rect(), QBrush(brush.color(), brush.style()))
    painter.end()
    return tile


def _gradient(gradient: QGradient, matrix: QTransform, definitions: Definitions) -> str:
    """The name of a gradient along a line or around a point; another is one of a single colour."""
    stops = "".join(
        f'<stop offset="{offset:.6g}"{_colour("stop-color", colour).replace("color-", "")}/>'
        for offset, colour in gradient.stops()
    )
    on_shape = gradient.coordinateMode() != QGradient.CoordinateMode.LogicalMode
    attributes = "" if on_shape else ' gradientUnits="userSpaceOnUse"'
    attributes += transform(matrix, "gradientTransform")
    if gradient.spread() in _SPREADS:
        attributes += f' spreadMethod="{_SPREADS[gradient.spread()]}"'
    if isinstance(gradient, QLinearGradient):
        start, end = gradient.start(), gradient.finalStop()
        attributes += (
            f' x1="{start.x():.8g}" y1="{start.y():.8g}" x2="{end.x():.8g}" y2="{end.y():.8g}"'
        )
        return definitions.name("linearGradient", attributes, stops)
    if isinstance(gradient, QRadialGradient):
        centre, focus = gradient.center(), gradient.focalPoint()
        attributes += (
            f' cx="{centre.x():.8g}" cy="{centre.y():.8g}" r="{gradient.radius():.8g}"'
            f' fx="{focus.x():.8g}" fy="{focus.y():.8g}"'
        )
    return definitions.name("radialGradient", attributes, stops)
