# SPDX-License-Identifier: GPL-3.0-or-later
"""The code page that a shapefile should have said."""

from __future__ import annotations

import re

from qgis.core import QgsFeatureRequest, QgsVectorLayer

from .connection import SourceLayer
from .layer_file import ending_of_uri

# What no text holds: an unknown letter, or one that Windows's code page has and Latin-1 has not.
_NOT_LATIN = re.compile("[\ufffd\x80-\x9f]")

# The rows of a shapefile that are looked at to see whether its accents are right.
ROWS_LOOKED_AT = 200


def better_encoding(layer: SourceLayer, opened: QgsVectorLayer) -> str:
    """The code page that a shapefile should have said, where its accents show that it did not."""
    if layer.provider != "ogr" or ending_of_uri(layer.uri) != ".shp":
        return ""
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setLimit(ROWS_LOOKED_AT)
    rows = (feature.attributes() for feature in opened.getFeatures(request))
    texts = [value for row in rows for value in row if isinstance(value, str)]
    if any(_is_garbled(text) for text in texts):
        return "UTF-8"
    return "windows-1252" if any(_NOT_LATIN.search(text) for text in texts) else ""


def _is_garbled(text: str) -> bool:
    """Whether a text is UTF-8 that was read as Latin-1 or as Windows's own code page."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8") != text
        except UnicodeError:
            continue
    return False
