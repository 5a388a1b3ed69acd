# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fields of a layer of territories are what, by the names that their publishers use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from qgis.core import QgsVectorLayer

from ..common.errors import TerritoryError
from ..common.i18n import translate
from .entry import NO_CHOICE, FieldChoice

CODE = "code"
NAME = "name"

# Parts of communes name the commune that holds them in the field that is otherwise their own code.
PART_CODES = ("insee_cad", "insee_arm", "insee_ratt", "com_arm_code")
# What no other field than one of INSEE or SIREN codes is called, with the cadastre's way of
# writing them; the first one of a layer that holds codes counts.
SURE_CODES = (
    *PART_CODES,
    *("insee_com", "code_insee", "cd_insee", "insee_commune", "code_insee_commune", "codeinsee"),
    *("com_code", "com_current_code", "codgeo", "depcom", "ref:insee", "ref_insee", "insee"),
    *("code_commune_insee", "code_commune", "codecommune", "code_comm", "code_com", "codcom"),
    "geo_commune",
    *("code_siren", "cd_siren"),
)
# In these the cadastre and INSEE write the number within the département.
NUMBERS = ("com", "idu", "ccocom")
_SURE = frozenset(short for name in (*SURE_CODES, *NUMBERS) for short in (name, name[:10]))
SIREN_CODES = ("siren", "epci_code", "code_epci", "siren_epci")

# Field names really met (Admin Express of each generation, PCI and PCI Express, API Géo, INSEE,
# OpenDataSoft, OpenStreetMap, the embedded file), most specific first; compared without case.
FIELD_NAMES = {
    "kind": ("kind",),
    CODE: (*SURE_CODES, "com", "code", *SIREN_CODES, "code_geo", "idu", "ccocom", "commune", "id"),
    NAME: (
        *("nom_officiel", "nom_com", "nom_comm", "nom", "name", "com_arm_name", "com_name"),
        *("nom_commune", "libelle_commune", "lib_com", "libcom", "libgeo", "libelle", "nccenr"),
        *("tex2", "commune", "nom_m", "ncc", "nom_epci", "epci_name", "lib_epci"),
    ),
    "departement": (
        *("insee_dep", "code_insee_du_departement", "code_dep", "dep_code", "codedepartement"),
        *("code_departement", "departement", "code_dept", "ccodep", "codedep", "dep"),
    ),
    "departement_name": ("departement_name", "nom_dep", "dep_name", "nom_departement", "nom_dept"),
    "population": ("population", "population_municipale", "pop", "popul"),
    "epci": ("siren_epci", "codes_siren_des_epci", "codeepci", "code_epci", "epci_code", "epci"),
    "epci_name": ("epci_name", "nom_epci", "lib_epci"),
    "nature": ("nature", "type_epci", "typecom", "com_type", "type"),
    "members": ("members", "codes_insee_des_communes_membres", "membres"),
    "holder": ("code_insee_de_la_commune_de_rattachement", "comparent", "cheflieu"),
}
# Those that a refusal names, as their publishers write them.
TOLD_NAMES = {
    CODE: "insee_com, code_insee, com_code, ref:INSEE, code, idu, id, code_siren",
    NAME: "nom_officiel, nom_com, nom, name, com_name, libelle, tex2",
}

# A shapefile cuts names to so many characters.
CUT = 10


@dataclass(frozen=True)
class KnownFields:
    """The fields of a layer by what they hold, as indexes; several may hold the code."""

    codes: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    others: dict[str, int] = field(default_factory=dict)


def has_fields(layer: QgsVectorLayer, choice: FieldChoice = NO_CHOICE) -> bool:
    """Whether a layer has a field of codes and one of names, those chosen by hand among them."""
    try:
        find_fields(layer, choice)
    except TerritoryError:
        return False
    return True


def names_holders(layer: QgsVectorLayer) -> bool:
    """Whether a layer is of parts of communes: it has a field for the commune that holds each."""
    return has_fields(layer) and "holder" in find_fields(layer, NO_CHOICE).others


def find_fields(layer: QgsVectorLayer, choice: FieldChoice) -> KnownFields:
    """The known and the chosen fields of a layer.

    Raises TerritoryError where it lacks a chosen field, or all that would hold a code or a name.
    """
    present: dict[str, list[int]] = {}
    for index, known in enumerate(layer.fields()):
        present.setdefault(known.name().strip().lower(), []).append(index)
    found = {key: _present(key, present) for key in FIELD_NAMES}
    for key, chosen in ((CODE, choice.code), (NAME, choice.name)):
        if chosen:
            found[key] = [_chosen(layer, chosen)]
        if not found[key]:
            raise TerritoryError(_lacking(layer, key))
    # A layer of EPCIs has the code and the name of each in the fields of those of its communes.
    own = {found[CODE][0], found[NAME][0]}
    others = {key: i[0] for key, i in found.items() if key not in (CODE, NAME) and i}
    others = {key: i for key, i in others.items() if i not in own}
    if "holder" not in others and not choice.code:
        others.update(_holder(found[CODE], present))
    return KnownFields(tuple(found[CODE]), tuple(found[NAME]), others)


def _holder(codes: list[int], present: dict[str, list[int]]) -> dict[str, int]:
    """Where parts of communes have a field for their own code, the other one is the holder's."""
    own = [present[name][0] for name in PART_CODES if name in present]
    if not own or codes[0] != own[0]:
        return {}
    holders = [present[n][0] for n in ("insee_com", "com_code", "code_insee") if n in present]
    del codes[1:]
    return {"holder": holders[0]} if holders else {}


def is_sure(name: str) -> bool:
    """Whether a field of this name can hold nothing but codes of communes and EPCIs."""
    return name.strip().lower() in _SURE


def _present(key: str, present: dict[str, list[int]]) -> list[int]:
    """The fields that are called so, in full or else as a shapefile cuts them."""
    names = FIELD_NAMES[key]
    cut = [name[:CUT] for name in names if _CUT_NAMES.get(name[:CUT]) == key]
    there = [index for name in (*names, *cut) for index in present.get(name, ())]
    return list(dict.fromkeys(there))


def _cut_names() -> dict[str, str]:
    """What the names that a shapefile cuts stand for, those left out that are others' as well."""
    keys: dict[str, set[str]] = defaultdict(set)
    full = {name for names in FIELD_NAMES.values() for name in names}
    for key, names in FIELD_NAMES.items():
        for name in names:
            if len(name) > CUT and name[:CUT] not in full:
                keys[name[:CUT]].add(key)
    return {cut: next(iter(found)) for cut, found in keys.items() if len(found) == 1}


_CUT_NAMES = _cut_names()


def _chosen(layer: QgsVectorLayer, name: str) -> int:
    """The field that was chosen by hand. Raises TerritoryError where the layer has none such."""
    wanted = name.strip()
    index = int(layer.fields().lookupField(wanted))
    if index < 0:
        index = int(layer.fields().lookupField(wanted[:CUT]))
    if index < 0:
        raise TerritoryError(
            translate(
                "Territory",
                "The territories layer “{layer}” has no field “{field}”. It has: {fields}.",
            ).format(layer=layer.name(), field=wanted, fields=_listed(layer))
        )
    return index


def _lacking(layer: QgsVectorLayer, key: str) -> str:
    if key == CODE:
        sentence = translate(
            "Territory",
            "The territories layer “{layer}” lacks a field of codes, such as {known}. "
            "It has: {fields}.",
        )
    else:
        sentence = translate(
            "Territory",
            "The territories layer “{layer}” lacks a field of names, such as {known}. "
            "It has: {fields}.",
        )
    return sentence.format(layer=layer.name(), known=TOLD_NAMES[key], fields=_listed(layer))


def _listed(layer: QgsVectorLayer) -> str:
    names = [f.name() for f in layer.fields()]
    return ", ".join(names[:8]) + ("…" if len(names) > 8 else "")
