# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every form: mnemonics, labels, and that it fits a small screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from qgis.PyQt.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QSpinBox

from srce_pac.core.sheet.cartouche import Cartouche
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import Desktop, settle
from srce_pac.ui.cartouche.dialog import CartoucheDialog
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.selection import SelectionDialog
from srce_pac.ui.options.page import OptionsPage
from srce_pac.ui.styles.current_sheet import current_sheet
from srce_pac.ui.styles.sets_dialog import SetsDialog


class TestForms:
    """What holds for every dialog."""

    @pytest.fixture(params=["cartouche", "options", "selection", "series", "sets"])
    def form(
        self,
        request: pytest.FixtureRequest,
        desktop: Desktop,
        gazetteer: Gazetteer,
        dock: SheetDock,
    ) -> Iterator[Any]:
        entry = gazetteer.resolve("59294")
        if request.param == "cartouche":
            cartouche = Cartouche()
            widget: Any = CartoucheDialog(cartouche, {}, None, "", desktop.window)
        elif request.param == "options":
            widget = OptionsPage(desktop.bar, {}, desktop.window)
        elif request.param == "series":
            dock.series.open()
            widget = dock.series.dialog
        elif request.param == "sets":
            widget = SetsDialog(current_sheet(), desktop.window)
        else:
            widget = SelectionDialog(gazetteer, gazetteer.selection([entry]), desktop.window)
        widget.show()
        settle()
        yield widget
        widget.deleteLater()

    def test_mnemonics_are_each_its_own(self, form: Any) -> None:
        widgets = form.findChildren((QLabel, QAbstractButton))
        keys = [m[1].lower() for w in widgets for m in [re.search("&(.)", w.text())] if m]
        assert len(keys) >= 3
        assert len(keys) == len(set(keys))

    def test_every_field_has_its_label(self, form: Any) -> None:
        buddies = {label.buddy() for label in form.findChildren(QLabel)}
        for kind in (QLineEdit, QPlainTextEdit, QSpinBox):
            for field in form.findChildren(kind):
                own = not field.objectName().startswith("qt_") and hasattr(
                    form.form, field.objectName() or "-"
                )
                assert not own or field in buddies, field.objectName()

    def test_labels_end_without_a_colon(self, form: Any) -> None:
        labels = [w.text() for w in form.findChildren((QLabel, QAbstractButton))]
        assert [text for text in labels if text.rstrip().endswith(":")] == []

    def test_it_fits_a_small_screen(self, form: Any) -> None:
        hint = form.minimumSizeHint()
        assert hint.width() <= 620
        assert hint.height() <= 700
