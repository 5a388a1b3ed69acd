# SPDX-License-Identifier: GPL-3.0-or-later
"""What exports print in their cartouche otherwise than their sheet and their office."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QAbstractButton

from ...core.common.i18n import translate
from ...core.territory.entry import Entry


class CartoucheEntries:
    """Keeps the entries by kind of territory; their number is shown on a button of the dock."""

    def __init__(self, button: QAbstractButton) -> None:
        self._button = button
        self.by_kind: dict[str, dict[str, Any]] = {}

    def of(self, entry: Entry | None) -> dict[str, Any]:
        """The entries for a territory; none where no territory is chosen."""
        return self.by_kind.get(entry.kind, {}) if entry is not None else {}

    def show_count(self, entry: Entry | None) -> None:
        """Show on the button how many entries a territory has."""
        changes = len(self.of(entry))
        self._button.setText(
            translate("Dock", "Carto&uche… (%n changed)", "", changes)
            if changes
            else translate("Dock", "Carto&uche…")
        )
