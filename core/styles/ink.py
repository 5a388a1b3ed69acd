# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a symbol is to be seen on paper."""

from __future__ import annotations

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsProperty,
    QgsPropertyDefinition,
    QgsSymbol,
    QgsSymbolLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QImage

from .plain_vector import symbol_layers
from .qml import is_part_seen

# Which picture or character is drawn: without it, nothing is known.
_DRAWN = (
    QgsSymbolLayer.Property.PropertyName,
    QgsSymbolLayer.Property.PropertyFile,
    QgsSymbolLayer.Property.PropertyCharacter,
)
# A value of each kind that is to be seen, in place of one that depends on the objects.
_Kind = QgsPropertyDefinition.StandardPropertyTemplate
_SEEN: dict[QgsPropertyDefinition.StandardPropertyTemplate, object] = {
    _Kind.ColorWithAlpha: "0,0,0,255",
    _Kind.ColorNoAlpha: "0,0,0,255",
    _Kind.Opacity: 100,
    _Kind.Size: 3,
    _Kind.StrokeWidth: 3,
    _Kind.DoublePositive: 3,
    _Kind.IntegerPositive: 10,
    _Kind.FillStyle: "solid",
    _Kind.LineStyle: "solid",
}


def leaves_ink(symbol: QgsSymbol) -> bool:
    """Whether a symbol is to be seen, if what depends on the objects is."""
    likely, nothing = symbol.clone(), QgsExpressionContext()
    for part in symbol_layers([likely]):
        if not is_part_seen(part, nothing):
            part.setEnabled(False)
        elif not _make_constant(part):
            return True
    picture = likely.asImage(QSize(100, 100)).convertToFormat(QImage.Format.Format_Alpha8)
    return any(picture.constBits().asstring(picture.sizeInBytes()))


def _make_constant(part: QgsSymbolLayer) -> bool:
    """Put visible values in place of those that depend on the objects; whether that can be."""
    kinds = part.propertyDefinitions()
    properties = part.dataDefinedProperties()
    for key in properties.propertyKeys():
        if _is_constant(properties.property(key)):
            continue
        if key in _DRAWN:
            return False
        seen = _SEEN.get(kinds[key].standardTemplate())
        fixed = QgsProperty() if seen is None else QgsProperty.fromValue(seen)
        part.setDataDefinedProperty(QgsSymbolLayer.Property(key), fixed)
    return True


def _is_constant(value: QgsProperty) -> bool:
    """Whether a property of a symbol is the same for all objects."""
    kind = value.propertyType()
    if not value.isActive() or kind != QgsProperty.Type.ExpressionBasedProperty:
        return bool(kind != QgsProperty.Type.FieldBasedProperty)
    expression, context = QgsExpression(value.expressionString()), QgsExpressionContext()
    # What a symbol has without the expression is the same for all objects.
    fixed = QgsExpressionContextScope()
    fixed.addVariable(QgsExpressionContextScope.StaticVariable("value", None, True, True))
    context.appendScope(fixed)
    return bool(expression.rootNode() and expression.rootNode().isStatic(expression, context))
