# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd and damaged data: refused in one sentence, or drawn."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest
from qgis.core import (
    QgsProject,
)

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.request import DIM, SheetRequest
from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.pipeline import load_sheet_layers
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    SIDE,
    Row,
    bow_tie,
    box,
    commune,
    epci,
    line,
    load_cartouche,
    make_gazetteer,
    open_layers,
    rows,
    sheet_context,
    write_layer,
)
from srce_pac.tests.support.withstand import load, refused, reservoirs

HOSTILE_NAMES = (
    'L\'Île <b>"x"</b>/é',
    "Saint-Étienne-d'Œuilly; DROP TABLE x; --",
    "C:\\Temp\\é",
    "../../etc/passwd",
    "[% layer_property('x') %] {0} %s %1",
    "&amp; <img src=x> </html>",
    "Communauté de communes du Pays de Pont-Château – Saint-Gildas-des-Bois",
    "Y",
)

# Those that French writes another way on a map.
WRITTEN = {
    'L\'Île <b>"x"</b>/é': "L’Île <b>«\u00a0x\u00a0»</b>/é",
    "Saint-Étienne-d'Œuilly; DROP TABLE x; --": (
        "Saint-Étienne-d’Œuilly\u00a0; DROP TABLE x\u00a0; --"
    ),
    "Communauté de communes du Pays de Pont-Château – Saint-Gildas-des-Bois": (
        "Communauté de communes du Pays de Pont-Château\u00a0– Saint-Gildas-des-Bois"
    ),
}


pytestmark = pytest.mark.usefixtures("qgis_app")


class Case(NamedTuple):
    """A source that is refused: how it is made, and what its refusal names."""

    make: Callable[[Path], Path]
    named: str


def _nothing(folder: Path) -> Path:
    return folder / "n_srce_nowhere.gpkg"


def _empty_file(folder: Path) -> Path:
    path = folder / "vide.gpkg"
    path.touch()
    return path


def _empty_folder(folder: Path) -> Path:
    path = folder / "dossier"
    path.mkdir()
    return path


def _garbage(folder: Path) -> Path:
    path = folder / "abime.shp"
    path.write_bytes(os.urandom(4000))
    return path


def _unknown(folder: Path) -> Path:
    return write_layer(folder / "parcelles.fgb", [Row(box(0, 0, 9), {"a": "1"})])


def _without_crs(folder: Path) -> Path:
    return reservoirs(folder / "n_srce_reservoir_s_000.shp", crs="")


def _without_field(folder: Path) -> Path:
    return write_layer(folder / "n_srce_reservoir_s_000.fgb", [Row(box(0, 0, 9), {"ID_RESV": "1"})])


SOURCES = {
    "missing": Case(_nothing, "n_srce_nowhere.gpkg"),
    "empty file": Case(_empty_file, "vide.gpkg"),
    "empty folder": Case(_empty_folder, "dossier"),
    "unreadable": Case(_garbage, "abime.shp"),
    "no known schema": Case(_unknown, "parcelles"),
    "no CRS": Case(_without_crs, "n_srce_reservoir_s_000"),
    "no needed field": Case(_without_field, "id_srce"),
}


class TestSentences:
    """Each refusal is one sentence that names what is wrong, and nothing is lost."""

    @pytest.mark.parametrize("case", SOURCES.values(), ids=list(SOURCES))
    def test_a_source_that_cannot_be_used(
        self, tmp_path: Path, gazetteer: Gazetteer, case: Case
    ) -> None:
        project = QgsProject()
        request = SheetRequest("59001", source=str(case.make(tmp_path)))
        assert case.named in refused(lambda: load_sheet_layers(request, gazetteer, project))
        assert project.mapLayers() == {}
        assert project.layerTreeRoot().children() == []

    @pytest.mark.parametrize("text", ["Atlantide", "99999", "", "Alpha", *HOSTILE_NAMES])
    def test_a_territory_that_is_unknown_or_ambiguous(
        self, gazetteer: Gazetteer, text: str
    ) -> None:
        sentence = refused(lambda: gazetteer.resolve(text), text)
        assert f"“{text}”" in sentence

    @pytest.mark.parametrize("entry", [{"sheet": "nulle part.json"}, {"outside": "somehow"}])
    def test_a_request_that_makes_no_sense(
        self, gazetteer: Gazetteer, entry: dict[str, Any]
    ) -> None:
        request = SheetRequest("59001", **entry)
        sentence = refused(lambda: load_sheet_layers(request, gazetteer, QgsProject()))
        assert f"“{next(iter(entry.values()))}”" in sentence

    def test_a_damaged_sheet_or_cartouche(self, tmp_path: Path) -> None:
        path = tmp_path / "abime.json"
        path.write_text("{", encoding="utf-8")
        assert "abime.json" in refused(lambda: load_sheet(str(path)))
        assert "abime.json" in refused(lambda: load_cartouche(path))

    def test_territories_that_cannot_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "communes.gpkg"
        assert "communes.gpkg" in refused(lambda: open_gazetteer(str(path)))

    def test_a_path_with_braces_or_markup_is_shown_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "{0} {path} <b> %s.gpkg"
        with pytest.raises(SrceError) as caught:
            recognise(str(path))
        assert str(path) in str(caught.value)


class TestGeometries:
    """Null and invalid geometries are drawn or skipped, counted, never a crash."""

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson"])
    def test_all_faults_in_one_layer_are_loaded_and_told(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        path = reservoirs(
            tmp_path / f"n_srce_reservoir_s_000{ending}",
            [box(100, 100, 50), None, bow_tie(300, 300, 100), None],
        )
        project = QgsProject()
        result = load(path, gazetteer, project)
        assert result.counts == {"reservoir": 2}
        assert len(result.warnings) == 2
        assert {re.sub(r"\D*(\d+).*", r"\1", warning) for warning in result.warnings} == {"1", "2"}

    def test_an_invalid_territory_is_loaded(self, tmp_path: Path) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb", [bow_tie(0, 0, 500)])
        twisted = make_gazetteer(tmp_path, [commune("59001", "Nœud", bow_tie(0, 0, SIDE))])
        assert load(source, twisted, QgsProject()).counts == {"reservoir": 1}

    def test_members_without_contour_are_left_out(self, tmp_path: Path) -> None:
        territories = [
            commune("59001", "Alpha", box(0, 0, SIDE), "200000001"),
            commune("59002", "Vide", None, "200000001"),
            epci("200000001", "CC", box(0, 0, SIDE), ["59001", "59002"]),
        ]
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        gazetteer = make_gazetteer(tmp_path, territories, ".gpkg")
        assert load(source, gazetteer, QgsProject(), "200000001").counts == {"reservoir": 1}


class TestNothing:
    """Nothing at all within the territory."""

    def test_the_territory_is_loaded_with_its_counts_at_nought(
        self, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb", [box(9000, 9000, 9)])
        project = QgsProject()
        result = load(source, gazetteer, project)
        assert result.counts == {"reservoir": 0}
        assert find_group(project) is not None
        assert all(layer.isValid() for layer in project.mapLayers().values())

    def test_a_source_without_any_object_is_told(
        self, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        source = write_layer(tmp_path / "n_srce_reservoir_s_000.fgb", [], fields=NATIONAL_RESERVOIR)
        result = load(source, gazetteer, QgsProject())
        assert result.counts == {"reservoir": 0}
        assert any("n_srce_reservoir_s_000" in warning for warning in result.warnings)


class TestNames:
    """Names with quotes, slashes, accents or markup."""

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_a_territory_of_any_name_is_found_loaded_and_named(
        self, tmp_path: Path, name: str
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        hostile = make_gazetteer(tmp_path, [commune("59001", name, box(0, 0, SIDE))])
        assert hostile.resolve(name).code == "59001"
        assert [entry.name for entry in hostile.search(name)] == [name]
        project = QgsProject()
        assert load(source, hostile, project, name).counts == {"reservoir": 1}
        group = find_group(project)
        assert group is not None
        assert name in group.name()

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_a_neighbour_of_any_name_is_drawn_under_its_name(
        self, tmp_path: Path, name: str
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        hostile = make_gazetteer(
            tmp_path,
            [
                commune("59001", "Alpha", box(0, 0, SIDE)),
                commune("59002", name, box(SIDE, 0, SIDE)),
            ],
        )
        layers = open_layers(sheet_context(hostile), recognise(str(source)), DIM)
        (neighbour,) = layers.reference["neighbours"].getFeatures()
        assert neighbour["name"] == WRITTEN.get(name, name)


class TestDamage:
    """Files that broke on their way."""

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    @pytest.mark.parametrize("kept", [0.95, 0.5, 0.05])
    def test_a_file_cut_short_is_refused_or_told(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str, kept: float
    ) -> None:
        many = [box(10 * (i % 90), 10 * (i // 90), 5) for i in range(600)]
        path = reservoirs(tmp_path / f"n_srce_reservoir_s_000{ending}", [*many])
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * kept)])
        complete, sentence = outcome(path, gazetteer)
        assert complete or "n_srce_reservoir_s_000" in sentence

    def test_a_file_that_vanishes_leaves_the_loaded_project_usable(
        self, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        source = reservoirs(tmp_path / "n_srce_reservoir_s_000.fgb")
        project = QgsProject()
        load(source, gazetteer, project)
        source.unlink()
        refused(lambda: load(source, gazetteer, project, "59002"))
        group = find_group(project)
        assert group is not None
        assert "Alpha" in group.name()


def test_a_geopackage_stays_byte_for_byte_as_it_is(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "n_srce_reservoir_s_059.gpkg", rows([box(10, 10, 100)], NATIONAL_RESERVOIR)
    )
    before = path.read_bytes()
    gazetteer = make_gazetteer(tmp_path)
    layers = open_layers(sheet_context(gazetteer), recognise(str(path)))
    assert layers.counts == {"reservoir": 1}
    # QGIS itself would turn its journal into one of writes, and leave that beside it.
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*-wal")) == []


def outcome(path: Path, gazetteer: Gazetteer) -> tuple[bool, str]:
    """Whether all 600 objects of a source were loaded, and what was said of it."""
    try:
        result = load(path, gazetteer, QgsProject())
    except SrceError as error:
        return False, str(error)
    return result.counts == {"reservoir": 600}, " ".join(result.warnings)


def test_lines_and_areas_of_a_source_may_each_have_their_crs(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    reservoirs(folder / "n_srce_reservoir_s_000.fgb", crs="EPSG:4326")
    write_layer(
        folder / "n_srce_corridor_l_000.shp",
        rows([line((10, 10), (500, 500)), line((5000, 0), (6000, 0))], NATIONAL_CORRIDOR),
        geometry="LineString",
        crs="EPSG:3857",
    )
    assert load(folder, gazetteer, QgsProject()).counts == {"corridor": 1, "reservoir": 1}
