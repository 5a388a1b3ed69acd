# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which styles are looked up, and which file is drawn for the name of a style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFields

from ..common.errors import StyleError
from ..common.files import ROOT, FileState, file_states
from ..common.i18n import translate
from ..sheet.definition import SheetDefinition, available_sheets, is_reference
from .drawing_orders import drawing_orders
from .ordered_style import OrderedStyle
from .qml import read_style, unusable
from .style_reading import ReadStyle, examined, style_notes
from .style_set import StyleSet, find_set, office_set, own_set

# Whose styles are looked up, the first one first.
EXPORT = "export"
OWN = "own"
OFFICE = "office"
SHEET = "sheet"
PLUGIN = "plugin"

# What tells readers how far to trust a map: no set may make it invisible.
_CAUTIONS = ("demonstration", "uncovered", "outside", "outside_dim", "outside_hide")


@dataclass(frozen=True)
class StylePlace:
    """A folder in which styles are looked up, that of a set or beside a sheet.

    To users it is called `shown`. `has_cautions` says whether those of the sheet may lie in it.
    """

    origin: str
    folder: Path
    shown: Path
    style_set: StyleSet | None = None
    has_cautions: bool = False


@dataclass(frozen=True)
class StyleOrder:
    """Where styles are looked up, one place after another; `warnings` tells of places left out."""

    places: tuple[StylePlace, ...]
    warnings: tuple[str, ...] = ()

    def choose(self, style_name: str, fields: QgsFields | None = None) -> OrderedStyle:
        """The style of a name, `corridor_l`, for a layer with these fields.

        A style that cannot be used is passed over. Raises StyleError when none is left.
        """
        warnings: list[str] = []
        for place in self.places:
            file = place.folder / f"{style_name}.qml"
            if not file.is_file():
                continue
            shown = place.shown / file.name
            if not place.has_cautions and style_name.rpartition("_")[0] in _CAUTIONS:
                reason = translate("Styles", "it is a caution of the sheet, which no set changes")
                warnings.append(unusable(shown, reason).whole)
                continue
            try:
                # The plugin's own are held by its tests.
                is_known = place.origin == PLUGIN
                style = ReadStyle(read_style(file)) if is_known else examined(file, style_name[-1])
            except StyleError as error:
                # The file that was read may be a copy of the one that users know.
                warnings.append(error.whole.replace(str(file), str(shown)))
                continue
            reason = style.reason or style.missing_field(fields)
            if reason:
                warnings.append(unusable(shown, reason).whole)
                continue
            changes = style_notes(shown, (*style.changes, *style.unlabelled(fields)))
            changes += () if is_known else _unseen(file, shown)
            refusals = (f"{refusal} {_instead(place.origin)}" for refusal in warnings)
            return OrderedStyle(file, style.qml, place.origin, (*refusals, *changes))
        if warnings:
            raise StyleError(" ".join(warnings))
        missing = translate("Layers", "there is no such file")
        beside = next(place for place in self.places if place.origin in (SHEET, PLUGIN))
        raise unusable(beside.folder / f"{style_name}.qml", missing)

    def reference_warnings(self) -> list[str]:
        """What is to be known of the styles of reference layers, which every sheet has."""
        names = {file.stem for file in self.files() if is_reference(file.stem)}
        return [warning for name in sorted(names) for warning in self._known_warnings(name)]

    def files(self) -> list[Path]:
        """All files that are looked at."""
        return [file for place in self.places for file in place.folder.glob("*_[pls].qml")]

    def _known_warnings(self, style_name: str) -> tuple[str, ...]:
        try:
            return self.choose(style_name).warnings
        except StyleError as error:
            return (str(error),)


def style_order(sheet: SheetDefinition, wish: str = "") -> StyleOrder:
    """Where the styles of a sheet are looked up: in the set of an export (`wish`, see `find_set`),
    in the user's, in the office's, beside the sheet, in the plugin.

    Raises StyleError where there is no such set.
    """
    sets: list[tuple[str, StyleSet]] = [(EXPORT, find_set(wish))] if wish else []
    sets.append((OWN, own_set()))
    warnings: list[str] = []
    try:
        office = office_set()
    except StyleError as error:
        warnings.append(str(error))
    else:
        sets += [(OFFICE, office)] if office else []
    warnings += [warning for _, one in sets for warning in one.warnings]
    shared = [one for origin, one in sets if origin in (EXPORT, OFFICE)]
    warnings += [warning for one in shared for warning in _misnamed(one, sheet)]
    bundled = ROOT / "styles"
    places = [
        StylePlace(origin, one.read_from, one.folder, one, one.read_from in sheet.styles)
        for origin, one in sets
    ]
    for folder in sheet.styles:
        origin = PLUGIN if folder == bundled else SHEET
        places.append(StylePlace(origin, folder, folder, has_cautions=True))
    # Each folder where it comes first.
    first: dict[Path, StylePlace] = {}
    for place in places:
        first.setdefault(place.folder, place)
    return StyleOrder(tuple(first.values()), tuple(warnings))


def _instead(origin: str) -> str:
    """What is drawn in the place of a style that cannot be."""
    sentences = {
        OWN: translate("Styles", "Yours is drawn."),
        OFFICE: translate("Styles", "The office's is drawn."),
        SHEET: translate("Styles", "The sheet's own is drawn."),
        PLUGIN: translate("Styles", "The plugin's is drawn."),
    }
    return sentences.get(origin, "")


def _unseen(file: Path, shown: Path) -> tuple[str, ...]:
    """Whether a style is hardly seen on paper."""
    # It measures with numpy, which takes its time to be imported.
    from .contrast import paper_warnings

    return paper_warnings(file, file.stem[-1], shown)


def _misnamed(style_set: StyleSet, sheet: SheetDefinition) -> Iterator[str]:
    """Which styles of a set no sheet asks for: their names may be misspelt."""
    known = _drawn_names(file_states(available_sheets().values())).union(sheet.drawing_order)
    note = translate("Styles", "no sheet draws anything of this name")
    for file in style_set.files():
        if file.stem not in known:
            yield from style_notes(style_set.folder / file.name, [note])


def _drawn_names(sheets: tuple[FileState, ...]) -> frozenset[str]:
    """The names of the styles that the plugin has or that a sheet draws."""
    names = {file.stem for file in (ROOT / "styles").glob("*.qml")}
    return frozenset(names.union(*drawing_orders(sheets)))
