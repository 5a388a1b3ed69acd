# SPDX-License-Identifier: GPL-3.0-or-later
"""How a layer is drawn, as SLD 1.1 that GeoServer and MapServer read.

QGIS writes rules, filters, scales and labels; the symbols are written by `sld_symbols`.
"""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    NULL,
    QgsCategorizedSymbolRenderer,
    QgsExpression,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRenderContext,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QPainter
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.i18n import translate
from .sld_length import in_pixels
from .sld_symbols import SymbolWriter

_PLAIN = ("se:PolygonSymbolizer", "se:LineSymbolizer", "se:PointSymbolizer")

# What QGIS adds for GeoServer, and no schema knows.
_VENDOR_PARTS = ("se:VendorOption", "se:Priority")


@dataclass(frozen=True)
class Sld:
    """An SLD document, empty where nothing can be said, and the SVG files that it names.

    `losses` are what it cannot say.
    """

    text: str
    pictures: dict[str, str]
    losses: tuple[str, ...]


def to_sld(layer: QgsVectorLayer, name: str) -> Sld:
    """How a layer is drawn, as the SLD of a layer of some name. The layer stays as it is."""
    writer = SymbolWriter(name)
    copy = layer.clone()
    copy.setName(name)
    _note_losses(copy, writer)
    symbols = _take_symbols(copy)
    _prepare_labels(copy, writer)
    exported, document = QDomDocument(), QDomDocument()
    copy.exportSldStyle(exported, "")
    # Read anew, tags hold their prefixes whatever way QGIS has made them.
    document.setContent(exported.toString(), False)
    root = document.documentElement()
    for part in [part for tag in _VENDOR_PARTS for part in _all(root, tag)]:
        _remove(part)
    for rule in _all(root, "se:Rule"):
        _write_rule(rule, symbols, writer)
    _join_labels(_all(root, "se:Rule"))
    text = document.toString(2) if _all(root, "se:Rule") else ""
    return Sld(text, writer.pictures, tuple(writer.losses))


# Symbols ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Taken:
    """A symbol, and whether it is that of some objects only, or that of all other ones."""

    symbol: QgsSymbol
    is_filtered: bool
    is_rest: bool = False


def _note_losses(layer: QgsVectorLayer, writer: SymbolWriter) -> None:
    """Note what SLD cannot say of the layer as a whole."""
    renderer = layer.renderer()
    normal = QPainter.CompositionMode.CompositionMode_SourceOver
    blends = {layer.blendMode(), layer.featureBlendMode()} - {normal}
    effect = renderer.paintEffect()
    if blends or (effect is not None and effect.enabled()):
        writer.lose(translate("Styles", "effects are left out"))
    if layer.opacity() < 1:
        writer.lose(translate("Styles", "the opacity of the whole layer is left out"))
    symbols = renderer.symbols(QgsRenderContext())
    if renderer.usingSymbolLevels() and any(one.symbolLayerCount() > 1 for one in symbols):
        writer.lose(
            translate("Styles", "where lines cross, the edge of one is drawn over the other")
        )


def _take_symbols(layer: QgsVectorLayer) -> dict[str, _Taken]:
    """Put a plain symbol of its own colour in the place of each; give them by these colours."""
    renderer = layer.renderer().clone()
    taken: dict[str, _Taken] = {}

    def replace(symbol: QgsSymbol, is_filtered: bool, is_rest: bool = False) -> QgsSymbol:
        colour = f"#{len(taken) + 1:06x}"
        taken[colour] = _Taken(symbol.clone(), is_filtered, is_rest)
        return _plain_symbol(symbol, colour)

    if isinstance(renderer, QgsSingleSymbolRenderer):
        renderer.setSymbol(replace(renderer.symbol(), False))
    elif isinstance(renderer, QgsCategorizedSymbolRenderer):
        for number, category in enumerate(renderer.categories()):
            is_rest = category.value() in (None, "", NULL)
            renderer.updateCategorySymbol(number, replace(category.symbol(), True, is_rest))
    elif isinstance(renderer, QgsGraduatedSymbolRenderer):
        for number, one in enumerate(renderer.ranges()):
            renderer.updateRangeSymbol(number, replace(one.symbol(), True))
    elif isinstance(renderer, QgsRuleBasedRenderer):
        for rule in renderer.rootRule().descendants():
            if rule.symbol() is not None:
                rule.setSymbol(replace(rule.symbol(), _has_filter(rule)))
    layer.setRenderer(renderer)
    return taken


def _has_filter(rule: QgsRuleBasedRenderer.Rule) -> bool:
    parent = rule.parent()
    return bool(rule.filterExpression()) or (parent is not None and _has_filter(parent))


def _plain_symbol(symbol: QgsSymbol, colour: str) -> QgsSymbol:
    if isinstance(symbol, QgsFillSymbol):
        return QgsFillSymbol.createSimple({"color": colour, "outline_style": "no"})
    if isinstance(symbol, QgsLineSymbol):
        return QgsLineSymbol.createSimple({"color": colour})
    return QgsMarkerSymbol.createSimple({"color": colour, "outline_style": "no"})


def _write_rule(rule: QDomElement, symbols: dict[str, _Taken], writer: SymbolWriter) -> None:
    """Write the symbol of a rule in the place of the plain one.

    A rule goes that has nothing to draw, and one whose filter SLD cannot say.
    """
    plain = next((part for part in _children(rule) if part.tagName() in _PLAIN), None)
    if plain is None:
        return
    texts = [part.text() for part in _all(plain, "se:SvgParameter")]
    taken = next(symbols[text] for text in texts if text in symbols)
    if taken.is_rest:
        # QGIS writes a test for no value, where it draws all other values.
        rest = rule.ownerDocument().createElement("se:ElseFilter")
        rule.replaceChild(rest, rule.firstChildElement("ogc:Filter"))
    if taken.is_filtered and not _is_said(rule):
        name = rule.firstChildElement("se:Name").text()
        writer.lose(translate("Styles", "the rule “{name}” is left out").format(name=name))
        _remove(rule)
        return
    for part in _parsed(writer.symbolizers(taken.symbol)):
        rule.insertBefore(rule.ownerDocument().importNode(part, True), plain)
    rule.removeChild(plain)


def _is_said(rule: QDomElement) -> bool:
    """Whether a rule tells which objects it is for."""
    tests = rule.firstChildElement("ogc:Filter")
    is_rest = not rule.firstChildElement("se:ElseFilter").isNull()
    return is_rest or (not tests.isNull() and not tests.firstChildElement().isNull())


# Labels -------------------------------------------------------------------------------------


def _prepare_labels(layer: QgsVectorLayer, writer: SymbolWriter) -> None:
    """Give labels their size in pixels; take them all away where SLD cannot say one of them."""
    labeling = layer.labeling()
    if labeling is None or not layer.labelsEnabled():
        layer.setLabelsEnabled(False)
        return
    for provider in labeling.subProviders():
        settings = QgsPalLayerSettings(labeling.settings(provider))
        expression = QgsExpression(settings.fieldName)
        if settings.geometryGeneratorEnabled or (
            settings.isExpression and not expression.isField()
        ):
            writer.lose(translate("Styles", "the labels are left out"))
            layer.setLabelsEnabled(False)
            return
        if settings.isExpression:
            settings.fieldName, settings.isExpression = expression.rootNode().name(), False
        if settings.dataDefinedProperties().hasActiveProperties():
            writer.lose(translate("Styles", "what depends on the data has one fixed value"))
        settings.setFormat(_in_pixels(settings.format()))
        labeling.setSettings(settings, provider)
    writer.lose(translate("Styles", "where labels are placed is the server's choice"))


def _in_pixels(text: QgsTextFormat) -> QgsTextFormat:
    pixels = QgsUnitTypes.RenderUnit.RenderPixels
    edge = text.buffer()
    edge.setSize(in_pixels(edge.size(), edge.sizeUnit()))
    edge.setSizeUnit(pixels)
    text.setBuffer(edge)
    text.setSize(in_pixels(text.size(), text.sizeUnit()))
    text.setSizeUnit(pixels)
    return text


def _join_labels(rules: list[QDomElement]) -> None:
    """Put labels for all objects into the rules of symbols: MapServer draws one rule an object."""
    labels = [rule for rule in rules if rule.childNodes().count() == 1]
    drawn = [rule for rule in rules if rule not in labels]
    if not drawn:
        return
    for label in labels:
        for rule in drawn:
            rule.appendChild(label.firstChild().cloneNode())
        _remove(label)


# Elements -----------------------------------------------------------------------------------


def _parsed(elements: list[str]) -> list[QDomElement]:
    """Elements of the namespaces se and xlink, as they are in a document that declares them."""
    document = QDomDocument()
    document.setContent(f"<parts>{''.join(elements)}</parts>", False)
    return _children(document.documentElement())


def _children(element: QDomElement) -> list[QDomElement]:
    nodes = element.childNodes()
    return [nodes.at(i).toElement() for i in range(nodes.count()) if nodes.at(i).isElement()]


def _all(root: QDomElement, tag: str) -> list[QDomElement]:
    found = root.elementsByTagName(tag)
    return [found.at(i).toElement() for i in range(found.count())]


def _remove(element: QDomElement) -> None:
    element.parentNode().removeChild(element)
