# SPDX-License-Identifier: GPL-3.0-or-later
"""The button by which communes are put together, and the window that it opens."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractButton, QWidget

from ...core.common.request import SELECTION
from ...core.territory.kept_selections import keep_selection
from ..common.messages import Messages
from .selection import SelectionDialog
from .steps import Steps
from .territory_chooser import TerritoryChooser


class SelectionMaker(QObject):
    """Opens the window of selections beside the map, on which communes are picked for it."""

    made = pyqtSignal(object)  # Entry

    def __init__(
        self,
        button: QAbstractButton,
        chooser: TerritoryChooser,
        steps: Steps,
        messages: Messages,
        dock: QWidget,
    ) -> None:
        """`messages` shows that the territories cannot be read; no window opens during `steps`."""
        super().__init__(dock)
        self._chooser = chooser
        self._steps = steps
        self._messages = messages
        self._dock = dock
        self.dialog: SelectionDialog | None = None
        button.setIcon(QgsApplication.getThemeIcon("/mActionAddPart.svg"))
        button.clicked.connect(self.open)

    def open(self) -> None:
        """Show the window with the chosen selection, or the one that is being made."""
        if self._steps.progress is not None:
            return
        if self.dialog is None:
            with self._messages.shown():
                self._make()
        if self.dialog is not None:
            self.dialog.show()
            self.dialog.raise_()
            self.dialog.activateWindow()

    def _make(self) -> None:
        entry = self._chooser.chosen()
        before = entry if entry is not None and entry.kind == SELECTION else None
        gazetteer, canvas = self._chooser.gazetteer(), self._chooser.canvas
        self.dialog = SelectionDialog(gazetteer, before, self._dock, canvas)
        self.dialog.finished.connect(self._end)

    def _end(self, accepted: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        chosen = dialog.selection() if accepted else None
        dialog.deleteLater()
        if chosen is not None and not self._steps.is_closed:
            keep_selection(chosen)
            self.made.emit(chosen)
