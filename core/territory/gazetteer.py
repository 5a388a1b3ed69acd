# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories (communes and EPCIs) and the gazetteer that finds them by name, code or place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)

from ..common.as_meant import as_meant, parts_as_meant
from ..common.collector import no_collection
from ..common.crs import legal_crs, overseas_at, transform
from ..common.errors import TerritoryError
from ..common.geometry import thinned
from ..common.i18n import translate
from ..common.printable import printable
from ..common.request import COMMUNE, EPCI, SELECTION
from ..common.sentence import sentences
from ..sources.source import read_all
from .contours import DETAILED, Contours
from .elsewhere import Elsewhere
from .entry import Entry, Outside, departement_of, link
from .entry_reader import TerritoryLayer, read_entries
from .finder import Finder, Found
from .shapes import Shapes, put_together, read_shapes

# How many lists of contours are kept: those of the EPCIs of a département, for its communes.
READ_LISTS = 24


@dataclass(frozen=True)
class Territory:
    """A chosen territory: its entry and its contour (MultiPolygon in `crs`, metres).

    `contours` tells how precise that is, `found_as` by which name of a former or associated
    commune it was asked for, if by one.
    """

    entry: Entry
    geometry: QgsGeometry
    crs: QgsCoordinateReferenceSystem
    contours: Contours = DETAILED
    found_as: str = ""


@dataclass(frozen=True)
class NamedGeometry:
    """A named geometry (in the CRS that was asked for) for a reference layer.

    A name that has its own place on the map has a size in points.
    """

    code: str
    name: str
    geometry: QgsGeometry
    size: float = 0.0

    def multi_geometry(self) -> QgsGeometry:
        """A copy of the geometry as one of several parts."""
        geometry = QgsGeometry(self.geometry)
        geometry.convertToMultiType()
        return geometry


class Gazetteer:
    """Every territory of one or two layers, searched in memory, contours read when asked for."""

    def __init__(
        self,
        layers: Sequence[QgsVectorLayer | TerritoryLayer],
        credit: str = "",
        known: Callable[[], Mapping[str, Entry]] = dict,
        warnings: Sequence[str] = (),
        contours: Contours = DETAILED,
    ) -> None:
        """Index the layers (communes first, EPCIs in the same or in a second one).

        A layer comes with its fields where some are chosen by hand. `known` gives EPCIs by their
        codes, for where the layers do not say their names; `warnings` what the user is told of the
        way the layers were opened; `contours` how precise they are.

        Raises TerritoryError when a layer is invalid or lacks a code or a name field.
        """
        self.credit = credit
        self._contours = contours
        given = [x if isinstance(x, TerritoryLayer) else TerritoryLayer(x) for x in layers]
        self._layers = [each.layer for each in given]
        with no_collection():
            read = [read_entries(i, each) for i, each in enumerate(given)]
            linked = link(
                (entry for each in read for entry in each.entries), Outside(known, self._overseas)
            )
        told = (warning for each in read for warning in each.warnings)
        self.warnings = tuple(sentences([*warnings, *told]))
        # The search walks the list in order and stops early, so the order is the ranking.
        self.entries = sorted(linked, key=lambda e: (-e.population, e.name, e.code))
        # The code of a commune is also that of its chief town, which is but a part of it.
        parts = [e for e in self.entries if e.holder]
        self._by_code = {text: e for e in parts for text in (e.title, e.reference)}
        self._by_code.update({e.code: e for e in self.entries if not e.holder})
        self._by_feature = {feature: e for e in self.entries for feature in e.features}
        self._finder = Finder(self.entries, self._by_code)
        # The contour of the last territory, which is a place among others soon after.
        self._last: tuple[tuple[Entry, str], QgsGeometry] | None = None
        # The places of the last lists of entries, by CRS and codes, the latest at the end.
        self._read_places: dict[tuple[str, tuple[str, ...]], list[NamedGeometry]] = {}

    @property
    def layers(self) -> tuple[QgsVectorLayer, ...]:
        """The layers that it was read from."""
        return tuple(self._layers)

    def search(self, text: str, limit: int = 20) -> list[Entry]:
        """Find at most `limit` entries: exact names first, then prefix, word, inside; or codes.

        An article in front of a name counts for nothing, nor do the words for the kind of an EPCI,
        which is found by its acronym too. A trailing département ("saint-martin 62") narrows a
        name. Where none begins so, one letter may be wrong. Equal matches stand by population, the
        largest first.
        """
        return self.find(text, limit).entries

    def find(self, text: str, limit: int, kind: str = "", has_near: bool = True) -> Found:
        """As `search`, of one kind if given; how many of the first match wholly, and begin so.

        `has_near`: whether a letter may be wrong.
        """
        return self._finder.found(text, limit, kind, has_near)

    def elsewhere(self, text: str) -> list[Elsewhere]:
        """What a text stands for in the départements of France of which nothing is loaded."""
        return self._finder.elsewhere(text)

    def resolve(self, text: str, title: str = "") -> Entry:
        """Find the one entry that the text names: INSEE code, SIREN code or exact name.

        Several of them with commas between make a selection of communes, printed under `title`
        (by default their names). A commune that is part of another one, or was merged into it,
        leads to that. Raises TerritoryError when there is none or more than one.
        """
        meant, parts = as_meant(text), parts_as_meant(text, self.is_known)
        # A comma may also belong to the one name that is meant, and a line break be in it.
        if len(parts) > 1 and not self._finder.exact(meant):
            return self.selection([self._finder.one(part) for part in parts], title)
        entry = self._finder.one(meant)
        return self.selection([entry], title) if title else entry

    def selection(self, entries: Sequence[Entry], title: str = "") -> Entry:
        """Put communes, and the communes of EPCIs, together under a title.

        Without a title it is made of their names, the first three where there are more.
        """
        listed = [code for entry in entries for code in (entry.members or (entry.reference,))]
        codes = tuple(dict.fromkeys(listed))
        communes = [self._by_code[code] for code in codes if code in self._by_code]
        names = ", ".join(entry.name for entry in entries[:3])
        departement, departement_name = departement_of(communes)
        return Entry(
            code="",
            name=" ".join(printable(title).split()) or (f"{names}…" if len(entries) > 3 else names),
            kind=SELECTION,
            departement=departement,
            departement_name=departement_name,
            population=sum(c.population for c in communes),
            members=codes,
            found_as=", ".join(entry.found_as for entry in entries if entry.found_as),
        )

    def holders(self, entry: Entry) -> set[str]:
        """The codes of the communes that an entry, or one of its members, is but a part of."""
        members = (self._by_code[code] for code in entry.members if code in self._by_code)
        return {each.holder for each in (entry, *members) if each.holder}

    def absent(self, entry: Entry) -> list[str]:
        """The codes of the members of an entry that the gazetteer does not hold."""
        return [code for code in entry.members if code not in self._by_code]

    def departements(self, entry: Entry) -> set[str]:
        """The codes of the départements that an entry and its members lie in."""
        members = (self._by_code[code] for code in entry.members if code in self._by_code)
        return {entry.departement, *(member.departement for member in members)}

    def departement_names(self, codes: Iterable[str]) -> dict[str, str]:
        """The names of those of some départements of which a commune is loaded, by code."""
        wanted = set(codes)
        names = {
            e.departement: e.departement_name
            for e in self.entries
            if e.departement in wanted and e.kind == COMMUNE and e.departement_name
        }
        return {code: names[code] for code in sorted(names)}

    def is_known(self, text: str) -> bool:
        """Whether a text is a code, an exact name, or the short one of an EPCI."""
        return self._finder.is_known(text)

    def territory(self, entry: Entry) -> Territory:
        """Read the contour of an entry, in the legal projection of its département.

        Raises TerritoryError when it has none, SourceError when its layer cannot be read any more.
        """
        found_as, entry = entry.found_as, replace(entry, found_as="")
        crs = legal_crs(entry.departement)
        geometry = self._contour(entry, crs, read_shapes(self._layers, [entry], crs))
        # What is nowhere in a CRS is left as points without end, which have no area.
        if not 0 < geometry.area() < math.inf:
            raise TerritoryError(
                translate(
                    "Territory",
                    "{territory} has no usable contour in the territories that are "
                    "loaded. Choose another territories layer.",
                ).format(territory=entry.title)
            )
        self._last = (entry, _crs_key(crs)), QgsGeometry(geometry)
        return Territory(entry, geometry, crs, self._contours, found_as)

    def contour(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
        """The contour of an entry (MultiPolygon in `crs`); that of its members if it has none.

        Raises SourceError when its layer cannot be read any more.
        """
        return self._places([entry], crs)[0].geometry

    def entry(self, code: str) -> Entry | None:
        """The entry of this code, if there is one."""
        return self._by_code.get(code)

    def at(self, point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> Entry | None:
        """The commune that holds a point given in `crs`, if there is one."""
        rect = QgsRectangle(point, point)
        for place in self.communes_in(rect, crs):
            if place.geometry.contains(point):
                return self._by_code.get(place.code)
        return None

    def communes_in(
        self, extent: QgsRectangle, crs: QgsCoordinateReferenceSystem
    ) -> Iterator[NamedGeometry]:
        """Communes (Polygon or MultiPolygon in `crs`) whose box meets an extent given in `crs`.

        None that are parts of others. Raises SourceError when their layer cannot be read any more.
        """
        # Of those in several rows, each is read once, as a whole.
        several: dict[str, Entry] = {}
        for number, layer in enumerate(self._layers):
            to_crs = transform(layer.crs(), crs)
            box = transform(crs, layer.crs()).transformBoundingBox(extent)
            request = QgsFeatureRequest(box).setNoAttributes()
            for feature in read_all(layer, request):
                entry = self._by_feature.get((number, feature.id()))
                if entry is None or entry.kind != COMMUNE or entry.holder:
                    continue
                if len(entry.features) > 1:
                    several[entry.code] = entry
                    continue
                geometry = feature.geometry()
                geometry.transform(to_crs)
                yield NamedGeometry(entry.code, entry.name, thinned(geometry))
        yield from self._places(list(several.values()), crs)

    def members(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> list[NamedGeometry]:
        """The communes of an entry that the gazetteer holds, with their contours in `crs`."""
        return self._places([self._by_code[c] for c in entry.members if c in self._by_code], crs)

    def surroundings(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> list[NamedGeometry]:
        """What an entry lies in: the communes of its EPCI, else the EPCIs of its départements."""
        if entry.kind == COMMUNE:
            epci = self._by_code.get(entry.epci)
            return self.members(epci, crs) if epci else []
        departements = self.departements(entry)
        epcis = (e for e in self.entries if e.kind == EPCI)
        return self._places([e for e in epcis if e.departement in departements], crs)

    def _places(
        self, entries: Sequence[Entry], crs: QgsCoordinateReferenceSystem
    ) -> list[NamedGeometry]:
        """Entries with their contours in `crs`; the last lists asked for are not read again."""
        # A part of a commune may bear its code, and selections have none.
        key = _crs_key(crs), tuple(entry.reference for entry in entries)
        places = self._read_places.pop(key, None)
        if places is None:
            unknown = [entry for entry in entries if not self._is_last(entry, crs)]
            shapes = read_shapes(self._layers, unknown, crs)
            contours = [self._known_contour(entry, crs, shapes) for entry in entries]
            places = [NamedGeometry(e.code, e.name, c) for e, c in zip(entries, contours)]
        self._read_places[key] = places
        if len(self._read_places) > READ_LISTS:
            del self._read_places[next(iter(self._read_places))]
        return list(places)

    def _overseas(self, entry: Entry) -> str:
        """The département overseas that an entry lies in by its place, or nothing."""
        for number, feature in entry.features:
            layer = self._layers[number]
            request = QgsFeatureRequest(feature).setNoAttributes()
            for found in read_all(layer, request):
                try:
                    to_degrees = transform(layer.crs(), QgsCoordinateReferenceSystem("EPSG:4326"))
                    place = to_degrees.transform(found.geometry().boundingBox().center())
                except QgsCsException:
                    return ""
                return overseas_at(place)
        return ""

    def _is_last(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> bool:
        return self._last is not None and self._last[0] == (entry, _crs_key(crs))

    def _known_contour(
        self, entry: Entry, crs: QgsCoordinateReferenceSystem, shapes: Shapes
    ) -> QgsGeometry:
        if self._last is not None and self._is_last(entry, crs):
            return QgsGeometry(self._last[1])
        return self._contour(entry, crs, shapes)

    def _contour(
        self, entry: Entry, crs: QgsCoordinateReferenceSystem, shapes: Shapes
    ) -> QgsGeometry:
        """The contour of an entry, whose features were read; that of its members without any."""
        if entry.features:
            geometry = put_together(entry, shapes)
        else:
            parts = [p.geometry for p in self.members(entry, crs) if not p.geometry.isEmpty()]
            geometry = QgsGeometry.unaryUnion(parts) if parts else QgsGeometry()
        geometry.convertToMultiType()
        return geometry


def _crs_key(crs: QgsCoordinateReferenceSystem) -> str:
    # A CRS of one's own may have no identity.
    return str(crs.authid() or crs.toWkt())
