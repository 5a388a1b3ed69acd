# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles that are taken elsewhere: those that a sheet draws, one fault costs one class."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsFields,
    QgsMarkerLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSvgMarkerSymbolLayer,
)

from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.sentence import whole
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.class_styles import ClassStyles, class_styles
from srce_pac.core.styles.export import export_styles
from srce_pac.core.styles.pictures import LARGEST_PICTURE
from srce_pac.tests.support.made_styles import (
    RENDERERS,
    layer_of,
    marker,
    write_qml,
    write_style,
)

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


def taken(styles: ClassStyles, name: str) -> Path | None:
    return next((style.file for style in styles.styles if style.name == name), None)


def by_field(folder: Path, name: str) -> Path:
    layer = layer_of(name[-1], "Statut")
    renderer = RENDERERS["categorised"](layer)
    renderer.setClassAttribute("Statut")
    layer.setRenderer(renderer)
    return write_qml(layer, folder, name)


@pytest.mark.parametrize("name", ["corridor_l", "reservoir_s", "obstacle_p"])
def test_the_style_that_the_sheet_falls_back_to_is_taken(name: str, tmp_path: Path) -> None:
    file = by_field(tmp_path, name)
    sheet = load_sheet("srce")
    with_field, without = layer_of("l", "Statut").fields(), layer_of("l").fields()
    cases: list[tuple[dict[str, QgsFields], Path]] = [
        ({}, file),
        ({name: with_field}, file),
        ({name: without}, ROOT / "styles" / file.name),
    ]
    for fields, expected in cases:
        styles = class_styles(sheet, str(tmp_path), fields)
        assert taken(styles, name) == expected
        warnings = export_styles(styles, tmp_path / "out").warnings
        # What others need, or why the style was passed over.
        assert [name in each and "Statut" in each for each in warnings].count(True) == 1


def test_a_class_without_a_usable_style_costs_itself_only(tmp_path: Path) -> None:
    (tmp_path / "plugin").mkdir()
    write_style(tmp_path / "plugin", "corridor_l")
    lost = tmp_path / "plugin" / "reservoir_s.qml"
    lost.write_text("no style", encoding="utf-8")
    # A picture that is too large to be put into a style.
    picture = tmp_path / "large.svg"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9L9 0z"/></svg>'
    picture.write_text(drawing.ljust(LARGEST_PICTURE + 1), encoding="utf-8")
    layer = layer_of("p")
    layer.setRenderer(QgsSingleSymbolRenderer(marker(QgsSvgMarkerSymbolLayer(str(picture)))))
    large = write_qml(layer, tmp_path / "plugin", "obstacle_p")
    # A sheet that has no other styles than its own.
    sheet = replace(load_sheet("srce"), styles=(tmp_path / "plugin",))
    styles = class_styles(sheet)
    assert [style.name for style in styles.styles] == ["corridor_l"]
    for file in (lost, large):
        assert sum(str(file) in whole(warning) for warning in styles.warnings) == 1
    exported = export_styles(styles, tmp_path / "out")
    assert "corridor_l.qml" in [file.name for file in exported.files]


@pytest.mark.parametrize(
    "name", ["corridor_l.qml", "corridor_l.sld", "jeu.xml", "corridor_l_1.svg"]
)
def test_only_what_an_export_has_written_is_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    layer = layer_of("l")
    layer.setRenderer(RENDERERS["single"](layer))
    svg = tmp_path / "sign.svg"
    svg.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9L9 0z"/></svg>', "utf-8"
    )
    line = QgsMarkerLineSymbolLayer()
    line.setSubSymbol(marker(QgsSvgMarkerSymbolLayer(str(svg))))
    layer.renderer().symbol().appendSymbolLayer(line)
    write_qml(layer, tmp_path / "set", "corridor_l")
    everything = class_styles(load_sheet("srce"), str(tmp_path / "set"))
    only = tuple(style for style in everything.styles if style.name == "corridor_l")
    styles = replace(everything, title="jeu", styles=only)
    folder = tmp_path / "out"
    # The files of an export, and an empty one, are replaced.
    for _ in range(2):
        written = export_styles(styles, folder).files
        assert folder / name in written
        (folder / name).write_bytes(b"")
    export_styles(styles, folder)
    own = (folder / name).read_text("utf-8").rpartition("<!--")[0]
    (folder / name).write_text(own, "utf-8")
    before = {file: file.read_bytes() for file in written}
    with pytest.raises(ExportError, match=name):
        export_styles(styles, folder)
    assert {file: file.read_bytes() for file in written} == before
