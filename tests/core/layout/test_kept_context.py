# SPDX-License-Identifier: GPL-3.0-or-later
"""What expressions of a layout know, kept while a sheet is laid out and while it is written."""

from __future__ import annotations

import pytest
from qgis.core import QgsExpressionContextUtils, QgsLayoutItemLabel, QgsProject

from srce_pac.core.layout.kept_context import KeptContextLayout

pytestmark = pytest.mark.usefixtures("qgis_app")


def test_a_context_is_kept_until_it_is_forgotten() -> None:
    project = QgsProject()
    layout = KeptContextLayout(project)
    label = QgsLayoutItemLabel(layout)
    label.setText("[% @page_title %]")

    def text(title: str) -> str:
        QgsExpressionContextUtils.setLayoutVariables(layout, {"page_title": title})
        return label.currentText()

    assert text("one") == "one"
    with layout.keeping_context():
        assert [text("two"), text("three")] == ["two", "two"]
        layout.forget_context()
        assert text("four") == "four"
    assert text("five") == "five"
