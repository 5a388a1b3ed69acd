# SPDX-License-Identifier: GPL-3.0-or-later
"""What a text names, found beside the window: 34,000 communes take seconds."""

from __future__ import annotations

from qgis.PyQt.QtCore import QObject, QThread, pyqtSignal

from ...core.territory.gazetteer import Gazetteer
from ...core.territory.territory_list import Listed, listed_entries


class Listing(QThread):
    """Lists the territories of a text, and the EPCIs that it names or holds among them.

    The gazetteer is only read meanwhile.
    """

    listed = pyqtSignal(object)  # Listed, on the thread of the window

    def __init__(self, text: str, gazetteer: Gazetteer, parent: QObject) -> None:
        super().__init__(parent)
        self._text = text
        self._gazetteer = gazetteer
        self._result = Listed([], [])
        self.finished.connect(lambda: self.listed.emit(self._result))

    def run(self) -> None:
        self._result = listed_entries(self._text, self._gazetteer, own_sheet=True)
