# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a legend: each sign once, with its own words; and how they stand."""

from __future__ import annotations

import pytest
from qgis.core import QgsLegendStyle, QgsMapLayerLegendUtils, QgsSymbol, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layers.base_drawing import BaseLayer, DrawnBase
from srce_pac.core.layout.band import ROOMIER
from srce_pac.core.layout.legend import _base_lines
from srce_pac.core.layout.legend_item import LegendItem
from srce_pac.core.layout.sheet_items import FontScale
from srce_pac.core.pipeline import Printer

OBSTACLES = "Obstacles à la fonctionnalité des continuités écologiques"
USUAL = FontScale(1.0, 6.5)
DUNKERQUE, HAYNECOURT, VALENCIENNES = "59183", "59294", "245901160"

pytestmark = pytest.mark.usefixtures("qgis_app")


def legend_of(printer: Printer, territory: str, template: str = "A3") -> LegendItem:
    (legend,) = printer.lay_out(SheetRequest(territory, template=template)).items.legends
    return legend


def texts(legend: LegendItem) -> list[str]:
    return [line.text for line in legend.contents.lines or ()]


@pytest.mark.parametrize("territory", [DUNKERQUE, VALENCIENNES])
def test_signs_of_one_class_say_which_geometry_they_are(
    territory: str, shared_printer: Printer
) -> None:
    found = [text for text in texts(legend_of(shared_printer, territory)) if OBSTACLES in text]
    assert sorted(found) == [f"{OBSTACLES} (lignes)", f"{OBSTACLES} (points)"]


def test_the_only_sign_of_a_class_has_its_name_alone(shared_printer: Printer) -> None:
    assert OBSTACLES in texts(legend_of(shared_printer, HAYNECOURT))


@pytest.mark.parametrize(
    ("territory", "lines"),
    [
        (VALENCIENNES, ["Contour de commune", "Limite du territoire"]),
        (DUNKERQUE, ["Contour de commune", "Corridors écologiques"]),
    ],
)
def test_the_limit_of_a_plan_is_a_line_beside_the_contours(
    territory: str, lines: list[str], shared_printer: Printer
) -> None:
    assert texts(legend_of(shared_printer, territory))[:2] == lines


def test_the_dashes_around_a_box_meet_at_its_corners(shared_printer: Printer) -> None:
    legend = legend_of(shared_printer, DUNKERQUE).layout_item
    node = legend.model().rootGroup().findLayers()[0]
    symbol = QgsMapLayerLegendUtils.legendNodeCustomSymbol(node, 0)
    assert symbol is not None
    assert symbol.type() == QgsSymbol.SymbolType.Fill
    edges = [symbol.symbolLayer(number) for number in range(symbol.symbolLayerCount())]
    dashed = [edge for edge in edges if edge.useCustomDashPattern()]
    assert dashed
    assert all(edge.tweakDashPatternOnCorners() for edge in dashed)
    # Where the ring begins no join closes it.
    assert {edge.penCapStyle() for edge in dashed} == {Qt.PenCapStyle.SquareCap}


def test_a_legend_stands_in_the_columns_of_its_template_again(shared_printer: Printer) -> None:
    legend = legend_of(shared_printer, DUNKERQUE)
    lines = legend.contents.lines or ()
    one = legend.size_at(USUAL, 150)
    legend.use_columns(2)
    two = legend.size_at(USUAL, 150)
    assert two.height() < 0.8 * one.height()
    legend.fill("LÉGENDE", lines)
    assert legend.size_at(USUAL, 150).height() == pytest.approx(one.height())
    assert legend.layout_item.columnCount() == 1


def test_a_line_of_the_base_is_told_from_a_class_of_its_name() -> None:
    layers = [QgsVectorLayer("LineString?crs=EPSG:2154", "", "memory") for _ in range(2)]
    labels = ("Cours d’eau", "Voies ferrées")
    drawn = [BaseLayer(f"l_{n}", *one, is_seen=True) for n, one in enumerate(zip(layers, labels))]
    base = DrawnBase(tuple(drawn), "Repères")
    lines = _base_lines(base, {labels[0]}, "{} ({})")
    assert [line.text for line in lines] == ["Cours d’eau (repères)", labels[1]]


def test_a_crowded_legend_takes_the_height_that_is_to_spare(shared_printer: Printer) -> None:
    page = {"page": "https://www.hautsdefrance.fr/"}
    asked = SheetRequest(
        HAYNECOURT, template="commune_a4_landscape", extras="figures,qr", cartouche=page
    )
    [legend] = shared_printer.lay_out(asked).items.legends
    style, top = QgsLegendStyle.Style.Symbol, QgsLegendStyle.Side.Top
    white = legend.layout_item.style(style).margin(top) / legend.margins[style, top]
    assert white in [pytest.approx(each) for each in ROOMIER]
