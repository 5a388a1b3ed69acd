# SPDX-License-Identifier: GPL-3.0-or-later
"""What Qt draws, written as SVG and drawn again by another program, is the same picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QPointF, QRect, QRectF, Qt
from qgis.PyQt.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPicture,
    QPixmap,
    QPolygonF,
    QRadialGradient,
    QRegion,
)

from srce_pac.core.output.svg_writer import SvgWriter
from srce_pac.tests.support import svg

SIZE = 240  # dots

RED, BLUE = QColor(200, 0, 0), QColor(0, 0, 200, 128)
FRAME = QRectF(30, 30, 180, 180)

pytestmark = pytest.mark.usefixtures("qgis_app")


def ring() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(FRAME)
    path.addEllipse(FRAME.adjusted(50, 50, -50, -50))
    return path


def star() -> QPolygonF:
    points = [(120, 20), (180, 210), (20, 90), (220, 90), (60, 210)]
    return QPolygonF([QPointF(x, y) for x, y in points])


def tile() -> QImage:
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.fillRect(0, 0, 12, 12, RED)
    painter.end()
    return image


def clipped_lines(painter: QPainter) -> None:
    painter.setClipPath(ring())
    painter.setPen(QPen(RED, 9))
    for x in range(0, SIZE, 20):
        painter.drawLine(x, 0, x, SIZE)


def clips_within_clips(painter: QPainter) -> None:
    painter.setClipRect(QRect(0, 0, 140, SIZE))
    painter.save()
    painter.translate(20, 20)
    painter.setClipPath(ring(), Qt.ClipOperation.IntersectClip)
    painter.fillRect(0, 0, SIZE, SIZE, RED)
    painter.restore()
    painter.fillRect(0, 220, SIZE, 20, BLUE)
    painter.setClipping(False)
    painter.fillRect(200, 0, 40, 40, BLUE)


def clip_of_nothing(painter: QPainter) -> None:
    painter.fillRect(0, 0, SIZE, 40, RED)
    painter.setClipPath(QPainterPath())
    painter.fillRect(0, 0, SIZE, SIZE, RED)


def clip_of_a_region(painter: QPainter) -> None:
    painter.setClipRegion(QRegion(20, 20, 60, 60).united(QRegion(120, 120, 90, 60)))
    painter.fillRect(0, 0, SIZE, SIZE, RED)


def fill_rules(painter: QPainter) -> None:
    painter.setBrush(RED)
    painter.drawPolygon(star(), Qt.FillRule.OddEvenFill)
    painter.translate(60, 60)
    painter.scale(0.5, 0.5)
    painter.setBrush(BLUE)
    painter.drawPolygon(star(), Qt.FillRule.WindingFill)


def lines(painter: QPainter) -> None:
    pen = QPen(RED, 12)
    for number, (cap, join) in enumerate(
        [
            (Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin),
            (Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.BevelJoin),
            (Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin),
        ]
    ):
        pen.setCapStyle(cap)
        pen.setJoinStyle(join)
        painter.setPen(pen)
        top = 30 + 60 * number
        points = [QPointF(30, top + 40), QPointF(90, top), QPointF(150, top + 40)]
        painter.drawPolyline(QPolygonF(points))
    pen.setDashPattern([2, 1, 1, 1])
    pen.setDashOffset(0.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawRect(QRectF(20, 10, 200, 220))


def stretched(painter: QPainter) -> None:
    painter.translate(120, 20)
    painter.rotate(30)
    painter.scale(2, 0.5)
    painter.setPen(QPen(RED, 12))
    painter.drawRect(QRectF(0, 0, 50, 250))


def thin_line_at_any_scale(painter: QPainter) -> None:
    painter.scale(40, 40)
    painter.setPen(QPen(RED, 0))
    painter.drawRect(QRectF(1, 1, 4, 4))


def gradients(painter: QPainter) -> None:
    along = QLinearGradient(0, 0, 0, SIZE)
    around = QRadialGradient(170, 120, 60)
    for gradient in (along, around):
        gradient.setColorAt(0, RED)
        gradient.setColorAt(1, QColor(0, 160, 0))
    painter.fillRect(QRectF(10, 10, 90, 220), along)
    painter.fillRect(QRectF(110, 60, 120, 120), around)


def textures(painter: QPainter) -> None:
    brush = QBrush(tile())
    painter.setBrushOrigin(5, 7)
    painter.fillRect(QRectF(10, 10, 110, 220), brush)
    painter.drawTiledPixmap(QRect(130, 10, 100, 220), QPixmap.fromImage(tile()))


def images(painter: QPainter) -> None:
    painter.drawImage(QRectF(10, 10, 100, 200), tile())
    painter.setOpacity(0.5)
    painter.drawPixmap(QRectF(130, 10, 100, 100), QPixmap.fromImage(tile()), QRectF(6, 6, 12, 12))


def opacity(painter: QPainter) -> None:
    painter.fillRect(QRectF(0, 0, SIZE, SIZE), BLUE)
    painter.setOpacity(0.4)
    painter.setPen(QPen(RED, 30))
    painter.setBrush(RED)
    painter.drawEllipse(FRAME)


def letters(painter: QPainter) -> None:
    font = QFont("Liberation Sans")
    for number, (bold, italic) in enumerate([(False, False), (True, False), (True, True)]):
        font.setBold(bold)
        font.setItalic(italic)
        font.setPixelSize(44)
        painter.setFont(font)
        painter.setPen(RED)
        painter.drawText(QPointF(10, 60 + 70 * number), 'Œufs & "x" <\x0b')


def dots(painter: QPainter) -> None:
    painter.setBrush(RED)
    painter.setPen(Qt.PenStyle.NoPen)
    for x in range(15, SIZE, 30):
        for y in range(15, SIZE, 30):
            path = QPainterPath()
            path.addEllipse(QPointF(x + y / 7, y), 8, 8)
            painter.drawPath(path)


@pytest.mark.parametrize(
    "draw",
    [
        clipped_lines,
        clips_within_clips,
        clip_of_nothing,
        clip_of_a_region,
        fill_rules,
        lines,
        stretched,
        thin_line_at_any_scale,
        gradients,
        textures,
        images,
        opacity,
        letters,
        dots,
    ],
)
def test_a_drawing_is_the_same(draw: Callable[[QPainter], None], tmp_path: Path) -> None:
    expected = QImage(SIZE, SIZE, QImage.Format.Format_RGB32)
    expected.fill(QColor("white"))
    picture = QPicture()
    picture.setBoundingRect(QRect(0, 0, SIZE, SIZE))
    for device in (expected, picture):
        painter = QPainter(device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
    writer = SvgWriter(SIZE, SIZE, (20, 20))
    writer.add_layer("a drawing", picture)
    (tmp_path / "a.svg").write_text(writer.text(), encoding="utf-8")
    seen = svg.picture(tmp_path / "a.svg", SIZE, SIZE)
    expected.save(str(tmp_path / "expected.png"))
    assert svg.pixels(expected).min() < 200
    assert svg.difference(svg.pixels(expected), seen, 6) <= 0.01
