# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets of the demonstration for tests of what is printed, not of who prints it.

The functions are those of `core.pipeline`, from printers that are kept to the end of the suite: a
printer that has printed before takes a third of the time of a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qgis.core import QgsFeedback, QgsProject

from srce_pac.core import pipeline
from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.core.sheet_layout import LaidOutSheet
from srce_pac.core.territory.gazetteer import Gazetteer


class LentPrinter:
    """A printer that stays open for the next test when its user has no more use for it."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._printer, name)

    def close(self) -> None:
        """Keep all that was read: it is looked at again before each sheet."""


# One for each bundled sheet, with the territories that come with the plugin.
_printers: dict[str, Printer] = {}
_embedded: list[Gazetteer] = []


def keep_printers(embedded: Gazetteer) -> None:
    """Begin to keep printers for the territories that come with the plugin."""
    _embedded.append(embedded)


def kept_printer(request: SheetRequest, gazetteer: Gazetteer) -> Printer | None:
    """The printer that serves a request of the demonstration on a bundled sheet."""
    if not _embedded or gazetteer is not _embedded[0]:
        return None
    if request.source != DEMONSTRATION or request.styles or "." in request.sheet:
        return None
    if request.sheet not in _printers:
        _printers[request.sheet] = Printer(SheetRequest("", sheet=request.sheet), gazetteer)
    return _printers[request.sheet]


def lent_printer(request: SheetRequest, gazetteer: Gazetteer) -> Printer | LentPrinter:
    """One that is kept where it serves a request, else a new one."""
    kept = kept_printer(request, gazetteer)
    return Printer(request, gazetteer) if kept is None else LentPrinter(kept)


def close_printers() -> None:
    """Let go of all of them, before QGIS ends."""
    while _printers:
        _printers.popitem()[1].close()
    _embedded.clear()


def export_sheet(
    request: SheetRequest,
    gazetteer: Gazetteer,
    output: Path,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """As `pipeline.export_sheet`."""
    printer = kept_printer(request, gazetteer)
    if printer is None:
        return pipeline.export_sheet(request, gazetteer, output, feedback)
    return printer.export(request, output, feedback)


def add_layout(
    request: SheetRequest,
    gazetteer: Gazetteer,
    project: QgsProject,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """As `pipeline.add_layout`."""
    printer = kept_printer(request, gazetteer)
    if printer is None:
        return pipeline.add_layout(request, gazetteer, project, feedback)
    return printer.add_layout(request, project, feedback)


@contextmanager
def laid_out(request: SheetRequest, gazetteer: Gazetteer) -> Iterator[LaidOutSheet]:
    """A sheet on the layout of its printer, neither written nor in a project.

    It takes a sixth of the time of `add_layout`, and holds until the printer makes its next sheet.
    """
    kept = kept_printer(request, gazetteer)
    printer = kept or Printer(request, gazetteer)
    try:
        yield printer.lay_out(request)
    finally:
        if kept is None:
            printer.close()
