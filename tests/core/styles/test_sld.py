# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles as SLD: as MapServer draws it, and what it cannot say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsGeometry,
    QgsGradientFillSymbolLayer,
    QgsGraduatedSymbolRenderer,
    QgsLinePatternFillSymbolLayer,
    QgsMarkerSymbol,
    QgsProperty,
    QgsRendererCategory,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSizeF
from qgis.PyQt.QtGui import QColor

from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.class_styles import class_styles
from srce_pac.core.styles.colour_vision import COLOUR
from srce_pac.core.styles.differences import LEAST, Patch, draw
from srce_pac.core.styles.export import StyleExport, export_styles
from srce_pac.core.styles.sld import to_sld
from srce_pac.core.styles.style_reading import GEOMETRY_TYPES
from srce_pac.tests.support.map_server import SIZE, centre, coarse, map_server_map
from srce_pac.tests.support.sld import departures, fills

pytestmark = pytest.mark.usefixtures("qgis_app")

STYLES = Path(__file__).resolve().parents[3] / "styles"
# What is no more than names is no picture to compare; the light base, and grounds where no veil
# lies over them, are no classes of a sheet.
NAMES = sorted(
    file.stem
    for file in STYLES.glob("*.qml")
    if not file.stem.startswith(("demonstration", "outside", "members", "base_"))
    and not file.stem.endswith("_show_s")
)

# In mm on paper.
SHAPES = {
    "s": ["Polygon((-18 -13, 16 -14, 18 10, 2 12, -15 13, -18 -13))"],
    "l": ["LineString(-18 -10, -5 10, 8 -8, 18 8)", "LineString(-15 5, 16 -2)"],
    "p": ["Point(0 0)", "Point(-8 5)"],
}
# Large enough for each pattern, and inside the area.
INSIDE = QSizeF(12, 12)

# How far MapServer's picture may be from QGIS's, in CIELAB (root mean square). Seen from afar, in
# squares of 2 mm, hardly more than an eye sees; seen from near, less than two classes are apart.
FROM_AFAR = 2.5
FROM_NEAR = LEAST[COLOUR]


@pytest.fixture(scope="module")
def folder(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("styles")


@pytest.fixture(scope="module")
def exported(folder: Path) -> StyleExport:
    """The styles of all bundled sheets, those of the first with what is told of them."""
    others = export_styles(class_styles(load_sheet("patrimoine_naturel"), str(STYLES)), folder)
    first = export_styles(class_styles(load_sheet("srce"), str(STYLES)), folder)
    return replace(first, files=(*others.files, *first.files))


def shown(name: str) -> QgsVectorLayer:
    """A layer with objects, drawn in a style of the plugin, without its names."""
    layer = empty_layer(name[-1], name)
    for wkt in SHAPES[name[-1]]:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        assert layer.dataProvider().addFeatures([feature])[0]
    layer.updateExtents()
    assert layer.loadNamedStyle(str(STYLES / f"{name}.qml"))[1]
    layer.setLabelsEnabled(False)
    return layer


def empty_layer(geometry: str, name: str = "class") -> QgsVectorLayer:
    kind = f"{GEOMETRY_TYPES[geometry]}?crs=EPSG:2154&field=name:string&field=size:double"
    return QgsVectorLayer(kind, name, "memory")


@pytest.mark.parametrize("name", NAMES)
def test_map_server_draws_a_class_as_qgis_does(
    name: str, exported: StyleExport, folder: Path
) -> None:
    assert folder / f"{name}.sld" in exported.files
    layer = shown(name)
    ours = draw(layer, SIZE)
    theirs = map_server_map(layer, folder / f"{name}.sld")
    afar = Patch(coarse(ours, 2)).difference(Patch(coarse(theirs, 2)))
    assert afar <= FROM_AFAR
    if name.endswith("_s"):
        ours, theirs = centre(ours, INSIDE), centre(theirs, INSIDE)
    near = Patch(ours).difference(Patch(theirs))
    assert near <= FROM_NEAR


def test_each_style_is_as_the_schema_orders_it(exported: StyleExport) -> None:
    texts = {f.name: f.read_text("utf-8") for f in exported.files if f.suffix == ".sld"}
    assert len(texts) == len(NAMES) + 2
    assert {name: [*departures(text)] for name, text in texts.items() if [*departures(text)]} == {}


def test_what_sld_cannot_say_is_told_style_by_style(exported: StyleExport) -> None:
    told = dict(warning.split(": ", 1) for warning in exported.warnings)
    assert "picture" in told["corridor_s"]
    assert "cross" in told["corridor_l"]
    # The width of its edge depends on the scale.
    assert "fixed value" in told["reservoir_preserve_s"]
    # The rings around numbers.
    assert "frames of labels" in told["members_p"]
    assert "cdl_s" not in told


# Styles of users ------------------------------------------------------------------------------


def categorised(layer: QgsVectorLayer) -> None:
    red, blue, rest = (QgsFillSymbol.createSimple({"color": c}) for c in ("red", "blue", "grey"))
    categories = [("a", red), ("b's", blue), (None, rest)]
    layer.setRenderer(
        QgsCategorizedSymbolRenderer(
            "name", [QgsRendererCategory(value, symbol, str(value)) for value, symbol in categories]
        )
    )


def test_categories_keep_their_filters_and_the_rest_is_the_rest() -> None:
    layer = empty_layer("s")
    categorised(layer)
    text = to_sld(layer, "class_s").text
    assert text.count("<ogc:PropertyIsEqualTo>") == 2
    assert "b's" in text
    assert text.count("se:ElseFilter") == 1
    assert [*departures(text)] == []
    assert [text.index(c) for c in ("#ff0000", "#0000ff", "#808080")] == sorted(
        text.index(c) for c in ("#ff0000", "#0000ff", "#808080")
    )


def test_a_rule_that_sld_has_no_words_for_is_left_out_and_told() -> None:
    layer = empty_layer("s")
    renderer = QgsRuleBasedRenderer(QgsFillSymbol.createSimple({"color": "red"}))
    (rule,) = renderer.rootRule().children()
    for label, test in (("large", '"size" > 5'), ("near", "$area > 5 AND overlay_within('x')")):
        more = rule.clone()
        more.setLabel(label)
        more.setFilterExpression(test)
        renderer.rootRule().appendChild(more)
    renderer.rootRule().removeChild(rule)
    layer.setRenderer(renderer)
    sld = to_sld(layer, "class_s")
    assert sld.text.count("<se:Rule>") == 1
    assert "<ogc:PropertyIsGreaterThan>" in sld.text
    assert [loss for loss in sld.losses if "near" in loss]


# What is drawn of objects: their name and size, and the colours of the categories, ranges or rules.
DRAWN: dict[str, tuple[str, list[Any], dict[Any, str]]] = {
    "a category that is off": (
        "name",
        [("a", "red", True), ("b", "blue", False), (None, "grey", True)],
        {"a": "red", "b": "", "c": "grey", None: "grey"},
    ),
    "a category of several values": (
        "name",
        [(["b", "c'd"], "red", True), ("a", "blue", True)],
        {"a": "blue", "b": "red", "c'd": "red", "e": "", None: ""},
    ),
    "a rest among several values": (
        '"name"',
        [(["", "b"], "grey", True), ("a", "blue", True)],
        {"a": "blue", "b": "grey", "e": "grey"},
    ),
    "a rest that is off": ("name", [("a", "red", True), (None, "grey", False)], {"a": "red"}),
    "ranges one after another": (
        "size",
        [((-5, 1.5), "red", True), ((1.5, 3), "blue", True), ((3, 9), "grey", False)],
        {-5: "red", 1.5: "red", 2: "blue", 3: "blue", 4: "", 10: ""},
    ),
    "ranges from above": (
        "size",
        [((3, 9), "red", True), ((1, 3), "blue", True)],
        {3: "red", 2: "blue"},
    ),
}


def drawn_by(attribute: str, classes: list[Any]) -> QgsFeatureRenderer:
    """A renderer of categories, or of ranges where the values are limits."""
    fill = QgsFillSymbol.createSimple
    if isinstance(classes[0][0], tuple):
        ranges = [
            QgsRendererRange(*limits, fill({"color": colour}), "", is_on)
            for limits, colour, is_on in classes
        ]
        return QgsGraduatedSymbolRenderer(attribute, ranges)
    return QgsCategorizedSymbolRenderer(
        attribute,
        [QgsRendererCategory(v, fill({"color": c}), str(v), is_on) for v, c, is_on in classes],
    )


@pytest.mark.parametrize("case", DRAWN)
def test_categories_and_ranges_draw_what_qgis_draws(case: str) -> None:
    attribute, classes, objects = DRAWN[case]
    layer = empty_layer("s")
    layer.setRenderer(drawn_by(attribute, classes))
    sld = to_sld(layer, "class_s")
    assert [*departures(sld.text)] == []
    filled = {
        value: fills(sld.text, {"name": value, "size": value} if value is not None else {})
        for value in objects
    }
    assert filled == {v: [QColor(c).name()] if c else [] for v, c in objects.items()}


@pytest.mark.parametrize(
    ("attribute", "classes"),
    [
        ('upper("name")', [("A", "red", True)]),
        ('"size" * 2', [((0, 5), "red", True)]),
    ],
)
def test_what_is_drawn_by_an_expression_is_not_written(attribute: str, classes: list[Any]) -> None:
    layer = empty_layer("s")
    layer.setRenderer(drawn_by(attribute, classes))
    assert to_sld(layer, "class_s").text == ""


@pytest.mark.parametrize(
    ("filters", "left", "told"),
    [
        # A filter, whether the rule is on, and the rules of the SLD.
        ([('"size" > 5', True), ('"size" < 2', False)], 1, []),
        ([('"size" > 5', True), ("ELSE", True)], 2, []),
        ([("upper(\"name\") = 'A'", True), ("\"name\" = 'b'", True)], 1, ["0"]),
        # All other objects are not known without the rule.
        ([("ELSE", True), ("overlay_within('x')", True), ('"size" > 5', True)], 1, ["0", "1"]),
    ],
)
def test_rules_that_are_off_or_have_no_words_are_left_out(
    filters: list[tuple[str, bool]], left: int, told: list[str]
) -> None:
    layer = empty_layer("s")
    renderer = QgsRuleBasedRenderer(QgsFillSymbol.createSimple({"color": "red"}))
    (rule,) = renderer.rootRule().children()
    for number, (test, is_on) in enumerate(filters):
        more = rule.clone()
        more.setLabel(f"rule {number}")
        more.setFilterExpression(test)
        more.setActive(is_on)
        renderer.rootRule().appendChild(more)
    renderer.rootRule().removeChild(rule)
    layer.setRenderer(renderer)
    sld = to_sld(layer, "class_s")
    assert sld.text.count("<se:Rule>") == left
    assert sorted(re.findall(r"rule (\d)", " ".join(sld.losses))) == told


def line_pattern(symbol: QgsSymbol) -> None:
    symbol.changeSymbolLayer(0, QgsLinePatternFillSymbolLayer())


def gradient(symbol: QgsSymbol) -> None:
    symbol.changeSymbolLayer(0, QgsGradientFillSymbolLayer())


def by_the_data(symbol: QgsSymbol) -> None:
    by_field = QgsProperty.fromField("size")
    symbol.symbolLayer(0).setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyStrokeWidth, by_field
    )


def on_the_ground(symbol: QgsSymbol) -> None:
    symbol.symbolLayer(0).setStrokeWidth(25)
    symbol.symbolLayer(0).setStrokeWidthUnit(QgsUnitTypes.RenderUnit.RenderMetersInMapUnits)


@pytest.mark.parametrize(
    ("change", "told", "written"),
    [
        (line_pattern, "picture", "class_s_1.svg"),
        (gradient, "plain colour", "fill"),
        (by_the_data, "fixed value", "fill"),
        # 25 m are a millimetre at 1:25,000.
        (on_the_ground, "1:25,000", '<se:SvgParameter name="stroke-width">3.57<'),
    ],
)
def test_what_a_symbol_loses_is_told_and_something_is_drawn(
    change: Callable[[QgsSymbol], None], told: str, written: str
) -> None:
    layer = empty_layer("s")
    symbol = QgsFillSymbol.createSimple({"color": "red"})
    change(symbol)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    sld = to_sld(layer, "class_s")
    assert [loss for loss in sld.losses if told in loss]
    assert written in sld.text
    assert [*departures(sld.text)] == []


@pytest.mark.parametrize(("shape", "has_picture"), [("circle", False), ("diamond", True)])
def test_a_mark_that_servers_draw_otherwise_is_a_picture(shape: str, has_picture: bool) -> None:
    layer = empty_layer("p")
    layer.setRenderer(
        QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple({"name": shape, "size": "2.8"}))
    )
    sld = to_sld(layer, "class_p")
    assert bool(sld.pictures) == has_picture
    assert ("WellKnownName" in sld.text) != has_picture


def test_the_layer_itself_stays_as_it_is() -> None:
    layer = shown("obstacle_s")
    before = layer.renderer().dump()
    to_sld(layer, "obstacle_s")
    assert layer.renderer().dump() == before
