# SPDX-License-Identifier: GPL-3.0-or-later
"""The projections in which the territories of France are mapped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsUnitTypes,
)

from srce_pac.core.common.crs import legal_crs
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import Row, find
from srce_pac.tests.support.territories import memory_layer

pytestmark = pytest.mark.usefixtures("qgis_app")

METRES = QgsUnitTypes.DistanceUnit.DistanceMeters

# A commune, its longitude and latitude, and the code of its projection.
PLACES = [
    ("59294", 3.2, 50.2, "EPSG:2154"),
    ("2A004", 8.74, 41.92, "EPSG:2154"),
    ("97105", -61.73, 16.0, "EPSG:5490"),
    ("97209", -61.07, 14.6, "EPSG:5490"),
    ("97302", -52.33, 4.93, "EPSG:2972"),
    ("97411", 55.45, -20.88, "EPSG:2975"),
    ("97502", -56.17, 46.78, "EPSG:4467"),
    ("97611", 45.23, -12.78, "EPSG:4471"),
    ("97701", -62.83, 17.9, "EPSG:5490"),
    ("97801", -63.08, 18.07, "EPSG:5490"),
    ("98613", -176.2, -13.3, "EPSG:8903"),
    ("98735", -149.57, -17.54, "EPSG:3297"),
    ("98818", 166.45, -22.27, "EPSG:3163"),
]


@pytest.mark.parametrize(("code", "longitude", "latitude", "expected"), PLACES)
def test_communes_and_epcis_are_mapped_where_lengths_are_true(
    tmp_path: Path, code: str, longitude: float, latitude: float, expected: str
) -> None:
    departement = code[:3] if code >= "97" else code[:2]
    corners = ((0, 0), (0.02, 0), (0.02, 0.02), (0, 0.02), (0, 0))
    ring = [[longitude + x, latitude + y] for x, y in corners]
    # Their layer does not say of which département they are: their codes do.
    named = {"code": code, "name": "Alpha", "epci": "200000001", "population": 1}
    written = [
        {"kind": "commune", "members": "", **named},
        {"kind": "epci", **named, "code": "200000001", "epci": "", "members": code},
    ]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "properties": row, "geometry": geometry} for row in written]
    path = tmp_path / "territories.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    gazetteer = open_gazetteer(str(path))
    for reference in (code, "200000001"):
        territory = find(gazetteer, reference)
        assert territory.entry.departement == departement
        crs = territory.crs
        assert crs.authid() == expected
        assert crs.isValid()
        assert crs.mapUnits() == METRES
        ellipsoid = QgsDistanceArea()
        ellipsoid.setEllipsoid(crs.ellipsoidAcronym())
        ellipsoid.setSourceCrs(crs, QgsCoordinateTransformContext())
        box = territory.geometry.boundingBox()
        ends = [
            QgsPointXY(box.xMinimum(), box.yMinimum()),
            QgsPointXY(box.xMaximum(), box.yMaximum()),
        ]
        assert ellipsoid.measureLine(ends) == pytest.approx(ends[0].distance(ends[1]), rel=0.005)


@pytest.mark.parametrize(("code", "longitude", "latitude", "expected"), PLACES)
def test_an_epci_whose_members_nobody_names_is_mapped_as_where_it_lies(
    code: str, longitude: float, latitude: float, expected: str
) -> None:
    ring = QgsRectangle(longitude, latitude, longitude + 0.02, latitude + 0.02)
    # The first digits of its code tell of another département.
    row = Row(QgsGeometry.fromRect(ring).asWkt(), {"code_siren": "245900001", "nom": "Alpha"})
    territory = find(Gazetteer([memory_layer([row], crs="EPSG:4326")]), "245900001")
    overseas = code[:3] if code >= "97" else ""
    assert (territory.entry.departement, territory.crs.authid()) == (overseas, expected)


@pytest.mark.parametrize(("code", "longitude", "latitude", "expected"), PLACES)
def test_a_selection_and_an_epci_are_mapped_as_their_members(
    code: str, longitude: float, latitude: float, expected: str
) -> None:
    ring = QgsRectangle(longitude, latitude, longitude + 0.02, latitude + 0.02)
    wkt = QgsGeometry.fromRect(ring).asWkt()
    numbers = [code, code[:4] + ("0" if code[4] != "0" else "1")]
    rows = [Row(wkt, {"insee_com": n, "nom": n, "siren_epci": "245900001"}) for n in numbers]
    gazetteer = Gazetteer([memory_layer(rows, crs="EPSG:4326")])
    for reference in (",".join(numbers), "245900001"):
        assert find(gazetteer, reference).crs.authid() == expected


def test_what_is_not_known_is_mapped_as_the_mainland() -> None:
    assert legal_crs("").authid() == legal_crs("99").authid() == "EPSG:2154"
