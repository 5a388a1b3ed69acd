# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the dock where a territory is chosen: by its name, its code or a click."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import QgsApplication
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.recent_territories import remember_territory
from ...core.territory.search import only_territory
from ..common.commune_picking import CommunePicking
from ..common.messages import Messages
from ..common.territory_search import Searched, TerritorySearch
from .territory_line import TerritoryLine


class TerritoryChooser(QObject):
    """Drives the search line and the button for picking; knows the chosen territory."""

    found = pyqtSignal(object)  # Entry, for whoever may take it with `choose`
    asked_again = pyqtSignal()  # Enter on the territory that is chosen
    download_asked = pyqtSignal(str)  # of a département that is not loaded

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
        self.picking = CommunePicking(form.pick, canvas, gazetteer, messages)
        self.gazetteer = gazetteer
        self.canvas = canvas
        self._messages = messages
        form.search.setShowSearchIcon(True)
        form.pick.setIcon(QgsApplication.getThemeIcon("/mActionIdentify.svg"))
        searched = Searched(offers_download=True)
        self.search = TerritorySearch(form.search, gazetteer, messages, searched)
        self.search.found.connect(self.found)
        self.search.typed.connect(self._take_text)
        self.search.download_asked.connect(self.download_asked)
        self.line = TerritoryLine(form.territory, lambda code: gazetteer().entry(code) is not None)
        self.line.followed.connect(self.take)
        self.picking.picked.connect(self.found)

    def close_down(self) -> None:
        """Disconnect from the canvas."""
        self.picking.close_down()

    def chosen(self) -> Entry | None:
        """The chosen territory; None while the line holds another text."""
        typed = self.form.search.text()
        return self.entry if self.entry is not None and typed == self.entry.title else None

    def choose(self, entry: Entry) -> None:
        """Make this the chosen territory, and the first of the recent ones."""
        self.entry = entry
        self._write(entry.title)
        remember_territory(entry)

    def show(self) -> None:
        """Describe the chosen territory."""
        self.line.show(self.chosen())

    def take(self, text: str, title: str = "") -> None:
        """Take what a code or a name stands for, or a selection of a title; whatever is typed."""
        with self._messages.shown():
            gazetteer = self.gazetteer()
            entry = gazetteer.resolve(text, title) if title else only_territory(gazetteer, text)
            self.found.emit(entry)

    def accept(self) -> None:
        """Search for the marked or the typed territory."""
        self.search.accept()

    def offer_again(self) -> None:
        """Offer what there is now for a text that stands for nothing yet."""
        if self.chosen() is None and self.form.search.text():
            self.search.offer(self.form.search.text())

    def take_back(self) -> None:
        """End the picking, or take back the typing."""
        if self.form.pick.isChecked():
            self.picking.stop()
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
                self.found.emit(only_territory(self.gazetteer(), text))
