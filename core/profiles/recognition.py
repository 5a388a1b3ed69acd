# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognition: which layer of a source plays which legend class, by presets that are data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from qgis.core import QgsFeedback, QgsVectorLayer

from ..common.errors import CancelledError, SourceError, UnknownSourceError
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..sources.connection import SERVICES, SourceLayer
from ..sources.demonstration import demonstration_folder
from ..sources.layer_pool import LayerPool
from ..sources.provenance import DownloadNote, note_faults, note_of
from ..sources.source import list_layers
from ..sources.source_address import SourceAddress, SourceKind
from .data_facts import DataFacts
from .presets import FOLDER, SHORT, Preset, PresetRule, load_presets
from .profile import ClassSource, DataProfile, profile_file, read_profile

# A service answers questions for each layer that is opened, and so does a large database: of
# those, only the layers that bear a known name are opened.
OPENED_AT_MOST = 200


class DrawnClasses(Protocol):
    """What is to be drawn of a source: a sheet definition, or that of a light base."""

    @property
    def name(self) -> str:
        """What users call it."""

    def draws(self, class_id: str, geometry: str) -> bool:
        """Whether it draws a class, for a geometry letter."""


@dataclass(frozen=True)
class _Opened:
    """A source: its address, its layers, and those that a preset may know, opened.

    `unread` are the names of those that could not be opened.
    """

    address: SourceAddress
    listed: Sequence[SourceLayer]
    likely: Sequence[tuple[SourceLayer, QgsVectorLayer]]
    unread: Sequence[str]
    warnings: Sequence[str]

    @property
    def shown(self) -> str:
        """Its name in messages."""
        return self.address.full_label


def recognise(
    source: str,
    sheet: DrawnClasses | None = None,
    feedback: QgsFeedback | None = None,
    pool: LayerPool | None = None,
    presets_of: str = FOLDER,
) -> DataProfile:
    """Recognise the layers of a source; a data profile says itself what they are.

    The preset that fits the most layers is taken; where a sheet is given, the most of those that
    it draws. The layers that are opened stay in the `pool`; `presets_of` is the folder of the
    presets. Raises SourceError when the source is missing, unreadable, empty, of no known schema
    or of nothing that the sheet draws, CancelledError.
    """
    given = SourceAddress.parse(source)
    address = _located(given)
    written = profile_file(address)
    if written is not None:
        return read_profile(written)
    presets, faults = load_presets(presets_of)
    presets = _likely_presets(presets, given, sheet)
    opened = _open_source(address, presets, pool or LayerPool(), feedback)
    profile = _recognised(address, opened, presets, sheet)
    return replace(profile, warnings=(*profile.warnings, *faults))


def inspect_source(
    source: str, sheet: DrawnClasses | None, feedback: QgsFeedback | None = None
) -> tuple[DataProfile, list[SourceLayer]]:
    """What is recognised of a source, maybe nothing, and all its layers, for who maps them by hand.

    Raises SourceError when the source is missing, unreadable or empty, CancelledError.
    """
    address = _located(SourceAddress.parse(source))
    written = profile_file(address)
    if written is not None:
        profile = read_profile(written)
        return profile, list(dict.fromkeys(s.layer for s in profile.sources))
    presets, faults = load_presets()
    opened = _open_source(address, presets, LayerPool(), feedback)
    try:
        profile = _recognised(address, opened, presets, sheet)
    except SourceError:
        # Nothing of it is known yet: that is what it is mapped for.
        profile = DataProfile("", "", (), warnings=tuple(opened.warnings))
    return replace(profile, warnings=(*profile.warnings, *faults)), list(opened.listed)


def _located(address: SourceAddress) -> SourceAddress:
    """A source, where the demonstration is that of its files."""
    if address.kind is SourceKind.DEMONSTRATION:
        return SourceAddress(SourceKind.FILES, str(demonstration_folder()))
    return address


def _likely_presets(
    presets: list[Preset], given: SourceAddress, sheet: DrawnClasses | None
) -> list[Preset]:
    """The presets that may know a source: of the demonstration, those of the sheet."""
    if sheet is None or given.kind is not SourceKind.DEMONSTRATION:
        return presets
    of_sheet = [p for p in presets if p.demonstration and _is_drawn(p, sheet)]
    return of_sheet or presets


def _is_drawn(preset: Preset, sheet: DrawnClasses) -> bool:
    """Whether a sheet draws a class of a preset."""
    return any(sheet.draws(rule.class_id, g) for rule in preset.rules for g in rule.geometries)


def _open_source(
    address: SourceAddress, presets: Sequence[Preset], pool: LayerPool, feedback: QgsFeedback | None
) -> _Opened:
    """Open the layers that a preset may know; one that cannot be opened is a warning."""
    listing = list_layers(address, feedback)
    # The files of the open project are not looked at when its layers are listed.
    just_listed = address.kind is not SourceKind.PROJECT
    all_named = all(preset.demonstration or preset.is_by_name for preset in presets)
    likely, unread, warnings = [], [*listing.unreadable], [*listing.warnings]
    for layer in listing.layers:
        if feedback is not None and feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        by_name = all_named or layer.provider in SERVICES or len(listing.layers) > OPENED_AT_MOST
        if by_name and not any(preset.is_named(layer.name) for preset in presets):
            continue
        try:
            likely.append((layer, pool.open(layer, feedback, just_listed)))
        except SourceError as error:
            warnings.append(str(error))
            unread.append(layer.name)
    return _Opened(address, listing.layers, likely, unread, warnings)


def _recognised(
    address: SourceAddress,
    opened: _Opened,
    presets: Sequence[Preset],
    sheet: DrawnClasses | None,
) -> DataProfile:
    profiles = _known_profiles(opened, presets)
    profiles = _drawn_profiles(profiles, opened.shown, sheet)
    best = max(profiles, key=lambda profile: _rank(profile, sheet))
    note = note_of(str(address.whole))
    warnings = (
        *best.warnings,
        *opened.warnings,
        *_shared_classes(best, opened.shown),
        *_left_out_data_sets(best, profiles, opened.shown, sheet),
        *note_faults(str(address.whole)),
    )
    credit = (note.credit if note else "") or best.credit
    facts = _noted(best.facts, note)
    return replace(best, credit=credit, warnings=warnings, facts=facts)


# The steps of recognition.


def _rank(profile: DataProfile, sheet: DrawnClasses | None) -> tuple[bool, int]:
    """By what the best of several data sets is chosen.

    Where no sheet says what it draws, a scheme, which has a sheet of its own, goes first.
    """
    count = len(_drawn_layers(profile, sheet))
    return sheet is None and bool(profile.facts.scheme and count), count


def _known_profiles(opened: _Opened, presets: Sequence[Preset]) -> list[DataProfile]:
    """What each preset recognises, those that recognise nothing too. Raises SourceError."""
    profiles = [_apply(preset, opened) for preset in presets]
    if not any(profile.sources for profile in profiles):
        faults = sorted({warning for profile in profiles for warning in profile.warnings})
        if not opened.likely:
            faults += opened.warnings
        fault = faults[0] if faults else _unknown_schema(opened, presets)
        raise UnknownSourceError(fault, about=str(opened.address))
    return profiles


def _drawn_profiles(
    profiles: list[DataProfile], shown: str, sheet: DrawnClasses | None
) -> list[DataProfile]:
    """Of the profiles, those of which a sheet draws something. Raises SourceError."""
    if sheet is None:
        return profiles
    known = [profile for profile in profiles if profile.sources]
    drawn = [profile for profile in known if _drawn_layers(profile, sheet)]
    if not drawn:
        raise SourceError(
            translate(
                "Source",
                "“{path}” holds nothing that the sheet “{sheet}” draws, but {titles}: choose "
                "another source.",
            ).format(path=shown, sheet=sheet.name, titles=", ".join(p.title for p in known))
        )
    return drawn


def _shared_classes(profile: DataProfile, shown: str) -> list[str]:
    """The warning that several layers play one class, where they do."""
    roles = defaultdict(list)
    for source in profile.sources:
        roles[source.class_id, source.geometry, source.filter].append(source.layer.name)
    several = sorted({name for names in roles.values() if len(names) > 1 for name in names})
    if not several:
        return []
    return [
        translate(
            "Source",
            "“{path}” holds several layers of one class: {layers}; all are drawn and counted. "
            "Say in a data profile which are to be.",
        ).format(path=shown, layers=", ".join(several))
    ]


def _left_out_data_sets(
    best: DataProfile, profiles: list[DataProfile], shown: str, sheet: DrawnClasses | None
) -> list[str]:
    """The warning that layers of other data sets are not drawn, where there are some."""
    # The bundled demonstration has layers for several sheets.
    others_of = [p for p in profiles if not (p.demonstration and best.demonstration)]
    drawn = {name for profile in others_of for name in _drawn_layers(profile, sheet)}
    others = sorted(drawn - {source.layer.name for source in best.sources})
    if not others:
        return []
    return [
        translate(
            "Source",
            "“{path}” holds more than one data set: {title} is drawn, {layers} left out.",
        ).format(path=shown, title=best.title, layers=", ".join(others))
    ]


def _drawn_layers(profile: DataProfile, sheet: DrawnClasses | None) -> set[str]:
    """The names of the layers of a profile that a sheet draws, all of them without a sheet."""
    return {
        s.layer.name
        for s in profile.sources
        if sheet is None or sheet.draws(s.class_id, s.geometry)
    }


def _apply(preset: Preset, source: _Opened) -> DataProfile:
    """What a preset recognises of an opened source."""
    found: list[tuple[bool, ClassSource]] = []
    warnings = []
    for layer, opened in source.likely:
        try:
            matching = _match(preset, layer, opened)
        except SourceError as error:
            warnings.append(str(error))
        else:
            found += [(preset.is_named(layer.name), source) for source in matching]
    # A layer that has but the fields may be a copy of one that bears the name.
    named_roles = {(source.class_id, source.geometry) for named, source in found if named}
    copies = [s for named, s in found if not named and (s.class_id, s.geometry) in named_roles]
    warnings += [
        translate(
            "Source",
            "The layer “{layer}” is left out: another one bears the name of its class. Say in a "
            "data profile if it is to be drawn.",
        ).format(layer=source.layer.name)
        for source in copies
    ]
    return DataProfile(
        preset.title,
        preset.credit,
        tuple(source for _, source in found if source not in copies),
        preset.demonstration,
        tuple(warnings),
        preset.named_classes(source.unread),
        preset.facts,
    )


def _match(preset: Preset, layer: SourceLayer, opened: QgsVectorLayer) -> list[ClassSource]:
    """The roles of a layer: one, or as many as there are rules that filter it."""
    letter = layer_geometry(opened)
    if not letter and preset.is_named(layer.name):
        raise SourceError(
            translate(
                "Source",
                "The geometries of the layer “{layer}” are neither points, nor lines, nor areas: "
                "it is left out.",
            ).format(layer=layer.name)
        )
    fields = {field.name().lower()[:SHORT]: field.name() for field in opened.fields()}
    rules = [rule for rule in preset.rules if letter and letter in rule.geometries]
    named = [rule for rule in rules if rule.is_named(layer.name)]
    likely = named or [rule for rule in rules if not rule.by_name]
    fitting = [rule for rule in likely if not rule.missing_fields(fields)]
    if named and not fitting:
        raise SourceError(
            translate(
                "Source",
                "The layer “{layer}” is named as in “{title}” but lacks the field {field}.",
            ).format(
                layer=layer.name,
                title=preset.title,
                field=", ".join(named[0].missing_fields(fields)),
            )
        )
    chosen = [rule for rule in fitting if rule.filter] or fitting[:1]
    return [
        ClassSource(
            class_id=rule.class_id,
            geometry=letter,
            layer=layer,
            filter=rule.filter,
            sub_trame=fields.get(rule.sub_trame[:SHORT], ""),
            zone_code=_first_field(fields, rule.zone_codes),
            zone_name=_first_field(fields, rule.zone_names),
            importance=_first_field(fields, rule.importances),
            reason=_reason(preset.title, chosen[0], bool(named)),
        )
        for rule in chosen
    ]


def _noted(facts: DataFacts, note: DownloadNote | None) -> DataFacts:
    """The facts of data with what was noted of their download."""
    if note is None:
        return facts
    facts = replace(facts, date=facts.date or note.vintage, page=facts.page or note.page)
    if not note.is_complete:
        return facts
    return replace(facts, departements=facts.departements or note.departements, complete=True)


def _first_field(fields: Mapping[str, str], names: Sequence[str]) -> str:
    """The first of some fields that a layer has, as it writes it."""
    return next((fields[name[:SHORT]] for name in names if name[:SHORT] in fields), "")


def _reason(title: str, rule: PresetRule, named: bool) -> str:
    if named:
        sentence = translate("Source", "named as in “{title}”, with {fields}")
    else:
        sentence = translate("Source", "has the fields of “{title}”: {fields}")
    return sentence.format(title=title, fields=", ".join(rule.fields))


def _unknown_schema(opened: _Opened, presets: Sequence[Preset]) -> str:
    return translate(
        "Source",
        "None of the layers of “{path}” is of a known schema ({known}): {layers}. Say in a data "
        "profile what they are.",
    ).format(
        path=opened.shown,
        known="; ".join(preset.title for preset in presets if not preset.demonstration),
        layers=", ".join(layer.name for layer in opened.listed[:8]),
    )
