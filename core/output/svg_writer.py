# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawings written as SVG with all that clips them, which Qt's own writer of SVG forgets."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from html import escape
from math import ceil, log10

from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import (
    QBrush,
    QFont,
    QFontInfo,
    QImage,
    QPainterPath,
    QPen,
    QPicture,
    QPixmap,
    QRegion,
    QTransform,
)

from ..common.printable import printable
from .picture import Command, Recording
from .svg_paint import Definitions, fill, image, pattern, scale_of, stroke, transform

# A path of so many points may be one of many alike: the dots of a pattern.
_FEW_POINTS = 20

# The parts of a path as Qt numbers them: a point to move to, to draw a line to, the first and the
# further points of a curve. Then its rule of filling, and what a new clip does to earlier ones.
_LETTERS = "MLC "
_ELEMENT = struct.Struct(">i2d")
_EVEN_ODD = 0
_NO_CLIP, _REPLACE = 0, 1

# The weights of fonts on the scale of Qt 5, and in CSS.
_WEIGHTS = ((0, 100), (12, 200), (25, 300), (50, 400), (57, 500), (63, 600), (75, 700), (81, 800))

_Points = Sequence[tuple[int, float, float]]


class SvgWriter:
    """An SVG document of several drawings, each a layer as Inkscape knows them."""

    def __init__(
        self, columns: int, rows: int, size: tuple[float, float], unit: str = "mm"
    ) -> None:
        """A page of columns by rows dots, and its width and height in a unit of SVG."""
        self.title = self.description = ""
        width, height = size
        self._head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg width="{width:g}{unit}" height="{height:g}{unit}" viewBox="0 0 {columns} {rows}"'
            ' version="1.1" fill-rule="evenodd" clip-rule="evenodd"'
            ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            ' xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape">\n'
        )
        self._definitions = Definitions()
        self._body: list[str] = []
        # The open groups, as they were opened.
        self._groups: tuple[str, ...] = ()

    def add_layer(self, name: str, picture: QPicture) -> None:
        """Add a drawing above the earlier ones."""
        first = len(self._body)
        self._recording = Recording(picture)
        self._start()
        for number, arguments in self._recording.commands():
            handler = _HANDLERS.get(number)
            if handler is not None:
                handler(self, arguments)
        self._enter(())
        if len(self._body) > first:
            label = _escaped(name)
            self._body.insert(first, f'<g inkscape:groupmode="layer" inkscape:label="{label}">')
            self._body.append("</g>")

    def text(self) -> str:
        """The whole document."""
        body = "\n".join(self._body)
        title = f"<title>{_escaped(self.title)}</title>"
        about = f"{title}\n<desc>{_escaped(self.description)}</desc>"
        return f"{self._head}{about}\n<defs>\n{self._definitions.text()}\n</defs>\n{body}\n</svg>\n"

    # How the next shapes are drawn.

    def _start(self) -> None:
        self._pen, self._brush, self._origin = QPen(), QBrush(), QPointF()
        self._opacity = 1.0
        # The groups that clip, the outermost first.
        self._clips: tuple[str, ...] = ()
        self._is_clipping = True
        self._use_matrix(QTransform())

    def _use_matrix(self, matrix: QTransform) -> None:
        self._matrix, self._style = matrix, ""
        self._scale = scale_of(matrix)
        # To a tenth of a dot of the page.
        decimals = 1 + ceil(log10(self._scale)) if self._scale > 0 else 0
        self._point = "%s%.{0}f %.{0}f".format(max(0, decimals))

    def _set_matrix(self, arguments: bytes) -> None:
        matrix = QTransform()
        _ = self._recording.reader(arguments) >> matrix
        self._use_matrix(matrix)

    def _set_pen(self, arguments: bytes) -> None:
        self._pen, self._style = QPen(), ""
        _ = self._recording.reader(arguments) >> self._pen

    def _set_brush(self, arguments: bytes) -> None:
        self._brush, self._style = QBrush(), ""
        _ = self._recording.reader(arguments) >> self._brush

    def _set_brush_origin(self, arguments: bytes) -> None:
        self._origin, self._style = QPointF(*struct.unpack(">2d", arguments)), ""

    def _set_opacity(self, arguments: bytes) -> None:
        (self._opacity,), self._style = struct.unpack(">d", arguments), ""

    def _set_clipping(self, arguments: bytes) -> None:
        self._is_clipping = bool(arguments[0])

    def _clip_by_path(self, arguments: bytes) -> None:
        points, is_winding = _path(arguments[:-1])
        rule = ' clip-rule="nonzero"' if is_winding else ""
        self._clip(self._data(points), rule, arguments[-1])

    def _clip_by_region(self, arguments: bytes) -> None:
        region, path = QRegion(), QPainterPath()
        _ = self._recording.reader(arguments[:-1]) >> region
        path.addRegion(region)
        corners = (path.elementAt(number) for number in range(path.elementCount()))
        data = "".join(f"{'M' if c.isMoveTo() else 'L'}{c.x:g} {c.y:g}" for c in corners)
        self._clip(data, "", arguments[-1])

    def _clip(self, data: str, rule: str, operation: int) -> None:
        if operation == _NO_CLIP:
            self._clips = ()
            return
        # A clip without points lets nothing through.
        path = f'<path d="{data or "M0 0"}"{rule}{transform(self._matrix)}/>'
        name = self._definitions.name("clipPath", "", path)
        clip = f'<g clip-path="url(#{name})">'
        earlier = () if operation == _REPLACE else self._clips
        self._clips = (*(other for other in earlier if other != clip), clip)

    # Shapes.

    def _draw_path(self, arguments: bytes) -> None:
        points, is_winding = _path(arguments)
        rule = ' fill-rule="nonzero"' if is_winding else ""
        # Gradients and patterns would move with the use.
        if not 0 < len(points) <= _FEW_POINTS or "url(" in self._paint():
            self._add(f'<path d="{self._data(points)}"{rule}/>' if points else "")
            return
        _, left, top = points[0]
        name = self._definitions.name("path", f' d="{self._data(points, left, top)}"{rule}')
        at = (self._point % ("", left, top)).split()
        self._add(f'<use xlink:href="#{name}" x="{at[0]}" y="{at[1]}"/>')

    def _draw_polyline(self, arguments: bytes) -> None:
        self._add(f'<path d="{self._data(_polygon(arguments))}" fill="none"/>')

    def _draw_polygon(self, arguments: bytes) -> None:
        rule = ' fill-rule="nonzero"' if arguments[-1] != _EVEN_ODD else ""
        self._add(f'<path d="{self._data(_polygon(arguments))}z"{rule}/>')

    def _draw_ellipse(self, arguments: bytes) -> None:
        left, top, width, height = struct.unpack(">4d", arguments)
        centre, radii = (left + width / 2, top + height / 2), (width / 2, height / 2)
        x, y = (self._point % ("", *centre)).split()
        across, along = (self._point % ("", *radii)).split()
        self._add(f'<ellipse cx="{x}" cy="{y}" rx="{across}" ry="{along}"/>')

    def _draw_text(self, arguments: bytes) -> None:
        reader, font = self._recording.reader(arguments), QFont()
        left, top = struct.unpack(">2d", arguments[:16])
        reader.skipRawData(16)
        words = reader.readQString()
        _ = reader >> font
        if not words.strip():
            return
        x, y = (self._point % ("", left, top)).split()
        colour = fill(QBrush(self._pen.color()), self._opacity, QTransform(), self._definitions)
        look = f'xml:space="preserve"{_font(font)}{colour}'
        self._place(f'<text x="{x}" y="{y}" {look}>{_escaped(words)}</text>')

    def _draw_pixmap(self, arguments: bytes) -> None:
        pixmap = QPixmap()
        reader, target, part = self._recording.reader(arguments), QRectF(), QRectF()
        _ = reader >> target >> pixmap >> part
        self._draw_part(target, pixmap.toImage(), part)

    def _draw_image(self, arguments: bytes) -> None:
        drawn = QImage()
        reader, target, part = self._recording.reader(arguments), QRectF(), QRectF()
        _ = reader >> target >> drawn >> part
        self._draw_part(target, drawn, part)

    def _draw_part(self, target: QRectF, drawn: QImage, part: QRectF) -> None:
        if part.isValid() and part.toRect() != drawn.rect():
            drawn = drawn.copy(part.toAlignedRect())
        opacity = f' opacity="{self._opacity:g}"' if self._opacity < 1 else ""
        self._place(image(drawn, target, opacity))

    def _draw_tiles(self, arguments: bytes) -> None:
        pixmap = QPixmap()
        reader, target, shift = self._recording.reader(arguments), QRectF(), QPointF()
        _ = reader >> target >> pixmap >> shift
        start = target.topLeft() - shift
        tiles = pattern(
            pixmap.toImage(), QTransform.fromTranslate(start.x(), start.y()), self._definitions
        )
        self._place(
            f'<rect x="{target.x():g}" y="{target.y():g}" width="{target.width():g}"'
            f' height="{target.height():g}" fill="url(#{tiles})"/>'
        )

    def _add(self, shape: str) -> None:
        """Add a shape in the present pen and brush."""
        self._place(shape, self._paint())

    def _paint(self) -> str:
        """The group of the present pen and brush."""
        if not self._style:
            origin = QTransform.fromTranslate(self._origin.x(), self._origin.y())
            paint = fill(self._brush, self._opacity, origin, self._definitions)
            line = stroke(self._pen, self._opacity, self._scale, self._definitions)
            self._style = f"<g{paint}{line}>"
        return self._style

    def _place(self, element: str, *groups: str) -> None:
        """Add an element where its matrix and its clips have it."""
        # What is scaled to nothing is not seen.
        if self._scale <= 0 or not element:
            return
        moved = transform(self._matrix)
        clips = self._clips if self._is_clipping else ()
        self._enter((*clips, *((f"<g{moved}>",) if moved else ()), *groups))
        self._body.append(element)

    def _enter(self, groups: tuple[str, ...]) -> None:
        """Close and open groups, until these are open."""
        if groups == self._groups:
            return
        same = 0
        for wanted, present in zip(groups, self._groups):
            if wanted != present:
                break
            same += 1
        self._body += ["</g>"] * (len(self._groups) - same)
        self._body += groups[same:]
        self._groups = groups

    def _data(self, points: _Points, left: float = 0.0, top: float = 0.0) -> str:
        """A path's points, from a point on; a ring is closed, so that its ends are joined."""
        parts: list[str] = []
        start = last = None
        for kind, x, y in points:
            if kind == 0:
                if start is not None and start == last and parts[-1][0] != "M":
                    parts.append("z")
                start = x, y
            last = x, y
            parts.append(self._point % (_LETTERS[kind], x - left, y - top))
        if start is not None and start == last and parts[-1][0] != "M":
            parts.append("z")
        return "".join(parts)


def _path(arguments: bytes) -> tuple[_Points, bool]:
    """The points of a path, and whether it is filled by its winding."""
    (count,) = struct.unpack_from(">i", arguments)
    end = 4 + count * _ELEMENT.size
    is_winding = count > 0 and struct.unpack_from(">i", arguments, end + 4)[0] != _EVEN_ODD
    return list(_ELEMENT.iter_unpack(arguments[4:end])), is_winding


def _polygon(arguments: bytes) -> _Points:
    (count,) = struct.unpack_from(">I", arguments)
    numbers = struct.unpack_from(f">{2 * count}d", arguments, 4)
    pairs = zip(numbers[0::2], numbers[1::2])
    return [(int(number > 0), x, y) for number, (x, y) in enumerate(pairs)]


def _font(font: QFont) -> str:
    info = QFontInfo(font)
    family = f"'{info.family()}', sans-serif"
    size = font.pixelSize() if font.pixelSize() > 0 else info.pixelSize()
    weight = info.weight()
    if weight < 100:
        weight = max(css for qt, css in _WEIGHTS if qt <= weight)
    slant = ' font-style="italic"' if info.italic() else ""
    spacing = font.letterSpacing()
    is_spaced = spacing and font.letterSpacingType() == QFont.SpacingType.AbsoluteSpacing
    letters = f' letter-spacing="{spacing:g}"' if is_spaced else ""
    name = f' font-family="{_escaped(family)}"'
    return f'{name} font-size="{size}" font-weight="{weight}"{slant}{letters}'


def _escaped(text: str) -> str:
    """A text as XML takes it, in one line, without what it does not take at all."""
    return escape("".join(letter for letter in printable(text) if letter >= " "))


_HANDLERS: dict[int, Callable[[SvgWriter, bytes], None]] = {
    Command.PEN: SvgWriter._set_pen,
    Command.BRUSH: SvgWriter._set_brush,
    Command.BRUSH_ORIGIN: SvgWriter._set_brush_origin,
    Command.MATRIX: SvgWriter._set_matrix,
    Command.OPACITY: SvgWriter._set_opacity,
    Command.CLIP_ENABLED: SvgWriter._set_clipping,
    Command.CLIP_PATH: SvgWriter._clip_by_path,
    Command.CLIP_REGION: SvgWriter._clip_by_region,
    Command.PATH: SvgWriter._draw_path,
    Command.POLYLINE: SvgWriter._draw_polyline,
    Command.POLYGON: SvgWriter._draw_polygon,
    Command.ELLIPSE: SvgWriter._draw_ellipse,
    Command.TEXT: SvgWriter._draw_text,
    Command.PIXMAP: SvgWriter._draw_pixmap,
    Command.IMAGE: SvgWriter._draw_image,
    Command.TILED_PIXMAP: SvgWriter._draw_tiles,
}
