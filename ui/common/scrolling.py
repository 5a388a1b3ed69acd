# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas that scroll what may be higher than their window."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QScrollArea


def forbid_narrower(area: QScrollArea) -> None:
    """Never let an area that scrolls up and down be narrower than what it shows."""
    # There is no horizontal bar: the width must suffice for the widget.
    bar = area.verticalScrollBar().sizeHint().width()
    area.setMinimumWidth(area.widget().minimumSizeHint().width() + bar)
