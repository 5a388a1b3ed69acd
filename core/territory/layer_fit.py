# SPDX-License-Identifier: GPL-3.0-or-later
"""How well a layer fits as that of the communes, or that of the EPCIs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from qgis.core import QgsFeatureRequest, QgsVectorLayer

from ..common.attribute_values import text_value
from ..common.geometry import layer_geometry
from ..common.letters import plain_letters
from ..common.patterns import pattern
from ..common.request import COMMUNE
from ..sources.rows import read_rows
from .codes import read_column, tidy
from .commune_numbers import is_commune_code
from .entry import NO_CHOICE, FieldChoice
from .known_fields import PART_CODES, KnownFields, find_fields, has_fields, is_sure
from .layer_names import Named

# So many rows tell what a layer holds.
SAMPLE = 500

# The plugin's own layers have two kinds of territory; a field of that name may hold anything.
MOST_KINDS = 10

# The shares of codes that are of a kind: nearly all of them, half, some, hardly any.
MOST, HALF, SOME = 0.8, 0.5, 0.3

# Communes may lie in several rows, one an island; parcels come by the hundred.
FEW_ROWS, MANY_ROWS = 2, 20

# What only layers of parts of communes have: IRIS, sections and parcels of the cadastre.
_PART_FIELDS = {
    *PART_CODES,
    *("iris", "code_iris", "nom_iris", "dcomiris", "typ_iris"),
    *("section", "code_section", "geo_section", "ccosec", "prefixe", "feuille", "parcelle"),
    *("geo_parcelle", "dnupla", "contenance", "geo_subdfisc", "geo_batiment", "numero_parcelle"),
}
_PART_NATURES = pattern(r"com[ad]|arm|.*\b(?:associee|deleguee)\b.*|arrondissement municipal")

_SIREN = pattern(r"2\d{8}")


class Fit(IntEnum):
    """How well a layer fits, the best last."""

    NONE = 0
    UNSURE = 1
    LIKELY = 2  # by its fields and codes
    SURE = 3  # by its name as well


@dataclass(frozen=True)
class Sample:
    """What some first rows of a layer hold: the shares of codes, the rows of each code."""

    rows: int
    insee: float = 0.0
    siren: float = 0.0
    repeats: float = 0.0
    parts: float = 0.0
    rebuilt: float = 0.0  # that lost a zero, or that have their département in another field
    numbers: float = 0.0  # of one digit or two, as those of cantons
    # Codes that stand in rows of several names, as those of quarters and parcels.
    several_names: float = 0.0

    @property
    def share(self) -> float:
        """The share of the codes of whichever kind there are more."""
        return max(self.insee, self.siren)


def fit_of(layer: QgsVectorLayer, kind: str, named: Named, choice: FieldChoice = NO_CHOICE) -> Fit:
    """How well a layer of some name fits as that of a kind of territory. Raises SourceError."""
    wanted = Named.COMMUNES if kind == COMMUNE else Named.EPCIS
    if layer_geometry(layer) != "s" or not has_fields(layer, choice):
        return Fit.NONE
    if named in (Named.FORMER, Named.OTHER):
        return Fit.NONE
    fields = find_fields(layer, choice)
    if _says_kinds(layer, fields, kind):
        # Written as the plugin's own territories are: both kinds in one layer.
        return Fit.SURE
    if named not in (wanted, Named.NOTHING):
        return Fit.NONE
    fit = _fit_by_rows(layer, wanted, named is wanted, fields)
    # Where the field was chosen by hand, the refusal names what is in it.
    return max(fit, Fit.UNSURE) if choice.code else fit


def _fit_by_rows(layer: QgsVectorLayer, wanted: Named, is_named: bool, fields: KnownFields) -> Fit:
    sample = max(_samples(layer, fields), key=lambda sample: sample.share)
    if not sample.rows:
        return Fit.UNSURE
    # What is named so may have rows without a code, each of which is told.
    enough = HALF if is_named else MOST
    if wanted is Named.EPCIS:
        fit = _by_share(sample.siren, enough)
    else:
        fit = _fit_of_communes(layer, sample, enough)
    if wanted is Named.COMMUNES and not is_named:
        fit = _without_name(fit, sample)
    if fit is Fit.LIKELY and is_named:
        return Fit.SURE
    if fit is Fit.NONE and is_named and sample.share < SOME:
        # Codes of one's own, or of another country.
        return Fit.UNSURE
    return fit


def found_fields(layer: QgsVectorLayer) -> FieldChoice:
    """The fields of a layer that hold its codes and names, as far as they are known.

    Raises SourceError.
    """
    names = [field.name() for field in layer.fields()]
    if not has_fields(layer):
        return NO_CHOICE
    fields = find_fields(layer, NO_CHOICE)
    samples = _samples(layer, fields)
    best = max(range(len(samples)), key=lambda column: samples[column].share)
    return FieldChoice(names[fields.codes[best]], names[fields.names[0]])


def _says_kinds(layer: QgsVectorLayer, fields: KnownFields, kind: str) -> bool:
    if "kind" not in fields.others:
        return False
    index = fields.others["kind"]
    return kind in {text_value(value) for value in layer.uniqueValues(index, MOST_KINDS)}


def _fit_of_communes(layer: QgsVectorLayer, sample: Sample, enough: float) -> Fit:
    names = {field.name().strip().lower() for field in layer.fields()}
    if names & _PART_FIELDS or sample.parts > MOST:
        return Fit.NONE
    return _by_share(sample.insee, enough)


def _without_name(fit: Fit, sample: Sample) -> Fit:
    """How well a layer fits that no name calls one of communes."""
    if sample.repeats > MANY_ROWS or sample.several_names > SOME or sample.numbers > MOST:
        return Fit.NONE
    # Cantons have four digits, as communes that lost a zero have.
    is_doubtful = sample.repeats > FEW_ROWS or sample.rebuilt > SOME
    return min(fit, Fit.UNSURE) if is_doubtful else fit


def _by_share(share: float, enough: float) -> Fit:
    if share >= enough:
        return Fit.LIKELY
    return Fit.UNSURE if share >= SOME else Fit.NONE


def _samples(layer: QgsVectorLayer, fields: KnownFields) -> list[Sample]:
    """What the rows hold by each field of codes."""
    rows = _rows(layer, fields)
    nature = fields.others.get("nature")
    natures = [] if nature is None else [_folded(row[nature]) for row in rows]
    parts = sum(bool(_PART_NATURES.fullmatch(nature)) for nature in natures)
    departement = fields.others.get("departement")
    beside = [] if departement is None else [row[departement] for row in rows]
    samples = []
    for index in fields.codes:
        is_known = is_sure(layer.fields().at(index).name())
        there = beside if index != departement else []
        values = [row[index] for row in rows]
        sample = _sample(read_column(values, there, is_known).codes, parts)
        sizes = Counter(len(tidy(value) or "") for value in values)
        named = [(tidy(row[index]), _folded(row[fields.names[0]])) for row in rows]
        samples.append(
            replace(
                sample,
                rebuilt=(sizes[3] + sizes[4]) / max(1, len(values)),
                numbers=(sizes[1] + sizes[2]) / max(1, len(values)),
                several_names=_share_of_several(named),
            )
        )
    return samples


def _sample(codes: Sequence[str], parts: int) -> Sample:
    """What codes are, of which those that could not be understood are empty."""
    given = Counter(code for code in codes if code)
    count = len(codes)
    if not given:
        return Sample(count)
    insee = sum(n for code, n in given.items() if is_commune_code(code))
    siren = sum(n for code, n in given.items() if _SIREN.fullmatch(code))
    repeats = sum(given.values()) / len(given)
    return Sample(count, insee / count, siren / count, repeats, parts / count)


def _share_of_several(named: Sequence[tuple[str | None, str]]) -> float:
    """The share of codes that have several names."""
    counts = Counter(code for code, _ in {*named} if code)
    return sum(count > 1 for count in counts.values()) / max(1, len(counts))


def _rows(layer: QgsVectorLayer, fields: KnownFields) -> list[Sequence[object]]:
    """The values of the first rows in the fields that tell what they are."""
    others = [fields.others[key] for key in ("nature", "departement") if key in fields.others]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(sorted({*fields.codes, fields.names[0], *others}))
    return [values for _, values in read_rows(layer, request, SAMPLE)]


def _folded(value: object) -> str:
    return plain_letters(text_value(value)).lower()
