# SPDX-License-Identifier: GPL-3.0-or-later
"""The contours of territories, and the territories of a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsPointXY,
    QgsRectangle,
    QgsWkbTypes,
)

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.common.request import COMMUNE, EPCI
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    SIDE,
    X0,
    Y0,
    Row,
    bow_tie,
    box,
    commune,
    epci,
    find,
    make_gazetteer,
    open_layer,
    point,
    two_communes,
    write_layer,
)
from srce_pac.tests.support.territories import CAMBRAI, VALENCIENNES, lambert, memory_layer

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestContour:
    """The contour of a territory, in metres."""

    def test_a_metropolitan_contour_is_in_lambert_93(self, embedded: Gazetteer) -> None:
        territory = find(embedded, "59294")
        assert territory.crs.authid() == LAMBERT
        official = QgsRectangle(709378, 7010943, 712967, 7013521)
        box = territory.geometry.boundingBox()
        for side in ("xMinimum", "yMinimum", "xMaximum", "yMaximum"):
            assert getattr(box, side)() == pytest.approx(getattr(official, side)(), abs=60)

    def test_the_contour_of_valenciennes_metropole_has_its_area(self, embedded: Gazetteer) -> None:
        geometry = find(embedded, VALENCIENNES).geometry
        assert geometry.area() / 1e6 == pytest.approx(263.8, rel=0.01)

    @pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2972"])
    def test_one_that_is_nowhere_in_its_system_is_none(self, crs: str) -> None:
        far = "Polygon((7e8 7e8, 7.1e8 7e8, 7.1e8 7.1e8, 7e8 7e8))"
        rows = [Row(far, {"code": "59001", "nom": "Alpha"})]
        with pytest.raises(TerritoryError, match="no usable contour"):
            find(Gazetteer([memory_layer(rows, crs=crs)]), "59001")

    def test_a_contour_is_a_multi_polygon(self, squares: Gazetteer) -> None:
        geometry = find(squares, "59001").geometry
        assert geometry.wkbType() == QgsWkbTypes.Type.MultiPolygon

    @pytest.mark.parametrize(
        ("code", "crs"),
        [
            ("97105", "EPSG:5490"),
            ("97209", "EPSG:5490"),
            ("97302", "EPSG:2972"),
            ("97411", "EPSG:2975"),
            ("97608", "EPSG:4471"),
            ("2A004", LAMBERT),
        ],
    )
    def test_each_departement_has_its_legal_projection(
        self, tmp_path: Path, code: str, crs: str
    ) -> None:
        path = write_layer(
            tmp_path / "communes.gpkg", [Row(box(0, 0, SIDE), {"code": code, "nom": "Ici"})]
        )
        assert find(Gazetteer([open_layer(path)]), code).crs.authid() == crs

    def test_an_invalid_contour_is_repaired(self, tmp_path: Path) -> None:
        gazetteer = make_gazetteer(tmp_path, [commune("59001", "Nœud", bow_tie(0, 0, SIDE))])
        geometry = find(gazetteer, "59001").geometry
        assert geometry.isGeosValid()
        assert geometry.area() == pytest.approx(SIDE**2 / 2)

    def test_a_repaired_contour_holds_nothing_but_polygons(self, tmp_path: Path) -> None:
        x, y = X0, Y0
        spike = (
            f"Polygon(({x} {y}, {x + 1000} {y}, {x + 1000} {y + 1000}, {x + 2000} {y + 1000}, "
            f"{x + 1000} {y + 1000}, {x} {y + 1000}, {x} {y}))"
        )
        gazetteer = make_gazetteer(tmp_path, [commune("59001", "Épine", spike)])
        geometry = find(gazetteer, "59001").geometry
        assert geometry.wkbType() == QgsWkbTypes.Type.MultiPolygon
        assert geometry.area() == pytest.approx(SIDE**2)

    def test_a_territory_without_contour_is_refused_by_name(self, tmp_path: Path) -> None:
        gazetteer = make_gazetteer(
            tmp_path, [*two_communes(), commune("59003", "Vide", None)], ".gpkg"
        )
        with pytest.raises(TerritoryError, match="Vide"):
            find(gazetteer, "59003")

    def test_points_are_no_contours(self, tmp_path: Path) -> None:
        path = write_layer(
            tmp_path / "chefs_lieux.gpkg",
            [Row(point(0, 0), {"code": "59001", "nom": "Alpha"})],
            geometry="Point",
        )
        with pytest.raises(TerritoryError):
            find(Gazetteer([open_layer(path)]), "59001")


class TestPlaces:
    """Territories found by place, and those around."""

    def test_a_point_finds_the_commune_that_holds_it(self, embedded: Gazetteer) -> None:
        territory = find(embedded, "59294")
        inside = territory.geometry.pointOnSurface().asPoint()
        found = embedded.at(inside, territory.crs)
        assert found is not None
        assert (found.code, found.kind) == ("59294", COMMUNE)

    def test_a_point_may_be_in_any_crs(self, embedded: Gazetteer) -> None:
        mercator = QgsCoordinateReferenceSystem("EPSG:3857")
        transform = QgsCoordinateTransform(lambert(), mercator, QgsCoordinateTransformContext())
        found = embedded.at(transform.transform(QgsPointXY(711_000, 7_012_000)), mercator)
        assert found is not None
        assert found.code == "59294"

    def test_a_point_in_the_box_but_not_in_the_commune_is_not_of_it(self, tmp_path: Path) -> None:
        corner = f"Polygon(({X0} {Y0}, {X0 + 1000} {Y0}, {X0} {Y0 + 1000}, {X0} {Y0}))"
        gazetteer = make_gazetteer(tmp_path, [commune("59001", "Coin", corner)])
        assert gazetteer.at(QgsPointXY(X0 + 100, Y0 + 100), lambert()) is not None
        assert gazetteer.at(QgsPointXY(X0 + 900, Y0 + 900), lambert()) is None

    def test_a_point_out_at_sea_is_of_no_commune(self, embedded: Gazetteer) -> None:
        assert embedded.at(QgsPointXY(550_000, 7_090_000), lambert()) is None

    @pytest.mark.parametrize("point", [(0.0, 0.0), (1e12, 1e12), (-1e7, 5e6)])
    def test_a_point_far_off_is_of_no_commune(
        self, embedded: Gazetteer, point: tuple[float, float]
    ) -> None:
        assert embedded.at(QgsPointXY(*point), lambert()) is None

    def test_communes_of_an_extent_leave_out_epcis_and_those_elsewhere(
        self, squares: Gazetteer
    ) -> None:
        west = QgsRectangle(X0 + 100, Y0 + 100, X0 + 200, Y0 + 200)
        assert [p.code for p in squares.communes_in(west, lambert())] == ["59001"]

    def test_communes_of_an_extent_come_in_its_crs(self, squares: Gazetteer) -> None:
        mercator = QgsCoordinateReferenceSystem("EPSG:3857")
        transform = QgsCoordinateTransform(lambert(), mercator, QgsCoordinateTransformContext())
        extent = transform.transformBoundingBox(QgsRectangle(X0 + 9, Y0 + 9, X0 + 99, Y0 + 99))
        (place,) = squares.communes_in(extent, mercator)
        assert place.geometry.intersects(extent)

    def test_members_of_an_epci_come_with_their_contours(self, embedded: Gazetteer) -> None:
        cambrai = embedded.resolve(CAMBRAI)
        members = embedded.members(cambrai, lambert())
        assert len(members) == 55
        assert "59294" in {place.code for place in members}
        whole = find(embedded, CAMBRAI).geometry.area()
        assert sum(p.geometry.area() for p in members) == pytest.approx(whole, rel=0.001)

    def test_a_member_that_is_not_loaded_is_left_out(self, tmp_path: Path) -> None:
        gazetteer = make_gazetteer(
            tmp_path,
            [
                commune("59001", "Alpha", box(0, 0, SIDE), "200000001"),
                epci("200000001", "CC", box(0, 0, SIDE), ["59001", "59999"]),
            ],
        )
        places = gazetteer.members(gazetteer.resolve("200000001"), lambert())
        assert [place.code for place in places] == ["59001"]

    def test_a_commune_lies_among_the_communes_of_its_epci(self, embedded: Gazetteer) -> None:
        around = embedded.surroundings(embedded.resolve("59294"), lambert())
        assert {p.code for p in around} == set(embedded.resolve(CAMBRAI).members)

    def test_an_epci_lies_among_the_epcis_of_its_departement(self, embedded: Gazetteer) -> None:
        around = embedded.surroundings(embedded.resolve(CAMBRAI), lambert())
        found = [embedded.entry(p.code) for p in around]
        assert VALENCIENNES in {e.code for e in found if e}
        assert {(e.kind, e.departement) for e in found if e} == {(EPCI, "59")}


def test_members_that_the_gazetteer_lacks_are_named(tmp_path: Path) -> None:
    rows = [*two_communes()[:2], epci("200000009", "CC", box(0, 0, SIDE), ["59001", "76035"])]
    gazetteer = make_gazetteer(tmp_path, rows)
    assert gazetteer.absent(gazetteer.resolve("200000009")) == ["76035"]
    assert gazetteer.absent(gazetteer.resolve("59001")) == []
