# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of layers, from QML files."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsVectorLayer, QgsVectorLayerSimpleLabeling

from ..common.errors import SheetError
from ..common.i18n import translate
from ..common.typography import usable_format


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
    if labeling is not None:
        settings = labeling.settings()
        settings.setFormat(usable_format(settings.format()))
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
