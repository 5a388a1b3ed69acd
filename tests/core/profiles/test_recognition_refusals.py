# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources that hold more than a known data set, damaged files, or nothing that is known."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer

from srce_pac.core.common.errors import SourceError
from srce_pac.core.profiles.recognition import recognise
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
)
from srce_pac.tests.support.recognition import (
    SRADDET_RESERVOIR,
    UNKNOWN,
    one_layer,
    refusal,
    roles,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


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
