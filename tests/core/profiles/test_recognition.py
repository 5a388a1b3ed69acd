# SPDX-License-Identifier: GPL-3.0-or-later
"""What is understood of a source: known data sets recognised, the rest refused in a sentence."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import QgsVectorLayer

from srce_pac.core.common.errors import SourceError
from srce_pac.core.common.request import DEMONSTRATION
from srce_pac.core.profiles.profile import DataProfile
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
    box,
    line,
    point,
    rows,
    write_geojson,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

SHAPES = {
    "Polygon": box(0, 0, 100),
    "LineString": line((0, 0), (100, 100)),
    "Point": point(50, 50),
}
SRADDET_RESERVOIR = {"id_resv": "1", "id_cer": "FR32", "nom_resv": "Le bois"}
UNKNOWN = {"ID": "1", "NOM": "Un champ"}


def roles(profile: DataProfile) -> list[tuple[str, str]]:
    """Class and geometry of each layer that plays a class, in a stable order."""
    return sorted((source.class_id, source.geometry) for source in profile.sources)


def one_layer(
    path: Path, values: Mapping[str, object], geometry: str = "Polygon", layer: str = ""
) -> Path:
    """A file of one object with these attributes."""
    return write_layer(path, rows([SHAPES[geometry]], values), geometry, layer=layer)


def refusal(source: Path) -> str:
    """The sentence with which a source is refused."""
    with pytest.raises(SourceError) as caught:
        recognise(str(source))
    return str(caught.value)


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


class TestFolders:
    """Several files, not all of them good."""

    def test_of_several_data_sets_the_larger_is_taken_and_the_rest_told(
        self, tmp_path: Path
    ) -> None:
        one_layer(tmp_path / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        one_layer(tmp_path / "n_srce_corridor_l_000.fgb", NATIONAL_CORRIDOR, "LineString")
        one_layer(tmp_path / "cer_reservoir_s_fr32.fgb", SRADDET_RESERVOIR)
        profile = recognise(str(tmp_path))
        assert roles(profile) == [("corridor", "l"), ("reservoir", "s")]
        (warning,) = profile.warnings
        assert "cer_reservoir_s_fr32" in warning
        assert str(tmp_path) in warning

    def test_layers_of_no_known_schema_are_passed_over(self, tmp_path: Path) -> None:
        one_layer(tmp_path / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        one_layer(tmp_path / "parcelles.shp", UNKNOWN)
        assert roles(recognise(str(tmp_path))) == [("reservoir", "s")]

    @pytest.mark.parametrize("name", ["broken.gpkg", "broken.shp", "broken.geojson", "broken.fgb"])
    @pytest.mark.parametrize("content", [b"", b"\x00garbage" * 50], ids=["empty", "garbage"])
    def test_a_damaged_file_among_others_is_a_warning(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        one_layer(tmp_path / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        (tmp_path / name).write_bytes(content)
        profile = recognise(str(tmp_path))
        assert roles(profile) == [("reservoir", "s")]
        (warning,) = profile.warnings
        assert name in warning

    def test_a_file_cut_short_among_others_is_a_warning(self, tmp_path: Path) -> None:
        one_layer(tmp_path / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        cut = one_layer(tmp_path / "n_srce_corridor_l_000.geojson", NATIONAL_CORRIDOR, "LineString")
        cut.write_bytes(cut.read_bytes()[:-120])
        (warning,) = recognise(str(tmp_path)).warnings
        assert cut.name in warning

    def test_only_damaged_files_are_refused(self, tmp_path: Path) -> None:
        for name in ("one.gpkg", "two.shp"):
            (tmp_path / name).write_bytes(b"x")
        assert str(tmp_path) in refusal(tmp_path)

    def test_json_that_is_not_geojson_is_passed_over(self, tmp_path: Path) -> None:
        one_layer(tmp_path / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        (tmp_path / "cartouche.json").write_text('{"office": "D.D.T"}', encoding="utf-8")
        profile = recognise(str(tmp_path))
        assert roles(profile) == [("reservoir", "s")]
        assert profile.warnings == ()

    def test_geojson_may_end_with_json(self, tmp_path: Path) -> None:
        made = one_layer(tmp_path / "n_srce_reservoir_s_000.geojson", NATIONAL_RESERVOIR)
        made.rename(made.with_suffix(".json"))
        assert roles(recognise(str(tmp_path))) == [("reservoir", "s")]

    def test_a_folder_two_levels_down_is_left_alone(self, tmp_path: Path) -> None:
        deep = tmp_path / "a" / "b"
        deep.mkdir(parents=True)
        one_layer(deep / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        assert str(tmp_path) in refusal(tmp_path)

    @pytest.mark.parametrize(
        "name", ["Données d'été 2014", 'a "b" c', "50 % #1", "R&D ; {x}", "données (2)", "a|b"]
    )
    def test_a_folder_of_any_name_is_read(self, tmp_path: Path, name: str) -> None:
        folder = tmp_path / name
        folder.mkdir()
        one_layer(folder / "n_srce_reservoir_s_000.fgb", NATIONAL_RESERVOIR)
        one_layer(folder / "n_srce_corridor_l_000.gpkg", NATIONAL_CORRIDOR, "LineString")
        profile = recognise(str(folder))
        assert roles(profile) == [("corridor", "l"), ("reservoir", "s")]
        for source in profile.sources:
            assert (
                QgsVectorLayer(
                    source.layer.uri, source.layer.name, source.layer.provider
                ).featureCount()
                == 1
            )


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


class TestRefusals:
    """Sources that hold nothing to draw."""

    def test_a_missing_source_is_named(self, tmp_path: Path) -> None:
        assert str(tmp_path / "rien.gpkg") in refusal(tmp_path / "rien.gpkg")

    def test_an_empty_folder_is_named(self, tmp_path: Path) -> None:
        assert str(tmp_path) in refusal(tmp_path)

    @pytest.mark.parametrize("name", ["x.gpkg", "x.shp", "x.geojson", "x.fgb", "x.json", "x.txt"])
    @pytest.mark.parametrize(
        "content", [b"", b"\x00garbage" * 50, b'{"a": 1}'], ids=["empty", "garbage", "json"]
    )
    def test_a_file_that_is_no_vector_data_is_named(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        assert str(path) in refusal(path)

    def test_a_database_cut_short_is_named(self, tmp_path: Path) -> None:
        path = one_layer(tmp_path / "n_srce_reservoir_s_000.gpkg", NATIONAL_RESERVOIR)
        path.write_bytes(path.read_bytes()[:5000])
        assert str(path) in refusal(path)

    def test_a_database_without_spatial_tables_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "x.gpkg"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE t (a)")
        connection.commit()
        connection.close()
        assert str(path) in refusal(path)

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_an_unknown_schema_is_refused_with_source_and_layers(
        self, tmp_path: Path, ending: str
    ) -> None:
        path = one_layer(tmp_path / f"parcelles{ending}", UNKNOWN)
        sentence = refusal(path)
        assert str(path) in sentence
        assert "parcelles" in sentence.replace(str(path), "")

    @pytest.mark.parametrize(
        ("values", "missing"),
        [({"ID_RESV": "1"}, "id_srce"), ({"ID_SRCE": "1"}, "id_resv"), ({"X": "1"}, "id_resv")],
    )
    def test_a_known_layer_that_lacks_a_field_is_refused_with_both(
        self, tmp_path: Path, values: Mapping[str, object], missing: str
    ) -> None:
        path = one_layer(tmp_path / "n_srce_reservoir_s_000.shp", values)
        sentence = refusal(path)
        assert "n_srce_reservoir_s_000" in sentence
        assert missing in sentence

    def test_a_known_layer_that_lacks_a_field_among_others_is_a_warning(
        self, tmp_path: Path
    ) -> None:
        one_layer(tmp_path / "n_srce_reservoir_s_000.fgb", {"ID_RESV": "1"})
        one_layer(tmp_path / "n_srce_corridor_l_000.fgb", NATIONAL_CORRIDOR, "LineString")
        profile = recognise(str(tmp_path))
        assert roles(profile) == [("corridor", "l")]
        (warning,) = profile.warnings
        assert "n_srce_reservoir_s_000" in warning
        assert "id_srce" in warning

    def test_a_shapefile_without_its_table_is_refused(self, tmp_path: Path) -> None:
        path = one_layer(tmp_path / "n_srce_reservoir_s_000.shp", NATIONAL_RESERVOIR)
        path.with_suffix(".dbf").unlink()
        assert "n_srce_reservoir_s_000" in refusal(path)

    @pytest.mark.parametrize(
        "source", ["~nobody-has-this-name/x.gpkg", "x" * 5000, "postgres://h/db", "\n", "%s {0}"]
    )
    def test_what_is_no_path_is_refused_and_never_crashes(self, source: str) -> None:
        with pytest.raises(SourceError):
            recognise(source)


def test_recognising_a_source_leaves_its_file_as_it_was(tmp_path: Path) -> None:
    path = one_layer(tmp_path / "n_srce_reservoir_s_000.shp", NATIONAL_RESERVOIR)
    before = contents(tmp_path)
    recognise(str(path))
    assert contents(tmp_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_presets_are_objects_with_their_own_id(root: Path) -> None:
    paths = sorted((root / "sheets" / "presets").glob("*.json"))
    assert [json.loads(p.read_text(encoding="utf-8"))["id"] for p in paths] == [
        p.stem for p in paths
    ]
