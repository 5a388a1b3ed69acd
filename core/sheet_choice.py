# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet that suits data: that of their scheme, else the one that draws the most of them."""

from __future__ import annotations

from .common.errors import SheetError, SourceError
from .common.files import ROOT
from .common.i18n import translate
from .profiles.profile import DataProfile
from .sheet.definition import SheetDefinition, available_sheets, usable_sheet


def choose_sheet(profile: DataProfile) -> tuple[SheetDefinition, list[str]]:
    """The sheet for the data of a profile, and what is wrong with other sheets.

    Of the sheets that draw the most layers, one of the scheme of the data is taken, else one that
    speaks of no scheme, a bundled one first. Raises SourceError when no sheet draws any.
    """
    scheme = profile.facts.scheme
    sheets: dict[str, SheetDefinition] = {}
    faults: list[str] = []
    for sheet_id in available_sheets():
        try:
            sheets[sheet_id], wrong = usable_sheet(sheet_id)
            faults += wrong
        except SheetError as error:
            faults.append(error.whole)
    if scheme in sheets and _drawn(sheets[scheme], profile) == len(profile.sources):
        return sheets[scheme], faults
    best = max(sheets.values(), key=lambda sheet: _rank(sheet, profile))
    if profile.sources and not _drawn(best, profile):
        raise SourceError(
            translate(
                "Source", "No sheet draws anything of “{title}”: choose another source."
            ).format(title=profile.title)
        )
    return best, faults


def misfits(sheet: SheetDefinition, profile: DataProfile) -> list[str]:
    """What the user should know of a sheet that was asked for whatever the data."""
    scheme = profile.facts.scheme
    if not (scheme and sheet.scheme) or scheme == sheet.scheme:
        return []
    return [
        translate(
            "Source",
            "The data are those of a {data}, the texts of the sheet “{sheet}” speak of a {scheme}: "
            "choose the sheet by the data.",
        ).format(data=scheme.upper(), sheet=sheet.name, scheme=sheet.scheme.upper())
    ]


def _rank(sheet: SheetDefinition, profile: DataProfile) -> tuple[int, bool, bool]:
    suits = profile.facts.scheme in (sheet.scheme, sheet.id)
    return _drawn(sheet, profile), suits, ROOT in sheet.path.parents


def _drawn(sheet: SheetDefinition, profile: DataProfile) -> int:
    """How many layers of a profile a sheet draws."""
    return sum(sheet.draws(source.class_id, source.geometry) for source in profile.sources)
