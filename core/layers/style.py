# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of layers, from QML files."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsReadWriteContext,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtXml import QDomDocument

from ..common.errors import SheetError
from ..common.i18n import translate
from ..common.typography import usable_format

# What of a style is seen.
_Categories = QgsMapLayer.StyleCategory
SEEN = QgsMapLayer.StyleCategories(
    _Categories.Symbology | _Categories.Labeling | _Categories.Diagrams | _Categories.Rendering
)


def apply_style(layer: QgsVectorLayer, style: Path) -> None:
    """Style a layer from a QML file, its labels in a typeface that the machine has.

    Raises SheetError when the file is missing or refused.
    """
    message, ok = layer.loadNamedStyle(str(style))
    if not ok:
        reason = message if style.is_file() else translate("Layers", "there is no such file")
        raise SheetError(
            translate("Layers", "The style “{path}” cannot be used: {reason}.").format(
                path=style, reason=" ".join(reason.split()).rstrip(".")
            )
        )
    labeling = layer.labeling()
    # Rules are left as their user has made them.
    if isinstance(labeling, QgsVectorLayerSimpleLabeling):
        settings = labeling.settings()
        settings.setFormat(usable_format(settings.format()))
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))


def write_style(layer: QgsMapLayer) -> str:
    """How a layer is drawn, as QML."""
    document = QDomDocument()
    layer.exportNamedStyle(document, QgsReadWriteContext(), SEEN)
    return str(document.toString(-1))


def apply_written_style(layer: QgsVectorLayer, written: str) -> None:
    """Draw a layer as `write_style` has written; where it does not fit, as before."""
    document = QDomDocument()
    document.setContent(written)
    layer.importNamedStyle(document, SEEN)
