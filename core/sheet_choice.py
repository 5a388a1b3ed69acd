# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet that suits data: that of their scheme, else the one that draws the most of them."""

from __future__ import annotations

from .common.errors import SheetError, SourceError
from .common.files import ROOT
from .common.i18n import translate
from .profiles.profile import DataProfile
from .sheet.definition import SheetDefinition, available_sheets, load_sheet


def choose_sheet(profile: DataProfile) -> tuple[str, list[str]]:
    """The id of the sheet for the data of a profile, and what is wrong with other sheets.

    Of the sheets that draw the most layers, one of the scheme of the data is taken, else one that
    speaks of no scheme, a bundled one first. Raises SourceError when no sheet draws any.
    """
    available = available_sheets()
    scheme = profile.facts.scheme
    if scheme in available and _drawn(load_sheet(scheme), profile) == len(profile.sources):
        return scheme, []
    ranks: dict[str, tuple[int, bool, bool]] = {}
    faults = []
    for sheet_id, path in available.items():
        try:
            sheet = load_sheet(sheet_id)
        except SheetError as error:
            faults.append(str(error))
            continue
        suits = scheme in (sheet.scheme, sheet.id)
        ranks[sheet_id] = _drawn(sheet, profile), suits, ROOT in path.parents
    best = max(ranks, key=lambda sheet_id: ranks[sheet_id])
    if profile.sources and not ranks[best][0]:
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


def _drawn(sheet: SheetDefinition, profile: DataProfile) -> int:
    """How many layers of a profile a sheet draws."""
    return sum(sheet.draws(source.class_id, source.geometry) for source in profile.sources)
