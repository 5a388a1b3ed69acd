# SPDX-License-Identifier: GPL-3.0-or-later
"""What is understood of a source: known data sets, by their names, fields and geometries."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Callable

import pytest

from srce_pac.core.common.request import DEMONSTRATION
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.demonstration import EMBEDDED_DEMONSTRATION, demonstration_folder
from srce_pac.core.sources.source import open_layer
from srce_pac.tests.support.factories import (
    DEMONSTRATION_FIELDS,
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    NATIONAL_WATERCOURSE,
    Row,
    rows,
    write_geojson,
    write_layer,
)
from srce_pac.tests.support.recognition import (
    SHAPES,
    SRADDET_RESERVOIR,
    one_layer,
    refusal,
    roles,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestNationalStandard:
    """The COVADIS / INPN schema."""

    @pytest.fixture
    def sample(self, shared: Path) -> Path:
        """Real features of the SRCE-TVB Nord – Pas-de-Calais."""
        return shared / "data" / "srce_npdc_2014_sample"

    def test_the_real_sample_is_recognised_as_a_folder(self, sample: Path) -> None:
        profile = recognise(str(sample))
        assert roles(profile) == [("corridor", "l"), ("reservoir", "s"), ("watercourse", "l")]
        assert not profile.demonstration
        assert profile.warnings == ()
        assert "INPN" in profile.credit

    @pytest.mark.parametrize(
        ("name", "role"),
        [
            ("reservoirs_s_fr31_sample", ("reservoir", "s")),
            ("corridors_l_fr31_sample", ("corridor", "l")),
            ("cours_eau_l_fr31_sample", ("watercourse", "l")),
        ],
    )
    def test_each_file_of_the_real_sample_is_recognised_alone(
        self, sample: Path, name: str, role: tuple[str, str]
    ) -> None:
        profile = recognise(str(sample / f"{name}.geojson"))
        assert roles(profile) == [role]
        assert profile.sources[0].layer.name == name

    @pytest.mark.parametrize(
        "zone", ["000", "R31", "R32", "031", "059", "R31_2014", "000_2018", "059_20140716"]
    )
    @pytest.mark.parametrize("case", [str.upper, str.lower], ids=["upper", "lower"])
    @pytest.mark.parametrize(
        ("name", "values", "geometry", "role"),
        [
            ("N_SRCE_RESERVOIR_S", NATIONAL_RESERVOIR, "Polygon", ("reservoir", "s")),
            ("N_SRCE_RESERVOIR_L", NATIONAL_RESERVOIR, "LineString", ("reservoir", "l")),
            ("N_SRCE_CORRIDOR_S", NATIONAL_CORRIDOR, "Polygon", ("corridor", "s")),
            ("N_SRCE_CORRIDOR_L", NATIONAL_CORRIDOR, "LineString", ("corridor", "l")),
            ("N_SRCE_COURS_EAU_S", NATIONAL_WATERCOURSE, "Polygon", ("watercourse", "s")),
            ("N_SRCE_COURS_EAU_L", NATIONAL_WATERCOURSE, "LineString", ("watercourse", "l")),
            ("N_SRCE_OBSTACLE_P", NATIONAL_OBSTACLE, "Point", ("obstacle", "p")),
        ],
    )
    def test_every_table_of_the_standard_is_recognised_in_any_zone_and_case(
        self,
        tmp_path: Path,
        name: str,
        values: Mapping[str, object],
        geometry: str,
        role: tuple[str, str],
        zone: str,
        case: Callable[[str], str],
    ) -> None:
        cased = {case(field): value for field, value in values.items()}
        path = one_layer(tmp_path / f"{case(f'{name}_{zone}')}.fgb", cased, geometry)
        assert roles(recognise(str(path))) == [role]

    def test_a_shapefile_with_an_ending_in_capitals_is_read(self, tmp_path: Path) -> None:
        original = tmp_path / "original"
        original.mkdir()
        one_layer(original / "n_srce_reservoir_s_000.shp", NATIONAL_RESERVOIR)
        delivery = tmp_path / "LIVRAISON"
        delivery.mkdir()
        for part in original.iterdir():
            shutil.copy(part, delivery / part.name.upper())
        assert roles(recognise(str(delivery))) == [("reservoir", "s")]

    def test_the_layer_of_a_geopackage_counts_and_not_its_file(self, tmp_path: Path) -> None:
        values = {"id_resv": "1", "id_srce": "2"}
        path = one_layer(tmp_path / "export.gpkg", values, layer="N_SRCE_RESERVOIR_S_R31")
        assert recognise(str(path)).sources[0].layer.name == "N_SRCE_RESERVOIR_S_R31"

    def test_the_layer_counts_too_where_the_ending_is_in_capitals(self, tmp_path: Path) -> None:
        made = one_layer(
            tmp_path / "export.gpkg", NATIONAL_RESERVOIR, layer="N_SRCE_RESERVOIR_S_R31"
        )
        path = made.rename(tmp_path / "EXPORT.GPKG")
        assert recognise(str(path)).sources[0].layer.name == "N_SRCE_RESERVOIR_S_R31"

    def test_tables_without_geometry_are_passed_over(self, tmp_path: Path) -> None:
        path = one_layer(tmp_path / "export.gpkg", NATIONAL_RESERVOIR)
        write_layer(path, [Row(None, {"styleName": "x"})], "NoGeometry", layer="layer_styles")
        profile = recognise(str(path))
        assert roles(profile) == [("reservoir", "s")]
        assert profile.warnings == ()


class TestSraddet:
    """The SRADDET Hauts-de-France of 2020."""

    ROLES = [
        ("corridor", "s"),
        ("obstacle", "l"),
        ("obstacle", "p"),
        ("obstacle", "s"),
        ("reservoir", "l"),
        ("reservoir", "s"),
        ("watercourse", "l"),
    ]

    @pytest.fixture
    def database(self, shared: Path, tmp_path: Path) -> Path:
        """A copy of the real data: opening a GeoPackage writes beside it."""
        original = shared / "data" / "sraddet_hdf2020_oise_est.gpkg"
        return Path(shutil.copyfile(original, tmp_path / "sraddet.gpkg"))

    def test_the_real_database_is_recognised_whole(self, database: Path) -> None:
        profile = recognise(str(database))
        assert roles(profile) == self.ROLES
        assert "SRADDET" in profile.title
        assert not profile.demonstration

    def test_reservoir_lines_are_no_watercourses_though_their_fields_are_the_same(
        self, database: Path
    ) -> None:
        played = {s.layer.name: s.class_id for s in recognise(str(database)).sources}
        assert played["cer_reservoir_l_fr32"] == "reservoir"
        assert played["cer_cours_eau_l_fr32"] == "watercourse"

    def test_capitals_in_the_name_of_reservoir_lines_make_no_watercourses(
        self, tmp_path: Path
    ) -> None:
        values = {"ID_CEAU": "1", "ID_CER": "FR32"}
        path = one_layer(tmp_path / "CER_RESERVOIR_L_FR32.fgb", values, "LineString")
        assert roles(recognise(str(path))) == [("reservoir", "l")]

    def test_a_class_that_the_source_lacks_is_not_made_up(self, database: Path) -> None:
        assert "reservoir_restore" not in {s.class_id for s in recognise(str(database)).sources}

    def test_shapefiles_unzipped_in_one_folder_each_are_recognised(self, tmp_path: Path) -> None:
        for name, geometry, values in (
            ("cer_reservoir_s_fr32", "Polygon", SRADDET_RESERVOIR),
            ("cer_obstacle_p_fr32", "Point", {"id_obst": "1", "id_cer": "FR32"}),
        ):
            (tmp_path / name).mkdir()
            one_layer(tmp_path / name / f"{name}.shp", values, geometry)
        assert roles(recognise(str(tmp_path))) == [("obstacle", "p"), ("reservoir", "s")]


class TestDemonstration:
    """The embedded, fictitious layers."""

    @pytest.mark.parametrize("source", [DEMONSTRATION, ""])
    def test_the_demonstration_has_its_six_layers_and_says_what_it_is(self, source: str) -> None:
        profile = recognise(source)
        assert profile.demonstration
        assert "fictives" in profile.credit
        assert roles(profile) == [
            ("corridor", "l"),
            ("corridor_restore", "l"),
            ("obstacle", "l"),
            ("obstacle", "p"),
            ("reservoir_preserve", "s"),
            ("reservoir_restore", "s"),
        ]

    def test_a_copy_of_it_elsewhere_is_still_the_demonstration(self, tmp_path: Path) -> None:
        for original in EMBEDDED_DEMONSTRATION.glob("*.fgb"):
            shutil.copy(original, tmp_path)
        assert recognise(str(tmp_path)).demonstration

    def test_one_renamed_layer_of_it_is_still_the_demonstration(self, tmp_path: Path) -> None:
        path = one_layer(tmp_path / "vrais_obstacles.fgb", DEMONSTRATION_FIELDS, "Point")
        assert recognise(str(path)).demonstration

    def test_its_layers_are_read_from_the_profile_and_not_from_the_plugin(self) -> None:
        for source in recognise(DEMONSTRATION).sources:
            assert str(EMBEDDED_DEMONSTRATION) not in source.layer.uri
            assert source.layer.uri.startswith(str(demonstration_folder()))

    def test_a_damaged_copy_of_it_is_made_again(self) -> None:
        copy = demonstration_folder() / "demo_obstacle_p.fgb"
        copy.write_bytes(copy.read_bytes()[:100])
        demonstration_folder()
        assert copy.read_bytes() == (EMBEDDED_DEMONSTRATION / copy.name).read_bytes()

    def test_a_missing_copy_of_it_is_made_again(self) -> None:
        copy = demonstration_folder() / "demo_obstacle_p.fgb"
        copy.unlink()
        assert len(recognise(DEMONSTRATION).sources) == 6

    def test_real_data_is_no_demonstration(self, tmp_path: Path) -> None:
        path = one_layer(tmp_path / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        assert not recognise(str(path)).demonstration


class TestGeometries:
    """Geometry decides what a layer can be."""

    def test_simple_and_multiple_areas_in_one_geojson_are_one_class(self, tmp_path: Path) -> None:
        ring = [[[3, 50], [3.1, 50], [3.1, 50.1], [3, 50]]]
        shapes = [("Polygon", ring), ("MultiPolygon", [ring])]
        path = write_geojson(
            tmp_path / "n_srce_reservoir_s_000.geojson",
            [
                {
                    "type": "Feature",
                    "properties": dict(NATIONAL_RESERVOIR),
                    "geometry": {"type": kind, "coordinates": coordinates},
                }
                for kind, coordinates in shapes
            ],
        )
        (source,) = recognise(str(path)).sources
        assert (source.class_id, source.geometry) == ("reservoir", "s")
        assert open_layer(source.layer).featureCount() == 2

    def test_areas_in_a_table_of_any_geometry_are_recognised(self, tmp_path: Path) -> None:
        path = write_layer(
            tmp_path / "n_srce_reservoir_s_000.gpkg",
            rows([SHAPES["Polygon"]], NATIONAL_RESERVOIR),
            geometry="Unknown",
        )
        assert roles(recognise(str(path))) == [("reservoir", "s")]

    @pytest.mark.parametrize("geometry", ["PolygonZ", "MultiPolygonZM", "MultiPolygonM"])
    def test_heights_and_measures_do_not_matter(self, tmp_path: Path, geometry: str) -> None:
        path = write_layer(
            tmp_path / "n_srce_reservoir_s_000.gpkg", [], geometry, fields=NATIONAL_RESERVOIR
        )
        assert roles(recognise(str(path))) == [("reservoir", "s")]

    def test_a_geometry_that_a_table_cannot_have_is_not_taken_for_it(self, tmp_path: Path) -> None:
        path = one_layer(tmp_path / "n_srce_reservoir_p_000.fgb", NATIONAL_RESERVOIR, "Point")
        assert "n_srce_reservoir_p_000" in refusal(path)

    def test_an_empty_layer_of_a_known_schema_is_recognised(self, tmp_path: Path) -> None:
        path = write_layer(tmp_path / "n_srce_reservoir_s_000.gpkg", [], fields=NATIONAL_RESERVOIR)
        assert roles(recognise(str(path))) == [("reservoir", "s")]


def test_recognising_a_source_leaves_its_file_as_it_was(tmp_path: Path) -> None:
    path = one_layer(tmp_path / "n_srce_reservoir_s_000.shp", NATIONAL_RESERVOIR)
    before = contents(tmp_path)
    recognise(str(path))
    assert contents(tmp_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
