# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sheet makes of the names of its communes, and of the veil, once its scale is known."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsRectangle,
    QgsVectorLayer,
)

from srce_pac.core.common.layer_roles import MASK, NEIGHBOURS, SEA
from srce_pac.core.common.request import HIDE, SheetRequest
from srce_pac.core.layers.drawn_ground import DrawnGround, signs_under_veil
from srce_pac.core.layers.ground_names import MapRoom
from srce_pac.core.layers.member_names import _placed_around
from srce_pac.core.layers.memory_layer import memory_layer, place_features, refill
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.layout.paper import paper_factor
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import NamedGeometry
from srce_pac.tools.bench_names import NameCounts, count_names

pytestmark = pytest.mark.usefixtures("qgis_app")

# Valenciennes, and one with many communes: 28 and 25 names lay on objects before they kept clear.
PLANS = ("245901160", "246200364")
MOST_COVERING = 16


def features(layer: QgsVectorLayer | None) -> list[QgsFeature]:
    assert layer is not None
    return list(layer.getFeatures())


def test_what_is_hidden_ends_at_the_limit(shared_printer: Printer) -> None:
    prepared = shared_printer.lay_out(SheetRequest("59294", outside=HIDE)).prepared
    (veil,) = features(prepared.layers.reference[MASK])
    assert veil.geometry().equals(prepared.territory.geometry)


def test_the_veil_begins_a_millimetre_of_paper_outside_the_limit(shared_printer: Printer) -> None:
    sheet = shared_printer.lay_out("59294")
    (veil,) = features(sheet.prepared.layers.reference[MASK])
    territory, metres = sheet.prepared.territory.geometry, sheet.filled.scale / 1000
    limit = QgsGeometry(territory.constGet().boundary())
    rim = QgsGeometry(veil.geometry().constGet().boundary())
    assert veil.geometry().contains(territory)
    assert rim.distance(limit) == pytest.approx(metres, rel=0.2)
    assert rim.hausdorffDistance(limit) < 2 * metres


def test_no_rim_of_the_sea_is_left_without_the_veil(shared_printer: Printer) -> None:
    sheet = shared_printer.lay_out("59183")
    layers = sheet.prepared.layers
    (veil,) = (feature.geometry() for feature in features(layers.reference[MASK]))
    (contour,) = (feature.geometry() for feature in features(layers.contour))
    (sea,) = (ground.seen for ground in layers.grounds.seen if ground.role == SEA)
    assert veil.intersection(sea).area() < 0.001 * contour.area()
    # A sign outside is under the veil whole, the part of it that reaches in as well.
    signs = signs_under_veil(layers, contour, sheet.filled.scale / 1000)
    whole = QgsGeometry.unaryUnion([veil, *signs])
    assert whole.buffer(1, 2).contains(contour.buffer(-1, 2))
    # On the land beside it begins as far outside as elsewhere.
    assert veil.area() > 1.02 * contour.area()


def test_the_names_around_are_of_the_promised_size_on_the_largest_paper(
    shared_printer: Printer,
) -> None:
    request = SheetRequest("245901160", template="epci_a0_landscape")
    sheet = shared_printer.lay_out(request)
    layers, factor = sheet.prepared.layers, paper_factor(sheet.items.layout)
    names = features(layers.names_around)
    neighbours = layers.reference[NEIGHBOURS]
    assert {name["size"] for name in names} == {6.5 * factor}
    # QGIS names none of them a second time.
    assert not neighbours.labelsEnabled()
    own = {feature["code"]: feature.geometry() for feature in features(neighbours)}
    frame = QgsGeometry.fromRect(sheet.items.map.extent())
    assert len(names) >= 0.9 * sum(frame.contains(each) for each in own.values())
    for name in names:
        assert own[name["code"]].contains(name.geometry()), name["name"]
        assert frame.contains(name.geometry()), name["name"]


def test_names_keep_clear_of_what_plans_draw(shared_printer: Printer) -> None:
    total = NameCounts()
    for code in PLANS:
        total.add(count_names(shared_printer.lay_out(code)))
    assert total.unplaced == 0, total
    assert total.covering <= MOST_COVERING, total


@pytest.mark.parametrize(
    ("with_room", "has_towns", "count"), [(2, True, 0), (2, False, 2), (12, True, 12)]
)
def test_few_of_many_communes_around_give_way_to_towns(
    with_room: int, has_towns: bool, count: int
) -> None:
    frame, side = QgsRectangle(0, 0, 100_000, 100_000), 500
    wide = [
        NamedGeometry(str(n), f"Commune-{n}", at(n * 7_500, 0, 7_000)) for n in range(with_room)
    ]
    narrow = [NamedGeometry(f"n{n}", f"Bourg-{n}", at(n * side, 50_000, side)) for n in range(40)]
    neighbours = memory_layer(wide, QgsCoordinateReferenceSystem("EPSG:2154"), "")
    refill(neighbours, place_features([*wide, *narrow]))
    room = MapRoom(frame, (), 200.0, 1.0, has_towns=has_towns)
    layers = SheetLayers([], {NEIGHBOURS: neighbours}, {})
    assert len(_placed_around(layers, room, DrawnGround(frame, 400))) == count


def at(x: float, y: float, side: float) -> QgsGeometry:
    return QgsGeometry.fromRect(QgsRectangle(x, y, x + side, y + side))
