# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers whose data is in their own definition, and the styles of layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QUrl

from ..common.errors import SheetError
from ..common.i18n import translate
from ..common.typography import usable_format
from ..territory.gazetteer import NamedGeometry


def inline_layer(
    places: Sequence[NamedGeometry], crs: QgsCoordinateReferenceSystem, name: str
) -> QgsVectorLayer:
    """A layer of named geometries of one kind, in `crs`, whose data is in its own definition.

    A project saved with it needs no file to draw it again.
    """
    shapes = [QgsGeometry(place.geometry) for place in places]
    for shape in shapes:
        shape.convertToMultiType()
    # SQLite takes any number of values, but only 500 SELECT joined by UNION.
    values = ", ".join(
        f"({number}, {_quoted(place.code)}, {_quoted(place.name)}, {place.size}, "
        f"'{shape.asWkt(2)}')"
        for number, (place, shape) in enumerate(zip(places, shapes), 1)
    )
    # The virtual provider takes nothing but SQL; it asks no database, and the texts are quoted.
    statement = (
        "SELECT column1 AS fid, column2 AS code, column3 AS name, column4 AS size, "  # noqa: S608  # nosec B608
        f"GeomFromText(column5, {crs.postgisSrid()}) AS geometry FROM (VALUES {values})"
    )
    query = QUrl.toPercentEncoding(statement).data().decode("ascii")
    kind = int(QgsWkbTypes.flatType(shapes[0].wkbType()))
    uri = f"?query={query}&geometry=geometry:{kind}:{crs.postgisSrid()}&uid=fid"
    return QgsVectorLayer(uri, name, "virtual")


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


def _quoted(text: str) -> str:
    # SQLite's way; QgsExpression's would also double backslashes.
    return "'" + text.replace("'", "''") + "'"
