# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sheets of a series are made from, told in a few letters: other ones, another sheet.

The same files give the same letters on every machine that prints from one share, wherever it is
mounted, whatever its QGIS. Nothing of a sheet that depends on the day of printing counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from qgis.core import QgsDataSourceUri, QgsFeedback, QgsMapLayer, QgsProject
from qgis.PyQt.QtXml import QDomDocument

from ..common.errors import BackgroundError
from ..common.files import BACKGROUNDS, ROOT, FileState, file_states, files
from ..common.request import SheetRequest, TemplateWish
from ..common.version import plugin_version
from ..layers.background import project_layers
from ..layers.base_layers import wished_base
from ..layout.allowed_reads import may_read
from ..layout.template import available_templates, open_template
from ..prepared_sheet import advance
from ..profiles.profile import DataProfile
from ..sheet.cartouche import named_office, usable_office
from ..sheet_basis import SheetBasis
from ..sources.connection import MEMORY
from ..sources.layer_file import BAR, OGR, file_of_uri
from ..territory.entry import Entry
from ..territory.gazetteer import Gazetteer

# Bytes up to which all of a file is read for it; of a larger one, its ends and its time stamp.
_SMALL = 64_000_000
_END = 1_000_000

# Letters of a fingerprint.
_LENGTH = 24

# What a template may show beside its own items.
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".tif", ".tiff", ".bmp", ".webp")

# How a file of SQLite begins, and where it says how its journal is kept and counts its changes.
_SQLITE = b"SQLite format 3\0"
_JOURNAL = ((18, 20), (24, 28), (92, 100))

_SECOND = 1_000_000_000

# Percents of the way that the files have been read.
_READ = 10


class Fingerprints:
    """The fingerprints of the sheets of a series, one sheet definition each.

    `is_known` tells whether a change of the data and of the territories shows in them: of a
    database, a service or layers in memory it does not; `is_kept` whether these outlive the
    session, which layers in memory do not.
    """

    def __init__(
        self,
        request: SheetRequest,
        gazetteer: Gazetteer,
        basis: SheetBasis,
        feedback: QgsFeedback | None = None,
    ) -> None:
        """Look at all files that the sheets have in common. Raises SrceError, CancelledError."""
        self._request = request
        self._gazetteer = gazetteer
        self._basis = basis
        layers = [
            *((one.layer.provider, one.layer.uri) for one in basis.profile.sources),
            *((one.providerType(), one.source()) for one in gazetteer.layers),
        ]
        self.is_known = not unwatched(layers)
        drawn = project_layers(request.background, QgsProject.instance())
        providers = {provider for provider, _ in layers} | {one.providerType() for one in drawn}
        self.is_kept = MEMORY not in providers
        # Whoever waits for them may cancel: those of the data are read for all sheets here.
        for paths in (_data_files(basis.profile), territory_files(gazetteer)):
            _contents(paths, feedback)
        self._shared = _digest(self._shared_facts())
        self._states: dict[str, str] = {}
        self._texts = _TEXTS.setdefault(basis, {})
        self._templates: dict[str, str] = {}

    def of(self, entry: Entry) -> str:
        """The fingerprint of the sheet of a territory."""
        others = sorted(self._gazetteer.departements(entry) - {entry.departement})
        facts = (
            self._shared,
            self.state(entry),
            self._text((entry.departement, *others)),
            self._template(entry.kind),
            # Not where its contour lies in a layer, nor by which name it was found.
            [str(v) for k, v in sorted(vars(entry).items()) if k not in _ELSEWHERE],
        )
        return _digest(facts)[:_LENGTH]

    def state(self, entry: Entry) -> str:
        """What `made_from` says of the sheet of a territory, as things are now."""
        key = entry.departement
        if key not in self._states:
            self._states[key] = made_from(self._request, self._basis, key)
        return self._states[key]

    def _shared_facts(self) -> Any:
        request = self._request
        options = {name: value for name, value in vars(request).items() if name not in _NO_OPTIONS}
        # A template is looked at by what it holds.
        options["template"] = TemplateWish.parse(request.template).paper
        places = sorted(one.source().partition(BAR)[2] for one in self._gazetteer.layers)
        return [
            plugin_version(),
            options,
            asdict(request.look),
            _contents(territory_files(self._gazetteer)),
            places,
        ]

    def _text(self, departements: tuple[str, ...]) -> str:
        if departements not in self._texts:
            sheet = self._basis.sheet_of(departements)
            # Where its files lie is another matter on each machine.
            self._texts[departements] = _digest(_written(replace(sheet, path=Path(), styles=())))
        return self._texts[departements]

    def _template(self, kind: str) -> str:
        if kind not in self._templates:
            wish = TemplateWish.parse(self._request.template)
            names = [wish.template] if wish.template else self._basis.sheet.templates[kind]
            known = available_templates()
            self._templates[kind] = _digest([_template(name, known.get(name)) for name in names])
        return self._templates[kind]


# What of a request is no option, or told by what it holds.
_NO_OPTIONS = (
    *("territory", "title", "sheet", "source", "styles", "look"),
    *("office", "cartouche", "background", "base"),
)

_ELSEWHERE = ("features", "found_as", "former_code")

# What was found out of each basis, as long as that lasts: its files are read once for all sheets.
_OF_BASES: WeakKeyDictionary[SheetBasis, str] = WeakKeyDictionary()
_TEXTS: WeakKeyDictionary[SheetBasis, dict[tuple[str, ...], str]] = WeakKeyDictionary()


def made_from(request: SheetRequest, basis: SheetBasis, departement: str) -> str:
    """What may change while a series runs of what a sheet is made from: other ones, other letters.

    They are the data and the styles, as `basis` has them, the cartouche, the background and the
    light base of `request`, for a territory of a département. Raises SrceError, OSError.
    """
    if basis not in _OF_BASES:
        _OF_BASES[basis] = _digest(
            [
                _profile(basis.profile),
                _contents(_data_files(basis.profile)),
                basis.styles.warnings,
                [[path.name, content(path)] for path in basis.styles.files()],
            ]
        )
    office = named_office(request.office)[0] or departement
    facts = (
        _OF_BASES[basis],
        _entries(request.cartouche),
        [office, _entries(usable_office(office)[0])],
        _background(request.background),
        _base(request, basis, departement),
    )
    return _digest(facts)[:_LENGTH]


def unwatched(layers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of some layers (provider, address) whose changes no file tells."""
    return [layer for layer in layers if _file_at(*layer) is None]


def territory_files(gazetteer: Gazetteer) -> set[Path]:
    """The files that territories were read from."""
    found = (_file_at(one.providerType(), one.source()) for one in gazetteer.layers)
    return {path for path in found if path is not None}


def latest_change(basis: SheetBasis) -> float:
    """When the files of the data were last written (s since 1970); 0 where there are none."""
    changes = [changed for _, changed, _ in file_states(_data_files(basis.profile))]
    return max(changes, default=0) / _SECOND


def content(path: Path) -> str:
    """What a file holds, in a few letters; empty where there is none."""
    states = file_states([path])
    return _content(states[0]) if states and Path(states[0][0]) == path else ""


@lru_cache(maxsize=4096)
def _content(state: FileState) -> str:
    name, changed, size = state
    digest = hashlib.sha256()
    try:
        with open(name, "rb") as file:
            digest.update(_without_journal(file.read(_END)))
            if size <= _SMALL:
                for part in iter(lambda: file.read(_END), b""):
                    digest.update(part)
            else:
                file.seek(-_END, 2)
                digest.update(file.read(_END))
                # Disks tell fractions of a second in different ways.
                digest.update(f"{size} {changed // _SECOND}".encode())
    except OSError:
        return ""
    return digest.hexdigest()


def _without_journal(head: bytes) -> bytes:
    """The beginning of a file; of a GeoPackage without what changes as soon as QGIS opens it."""
    if not head.startswith(_SQLITE):
        return head
    plain = bytearray(head)
    for start, end in _JOURNAL:
        plain[start:end] = bytes(end - start)
    return bytes(plain)


def _contents(paths: Iterable[Path], feedback: QgsFeedback | None = None) -> list[list[str]]:
    """The names and contents of files and of those that are parts of them.

    Raises CancelledError.
    """
    found: set[Path] = set()
    for path in paths:
        # A File Geodatabase is a folder.
        inside = path.iterdir() if path.is_dir() else [path]
        found.update(each for each in inside if each.is_file())
    told = []
    states = file_states(found)
    for number, state in enumerate(states):
        advance(feedback, _READ * number / len(states))
        # A journal that holds nothing is there as long as a GeoPackage is open somewhere.
        if state[2] or not state[0].endswith("-wal"):
            told.append([Path(state[0]).name, _content(state)])
    return sorted(told)


def _template(name: str, path: Path | None) -> list[Any]:
    """A template: what it holds, and the pictures beside it that it names.

    `path` is that of the name, if it is one.
    """
    if path is not None and ROOT in path.parents:
        return [path.name, content(path)]
    template = open_template(name)
    text = template.content.data().decode("utf-8", "replace")
    beside = sorted(template.path.parent.glob("*"))
    named = [one for one in beside if one.suffix.lower() in _PICTURES and one.name in text]
    return [template.path.name, content(template.path), may_read(template), _contents(named)]


def _data_files(profile: DataProfile) -> set[Path]:
    # Not all that lies in a folder of data: the sheets themselves may be written there.
    found = (_file_at(source.layer.provider, source.layer.uri) for source in profile.sources)
    return {path for path in found if path is not None}


def _file_at(provider: str, uri: str) -> Path | None:
    """The file or the folder that a layer is read from; None for a database or a service."""
    path = file_of_uri(uri) if provider == OGR else ""
    # GDAL's own words for a database (`PG:dbname=…`) look like a path.
    return Path(path) if path and os.path.exists(path) else None


def _background(background: str) -> Any:
    """What a background is: a known one's file, a layer of the project with its look, or a file."""
    known = files(BACKGROUNDS, "*.json").get(background)
    if known is not None:
        return content(known)
    layers = project_layers(background, QgsProject.instance())
    if layers:
        return [[one.source(), _look(one), _contents(_drawn_files(one.source()))] for one in layers]
    return [background and Path(background).name, _contents(_drawn_files(background))]


def _base(request: SheetRequest, basis: SheetBasis, departement: str) -> Any:
    """What the light base is, wherever it lies, and what says how it is drawn."""
    wish = wished_base(request)
    try:
        base = basis.bases.of(wish, departement)
    except BackgroundError:
        # The sheets are printed without it.
        return [wish]
    if base is None:
        return []
    # What its classes are may be the user's own.
    return [
        _profile(base.profile),
        _contents(_data_files(base.profile)),
        _written(base.definition),
    ]


def _look(layer: QgsMapLayer) -> list[list[str]]:
    document = QDomDocument()
    layer.exportNamedStyle(document)
    # Qt writes the attributes of an element, which is a line, in any order.
    return [sorted(line.split()) for line in document.toString(1).splitlines()]


def _drawn_files(source: str) -> set[Path]:
    """A file that is drawn, with those beside it that say where it lies and how it looks."""
    name = source.partition(BAR)[0]
    if not name or not os.path.exists(name):
        return set()
    path = Path(name)
    ending = path.suffix
    world = (f"{ending[:2]}{ending[-1:]}w", f"{ending}w", ".wld")
    beside = [f"{path.stem}{one}" for one in (*world, ".prj", ".qml", ".aux", ".ovr")]
    beside += [f"{path.name}{one}" for one in (".aux.xml", ".ovr", ".msk")]
    return {path, *(path.with_name(one) for one in beside)}


def _entries(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a cartouche, its logo by what it holds."""
    logo = entries.get("logo")
    return {**entries, "logo": content(Path(logo))} if logo else dict(entries)


def _profile(profile: DataProfile) -> list[Any]:
    """What was recognised of the data, wherever they lie."""
    sources = []
    for one in profile.sources:
        layer = one.layer
        place = (
            layer.uri.partition(BAR)[2]
            if layer.provider == OGR
            else QgsDataSourceUri(layer.uri).sql()
        )
        # Each of its fields, so that none is forgotten, but why it was found.
        how = [v for k, v in sorted(vars(one).items()) if k not in ("layer", "reason")]
        sources.append([*how, layer.name, layer.crs, layer.encoding, place])
    unread = sorted(profile.unread)
    return [profile.credit, profile.demonstration, asdict(profile.facts), unread, sources]


def _digest(facts: Any) -> str:
    text = json.dumps(facts, sort_keys=True, default=_told, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _written(definition: Any) -> str:
    """A definition, a dataclass, as a text: the order of its entries counts, as that of classes."""
    return json.dumps(asdict(definition), default=_told, ensure_ascii=False)


def _told(fact: Any) -> Any:
    """What JSON has no word for; the members of a set come in another order in each process."""
    return sorted(fact, key=str) if isinstance(fact, (set, frozenset)) else str(fact)
