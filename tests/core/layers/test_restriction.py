# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers restricted to a territory: what is counted, how it stays live, bad geometries."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsGeometry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from srce_pac.core.common.errors import SourceError
from srce_pac.core.common.request import DEMONSTRATION
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.profiles.profile import ClassSource
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer, Territory
from srce_pac.tests.support.factories import (
    LAMBERT,
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    SIDE,
    Row,
    bow_tie,
    box,
    commune,
    find,
    line,
    load,
    make_gazetteer,
    open_layer,
    open_layers,
    point,
    rows,
    sheet_context,
    write_geojson,
    write_layer,
)
from srce_pac.tests.support.reservoirs import (
    ELSEWHERE,
    INSIDE,
    RESERVOIRS,
    numbers,
    only,
    reservoirs,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


def by_brute_force(layer: QgsVectorLayer, territory: Territory) -> int:
    """How many objects of a layer meet a territory, areas that just touch it left out."""
    area = QgsGeometry(territory.geometry)
    area.transform(
        QgsCoordinateTransform(territory.crs, layer.crs(), QgsCoordinateTransformContext())
    )
    shapes = [f.geometry().makeValid() for f in layer.getFeatures() if f.hasGeometry()]
    inside = [shape for shape in shapes if shape.intersects(area)]
    if layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry:
        inside = [shape for shape in inside if shape.intersection(area).area() > 0]
    return len(inside)


class TestRestriction:
    """Which objects are of the territory."""

    @pytest.mark.parametrize("crs", [LAMBERT, "EPSG:4326", "EPSG:3857"])
    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_each_storage_in_each_crs_is_restricted_to_the_territory(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str, crs: str
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE, *ELSEWHERE[:3]], ending, crs=crs)
        assert numbers(only(load(gazetteer, path))) == [0, 1, 2]

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_objects_keep_their_attributes(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [ELSEWHERE[0], INSIDE[0]], ending)
        (feature,) = only(load(gazetteer, path)).getFeatures()
        assert (feature["NOM_RESV"], feature["NUMERO"]) == ("Le bois", 1)

    @pytest.mark.parametrize("code", ["60159", "60471", "60402"])
    def test_real_data_is_counted_as_brute_force_counts_it(
        self, shared: Path, tmp_path: Path, embedded: Gazetteer, code: str
    ) -> None:
        path = real_database(shared, tmp_path)
        layers = load(embedded, path, code)
        territory = find(embedded, code)
        expected: Counter[str] = Counter()
        for source in recognise(str(path)).sources:
            layer = QgsVectorLayer(source.layer.uri, "", "ogr")
            expected[source.class_id] += by_brute_force(layer, territory)
        assert layers.counts == dict(expected)
        assert sum(expected.values()) > 0

    def test_the_demonstration_is_counted_as_brute_force_counts_it(
        self, embedded: Gazetteer
    ) -> None:
        territory = find(embedded, "59294")
        layers = open_layers(sheet_context(embedded, "59294"), recognise(DEMONSTRATION))
        expected: Counter[str] = Counter()
        for source in recognise(DEMONSTRATION).sources:
            layer = QgsVectorLayer(source.layer.uri, "", "ogr")
            expected[source.class_id] += by_brute_force(layer, territory)
        assert layers.counts == dict(expected)

    def test_an_area_that_just_touches_the_territory_is_not_of_it(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = reservoirs(tmp_path, [INSIDE[0], box(1000, 0, 100), box(1000, 1000, 100)])
        assert numbers(only(load(gazetteer, path))) == [0]

    def test_an_area_that_fills_the_territory_is_of_it(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = reservoirs(tmp_path, [box(0, 0, SIDE), box(-10, -10, SIDE + 20)])
        assert numbers(only(load(gazetteer, path))) == [0, 1]

    def test_a_point_on_the_border_is_of_the_territory(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = write_layer(
            tmp_path / "n_srce_obstacle_p_000.gpkg",
            rows([point(1000, 500), point(0, 0), point(1001, 500)], NATIONAL_OBSTACLE),
            geometry="Point",
        )
        assert load(gazetteer, path).counts == {"obstacle": 2}

    def test_a_line_along_the_border_is_of_the_territory(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = write_layer(
            tmp_path / "n_srce_corridor_l_000.gpkg",
            rows([line((1000, 100), (1000, 900)), line((1001, 0), (1001, 9))], NATIONAL_CORRIDOR),
            geometry="LineString",
        )
        assert load(gazetteer, path).counts == {"corridor": 1}

    def test_an_object_in_the_box_but_not_in_the_territory_is_left_out(
        self, tmp_path: Path
    ) -> None:
        corner = box(0, 0, SIDE).replace("701000 7001000, ", "")
        gazetteer = make_gazetteer(tmp_path, [commune("59001", "Coin", corner)])
        path = reservoirs(tmp_path, [box(50, 500, 10), box(900, 900, 50)])
        assert numbers(only(load(gazetteer, path))) == [0]

    def test_an_epci_has_the_objects_of_all_its_communes(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE, *ELSEWHERE])
        layers = load(gazetteer, path, "200000001")
        assert numbers(only(layers)) == [0, 1, 2, 3, 6]

    def test_several_layers_of_a_class_are_counted_together(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        folder = tmp_path / "source"
        folder.mkdir()
        reservoirs(folder, [*INSIDE])
        write_layer(
            folder / "n_srce_reservoir_l_000.gpkg",
            rows([line((0, 0), (9, 9))], NATIONAL_RESERVOIR),
            geometry="LineString",
        )
        layers = load(gazetteer, folder)
        assert layers.counts == {"reservoir": 4}
        assert {(t.geometry, t.count) for t in layers.thematic} == {("s", 3), ("l", 1)}


class TestLive:
    """The layers are subsets of the source, no copies."""

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_the_layer_reads_the_source_itself(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE, *ELSEWHERE], ending)
        layer = only(load(gazetteer, path))
        assert layer.source().startswith(str(path))
        assert layer.providerType() == "ogr"
        assert layer.subsetString()

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_opened_again_from_its_definition_it_holds_the_same(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [*ELSEWHERE, *INSIDE], ending)
        layer = only(load(gazetteer, path))
        again = QgsVectorLayer(layer.source(), "again", layer.providerType())
        assert numbers(again) == numbers(layer) == [4, 5, 6]

    @pytest.mark.parametrize("ending", [".gpkg", ".shp"])
    @pytest.mark.parametrize(
        ("codes", "last"),
        [
            (["R1", "R2", "R3", "R4", "R5", "R6"], True),
            ([11, 12, 13, 14, 15, 16], True),
            # These do not tell the objects apart.
            (["R1", "R2", "R3", "R4", "R4", "R6"], False),
            (["R1", "R2", "R3", "R4", "R5", ""], False),
            # In shapefiles, OGR takes these for two of each.
            (["r1", "r2", "r3", "R1", "R2", "R3"], False),
        ],
    )
    def test_a_new_delivery_with_the_same_codes_shows_the_same_objects(
        self,
        gazetteer: Gazetteer,
        tmp_path: Path,
        ending: str,
        codes: list[str | int],
        last: bool,
    ) -> None:
        shapes = [*ELSEWHERE[:3], *INSIDE[:3]]
        made = [
            Row(shape, {**NATIONAL_RESERVOIR, "ID_RESV": code, "NUMERO": number})
            for number, (shape, code) in enumerate(zip(shapes, codes))
        ]
        path = write_layer(tmp_path / f"{RESERVOIRS}{ending}", made)
        layer = only(load(gazetteer, path))
        assert sorted(numbers(layer)) == [3, 4, 5]
        assert layer.readOnly()
        address, subset = layer.source(), layer.subsetString()
        assert ("ID_RESV" in subset) is last
        (tmp_path / "new").mkdir()
        delivered = write_layer(tmp_path / "new" / f"{RESERVOIRS}{ending}", made[::-1])
        source = address.replace(str(path), str(delivered))
        again = QgsVectorLayer(source, "again", layer.providerType())
        assert (sorted(numbers(again)) == [3, 4, 5]) is last

    def test_a_column_that_is_no_code_is_not_taken_for_one(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        # With one object, whatever it holds is there once.
        row = Row(INSIDE[0], {"CODE_REG": 32, "ID_SRCE": "FR31", "ID_RESV": "R1", "NUMERO": 3})
        layer = only(load(gazetteer, write_layer(tmp_path / f"{RESERVOIRS}.gpkg", [row])))
        assert layer.subsetString() == "\"ID_RESV\" IN ('R1')"

    def test_a_change_of_the_source_shows(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        path = reservoirs(tmp_path, [*INSIDE], ".gpkg")
        layer = only(load(gazetteer, path))
        edited = open_layer(path)
        feature = next(edited.getFeatures())
        name = edited.fields().indexOf("NOM_RESV")
        assert edited.dataProvider().changeAttributeValues({feature.id(): {name: "Le nouveau"}})
        layer.reload()
        assert "Le nouveau" in [f["NOM_RESV"] for f in layer.getFeatures()]

    def test_the_source_is_left_as_it_was(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        path = reservoirs(tmp_path, [*INSIDE, *ELSEWHERE], ".shp")
        parts = {p.name: p.read_bytes() for p in tmp_path.glob(f"{RESERVOIRS}.*")}
        load(gazetteer, path)
        assert {p.name: p.read_bytes() for p in tmp_path.glob(f"{RESERVOIRS}.*")} == parts

    @pytest.mark.parametrize("key", ["gid", "clé", 'a "b" c', "order", "FID 2", "rowid2"])
    def test_a_key_column_of_any_name_is_used(
        self, gazetteer: Gazetteer, tmp_path: Path, key: str
    ) -> None:
        path = reservoirs(
            tmp_path,
            [*ELSEWHERE, *INSIDE],
            ".gpkg",
            options=[f"FID={key}", "GEOMETRY_NAME=la geom"],
        )
        assert numbers(only(load(gazetteer, path))) == [4, 5, 6]

    @pytest.mark.parametrize("ending", [".shp", ".geojson", ".fgb"])
    @pytest.mark.parametrize("name", ["fid", "FID", "ogc_fid", "id"])
    def test_an_attribute_named_like_the_key_is_not_taken_for_it(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str, name: str
    ) -> None:
        # What QGIS writes when it exports a GeoPackage: its key becomes an attribute, from 1 on.
        numbered = [
            Row(wkt, {name: i + 1, **NATIONAL_RESERVOIR, "NUMERO": i})
            for i, wkt in enumerate([*ELSEWHERE, *INSIDE, *ELSEWHERE])
        ]
        path = write_layer(tmp_path / f"{RESERVOIRS}{ending}", numbered)
        assert numbers(only(load(gazetteer, path))) == [4, 5, 6]

    def test_objects_that_a_repeated_key_does_not_tell_apart_are_refused(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        same = rows([*INSIDE, *ELSEWHERE], {"FID": 7, **NATIONAL_RESERVOIR})
        path = write_layer(tmp_path / f"{RESERVOIRS}.shp", same)
        with pytest.raises(SourceError, match=RESERVOIRS):
            load(gazetteer, path)

    def test_geojson_with_ids_of_its_own_is_restricted(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        made = reservoirs(tmp_path, [*ELSEWHERE[:2], *INSIDE], ".geojson", crs="EPSG:4326")
        layer = open_layer(made)
        features = [
            {
                "type": "Feature",
                "id": 1000 - 7 * number,
                "properties": {**NATIONAL_RESERVOIR, "NUMERO": number},
                "geometry": _json(feature.geometry()),
            }
            for number, feature in enumerate(layer.getFeatures())
        ]
        folder = tmp_path / "ids"
        folder.mkdir()
        path = write_geojson(folder / f"{RESERVOIRS}.geojson", features)
        assert numbers(only(load(gazetteer, path))) == [2, 3, 4]

    def test_holes_in_the_numbering_of_a_database_do_no_harm(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = reservoirs(tmp_path, [*ELSEWHERE, *INSIDE], ".gpkg")
        edited = open_layer(path)
        assert edited.dataProvider().deleteFeatures([1, 5])
        del edited
        assert numbers(only(load(gazetteer, path))) == [5, 6]

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".fgb"])
    def test_thousands_of_objects_are_restricted(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        many = [box(10 * (i % 90), 10 * (i // 90), 5) for i in range(3000)]
        path = reservoirs(tmp_path, [*ELSEWHERE[:3], *many], ending)
        assert load(gazetteer, path).counts == {"reservoir": 3000}

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_a_filter_of_the_profile_holds_within_the_territory(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [*ELSEWHERE[:3], *INSIDE], ending)
        layers = with_filter(gazetteer, path, '"NUMERO" <> 4 OR "NUMERO" = 0')
        assert numbers(only(layers)) == [3, 5]

    # SQLite takes an unknown quoted column for a text.
    @pytest.mark.parametrize(
        ("ending", "broken"),
        [
            *(
                (ending, broken)
                for ending in (".gpkg", ".shp", ".fgb")
                for broken in ("NUMERO =", "((", "'", "NO_SUCH = 1")
            ),
            (".shp", '"NO_SUCH" = 1'),
            (".fgb", '"NO_SUCH" = 1'),
        ],
    )
    def test_a_broken_filter_is_refused_with_the_layer(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str, broken: str
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE], ending)
        with pytest.raises(SourceError, match=RESERVOIRS):
            with_filter(gazetteer, path, broken)


class TestGeometries:
    """Geometries that are not what they should be."""

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson"])
    def test_null_geometries_are_counted_and_told(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [INSIDE[0], None, None, ELSEWHERE[0]], ending)
        layers = load(gazetteer, path)
        assert layers.counts == {"reservoir": 1}
        (warning,) = layers.warnings
        assert "2" in warning.replace(RESERVOIRS, "")
        assert RESERVOIRS in warning

    def test_nothing_but_null_geometries_is_drawn_as_nothing(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [None, None], ".gpkg"))
        assert layers.counts == {"reservoir": 0}
        uncovered, null = layers.warnings
        assert "does not cover" in uncovered
        assert "no geometry" in null

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb"])
    def test_an_invalid_geometry_is_drawn_counted_and_told(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [INSIDE[0], bow_tie(200, 200, 100)], ending)
        layers = load(gazetteer, path)
        assert numbers(only(layers)) == [0, 1]
        (warning,) = layers.warnings
        assert "1" in warning.replace(RESERVOIRS, "")
        assert RESERVOIRS in warning

    def test_an_invalid_geometry_elsewhere_is_no_concern(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = reservoirs(tmp_path, [INSIDE[0], bow_tie(50_000, 200, 100)])
        assert load(gazetteer, path).warnings == []

    def test_an_invalid_geometry_near_by_is_no_concern(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        corner = box(0, 0, SIDE).replace("701000 7001000, ", "")
        folder = tmp_path / "corner"
        folder.mkdir()
        near = make_gazetteer(folder, [commune("59001", "Coin", corner)])
        path = reservoirs(tmp_path, [INSIDE[0], bow_tie(800, 800, 100)])
        assert load(near, path).warnings == []

    def test_a_geometry_beyond_repair_is_told_and_the_rest_drawn(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        flat = "Polygon((700100 7000100, 700200 7000100, 700100 7000100, 700100 7000100))"
        path = reservoirs(tmp_path, [INSIDE[0], flat], ".gpkg")
        layers = load(gazetteer, path)
        assert 0 in numbers(only(layers))
        assert len(layers.warnings) == 1

    @pytest.mark.parametrize(
        "wkt",
        [
            "Polygon EMPTY",
            "Polygon((1e300 1e300, 1.1e300 1e300, 1.1e300 1.1e300, 1e300 1e300))",
        ],
    )
    def test_a_strange_geometry_does_no_harm(
        self, gazetteer: Gazetteer, tmp_path: Path, wkt: str
    ) -> None:
        path = reservoirs(tmp_path, [INSIDE[0], wkt], ".gpkg")
        assert load(gazetteer, path).counts == {"reservoir": 1}

    def test_heights_do_no_harm(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        high = QgsGeometry.fromWkt(INSIDE[0])
        high.get().addZValue(12)
        path = reservoirs(tmp_path, [high.asWkt()], geometry="PolygonZ")
        assert load(gazetteer, path).counts == {"reservoir": 1}

    def test_curves_do_no_harm(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        circle = (
            "CurvePolygon(CircularString(700100 7000100, 700200 7000200, 700300 7000100, "
            "700200 7000000, 700100 7000100))"
        )
        path = reservoirs(tmp_path, [circle], geometry="CurvePolygon")
        assert load(gazetteer, path).counts == {"reservoir": 1}


def real_database(shared: Path, folder: Path) -> Path:
    """A copy of the real SRADDET data: opening a GeoPackage writes beside it."""
    original = shared / "data" / "sraddet_hdf2020_oise_est.gpkg"
    return Path(shutil.copyfile(original, folder / "sraddet.gpkg"))


def with_filter(gazetteer: Gazetteer, path: Path, condition: str) -> SheetLayers:
    """The layers of a source whose classes are filtered."""
    profile = recognise(str(path))
    sources: tuple[ClassSource, ...] = tuple(
        replace(source, filter=condition) for source in profile.sources
    )
    return open_layers(sheet_context(gazetteer), replace(profile, sources=sources))


def _json(geometry: QgsGeometry) -> object:

    return json.loads(geometry.asJson())
