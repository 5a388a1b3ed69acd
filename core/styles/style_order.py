# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which styles are looked up, and which file is drawn for the name of a style."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFields

from ..common.errors import StyleError
from ..common.files import ROOT
from ..common.i18n import translate
from ..sheet.definition import SheetDefinition
from .style_check import check_style
from .style_set import StyleSet, find_set, office_set, own_set

# Whose styles are looked up, the first one first.
EXPORT = "export"
OWN = "own"
OFFICE = "office"
SHEET = "sheet"
PLUGIN = "plugin"


@dataclass(frozen=True)
class OrderedStyle:
    """The file that is drawn for the name of a style, and where it is from.

    `origin` is one of those above; `warnings` tells of the styles that were passed over and of
    what is to be known of this one.
    """

    file: Path
    origin: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class StyleOrder:
    """The folders in which styles are looked up, with their origins; the plugin's own is last."""

    folders: tuple[tuple[str, Path], ...]
    warnings: tuple[str, ...] = ()

    def choose(self, style_name: str, fields: QgsFields | None = None) -> OrderedStyle:
        """The style of a name, `corridor_l`, for a layer with these fields.

        Raises StyleError when there is none that can be used.
        """
        warnings: list[str] = []
        for origin, folder in self.folders:
            file = folder / f"{style_name}.qml"
            if not file.is_file():
                continue
            report = check_style(file, style_name[-1], fields)
            if not report.refusal:
                return OrderedStyle(file, origin, (*warnings, *report.warnings))
            warnings.append(report.refusal)
        missing = translate("Styles", "There is no style “{name}”.").format(name=style_name)
        raise StyleError(" ".join([*warnings, missing]))


def style_order(sheet: SheetDefinition, wish: str = "") -> StyleOrder:
    """Where the styles of a sheet are looked up: in the set of an export (`wish`, see `find_set`),
    in the user's, in the office's, beside the sheet, in the plugin.

    Raises StyleError where there is no such set.
    """
    sets: list[tuple[str, StyleSet]] = [(EXPORT, find_set(wish))] if wish else []
    warnings: list[str] = []
    sets.append((OWN, own_set()))
    try:
        office = office_set()
    except StyleError as error:
        warnings.append(str(error))
        office = None
    if office is not None:
        sets.append((OFFICE, office))
    warnings += [warning for _, one in sets for warning in one.warnings]
    plugin = ROOT / "styles"
    beside = [(PLUGIN if folder == plugin else SHEET, folder) for folder in sheet.styles]
    folders = dict(reversed([(f, o) for o, f in [*((o, s.folder) for o, s in sets), *beside]]))
    ordered = tuple((origin, folder) for folder, origin in reversed(folders.items()))
    return StyleOrder(ordered, tuple(warnings))
