# SPDX-License-Identifier: GPL-3.0-or-later
"""The style with which a layer was drawn, noted on the layer itself."""

from __future__ import annotations

import hashlib

from qgis.core import QgsVectorLayer

# The custom property of a layer that tells it.
DRAWN_WITH = "srce_pac/drawn_with"


def note_style(layer: QgsVectorLayer, qml: bytes) -> None:
    """Note on a layer with which style it was drawn."""
    layer.setCustomProperty(DRAWN_WITH, style_mark(qml))


def is_drawn_with(layer: QgsVectorLayer, qml: bytes) -> bool:
    """Whether a style is the one that a layer was drawn with, as far as that is known."""
    return noted_mark(layer) in ("", style_mark(qml))


def noted_mark(layer: QgsVectorLayer) -> str:
    """The mark of the style that a layer was drawn with; empty where none is noted."""
    return str(layer.customProperty(DRAWN_WITH, ""))


def style_mark(qml: bytes) -> str:
    """What tells a style from all others."""
    return hashlib.sha256(qml).hexdigest()
