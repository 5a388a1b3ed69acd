# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which Tab goes through what code adds to a form."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.PyQt.QtWidgets import QWidget


def tab_through(widgets: Iterable[QWidget]) -> None:
    """Have Tab go from the first widget through the others to what came after the first."""
    before = None
    for widget in widgets:
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget
