# SPDX-License-Identifier: GPL-3.0-or-later
"""How the layers of a light base are labelled and shown."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsExpression,
    QgsFeatureRequest,
    QgsLabelLineSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

from ..base.definition import FINEST_SHARE, BaseClass
from ..profiles.profile import ClassSource
from ..sources.geopackage import no_new_journal

# What the styles of the base call the field of the names.
NAME = '"name"'

# The field by which a layer is labelled already.
LABELLED_BY = "srce_pac/labelled_by"

# How far around an object others are looked at, in metres or degrees.
_AROUND = 2_000.0
_AROUND_IN_DEGREES = 0.02


@dataclass(frozen=True)
class BaseLayer:
    """A layer of the base by its key; it `is_seen` where it draws a sign within the frame.

    One that is `over_tints` is drawn over the tints of the theme that lie below all else of it.
    """

    key: str
    layer: QgsVectorLayer
    label: str
    is_seen: bool
    over_tints: bool = True


@dataclass(frozen=True)
class DrawnBase:
    """The layers of a base, the topmost first, its heading in the legend, its credit.

    `tints` are the styles of themes that are tints for it. It `is_whole` unless something of it
    could not be read.
    """

    layers: tuple[BaseLayer, ...] = ()
    heading: str = ""
    credit: str = ""
    warnings: tuple[str, ...] = ()
    is_whole: bool = True
    tints: frozenset[str] = frozenset()

    def parted(self, over_tints: bool) -> dict[str, QgsVectorLayer]:
        """The layers over the tints of the theme, or those under them, by their keys."""
        return {one.key: one.layer for one in self.layers if one.over_tints == over_tints}


NOTHING = DrawnBase()


def label_by(layer: QgsVectorLayer, field: str, is_labelled: bool = True) -> bool:
    """Have the labels of a style of the base read a field of the layer; without one, none are.

    Gives whether the style has labels and the layer the field.
    """
    labeling = layer.labeling()
    if not isinstance(labeling, QgsVectorLayerSimpleLabeling):
        return False
    if layer.customProperty(LABELLED_BY) is None:
        settings = labeling.settings()
        settings.fieldName = settings.fieldName.replace(NAME, QgsExpression.quotedColumnRef(field))
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
        layer.setCustomProperty(LABELLED_BY, field)
    layer.setLabelsEnabled(bool(field) and is_labelled)
    return bool(field)


def keep_places(layer: QgsVectorLayer) -> None:
    """Have QGIS write each name of a layer, where it has been given its place.

    It would choose anew for each format, by how letters are measured there.
    """
    labeling = layer.labeling()
    if not isinstance(labeling, QgsVectorLayerSimpleLabeling):
        return
    settings = labeling.settings()
    if not settings.displayAll:
        settings.displayAll = True
        along = settings.lineSettings()
        along.setAnchorType(QgsLabelLineSettings.AnchorType.Strict)
        along.setLineAnchorPercent(0.5)
        settings.setLineSettings(along)
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))


def show_at_scales(layer: QgsVectorLayer, one: BaseClass, made_for: float) -> None:
    """Have QGIS show a layer between the denominators of its class."""
    finest = one.finest if one.sizes else max(one.finest, made_for / FINEST_SHARE)
    layer.setMinimumScale(one.coarsest)
    layer.setMaximumScale(finest)
    layer.setScaleBasedVisibility(True)


def filter_in_place(layer: QgsVectorLayer, source: ClassSource) -> bool:
    """Have the provider of a layer leave out what the filter of a class does, where it can.

    It can where it finds the objects that the filter finds around one of them.
    """
    if not source.filter:
        return True
    before = layer.subsetString()
    one = QgsFeatureRequest().setFilterExpression(source.filter).setNoAttributes().setLimit(1)
    found = next(layer.getFeatures(one), None)
    if found is None:
        return False
    around = _AROUND_IN_DEGREES if layer.crs().isGeographic() else _AROUND
    box = found.geometry().boundingBox().buffered(around)
    wanted = _ids(layer, box, source.filter)
    with no_new_journal():
        wish = f"({before}) AND ({source.filter})" if before else source.filter
        if layer.setSubsetString(wish) and _ids(layer, box) == wanted:
            return True
        layer.setSubsetString(before)
    return False


def _ids(layer: QgsVectorLayer, box: QgsRectangle, expression: str = "") -> list[int]:
    request = QgsFeatureRequest(box)
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    if expression:
        request.setFilterExpression(expression)
    return sorted(feature.id() for feature in layer.getFeatures(request))
