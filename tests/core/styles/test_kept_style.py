# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles taken from the map into a set: whole, with their pictures, and nobody's work lost."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsHeatmapRenderer,
    QgsPalLayerSettings,
    QgsProperty,
    QgsRenderContext,
    QgsSingleSymbolRenderer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbolLayer,
    QgsTextBackgroundSettings,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QLockFile, QSize
from qgis.PyQt.QtGui import QColor

from srce_pac.core.common.errors import StyleError
from srce_pac.core.common.files import write_whole_bytes
from srce_pac.core.styles import kept_style
from srce_pac.core.styles.kept_style import drop_style, keep_style
from srce_pac.core.styles.qml import write_style
from srce_pac.core.styles.style_check import check_style
from srce_pac.core.styles.style_set import StyleSet, own_set
from srce_pac.core.styles.symbol_scaling import scale_symbols
from srce_pac.tests.support.made_styles import (
    PINK,
    RENDERERS,
    TEAL,
    apply_style,
    layer_of,
    marker,
    single,
    symbol,
)

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
)


@pytest.fixture
def layer() -> QgsVectorLayer:
    layer = layer_of("l")
    layer.setRenderer(single(layer))
    return layer


def drawn(style: Path) -> QgsVectorLayer:
    layer = layer_of(style.stem[-1])
    apply_style(layer, style)
    return layer


@pytest.mark.parametrize("kind", RENDERERS)
@pytest.mark.parametrize("geometry", "pls")
def test_a_style_comes_back_as_it_was_kept(kind: str, geometry: str) -> None:
    layer = layer_of(geometry)
    layer.setRenderer(RENDERERS[kind](layer))
    before = write_style(layer)
    kept = keep_style(layer, f"class_{geometry}", own_set())
    assert own_set().names() == [f"class_{geometry}"]
    assert write_style(layer) == before
    again = drawn(kept.file)
    assert [s.label() for s in again.renderer().legendSymbolItems()] == [
        s.label() for s in layer.renderer().legendSymbolItems()
    ]
    assert {s.color().name() for s in again.renderer().symbols(QgsRenderContext())} <= {PINK, TEAL}


def test_symbols_as_large_as_a_paper_wants_them_are_kept_as_large_as_their_style(
    layer: QgsVectorLayer,
) -> None:
    width = layer.renderer().symbol().width()
    scale_symbols(layer, 2.5)
    kept = drawn(keep_style(layer, "corridor_l", own_set()).file)
    assert kept.renderer().symbol().width() == pytest.approx(width, rel=0.01)
    # Restyled since.
    layer.setRenderer(single(layer))
    layer.renderer().symbol().setWidth(5)
    kept = drawn(keep_style(layer, "corridor_l", own_set()).file)
    assert kept.renderer().symbol().width() == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize("name", ["reservoir_s", "corridor", "corridor_x", "../corridor_l", "_l"])
def test_what_is_no_name_for_the_layer_is_refused(name: str, layer: QgsVectorLayer) -> None:
    with pytest.raises(StyleError):
        keep_style(layer, name, own_set())
    assert not own_set().folder.exists() or not list(own_set().folder.iterdir())


def test_a_refused_style_leaves_the_kept_one(layer: QgsVectorLayer) -> None:
    points = layer_of("p")
    points.setRenderer(single(points))
    file = keep_style(points, "obstacle_p", own_set()).file
    before = file.read_bytes()
    points.setRenderer(QgsHeatmapRenderer())
    with pytest.raises(StyleError, match="layer of p"):
        keep_style(points, "obstacle_p", own_set())
    assert file.read_bytes() == before


def test_effects_are_left_out_and_told(layer: QgsVectorLayer) -> None:
    layer.setOpacity(0.5)
    kept = keep_style(layer, "corridor_l", own_set())
    assert "opacity" in kept.warnings[0]
    assert not any("left out" in warning for warning in check_style(kept.file, "l").warnings)
    assert layer.opacity() == 0.5


def test_a_style_hardly_told_apart_is_kept_with_a_warning(layer: QgsVectorLayer) -> None:
    layer.renderer().symbol().setColor(QColor("#fdfdfd"))
    assert any("paper" in warning for warning in keep_style(layer, "x_l", own_set()).warnings)


# Pictures -----------------------------------------------------------------------------------


def svg_marker(layer: QgsVectorLayer, svg: Path) -> None:
    part = QgsSvgMarkerSymbolLayer(str(svg), 6)
    layer.setRenderer(QgsSingleSymbolRenderer(marker(part)))


def svg_behind_labels(layer: QgsVectorLayer, svg: Path) -> None:
    layer.setRenderer(single(layer))
    settings = QgsPalLayerSettings()
    settings.fieldName = "ID"
    text, behind = settings.format(), QgsTextBackgroundSettings()
    behind.setEnabled(True)
    behind.setType(QgsTextBackgroundSettings.ShapeType.ShapeSVG)
    behind.setSvgFile(str(svg))
    text.setBackground(behind)
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


@pytest.mark.parametrize("use", [svg_marker, svg_behind_labels])
def test_pictures_are_kept_within_the_style(
    use: Callable[[QgsVectorLayer, Path], None], tmp_path: Path
) -> None:
    svg = tmp_path / "l'été “1”.svg"
    svg.write_text(SVG, encoding="utf-8")
    layer = layer_of("p")
    use(layer, svg)
    kept = keep_style(layer, "obstacle_p", own_set())
    assert str(tmp_path) not in kept.file.read_text("utf-8").replace(str(own_set().folder), "")
    svg.unlink()
    assert check_style(kept.file, "p").refusal == ""
    if use is svg_marker:
        again = drawn(kept.file)
        picture = again.renderer().symbol().asImage(QSize(40, 40))
        # A question mark would not fill the middle.
        assert picture.pixelColor(20, 20).alpha() == 255


def test_a_picture_that_is_gone_is_told(tmp_path: Path) -> None:
    layer = layer_of("p")
    svg_marker(layer, tmp_path / "gone.svg")
    with pytest.raises(StyleError, match=r"gone\.svg"):
        keep_style(layer, "obstacle_p", own_set())


# Two at once --------------------------------------------------------------------------------


def other_layer(colour: str = TEAL) -> QgsVectorLayer:
    layer = layer_of("l")
    layer.setRenderer(QgsSingleSymbolRenderer(symbol(layer, colour)))
    return layer


def test_keeping_again_takes_the_place_of_what_one_has_kept_oneself(layer: QgsVectorLayer) -> None:
    keep_style(layer, "corridor_l", own_set())
    layer.renderer().symbol().setColor(QColor(TEAL))
    keep_style(layer, "corridor_l", own_set())
    assert len(list(own_set().folder.glob("*.qml"))) == 1


def test_what_someone_else_has_kept_meanwhile_stays_beside_and_is_told(
    layer: QgsVectorLayer,
) -> None:
    mine, theirs = own_set(), own_set()
    keep_style(layer, "corridor_l", mine)
    by_them = keep_style(other_layer(), "corridor_l", theirs)
    content = by_them.file.read_bytes()
    kept = keep_style(layer, "corridor_l", mine)
    beside = [file for file in mine.folder.glob("*.qml") if file.read_bytes() == content]
    assert len(beside) == 1
    assert any(beside[0].name in warning for warning in kept.warnings)
    assert mine.names() == ["corridor_l"]


def test_many_who_keep_at_once_lose_nothing(layer: QgsVectorLayer) -> None:
    target = own_set()
    colours = [f"#0000{value:02x}" for value in range(100, 106)]
    target.folder.mkdir(parents=True)

    def keep(colour: str) -> None:
        with kept_style._locked(target.folder):
            file = target.folder / "corridor_l.qml"
            if file.is_file():
                kept_style._set_aside(file)
            write_whole_bytes(file, colour.encode())

    threads = [threading.Thread(target=keep, args=(colour,)) for colour in colours]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(file.read_text() for file in target.folder.glob("*.qml")) == colours


def test_a_folder_in_which_another_one_keeps_is_told(
    layer: QgsVectorLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_style, "WAIT", 10)
    own_set().folder.mkdir(parents=True)
    lock = QLockFile(str(own_set().folder / ".style_set.lock"))
    assert lock.tryLock(0)
    with pytest.raises(StyleError, match="Try again"):
        keep_style(layer, "corridor_l", own_set())
    lock.unlock()
    assert keep_style(layer, "corridor_l", own_set()).file.is_file()


def test_a_set_that_can_only_be_read_is_told(layer: QgsVectorLayer, tmp_path: Path) -> None:
    target = StyleSet("DDTM 59", tmp_path / "office", is_writable=False)
    for change in (
        lambda: keep_style(layer, "corridor_l", target),
        lambda: drop_style("corridor_l", target),
    ):
        with pytest.raises(StyleError, match="DDTM 59"):
            change()


def test_a_folder_that_cannot_be_made_is_told(layer: QgsVectorLayer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StyleError, match="cannot be written"):
        keep_style(layer, "corridor_l", StyleSet("x", tmp_path / "file" / "set", is_writable=True))


def test_a_dropped_style_is_none_any_more_and_stays_beside(layer: QgsVectorLayer) -> None:
    content = keep_style(layer, "corridor_l", own_set()).file.read_bytes()
    drop_style("corridor_l", own_set())
    drop_style("corridor_l", own_set())
    assert own_set().names() == []
    assert [file.read_bytes() for file in own_set().folder.glob("*.qml")] == [content]


def test_a_picture_that_an_expression_names_is_no_reason_to_refuse(tmp_path: Path) -> None:
    svg = tmp_path / "a.svg"
    svg.write_text(SVG, encoding="utf-8")
    layer = layer_of("p")
    svg_marker(layer, svg)
    part = layer.renderer().symbol().symbolLayer(0)
    part.setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyName, QgsProperty.fromExpression("'a'")
    )
    assert keep_style(layer, "obstacle_p", own_set()).file.is_file()
