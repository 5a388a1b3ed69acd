# SPDX-License-Identifier: GPL-3.0-or-later
"""The style of a class written into the office's own data: whoever opens them sees them drawn."""

from __future__ import annotations

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtWidgets import QWidget

from ...core.common.i18n import translate
from ...core.sheet.definition import SheetDefinition
from ...core.sources.connection import POSTGRES_PROVIDER
from ...core.sources.layer_file import OGR, ending_of_uri
from ...core.styles.class_styles import ClassStyle
from ...core.styles.default_style import foreign_default, save_default_style
from ...core.styles.style_order import style_order
from ..common.file_dialogs import ask


def keeps_styles(layer: QgsVectorLayer) -> bool:
    """Whether the data of a layer are of a kind that keeps styles."""
    is_geopackage = layer.providerType() == OGR and ending_of_uri(layer.source()) == ".gpkg"
    return layer.providerType() == POSTGRES_PROVIDER or is_geopackage


def write_into_data(
    layer: QgsVectorLayer, style_name: str, sheet: SheetDefinition, wish: str, parent: QWidget
) -> tuple[str, ...] | None:
    """Ask, then make the style of a class the default style of a layer's data.

    Gives what is to be known of the style, None where the user says no. Raises StyleError where
    the data keep no styles or are read-only, or where no style can draw them.
    """
    before = foreign_default(layer)
    chosen = style_order(sheet, wish).choose(style_name, layer.fields())
    question = translate(
        "Styles",
        "Whoever opens the data of “{layer}” in QGIS will see them in this style. Write it?",
    )
    if before:
        question = translate(
            "Styles",
            "The data of “{layer}” have a default style already, “{name}”. Put this style in its "
            "place? The other one stays in the data.",
        )
    if not ask(parent, question.format(layer=layer.name(), name=before)):
        return None
    label = sheet.classes.get(style_name.rpartition("_")[0], layer.name())
    style = ClassStyle(style_name, label, chosen.file, chosen.qml)
    save_default_style(layer, style, replace=bool(before))
    return chosen.warnings
