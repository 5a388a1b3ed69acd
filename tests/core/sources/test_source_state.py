# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noticed of a source that has changed, and what is not taken for a change."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsVectorLayer

from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.sources.source_state import source_state
from srce_pac.tests.support.printers import CORRIDORS, RESERVOIRS, SQUARES, write, write_both

pytestmark = pytest.mark.usefixtures("qgis_app")


def state(source: Path | str) -> tuple[object, ...]:
    address = SourceAddress.parse(str(source))
    return source_state(address, list_layers(address).layers)


@pytest.fixture
def project() -> Iterator[QgsProject]:
    project = QgsProject.instance()
    yield project
    project.clear()


@pytest.mark.parametrize("ending", [".fgb", ".gpkg", ".shp", ".geojson"])
def test_reading_changes_nothing(tmp_path: Path, ending: str) -> None:
    folder = write_both(tmp_path / "source", ending)
    before = state(folder)
    for layer in list_layers(SourceAddress.parse(str(folder))).layers:
        assert len(list(open_layer(layer).getFeatures())) == 9
    assert state(folder) == before


def test_sheets_that_are_printed_into_the_folder_of_the_data_are_none(tmp_path: Path) -> None:
    folder = write_both(tmp_path / "source")
    before = state(folder)
    for name in ("rapport.csv", "rapport_2_sur_3.csv", "Nord/rapport_2.csv", "a.svg", "a.pdf"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("a;b")
    assert state(folder) == before
    # What only looks like one is data.
    (folder / "rapport_ddt.csv").write_text("a;b")
    assert state(folder) != before


@pytest.mark.parametrize("ending", [".fgb", ".gpkg", ".shp", ".geojson"])
def test_a_file_that_is_written_again_has_changed(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"{RESERVOIRS}{ending}")
    before = state(path)
    path.unlink()
    write(path, SQUARES[:8])
    assert state(path) != before


@pytest.mark.parametrize("upper", [False, True])
@pytest.mark.parametrize("part", [".shp", ".dbf", ".shx", ".prj"])
def test_each_part_of_a_shapefile_counts(tmp_path: Path, part: str, upper: bool) -> None:
    path = write(tmp_path / f"{RESERVOIRS}.shp")
    if upper:
        for file in list(tmp_path.iterdir()):
            file.rename(file.with_suffix(file.suffix.upper()))
        path, part = path.with_suffix(".SHP"), part.upper()
    before = state(path)
    os.utime(path.with_suffix(part))
    assert state(path) != before


def test_a_geopackage_that_is_written_through_its_journal_has_changed(tmp_path: Path) -> None:
    path = write(tmp_path / f"{RESERVOIRS}.gpkg")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        before = state(path)
        writer.execute("CREATE TABLE note (id INTEGER)")
        writer.commit()
        assert state(path) != before


def test_a_folder_changes_with_the_files_in_it_that_are_data(tmp_path: Path) -> None:
    folder = write_both(tmp_path / "source")
    before = state(folder)
    (folder / "lisez-moi.txt").write_text("bonjour", encoding="utf-8")
    assert state(folder) == before
    added = write(folder / "n_srce_corridor_l_062.fgb")
    assert state(folder) != before
    added.unlink()
    assert state(folder) == before


def test_a_file_beside_the_source_is_nothing_to_it(tmp_path: Path) -> None:
    path = write(tmp_path / f"{RESERVOIRS}.fgb")
    before = state(path)
    write(tmp_path / f"{CORRIDORS}.fgb")
    assert state(path) == before


def test_the_file_of_a_spatialite_layer_counts(tmp_path: Path) -> None:
    file = tmp_path / "base.sqlite"
    file.write_bytes(b"")
    layer = SourceLayer("reservoirs", f"dbname='{file}' table=\"r\" (geom)", "spatialite")
    address = SourceAddress.parse("profile:x")
    before = source_state(address, [layer])
    os.utime(file, ns=(1, 1))
    assert source_state(address, [layer]) != before


class TestProject:
    """The layers of the open project."""

    @pytest.fixture
    def layer(self, project: QgsProject, tmp_path: Path) -> QgsVectorLayer:
        path = write(tmp_path / f"{RESERVOIRS}.gpkg")
        layer = QgsVectorLayer(str(path), RESERVOIRS, "ogr")
        project.addMapLayer(layer)
        return layer

    def test_what_the_user_does_to_a_layer_counts(self, layer: QgsVectorLayer) -> None:
        states = {state("project")}
        layer.setSubsetString("NUMERO > 1")
        states.add(state("project"))
        layer.setName("n_srce_reservoir_s_001")
        states.add(state("project"))
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
        states.add(state("project"))
        assert len(states) == 4

    def test_so_do_layers_that_come(self, layer: QgsVectorLayer, project: QgsProject) -> None:
        before = state("project")
        project.addMapLayer(layer.clone())
        assert state("project") != before

    def test_a_style_and_the_layers_of_the_plugin_do_not(
        self, layer: QgsVectorLayer, project: QgsProject
    ) -> None:
        before = state("project")
        layer.setOpacity(0.5)
        layer.renderer().symbol().setOpacity(0.5)
        own = layer.clone()
        own.setCustomProperty(ROLE, "mask")
        project.addMapLayer(own)
        assert state("project") == before
