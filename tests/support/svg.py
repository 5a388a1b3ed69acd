# SPDX-License-Identifier: GPL-3.0-or-later
"""SVG files read by a program that is not Qt, and pictures compared."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
from qgis.PyQt.QtGui import QImage

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


def texts(path: Path) -> str:
    """All that can be searched for in an SVG, with blanks between its pieces."""
    return " ".join(re.findall(r">([^<>]+)</text>", path.read_text(encoding="utf-8")))
