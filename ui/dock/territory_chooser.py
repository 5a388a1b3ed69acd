# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the dock where a territory is chosen: by its name, its code or a click."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import QgsApplication, QgsPointXY
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal

from ...core.common.errors import TerritoryError
from ...core.common.i18n import translate
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ..common.messages import Messages
from ..common.territory_picker import TerritoryPicker
from ..common.territory_search import TerritorySearch, find


class TerritoryChooser(QObject):
    """Drives the search line and the button for picking; knows the chosen territory."""

    found = pyqtSignal(object)  # Entry, for whoever may take it with `choose`
    asked_again = pyqtSignal()  # Enter on the territory that is chosen

    def __init__(
        self,
        form: Any,
        canvas: QgsMapCanvas,
        gazetteer: Callable[[], Gazetteer],
        messages: Messages,
        parent: QObject,
    ) -> None:
        """`form` is the dock's; `gazetteer` may raise TerritoryError, which `messages` shows."""
        super().__init__(parent)
        self.entry: Entry | None = None
        self.form = form
        self.canvas = canvas
        self.picker = TerritoryPicker(canvas)
        self._gazetteer = gazetteer
        self._messages = messages
        form.search.setShowSearchIcon(True)
        form.pick.setIcon(QgsApplication.getThemeIcon("/mActionIdentify.svg"))
        self.search = TerritorySearch(form.search, gazetteer, messages)
        self.search.found.connect(self.found)
        self.search.typed.connect(self._take_text)
        form.pick.clicked.connect(self._toggle_picking)
        # The step that follows may last longer than the map tool exists.
        later = Qt.ConnectionType.QueuedConnection
        self.picker.picked.connect(self._find_at, later)  # type: ignore[call-arg]
        self.picker.stopped.connect(self._picking_stopped)
        canvas.layersChanged.connect(self._follow_canvas)
        self._follow_canvas()

    def close_down(self) -> None:
        """Disconnect from the canvas."""
        self.canvas.layersChanged.disconnect(self._follow_canvas)
        self.picker.stop()
        self.picker.picked.disconnect(self._find_at)
        self.picker.stopped.disconnect(self._picking_stopped)
        self.picker.deleteLater()

    def chosen(self) -> Entry | None:
        """The chosen territory; None while the line holds another text."""
        typed = self.form.search.text()
        return self.entry if self.entry is not None and typed == self.entry.title else None

    def choose(self, entry: Entry) -> None:
        """Make this the chosen territory."""
        self.entry = entry
        self._write(entry.title)

    def accept(self) -> None:
        """Search for the marked or the typed territory."""
        self.search.accept()

    def take_back(self) -> None:
        """End the picking, or take back the typing."""
        if self.form.pick.isChecked():
            self.picker.stop()
        elif self.entry is not None:
            self._write(self.entry.title)

    def _write(self, title: str) -> None:
        """Show the start of a title, all of it selected: the next key begins another search."""
        self.form.search.setText(title)
        self.form.search.end(False)
        self.form.search.home(True)

    def _take_text(self, text: str) -> None:
        with self._messages.shown():
            if self.chosen() is not None:
                self.asked_again.emit()
            elif text.strip():
                self.found.emit(find(self._gazetteer(), text))

    def _follow_canvas(self) -> None:
        """Disable the picking while the map is empty."""
        self.form.pick.setEnabled(bool(self.canvas.layers()))

    def _toggle_picking(self, on: bool) -> None:
        if on:
            self.picker.start()
        else:
            self.picker.stop()

    def _find_at(self, point: QgsPointXY) -> None:
        with self._messages.shown():
            crs = self.canvas.mapSettings().destinationCrs()
            entry = self._gazetteer().at(point, crs)
            if entry is None:
                raise TerritoryError(
                    translate("Dock", "No commune of the loaded territories lies there.")
                )
            self.found.emit(entry)

    def _picking_stopped(self) -> None:
        self.form.pick.setChecked(False)
