# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets in the styles of users and offices: printed, loaded, laid out, on several territories."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtGui import QColor, QPainter

from srce_pac.core.common.errors import StyleError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.common.sentence import whole
from srce_pac.core.layers.canvas_look import note_kept, read_canvas
from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.pipeline import Printer, SheetResult, add_layout, load_sheet_layers
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.kept_style import drop_style, keep_style
from srce_pac.core.styles.style_order import EXPORT, OFFICE, OWN, PLUGIN, SHEET, style_order
from srce_pac.core.styles.style_set import own_set
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.made_styles import PINK, RENDERERS, layer_of, write_qml, write_style

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

HAYNECOURT, COMPIEGNE, CAMBRAI = "59294", "60159", "200068500"
# One style of each renderer, and the classes of both sources.
STYLES = {
    "corridor_l": "categorised",
    "corridor_s": "categorised",
    "reservoir_s": "graduated",
    "reservoir_preserve_s": "graduated",
    "obstacle_p": "rule-based",
    "obstacle_l": "single",
}
# Each source has one of them.
BLENDED = ("reservoir_s", "reservoir_preserve_s")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture
def project() -> Iterator[QgsProject]:
    project = QgsProject()
    yield project
    project.clear()


@pytest.fixture
def styles(tmp_path: Path) -> Path:
    folder = tmp_path / "styles d'été"
    for name, kind in STYLES.items():
        write_style(folder, name, kind)
    # As a user of the canvas may have it; a sheet must not become a picture for it.
    for name in BLENDED:
        layer = layer_of("s")
        layer.setRenderer(RENDERERS[STYLES[name]](layer))
        layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
        write_qml(layer, folder, name)
    return folder


def print_sheet(request: SheetRequest, gazetteer: Gazetteer, folder: Path) -> SheetResult:
    with closing(Printer(request, gazetteer)) as printer:
        return printer.export(request, folder)


def pink(result: SheetResult) -> int:
    """How many pixels of a printed sheet have the colour of the made styles."""
    assert result.file is not None
    colour = QColor(PINK)
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    return int((np.abs(pdf.picture(result.file) - wanted).max(axis=2) < 12).sum())


def legend(result: SheetResult) -> str:
    assert result.file is not None
    return pdf.text(result.file)


@pytest.mark.parametrize("territory", [HAYNECOURT, CAMBRAI, COMPIEGNE])
def test_every_renderer_is_printed_with_its_lines_of_the_legend(
    territory: str, styles: Path, gazetteer: Gazetteer, shared: Path, tmp_path: Path
) -> None:
    source = DEMONSTRATION
    if territory == COMPIEGNE:
        # Opening a GeoPackage writes beside it.
        source = str(tmp_path / "sraddet.gpkg")
        shutil.copyfile(shared / "data" / "sraddet_hdf2020_oise_est.gpkg", source)
    request = SheetRequest(territory, source=source, styles=str(styles))
    result = print_sheet(request, gazetteer, tmp_path)
    assert result.file is not None
    assert legend(result).count("les autres") == 3
    assert pink(result) > 500
    # A map that QGIS takes for a picture is as large as the page.
    assert [image for image in pdf.images(result.file) if image.width > 100] == []
    colours = {class_id: symbol.color().name() for class_id, symbol in result.symbols.items()}
    assert colours["obstacle"] in (PINK, "#008b8b")
    told = [warning for warning in result.warnings if str(styles) in warning]
    assert len(told) == 1
    assert "left out" in told[0]


def test_a_style_that_cannot_be_used_never_costs_the_sheet(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    (write_style(folder, "corridor_l")).write_text("damaged", encoding="utf-8")
    shutil.copyfile(ROOT / "styles" / "corridor_l.qml", folder / "reservoir_preserve_s.qml")
    shutil.copyfile(ROOT / "styles" / "corridor_s.qml", folder / "outside_dim_s.qml")
    write_style(folder, "obstacle_p", "categorised", "Statut")
    text = (folder / "obstacle_p.qml").read_text("utf-8")
    assert "$id &lt; 0" in text
    text = text.replace("$id &lt; 0", "Statut")
    (folder / "obstacle_p.qml").write_text(text, encoding="utf-8")
    plain = print_sheet(SheetRequest(HAYNECOURT), gazetteer, tmp_path)
    before = pdf.picture(plain.file or Path())
    result = print_sheet(SheetRequest(HAYNECOURT, styles=str(folder)), gazetteer, tmp_path)
    told = [text for text in map(whole, result.warnings) if str(folder) in text]
    for name in ("corridor_l", "reservoir_preserve_s", "outside_dim_s", "obstacle_p"):
        assert sum(f"{name}.qml" in text for text in told) == 1, name
    assert len(told) == 4
    assert np.array_equal(pdf.picture(result.file or Path()), before)


def test_what_a_style_does_not_draw_at_the_scale_is_told_in_window_and_nota(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    layer = layer_of("l")
    renderer = RENDERERS["rule-based"](layer)
    for rule in renderer.rootRule().children():
        rule.setMinimumScale(5_000)
    layer.setRenderer(renderer)
    write_qml(layer, tmp_path / "limited", "corridor_l")
    request = SheetRequest(HAYNECOURT, scale=15_000, styles=str(tmp_path / "limited"))
    result = print_sheet(request, gazetteer, tmp_path)
    assert sum("1/15 000" in w and "Corridors écologiques" in w for w in result.warnings) == 1
    nota = legend(result).split("Non représentés, en tout ou en partie")[1]
    assert "Corridors écologiques" in nota.split(".")[0]


def test_a_set_that_is_not_there_is_refused_before_anything_is_written(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    request = SheetRequest(HAYNECOURT, styles="DDTM 99")
    with pytest.raises(StyleError, match="DDTM 99"):
        print_sheet(request, gazetteer, tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_what_the_user_keeps_is_drawn_at_the_next_territory_and_no_change_of_the_canvas(
    gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
) -> None:
    load_sheet_layers(SheetRequest(HAYNECOURT), gazetteer, project)
    corridors = layer_in(project, "class:corridor")
    corridors.renderer().symbol().setColor(QColor(PINK))
    group = find_group(project)
    assert group is not None
    with closing(Printer(SheetRequest(HAYNECOURT), gazetteer)) as printer:
        assert pink(printer.export(HAYNECOURT, tmp_path)) == 0
        keep_style(corridors, "corridor_l", own_set())
        note_kept(group, corridors)
        canvas = read_canvas(project, group)
        assert canvas is not None
        assert not canvas.look.changes
        assert pink(printer.export("59179", tmp_path)) > 100
        drop_style("corridor_l", own_set())
        assert pink(printer.export("59179", tmp_path)) == 0


def layer_in(project: QgsProject, role: str) -> QgsVectorLayer:
    return next(x for x in project.mapLayers().values() if x.customProperty(ROLE) == role)


def test_kept_styles_are_loaded_and_laid_out_and_are_no_change(
    styles: Path, gazetteer: Gazetteer, project: QgsProject
) -> None:
    shutil.copytree(styles, own_set().folder)
    request = SheetRequest(HAYNECOURT)
    load_sheet_layers(request, gazetteer, project)
    renderer = layer_in(project, "class:corridor").renderer()
    assert renderer.type() == "categorizedSymbol"
    canvas = read_canvas(project, find_group(project))
    assert canvas is not None
    assert (dict(canvas.look.changes), canvas.others_changed) == ({}, False)
    add_layout(request, gazetteer, project)
    kinds = [
        layer.renderer().type()
        for layer in project.mapLayers().values()
        if layer.customProperty(ROLE) == "class:corridor"
    ]
    assert kinds == ["categorizedSymbol"] * 2


def test_styles_are_looked_up_in_their_order(
    tmp_path: Path, styles: Path, qgis_profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from srce_pac.core.common.settings import Settings

    sheets = tmp_path / "sheets"
    sheets.mkdir()
    shutil.copyfile(ROOT / "sheets" / "srce.json", sheets / "own.json")
    office = tmp_path / "office"
    monkeypatch.setattr(
        Settings, "load", classmethod(lambda _: Settings(office_styles=str(office)))
    )
    places = {
        PLUGIN: None,
        SHEET: tmp_path / "styles",
        OFFICE: office,
        OWN: own_set().folder,
        EXPORT: styles,
    }
    sheet = load_sheet(str(sheets / "own.json"))
    for origin, folder in places.items():
        if folder is not None:
            write_style(folder, "corridor_l")
        wish = str(styles) if origin == EXPORT else ""
        assert style_order(sheet, wish).choose("corridor_l").origin == origin
    # What a set lacks, the next one has.
    assert style_order(sheet, str(styles)).choose("watercourse_l").origin == PLUGIN
