# SPDX-License-Identifier: GPL-3.0-or-later
"""The line that describes the chosen territory, and its links."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtWidgets import QLabel

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.ui.dock.territory_line import TerritoryLine

pytestmark = pytest.mark.usefixtures("qgis_app")


def test_one_click_leads_from_a_commune_to_its_epci_and_back(embedded: Gazetteer) -> None:
    label = QLabel()
    followed: list[str] = []
    line = TerritoryLine(label, lambda code: embedded.entry(code) is not None)
    line.followed.connect(followed.append)
    for code, to in (("59294", "200068500"), ("200068500", "59294"), ("245901160", "")):
        line.show(embedded.entry(code))
        assert label.text().count("<a href") == bool(to)
        if to:
            assert f'href="{to}"' in label.text()
            label.linkActivated.emit(to)
    assert followed == ["200068500", "59294"]


def test_an_epci_that_is_not_loaded_is_no_link(embedded: Gazetteer) -> None:
    label = QLabel()
    TerritoryLine(label, lambda _: False).show(embedded.entry("59294"))
    assert "de Cambrai" in label.text()
    assert "<a href" not in label.text()
