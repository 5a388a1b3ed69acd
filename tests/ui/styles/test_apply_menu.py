# SPDX-License-Identifier: GPL-3.0-or-later
"""*Apply a class's style* on a layer of anybody's: what is drawn, and nothing else of the layer."""

from __future__ import annotations

import html
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsPalLayerSettings,
    QgsProject,
    QgsReadWriteContext,
    QgsRendererCategory,
    QgsSymbol,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtWidgets import QLabel
from qgis.PyQt.QtXml import QDomDocument

from srce_pac.core.common.files import ROOT
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop
from srce_pac.tests.support.made_styles import layer_of, write_qml
from srce_pac.ui.styles import apply_menu
from srce_pac.ui.styles.current_sheet import current_sheet

pytestmark = pytest.mark.usefixtures("qgis_profile")

# The geometry, and the classes that the sheet draws in it, the first ones.
OFFERED = {
    "Point": ["Obstacles à la fonctionnalité des continuités écologiques"],
    "MultiLineStringZ": ["Obstacles à la fonctionnalité des continuités écologiques"],
    "Polygon": ["Obstacles à la fonctionnalité des continuités écologiques", "Cours d'eau"],
}


def foreign(desktop: Desktop, geometry: str) -> QgsVectorLayer:
    """A layer with a name, a filter, scale limits, labels and a style of its own."""
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:4326&field=code:string", "Trame", "memory")
    layer.setSubsetString("code <> 'x'")
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(50_000)
    layer.setOpacity(0.7)
    if geometry != "NoGeometry":
        settings = QgsPalLayerSettings()
        settings.fieldName = "code"
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
        layer.setLabelsEnabled(True)
    QgsProject.instance().addMapLayer(layer)
    desktop.setActiveLayer(layer)
    return layer


def written(layer: QgsVectorLayer, tag: str = "") -> str:
    """A layer's style as QML, without its symbols; or these."""
    document = QDomDocument()
    layer.exportNamedStyle(document, QgsReadWriteContext())
    root = document.documentElement()
    symbols = root.firstChildElement("renderer-v2")
    if tag:
        text = QDomDocument()
        text.appendChild(text.importNode(symbols, True))
        return sorted_letters(text.toString())
    root.removeChild(symbols)
    return sorted_letters(document.toString())


def sorted_letters(text: str) -> str:
    """QDom writes attributes in an order of chance."""
    return "".join(sorted(text))


def entries(plugin: SrcePacPlugin) -> list[Any]:
    menu = plugin.layer_menus.of_any
    menu.aboutToShow.emit()
    return list(menu.actions())


@pytest.mark.parametrize("geometry", OFFERED)
def test_the_symbols_change_nothing_else_does_and_undo_brings_them_back(
    geometry: str, plugin: SrcePacPlugin, desktop: Desktop
) -> None:
    layer = foreign(desktop, geometry)
    rest, symbols = written(layer), written(layer, "symbols")
    offered = entries(plugin)
    names = [action.text() for action in offered]
    assert set(OFFERED[geometry]) <= set(names)
    assert len(names) == len(set(names))
    for action in offered:
        action.trigger()
        assert written(layer, "symbols") != symbols
        assert written(layer) == rest
        assert layer.name() == "Trame"
        assert layer.subsetString() == "code <> 'x'"
        # QGIS's own undo of styles.
        layer.undoStackStyles().undo()
        assert written(layer, "symbols") == symbols
        assert written(layer) == rest
    offered[0].trigger()
    (link,) = (x for x in desktop.bar.currentItem().findChildren(QLabel) if ">Undo</a>" in x.text())
    link.linkActivated.emit("#")
    assert written(layer, "symbols") == symbols
    assert desktop.errors == []


def test_a_layer_without_geometry_is_offered_nothing(
    plugin: SrcePacPlugin, desktop: Desktop
) -> None:
    foreign(desktop, "NoGeometry")
    assert not plugin.layer_menus.of_any.menuAction().isVisible()
    foreign(desktop, "Point")
    assert plugin.layer_menus.of_any.menuAction().isVisible()


CORRIDORS = "Corridors écologiques"


def test_a_style_by_a_field_that_the_layer_lacks_is_passed_over(
    plugin: SrcePacPlugin, desktop: Desktop, qgis_profile: Path
) -> None:
    layer = foreign(desktop, "LineString")
    by_field = layer.clone()
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    category = QgsRendererCategory("a", symbol, "a")
    by_field.setRenderer(QgsCategorizedSymbolRenderer("espece", [category]))
    own = qgis_profile / "styles" / "own"
    own.mkdir(parents=True)
    by_field.saveNamedStyle(str(own / "corridor_l.qml"))
    before = written(layer, "symbols")
    (corridors,) = (a for a in entries(plugin) if a.text() == CORRIDORS)
    corridors.trigger()
    assert written(layer, "symbols") != before
    assert not isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    told, done = map(html.unescape, desktop.messages())
    assert "espece" in told
    assert "corridor_l.qml" in told
    assert CORRIDORS in done


# What is wrong with the style of one class, and a word of what its entry says.
UNUSABLE = {"damaged": "corridor_l.qml", "absent": "corridor_l.qml", "by a field": "espece"}


@pytest.mark.parametrize("fault", UNUSABLE)
def test_a_class_without_a_usable_style_costs_no_other_one(
    fault: str,
    plugin: SrcePacPlugin,
    desktop: Desktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    foreign(desktop, "LineString")
    usual = [action.text() for action in entries(plugin)]
    styles = tmp_path / "styles"
    shutil.copytree(ROOT / "styles", styles)
    file = styles / "corridor_l.qml"
    file.unlink()
    if fault == "damaged":
        file.write_text("<qgis")
    elif fault == "by a field":
        by_field = layer_of("l")
        symbol = QgsSymbol.defaultSymbol(by_field.geometryType())
        category = QgsRendererCategory("a", symbol, "a")
        by_field.setRenderer(QgsCategorizedSymbolRenderer("espece", [category]))
        write_qml(by_field, styles, "corridor_l")
    sheet = replace(current_sheet(), styles=(styles,))
    monkeypatch.setattr(apply_menu, "current_sheet", lambda: sheet)
    offered = entries(plugin)
    assert [action.text() for action in offered] == usual
    (refused,) = (action for action in offered if not action.isEnabled())
    assert refused.text() == CORRIDORS
    assert UNUSABLE[fault] in refused.toolTip()
    assert desktop.messages() == []


def test_a_layer_that_is_gone_costs_nothing(plugin: SrcePacPlugin, desktop: Desktop) -> None:
    layer = foreign(desktop, "Point")
    (action, *_) = entries(plugin)
    desktop.active_layer = None
    QgsProject.instance().removeMapLayer(layer.id())
    action.trigger()
    assert desktop.messages() == []
    assert desktop.errors == []
