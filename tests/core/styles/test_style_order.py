# SPDX-License-Identifier: GPL-3.0-or-later
"""Which styles a sheet draws, and what it tells of those that it passes over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsSingleSymbolRenderer, QgsVectorLayer
from qgis.PyQt.QtGui import QColor

from srce_pac.core.common.files import ROOT
from srce_pac.core.common.settings import Settings
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles import style_reading
from srce_pac.core.styles.qml import unusable
from srce_pac.core.styles.style_order import OFFICE, PLUGIN, SHEET, style_order
from srce_pac.core.styles.style_set import own_set
from srce_pac.tests.support.made_styles import layer_of, symbol, write_qml, write_style

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

CAUTIONS = ("demonstration_s", "uncovered_s", "outside_dim_s", "outside_hide_s")


def faint(name: str, folder: Path) -> Path:
    """A style of the plugin, all but invisible."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154", "areas", "memory")
    layer.loadNamedStyle(str(ROOT / "styles" / f"{name}.qml"))
    layer.setOpacity(1 / 255)
    return write_qml(layer, folder, name)


@pytest.mark.parametrize("sheet_name", ["srce", "sraddet", "continuites"])
@pytest.mark.parametrize("name", CAUTIONS)
def test_no_set_changes_a_caution_of_the_sheet(name: str, sheet_name: str, tmp_path: Path) -> None:
    wished = faint(name, tmp_path / "wished")
    own = faint(name, own_set().folder)
    order = style_order(load_sheet(sheet_name), str(tmp_path / "wished"))
    chosen = order.choose(name)
    assert chosen.origin == PLUGIN
    assert [str(file) in warning for file, warning in zip((wished, own), chosen.warnings)] == [
        True,
        True,
    ]
    assert set(chosen.warnings) <= set(order.reference_warnings())


def test_a_sheet_has_cautions_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    shutil.copyfile(ROOT / "sheets" / "srce.json", tmp_path / "sheets" / "own.json")
    sheet = load_sheet(str(tmp_path / "sheets" / "own.json"))
    faint("uncovered_s", tmp_path / "styles")
    assert style_order(sheet).choose("uncovered_s").origin == SHEET
    # The folder of the plugin's styles may be asked for as a set.
    assert style_order(sheet, str(ROOT / "styles")).choose("demonstration_s").warnings == ()


def test_a_style_that_cannot_be_read_is_named_as_users_know_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(office_styles=str(tmp_path / "office"))
    monkeypatch.setattr(Settings, "load", classmethod(lambda _: settings))
    office = write_style(tmp_path / "office", "corridor_l")
    order = style_order(load_sheet("srce"))
    copy = next(place.folder for place in order.places if place.origin == OFFICE) / office.name
    assert copy != office

    def locked(path: Path) -> bytes:
        raise unusable(path, "locked")

    monkeypatch.setattr(style_reading, "read_style", locked)
    told = order.choose("corridor_l").warnings
    assert len(told) == 1
    assert str(office) in told[0]
    assert str(copy) not in told[0]


@pytest.mark.parametrize("sheet_name", ["srce", "sraddet", "continuites"])
def test_a_misspelt_style_of_a_set_is_told(sheet_name: str, tmp_path: Path) -> None:
    folder = tmp_path / "wished"
    # A set may be made for several sheets.
    for name in ("corridor_l", "reservoir_preserve_s", "watercourse_l", "contour_s"):
        write_style(folder, name)
    sheet = load_sheet(sheet_name)
    assert style_order(sheet, str(folder)).warnings == ()
    wrong = [write_style(folder, name) for name in ("coridor_l", "corridor_p")]
    warnings = style_order(sheet, str(folder)).warnings
    assert [str(file) in warning for file, warning in zip(wrong, warnings)] == [True, True]


@pytest.mark.parametrize(("colour", "is_told"), [("#fefefe", True), ("#ff1493", False)])
@pytest.mark.parametrize("name", ["corridor_l", "reservoir_s", "obstacle_p"])
def test_what_is_not_seen_on_paper_is_told_when_it_is_drawn(
    name: str, colour: str, is_told: bool, tmp_path: Path
) -> None:
    layer = layer_of(name[-1])
    layer.setRenderer(QgsSingleSymbolRenderer(symbol(layer, colour)))
    if name[-1] != "l":
        layer.renderer().symbol().symbolLayer(0).setStrokeColor(QColor(colour))
    file = write_qml(layer, tmp_path, name)
    warnings = style_order(load_sheet("srce"), str(tmp_path)).choose(name).warnings
    assert [str(file) in warning and "paper" in warning for warning in warnings] == [True] * is_told
