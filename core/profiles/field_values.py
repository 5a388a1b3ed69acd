# SPDX-License-Identifier: GPL-3.0-or-later
"""What layers hold: their values and how many objects a filter leaves, for whoever maps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsDataSourceUri,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsExpressionNodeBinaryOperator,
    QgsExpressionNodeInOperator,
    QgsFeatureRequest,
    QgsFeedback,
    QgsVectorLayer,
)

from ..common.attribute_values import plain_value
from ..common.errors import SourceError
from ..common.i18n import translate
from ..sources.connection import POSTGRES_PROVIDER, SERVICES, SourceLayer
from ..sources.source import broken_off, open_layer, read_all
from .profile import ClassSource

# What offices and standards call the field of a delivery that tells what to do where.
CLASS_FIELDS = (
    "obj_assi",
    "objectif",
    "gestion",
    "statut",
    "etat",
    "type_obst",
    "type",
    "nature",
)


def count_objects(source: ClassSource, feedback: QgsFeedback | None = None) -> int:
    """How many objects of the whole layer the filter leaves; a service is read once for that.

    Raises SourceError when the layer cannot be read to its end, or the filter is no expression of
    its fields or fails on the first object; CancelledError.
    """
    layer = _open_whole(source.layer, feedback)
    if source.filter:
        check_filter(source, layer)
    elif layer.providerType() == "ogr":
        return int(layer.featureCount())
    elif layer.providerType() == POSTGRES_PROVIDER:
        return _rows(layer)
    request = QgsFeatureRequest().setNoAttributes().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    if source.filter:
        request.setFilterExpression(source.filter)
    return sum(1 for _ in read_all(layer, request))


def field_values(
    layer: SourceLayer, field: str, feedback: QgsFeedback | None = None
) -> list[tuple[str, Any, int]]:
    """The values of a field as text, as they are, and how often: the most frequent first.

    Raises SourceError when the layer cannot be read or has no such field, CancelledError.
    """
    opened = _open_whole(layer, feedback)
    index = opened.fields().lookupField(field)
    if index < 0:
        raise _no_field(field, layer.name, opened)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([index])
    counts = Counter(
        plain_value(feature.attributes()[index]) for feature in read_all(opened, request)
    )
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
            # A negative number is an expression of its own.
            values += [QgsExpression(n.dump()).evaluate() for n in part.list().list()]
        else:
            values.append(None)
    return (columns[0], values) if values_filter(columns[0], values) == expression else None


def class_field(layer: QgsVectorLayer) -> str:
    """The field whose values may tell classes apart, in any case of letters; nothing without one.

    What the values mean is for the user to say: see the standard of the SRCE, where OBJ_ASSI does
    not tell what is to be preserved.
    """
    present = {field.name().lower(): field.name() for field in layer.fields()}
    return next((present[name] for name in CLASS_FIELDS if name in present), "")


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


def _rows(table: QgsVectorLayer) -> int:
    """How many rows a database counts, rather than estimates."""
    uri = QgsDataSourceUri(table.source())
    uri.setUseEstimatedMetadata(False)
    counted = int(QgsVectorLayer(uri.uri(False), table.name(), POSTGRES_PROVIDER).featureCount())
    if counted < 0:
        raise broken_off(table)
    return counted


def _open_whole(layer: SourceLayer, feedback: QgsFeedback | None) -> QgsVectorLayer:
    """A layer to be read from end to end: of a service, its local copy."""
    if layer.provider in SERVICES:
        from ..sources.local_copy import local_copy

        return local_copy(layer, feedback=feedback).layer
    return open_layer(layer, feedback)


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
