# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the documentation, written small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.files import ROOT
from srce_pac.tests.support import pdf

IMAGES = ROOT / "docs" / "images"


def write_picture(image: QImage, name: str) -> None:
    """Write a picture into the documentation, in its 128 most frequent colours."""
    assert not image.isNull(), name
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    colours, counts = np.unique(np.frombuffer(bits, np.uint32), return_counts=True)
    # Shades that nobody tells apart count as one, so that the rare red of a mark has its place.
    colours, counts = colours[np.argsort(-counts)], -np.sort(-counts)
    _, first, alike = np.unique(colours & 0xF0F0F0, return_index=True, return_inverse=True)
    most = np.argsort(-np.bincount(alike, counts))[:128]
    table = [int(colour) for colour in colours[first[most]]]
    few = image.convertToFormat(
        QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.AvoidDither
    )
    # Packed as well as Qt can.
    assert few.save(str(IMAGES / name), "PNG", 0)


def write_page(file: Path, name: str) -> None:
    """Write the first page of a PDF into the documentation."""
    pixels = pdf.picture(file, 72).astype("uint8")
    rows, columns = pixels.shape[:2]
    write_picture(
        QImage(pixels.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888), name
    )
