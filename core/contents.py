# SPDX-License-Identifier: GPL-3.0-or-later
"""What layers hold: their values and how many objects a filter leaves, for whoever maps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsExpressionNodeBinaryOperator,
    QgsExpressionNodeInOperator,
    QgsExpressionNodeLiteral,
    QgsFeatureRequest,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QVariant

from .connection import SourceLayer
from .errors import SourceError
from .i18n import translate
from .profile import ClassSource
from .source import open_layer, read_all

# What offices and standards call the field of a delivery that tells what to do where.
TELLING_FIELDS = (
    "obj_assi",
    "objectif",
    "gestion",
    "statut",
    "etat",
    "type_obst",
    "type",
    "nature",
)


def count_objects(source: ClassSource) -> int:
    """How many objects of the whole layer the filter leaves.

    Raises SourceError when the layer cannot be read to its end, or the filter is no expression of
    its fields or fails on its objects.
    """
    layer = open_layer(source.layer)
    if source.filter:
        check_filter(source, layer)
    elif layer.providerType() == "ogr":
        return int(layer.featureCount())
    request = QgsFeatureRequest().setNoAttributes().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    if source.filter:
        request.setFilterExpression(source.filter)
    return sum(1 for _ in read_all(layer, request))


def field_values(layer: SourceLayer, field: str) -> list[tuple[str, Any, int]]:
    """The values of a field as text, as they are, and how often: the most frequent first.

    Raises SourceError when the layer cannot be read or has no such field.
    """
    opened = open_layer(layer)
    index = opened.fields().lookupField(field)
    if index < 0:
        raise _no_field(field, layer.name, opened)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([index])
    counts = Counter(_plain(feature.attributes()[index]) for feature in read_all(opened, request))
    return [
        ("" if value is None else str(value), value, count) for value, count in counts.most_common()
    ]


def values_filter(field: str, values: Sequence[Any]) -> str:
    """The expression that keeps the objects with some values of a field; none of them: all."""
    if not values:
        return ""
    column = str(QgsExpression.quotedColumnRef(field))
    known = [str(QgsExpression.quotedValue(value)) for value in values if value is not None]
    wanted = [f"{column} IN ({', '.join(known)})"] if known else []
    if len(known) < len(values):
        wanted.append(f"{column} IS NULL")
    return " OR ".join(wanted)


def values_of(expression: str) -> tuple[str, list[Any]] | None:
    """The field and the values of an expression that `values_filter` wrote; None for another."""
    written = QgsExpression(expression)
    columns = list(written.referencedColumns())
    if written.hasParserError() or len(columns) != 1:
        return None
    node = written.rootNode()
    either = isinstance(node, QgsExpressionNodeBinaryOperator) and node.text() == "OR"
    values: list[Any] = []
    for part in (node.opLeft(), node.opRight()) if either else (node,):
        if isinstance(part, QgsExpressionNodeInOperator):
            listed = part.list().list()
            values += [n.value() for n in listed if isinstance(n, QgsExpressionNodeLiteral)]
        else:
            values.append(None)
    return (columns[0], values) if values_filter(columns[0], values) == expression else None


def telling_field(layer: QgsVectorLayer) -> str:
    """The field whose values may tell classes apart, in any case of letters; nothing without one.

    What the values mean is for the user to say: see the standard of the SRCE, where OBJ_ASSI does
    not tell what is to be preserved.
    """
    present = {field.name().lower(): field.name() for field in layer.fields()}
    return next((present[name] for name in TELLING_FIELDS if name in present), "")


def check_filter(source: ClassSource, layer: QgsVectorLayer) -> None:
    """Raise SourceError unless the filter of a source is an expression of the layer's fields.

    It is tried on the first object.
    """
    expression = QgsExpression(source.filter)
    if expression.hasParserError():
        raise _no_expression(source, expression.parserErrorString())
    for column in sorted(expression.referencedColumns()):
        if column != QgsFeatureRequest.ALL_ATTRIBUTES and layer.fields().lookupField(column) < 0:
            raise _no_field(column, source.layer.name, layer)
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    for feature in layer.getFeatures(QgsFeatureRequest().setLimit(1)):
        context.setFeature(feature)
        expression.evaluate(context)
        if expression.hasEvalError():
            raise _no_expression(source, expression.evalErrorString())


def _no_expression(source: ClassSource, reason: str) -> SourceError:
    return SourceError(
        translate("Contents", "The filter of “{layer}” is no expression: {reason}.").format(
            layer=source.layer.name, reason=" ".join(reason.split()).rstrip(".")
        )
    )


def _no_field(field: str, name: str, layer: QgsVectorLayer) -> SourceError:
    return SourceError(
        translate(
            "Contents", "The layer “{layer}” has no field “{field}”; its fields are: {known}."
        ).format(layer=name, field=field, known=", ".join(f.name() for f in layer.fields()))
    )


def _plain(value: Any) -> Any:
    # NULL comes as None or as an invalid QVariant, according to the QGIS version.
    return None if isinstance(value, QVariant) else value
