# SPDX-License-Identifier: GPL-3.0-or-later
"""How the layers of a light base are labelled and shown, and what their labels keep clear of."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsExpression,
    QgsFeatureRequest,
    QgsPalLayerSettings,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

from ..base.definition import FINEST_SHARE, BaseClass
from ..common.crs import local_box
from ..profiles.profile import ClassSource
from ..sources.geopackage import no_new_journal

# What the styles of the base call the field of the names.
NAME = '"name"'

# The field by which a layer is labelled already.
LABELLED_BY = "srce_pac/labelled_by"


def label_by(layer: QgsVectorLayer, field: str, is_labelled: bool = True) -> None:
    """Have the labels of a style of the base read a field of the layer; without one, none are."""
    labeling = layer.labeling()
    if not isinstance(labeling, QgsVectorLayerSimpleLabeling):
        return
    if layer.customProperty(LABELLED_BY) is None:
        settings = labeling.settings()
        settings.fieldName = settings.fieldName.replace(NAME, QgsExpression.quotedColumnRef(field))
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
        layer.setCustomProperty(LABELLED_BY, field)
    layer.setLabelsEnabled(bool(field) and is_labelled)


def show_at_scales(layer: QgsVectorLayer, one: BaseClass, made_for: float) -> None:
    """Have QGIS show a layer between the denominators of its class."""
    finest = one.finest if one.sizes else max(one.finest, made_for / FINEST_SHARE)
    layer.setMinimumScale(one.coarsest)
    layer.setMaximumScale(finest)
    layer.setScaleBasedVisibility(True)


def filter_in_place(
    layer: QgsVectorLayer, source: ClassSource, near: QgsReferencedRectangle
) -> bool:
    """Have the provider of a layer leave out what the filter of a class does, where it can.

    It can where it finds the objects in a box that the filter finds, and there are some.
    """
    if not source.filter:
        return True
    before, request = layer.subsetString(), _keys_in(near, layer)
    wanted = sorted(
        feature.id() for feature in layer.getFeatures(request.setFilterExpression(source.filter))
    )
    with no_new_journal():
        wish = f"({before}) AND ({source.filter})" if before else source.filter
        taken = bool(wanted) and layer.setSubsetString(wish)
        found = [feature.id() for feature in layer.getFeatures(_keys_in(near, layer))]
        if taken and sorted(found) == wanted:
            return True
        layer.setSubsetString(before)
    return False


def keep_clear(layers: Iterable[QgsVectorLayer]) -> None:
    """Have the labels of a map keep clear of the objects of layers that have no labels."""
    for layer in layers:
        if layer.labeling() is None or not layer.labelsEnabled():
            settings = QgsPalLayerSettings()
            settings.drawLabels = False
            layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
            layer.setLabelsEnabled(True)


def _keys_in(near: QgsReferencedRectangle, layer: QgsVectorLayer) -> QgsFeatureRequest:
    request = QgsFeatureRequest(local_box(near, layer))
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    return request
