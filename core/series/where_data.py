# SPDX-License-Identifier: GPL-3.0-or-later
"""Which territories have data, told fast and roughly: whether objects are near their boxes.

The sheet itself says exactly what its data cover; this is for many, before any is printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..common.crs import legal_crs, local_box, moved, transform
from ..common.errors import SourceError
from ..layers.coverage import GAP
from ..sheet_basis import SheetBasis
from ..sources.layer_file import OGR
from ..sources.source import read_all
from ..territory.entry import Entry
from ..territory.gazetteer import Gazetteer

# The side in metres of the squares in which objects are looked for once.
_SQUARE = 10_000.0

# Up to so many features of a layer are asked for by their numbers.
_FEW = 500


@dataclass(frozen=True)
class TerritoryBox:
    """The box of a territory in the projection of its département, in metres."""

    box: QgsRectangle
    crs: QgsCoordinateReferenceSystem
    departements: frozenset[str]

    @property
    def area(self) -> float:
        """In square metres."""
        return float(self.box.width() * self.box.height())


class DataPlaces:
    """Where the data of a sheet are."""

    def __init__(self, basis: SheetBasis) -> None:
        """Files are looked into; of services and databases, what their profile says is known.

        Raises SourceError, CancelledError.
        """
        self._departements = frozenset(basis.profile.facts.departements)
        layers = basis.source_layers()
        is_file = all(layer.providerType() == OGR for layer in layers)
        self._layers = layers if is_file else []
        self._squares: dict[tuple[str, int, int], bool] = {}

    def reach(self, place: TerritoryBox) -> bool:
        """Whether there may be data for a territory."""
        if self._departements and not self._departements & place.departements:
            return False
        if not self._layers:
            return True
        box = place.box
        columns = range(_square(box.xMinimum()), _square(box.xMaximum()) + 1)
        rows = range(_square(box.yMinimum()), _square(box.yMaximum()) + 1)
        return any(self._are_near(place.crs, column, row) for column in columns for row in rows)

    def _are_near(self, crs: QgsCoordinateReferenceSystem, column: int, row: int) -> bool:
        """Whether an object is in a square, or as near as data reach."""
        key = crs.authid(), column, row
        if key not in self._squares:
            x, y = column * _SQUARE, row * _SQUARE
            around = QgsRectangle(x, y, x + _SQUARE, y + _SQUARE).buffered(GAP)
            place = QgsReferencedRectangle(around, crs)
            self._squares[key] = any(_holds(layer, place) for layer in self._layers)
        return self._squares[key]


def territory_boxes(gazetteer: Gazetteer, references: Iterable[str]) -> dict[str, TerritoryBox]:
    """The boxes of territories by their references; of those that have one."""
    entries = {one: _entries(gazetteer, one) for one in dict.fromkeys(references)}
    wanted = {feature for each in entries.values() for entry in each for feature in entry.features}
    boxes = _boxes(gazetteer, wanted)
    ways: dict[tuple[str, int], QgsCoordinateTransform] = {}
    crs_of: dict[str, QgsCoordinateReferenceSystem] = {}
    found = {}
    for reference, each in entries.items():
        if not each:
            continue
        departement, box = each[0].departement, QgsRectangle()
        if departement not in crs_of:
            crs_of[departement] = legal_crs(departement)
        crs = crs_of[departement]
        for number, feature in (place for entry in each for place in entry.features):
            way = ways.get((departement, number))
            if way is None:
                way = transform(gazetteer.layers[number].crs(), crs)
                ways[departement, number] = way
            there = boxes.get((number, feature), QgsRectangle())
            # Its corners alone: QGIS moves a box by way of nine hundred points.
            corners = QgsGeometry.fromRect(there)
            if not there.isNull() and moved(corners, way):
                box.combineExtentWith(corners.boundingBox())
        departements = [gazetteer.departements(entry) for entry in each]
        if not box.isNull():
            found[reference] = TerritoryBox(box, crs, frozenset().union(*departements))
    return found


def _entries(gazetteer: Gazetteer, reference: str) -> list[Entry]:
    """What a reference names: of a selection, and where an EPCI has no contour, the communes."""
    whole = gazetteer.entry(reference)
    codes = [reference] if whole is not None else reference.split(",")
    if whole is not None and not whole.features:
        codes = list(whole.members)
    return [entry for entry in map(gazetteer.entry, codes) if entry is not None]


def _boxes(
    gazetteer: Gazetteer, wanted: set[tuple[int, int]]
) -> dict[tuple[int, int], QgsRectangle]:
    """The boxes of features of the layers of a gazetteer, each layer read once."""
    boxes = {}
    for number, layer in enumerate(gazetteer.layers):
        ids = [feature for each, feature in wanted if each == number]
        if not ids:
            continue
        request = QgsFeatureRequest().setNoAttributes()
        if len(ids) < _FEW:
            request.setFilterFids(ids)
        for feature in read_all(layer, request):
            boxes[number, feature.id()] = feature.geometry().boundingBox()
    return boxes


def _holds(layer: QgsVectorLayer, place: QgsReferencedRectangle) -> bool:
    """Whether a layer has an object in a box; one that cannot be asked may have."""
    try:
        box = local_box(place, layer)
    except SourceError:
        return False
    request = QgsFeatureRequest(box).setNoAttributes().setLimit(1)
    return next(layer.getFeatures(request), None) is not None


def _square(coordinate: float) -> int:
    return floor(coordinate / _SQUARE)
