# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the bundled styles, ``styles/<class>_<geometry>.qml``, from the table below.

Usage: ``make assets``, or ``PYTHONPATH=.build/plugins python3 tools/build_styles.py [FOLDER]``. The
committed files are what QGIS 3.22 writes, so that every later version reads them. The choices
behind the palette are told in ``styles/README.md``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsApplication,
    QgsLabelObstacleSettings,
    QgsMarkerSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor, QFont

from srce_pac.tools.base_styles import BASE_STYLES
from srce_pac.tools.style_parts import (
    COLOURS,
    Mark,
    areas,
    dashes,
    diagonals,
    edge,
    fill,
    ground_name,
    levels,
    line,
    lines,
    marks,
    name_label,
    outside,
    placed_names,
    ring_numbers,
    set_label,
    set_size,
    symbol,
    uprights,
)
from srce_pac.tools.style_qml import to_qml
from srce_pac.tools.zoning_styles import ZONINGS

AREA_OPACITY = 0.75
OBSTACLE_OPACITY = 0.5
VEIL_OPACITY = 0.69

DEMONSTRATION_TEXT = "DONNÉES FICTIVES – DÉMONSTRATION"
DEMONSTRATION_OPACITY = 0.35
DEMONSTRATION_SLOPE = 25


def build(folder: Path) -> list[Path]:
    """Write every style into ``folder``; return the files, in the order of their names.

    A QGIS application must be running. Raises OSError if a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, make in sorted({**STYLES, **ZONINGS, **BASE_STYLES}.items()):
        wkb = {"s": "MultiPolygon", "l": "MultiLineString", "p": "MultiPoint"}[name[-1]]
        layer = QgsVectorLayer(
            f"{wkb}?crs=EPSG:2154&field=name:string&field=size:double", name, "memory"
        )
        make(layer)
        file = folder / f"{name}.qml"
        file.write_bytes(to_qml(layer).encode("utf-8"))
        files.append(file)
    return files


# The table of styles ------------------------------------------------------------------------


def _reservoir_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("reservoir", AREA_OPACITY), edge("reservoir_line", 0.3, least=0.1))


def _reservoir_l(layer: QgsVectorLayer) -> None:
    lines(
        layer,
        line("reservoir_line", 1.7),
        line("reservoir", 1.2),
        marks(Mark("reservoir_line", "circle", 0.6, 0), 3.0),
    )


def _reservoir_preserve_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("preserve", AREA_OPACITY), edge("preserve_line", 0.4, least=0.15))


def _reservoir_preserve_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("preserve_line", 1.9), line("preserve", 1.1))


def _reservoir_restore_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        # What is narrower than the hatch is wide would be an empty outline.
        fill("restore_tint", 0.55),
        diagonals("restore", 0.45, 2.4),
        edge("restore", 0.5, least=0.2),
    )


def _reservoir_restore_l(layer: QgsVectorLayer) -> None:
    lines(
        layer,
        line("restore", 1.9),
        line("white", 1.3),
        marks(Mark("restore", "line", 1.9, 45, width=0.45), 1.5),
    )


def _corridor_s(layer: QgsVectorLayer) -> None:
    areas(layer, levels("corridor", 0.3, 3.2), edge("corridor", 0.4, least=0.25))


def _corridor_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("white", 1.7), line("corridor", 1.2))


def _corridor_restore_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        dashes(Mark("corridor_restore_dash", "line", 2.6, 67.5, width=0.5), 2.0, 2.4),
        edge("corridor_restore_dash", 0.5, dash="2.4;1.2"),
    )


def _corridor_restore_l(layer: QgsVectorLayer) -> None:
    lines(
        layer,
        line("white", 1.7),
        line("corridor_restore", 1.2, dash="3;1.5"),
    )


def _watercourse_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("watercourse", AREA_OPACITY), edge("watercourse_line", 0.3, least=0.1))


def _watercourse_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("watercourse_line", 0.6))


def _obstacle_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        fill("obstacle_tint", OBSTACLE_OPACITY),
        diagonals("obstacle", 0.3, 3.2, angle=-45),
        edge("obstacle", 0.25, least=0.1),
    )


def _obstacle_l(layer: QgsVectorLayer) -> None:
    lines(
        layer,
        line("white", 1.0),
        line("obstacle", 0.7),
        # Of two carriageways a millimetre apart, the ticks of one do not reach the other.
        marks(Mark("obstacle", "line", 2.0, 0, width=0.5), 3.2),
    )


def _obstacle_p(layer: QgsVectorLayer) -> None:
    dot = symbol(
        QgsMarkerSymbol(),
        Mark("white", "circle", 3.9, fill="white").part(),
        Mark("obstacle", "circle", 3.2, width=0.5, fill="white").part(),
        Mark("obstacle", "cross2", 1.9, width=0.5).part(),
    )
    layer.setRenderer(QgsSingleSymbolRenderer(dot))


def _contour_s(layer: QgsVectorLayer) -> None:
    areas(
        layer,
        # No broader: what lies on the border must be seen beside it.
        edge("white", 0.9),
        edge("contour", 0.6, dash="3;1.1;0.7;1.1"),
    )


def _contour_l(layer: QgsVectorLayer) -> None:
    """The limits of communes within a plan: below the theme, whatever they cross."""
    lines(layer, line("commune_limit", 0.25, dash="2.2;0.7;0.5;0.7"))


def _limit_s(layer: QgsVectorLayer) -> None:
    """The limit of a plan's territory: of the kind of those within, and broader."""
    areas(
        layer,
        edge("white", 1.2),
        # A box of the legend holds a whole dash on each side.
        edge("contour", 0.85, dash="4;1.2;0.9;1.2"),
    )


def _members_s(layer: QgsVectorLayer) -> None:
    layer.setRenderer(QgsNullSymbolRenderer())
    set_label(layer, name_label("members_name", 7.5))


def _members_p(layer: QgsVectorLayer) -> None:
    names = placed_names("members_name", 7.5)
    ring_numbers(names, "members_name")
    names.displayAll = True
    names.priority = 10
    layer.setRenderer(QgsNullSymbolRenderer())
    set_label(layer, names)


def _neighbours_s(layer: QgsVectorLayer) -> None:
    areas(layer, edge("neighbours", 0.13))
    names = name_label("neighbours_name", 6.5)
    names.fitInPolygonOnly = True
    names.priority = 1
    set_label(layer, names)


def _neighbours_p(layer: QgsVectorLayer) -> None:
    """Names around; without an edge, which is half of what a page weighs with many of them."""
    names = placed_names("neighbours_name", 6.5)
    text = names.format()
    text.setBuffer(QgsTextBufferSettings())
    names.setFormat(text)
    names.priority = 1
    layer.setRenderer(QgsNullSymbolRenderer())
    set_label(layer, names)


def _outside_dim_s(layer: QgsVectorLayer) -> None:
    outside(layer, fill("veil", VEIL_OPACITY))


def _outside_hide_s(layer: QgsVectorLayer) -> None:
    outside(layer, fill("white"))


def _uncovered_s(layer: QgsVectorLayer) -> None:
    # The one direction that no class is hatched in.
    areas(layer, uprights("uncovered", 0.2, 2.4), edge("uncovered", 0.2))


def _situation_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("situation"), edge("neighbours", 0.15))


def _situation_territory_s(layer: QgsVectorLayer) -> None:
    # The edge keeps the smallest commune of a département in sight.
    areas(layer, fill("situation_territory"), edge("situation_territory", 0.5))


def _situation_absent_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("white"), edge("neighbours", 0.2, dash="1;0.8"))


def _land_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("white"))


def _unloaded_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("unloaded"))


def _country_s(layer: QgsVectorLayer) -> None:
    # No line: its shores and borders are not as fine as the communes.
    areas(layer, fill("country"))


def _sea_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("sea"))


def _sea_show_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("sea_show"))


def _country_show_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("country_show"))


def _unloaded_show_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("unloaded_show"))


def _unloaded_p(layer: QgsVectorLayer) -> None:
    ground_name(layer, "unloaded_name", spaced=0)


def _country_p(layer: QgsVectorLayer) -> None:
    ground_name(layer, "country_name")


def _sea_p(layer: QgsVectorLayer) -> None:
    ground_name(layer, "sea_name", italic=True)


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
    set_size(mark, "0.037 * min(@map_extent_width, 1.6 * @map_extent_height)")
    set_label(layer, mark)


STYLES: dict[str, Callable[[QgsVectorLayer], None]] = {
    "land_s": _land_s,
    "unloaded_s": _unloaded_s,
    "unloaded_p": _unloaded_p,
    "country_s": _country_s,
    "country_p": _country_p,
    "sea_s": _sea_s,
    "sea_show_s": _sea_show_s,
    "country_show_s": _country_show_s,
    "unloaded_show_s": _unloaded_show_s,
    "sea_p": _sea_p,
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
    "neighbours_p": _neighbours_p,
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
    "situation_absent_s": _situation_absent_s,
    "situation_s": _situation_s,
    "situation_territory_s": _situation_territory_s,
    "uncovered_s": _uncovered_s,
    "watercourse_l": _watercourse_l,
    "watercourse_s": _watercourse_s,
}


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
