# SPDX-License-Identifier: GPL-3.0-or-later
"""The printer of the dock: kept from one territory to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsProject

from ...core.common.request import SheetRequest
from ...core.pipeline import Printer
from ...core.territory.gazetteer import Gazetteer


class PrinterKeeper:
    """Keeps the printer of the last request while it serves the next one.

    The printer itself notices that files have changed. It goes with the project, whose layers may
    be its source.
    """

    def __init__(self) -> None:
        self._printer: Printer | None = None
        self._uses = 0
        self._dropped = False
        QgsProject.instance().cleared.connect(self.drop)

    @contextmanager
    def printer(self, request: SheetRequest, gazetteer: Gazetteer) -> Iterator[Printer]:
        """The printer for a request, which stays whole until the body has ended."""
        if self._printer is None or not self._printer.serves(request, gazetteer):
            self.drop()
            self._printer = Printer(request, gazetteer)
        self._uses += 1
        try:
            yield self._printer
        finally:
            self._uses -= 1
            if self._dropped:
                self.drop()

    def drop(self) -> None:
        """Let go of the printer and of its layers, as soon as nobody prints."""
        self._dropped = bool(self._uses)
        if self._printer is not None and not self._uses:
            self._printer.close()
            self._printer = None

    def close_down(self) -> None:
        """Let go of the printer and of the project."""
        QgsProject.instance().cleared.disconnect(self.drop)
        self.drop()
