# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories (communes and EPCIs) and the gazetteer that finds them by name, code or place."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)

from .errors import TerritoryError
from .i18n import translate

EMBEDDED_TERRITORIES = Path(__file__).resolve().parents[1] / "data" / "territories.fgb"
EMBEDDED_CREDIT = "© IGN – Admin Express"

COMMUNE = "commune"
EPCI = "epci"

# Legal projections of the overseas départements (décret 2000-1276 modified in 2019); all the
# others are in metropolitan France, whose legal projection is Lambert-93.
LAMBERT_93 = "EPSG:2154"
OVERSEAS_CRS = {
    "971": "EPSG:5490",
    "972": "EPSG:5490",
    "973": "EPSG:2972",
    "974": "EPSG:2975",
    "976": "EPSG:4471",
}

# Field names really met (Admin Express up to 3.x and COG 4.0, PCI Express, API Géo, the
# embedded file), most specific first; compared without case.
FIELD_NAMES = {
    "kind": ("kind",),
    "code": ("insee_com", "code_insee", "code_siren", "insee", "siren", "code"),
    "name": ("nom_officiel", "nom_com", "nom", "name", "nom_m"),
    "departement": ("insee_dep", "code_insee_du_departement", "code_dep", "departement"),
    "departement_name": ("departement_name",),
    "population": ("population",),
    "epci": ("siren_epci", "codes_siren_des_epci", "codeepci", "epci"),
    "epci_name": ("epci_name", "nom_epci"),
    "nature": ("nature",),
    "members": ("members", "codes_insee_des_communes_membres", "membres"),
}


@dataclass(frozen=True)
class Entry:
    """A line of the gazetteer: a territory without its contour."""

    code: str
    name: str
    kind: str
    departement: str = ""
    departement_name: str = ""
    population: int = 0
    epci: str = ""
    epci_name: str = ""
    members: tuple[str, ...] = ()
    feature: tuple[int, int] | None = None  # which layer of the gazetteer, and the feature there

    @property
    def title(self) -> str:
        """What tells it from all others in a list: `Haynecourt (59294)`."""
        return f"{self.name} ({self.code})"


@dataclass(frozen=True)
class Territory:
    """A chosen territory: its entry and its contour (MultiPolygon in `crs`, metres)."""

    entry: Entry
    geometry: QgsGeometry
    crs: QgsCoordinateReferenceSystem


@dataclass(frozen=True)
class Place:
    """A named polygon (in the CRS that was asked for) for the map's furniture."""

    code: str
    name: str
    geometry: QgsGeometry


def fold(text: str) -> str:
    """Fold a name for comparison: no case, accent, hyphen or apostrophe; St is Saint."""
    return " ".join(_SAINTS.get(word, word) for word in _words(text))


class Gazetteer:
    """Every territory of one or two layers, searched in memory, contours read when asked for."""

    def __init__(self, layers: Sequence[QgsVectorLayer], credit: str = "") -> None:
        """Index the layers (communes first, EPCIs in the same or in a second one).

        Raises TerritoryError when a layer is invalid or lacks a code or a name field.
        """
        self.credit = credit
        self._layers = list(layers)
        entries = list(chain.from_iterable(_entries(i, x) for i, x in enumerate(layers)))
        entries = _with_epcis_of_communes(entries)
        # The search walks the list in order and stops early, so the order is the ranking.
        self.entries = sorted(entries, key=lambda e: (-e.population, e.name, e.code))
        self._keys = [" " + fold(e.name) for e in self.entries]
        self._bare_keys = [_ARTICLE.sub(" ", key, count=1) for key in self._keys]
        self._by_code = {e.code: e for e in self.entries}
        self._by_feature = {e.feature: e for e in self.entries}

    @classmethod
    def embedded(cls) -> Gazetteer:
        """The territories that come with the plugin."""
        return cls([open_territories(str(EMBEDDED_TERRITORIES))], EMBEDDED_CREDIT)

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

    def resolve(self, text: str) -> Entry:
        """Find the one entry that the text names: INSEE code, SIREN code or exact name.

        Raises TerritoryError when there is none or more than one.
        """
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

        Raises TerritoryError when it has none.
        """
        crs = QgsCoordinateReferenceSystem(OVERSEAS_CRS.get(entry.departement, LAMBERT_93))
        geometry = self._contour(entry, crs)
        if geometry.isEmpty():
            raise TerritoryError(
                translate(
                    "Territory",
                    "{territory} has no contour in the territories that are "
                    "loaded. Choose another territories layer.",
                ).format(territory=entry.title)
            )
        return Territory(entry, geometry, crs)

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
    ) -> Iterator[Place]:
        """Communes (Polygon or MultiPolygon in `crs`) whose box meets an extent given in `crs`."""
        for number, layer in enumerate(self._layers):
            to_crs = _transform(layer.crs(), crs)
            box = _transform(crs, layer.crs()).transformBoundingBox(extent)
            request = QgsFeatureRequest(box).setNoAttributes()
            for feature in layer.getFeatures(request):
                entry = self._by_feature.get((number, feature.id()))
                if entry and entry.kind == COMMUNE:
                    geometry = feature.geometry()
                    geometry.transform(to_crs)
                    yield Place(entry.code, entry.name, geometry)

    def members(self, epci: Entry, crs: QgsCoordinateReferenceSystem) -> list[Place]:
        """The communes of an EPCI that the gazetteer holds, with their contours in `crs`."""
        entries = [self._by_code[c] for c in epci.members if c in self._by_code]
        return [Place(e.code, e.name, self._contour(e, crs)) for e in entries]

    def surroundings(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> list[Place]:
        """What an entry lies in: the communes of its EPCI, the EPCIs of its département."""
        if entry.kind == COMMUNE:
            epci = self._by_code.get(entry.epci)
            return self.members(epci, crs) if epci else []
        return [
            Place(e.code, e.name, self._contour(e, crs))
            for e in self.entries
            if e.kind == EPCI and e.departement == entry.departement
        ]

    def _matches(self, words: list[str], departement: str) -> Iterator[Entry]:
        # The last word may be the start of a longer one: "ste" is Sainte or Steenvoorde.
        head = [_SAINTS.get(w, w) for w in words[:-1]]
        ends = sorted({words[-1], _SAINTS.get(words[-1], words[-1])})
        starts = tuple(" " + " ".join([*head, end]) for end in ends)
        first, last = starts[0][1:], starts[-1][1:]
        keys, bare = self._keys, self._bare_keys
        candidates = [i for i, key in enumerate(keys) if first in key or last in key]
        tiers: tuple[Callable[[int], bool], ...] = (
            lambda i: keys[i] in starts or bare[i] in starts,
            lambda i: keys[i].startswith(starts) or bare[i].startswith(starts),
            lambda i: any(start in keys[i] for start in starts),
            lambda _: True,
        )
        seen: set[int] = set()
        for matches in tiers:
            for i in candidates:
                if i not in seen and matches(i):
                    seen.add(i)
                    if departement in ("", self.entries[i].departement):
                        yield self.entries[i]

    def _contour(self, entry: Entry, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
        if entry.feature is None:
            parts = [p.geometry for p in self.members(entry, crs) if not p.geometry.isEmpty()]
            return QgsGeometry.unaryUnion(parts) if parts else QgsGeometry()
        layer = self._layers[entry.feature[0]]
        request = QgsFeatureRequest(entry.feature[1]).setNoAttributes()
        feature = next(layer.getFeatures(request), QgsFeature())
        geometry = feature.geometry()
        if not geometry.isGeosValid():
            geometry = geometry.makeValid()
        geometry.transform(_transform(layer.crs(), crs))
        geometry.convertToMultiType()
        return geometry


def open_territories(path: str) -> QgsVectorLayer:
    """Open a file of territories. Raises TerritoryError when it is missing or unreadable."""
    layer = QgsVectorLayer(path, "territories", "ogr")
    if not layer.isValid():
        raise TerritoryError(
            translate(
                "Territory", "The territories “{path}” cannot be read. Choose a layer of communes."
            ).format(path=path)
        )
    return layer


_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_ARTICLE = re.compile(r"^ (?:le|la|les|l|aux|las|los) ")
_CODE_START = re.compile(r"\d[\dab]?\d*")
_DEPARTEMENT = re.compile(r"\d[\dab]\d?")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).split()


def _listed(entries: Iterable[Entry]) -> str:
    return ", ".join(
        f"{e.name} ({e.departement_name or e.departement}, {e.code})" for e in islice(entries, 8)
    )


def _entries(number: int, layer: QgsVectorLayer) -> Iterator[Entry]:
    if not layer.isValid():
        raise TerritoryError(
            translate("Territory", "The territories layer “{layer}” cannot be read.").format(
                layer=layer.name()
            )
        )
    if not layer.crs().isValid():
        raise TerritoryError(
            translate(
                "Territory",
                "The territories layer “{layer}” has no coordinate system. Set "
                "one in its properties.",
            ).format(layer=layer.name())
        )
    fields = _find_fields(layer)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(sorted(fields.values()))
    default_kind = EPCI if "members" in fields or _holds_siren(layer, fields) else COMMUNE
    for feature in layer.getFeatures(request):
        values = feature.attributes()
        row = {key: _text(values[index]) for key, index in fields.items()}
        if not row["code"]:
            continue
        kind = row.get("kind") or default_kind
        code = row["code"]
        yield Entry(
            code=code,
            name=row["name"] or code,
            kind=kind,
            departement=row.get("departement") or (_departement(code) if kind == COMMUNE else ""),
            departement_name=row.get("departement_name", ""),
            population=_integer(row.get("population", "")),
            epci="" if row.get("epci") == "NR" else row.get("epci", "").split("/")[0],
            epci_name=row.get("epci_name", ""),
            members=tuple(c for c in row.get("members", "").split("/") if c),
            feature=(number, feature.id()),
        )


def _find_fields(layer: QgsVectorLayer) -> dict[str, int]:
    present = {f.name().lower(): i for i, f in enumerate(layer.fields())}
    found = {
        key: next(present[n] for n in names if n in present)
        for key, names in FIELD_NAMES.items()
        if any(n in present for n in names)
    }
    for key in ("code", "name"):
        if key not in found:
            raise TerritoryError(
                translate(
                    "Territory",
                    "The territories layer “{layer}” lacks a {field} field; "
                    "one of these is needed: {names}.",
                ).format(layer=layer.name(), field=key, names=", ".join(FIELD_NAMES[key]))
            )
    return found


def _holds_siren(layer: QgsVectorLayer, fields: dict[str, int]) -> bool:
    # SIREN codes have nine digits, INSEE codes five characters.
    first = next(layer.getFeatures(QgsFeatureRequest().setLimit(1)), None)
    return first is not None and len(_text(first.attributes()[fields["code"]])) == 9


def _text(value: object) -> str:
    # NULL comes as None or as an invalid QVariant, according to the QGIS version.
    return "" if value is None or str(value) == "NULL" else str(value).strip()


def _integer(text: str) -> int:
    try:
        return int(float(text))
    except ValueError:
        return 0


def _departement(insee: str) -> str:
    return insee[:3] if insee.startswith("97") else insee[:2]


def _with_epcis_of_communes(entries: list[Entry]) -> list[Entry]:
    """Complete the EPCIs from the communes' codes: missing members, missing EPCIs."""
    communes: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == COMMUNE and entry.epci:
            communes[entry.epci].append(entry)
    completed = [
        _with_members(entry, communes[entry.code])
        if entry.kind == EPCI and not entry.members
        else entry
        for entry in entries
    ]
    known = {entry.code for entry in entries if entry.kind == EPCI}
    return completed + [
        _with_members(Entry(code, members[0].epci_name or code, EPCI), members)
        for code, members in communes.items()
        if code not in known
    ]


def _with_members(epci: Entry, communes: list[Entry]) -> Entry:
    departements = Counter((c.departement, c.departement_name) for c in communes)
    most = departements.most_common(1)[0][0] if departements else ("", "")
    return replace(
        epci,
        departement=most[0],
        departement_name=most[1],
        population=sum(c.population for c in communes),
        members=tuple(sorted(c.code for c in communes)),
    )


def _transform(
    source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> QgsCoordinateTransform:
    return QgsCoordinateTransform(source, target, QgsCoordinateTransformContext())
