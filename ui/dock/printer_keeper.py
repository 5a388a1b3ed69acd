# SPDX-License-Identifier: GPL-3.0-or-later
"""The printer of the dock: kept from one territory to the next."""

from __future__ import annotations

from collections import Counter
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
        self._kept: Printer | None = None
        self._uses: Counter[Printer] = Counter()
        QgsProject.instance().cleared.connect(self.drop)

    @contextmanager
    def printer(self, request: SheetRequest, gazetteer: Gazetteer) -> Iterator[Printer]:
        """The printer for a request, which stays whole until the body has ended."""
        if self._kept is None or not self._kept.serves(request, gazetteer):
            self.drop()
            self._kept = Printer(request, gazetteer)
        printer = self._kept
        self._uses[printer] += 1
        try:
            yield printer
        finally:
            self._uses[printer] -= 1
            self._close_unused(printer)

    def drop(self) -> None:
        """Let go of the printer and of its layers, as soon as nobody prints."""
        dropped, self._kept = self._kept, None
        if dropped is not None:
            self._close_unused(dropped)

    def close_down(self) -> None:
        """Let go of the printer and of the project."""
        QgsProject.instance().cleared.disconnect(self.drop)
        self.drop()

    def _close_unused(self, printer: Printer) -> None:
        if printer is not self._kept and not self._uses[printer]:
            del self._uses[printer]
            printer.close()
