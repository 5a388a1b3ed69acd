# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas of one sign are one surface where that changes nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCentroidFillSymbolLayer,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsFeature,
    QgsFeatureRenderer,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsMarkerLineSymbolLayer,
    QgsProperty,
    QgsRandomMarkerFillSymbolLayer,
    QgsRectangle,
    QgsRenderContext,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSizeF
from qgis.PyQt.QtGui import QColor

from srce_pac.core.styles.differences import draw
from srce_pac.core.styles.merged_surfaces import draw_merged, is_drawn_merged, style_of_objects
from srce_pac.core.styles.qml import apply_qml, write_style
from srce_pac.core.styles.style_reading import examine

pytestmark = pytest.mark.usefixtures("qgis_app")

Change = Callable[[QgsFillSymbol], None]


def two_squares() -> QgsVectorLayer:
    """Two that overlap by half, of another kind each."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=kind:string", "", "memory")
    for x, kind in ((-9, "a"), (-3, "b")):
        feature = QgsFeature(layer.fields())
        wkt = f"Polygon(({x} -6, {x + 12} -6, {x + 12} 6, {x} 6, {x} -6))"
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        feature["kind"] = kind
        layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    return layer


def glass(change: Change = lambda symbol: None, colour: str = "0,0,0,128") -> QgsFillSymbol:
    """A symbol that is darker where two lie on each other."""
    symbol = QgsFillSymbol.createSimple({"color": colour, "outline_style": "no"})
    change(symbol)
    return symbol


def shades(renderer: QgsFeatureRenderer, is_united: bool = True) -> tuple[int, int]:
    """The lightness in the middle, where the squares overlap, and beside it."""
    layer = two_squares()
    layer.setRenderer(renderer)
    draw_merged(layer, is_united)
    picture = draw(layer, QSizeF(20, 14))
    middle, y = picture.width() // 2, picture.height() // 2
    return QColor(picture.pixel(middle, y)).red(), QColor(picture.pixel(middle // 4, y)).red()


def by_kind(colours: tuple[str, str]) -> QgsFeatureRenderer:
    categories = [
        QgsRendererCategory(kind, glass(colour=colour), kind) for kind, colour in zip("ab", colours)
    ]
    return QgsCategorizedSymbolRenderer("kind", categories)


def width_of(expression: str) -> Change:
    def change(symbol: QgsFillSymbol) -> None:
        value = QgsProperty.fromExpression(expression)
        symbol.symbolLayer(0).setDataDefinedProperty(
            QgsSymbolLayer.Property.PropertyStrokeWidth, value
        )

    return change


def centroids(symbol: QgsFillSymbol) -> None:
    symbol.appendSymbolLayer(QgsCentroidFillSymbolLayer())


def scattered(symbol: QgsFillSymbol) -> None:
    symbol.appendSymbolLayer(QgsRandomMarkerFillSymbolLayer(1))


def along(placement: str) -> Change:
    return lambda symbol: symbol.appendSymbolLayer(
        QgsMarkerLineSymbolLayer.create({"placement": placement, "interval": "3"})
    )


def ordered() -> QgsFeatureRenderer:
    renderer = QgsSingleSymbolRenderer(glass())
    renderer.setOrderBy(QgsFeatureRequest.OrderBy([QgsFeatureRequest.OrderByClause("kind")]))
    renderer.setOrderByEnabled(True)
    return renderer


def levelled() -> QgsFeatureRenderer:
    renderer = QgsSingleSymbolRenderer(glass())
    renderer.setUsingSymbolLevels(True)
    return renderer


@pytest.mark.parametrize(
    ("make", "is_one"),
    [
        (lambda: QgsSingleSymbolRenderer(glass()), True),
        (lambda: QgsRuleBasedRenderer(glass()), True),
        (lambda: by_kind(("0,0,0,128", "0,0,0,128")), False),
        (lambda: QgsSingleSymbolRenderer(glass(width_of("0.1 + 1 / @map_scale"))), True),
        (lambda: QgsSingleSymbolRenderer(glass(width_of('length("kind")'))), False),
        (lambda: QgsSingleSymbolRenderer(glass(width_of("$area / 1000"))), False),
        (lambda: QgsSingleSymbolRenderer(glass(centroids)), False),
        (lambda: QgsSingleSymbolRenderer(glass(scattered)), False),
        (lambda: QgsSingleSymbolRenderer(glass(along("firstvertex"))), False),
        (ordered, False),
        (levelled, False),
    ],
    ids=[
        *("one symbol", "one rule", "categories", "by the scale", "by a field", "by the area"),
        *("marks of objects", "scattered marks", "a mark at the start", "an order", "levels"),
    ],
)
def test_overlapping_areas_of_one_sign_are_one_surface(
    make: Callable[[], QgsFeatureRenderer], is_one: bool
) -> None:
    middle, beside = shades(make())
    assert (middle == beside) is is_one
    assert beside < 255


def test_a_gap_that_is_none_on_paper_is_closed_and_a_wider_one_is_not() -> None:
    layer = two_squares()
    layer.setRenderer(QgsSingleSymbolRenderer(glass()))
    draw_merged(layer, True)
    renderer = layer.renderer()
    (symbol,) = renderer.symbols(QgsRenderContext())
    close = QgsExpression(symbol.symbolLayer(0).geometryExpression())
    scope, context = QgsExpressionContextScope(), QgsExpressionContext()
    scope.setVariable("map_scale", 50_000)
    context.appendScope(scope)
    parts = []
    for metres in (15, 25):
        feature = QgsFeature()
        far = 500 + metres
        # The last one is hardly seen, and not lost all the same.
        squares = (
            QgsRectangle(0, 0, 500, 500),
            QgsRectangle(far, 0, far + 200, 500),
            QgsRectangle(2000, 0, 2000.5, 1),
        )
        feature.setGeometry(QgsGeometry.collectGeometry([*map(QgsGeometry.fromRect, squares)]))
        context.setFeature(feature)
        closed = close.evaluate(context)
        parts.append(len(closed.asGeometryCollection()))
    assert parts == [2, 3]


def test_what_cannot_be_united_is_drawn_as_objects() -> None:
    middle, beside = shades(QgsSingleSymbolRenderer(glass()), is_united=False)
    assert middle < beside


def test_the_style_of_a_surface_can_be_kept_as_that_of_its_objects() -> None:
    layer = two_squares()
    layer.setRenderer(QgsSingleSymbolRenderer(glass()))
    draw_merged(layer, True)
    read = examine(write_style(layer).encode(), "reservoir_s", "s")
    assert not read.reason
    assert apply_qml(layer, read.qml) == ""
    assert layer.renderer().type() == "singleSymbol"


def test_a_surface_is_drawn_as_objects_again_where_it_must() -> None:
    layer = two_squares()
    layer.setRenderer(QgsSingleSymbolRenderer(glass()))
    draw_merged(layer, True)
    assert is_drawn_merged(layer)
    assert style_of_objects(layer.renderer()).type() == "singleSymbol"
    draw_merged(layer, False)
    assert not is_drawn_merged(layer)
