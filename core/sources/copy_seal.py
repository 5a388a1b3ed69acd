# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noted at the end of a local copy, by which one that was damaged or cut short is known."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

from qgis.core import QgsFeatureRequest, QgsVectorLayer

from ..common.files import FileState, file_states

# Behind the last object, where FlatGeobuf has nothing: a mark, the size of all before it, its sum.
_SEAL = struct.Struct(">8sQI")
_MARK = b"srce_pac"

_PIECE = 1 << 20

# What was found of files in these states.
_found: dict[tuple[FileState, ...], bool] = {}


def seal(path: Path) -> None:
    """Note at the end of a copy how large it is, and its sum. Raises OSError."""
    if not QgsVectorLayer(str(path), "", "ogr").featureCount():
        # GDAL reads a file that states no number of objects to its end.
        return
    with path.open("r+b") as file:
        size, total = _sum(path, path.stat().st_size)
        file.seek(0, os.SEEK_END)
        file.write(_SEAL.pack(_MARK, size, total))


def is_whole(path: Path) -> bool:
    """Whether a copy is as it was written; one that has no note of that, whether it can be read."""
    state = file_states([path])
    if state not in _found:
        try:
            _found[state] = _is_whole(path)
        except OSError:
            return False
    return _found[state]


def _is_whole(path: Path) -> bool:
    size = path.stat().st_size - _SEAL.size
    if size > 0:
        with path.open("rb") as file:
            file.seek(size)
            mark, noted, total = _SEAL.unpack(file.read(_SEAL.size))
        if mark == _MARK:
            return (noted, total) == _sum(path, size)
    layer = QgsVectorLayer(str(path), "", "ogr")
    request = QgsFeatureRequest().setNoAttributes()
    return layer.isValid() and layer.featureCount() == sum(1 for _ in layer.getFeatures(request))


def _sum(path: Path, size: int) -> tuple[int, int]:
    """The number and the sum of the first bytes of a file."""
    total, left = 0, size
    with path.open("rb") as file:
        while piece := file.read(min(_PIECE, left)):
            total, left = zlib.crc32(piece, total), left - len(piece)
    return size - left, total
