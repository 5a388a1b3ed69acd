# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of windows that have little room, or larger letters than before."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from srce_pac.tests.support.desktop import settle
from srce_pac.ui.common.elided import elide
from srce_pac.ui.common.scrolling import forbid_narrower

pytestmark = pytest.mark.usefixtures("qgis_app")


def test_a_list_without_room_ends_in_an_ellipsis() -> None:
    def drawn(text: str, width: int) -> object:
        window = QWidget()
        combo = QComboBox(window)
        combo.addItem(text)
        combo.resize(width, 30)
        elide(window)
        return combo.grab().toImage()

    assert drawn("Fictitious demonstration", 300) != drawn("Fictitious demonstratio", 300)
    assert drawn("Fictitious demonstration", 110) == drawn("Fictitious demonstratio", 110)
    fitting = [drawn(f"{'Fictitious demonstration'[:end]}…", 110) for end in range(3, 20)]
    assert drawn("Fictitious demonstration", 110) in fitting


def test_an_area_widens_with_its_letters() -> None:
    area, panel = QScrollArea(), QWidget()
    area.setWidgetResizable(True)
    QVBoxLayout(panel).addWidget(QLabel("Ecological corridors"))
    area.setWidget(panel)
    forbid_narrower(area)
    area.show()
    settle()
    before = area.minimumWidth()
    panel.setFont(QFont("Liberation Sans", 28))
    settle()
    assert area.minimumWidth() > 1.5 * before
    area.close()
