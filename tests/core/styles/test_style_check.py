# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles are checked when they are read: drawn, drawn with a change, or refused with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsDropShadowEffect,
    QgsEffectStack,
    QgsFontMarkerSymbolLayer,
    QgsGeometryGeneratorSymbolLayer,
    QgsHeatmapRenderer,
    QgsInvertedPolygonRenderer,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsProperty,
    QgsSingleSymbolRenderer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor, QFont, QPainter

from srce_pac.core.common.files import ROOT
from srce_pac.core.common.sentence import whole
from srce_pac.core.styles.plain_vector import draw_plainly, makes_picture
from srce_pac.core.styles.qml import LARGEST_STYLE
from srce_pac.core.styles.style_check import check_style
from srce_pac.core.styles.style_reading import examined
from srce_pac.tests.support.made_styles import (
    RENDERERS,
    apply_style,
    layer_of,
    marker,
    single,
    symbol,
    write_qml,
    write_style,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

NAMES = {"p": "obstacle_p", "l": "corridor_l", "s": "reservoir_s"}
MULTIPLY = QPainter.CompositionMode.CompositionMode_Multiply

Change = Callable[[QgsVectorLayer], object]


@pytest.mark.parametrize("kind", RENDERERS)
@pytest.mark.parametrize("geometry", "pls")
def test_what_a_legend_has_lines_for_is_drawn(kind: str, geometry: str, tmp_path: Path) -> None:
    style = write_style(tmp_path, NAMES[geometry], kind)
    assert check_style(style, geometry).refusal == ""


def test_a_categorised_style_of_a_user_is_drawn(shared: Path) -> None:
    assert check_style(shared / "cases" / "style_categorised.qml", "s").refusal == ""


def is_of_no_sheet(style: str) -> bool:
    return style.startswith("base_") or style.endswith("_show_s")


def test_the_plugins_own_styles_are_drawn_as_they_are() -> None:
    # Those of the light base, and of grounds without a veil, are of no sheet: no set has them.
    files = [f for f in sorted((ROOT / "styles").glob("*.qml")) if not is_of_no_sheet(f.stem)]
    reports = {f.name: check_style(f, f.stem[-1]) for f in files}
    assert {name: r for name, r in reports.items() if r.refusal or r.warnings} == {}


# Refused ------------------------------------------------------------------------------------


def no_symbols(layer: QgsVectorLayer) -> None:
    layer.setRenderer(QgsNullSymbolRenderer())


def labels_alone(layer: QgsVectorLayer) -> None:
    no_symbols(layer)
    settings = QgsPalLayerSettings()
    settings.fieldName = "ID"
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def no_category(layer: QgsVectorLayer) -> None:
    layer.setRenderer(QgsCategorizedSymbolRenderer("ID", []))


def all_unticked(layer: QgsVectorLayer) -> None:
    renderer = RENDERERS["categorised"](layer)
    for item in renderer.legendSymbolItems():
        renderer.checkLegendSymbolItem(item.ruleKey(), False)
    layer.setRenderer(renderer)


def no_ink(layer: QgsVectorLayer) -> None:
    layer.renderer().symbol().setColor(QColor(0, 0, 0, 0))


def see_through(layer: QgsVectorLayer) -> None:
    layer.setOpacity(0)


def wrong_filter(layer: QgsVectorLayer) -> None:
    renderer = RENDERERS["rule-based"](layer)
    renderer.rootRule().children()[0].setFilterExpression("function_of_another_plugin(1)")
    layer.setRenderer(renderer)


def switched_off(layer: QgsVectorLayer) -> None:
    off = QgsProperty.fromExpression("1 = 2")
    part = layer.renderer().symbol().symbolLayer(0)
    part.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyLayerEnabled, off)


def made_see_through(layer: QgsVectorLayer) -> None:
    none = QgsProperty.fromValue(0)
    layer.renderer().symbol().setDataDefinedProperty(QgsSymbol.Property.PropertyOpacity, none)


def no_shape(layer: QgsVectorLayer) -> None:
    options = {"geometryModifier": "NULL", "SymbolType": "Line"}
    made = symbol(layer)
    made.changeSymbolLayer(0, QgsGeometryGeneratorSymbolLayer.create(options))
    layer.setRenderer(QgsSingleSymbolRenderer(made))


def outside(layer: QgsVectorLayer) -> None:
    layer.setRenderer(QgsInvertedPolygonRenderer(single(layer)))


REFUSED: dict[str, tuple[str, Change]] = {
    "no symbols": ("l", no_symbols),
    "labels alone": ("l", labels_alone),
    "no category": ("l", no_category),
    "all unticked": ("l", all_unticked),
    "no ink": ("l", no_ink),
    "see-through": ("l", see_through),
    "switched off by an expression": ("l", switched_off),
    "areas switched off by an expression": ("s", switched_off),
    "see-through by a value": ("p", made_see_through),
    "a generator of nothing": ("l", no_shape),
    "an unknown function": ("l", wrong_filter),
    "a heat map": ("p", lambda layer: layer.setRenderer(QgsHeatmapRenderer())),
    "the outside": (
        "s",
        lambda layer: layer.setRenderer(QgsInvertedPolygonRenderer(single(layer))),
    ),
}


@pytest.mark.parametrize("change", REFUSED)
def test_what_cannot_be_drawn_with_its_legend_is_refused(change: str, tmp_path: Path) -> None:
    geometry, alter = REFUSED[change]
    layer = layer_of(geometry)
    layer.setRenderer(single(layer))
    alter(layer)
    style = write_qml(layer, tmp_path, NAMES[geometry])
    refusal = check_style(style, geometry).refusal
    assert str(style) in whole(refusal)
    assert refusal.count(". ") == 0


TEXTS: dict[str, Callable[[str], str]] = {
    "empty": lambda _: "",
    "cut short": lambda qml: qml[: len(qml) // 2],
    "no style": lambda _: "<qgis/>",
    "another file": lambda _: "<sld:StyledLayerDescriptor xmlns:sld='x'/>",
    "symbols of a newer QGIS": lambda qml: qml.replace('class="SimpleLine"', 'class="HoloLine"'),
    "a renderer of a newer QGIS": lambda qml: qml.replace('"singleSymbol"', '"holoSymbol"'),
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_qgis_cannot_read_is_refused(text: str, tmp_path: Path) -> None:
    style = write_style(tmp_path, "corridor_l")
    style.write_text(TEXTS[text](style.read_text("utf-8")), encoding="utf-8")
    assert str(style) in whole(check_style(style, "l").refusal)


def test_a_file_that_is_gone_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corridor_l.qml").mkdir()
    for name in ("corridor_l", "reservoir_s"):
        assert f"{name}.qml" in check_style(tmp_path / f"{name}.qml", name[-1]).refusal


@pytest.mark.parametrize(("made_for", "geometry"), [("p", "l"), ("l", "s"), ("s", "l")])
def test_a_style_for_another_geometry_is_refused(
    made_for: str, geometry: str, tmp_path: Path
) -> None:
    made = write_style(tmp_path, NAMES[made_for])
    style = made.rename(tmp_path / f"{NAMES[geometry]}.qml")
    assert check_style(style, geometry).refusal
    # A file that does not say for which geometry it is.
    said = style.read_text("utf-8")
    style.write_text(said.replace("layerGeometryType", "formerly"), encoding="utf-8")
    assert check_style(style, geometry).refusal


@pytest.mark.parametrize("attribute", ["Statut", 'upper("Statut")'])
def test_a_style_needs_the_fields_that_it_draws_by(attribute: str, tmp_path: Path) -> None:
    layer = layer_of("l", "Statut")
    renderer = RENDERERS["categorised"](layer)
    renderer.setClassAttribute(attribute)
    layer.setRenderer(renderer)
    style = write_qml(layer, tmp_path, "corridor_l")
    assert "Statut" in check_style(style, "l", layer_of("l").fields()).refusal
    assert check_style(style, "l", layer.fields()).refusal == ""
    assert check_style(style, "l").refusal == ""


def test_symbols_that_this_machine_lacks_are_refused(tmp_path: Path) -> None:
    lost = QgsSvgMarkerSymbolLayer(str(tmp_path / "lost.svg"))
    unknown = QgsFontMarkerSymbolLayer("A Font Of Nobody", "a")
    for part, name in ((lost, "lost.svg"), (unknown, "A Font Of Nobody")):
        layer = layer_of("p")
        layer.setRenderer(QgsSingleSymbolRenderer(marker(part)))
        assert name in check_style(write_qml(layer, tmp_path, "obstacle_p"), "p").refusal


# Drawn with a change ------------------------------------------------------------------------


def shadow() -> QgsEffectStack:
    stack = QgsEffectStack()
    stack.appendEffect(QgsDropShadowEffect())
    stack.setEnabled(True)
    return stack


def shadowed(layer: QgsVectorLayer) -> None:
    layer.renderer().setPaintEffect(shadow())


def shadowed_part(layer: QgsVectorLayer) -> None:
    layer.renderer().symbol().symbolLayer(0).setPaintEffect(shadow())


def labelled(layer: QgsVectorLayer) -> QgsTextFormat:
    settings = QgsPalLayerSettings()
    settings.fieldName = "ID"
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
    return settings.format()


def shadowed_labels(layer: QgsVectorLayer) -> None:
    text = labelled(layer)
    behind = text.shadow()
    behind.setEnabled(True)
    text.setShadow(behind)
    settings = layer.labeling().settings()
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))


AS_PICTURE: dict[str, Change] = {
    "layer blending": lambda layer: layer.setBlendMode(MULTIPLY),
    "object blending": lambda layer: layer.setFeatureBlendMode(MULTIPLY),
    "opacity": lambda layer: layer.setOpacity(0.5),
    "effect": shadowed,
    "effect of a part": shadowed_part,
    "forced picture": lambda layer: layer.renderer().setForceRasterRender(True),
    "reference scale": lambda layer: layer.renderer().setReferenceScale(10_000),
    "label shadows": shadowed_labels,
}


@pytest.mark.parametrize("change", AS_PICTURE)
def test_what_would_make_a_picture_of_the_map_is_left_out_and_told(
    change: str, tmp_path: Path
) -> None:
    layer = layer_of("l")
    layer.setRenderer(single(layer))
    AS_PICTURE[change](layer)
    style = write_qml(layer, tmp_path, "corridor_l")
    report = check_style(style, "l")
    assert report.refusal == ""
    assert "left out" in report.warnings[0]
    apply_style(layer, style)
    assert draw_plainly(layer)
    assert draw_plainly(layer) == []
    assert not makes_picture(layer)


def test_a_see_through_layer_gets_see_through_symbols() -> None:
    layer = layer_of("l")
    layer.setRenderer(single(layer))
    layer.renderer().symbol().setOpacity(0.5)
    layer.setOpacity(0.5)
    draw_plainly(layer)
    assert layer.opacity() == 1
    assert layer.renderer().symbol().opacity() == pytest.approx(0.25)


def limited(layer: QgsVectorLayer) -> None:
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(5000)


def limited_rule(layer: QgsVectorLayer) -> None:
    renderer = RENDERERS["rule-based"](layer)
    renderer.rootRule().children()[0].setMinimumScale(5000)
    layer.setRenderer(renderer)


def nameless_category(layer: QgsVectorLayer) -> None:
    renderer = RENDERERS["categorised"](layer)
    renderer.updateCategoryLabel(1, "")
    layer.setRenderer(renderer)


def typeface(layer: QgsVectorLayer) -> None:
    text = labelled(layer)
    text.setFont(QFont("A Font Of Nobody"))
    settings = layer.labeling().settings()
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))


def white(layer: QgsVectorLayer) -> None:
    layer.renderer().symbol().setColor(QColor("#fefefe"))


def like_another_class(layer: QgsVectorLayer) -> None:
    apply_style(layer, ROOT / "styles" / "watercourse_l.qml")


TOLD: dict[str, tuple[Change, str]] = {
    "scale limits": (limited, "scale limits"),
    "rules of some scales": (limited_rule, "some scales only"),
    "no label in the legend": (nameless_category, "no label"),
    "typeface": (typeface, "A Font Of Nobody"),
    "white on white": (white, "white paper"),
    "like another class": (like_another_class, "watercourse_l"),
}


@pytest.mark.parametrize("change", TOLD)
def test_what_its_maker_should_know_is_told(change: str, tmp_path: Path) -> None:
    alter, word = TOLD[change]
    layer = layer_of("l")
    layer.setRenderer(single(layer))
    alter(layer)
    report = check_style(write_qml(layer, tmp_path, "corridor_l"), "l")
    assert report.refusal == ""
    assert any(word in warning for warning in report.warnings)


def test_a_style_of_a_newer_qgis_is_told(tmp_path: Path) -> None:
    style = write_style(tmp_path, "corridor_l")
    text = style.read_text("utf-8")
    before = check_style(style, "l").warnings
    version = text.split('version="')[1].split('"')[0]
    style.write_text(text.replace(version, "4.98.1-Ville d'été"), encoding="utf-8")
    after = check_style(style, "l").warnings
    assert [w for w in after if w not in before] == [w for w in after if "4.98" in w] != []


def test_labels_without_their_field_are_told(tmp_path: Path) -> None:
    layer = layer_of("l", "Statut")
    layer.setRenderer(single(layer))
    settings = QgsPalLayerSettings()
    settings.fieldName = "Statut"
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
    style = write_qml(layer, tmp_path, "corridor_l")
    report = check_style(style, "l", layer_of("l").fields())
    assert report.refusal == ""
    assert any("Statut" in warning for warning in report.warnings)


def test_a_file_is_read_anew_when_it_has_changed(tmp_path: Path) -> None:
    style = write_style(tmp_path, "corridor_l")
    assert check_style(style, "l").refusal == ""
    style.write_text("no style any more", encoding="utf-8")
    assert check_style(style, "l").refusal


def test_a_picture_that_goes_or_comes_back_is_noticed(tmp_path: Path) -> None:
    picture = tmp_path / "sign.svg"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9L9 0z"/></svg>'
    picture.write_text(drawing, encoding="utf-8")
    layer = layer_of("p")
    layer.setRenderer(QgsSingleSymbolRenderer(marker(QgsSvgMarkerSymbolLayer(str(picture)))))
    style = write_qml(layer, tmp_path, "obstacle_p")
    for _ in range(2):
        assert examined(style, "p").reason == ""
        picture.unlink()
        assert "sign.svg" in examined(style, "p").reason
        picture.write_text(drawing, encoding="utf-8")


def many_rules(qml: str) -> str:
    return qml.replace("</renderer-v2>", f"<rules>{'<rule/>' * 60_000}</rules></renderer-v2>")


def many_bytes(qml: str) -> str:
    return qml + " " * LARGEST_STYLE


@pytest.mark.parametrize("enlarge", [many_rules, many_bytes])
def test_a_style_that_would_keep_the_user_waiting_is_refused(
    enlarge: Callable[[str], str], tmp_path: Path
) -> None:
    style = write_style(tmp_path, "corridor_l", "rule-based")
    style.write_text(enlarge(style.read_text("utf-8")), encoding="utf-8")
    assert "than" in check_style(style, "l").refusal
