# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that can be restricted where they are: of others, a local copy is read."""

from __future__ import annotations

from qgis.core import QgsVectorLayer

from .connection import ROW_NUMBER
from .layer_file import OGR

# Providers whose layers can be restricted in place, where their rows have one key.
LIVE = (OGR, "postgres", "spatialite")

# Formats in which GDAL restricts a layer in SQL, which knows no row without a key.
ROWS_BY_KEY = ("GPKG", "SQLite")


def is_live(layer: QgsVectorLayer) -> bool:
    """Whether a layer can be restricted where it is, by the keys of its rows."""
    if layer.providerType() not in LIVE:
        return False
    keys = [layer.fields()[index].name() for index in layer.primaryKeyAttributes()]
    if layer.providerType() == OGR:
        # A view in SQLite has no number of a row that its own language knows.
        return bool(keys) or layer.storageType() not in ROWS_BY_KEY
    return len(keys) == 1 and keys[0] != ROW_NUMBER
