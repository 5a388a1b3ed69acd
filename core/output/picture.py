# SPDX-License-Identifier: GPL-3.0-or-later
"""What Qt records of a drawing in a QPicture, command by command."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from qgis.PyQt.QtCore import QBuffer, QByteArray, QDataStream, QIODevice
from qgis.PyQt.QtGui import QPicture

# The tag and the checksum; the version of the streams in it, a minor version; the header's own
# length and rectangle, and the number of records.
_HEADER = struct.Struct(">4sHHHBB4iI")

# Beyond this, the length of a command follows in 32 bits.
_LONG = 255


class Command(IntEnum):
    """The commands of the format, which has been the same since Qt 4."""

    ELLIPSE = 7
    POLYLINE = 12
    POLYGON = 13
    PIXMAP = 17
    IMAGE = 18
    TEXT = 21
    TILED_PIXMAP = 24
    PATH = 25
    BRUSH_ORIGIN = 43
    PEN = 46
    BRUSH = 47
    MATRIX = 55
    CLIP_REGION = 61
    CLIP_PATH = 62
    CLIP_ENABLED = 65
    OPACITY = 66


class Recording:
    """The commands of a picture, in the order of drawing."""

    def __init__(self, picture: QPicture) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer)
        self._data = buffer.data().data()
        _, _, self._version, *_ = _HEADER.unpack_from(self._data)

    def commands(self) -> Iterator[tuple[int, bytes]]:
        """The number of each command and its arguments."""
        data, at = self._data, _HEADER.size
        while at < len(data):
            number, length = data[at], data[at + 1]
            at += 2
            if length == _LONG:
                (length,) = struct.unpack_from(">I", data, at)
                at += 4
            yield number, data[at : at + length]
            at += length

    def reader(self, arguments: bytes) -> Any:
        """A reader (QDataStream) of the Qt objects among the arguments of a command.

        PyQt6's types do not know that it reads those of QtGui.
        """
        reader = QDataStream(QByteArray(arguments))
        reader.setVersion(self._version)
        return reader
