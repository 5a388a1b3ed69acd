# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the bundled styles, ``styles/<class>_<geometry>.qml``, from the palette below.

Usage: ``python3 tools/build_styles.py [FOLDER]``. The committed files are what QGIS 3.22 writes,
so that every later version reads them. Lengths are millimetres on the paper, whatever the scale.
The choices behind the palette are told in ``styles/README.md``.
"""

from __future__ import annotations

import html
import math
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Callable, TypeVar

from qgis.core import (
    QgsApplication,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsInvertedPolygonRenderer,
    QgsLabelObstacleSettings,
    QgsLineSymbol,
    QgsMapLayer,
    QgsMarkerLineSymbolLayer,
    QgsMarkerSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsPointPatternFillSymbolLayer,
    QgsProperty,
    QgsPropertyCollection,
    QgsReadWriteContext,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor, QFont
from qgis.PyQt.QtXml import QDomDocument, QDomElement

# As they look on white paper, also where they let a background show through (see _rgba).
COLOURS: dict[str, str] = {
    "reservoir": "#d3ebc3",
    "reservoir_line": "#5f9e50",
    "reservoir_dot": "#3c7d32",
    "preserve": "#93d176",
    "preserve_line": "#2d7a17",
    "restore": "#4a9c26",
    "corridor": "#00694a",
    "corridor_restore": "#cf6a00",
    "watercourse": "#4f9bd6",
    "watercourse_line": "#17609f",
    "obstacle": "#c4141c",
    "contour": "#000000",
    "limit": "#8d887e",
    "white": "#ffffff",
    "veil": "#f4f4f1",
    "neighbours": "#8c8c8c",
    "members_name": "#1f1f1f",
    "situation": "#ececec",
    "situation_territory": "#333333",
    "neighbours_name": "#555555",
    "demonstration": "#b3261e",
}

AREA_OPACITY = 0.75
VEIL_OPACITY = 0.69

DEMONSTRATION_TEXT = "DONNÉES FICTIVES – DÉMONSTRATION"
DEMONSTRATION_OPACITY = 0.35
DEMONSTRATION_SLOPE = 25

_Symbol = TypeVar("_Symbol", bound=QgsSymbol)


def build(folder: Path) -> list[Path]:
    """Write every style into ``folder``; return the files, in the order of their names.

    A QGIS application must be running. Raises OSError if a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, make in sorted(STYLES.items()):
        wkb = {"s": "MultiPolygon", "l": "MultiLineString", "p": "MultiPoint"}[name[-1]]
        layer = QgsVectorLayer(
            f"{wkb}?crs=EPSG:2154&field=name:string&field=size:double", name, "memory"
        )
        make(layer)
        file = folder / f"{name}.qml"
        file.write_bytes(_qml(layer).encode("utf-8"))
        files.append(file)
    return files


# The table of styles ------------------------------------------------------------------------


def _reservoir_s(layer: QgsVectorLayer) -> None:
    _areas(
        layer,
        _fill("reservoir", AREA_OPACITY),
        _dots("reservoir_dot", 0.5, 2.0),
        _edge("reservoir_line", 0.3),
    )


def _reservoir_l(layer: QgsVectorLayer) -> None:
    _lines(
        layer,
        _line("reservoir_line", 1.7),
        _line("reservoir", 1.2),
        _marks("reservoir_dot", "circle", 0.6, 0, 2.0),
    )


def _reservoir_preserve_s(layer: QgsVectorLayer) -> None:
    _areas(layer, _fill("preserve", AREA_OPACITY), _edge("preserve_line", 0.4))


def _reservoir_preserve_l(layer: QgsVectorLayer) -> None:
    _lines(layer, _line("preserve_line", 1.9), _line("preserve", 1.1))


def _reservoir_restore_s(layer: QgsVectorLayer) -> None:
    _areas(
        layer,
        _fill("white", 0.55),
        _diagonals("restore", 0.45, 2.1),
        _edge("restore", 0.5),
    )


def _reservoir_restore_l(layer: QgsVectorLayer) -> None:
    _lines(
        layer,
        _line("restore", 1.9),
        _line("white", 1.3),
        _marks("restore", "line", 1.9, 45, 1.5, width=0.45),
    )


def _corridor_s(layer: QgsVectorLayer) -> None:
    _areas(layer, _dashes("corridor", 0.35, 1.6), _edge("corridor", 0.4))


def _corridor_l(layer: QgsVectorLayer) -> None:
    _lines(layer, _line("white", 1.7), _line("corridor", 1.2))


def _corridor_restore_s(layer: QgsVectorLayer) -> None:
    _areas(
        layer,
        _dashes("corridor_restore", 0.5, 1.8, length=2.4, gap=1.6),
        _edge("corridor_restore", 0.5, dash="2.4;1.2"),
    )


def _corridor_restore_l(layer: QgsVectorLayer) -> None:
    _lines(
        layer,
        _line("white", 1.7),
        _line("corridor_restore", 1.2, dash="3;1.5"),
    )


def _watercourse_s(layer: QgsVectorLayer) -> None:
    _areas(layer, _fill("watercourse", AREA_OPACITY), _edge("watercourse_line", 0.3))


def _watercourse_l(layer: QgsVectorLayer) -> None:
    _lines(layer, _line("watercourse_line", 0.6))


def _obstacle_s(layer: QgsVectorLayer) -> None:
    _areas(
        layer,
        _diagonals("obstacle", 0.2, 2.6),
        _diagonals("obstacle", 0.2, 2.6, angle=-45),
        _edge("obstacle", 0.25),
    )


def _obstacle_l(layer: QgsVectorLayer) -> None:
    _lines(
        layer,
        _line("white", 1.1),
        _line("obstacle", 0.6),
        _marks("obstacle", "line", 3.0, 0, 2.0, width=0.5),
    )


def _obstacle_p(layer: QgsVectorLayer) -> None:
    symbol = _symbol(
        QgsMarkerSymbol(),
        _mark("white", "circle", 3.9, fill="white"),
        _mark("obstacle", "circle", 3.2, width=0.5, fill="white"),
        _mark("obstacle", "cross2", 1.9, width=0.5),
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def _contour_s(layer: QgsVectorLayer) -> None:
    _areas(
        layer,
        # No broader: what lies on the border must be seen beside it.
        _edge("white", 0.9),
        _edge("contour", 0.6, dash="3;1.1;0.7;1.1"),
    )


def _contour_l(layer: QgsVectorLayer) -> None:
    _lines(
        layer,
        _line("white", 0.7),
        _line("contour", 0.4, dash="3;1.1;0.7;1.1"),
    )


def _limit_s(layer: QgsVectorLayer) -> None:
    _areas(layer, _edge("limit", 2.2))


def _members_s(layer: QgsVectorLayer) -> None:
    layer.setRenderer(QgsNullSymbolRenderer())
    _label(layer, _name("members_name", 7.5))


def _members_p(layer: QgsVectorLayer) -> None:
    """Names that have been given their place, their line breaks and their size."""
    layer.setRenderer(QgsNullSymbolRenderer())
    names = _name("members_name", 7.5)
    names.placement = QgsPalLayerSettings.Placement.OverPoint
    names.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantOver
    names.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    names.displayAll = True
    names.priority = 10
    _size(names, '"size"')
    _label(layer, names)


def _neighbours_s(layer: QgsVectorLayer) -> None:
    _areas(layer, _edge("neighbours", 0.2))
    names = _name("neighbours_name", 6.5)
    names.fitInPolygonOnly = True
    names.priority = 1
    _label(layer, names)


def _outside_dim_s(layer: QgsVectorLayer) -> None:
    _outside(layer, _fill("veil", VEIL_OPACITY))


def _outside_hide_s(layer: QgsVectorLayer) -> None:
    _outside(layer, _fill("white"))


def _situation_s(layer: QgsVectorLayer) -> None:
    _areas(layer, _fill("situation"), _edge("neighbours", 0.15))


def _situation_territory_s(layer: QgsVectorLayer) -> None:
    # The edge keeps the smallest commune of a département in sight.
    _areas(layer, _fill("situation_territory"), _edge("situation_territory", 0.5))


def _demonstration_s(layer: QgsVectorLayer) -> None:
    layer.setRenderer(QgsNullSymbolRenderer())
    font = QFont("Liberation Sans")
    font.setBold(True)
    text = QgsTextFormat()
    text.setFont(font)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMapUnits)
    text.setColor(QColor(COLOURS["demonstration"]))
    text.setOpacity(DEMONSTRATION_OPACITY)
    mark = QgsPalLayerSettings()
    mark.fieldName = f"'{DEMONSTRATION_TEXT}'"
    mark.isExpression = True
    mark.setFormat(text)
    mark.geometryGeneratorEnabled = True
    mark.geometryGeneratorType = QgsWkbTypes.GeometryType.PointGeometry
    mark.geometryGenerator = (
        "transform(@map_extent_center, @map_crs, layer_property(@layer, 'crs'))"
    )
    mark.placement = QgsPalLayerSettings.Placement.OverPoint
    mark.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantOver
    mark.angleOffset = -DEMONSTRATION_SLOPE
    mark.displayAll = True
    # The lowest priority: the names around keep their places, this one is drawn all the same.
    mark.priority = 0
    obstacles = QgsLabelObstacleSettings()
    obstacles.setIsObstacle(False)
    mark.setObstacleSettings(obstacles)
    _size(mark, "0.037 * min(@map_extent_width, 1.6 * @map_extent_height)")
    _label(layer, mark)


STYLES: dict[str, Callable[[QgsVectorLayer], None]] = {
    "contour_l": _contour_l,
    "contour_s": _contour_s,
    "corridor_l": _corridor_l,
    "corridor_restore_l": _corridor_restore_l,
    "corridor_restore_s": _corridor_restore_s,
    "corridor_s": _corridor_s,
    "demonstration_s": _demonstration_s,
    "limit_s": _limit_s,
    "members_p": _members_p,
    "members_s": _members_s,
    "neighbours_s": _neighbours_s,
    "obstacle_l": _obstacle_l,
    "obstacle_p": _obstacle_p,
    "obstacle_s": _obstacle_s,
    "outside_dim_s": _outside_dim_s,
    "outside_hide_s": _outside_hide_s,
    "reservoir_l": _reservoir_l,
    "reservoir_preserve_l": _reservoir_preserve_l,
    "reservoir_preserve_s": _reservoir_preserve_s,
    "reservoir_restore_l": _reservoir_restore_l,
    "reservoir_restore_s": _reservoir_restore_s,
    "reservoir_s": _reservoir_s,
    "situation_s": _situation_s,
    "situation_territory_s": _situation_territory_s,
    "watercourse_l": _watercourse_l,
    "watercourse_s": _watercourse_s,
}


# Renderers and labels -----------------------------------------------------------------------


def _areas(layer: QgsVectorLayer, *parts: QgsSymbolLayer) -> None:
    layer.setRenderer(QgsSingleSymbolRenderer(_symbol(QgsFillSymbol(), *parts)))


def _lines(layer: QgsVectorLayer, *parts: QgsSymbolLayer) -> None:
    """Draw each part of all lines before the next part, so that casings never cut a crossing."""
    for level, part in enumerate(parts):
        part.setRenderingPass(level)
    renderer = QgsSingleSymbolRenderer(_symbol(QgsLineSymbol(), *parts))
    renderer.setUsingSymbolLevels(True)
    layer.setRenderer(renderer)


def _outside(layer: QgsVectorLayer, part: QgsSymbolLayer) -> None:
    inner: QgsFeatureRenderer = QgsSingleSymbolRenderer(_symbol(QgsFillSymbol(), part))
    layer.setRenderer(QgsInvertedPolygonRenderer(inner))


def _label(layer: QgsVectorLayer, settings: QgsPalLayerSettings) -> None:
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def _name(colour: str, points: float) -> QgsPalLayerSettings:
    """Names with a white edge, of one size on A4 and A3 and in proportion on A1 and A0."""
    text = QgsTextFormat()
    text.setFont(QFont("Liberation Sans"))
    text.setSize(points)
    text.setColor(QColor(COLOURS[colour]))
    edge = QgsTextBufferSettings()
    edge.setEnabled(True)
    edge.setSize(0.65)
    edge.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    edge.setColor(QColor(COLOURS["white"]))
    text.setBuffer(edge)
    name = QgsPalLayerSettings()
    name.fieldName = "name"
    name.placement = QgsPalLayerSettings.Placement.Horizontal
    name.setFormat(text)
    _size(name, f"{points} * max(1, @map_extent_width / @map_scale * 1000 / 300)")
    return name


def _size(settings: QgsPalLayerSettings, expression: str) -> None:
    properties = QgsPropertyCollection()
    properties.setProperty(
        QgsPalLayerSettings.Property.Size, QgsProperty.fromExpression(expression)
    )
    settings.setDataDefinedProperties(properties)


def _symbol(symbol: _Symbol, *parts: QgsSymbolLayer) -> _Symbol:
    """Put parts into a new symbol, in place of the one that QGIS gives it.

    The constructors that take a list leave the parts to Python on 3.22, which then crashes.
    """
    for part in parts:
        symbol.appendSymbolLayer(part)
    symbol.deleteSymbolLayer(0)
    return symbol


# Parts of symbols ---------------------------------------------------------------------------


def _fill(colour: str, opacity: float = 1) -> QgsSymbolLayer:
    return QgsSimpleFillSymbolLayer.create(
        {"color": _rgba(colour, opacity), "outline_style": "no", "style": "solid"}
    )


def _edge(colour: str, width: float, dash: str = "") -> QgsSymbolLayer:
    return _line(colour, width, dash=dash, cap="flat" if dash else "square")


def _line(colour: str, width: float, dash: str = "", cap: str = "") -> QgsSymbolLayer:
    options = {
        "line_color": _rgba(colour),
        "line_width": str(width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": cap or ("flat" if dash else "round"),
        "joinstyle": "round",
    }
    if dash:
        options.update(use_custom_dash="1", customdash=dash, customdash_unit="MM")
    return QgsSimpleLineSymbolLayer.create(options)


def _mark(
    colour: str,
    shape: str,
    size: float,
    angle: float = 0,
    width: float = 0,
    fill: str = "",
    cap: str = "flat",
) -> QgsSymbolLayer:
    return QgsSimpleMarkerSymbolLayer.create(
        {
            "name": shape,
            "size": str(size),
            "size_unit": "MM",
            "angle": str(angle),
            "color": _rgba(fill or colour),
            "outline_color": _rgba(colour),
            "outline_style": "solid" if width else "no",
            "outline_width": str(width),
            "outline_width_unit": "MM",
            "cap_style": cap,
        }
    )


def _marks(
    colour: str, shape: str, size: float, angle: float, interval: float, width: float = 0
) -> QgsSymbolLayer:
    """Marks along a line; the first stands near its start, so that a short line has one too."""
    line = QgsMarkerLineSymbolLayer.create(
        {
            "interval": str(interval),
            "interval_unit": "MM",
            "offset_along_line": str(round(interval / 3, 2)),
            "offset_along_line_unit": "MM",
            "placement": "interval",
            "rotate": "1",
        }
    )
    line.setSubSymbol(_symbol(QgsMarkerSymbol(), _mark(colour, shape, size, angle, width)))
    return line


def _dots(colour: str, size: float, step: float) -> QgsSymbolLayer:
    """Dots in a staggered grid: strokes of no length, a fifth of what circles weigh in a PDF."""
    return _pattern(
        _mark(colour, "line", 0.01, width=size, cap="round"),
        size,
        step,
        round(step * 0.85, 3),
        shift=step / 2,
    )


def _dashes(
    colour: str, width: float, step: float, length: float = 12, gap: float = 0
) -> QgsSymbolLayer:
    """Horizontal lines ``step`` apart: continuous, or staggered dashes where ``gap`` is given."""
    overlap = 0 if gap else 0.2
    return _pattern(
        _mark(colour, "line", round(length + overlap, 3), 90, width),
        width,
        length + gap,
        step,
        shift=(length + gap) / 2 if gap else 0,
    )


def _diagonals(colour: str, width: float, step: float, angle: int = 45) -> QgsSymbolLayer:
    """Diagonal lines ``step`` apart, each a chain of strokes that meet from row to row."""
    across = round(step * math.sqrt(2), 3)
    rows = 4
    return _pattern(
        _mark(colour, "line", round(rows * across * math.sqrt(2) + 0.2, 3), angle, width),
        width,
        across,
        round(rows * across, 3),
    )


def _pattern(
    mark: QgsSymbolLayer,
    width: float,
    across: float,
    down: float,
    shift: float = 0,
) -> QgsSymbolLayer:
    """Repeat a mark over an area.

    QGIS 3.22 prints a line pattern as a picture and draws any pattern by tiling one on screen. A
    point pattern whose mark has a data-defined property is drawn mark by mark instead, as vectors
    everywhere: hence a property, whose value is a constant.
    """
    mark.setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyStrokeWidth, QgsProperty.fromValue(width)
    )
    pattern = QgsPointPatternFillSymbolLayer.create(
        {
            "distance_x": str(across),
            "distance_x_unit": "MM",
            "distance_y": str(down),
            "distance_y_unit": "MM",
            "displacement_x": str(shift),
            "displacement_x_unit": "MM",
        }
    )
    pattern.setSubSymbol(_symbol(QgsMarkerSymbol(), mark))
    return pattern


def _rgba(colour: str, opacity: float = 1) -> str:
    """The ink that, laid over white with that opacity, looks like the colour of the palette."""
    value = QColor(COLOURS[colour])
    channels = (value.red(), value.green(), value.blue())
    inks = [max(0, round((channel - 255 * (1 - opacity)) / opacity)) for channel in channels]
    return ",".join(str(number) for number in (*inks, round(255 * opacity)))


# QML ----------------------------------------------------------------------------------------


def _qml(layer: QgsVectorLayer) -> str:
    """The symbols and labels of a layer as QML, without what varies, repeats or says nothing."""
    document = QDomDocument()
    error = layer.exportNamedStyle(
        document,
        QgsReadWriteContext(),
        QgsMapLayer.StyleCategories(
            QgsMapLayer.StyleCategory.Symbology | QgsMapLayer.StyleCategory.Labeling
        ),
    )
    if error:
        raise OSError(error)
    root = document.documentElement()
    root.setAttribute("version", "3.22.0")
    for rendering in _elements(root, "rendering"):
        if rendering.attribute("displayAll") == "1":
            # What QGIS 3.26 and later read in place of displayAll.
            placement = rendering.parentNode().firstChildElement("placement")
            placement.setAttribute("overlapHandling", "AllowOverlapAtNoCost")
    for part in _elements(root, "layer"):
        _drop_zeros(part)
        if part.attribute("class") == "PointPatternFill":
            # From QGIS 3.24 on: neighbouring areas share one pattern, without a seam.
            reference = document.createElement("Option")
            for name, value in (
                ("name", "coordinate_reference"),
                ("type", "QString"),
                ("value", "viewport"),
            ):
                reference.setAttribute(name, value)
            part.firstChildElement("Option").appendChild(reference)
    for tag in ("prop", "callout", "background", "shadow", "text-mask", "substitutions"):
        _drop(_elements(root, tag))
    _drop(e for e in _elements(root, "Option") if e.attribute("name").endswith("_map_unit_scale"))
    _drop(e for e in _elements(root, "data_defined_properties") if _is_unused(e))
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _text(root)


def _drop_zeros(part: QDomElement) -> None:
    """Drop the options of a symbol layer that are nought, as they are by default."""
    kind = QgsApplication.symbolLayerRegistry().symbolLayerMetadata(part.attribute("class"))
    defaults = kind.createSymbolLayer({}).properties()
    _drop(
        option
        for option in _children(part.firstChildElement("Option"))
        if option.attribute("value") == defaults.get(option.attribute("name"))
        and option.attribute("value") in ("0", "0,0")
    )


def _is_unused(properties: QDomElement) -> bool:
    return not any(e.attribute("name") == "active" for e in _elements(properties, "Option"))


def _drop(elements: Iterable[QDomElement]) -> None:
    for element in list(elements):
        element.parentNode().removeChild(element)


def _elements(root: QDomElement, tag: str) -> list[QDomElement]:
    found = root.elementsByTagName(tag)
    return [found.at(i).toElement() for i in range(found.count())]


def _children(element: QDomElement) -> list[QDomElement]:
    nodes = element.childNodes()
    return [nodes.at(i).toElement() for i in range(nodes.count()) if nodes.at(i).isElement()]


def _text(element: QDomElement, depth: int = 0) -> str:
    """An element as text, its attributes in a fixed order: Qt's own order varies by run."""
    attributes = element.attributes()
    pairs = sorted(
        (attributes.item(i).nodeName(), attributes.item(i).nodeValue())
        for i in range(attributes.count())
    )
    pairs.sort(key=lambda pair: pair[0] not in ("class", "name"))
    opening = " " * depth + "<" + element.tagName()
    opening += "".join(f' {name}="{_escape(value)}"' for name, value in pairs)
    children = _children(element)
    if children:
        inside = "".join(_text(child, depth + 1) for child in children)
        return f"{opening}>\n{inside}{' ' * depth}</{element.tagName()}>\n"
    if element.text():
        return f"{opening}>{_escape(element.text())}</{element.tagName()}>\n"
    return f"{opening}/>\n"


def _escape(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    default = Path(__file__).resolve().parents[1] / "styles"
    application = QgsApplication([], False)
    application.initQgis()
    for file in build(Path(sys.argv[1]) if len(sys.argv) > 1 else default):
        print(file)
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
