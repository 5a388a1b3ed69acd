# SPDX-License-Identifier: GPL-3.0-or-later
"""A style of the plugin on a layer of anybody's: what is drawn, and nothing else of the layer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFeatureRenderer, QgsMapLayer, QgsReadWriteContext, QgsVectorLayer
from qgis.PyQt.QtXml import QDomDocument

from ..common.errors import StyleError
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from .qml import apply_qml, unusable
from .style_reading import GEOMETRY_TYPES, ReadStyle, examined

_Categories = QgsMapLayer.StyleCategory


@dataclass(frozen=True)
class StyleChange:
    """How a layer was drawn and is drawn then, as QML with no more than these categories."""

    before: str
    after: str
    categories: QgsMapLayer.StyleCategories

    def make(self, layer: QgsVectorLayer) -> None:
        """Draw the layer as the style has it."""
        self._draw(layer, self.after)

    def take_back(self, layer: QgsVectorLayer) -> None:
        """Draw the layer as before."""
        self._draw(layer, self.before)

    def _draw(self, layer: QgsVectorLayer, written: str) -> None:
        document = QDomDocument()
        document.setContent(written)
        layer.importNamedStyle(document, self.categories)
        layer.triggerRepaint()


def sample_renderer(style: Path, geometry: str) -> QgsFeatureRenderer:
    """The symbols of a style for a geometry letter (p, l or s). Raises StyleError."""
    # The renderer goes with its layer.
    layer = _sample_layer(style, examined(style, geometry), geometry)
    return layer.renderer().clone()


def style_change(layer: QgsVectorLayer, style: Path) -> StyleChange:
    """What a style would change of a layer: its symbols, and its labels where the style has some.

    Name, filter, scale limits and all else are left alone. Raises StyleError where the style does
    not fit the geometry or the fields of the layer.
    """
    geometry = layer_geometry(layer)
    if geometry != style.stem[-1:]:
        text = translate("Styles", "The style “{style}” does not fit the geometry of “{layer}”.")
        raise StyleError(text.format(style=style.stem, layer=layer.name()))
    read = examined(style, geometry)
    reason = read.missing_field(layer.fields())
    if reason:
        raise unusable(style, reason)
    sample = _sample_layer(style, read, geometry)
    categories = QgsMapLayer.StyleCategories(_Categories.Symbology)
    if sample.labelsEnabled():
        categories = QgsMapLayer.StyleCategories(_Categories.Symbology | _Categories.Labeling)
    return StyleChange(_written(layer, categories), _written(sample, categories), categories)


def _written(layer: QgsVectorLayer, categories: QgsMapLayer.StyleCategories) -> str:
    document = QDomDocument()
    layer.exportNamedStyle(document, QgsReadWriteContext(), categories)
    return str(document.toString(-1))


def _sample_layer(style: Path, read: ReadStyle, geometry: str) -> QgsVectorLayer:
    """A layer without objects that looks so. Raises StyleError."""
    layer = QgsVectorLayer(f"{GEOMETRY_TYPES[geometry]}?crs=EPSG:2154", style.stem, "memory")
    reason = read.reason or apply_qml(layer, read.qml)
    if reason:
        raise unusable(style, reason)
    return layer
