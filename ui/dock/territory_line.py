# SPDX-License-Identifier: GPL-3.0-or-later
"""The line that describes the chosen territory, with links to its EPCI and back."""

from __future__ import annotations

from html import escape
from typing import Callable

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel

from ...core.common.i18n import translate
from ...core.common.request import COMMUNE, EPCI
from ...core.territory.entry import Entry
from ..common.labels import entry_parts
from ..common.links import link


class TerritoryLine(QObject):
    """Drives a label; a link in it gives the code of the territory that it leads to."""

    followed = pyqtSignal(str)

    def __init__(self, label: QLabel, is_loaded: Callable[[str], bool]) -> None:
        """`is_loaded` tells whether a code is among the loaded territories."""
        super().__init__(label)
        self._label = label
        self._is_loaded = is_loaded
        # The commune that was chosen last, to go back to.
        self._commune: Entry | None = None
        label.linkActivated.connect(self.followed)

    def show(self, entry: Entry | None) -> None:
        """Describe the chosen territory."""
        if entry is None:
            self._label.setText(escape(translate("Dock", "No territory chosen"), False))
            return
        if entry.kind == COMMUNE:
            self._commune = entry
        parts = [escape(part, False) for part in entry_parts(entry)]
        if entry.kind == COMMUNE and entry.epci_name and self._is_loaded(entry.epci):
            parts[1] = link(entry.epci, entry.epci_name)
        back = self._commune
        if entry.kind == EPCI and back is not None and back.code in entry.members:
            text = translate("Dock", "back to {commune}").format(commune=back.name)
            parts.append(link(back.code, text))
        self._label.setText(" · ".join(parts))
