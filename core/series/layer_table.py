# SPDX-License-Identifier: GPL-3.0-or-later
"""What is selected in a layer, as the table that a list of territories is read from."""

from __future__ import annotations

import csv
import io

from qgis.core import QgsFeatureRequest, QgsVectorLayer

from ..common.attribute_values import text_value
from ..common.errors import TerritoryError
from ..common.i18n import translate
from ..sources.rows import read_rows


def selection_table(layer: QgsVectorLayer) -> str:
    """The attributes of the selected features, a row each below the names of the fields.

    Raises TerritoryError where nothing is selected, SourceError where the layer cannot be read.
    """
    if not layer.selectedFeatureCount():
        raise TerritoryError(
            translate(
                "Series", "Nothing is selected in the layer “{layer}”: select features in it first."
            ).format(layer=layer.name())
        )
    request = QgsFeatureRequest().setFilterFids(layer.selectedFeatureIds())
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    table = io.StringIO()
    writer = csv.writer(table, delimiter="\t", lineterminator="\n")
    writer.writerow([_one_line(field.name()) for field in layer.fields()])
    for _, values in read_rows(layer, request):
        writer.writerow([_one_line(text_value(value)) for value in values])
    return table.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split())
