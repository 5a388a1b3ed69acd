# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories (communes and EPCIs) and the gazetteer that finds them by name, code or place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..common.crs import legal_crs, transform
from ..common.errors import TerritoryError
from ..common.i18n import translate
from ..common.letters import plain_letters
from ..common.request import COMMUNE, EPCI, SELECTION
from ..sources.source import read_all
from .contours import DETAILED, Contours
from .entry import Entry, departement_of, link
from .entry_reader import TerritoryLayer, read_entries

# How many lists of contours are kept: those of the EPCIs of a département, for its communes.
READ_LISTS = 24


@dataclass(frozen=True)
class Territory:
    """A chosen territory: its entry and its contour (MultiPolygon in `crs`, metres).

    `contours` tells how precise that is.
    """

    entry: Entry
    geometry: QgsGeometry
    crs: QgsCoordinateReferenceSystem
    contours: Contours = DETAILED


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


def fold(text: str) -> str:
    """Fold a name for comparison: no case, accent, hyphen or apostrophe; St is Saint."""
    return " ".join(_SAINTS.get(word, word) for word in _words(text))


class Gazetteer:
    """Every territory of one or two layers, searched in memory, contours read when asked for."""

    def __init__(
        self,
        layers: Sequence[QgsVectorLayer | TerritoryLayer],
        credit: str = "",
        names: Mapping[str, str] | None = None,
        warnings: Sequence[str] = (),
        contours: Contours = DETAILED,
    ) -> None:
        """Index the layers (communes first, EPCIs in the same or in a second one).

        A layer comes with its fields where some are chosen by hand.

        `names` are those of EPCIs, by code, for where the layers do not say them; `warnings` what
        the user is told of the way the layers were opened; `contours` how precise they are.

        Raises TerritoryError when a layer is invalid or lacks a code or a name field.
        """
        self.credit = credit
        self.warnings = tuple(warnings)
        self._contours = contours
        given = [x if isinstance(x, TerritoryLayer) else TerritoryLayer(x) for x in layers]
        self._layers = [each.layer for each in given]
        read = chain.from_iterable(read_entries(i, x.layer, x.fields) for i, x in enumerate(given))
        # The search walks the list in order and stops early, so the order is the ranking.
        self.entries = sorted(
            link(list(read), names or {}), key=lambda e: (-e.population, e.name, e.code)
        )
        self._keys = [" " + fold(e.name) for e in self.entries]
        self._squeezed = [key.replace(" ", "") for key in self._keys]
        self._bare_keys = [_ARTICLE.sub(" ", key, count=1) for key in self._keys]
        self._by_code = {e.code: e for e in self.entries}
        self._by_feature = {e.feature: e for e in self.entries}
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

        An article in front of a name counts for nothing. A trailing département
        ("saint-martin 62") narrows a name. Equal matches stand by population, the largest first.
        """
        words = _words(text)
        if not words:
            return []
        if _CODE_START.fullmatch("".join(words)):
            digits = "".join(words).upper()
            codes = sorted(c for c in self._by_code if c.startswith(digits))
            return [self._by_code[c] for c in codes[:limit]]
        departement = ""
        if len(words) > 1 and _DEPARTEMENT.fullmatch(words[-1]):
            departement = words.pop().upper()
        return list(islice(self._matches(words, departement), limit))

    def resolve(self, text: str, title: str = "") -> Entry:
        """Find the one entry that the text names: INSEE code, SIREN code or exact name.

        Several of them with commas between make a selection of communes, printed under `title`
        (by default their names). Raises TerritoryError when there is none or more than one.
        """
        parts = [part.strip() for part in text.split(",") if part.strip()]
        # A comma may also belong to the one name that is meant.
        if len(parts) > 1 and " " + fold(text) not in self._keys:
            return self.selection([self._resolve_one(part) for part in parts], title)
        entry = self._resolve_one(text)
        return self.selection([entry], title) if title else entry

    def selection(self, entries: Sequence[Entry], title: str = "") -> Entry:
        """Put communes, and the communes of EPCIs, together under a title.

        Without a title it is made of their names, the first three where there are more.
        """
        listed = [code for entry in entries for code in (entry.members or (entry.code,))]
        codes = tuple(dict.fromkeys(listed))
        communes = [self._by_code[code] for code in codes if code in self._by_code]
        names = ", ".join(entry.name for entry in entries[:3])
        departement, departement_name = departement_of(communes)
        return Entry(
            code="",
            name=" ".join(title.split()) or (f"{names}…" if len(entries) > 3 else names),
            kind=SELECTION,
            departement=departement,
            departement_name=departement_name,
            population=sum(c.population for c in communes),
            members=codes,
        )

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

    def _resolve_one(self, text: str) -> Entry:
        wanted = text.strip()
        if wanted.upper() in self._by_code:
            return self._by_code[wanted.upper()]
        key = " " + fold(wanted)
        found = [e for k, e in zip(self._keys, self.entries) if k == key]
        if len(found) == 1:
            return found[0]
        if found:
            raise TerritoryError(
                translate(
                    "Territory",
                    "“{name}” is the name of several territories: {list}. Give "
                    "the code of the one you mean.",
                ).format(name=wanted, list=_listed(found))
            )
        near = self.search(wanted, 3)
        if near:
            raise TerritoryError(
                translate(
                    "Territory",
                    "No territory is called “{name}”; the nearest are: {list}. "
                    "Give an INSEE code, a SIREN code or an exact name.",
                ).format(name=wanted, list=_listed(near))
            )
        raise TerritoryError(
            translate(
                "Territory",
                "No territory is called “{name}” among the {count} that are "
                "loaded. Give an INSEE code, a SIREN code or an exact name.",
            ).format(name=wanted, count=len(self.entries))
        )

    def territory(self, entry: Entry) -> Territory:
        """Read the contour of an entry, in the legal projection of its département.

        Raises TerritoryError when it has none, SourceError when its layer cannot be read any more.
        """
        crs = legal_crs(entry.departement)
        geometry = self._contour(entry, crs)
        if geometry.isEmpty() or not math.isfinite(geometry.area()):
            raise TerritoryError(
                translate(
                    "Territory",
                    "{territory} has no usable contour in the territories that are "
                    "loaded. Choose another territories layer.",
                ).format(territory=entry.title)
            )
        self._last = (entry, _crs_key(crs)), QgsGeometry(geometry)
        return Territory(entry, geometry, crs, self._contours)

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

        Raises SourceError when their layer cannot be read any more.
        """
        for number, layer in enumerate(self._layers):
            to_crs = transform(layer.crs(), crs)
            box = transform(crs, layer.crs()).transformBoundingBox(extent)
            request = QgsFeatureRequest(box).setNoAttributes()
            for feature in read_all(layer, request):
                entry = self._by_feature.get((number, feature.id()))
                if entry and entry.kind == COMMUNE:
                    geometry = feature.geometry()
                    geometry.transform(to_crs)
                    yield NamedGeometry(entry.code, entry.name, geometry)

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
        key = _crs_key(crs), tuple(entry.code for entry in entries)
        places = self._read_places.pop(key, None)
        if places is None:
            places = [NamedGeometry(e.code, e.name, self._known_contour(e, crs)) for e in entries]
        self._read_places[key] = places
        if len(self._read_places) > READ_LISTS:
            del self._read_places[next(iter(self._read_places))]
        return list(places)

    def _matches(self, words: list[str], departement: str) -> Iterator[Entry]:
        # The last word may be the start of a longer one: "ste" is Sainte or Steenvoorde.
        head = [_SAINTS.get(w, w) for w in words[:-1]]
        ends = sorted({words[-1], _SAINTS.get(words[-1], words[-1])})
        starts = tuple(" " + " ".join([*head, end]) for end in ends)
        first, last = starts[0][1:], starts[-1][1:]
        # A hyphen or an apostrophe may have been left out: "villeneuve dascq".
        joined = "".join(words)
        keys, bare = self._keys, self._bare_keys
        inside = [i for i, key in enumerate(keys) if first in key or last in key]
        ranked = chain(
            (i for i in inside if keys[i] in starts or bare[i] in starts),
            (i for i in inside if keys[i].startswith(starts) or bare[i].startswith(starts)),
            (i for i in inside if any(start in keys[i] for start in starts)),
            inside,
            (i for i, squeezed in enumerate(self._squeezed) if joined in squeezed),
        )
        seen: set[int] = set()
        for i in ranked:
            if i not in seen:
                seen.add(i)
                if departement in ("", self.entries[i].departement):
                    yield self.entries[i]

    def _known_contour(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
        if self._last is not None and self._last[0] == (entry, _crs_key(crs)):
            return QgsGeometry(self._last[1])
        return self._contour(entry, crs)

    def _contour(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
        if entry.feature is None:
            parts = [p.geometry for p in self.members(entry, crs) if not p.geometry.isEmpty()]
            geometry = QgsGeometry.unaryUnion(parts) if parts else QgsGeometry()
        else:
            layer = self._layers[entry.feature[0]]
            request = QgsFeatureRequest(entry.feature[1]).setNoAttributes()
            feature = next(read_all(layer, request), QgsFeature())
            geometry = feature.geometry()
            if not geometry.isGeosValid():
                # What is repaired may come with stray lines and points.
                geometry = geometry.makeValid()
                geometry.convertGeometryCollectionToSubclass(
                    QgsWkbTypes.GeometryType.PolygonGeometry
                )
            geometry.transform(transform(layer.crs(), crs))
        geometry.convertToMultiType()
        return geometry


def _crs_key(crs: QgsCoordinateReferenceSystem) -> str:
    # A CRS of one's own may have no identity.
    return str(crs.authid() or crs.toWkt())


_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_ARTICLE = re.compile(r"^ (?:le|la|les|l|aux|las|los) ")
_CODE_START = re.compile(r"\d[\dab]?\d*")
_DEPARTEMENT = re.compile(r"\d[\dab]\d?")


def _words(text: str) -> list[str]:
    return _NOT_WORD.sub(" ", plain_letters(text).casefold()).split()


def _listed(entries: Iterable[Entry]) -> str:
    return ", ".join(
        f"{e.name} ({e.departement_name or e.departement}, {e.code})" for e in islice(entries, 8)
    )
