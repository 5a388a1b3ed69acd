# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every form: mnemonics, labels, and that it fits a small screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from qgis.PyQt.QtCore import QCoreApplication, QTranslator
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTabWidget,
)

from srce_pac.core.common.files import ROOT
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

    @pytest.fixture(
        params=[
            *("cartouche", "options", "selection", "series", "sets"),
            *("cartouche fr", "options fr", "selection fr", "series fr", "sets fr"),
        ]
    )
    def form(
        self,
        request: pytest.FixtureRequest,
        desktop: Desktop,
        gazetteer: Gazetteer,
        dock: SheetDock,
    ) -> Iterator[Any]:
        entry, translator = gazetteer.resolve("59294"), QTranslator()
        name, _, language = request.param.partition(" ")
        if language:
            assert translator.load(str(ROOT / "i18n" / f"srce_pac_{language}.qm"))
            QCoreApplication.installTranslator(translator)
        if name == "cartouche":
            cartouche = Cartouche()
            widget: Any = CartoucheDialog(cartouche, {}, None, "", desktop.window)
        elif name == "options":
            widget = OptionsPage(desktop.bar, {}, desktop.window)
        elif name == "series":
            dock.series.open()
            widget = dock.series.dialog
        elif name == "sets":
            widget = SetsDialog(current_sheet(), desktop.window)
        else:
            widget = SelectionDialog(gazetteer, gazetteer.selection([entry]), desktop.window)
        widget.show()
        settle()
        yield widget
        widget.deleteLater()
        QCoreApplication.removeTranslator(translator)

    def test_mnemonics_are_each_its_own(self, form: Any) -> None:
        pages = form.findChild(QTabWidget)
        for page in range(pages.count() if pages else 1):
            if pages:
                pages.setCurrentIndex(page)
            widgets = [
                each for each in form.findChildren((QLabel, QAbstractButton)) if each.isVisible()
            ]
            keys = [m[1].lower() for w in widgets for m in [re.search("&(.)", w.text())] if m]
            assert len(keys) >= 3
            assert [key for key in keys if keys.count(key) > 1] == []

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

    def test_it_fits_a_small_screen(self, form: Any, request: pytest.FixtureRequest) -> None:
        hint = form.minimumSizeHint()
        # French words are longer.
        is_french = request.node.callspec.params["form"].endswith(" fr")
        assert hint.width() <= (720 if is_french else 620)
        assert hint.height() <= 700
