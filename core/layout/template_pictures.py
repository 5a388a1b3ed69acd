# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of a template: too large ones would fill the memory, or take minutes to draw."""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from qgis.core import QgsPathResolver, QgsSymbolLayerUtils
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice
from qgis.PyQt.QtGui import QImageReader

from ..styles.pictures import EMBEDDED
from .template_reads import is_elsewhere

# The largest file of a picture and of a drawing in bytes, and the most pixels of a picture: a page
# of A0 at 300 to the inch has 140 million.
LARGEST_PICTURE, LARGEST_DRAWING = 100_000_000, 10_000_000
MOST_PIXELS = 150_000_000


def is_bearable(picture: str, file: Path) -> bool:
    """Whether a picture that the template of a file names can be drawn without harm.

    One of another machine is not looked for.
    """
    if picture.startswith(EMBEDDED):
        return _is_bearable_content(picture[len(EMBEDDED) :])
    if not picture or is_elsewhere(picture):
        return True
    resolver = QgsPathResolver(str(file))
    path = file.parent / (QgsSymbolLayerUtils.svgSymbolNameToPath(picture, resolver) or picture)
    if not os.path.exists(path):
        return True
    # A device or a pipe may have no end.
    if not os.path.isfile(path):
        return False
    most = LARGEST_DRAWING if path.suffix.lower() == ".svg" else LARGEST_PICTURE
    return path.stat().st_size <= most and _has_few_pixels(QImageReader(str(path)))


def _is_bearable_content(encoded: str) -> bool:
    try:
        content = base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        # It is no picture at all.
        return True
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return len(content) <= LARGEST_DRAWING and _has_few_pixels(QImageReader(buffer))


def _has_few_pixels(reader: QImageReader) -> bool:
    # Of a drawing that is no matter.
    if reader.format().startsWith(b"svg"):
        return True
    size = reader.size()
    return not size.isValid() or size.width() * size.height() <= MOST_PIXELS
