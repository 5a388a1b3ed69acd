# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas that scroll what may be higher than their window."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QObject
from qgis.PyQt.QtWidgets import QScrollArea


def forbid_narrower(area: QScrollArea) -> None:
    """Never let an area that scrolls up and down be narrower than what it shows.

    That grows with the letters and with the theme of QGIS, which may change at any time.
    """
    area.widget().installEventFilter(_Width(area))
    _widen(area)


class _Width(QObject):
    """Belongs to an area, and watches what is shown in it."""

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look again when the layout has changed."""
        area = self.parent()
        if event.type() == QEvent.Type.LayoutRequest and isinstance(area, QScrollArea):
            _widen(area)
        return False


def _widen(area: QScrollArea) -> None:
    # There is no horizontal bar: the width must suffice for the widget.
    bar = area.verticalScrollBar().sizeHint().width()
    area.setMinimumWidth(area.widget().minimumSizeHint().width() + bar)
