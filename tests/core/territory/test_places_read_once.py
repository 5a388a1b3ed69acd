# SPDX-License-Identifier: GPL-3.0-or-later
"""The contours of communes, read once for the sheets that come one after another."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsFeatureRequest, QgsVectorLayer

from srce_pac.core.territory.gazetteer import READ_LISTS, Gazetteer, NamedGeometry
from srce_pac.tests.support.factories import make_gazetteer, open_layer
from srce_pac.tests.support.territories import lambert

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def layer(tmp_path: Path) -> QgsVectorLayer:
    """Two square communes of one EPCI, in memory."""
    make_gazetteer(tmp_path)
    stored = open_layer(tmp_path / "territories.fgb")
    return stored.materialize(QgsFeatureRequest())


@pytest.fixture
def gazetteer(layer: QgsVectorLayer) -> Gazetteer:
    return Gazetteer([layer])


def members(
    gazetteer: Gazetteer, crs: QgsCoordinateReferenceSystem | None = None
) -> list[NamedGeometry]:
    return gazetteer.members(gazetteer.resolve("200000001"), crs or lambert())


def read(places: list[NamedGeometry]) -> list[str]:
    """The codes of the places whose contour was there to be read."""
    return [place.code for place in places if not place.geometry.isEmpty()]


def test_the_communes_of_an_epci_are_read_once_for_all_its_sheets(
    gazetteer: Gazetteer, layer: QgsVectorLayer
) -> None:
    assert read(members(gazetteer)) == ["59001", "59002"]
    layer.dataProvider().truncate()
    assert read(members(gazetteer)) == ["59001", "59002"]
    around = gazetteer.surroundings(gazetteer.resolve("59001"), lambert())
    assert read(around) == ["59001", "59002"]


def test_contours_in_another_crs_are_others(gazetteer: Gazetteer) -> None:
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    assert members(gazetteer)[0].geometry.boundingBox().width() == pytest.approx(1000)
    assert members(gazetteer, degrees)[0].geometry.boundingBox().width() < 1
    assert members(gazetteer)[0].geometry.boundingBox().width() == pytest.approx(1000)


def test_crs_without_identity_are_told_apart(gazetteer: Gazetteer) -> None:
    north, south = (
        QgsCoordinateReferenceSystem.fromProj(f"+proj=laea +lat_0={latitude} +lon_0=3")
        for latitude in (50, -50)
    )
    boxes = [members(gazetteer, crs)[0].geometry.boundingBox() for crs in (north, south)]
    assert boxes[1].yMinimum() - boxes[0].yMinimum() > 1e6


def test_a_list_that_is_changed_is_read_as_it_was(gazetteer: Gazetteer) -> None:
    members(gazetteer).clear()
    assert read(members(gazetteer)) == ["59001", "59002"]


def test_only_the_last_lists_are_kept(gazetteer: Gazetteer, layer: QgsVectorLayer) -> None:
    members(gazetteer)
    one = gazetteer.resolve("59001", "Alone")
    for zone in range(READ_LISTS - 1):
        gazetteer.members(one, QgsCoordinateReferenceSystem(f"EPSG:{3942 + zone % 9}"))
        gazetteer.members(one, QgsCoordinateReferenceSystem(f"EPSG:{32601 + zone}"))
    layer.dataProvider().truncate()
    assert read(members(gazetteer)) == []
