# SPDX-License-Identifier: GPL-3.0-or-later
"""What files may do to a sheet: one sentence each time, and the rest of the sheet drawn."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.layer_file import with_file
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    Row,
    box,
    write_geojson,
    write_layer,
)
from srce_pac.tests.support.faulty_sources import (
    CORRIDORS,
    MIXED,
    RESERVOIRS,
    SQUARES,
    draw,
    numbered,
    refusal,
    render,
    warning,
    write,
    write_both,
)

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Have another program write to a GeoPackage, which nobody may read meanwhile."""
    script = (
        "import sqlite3, sys; opened = sqlite3.connect(sys.argv[1]); "
        "opened.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read()"
    )
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script, str(path)], **pipes) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        yield
        other.communicate()


class TestFiles:
    """Files that vanish, are locked or are wrong about themselves."""

    def test_a_file_that_vanishes_once_recognised_costs_its_own_class_only(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(str(write_both(share, ".fgb")))
        (share / f"{CORRIDORS}.fgb").unlink()
        layers = draw(profile, gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert f"{CORRIDORS}.fgb” any more" in warning(layers)

    def test_a_class_that_is_lost_where_another_has_nothing_is_told(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        write(share / f"{CORRIDORS}.fgb")
        write_layer(share / f"{RESERVOIRS}.fgb", numbered([box(9000, 0, 9)], NATIONAL_RESERVOIR))
        profile = recognise(str(share))
        (share / f"{CORRIDORS}.fgb").unlink()
        layers = draw(profile, gazetteer)
        assert layers.counts == {"reservoir": 0}
        assert any(CORRIDORS in sentence for sentence in layers.warnings)

    def test_a_share_that_vanishes_is_refused(self, share: Path, gazetteer: Gazetteer) -> None:
        profile = recognise(str(write_both(share, ".fgb")))
        shutil.rmtree(share)
        assert f"{share.name}/{CORRIDORS}.fgb" in refusal(lambda: draw(profile, gazetteer))
        assert str(share) in refusal(lambda: draw(share, gazetteer))

    @pytest.mark.parametrize("ending", [".fgb", ".shp", ".gpkg", ".geojson"])
    def test_a_share_that_vanishes_under_what_is_drawn_brings_nothing_down(
        self, share: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        layers = draw(write(share / f"{RESERVOIRS}{ending}"), gazetteer)
        shutil.rmtree(share)
        render(layers)
        layers.thematic[0].layer.dataProvider().reloadData()
        render(layers)

    def test_a_geopackage_that_another_program_has_locked_is_named(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        path = write(share / f"{RESERVOIRS}.gpkg")
        with locked(path):
            sentence = refusal(lambda: draw(path, gazetteer))
        assert str(path) in sentence
        assert "locked" in sentence
        assert draw(path, gazetteer).counts == {"reservoir": 3}

    def test_a_geopackage_that_is_locked_later_leaves_the_others(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(str(write_both(share, ".gpkg")))
        # QGIS itself still has the file of a moment ago open.
        for name in (RESERVOIRS, CORRIDORS):
            (share / f"{name}.gpkg").rename(share / f"{name}_2.gpkg")
        moved = tuple(
            replace(one, layer=with_file(one.layer, share / f"{one.layer.name}_2.gpkg"))
            for one in profile.sources
        )
        path = share / f"{RESERVOIRS}_2.gpkg"
        with locked(path):
            layers = draw(replace(profile, sources=moved), gazetteer)
        assert layers.counts == {"corridor": 3}
        assert str(path) in warning(layers)
        assert "locked" in layers.warnings[0]

    def test_a_shapefile_of_which_a_part_is_missing_is_told(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        write_both(share, ".shp")
        for ending in (".shx", ".dbf"):
            (share / f"{RESERVOIRS}{ending}").unlink()
        layers = draw(share, gazetteer)
        assert layers.counts == {"corridor": 3}
        assert RESERVOIRS in warning(layers)

    @pytest.mark.parametrize("kept", [0.9, 0.5, 0.01])
    def test_a_zip_that_is_cut_short_is_refused(self, share: Path, kept: float) -> None:
        path = share / "livraison.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in write_both(share, ".shp").glob("n_srce*"):
                archive.write(file, file.name)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
        assert str(path) in refusal(lambda: recognise(str(path)))

    def test_a_broken_layer_of_the_project_leaves_the_others(
        self, share: Path, gazetteer: Gazetteer, cleaning: ExitStack
    ) -> None:
        project = QgsProject.instance()
        cleaning.callback(project.clear)
        for path in (write(share / f"{RESERVOIRS}.fgb"), share / f"{CORRIDORS}.fgb"):
            project.addMapLayer(QgsVectorLayer(str(path), path.stem, "ogr"))
        layers = draw("project", gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert CORRIDORS in warning(layers)

    @pytest.mark.parametrize("extent", [(0, 0, 1, 1), (0, 0, 0, 0), (9e6, 9e6, 9.1e6, 9.1e6)])
    def test_a_shapefile_that_is_wrong_about_its_extent_is_drawn_all_the_same(
        self, share: Path, gazetteer: Gazetteer, extent: tuple[float, ...]
    ) -> None:
        path = write(share / f"{RESERVOIRS}.shp")
        with path.open("r+b") as opened:
            opened.seek(36)
            opened.write(struct.pack("<4d", *extent))
        layers = draw(path, gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert layers.warnings == []


class TestCodePages:
    """Accents come out right, whatever a shapefile says of them or leaves unsaid."""

    NAME = "Forêt de Raismes – œuvre à préserver"

    def write(self, folder: Path, encoding: str, declared: str) -> Path:
        """A shapefile of a name in an encoding, which its .cpg declares or not."""
        path = folder / f"{RESERVOIRS}.shp"
        placeholder = "#" * len(self.NAME.encode(encoding))
        fields = {**NATIONAL_RESERVOIR, "NOM_RESV": placeholder}
        write_layer(path, [Row(SQUARES[0], fields)])
        table = path.with_suffix(".dbf")
        table.write_bytes(
            table.read_bytes().replace(placeholder.encode(), self.NAME.encode(encoding))
        )
        path.with_suffix(".cpg").unlink()
        if declared:
            path.with_suffix(".cpg").write_text(declared)
        # The byte that names the code page to those that do not know of .cpg.
        with table.open("r+b") as opened:
            opened.seek(29)
            opened.write(b"\0")
        return path

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
    @pytest.mark.parametrize("declared", ["", "right", "ISO-8859-1", "UTF-8"])
    def test_names_are_read_as_they_were_written(
        self, share: Path, gazetteer: Gazetteer, encoding: str, declared: str
    ) -> None:
        path = self.write(share, encoding, encoding if declared == "right" else declared)
        (layer,) = draw(path, gazetteer).thematic
        assert [feature["NOM_RESV"] for feature in layer.layer.getFeatures()] == [self.NAME]

    def test_a_code_page_that_the_user_chose_wins(self, share: Path) -> None:
        path = self.write(share, "utf-8", "")
        (layer,) = list_layers(SourceAddress.parse(str(path))).layers
        opened = open_layer(replace(layer, encoding="IBM850"))
        (feature,) = opened.getFeatures()
        assert feature["NOM_RESV"] == self.NAME.encode().decode("cp850")


class TestContents:
    """Geometries and fields that are not as the class would have them."""

    @pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
    def test_mixed_geometries_in_a_file_are_drawn_each_as_its_kind(
        self, share: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        rows = numbered(list(MIXED), NATIONAL_OBSTACLE)
        path = write_layer(share / f"n_srce_obstacle_x_059{ending}", rows, "Unknown")
        layers = draw(path, gazetteer)
        assert layers.counts == {"obstacle": 4}
        kinds = {thematic.geometry: thematic.count for thematic in layers.thematic}
        assert kinds == {"p": 2, "l": 1, "s": 1}

    def test_single_and_multiple_geometries_may_stand_together(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        multiple = SQUARES[1].replace("Polygon(", "MultiPolygon((") + ")"
        path = share / f"{RESERVOIRS}.geojson"
        rows = numbered([SQUARES[0], multiple], NATIONAL_RESERVOIR)
        assert draw(write_layer(path, rows, "Unknown"), gazetteer).counts == {"reservoir": 2}

    def test_a_collection_of_geometries_costs_itself_only(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        square = {"type": "Polygon", "coordinates": [[[3, 50], [3.01, 50], [3.01, 50.01], [3, 50]]]}
        collection = {"type": "GeometryCollection", "geometries": [square]}
        features = [
            {"type": "Feature", "properties": NATIONAL_RESERVOIR, "geometry": geometry}
            for geometry in (square, collection)
        ]
        write_geojson(share / f"{RESERVOIRS}.geojson", features)
        write(share / f"{CORRIDORS}.fgb")
        assert draw(share, gazetteer).counts["corridor"] == 3

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_heights_and_measures_are_no_matter(
        self, share: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        shapes = [
            re.sub(r"(\d+ \d+)", r"\1 12 7", s).replace("Polygon", "PolygonZM") for s in SQUARES
        ]
        path = write_layer(
            share / f"{RESERVOIRS}{ending}", numbered(shapes, NATIONAL_RESERVOIR), "PolygonZM"
        )
        layers = draw(path, gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert layers.warnings == []

    @pytest.mark.parametrize("value", [12, 1.5])
    def test_a_field_of_another_type_is_no_matter(
        self, share: Path, gazetteer: Gazetteer, value: object
    ) -> None:
        fields = {**NATIONAL_RESERVOIR, "ID_RESV": value, "NOM_RESV": value}
        path = write_layer(share / f"{RESERVOIRS}.fgb", numbered(SQUARES, fields))
        assert draw(path, gazetteer).counts == {"reservoir": 3}

    def test_a_filter_for_a_field_of_another_type_finds_the_same(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        rows = [
            Row(s, {**NATIONAL_RESERVOIR, "OBJ_ASSI": i % 2 + 1}) for i, s in enumerate(SQUARES)
        ]
        profile = recognise(str(write_layer(share / f"{RESERVOIRS}.gpkg", rows)))
        for filter in ("\"OBJ_ASSI\" = '2'", '"OBJ_ASSI" = 2', "\"OBJ_ASSI\" IN ('2')"):
            sources = tuple(replace(source, filter=filter) for source in profile.sources)
            layers = draw(replace(profile, sources=sources), gazetteer, "59002")
            assert layers.counts == {"reservoir": 2}, filter

    def test_a_filter_for_a_field_that_is_gone_costs_its_own_class_only(
        self, share: Path, gazetteer: Gazetteer
    ) -> None:
        profile = recognise(str(write_both(share, ".fgb")))
        sources = tuple(
            replace(source, filter="\"ETAT\" = 'bon'") if source.class_id == "corridor" else source
            for source in profile.sources
        )
        layers = draw(replace(profile, sources=sources), gazetteer)
        assert layers.counts == {"reservoir": 3}
        assert CORRIDORS in warning(layers)
        assert "ETAT" in layers.warnings[0]
