# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognition: which layer of a source plays which legend class, by presets that are data."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

from qgis.core import QgsFeedback, QgsVectorLayer

from ..common.errors import CancelledError, SheetError, SourceError
from ..common.files import files, read_object
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.request import DEMONSTRATION
from ..sheet.definition import SheetDefinition
from ..sources.connection import SERVICES, SourceLayer
from ..sources.demonstration import demonstration_folder
from ..sources.provenance import credit_of
from ..sources.source import Listing, is_connected, list_layers, open_layer, source_name
from .profile import ClassSource, DataProfile, profile_file, read_profile

# The names of fields are cut to this length in a shapefile.
SHORT = 10

# A service answers questions for each layer that is opened, and so does a large database: of
# those, only the layers that bear a known name are opened.
OPENED_AT_MOST = 200


def recognise(
    source: str, sheet: SheetDefinition | None = None, feedback: QgsFeedback | None = None
) -> DataProfile:
    """Recognise the layers of a source; a data profile says itself what they are.

    The preset that fits the most layers is taken; where a sheet is given, the most of those that
    it draws. Raises SourceError when the source is missing, unreadable, empty, of no known schema
    or of nothing that the sheet draws, CancelledError.
    """
    written = profile_file(source)
    if written is not None:
        return read_profile(written)
    place = _place(source)
    return _recognised(place, list_layers(place, feedback), sheet, feedback)


def inspect_source(
    source: str, sheet: SheetDefinition, feedback: QgsFeedback | None = None
) -> tuple[DataProfile, list[SourceLayer]]:
    """What is recognised of a source, maybe nothing, and all its layers, for who maps them by hand.

    Raises SourceError when the source is missing, unreadable or empty, CancelledError.
    """
    if profile_file(source) is not None:
        profile = recognise(source)
        return profile, list(dict.fromkeys(s.layer for s in profile.sources))
    place = _place(source)
    listing = list_layers(place, feedback)
    try:
        return _recognised(place, listing, sheet, feedback), listing.layers
    except SourceError:
        # Nothing of it is known yet: that is what it is mapped for.
        return DataProfile("", "", (), warnings=tuple(listing.warnings)), listing.layers


def load_presets() -> list[dict[str, Any]]:
    """The presets that recognise known data sets, the bundled ones and the user's.

    Raises SheetError when one of them is no JSON, lacks an entry or has a wrong one.
    """
    presets = []
    for path in files("sheets/presets", "*.json").values():
        preset = read_object(path)
        try:
            _check(preset)
        except (KeyError, TypeError, re.error) as error:
            raise SheetError(
                translate(
                    "Source", "The preset “{path}” is incomplete or wrong at {entry}."
                ).format(path=path, entry=error)
            ) from error
        presets.append(preset)
    return presets


def _recognised(
    place: str, listing: Listing, sheet: SheetDefinition | None, feedback: QgsFeedback | None
) -> DataProfile:
    presets = load_presets()
    opened = _open_likely(listing.layers, presets, feedback, listing.warnings)
    profiles = [_apply(preset, opened) for preset in presets]
    shown = source_name(place) if is_connected(place) else place
    if not any(profile.sources for profile in profiles):
        faults = sorted({w for profile in profiles for w in profile.warnings})
        if not opened:
            faults += listing.warnings
        raise SourceError(faults[0] if faults else _unknown(shown, listing.layers, presets))
    if sheet is not None:
        known = [profile for profile in profiles if profile.sources]
        profiles = [profile for profile in known if _drawn_layers(profile, sheet)]
        if not profiles:
            raise SourceError(_foreign(shown, known, sheet))
    best = max(profiles, key=lambda profile: len(_drawn_layers(profile, sheet)))
    warnings = [*best.warnings, *listing.warnings]
    roles = defaultdict(list)
    for one in best.sources:
        roles[one.class_id, one.geometry, one.filter].append(one.layer.name)
    several = sorted({name for names in roles.values() if len(names) > 1 for name in names})
    if several:
        warnings.append(
            translate(
                "Source",
                "“{path}” holds several layers of one class: {layers}; all are drawn and counted. "
                "Say in a data profile which are to be.",
            ).format(path=shown, layers=", ".join(several))
        )
    used = {s.layer.name for s in best.sources}
    other = sorted({name for profile in profiles for name in _drawn_layers(profile, sheet)} - used)
    if other:
        warnings.append(
            translate(
                "Source",
                "“{path}” holds more than one data set: {title} is drawn, {layers} left out.",
            ).format(path=shown, title=best.title, layers=", ".join(other))
        )
    return replace(best, credit=credit_of(place) or best.credit, warnings=tuple(warnings))


def _place(source: str) -> str:
    return str(demonstration_folder()) if source in ("", DEMONSTRATION) else source


def _check(preset: dict[str, Any]) -> None:
    """Raises KeyError, TypeError or re.error that names the entry at fault."""
    _check_entries(preset, {"title": str, "credit": str, "layers": list})
    for rule in preset["layers"]:
        _check_entries(rule, {"class": str, "geometries": str, "names": list, "fields": list})
        _check_entries({"sub_trame": "", **rule}, {"sub_trame": str})
        for name in rule["names"]:
            re.compile(name)


def _check_entries(entries: dict[str, Any], kinds: dict[str, type[Any]]) -> None:
    for key, kind in kinds.items():
        if not isinstance(entries[key], kind):
            raise TypeError(repr(key))


def _drawn_layers(profile: DataProfile, sheet: SheetDefinition | None) -> set[str]:
    """The names of the layers of a profile that a sheet draws, all of them without a sheet."""
    return {
        s.layer.name
        for s in profile.sources
        if sheet is None or sheet.draws(s.class_id, s.geometry)
    }


def _open_likely(
    layers: list[SourceLayer],
    presets: list[dict[str, Any]],
    feedback: QgsFeedback | None,
    warnings: list[str],
) -> list[tuple[SourceLayer, QgsVectorLayer]]:
    """Open the layers that a preset may know; one that cannot be opened is a warning."""
    rules = [rule for preset in presets for rule in preset["layers"]]
    opened = []
    for layer in layers:
        if feedback is not None and feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        by_name = layer.provider in SERVICES or len(layers) > OPENED_AT_MOST
        if by_name and not any(_is_named(layer.name, rule) for rule in rules):
            continue
        try:
            opened.append((layer, open_layer(layer, feedback)))
        except SourceError as error:
            warnings.append(str(error))
    return opened


def _apply(preset: dict[str, Any], layers: list[tuple[SourceLayer, QgsVectorLayer]]) -> DataProfile:
    found: list[tuple[bool, ClassSource]] = []
    warnings = []
    for layer, opened in layers:
        try:
            matching = _match(preset, layer, opened)
        except SourceError as error:
            warnings.append(str(error))
        else:
            named = any(_is_named(layer.name, rule) for rule in preset["layers"])
            found += [(named, source) for source in matching]
    # A layer that has but the fields may be a copy of one that bears the name.
    told = {(source.class_id, source.geometry) for named, source in found if named}
    copies = [s for named, s in found if not named and (s.class_id, s.geometry) in told]
    warnings += [
        translate(
            "Source",
            "The layer “{layer}” is left out: another one bears the name of its class. Say in a "
            "data profile if it is to be drawn.",
        ).format(layer=source.layer.name)
        for source in copies
    ]
    return DataProfile(
        preset["title"],
        preset["credit"],
        tuple(source for _, source in found if source not in copies),
        preset.get("demonstration", False),
        tuple(warnings),
    )


def _match(preset: dict[str, Any], layer: SourceLayer, opened: QgsVectorLayer) -> list[ClassSource]:
    """The roles of a layer: one, or as many as there are rules that filter it."""
    letter = layer_geometry(opened)
    if not letter and any(_is_named(layer.name, rule) for rule in preset["layers"]):
        raise SourceError(
            translate(
                "Source",
                "The geometries of the layer “{layer}” are neither points, nor lines, nor areas: "
                "it is left out.",
            ).format(layer=layer.name)
        )
    present = {field.name().lower()[:SHORT] for field in opened.fields()}
    rules = [rule for rule in preset["layers"] if letter and letter in rule["geometries"]]
    named = [rule for rule in rules if _is_named(layer.name, rule)]
    fitting = [rule for rule in named or rules if not _lacking(rule, present)]
    if named and not fitting:
        raise SourceError(
            translate(
                "Source",
                "The layer “{layer}” is named as in “{title}” but lacks the field {field}.",
            ).format(
                layer=layer.name,
                title=preset["title"],
                field=", ".join(_lacking(named[0], present)),
            )
        )
    taken = [rule for rule in fitting if rule.get("filter")] or fitting[:1]
    reason = _reason(preset["title"], bool(named), taken[0]["fields"]) if taken else ""
    fields = {field.name().lower()[:SHORT]: field.name() for field in opened.fields()}
    return [
        ClassSource(
            class_id=rule["class"],
            geometry=letter,
            layer=layer,
            filter=rule.get("filter", ""),
            sub_trame=fields.get(rule.get("sub_trame", "")[:SHORT], ""),
            reason=reason,
        )
        for rule in taken
    ]


def _is_named(name: str, rule: dict[str, Any]) -> bool:
    # A service puts the name of a schema in front.
    return any(re.fullmatch(wanted, name.lower().split(":")[-1]) for wanted in rule["names"])


def _lacking(rule: dict[str, Any], present: set[str]) -> list[str]:
    return [field for field in rule["fields"] if field[:SHORT] not in present]


def _reason(title: str, named: bool, fields: list[str]) -> str:
    if named:
        return translate("Source", "named as in “{title}”, with {fields}").format(
            title=title, fields=", ".join(fields)
        )
    return translate("Source", "has the fields of “{title}”: {fields}").format(
        title=title, fields=", ".join(fields)
    )


def _unknown(shown: str, layers: list[SourceLayer], presets: list[dict[str, Any]]) -> str:
    return translate(
        "Source",
        "None of the layers of “{path}” is of a known schema ({known}): {layers}. Say in a data "
        "profile what they are.",
    ).format(
        path=shown,
        known="; ".join(p["title"] for p in presets if not p.get("demonstration")),
        layers=", ".join(layer.name for layer in layers[:8]),
    )


def _foreign(shown: str, profiles: list[DataProfile], sheet: SheetDefinition) -> str:
    return translate(
        "Source",
        "“{path}” holds nothing that the sheet “{sheet}” draws, but {titles}: choose another "
        "source.",
    ).format(path=shown, sheet=sheet.name, titles=", ".join(profile.title for profile in profiles))
