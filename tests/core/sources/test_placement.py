# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers whose coordinates do not suit the coordinate system that they declare are told as that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

from srce_pac.core.common.errors import SourceError
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.live_layer import is_live
from srce_pac.core.sources.placement import check_crs, check_place
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    X0,
    Y0,
    box,
    rows,
    write_geojson,
    write_layer,
)
from srce_pac.tests.support.faulty_sources import RESERVOIRS, draw, refusal

pytestmark = pytest.mark.usefixtures("qgis_app")

DEGREES, LAMBERT = "EPSG:4326", "EPSG:2154"


def layer_of(crs: str, *points: tuple[float, float]) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"Point?crs={crs}", "x", "memory")
    for x, y in points:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(f"Point({x} {y})"))
        layer.dataProvider().addFeature(feature)
    return layer


@pytest.mark.parametrize(
    ("crs", "point", "sentence"),
    [
        (DEGREES, (700_000, 7_000_000), "cannot be degrees"),
        (DEGREES, (200, 100), "cannot be degrees"),
        ("EPSG:4258", (650_000, 6_800_000), "cannot be degrees"),
        (DEGREES, (50.2, 3.1), "swapped"),
        (DEGREES, (-21.1, 55.5), "swapped"),
        (LAMBERT, (7_000_000, 700_000), "swapped"),
        (LAMBERT, (3.1, 50.2), "are degrees, not metres"),
        (LAMBERT, (50.2, 3.1), "are degrees, not metres"),
        ("EPSG:3857", (3.1, 50.2), "are degrees, not metres"),
        ("EPSG:2975", (55.5, -21.1), "are degrees, not metres"),
    ],
)
def test_what_cannot_be_is_refused_unless_the_user_has_said_so(
    crs: str, point: tuple[float, float], sentence: str
) -> None:
    layer, source = layer_of(crs, point, point), SourceLayer("Bois", "")
    with pytest.raises(SourceError, match=sentence):
        check_place(source, layer)
    (warning,) = check_place(replace(source, crs=crs), layer)
    assert sentence in warning
    assert "“Bois”" in warning


@pytest.mark.parametrize(
    ("crs", "point"),
    [
        # Lambert II étendu that is taken for Lambert-93, the place where all is nothing, New York.
        (LAMBERT, (650_000, 2_600_000)),
        (LAMBERT, (0, 0)),
        (DEGREES, (0, 0)),
        (DEGREES, (-74, 40.7)),
        ("EPSG:3857", (0, 0)),
    ],
)
def test_what_is_far_is_told(crs: str, point: tuple[float, float]) -> None:
    (warning,) = check_place(SourceLayer("Bois", ""), layer_of(crs, point))
    assert "far from France" in warning


@pytest.mark.parametrize(
    ("crs", "points"),
    [
        (DEGREES, [(3.1, 50.2)]),
        (DEGREES, [(55.5, -21.1)]),
        (DEGREES, [(-149.5, -17.6), (-140, -9)]),
        (DEGREES, [(166.4, -22.2)]),
        (DEGREES, [(5.0, 52.1)]),
        (LAMBERT, [(700_000, 7_000_000)]),
        ("EPSG:27572", [(650_000, 2_600_000)]),
        ("EPSG:3857", [(345_000, 6_480_000)]),
        # One that has strayed tells nothing of the others.
        (DEGREES, [(0, 0), (700_000, 7_000_000), (3.1, 50.2)]),
        (LAMBERT, []),
    ],
)
def test_what_is_in_france_or_near_it_is_no_matter(
    crs: str, points: list[tuple[float, float]]
) -> None:
    assert check_place(SourceLayer("Bois", ""), layer_of(crs, *points)) == ()


def test_a_layer_without_a_system_is_refused() -> None:
    layer = layer_of("", (3, 50))
    for check in (check_crs, check_place):
        with pytest.raises(SourceError, match="no coordinate system"):
            check(SourceLayer("Bois", ""), layer)


def test_geojson_in_metres_is_drawn_once_the_user_has_given_its_system(
    share: Path, gazetteer: Gazetteer
) -> None:
    x, y = X0 + 100, Y0 + 100
    ring = [[x, y], [x + 50, y], [x + 50, y + 50], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    row = {"type": "Feature", "properties": NATIONAL_RESERVOIR, "geometry": geometry}
    profile = recognise(str(write_geojson(share / f"{RESERVOIRS}.geojson", [row])))
    assert "cannot be degrees" in refusal(lambda: draw(profile, gazetteer))
    (source,) = profile.sources
    given = replace(source, layer=replace(source.layer, crs=LAMBERT))
    layers = draw(replace(profile, sources=(given,)), gazetteer)
    assert layers.counts == {"reservoir": 1}
    assert layers.warnings == []


def test_a_view_without_a_row_number_is_copied(share: Path, gazetteer: Gazetteer) -> None:
    table, path = "donnees", share / "donnees.gpkg"
    write_layer(path, rows([box(120, 100, 50), box(170, 100, 50)], NATIONAL_RESERVOIR))
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute(
            f"CREATE VIEW {RESERVOIRS} AS SELECT geom, {', '.join(NATIONAL_RESERVOIR)} FROM {table}"
        )
        for known in ("gpkg_contents", "gpkg_geometry_columns"):
            columns = [row[1] for row in opened.execute(f"PRAGMA table_info({known})")]
            copied = [
                f"'{RESERVOIRS}'" if c in ("table_name", "identifier") else c for c in columns
            ]
            opened.execute(f"INSERT INTO {known} SELECT {', '.join(copied)} FROM {known}")
    layers = list_layers(SourceAddress.parse(str(path))).layers
    live = {layer.name: is_live(open_layer(layer)) for layer in layers}
    assert live == {table: True, RESERVOIRS: False}
    profile = recognise(str(path))
    view = tuple(source for source in profile.sources if source.layer.name == RESERVOIRS)
    assert draw(replace(profile, sources=view), gazetteer).counts == {"reservoir": 2}
