# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the light base of a territory comes from: a source, a download, what is embedded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.errors import BackgroundError, SourceError
from ..common.files import ROOT, FileState, file_states, files
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.request import NO_BASE
from ..profiles.profile import DataProfile, profile_file
from ..profiles.recognition import recognise
from ..sources.layer_pool import LayerPool
from ..sources.provenance import downloads_folder, note_path, read_note
from ..sources.source_address import SourceAddress
from ..sources.source_state import source_state
from .definition import FOLDER, PRESETS, BaseDefinition, definition_files, read_base

# The embedded base, where there is one.
EMBEDDED = ROOT / FOLDER

# The list of open data, and what a base among them says that it holds.
OPEN_DATA = "data/opendata"
HOLDS = "base"


@dataclass(frozen=True)
class OpenedBase:
    """A base whose layers are recognised; those that are opened are in the pool."""

    address: str
    definition: BaseDefinition
    profile: DataProfile
    pool: LayerPool
    warnings: tuple[str, ...] = ()


class Bases:
    """The bases of the sheets of a printer, each recognised once.

    `is_current` tells whether all that they were made from is still as it was.
    """

    def __init__(self) -> None:
        """Nothing is read before a base is asked for."""
        self._opened: dict[str, OpenedBase] = {}
        self._chosen: dict[tuple[str, str], OpenedBase | None] = {}
        self._faults: dict[tuple[str, str], str] = {}
        self._states: dict[str, tuple[object, ...]] = {}

    def of(
        self, wish: str, departement: str, feedback: QgsFeedback | None = None
    ) -> OpenedBase | None:
        """The base that is wished for, see `SheetRequest.base`, for a territory of a département.

        None where there is none, or it is not wanted. Raises BackgroundError where one that is
        wished for cannot be read, CancelledError.
        """
        if wish == NO_BASE:
            return None
        key = wish, departement
        if key in self._faults:
            raise BackgroundError(self._faults[key])
        if key not in self._chosen:
            self._states[""] = _general_state()
            try:
                self._chosen[key] = self._choose(wish, departement, feedback)
            except BackgroundError as error:
                # A series does not look again for each of its sheets.
                self._faults[key] = error.whole
                raise
        return self._chosen[key]

    def is_current(self) -> bool:
        """Whether all bases that were asked for would be read as they were."""
        return all(state == self._present(address) for address, state in self._states.items())

    def close(self) -> None:
        """Let go of every layer."""
        for opened in self._opened.values():
            opened.pool.clear()
        self._opened.clear()
        self._chosen.clear()
        self._faults.clear()
        self._states.clear()

    def _choose(
        self, wish: str, departement: str, feedback: QgsFeedback | None
    ) -> OpenedBase | None:
        if wish:
            return self._open(wish, feedback)
        warnings: list[str] = []
        for folder in _folders(departement):
            try:
                opened = self._open(str(folder), feedback)
            except BackgroundError as error:
                # The next one is better than none.
                warnings.append(str(error))
            else:
                return replace(opened, warnings=(*warnings, *opened.warnings))
        if warnings:
            raise BackgroundError(warnings[0])
        return None

    def _open(self, address: str, feedback: QgsFeedback | None) -> OpenedBase:
        if address not in self._opened:
            definition, faults = read_base()
            if definition is None:
                raise left_out(address, faults[0] if faults else "")
            pool = LayerPool()
            # Of one that cannot be read as well, so that it is looked for again once it can.
            self._states[address] = _state(address)
            try:
                profile = recognise(address, definition, feedback, pool, PRESETS)
                if address == str(EMBEDDED):
                    facts = replace(profile.facts, scale=definition.embedded_scale)
                    profile = replace(profile, credit=definition.embedded_credit, facts=facts)
                told = (*faults, *profile.warnings)
                self._opened[address] = OpenedBase(address, definition, profile, pool, told)
                self._states[address] = _state(address, profile)
            except (SourceError, OSError) as error:
                raise left_out(address, str(error)) from error
        return self._opened[address]

    def _present(self, address: str) -> tuple[object, ...]:
        """The state of what decides which base is taken (without an address), or of one of them."""
        if not address:
            return _general_state()
        opened = self._opened.get(address)
        return _state(address, opened.profile if opened is not None else None)


def left_out(address: str, reason: str) -> BackgroundError:
    """What to raise where a base cannot be drawn."""
    shown = SourceAddress.parse(address).full_label
    sentence = translate("Base", "The light base “{name}” is left out: {reason}")
    return BackgroundError(sentence.format(name=shown, reason=reason))


def _folders(departement: str) -> Iterator[Path]:
    """The bases at hand for a département, the best first: downloaded ones, the embedded one."""
    found = []
    for name in _downloads():
        folder = downloads_folder() / name
        note = read_note(folder)
        if note is not None and (not note.departements or departement in note.departements):
            found.append((note.date, folder))
    # The one that was downloaded last is the one that is wanted.
    yield from (folder for _, folder in sorted(found, reverse=True))
    if any(EMBEDDED.glob("*.fgb")):
        yield EMBEDDED


def _downloads() -> tuple[str, ...]:
    """The bases on the list of open data, by their ids."""
    return _listed_bases(file_states(files(OPEN_DATA, "*.json").values()))


@lru_cache(maxsize=4)
def _listed_bases(states: tuple[FileState, ...]) -> tuple[str, ...]:
    """The bases among the files of the list."""
    names = []
    for path in (Path(state[0]) for state in states):
        try:
            holds = JsonObject.read(path, SourceError).text("holds", "")
        except SourceError:
            # The list itself says what is wrong with one of its files.
            continue
        if holds == HOLDS:
            names.append(path.stem)
    return tuple(names)


def _general_state() -> tuple[object, ...]:
    """The state of what decides which base is taken, and how it is read."""
    folders = [downloads_folder() / name for name in _downloads()]
    return file_states([*definition_files(), *map(note_path, folders)])


def _state(address: str, profile: DataProfile | None = None) -> tuple[object, ...]:
    """The state of the files of a base; none of one that is away or cannot be looked at."""
    layers = [source.layer for source in profile.sources] if profile is not None else []
    try:
        parsed = SourceAddress.parse(address)
        written = profile_file(parsed)
        return (*source_state(parsed, layers), *file_states([written] if written else []))
    except (SourceError, OSError):
        return ()
