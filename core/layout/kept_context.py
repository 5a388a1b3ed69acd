# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout that is asked for its variables hundreds of times and looks them up once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsExpressionContext, QgsPrintLayout, QgsProject


class KeptContextLayout(QgsPrintLayout):
    """A print layout that can keep what expressions know of QGIS, the project and itself.

    QGIS makes it anew for each item that it measures, moves or draws, and reads its settings from
    the disk for that: a fifth of the time of a sheet.
    """

    def __init__(self, project: QgsProject) -> None:
        super().__init__(project)
        self._keeps = False
        self._kept: QgsExpressionContext | None = None

    def createExpressionContext(self) -> QgsExpressionContext:  # noqa: N802
        """What QGIS asks for; it takes a copy."""
        if not self._keeps:
            return super().createExpressionContext()
        if self._kept is None:
            self._kept = super().createExpressionContext()
        return self._kept

    @contextmanager
    def keeping_context(self) -> Iterator[None]:
        """Keep the context of expressions from now on; whoever changes it has it forgotten."""
        self.forget_context()
        self._keeps = True
        try:
            yield
        finally:
            self._keeps = False
            self.forget_context()

    def forget_context(self) -> None:
        """Have the context made anew: variables of QGIS, the project or the layout have changed."""
        self._kept = None
