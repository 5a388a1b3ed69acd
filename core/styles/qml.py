# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of layers, from QML files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsFeatureRenderer,
    QgsGeometry,
    QgsGeometryGeneratorSymbolLayer,
    QgsLegendSymbolItem,
    QgsMapLayer,
    QgsPalLayerSettings,
    QgsReadWriteContext,
    QgsRuleBasedLabeling,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtXml import QDomDocument

from ..common.disk import reason
from ..common.errors import StyleError
from ..common.i18n import translate
from ..common.typography import usable_format
from .qml_form import damaged_symbol, is_too_deep, renew

# Bytes of a style, and its categories, ranges or rules, that QGIS reads and lists in a moment.
LARGEST_STYLE = 10_000_000
MOST_SIGNS = 1_000
_SIGNS = ("category", "range", "rule")

# The renderer that draws the labels alone.
NO_SYMBOL = "nullSymbol"

# The renderer that draws the areas of one sign as one surface.
MERGED = "mergedFeatureRenderer"

# What of a style is seen.
_Categories = QgsMapLayer.StyleCategory
SEEN = QgsMapLayer.StyleCategories(
    _Categories.Symbology | _Categories.Labeling | _Categories.Diagrams | _Categories.Rendering
)


def unusable(style: Path, reason: str) -> StyleError:
    """What to raise where a style cannot be used."""
    return StyleError(
        translate("Layers", "The style “{path}” cannot be used: {reason}.").format(
            path=style, reason=" ".join(reason.split()).rstrip(".")
        )
    )


def read_style(style: Path) -> bytes:
    """The QML of a file. Raises StyleError when it is missing, too large or cannot be read."""
    try:
        if style.stat().st_size > LARGEST_STYLE:
            raise unusable(style, _too_large())
        return style.read_bytes()
    except FileNotFoundError as error:
        raise unusable(style, translate("Layers", "there is no such file")) from error
    except OSError as error:
        raise unusable(style, reason(error)) from error


def apply_qml(layer: QgsVectorLayer, qml: bytes) -> str:
    """Style a layer by QML; why it cannot be, empty where it can.

    Its labels get a typeface that the machine has. Of what else the QML holds (fields, forms,
    actions), nothing is taken.
    """
    document, reason = parse(qml)
    if reason:
        return reason
    ok, message = layer.importNamedStyle(document, SEEN)
    if not ok:
        # What QGIS says of it is long.
        has_geometry = bool(
            document.documentElement().firstChildElement("layerGeometryType").text()
        )
        other = translate("Styles", "its symbols are for another geometry")
        return other if has_geometry else str(message)
    # Of symbols that it cannot read QGIS says nothing: the layer keeps those that it had.
    if layer.renderer().type() != renderer_of(document):
        return translate("Layers", "it holds no symbols that can be drawn")
    change_labels(layer, lambda settings: settings.setFormat(usable_format(settings.format())))
    return ""


def parse(qml: bytes) -> tuple[QDomDocument, str]:
    """QML as a document, and why it is none that QGIS reads without harm."""
    document = QDomDocument()
    if len(qml) > LARGEST_STYLE:
        return document, _too_large()
    if is_too_deep(qml):
        return document, translate("Styles", "its elements are nested too deep")
    ok, message, line, _ = document.setContent(qml)
    if not ok:
        reason = translate("Layers", "line {line} is no XML: {reason}")
        return document, reason.format(line=line, reason=message)
    _take_out_of_surfaces(document)
    renderer = document.documentElement().firstChildElement("renderer-v2")
    if any(renderer.elementsByTagName(tag).count() > MOST_SIGNS for tag in _SIGNS):
        reason = translate("Styles", "it has more than {number} categories or rules")
        return document, reason.format(number=MOST_SIGNS)
    renew(document)
    return document, damaged_symbol(document) if renderer_of(document) else ""


def _take_out_of_surfaces(document: QDomDocument) -> None:
    """Put what draws the objects in the place of what draws them as surfaces: a sheet does both."""
    root = document.documentElement()
    merged = root.firstChildElement("renderer-v2")
    inner = merged.firstChildElement("renderer-v2")
    if merged.attribute("type") == MERGED and not inner.isNull():
        root.replaceChild(inner, merged)


def _too_large() -> str:
    reason = translate("Styles", "it is larger than {size} MB")
    return reason.format(size=LARGEST_STYLE // 1_000_000)


def renderer_of(document: QDomDocument) -> str:
    """The type of the renderer that QML holds, empty where it has none."""
    element = document.documentElement().firstChildElement("renderer-v2")
    return str(element.attribute("type"))


def has_no_symbol(renderer: QgsFeatureRenderer) -> bool:
    """Whether a renderer draws the labels alone.

    Only QGIS itself knows the type of a renderer that a layer owns: Python may take it for one of
    another class that lay at its place in memory before.
    """
    return bool(renderer.type() == NO_SYMBOL)


def change_labels(layer: QgsVectorLayer, change: Callable[[QgsPalLayerSettings], None]) -> None:
    """Change the settings of all labels of a layer."""
    if layer.labeling() is None:
        return
    # Of what a layer owns, Python may not know the class; of a copy it does.
    labeling = layer.labeling().clone()
    if isinstance(labeling, QgsVectorLayerSimpleLabeling):
        settings = labeling.settings()
        change(settings)
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    elif isinstance(labeling, QgsRuleBasedLabeling):
        for rule in labeling.rootRule().descendants():
            if rule.settings() is not None:
                settings = QgsPalLayerSettings(rule.settings())
                change(settings)
                rule.setSettings(settings)
        layer.setLabeling(labeling)


def write_style(layer: QgsMapLayer) -> str:
    """How a layer is drawn, as QML."""
    document = QDomDocument()
    layer.exportNamedStyle(document, QgsReadWriteContext(), SEEN)
    return str(document.toString(-1))


def apply_written_style(layer: QgsVectorLayer, written: str) -> None:
    """Draw a layer as `write_style` has written; where it does not fit, as before."""
    document = QDomDocument()
    document.setContent(written)
    layer.importNamedStyle(document, SEEN)


def draws_nothing(layer: QgsVectorLayer, scale: float = 0) -> bool:
    """Whether the style of a layer draws none of its objects, at a scale (a denominator) if any."""
    if layer.opacity() == 0:
        return True
    if layer.labelsEnabled() or layer.diagramsEnabled():
        return False
    renderer = layer.renderer()
    signs = [sign for sign in renderer.legendSymbolItems() if sign.symbol() is not None]
    if not signs:
        # A heat map has no symbol either.
        return has_no_symbol(renderer)
    drawn = drawn_signs(renderer, scale)
    return not any(sign.symbol() is not None for sign in drawn.values())


def drawn_signs(renderer: QgsFeatureRenderer, scale: float) -> dict[int, QgsLegendSymbolItem]:
    """The categories or rules of a renderer that are drawn at a scale, by their places."""
    signs = renderer.legendSymbolItems()
    by_key = {sign.ruleKey(): sign for sign in signs}

    def is_on(sign: QgsLegendSymbolItem) -> bool:
        # Of what cannot be switched off, QGIS says that it is.
        off = sign.isCheckable() and not renderer.legendSymbolItemChecked(sign.ruleKey())
        parent = by_key.get(sign.parentRuleKey()) if sign.parentRuleKey() else None
        return not off and sign.isScaleOK(scale) and (parent is None or is_on(parent))

    return {
        place: sign
        for place, sign in enumerate(signs)
        if is_on(sign) and (sign.symbol() is None or is_seen(sign.symbol(), QgsExpressionContext()))
    }


def is_seen(symbol: QgsSymbol, context: QgsExpressionContext) -> bool:
    """Whether a symbol is drawn, for the object of a context; without one, for any object."""
    data_defined = symbol.dataDefinedProperties()
    opacity, _ = data_defined.valueAsDouble(QgsSymbol.Property.PropertyOpacity, context, 100)
    if symbol.opacity() == 0 or opacity <= 0:
        return False
    return any(is_part_seen(part, context) for part in symbol.symbolLayers())


def may_be_unseen(symbol: QgsSymbol) -> bool:
    """Whether it takes an object, or a scale, to know whether a symbol is drawn, see `is_seen`."""
    return symbol.dataDefinedProperties().isActive(QgsSymbol.Property.PropertyOpacity) or any(
        isinstance(part, QgsGeometryGeneratorSymbolLayer)
        or part.dataDefinedProperties().isActive(QgsSymbolLayer.Property.PropertyLayerEnabled)
        or (part.subSymbol() is not None and may_be_unseen(part.subSymbol()))
        for part in symbol.symbolLayers()
    )


def is_part_seen(part: QgsSymbolLayer, context: QgsExpressionContext) -> bool:
    """Whether a part of a symbol is drawn, as of `is_seen`."""
    key = QgsSymbolLayer.Property.PropertyLayerEnabled
    is_on, _ = part.dataDefinedProperties().valueAsBool(key, context, True)
    if not part.enabled() or not is_on:
        return False
    if isinstance(part, QgsGeometryGeneratorSymbolLayer):
        expression = QgsExpression(part.geometryExpression())
        # Without an object, what depends on it is not known.
        if context.hasFeature() or expression.rootNode().isStatic(expression, context):
            expression.prepare(context)
            shape = expression.evaluate(context)
            if not isinstance(shape, QgsGeometry) or shape.isEmpty():
                return False
    return part.subSymbol() is None or is_seen(part.subSymbol(), context)
