# SPDX-License-Identifier: GPL-3.0-or-later
"""SVG files read by a program that is not Qt, and pictures compared."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from qgis.PyQt.QtCore import QPointF
from qgis.PyQt.QtGui import QImage, QTransform

from srce_pac.tests.support.missing import find_program
from srce_pac.tests.support.pdf import Picture


def picture(path: Path, columns: int, rows: int) -> Picture:
    """An SVG drawn in so many pixels, on white: RGB values from 0 to 255."""
    png = path.with_suffix(".svg.png")
    size = ["--width", str(columns), "--height", str(rows), "--background-color", "white"]
    subprocess.run([find_program("rsvg-convert"), *size, "-o", str(png), str(path)], check=True)
    return pixels(QImage(str(png)))


def pixels(image: QImage) -> Picture:
    """An image as RGB values from 0 to 255 (rows, columns, channels)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    lines = np.frombuffer(bits, np.uint8).reshape(image.height(), image.bytesPerLine())
    rgb = lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    return rgb.astype(np.float64)


def difference(one: Picture, other: Picture, block: int) -> float:
    """The share of the blocks of so many pixels whose mean colours a reader tells apart.

    The mean evens out where two programs place the same line between pixels.
    """
    rows, columns = (size // block * block for size in one.shape[:2])
    assert one.shape == other.shape
    shape = (rows // block, block, columns // block, block, 3)
    means = [each[:rows, :columns].reshape(shape).mean(axis=(1, 3)) for each in (one, other)]
    return float((np.abs(means[0] - means[1]).max(axis=2) > 32).mean())


def places(path: Path) -> list[tuple[str, float, float]]:
    """The texts of an SVG that stand upright, each with its beginning in points of its page."""
    root = ElementTree.parse(path).getroot()
    box = [float(side) for side in root.attrib["viewBox"].split()]
    scale = float(root.attrib["width"].rstrip("m")) / box[2] * 72 / 25.4
    return [
        (words, x * scale, y * scale)
        for words, (a, b, x, y) in _placed(root, QTransform())
        if a > 0 and abs(b) < 1e-6 * a
    ]


_MOVES = {
    "matrix": lambda numbers: QTransform(*numbers),
    "translate": lambda numbers: QTransform.fromTranslate(*numbers),
    "scale": lambda numbers: QTransform.fromScale(numbers[0], numbers[-1]),
}


def _placed(
    node: ElementTree.Element, outer: QTransform
) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The texts under an element, with their direction and where they begin."""
    inner = QTransform(outer)
    for kind, values in re.findall(r"(\w+)\(([^)]*)\)", node.get("transform", "")):
        numbers = [float(number) for number in re.split(r"[ ,]+", values.strip())]
        inner = _MOVES[kind](numbers) * inner
    if node.tag.endswith("}text"):
        start = inner.map(QPointF(float(node.get("x", 0)), float(node.get("y", 0))))
        yield "".join(node.itertext()), (inner.m11(), inner.m12(), start.x(), start.y())
    for child in node:
        yield from _placed(child, inner)


def texts(path: Path) -> str:
    """All that can be searched for in an SVG, with blanks between its pieces."""
    return " ".join(re.findall(r">([^<>]+)</text>", path.read_text(encoding="utf-8")))
