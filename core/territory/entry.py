# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of the gazetteer, read from any layer of communes or EPCIs and linked to each other."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qgis.core import QgsFeatureRequest, QgsVectorLayer, QgsWkbTypes

from ..common.attribute_values import text_value
from ..common.crs import is_known
from ..common.errors import TerritoryError
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI
from ..sources.source import read_all

# Field names really met (Admin Express up to 3.x and COG 4.0, PCI Express, API Géo, the
# embedded file), most specific first; compared without case.
FIELD_NAMES = {
    "kind": ("kind",),
    "code": (
        *("insee_com", "code_insee", "code_siren", "code", "insee", "siren", "code_epci"),
        *("code_commune", "code_com", "codgeo"),
    ),
    "name": (
        *("nom_officiel", "nom_com", "nom", "name", "nom_m", "nom_epci"),
        *("nom_commune", "libgeo", "libelle"),
    ),
    "departement": (
        "insee_dep",
        "code_insee_du_departement",
        "code_dep",
        "codedepartement",
        "departement",
    ),
    "departement_name": ("departement_name",),
    "population": ("population",),
    "epci": ("siren_epci", "codes_siren_des_epci", "codeepci", "code_epci", "epci"),
    "epci_name": ("epci_name", "nom_epci"),
    "nature": ("nature", "type_epci"),
    "members": ("members", "codes_insee_des_communes_membres", "membres"),
}


@dataclass(frozen=True)
class Entry:
    """A line of the gazetteer: a territory without its contour.

    A commune names its EPCIs (more than one in rare cases), an EPCI its members. A selection has
    members and a title in the place of a name, but no code.
    """

    code: str
    name: str
    kind: str
    departement: str = ""
    departement_name: str = ""
    population: int = 0
    epcis: tuple[str, ...] = ()
    epci_name: str = ""
    members: tuple[str, ...] = ()
    feature: tuple[int, int] | None = None  # which layer of the gazetteer, and the feature there

    @property
    def title(self) -> str:
        """What tells it from all others in a list: `Haynecourt (59294)`."""
        return f"{self.name} ({self.code})" if self.code else self.name

    @property
    def reference(self) -> str:
        """The text by which a gazetteer finds it again."""
        return self.code or ",".join(self.members)

    @property
    def epci(self) -> str:
        """The SIREN code of the commune's first EPCI, or nothing."""
        return self.epcis[0] if self.epcis else ""


def read_entries(number: int, layer: QgsVectorLayer) -> Iterator[Entry]:
    """Yield the entries of a layer of polygons, the `number`th of a gazetteer.

    Raises TerritoryError when the layer is invalid, has no CRS, is not of polygons, or lacks a
    code or a name field.
    """
    _check(layer)
    fields = _find_fields(layer)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(sorted(fields.values()))
    for feature in read_all(layer, request):
        values = feature.attributes()
        row = {key: _text(values[index]) for key, index in fields.items()}
        code = _code(values[fields["code"]])
        if not code:
            continue
        kind = row.get("kind", "")
        if kind not in (COMMUNE, EPCI):
            kind = EPCI if "members" in row or _is_siren(code) else COMMUNE
        yield Entry(
            code=code,
            name=row["name"] or code,
            kind=kind,
            departement=_departement(row.get("departement", ""), code, kind),
            departement_name=row.get("departement_name", ""),
            population=_integer(row.get("population", "")),
            epcis=_codes(row.get("epci", "")),
            epci_name=row.get("epci_name", ""),
            members=_codes(row.get("members", "")),
            feature=(number, feature.id()),
        )


def has_fields(layer: QgsVectorLayer) -> bool:
    """Whether a layer has a field of codes and one of names."""
    return {"code", "name"}.issubset(_known_fields(layer))


def link(entries: list[Entry], names: Mapping[str, str]) -> list[Entry]:
    """Complete communes and EPCIs from each other, whichever of them tells of the link.

    An EPCI that only the communes name is added, called as in `names` if they give but its code;
    its contour is the union of its members.
    """
    communes = {entry.code: entry for entry in entries if entry.kind == COMMUNE}
    members: dict[str, list[str]] = defaultdict(list)
    for commune in communes.values():
        for code in commune.epcis:
            members[code].append(commune.code)
    epcis = {
        entry.code: replace(entry, members=entry.members or tuple(sorted(members[entry.code])))
        for entry in entries
        if entry.kind == EPCI
    }
    for code in members.keys() - epcis.keys():
        name = communes[members[code][0]].epci_name or names.get(code, code)
        epcis[code] = Entry(code, name, EPCI, members=tuple(sorted(members[code])))
    for code, epci in epcis.items():
        epcis[code] = _completed(epci, [communes[m] for m in epci.members if m in communes])
        for member in epci.members:
            if member in communes:
                communes[member] = _joined(communes[member], epci)
    return [*communes.values(), *epcis.values()]


def departement_of(communes: Sequence[Entry]) -> tuple[str, str]:
    """The code of the département that most of some communes lie in, and the names of all."""
    places = Counter((c.departement, c.departement_name) for c in communes).most_common()
    names = " – ".join(name for (_, name), _ in places if name)
    return places[0][0][0] if places else "", names


def departement_code(code: str) -> str:
    """The code of the département of a commune, from its INSEE code.

    That of an overseas collectivity has three digits as well.
    """
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _completed(epci: Entry, communes: list[Entry]) -> Entry:
    departement, names = departement_of(communes)
    return replace(
        epci,
        departement=epci.departement or departement,
        departement_name=names if " – " in names else epci.departement_name or names,
        population=epci.population or sum(c.population for c in communes),
    )


def _joined(commune: Entry, epci: Entry) -> Entry:
    epcis = commune.epcis if epci.code in commune.epcis else (*commune.epcis, epci.code)
    name = commune.epci_name or (epci.name if epcis[0] == epci.code else "")
    return replace(commune, epcis=epcis, epci_name=name)


def _check(layer: QgsVectorLayer) -> None:
    if not layer.isValid():
        raise TerritoryError(
            translate("Territory", "The territories layer “{layer}” cannot be read.").format(
                layer=layer.name()
            )
        )
    if not is_known(layer.crs()):
        raise TerritoryError(
            translate(
                "Territory",
                "The territories layer “{layer}” has no coordinate system. Set "
                "one in its properties.",
            ).format(layer=layer.name())
        )
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        raise TerritoryError(
            translate(
                "Territory",
                "The territories layer “{layer}” holds no contours: choose a layer of polygons.",
            ).format(layer=layer.name())
        )


def _known_fields(layer: QgsVectorLayer) -> dict[str, int]:
    """The fields of known names; a shapefile cuts names to ten characters."""
    present = {f.name().lower(): i for i, f in enumerate(layer.fields())}
    found = {}
    # A name that was cut may be another known name: it then means that one.
    taken = {name for names in FIELD_NAMES.values() for name in names}
    for key, names in FIELD_NAMES.items():
        cut = [name[:10] for name in names if name[:10] not in taken]
        taken.update(cut)
        there = [n for n in (*names, *cut) if n in present]
        if there:
            found[key] = present[there[0]]
    return found


def _find_fields(layer: QgsVectorLayer) -> dict[str, int]:
    found = _known_fields(layer)
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


def _is_siren(code: str) -> bool:
    # SIREN codes have nine digits, INSEE codes five characters.
    return len(code) == 9 and code.isdigit()


def _code(value: object) -> str:
    """A code as text; one that was kept as a number lost the zeros that it began with."""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{int(value):05d}"
    return _text(value)


def _codes(text: str) -> tuple[str, ...]:
    """Codes joined by slashes; "NR" is Admin Express's word for none."""
    return tuple(code for code in text.split("/") if code and code != "NR")


def _text(value: object) -> str:
    # Spreadsheets keep codes as numbers with decimals.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return text_value(value)


def _integer(text: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return 0


def _departement(given: str, code: str, kind: str) -> str:
    """The code of a département: as it is given, else that of the INSEE code of a commune."""
    if given:
        return given.zfill(2)
    return departement_code(code) if kind == COMMUNE else ""
