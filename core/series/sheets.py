# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheets that each territory of a series gets, and which of them the data can be drawn on."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.errors import SourceError
from ..common.request import SheetRequest
from ..sheet.definition import SheetDefinition, sheet_path, usable_sheet
from ..sheet_basis import SheetBasis
from .request import SeriesRequest


@dataclass(frozen=True)
class SeriesSheet:
    """One of the sheets: its request without a territory, and its definition.

    `basis` is what it is drawn from; where there is none, `fault` is the sentence that tells why.
    """

    wish: SheetRequest
    sheet: SheetDefinition
    basis: SheetBasis | None = None
    fault: str = ""


def sheet_requests(request: SeriesRequest) -> list[SheetRequest]:
    """The requests of the sheets that each territory gets, each once, without a territory.

    Of several, each says that it is number so of so many.
    """
    wishes = request.sheets or (request.sheet.sheet,)
    each_once: dict[Path | None, str] = {}
    for wish in wishes:
        each_once.setdefault(sheet_path(wish) if wish else None, wish)
    requests = [replace(request.sheet, sheet=wish) for wish in each_once.values()]
    if len(requests) == 1:
        return requests
    return [one.numbered(number, len(requests)) for number, one in enumerate(requests, 1)]


def open_sheets(
    request: SeriesRequest, stack: ExitStack, feedback: QgsFeedback | None
) -> list[SeriesSheet]:
    """Open the data of all sheets; the stack closes them.

    One source may hold the data of some of several sheets only: the others cannot be drawn, and
    stop none. Raises SrceError for a sheet that is none, and where none can be drawn.
    """
    opened, wishes = [], sheet_requests(request)
    for wish in wishes:
        try:
            basis = stack.enter_context(closing(SheetBasis(wish, feedback)))
        except SourceError as error:
            if len(wishes) == 1:
                raise
            opened.append(SeriesSheet(wish, usable_sheet(wish.sheet)[0], fault=str(error)))
        else:
            opened.append(SeriesSheet(wish, basis.sheet, basis))
    if not any(one.basis for one in opened):
        # A new one: the error itself, kept here, would keep the layers of its frames.
        raise SourceError(opened[0].fault)
    return opened
