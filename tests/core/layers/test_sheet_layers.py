# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a sheet: restricted to the territory in their own source, styled, in order."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeedback,
    QgsGeometry,
    QgsReferencedGeometry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from srce_pac.core.common.errors import CancelledError, SheetError, SourceError
from srce_pac.core.common.layer_roles import MASK, MEMBERS, NEIGHBOURS, ROLE, WATERMARK
from srce_pac.core.common.request import DEMONSTRATION, DIM, HIDE, SHOW
from srce_pac.core.layers.inline_layer import apply_style, inline_layer
from srce_pac.core.layers.reference_layers import open_situation
from srce_pac.core.layers.sheet_layers import SheetLayers, open_layers
from srce_pac.core.profiles.profile import ClassSource
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import CONTOUR, load_sheet
from srce_pac.core.territory.gazetteer import Gazetteer, NamedGeometry, Territory
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    NATIONAL_WATERCOURSE,
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
    point,
    rows,
    sheet_context,
    write_geojson,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

RESERVOIRS = "n_srce_reservoir_s_000"
# Three that meet Alpha (0 to 1,000 m), four that do not: east, north, far off, and just touching.
INSIDE = [box(100, 100, 50), box(900, 500, 300), box(-500, -500, 3000)]
ELSEWHERE = [box(1500, 0, 100), box(0, 1100, 10), box(90_000, 0, 10), box(1000, 0, 100)]


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side."""
    folder = tmp_path / "territories"
    folder.mkdir()
    return make_gazetteer(folder)


def reservoirs(folder: Path, wkts: list[str | None], ending: str = ".fgb", **how: Any) -> Path:
    """A layer of reservoirs in the national schema, each with a number of its own."""
    numbered = [Row(wkt, {**NATIONAL_RESERVOIR, "NUMERO": i}) for i, wkt in enumerate(wkts)]
    return write_layer(folder / f"{RESERVOIRS}{ending}", numbered, **how)


def set_extent(path: Path, extent: tuple[float, ...]) -> None:
    """Write an extent into the contents of a GeoPackage, from where QGIS takes it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?", extent
        )
    assert not open_layer(path).featureCount()


def numbers(layer: QgsVectorLayer) -> list[int]:
    """The numbers of the objects that a layer holds."""
    return sorted(feature["NUMERO"] for feature in layer.getFeatures())


def only(layers: SheetLayers) -> QgsVectorLayer:
    """The one thematic layer of a sheet."""
    (thematic,) = layers.thematic
    return thematic.layer


def by_brute_force(layer: QgsVectorLayer, territory: Territory) -> int:
    """How many objects of a layer meet a territory, areas that just touch it left out."""
    area = QgsGeometry(territory.geometry)
    area.transform(
        QgsCoordinateTransform(territory.crs, layer.crs(), QgsCoordinateTransformContext())
    )
    shapes = [f.geometry().makeValid() for f in layer.getFeatures() if f.hasGeometry()]
    meeting = [shape for shape in shapes if shape.intersects(area)]
    if layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry:
        meeting = [shape for shape in meeting if shape.intersection(area).area() > 0]
    return len(meeting)


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
        assert len(layers.warnings) == 1

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


class TestNothing:
    """Sources that have nothing to show here."""

    def test_a_class_with_nothing_here_is_counted_as_none_and_has_no_layer(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE]))
        assert layers.counts == {"reservoir": 0}
        assert layers.thematic == []

    def test_the_territory_is_drawn_all_the_same(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE]))
        assert layers.contour.featureCount() == 1
        assert all(layer.isValid() for layer in layers.in_drawing_order())

    def test_an_empty_layer_is_told(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        path = reservoirs(tmp_path, [], fields=NATIONAL_RESERVOIR)
        layers = load(gazetteer, path)
        assert layers.counts == {"reservoir": 0}
        (warning,) = layers.warnings
        assert RESERVOIRS in warning

    @pytest.mark.parametrize(
        "extent", [(0, 0, 0, 0), (1e9, 1e9, -1e9, -1e9), (0, 0, 1, 1)], ids=str
    )
    def test_the_extent_of_an_empty_layer_says_nothing_of_what_the_source_covers(
        self, gazetteer: Gazetteer, tmp_path: Path, extent: tuple[float, ...]
    ) -> None:
        path = reservoirs(tmp_path, [], ".gpkg", fields=NATIONAL_RESERVOIR)
        set_extent(path, extent)
        layers = load(gazetteer, path)
        (warning,) = layers.warnings
        assert "holds no object" in warning
        assert layers.reaches

    def test_a_full_layer_elsewhere_tells_though_another_is_empty(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        folder = tmp_path / "source"
        folder.mkdir()
        reservoirs(folder, [], fields=NATIONAL_RESERVOIR)
        write_layer(
            folder / "n_srce_corridor_l_000.gpkg",
            rows([line((80_000, 0), (90_000, 0))], NATIONAL_CORRIDOR),
            geometry="LineString",
        )
        layers = load(gazetteer, folder)
        assert not layers.reaches
        assert "nothing near" in layers.warnings[-1]

    def test_a_layer_with_nothing_here_is_no_fault(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        assert load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE])).warnings == []

    @pytest.mark.parametrize("ending", [".shp", ".gpkg", ".fgb"])
    def test_a_layer_without_crs_is_refused_by_name(
        self, gazetteer: Gazetteer, tmp_path: Path, ending: str
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE], ending, crs="")
        with pytest.raises(SourceError, match=RESERVOIRS):
            load(gazetteer, path)

    def test_a_layer_that_has_gone_since_is_refused_by_name(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        path = reservoirs(tmp_path, [*INSIDE], ".fgb")
        profile = recognise(str(path))
        path.unlink()
        with pytest.raises(SourceError, match=RESERVOIRS):
            open_layers(sheet_context(gazetteer), profile)

    def test_a_class_that_the_sheet_does_not_draw_is_told(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        profile = recognise(str(reservoirs(tmp_path, [*INSIDE])))
        sheet = replace(load_sheet("srce"), drawing_order=("obstacle_p",))
        layers = open_layers(replace(sheet_context(gazetteer), sheet=sheet), profile)
        assert layers.thematic == []
        (warning,) = layers.warnings
        assert RESERVOIRS in warning


class TestOrder:
    """Who is drawn over whom, and in which role."""

    def test_classes_come_in_printing_order_whatever_the_files_are_called(
        self, gazetteer: Gazetteer, all_classes: Path
    ) -> None:
        order = [f"{t.class_id}_{t.geometry}" for t in load(gazetteer, all_classes).thematic]
        assert order == [
            "obstacle_p",
            "obstacle_l",
            "obstacle_s",
            "corridor_l",
            "watercourse_l",
            "reservoir_l",
            "watercourse_s",
            "corridor_s",
            "reservoir_s",
        ]

    def test_the_furniture_lies_over_lines_and_areas_and_under_points(
        self, gazetteer: Gazetteer, all_classes: Path
    ) -> None:
        found = roles(load(gazetteer, all_classes))
        assert found[:4] == ["class:obstacle", CONTOUR, NEIGHBOURS, MASK]
        assert all(role.startswith("class:") for role in found[4:])

    def test_each_layer_has_a_role_and_the_printed_name_of_its_class(
        self, gazetteer: Gazetteer, all_classes: Path
    ) -> None:
        sheet = load_sheet("srce")
        for thematic in load(gazetteer, all_classes).thematic:
            assert thematic.layer.customProperty(ROLE) == f"class:{thematic.class_id}"
            assert thematic.layer.name() == sheet.label(thematic.class_id)

    def test_the_demonstration_is_marked_over_all_else(self, embedded: Gazetteer) -> None:
        for outside in (HIDE, DIM, SHOW):
            context = sheet_context(embedded, "59294")
            layers = open_layers(context, recognise(DEMONSTRATION), outside)
            assert roles(layers)[0] == WATERMARK

    def test_real_data_bears_no_mark(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]))
        assert WATERMARK not in roles(layers)

    @pytest.mark.parametrize(
        ("outside", "furniture"),
        [
            (HIDE, [CONTOUR, MASK]),
            (DIM, [CONTOUR, NEIGHBOURS, MASK]),
            (SHOW, [CONTOUR, NEIGHBOURS]),
        ],
    )
    def test_the_outside_is_hidden_dimmed_or_shown(
        self, gazetteer: Gazetteer, tmp_path: Path, outside: str, furniture: list[str]
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]), outside=outside)
        assert roles(layers)[:-1] == furniture

    def test_hidden_and_dimmed_look_different(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        path = reservoirs(tmp_path, [*INSIDE])
        hide, dim = (
            look(load(gazetteer, path, outside=way).reference[MASK]) for way in (HIDE, DIM)
        )
        assert hide != dim

    def test_where_the_outside_is_shown_its_objects_are_drawn_but_not_counted(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE, *ELSEWHERE]), outside=SHOW)
        assert layers.counts == {"reservoir": 3}
        assert numbers(only(layers)) == [0, 1, 2, 3, 4, 6]

    def test_a_class_that_is_only_outside_is_drawn_there_and_counted_as_none(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*ELSEWHERE]), outside=SHOW)
        assert layers.counts == {"reservoir": 0}
        assert numbers(only(layers)) == [0, 1, 3]


class TestFurniture:
    """Contour, neighbours, mask: plain layers that need no file."""

    def test_the_contour_of_a_commune_is_its_own(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        contour = load(gazetteer, reservoirs(tmp_path, [*INSIDE])).contour
        (feature,) = contour.getFeatures()
        assert (feature["code"], feature["name"]) == ("59001", "Alpha")
        assert feature.geometry().area() == pytest.approx(SIDE**2)
        assert contour.crs().authid() == LAMBERT

    def test_the_limits_of_the_communes_of_an_epci_are_drawn_each_but_once(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        contour = load(gazetteer, reservoirs(tmp_path, [*INSIDE]), "200000001").contour
        (limits,) = (feature.geometry() for feature in contour.getFeatures())
        # Two squares side by side: seven sides.
        assert limits.length() == pytest.approx(7 * SIDE, rel=1e-4)

    def test_the_communes_of_an_epci_are_named(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        members = load(gazetteer, reservoirs(tmp_path, [*INSIDE]), "200000001").reference[MEMBERS]
        assert sorted(f["name"] for f in members.getFeatures()) == ["Alpha", "Bêta"]
        assert members.labelsEnabled()

    def test_neighbours_are_named_and_the_territory_is_none_of_them(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]))
        neighbours = layers.reference[NEIGHBOURS]
        assert [f["name"] for f in neighbours.getFeatures()] == ["Bêta"]
        assert neighbours.labelsEnabled()

    def test_a_territory_without_neighbours_has_no_layer_of_them(self, tmp_path: Path) -> None:
        alone = make_gazetteer(tmp_path, [commune("59001", "Seule", box(0, 0, SIDE))])
        layers = load(alone, reservoirs(tmp_path, [*INSIDE]))
        assert roles(layers)[:2] == [CONTOUR, MASK]

    def test_furniture_needs_no_file(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        layers = load(gazetteer, reservoirs(tmp_path, [*INSIDE]))
        shutil.rmtree(tmp_path / "territories")
        for layer in layers.reference.values():
            again = QgsVectorLayer(layer.source(), "again", layer.providerType())
            assert again.isValid()
            assert again.featureCount() == layer.featureCount() == 1

    def test_a_contour_with_heights_is_drawn(self, tmp_path: Path) -> None:
        high = QgsGeometry.fromWkt(box(0, 0, SIDE))
        high.get().addZValue(12)
        path = write_layer(
            tmp_path / "territories.gpkg",
            [commune("59001", "Haute", high.asWkt())],
            geometry="MultiPolygonZ",
        )
        layers = load(Gazetteer([open_layer(path)]), reservoirs(tmp_path, [*INSIDE]))
        (feature,) = layers.contour.getFeatures()
        assert feature.geometry().area() == pytest.approx(SIDE**2)

    @pytest.mark.parametrize(
        "name",
        [
            'L\'Île <b>"x"</b>/é',
            "x'; DROP TABLE y; --",
            "a\\b",
            "a\\",
            "a\nb\tc",
            "50 % & + # ?query=x&y",
            "{x} %1 [% 1 %] %20",
            "’“”–œ ǆ 中 🌿",
            "SELECT 1 UNION SELECT 2",
            "''",
            "",
            "x" * 500,
        ],
    )
    def test_any_name_is_kept_letter_by_letter(self, tmp_path: Path, name: str) -> None:
        shape = QgsGeometry.fromWkt(box(0, 0, SIDE))
        crs = QgsCoordinateReferenceSystem(LAMBERT)
        layer = inline_layer([NamedGeometry("59'001", name, shape)], crs, "x")
        (feature,) = layer.getFeatures()
        assert (feature["name"], feature["code"]) == (name, "59'001")

    def test_thousands_of_places_make_one_layer(self) -> None:
        crs = QgsCoordinateReferenceSystem(LAMBERT)
        places = [
            NamedGeometry(str(i), f"Nº {i}", QgsGeometry.fromWkt(box(i, 0, 1))) for i in range(3000)
        ]
        assert inline_layer(places, crs, "x").featureCount() == 3000

    def test_coordinates_are_kept_to_the_centimetre(self) -> None:
        crs = QgsCoordinateReferenceSystem(LAMBERT)
        shape = QgsGeometry.fromWkt(box(0.128, 0.256, 3.333))
        (feature,) = inline_layer([NamedGeometry("1", "x", shape)], crs, "x").getFeatures()
        assert feature.geometry().hausdorffDistance(shape) < 0.01

    @pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:2975", "EPSG:5490", "EPSG:4471"])
    def test_it_stands_in_the_projection_of_the_territory(self, crs: str) -> None:
        system = QgsCoordinateReferenceSystem(crs)
        layer = inline_layer(
            [NamedGeometry("1", "x", QgsGeometry.fromWkt(box(0, 0, 9)))], system, "x"
        )
        assert layer.crs().authid() == crs


class TestSituation:
    """The layers of the situation map."""

    def test_a_commune_stands_out_of_the_communes_of_its_epci(self, gazetteer: Gazetteer) -> None:
        layers = open_situation(sheet_context(gazetteer))
        assert [[f["name"] for f in layer.getFeatures()] for layer in layers] == [
            ["Alpha"],
            ["Alpha", "Bêta"],
        ]

    def test_a_commune_of_no_epci_stands_among_its_neighbours(self, tmp_path: Path) -> None:
        free = make_gazetteer(
            tmp_path,
            [commune("59001", "Une", box(0, 0, SIDE)), commune("59002", "Deux", box(SIDE, 0, 9))],
        )
        context = open_situation(sheet_context(free))[1]
        assert sorted(f["name"] for f in context.getFeatures()) == ["Deux", "Une"]


class TestStyles:
    """The bundled styles are on the layers."""

    def test_each_class_has_its_own_look(self, gazetteer: Gazetteer, all_classes: Path) -> None:
        sheet = load_sheet("srce")
        for thematic in load(gazetteer, all_classes).thematic:
            bare = QgsVectorLayer(thematic.layer.source(), "x", "ogr")
            apply_style(bare, sheet.style(f"{thematic.class_id}_{thematic.geometry}"))
            assert look(thematic.layer) == look(bare)

    def test_styling_does_not_undo_the_restriction(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        layer = only(load(gazetteer, reservoirs(tmp_path, [*INSIDE, *ELSEWHERE])))
        assert layer.featureCount() == 3

    @pytest.mark.parametrize("content", [None, "", "<qgis>", "no xml"])
    def test_a_style_that_cannot_be_used_is_refused_by_name(
        self, tmp_path: Path, content: str | None
    ) -> None:
        style = tmp_path / "reservoir_s.qml"
        if content is not None:
            style.write_text(content, encoding="utf-8")
        layer = open_layer(reservoirs(tmp_path, [*INSIDE]))
        with pytest.raises(SheetError, match=r"reservoir_s\.qml"):
            apply_style(layer, style)


class TestShown:
    """Which classes an area shows."""

    def test_only_the_classes_with_an_object_in_the_area_are_shown(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        folder = tmp_path / "source"
        folder.mkdir()
        reservoirs(folder, [box(100, 100, 50)])
        write_layer(
            folder / "n_srce_corridor_l_000.gpkg",
            rows([line((800, 800), (900, 900))], NATIONAL_CORRIDOR),
            geometry="LineString",
        )
        layers = load(gazetteer, folder)
        crs = QgsCoordinateReferenceSystem(LAMBERT)
        west = QgsGeometry.fromWkt(box(0, 0, 500))
        assert layers.shown_in(QgsReferencedGeometry(west, crs)) == {("reservoir", "s")}
        whole = QgsReferencedGeometry(QgsGeometry.fromWkt(box(0, 0, SIDE)), crs)
        assert layers.shown_in(whole) == {("reservoir", "s"), ("corridor", "l")}


class TestCancelling:
    """Work that the user stops."""

    def test_a_cancelled_feedback_stops_it(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        profile = recognise(str(reservoirs(tmp_path, [*INSIDE])))
        feedback = QgsFeedback()
        feedback.cancel()
        with pytest.raises(CancelledError):
            open_layers(sheet_context(gazetteer), profile, feedback=feedback)


@pytest.fixture(scope="module")
def embedded(qgis_app: Any) -> Gazetteer:
    """The territories that come with the plugin."""
    return open_gazetteer()


@pytest.fixture
def all_classes(tmp_path: Path) -> Path:
    """A folder with a layer of each class and geometry of the national standard."""
    shapes = {
        "s": ("Polygon", box(10, 10, 50)),
        "l": ("LineString", line((0, 0), (50, 50))),
        "p": ("Point", point(50, 50)),
    }
    classes: dict[str, tuple[Mapping[str, object], str]] = {
        "reservoir": (NATIONAL_RESERVOIR, "sl"),
        "corridor": (NATIONAL_CORRIDOR, "sl"),
        "cours_eau": (NATIONAL_WATERCOURSE, "sl"),
        "obstacle": (NATIONAL_OBSTACLE, "slp"),
    }
    folder = tmp_path / "all"
    folder.mkdir()
    for name, (values, letters) in classes.items():
        for letter in letters:
            geometry, wkt = shapes[letter]
            path = folder / f"n_srce_{name}_{letter}_000.fgb"
            write_layer(path, rows([wkt], values), geometry)
    return folder


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


def roles(layers: SheetLayers) -> list[str]:
    """The role of each layer, the topmost first."""
    return [layer.customProperty(ROLE) for layer in layers.in_drawing_order()]


def look(layer: QgsVectorLayer) -> str:
    """How a layer is drawn, as text."""
    return str(layer.renderer().dump())


def _json(geometry: QgsGeometry) -> object:

    return json.loads(geometry.asJson())
