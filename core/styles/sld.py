# SPDX-License-Identifier: GPL-3.0-or-later
"""How a layer is drawn, as SLD 1.1 that GeoServer and MapServer read.

QGIS writes rules, filters, scales and labels; the symbols are written by `sld_symbols`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qgis.core import (
    NULL,
    QgsCategorizedSymbolRenderer,
    QgsExpression,
    QgsFeatureRenderer,
    QgsFields,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRenderContext,
    QgsRuleBasedLabeling,
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

# The filter of the rule for all other objects, which not every QGIS writes.
_ELSE = "ELSE"
_ANY_FILTER = '"rest" = 1'


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
    renderer = _as_rules(copy.renderer().clone(), copy.fields())
    if renderer is None:
        return Sld("", {}, tuple(writer.losses))
    copy.setRenderer(renderer)
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
        _drop_unsaid(rule, symbols, writer)
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


def _as_rules(renderer: QgsFeatureRenderer, fields: QgsFields) -> QgsFeatureRenderer | None:
    """Categories and ranges as rules, and of rules those that are on, of a renderer of nobody's.

    None where it draws by an expression: servers compute otherwise than QGIS.
    """
    if isinstance(renderer, QgsRuleBasedRenderer):
        _drop_hidden(renderer.rootRule())
        return renderer
    if not isinstance(renderer, (QgsCategorizedSymbolRenderer, QgsGraduatedSymbolRenderer)):
        return renderer
    column = _column(renderer.classAttribute(), fields)
    if not column:
        return None
    parts = _categories if isinstance(renderer, QgsCategorizedSymbolRenderer) else _ranges
    rules = QgsRuleBasedRenderer(QgsFillSymbol())
    (template,) = rules.rootRule().children()
    for label, test, symbol in parts(renderer, column):
        rule = template.clone()
        rule.setLabel(label)
        rule.setFilterExpression(test)
        rule.setSymbol(symbol.clone())
        rules.rootRule().appendChild(rule)
    rules.rootRule().removeChild(template)
    return rules


def _drop_hidden(parent: QgsRuleBasedRenderer.Rule | QgsRuleBasedLabeling.Rule) -> None:
    for rule in parent.children():
        if rule.active():
            _drop_hidden(rule)
        else:
            parent.removeChild(rule)


def _column(attribute: str, fields: QgsFields) -> str:
    """The field by which a renderer draws, quoted; empty where that is an expression."""
    expression = QgsExpression(attribute)
    if fields.lookupField(attribute) >= 0 or expression.hasParserError():
        return str(QgsExpression.quotedColumnRef(attribute))
    return (
        QgsExpression.quotedColumnRef(expression.rootNode().name()) if expression.isField() else ""
    )


def _categories(
    renderer: QgsCategorizedSymbolRenderer, column: str
) -> Iterator[tuple[str, str, QgsSymbol]]:
    """Label, filter and symbol of the categories that are on."""
    tests, rest, is_whole = [], None, True
    for category in renderer.categories():
        value = category.value()
        values = value if isinstance(value, list) else [value]
        if any(one in (None, "", NULL) for one in values):
            rest = category if category.renderState() else None
            continue
        equal = (f"{column} = {QgsExpression.quotedValue(one)}" for one in values)
        tests.append(" OR ".join(equal))
        if category.renderState():
            yield category.label(), tests[-1], category.symbol()
        is_whole = is_whole and category.renderState()
    if rest is not None:
        # The objects of a category that is off are not among all other ones.
        others = f"{column} IS NULL OR NOT ({' OR '.join(tests)})"
        yield rest.label(), _ELSE if is_whole else others, rest.symbol()


def _ranges(
    renderer: QgsGraduatedSymbolRenderer, column: str
) -> Iterator[tuple[str, str, QgsSymbol]]:
    """Label, filter and symbol of the ranges that are on; a limit is of the first that has it."""
    lower, upper = set(), set()
    for one in renderer.ranges():
        above = ">" if one.lowerValue() in upper else ">="
        below = "<" if one.upperValue() in lower else "<="
        lower.add(one.lowerValue())
        upper.add(one.upperValue())
        if one.renderState():
            test = f"{column} {above} {one.lowerValue()} AND {column} {below} {one.upperValue()}"
            yield one.label(), test, one.symbol()


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
    elif isinstance(renderer, QgsRuleBasedRenderer):
        for rule in renderer.rootRule().descendants():
            if rule.symbol() is None:
                continue
            is_rest = rule.isElse() and rule.parent().parent() is None
            rule.setSymbol(replace(rule.symbol(), _has_filter(rule), is_rest))
            if is_rest:
                rule.setFilterExpression(_ANY_FILTER)
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


def _drop_unsaid(rule: QDomElement, symbols: dict[str, _Taken], writer: SymbolWriter) -> None:
    """Take out a rule whose filter SLD cannot say, and that of all other objects with it."""
    taken = _taken(rule, symbols)
    is_filtered = taken.is_filtered if taken else _is_for_some(rule)
    if not is_filtered or (taken and taken.is_rest) or _is_said(rule):
        return
    root = rule.ownerDocument().documentElement()
    others = [
        one for one in _all(root, "se:Rule") if (of_it := _taken(one, symbols)) and of_it.is_rest
    ]
    for one in (rule, *(others if taken else ())):
        name = one.firstChildElement("se:Name").text()
        writer.lose(translate("Styles", "the rule “{name}” is left out").format(name=name))
        _remove(one)


def _write_rule(rule: QDomElement, symbols: dict[str, _Taken], writer: SymbolWriter) -> None:
    """Write the symbol of a rule in the place of the plain one."""
    taken = _taken(rule, symbols)
    if taken is None:
        return
    if taken.is_rest:
        rest = rule.ownerDocument().createElement("se:ElseFilter")
        rule.replaceChild(rest, rule.firstChildElement("ogc:Filter"))
    plain = _plain_part(rule)
    for part in _parsed(writer.symbolizers(taken.symbol)):
        rule.insertBefore(rule.ownerDocument().importNode(part, True), plain)
    rule.removeChild(plain)


def _plain_part(rule: QDomElement) -> QDomElement:
    parts = (part for part in _children(rule) if part.tagName() in _PLAIN)
    return next(parts, QDomElement())


def _taken(rule: QDomElement, symbols: dict[str, _Taken]) -> _Taken | None:
    """The symbol of a rule, None where it has only labels."""
    texts = (part.text() for part in _all(_plain_part(rule), "se:SvgParameter"))
    return next((symbols[text] for text in texts if text in symbols), None)


def _is_for_some(rule: QDomElement) -> bool:
    """Whether a rule has a filter, or the comment that QGIS leaves where it cannot write it."""
    nodes = rule.childNodes()
    has_comment = any(nodes.at(i).isComment() for i in range(nodes.count()))
    return has_comment or not rule.firstChildElement("ogc:Filter").isNull()


def _is_said(rule: QDomElement) -> bool:
    """Whether a rule tells which objects it is for."""
    tests = rule.firstChildElement("ogc:Filter")
    # The functions of QGIS have other names on servers, or none.
    return not tests.firstChildElement().isNull() and not _all(tests, "ogc:Function")


# Labels -------------------------------------------------------------------------------------


def _prepare_labels(layer: QgsVectorLayer, writer: SymbolWriter) -> None:
    """Give labels their size in pixels; take them all away where SLD cannot say one of them."""
    if layer.labeling() is None or not layer.labelsEnabled():
        layer.setLabelsEnabled(False)
        return
    labeling = layer.labeling().clone()
    if isinstance(labeling, QgsRuleBasedLabeling):
        _drop_hidden(labeling.rootRule())
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
        text = _in_pixels(settings.format())
        if text.background().enabled():
            # QGIS would write a picture into the label, as only GeoServer reads it.
            writer.lose(translate("Styles", "the frames of labels are left out"))
            frame = text.background()
            frame.setEnabled(False)
            text.setBackground(frame)
        settings.setFormat(text)
        labeling.setSettings(settings, provider)
    layer.setLabeling(labeling)
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
