# SPDX-License-Identifier: GPL-3.0-or-later
"""The Help buttons of dialogs."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QPoint, QUrl
from qgis.PyQt.QtWidgets import QAbstractButton, QDialog, QDialogButtonBox, QVBoxLayout

from srce_pac.ui.common.help import HelpWindow, add_help, show_help

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


@pytest.mark.parametrize("is_narrow", [False, True])
def test_a_dialog_shows_its_page_in_one_window_of_its_own(is_narrow: bool) -> None:
    dialog = QDialog()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok, dialog)
    QVBoxLayout(dialog).addWidget(buttons)
    add_help(buttons, "data", is_narrow)
    dialog.show()
    (button,) = (
        each
        for each in buttons.findChildren(QAbstractButton)
        if buttons.buttonRole(each) == QDialogButtonBox.ButtonRole.HelpRole
    )
    assert (button.text() == "?") == is_narrow
    assert "Help" in (button.toolTip() if is_narrow else button.text())
    for _ in range(2):
        button.click()
    (window,) = dialog.findChildren(HelpWindow)
    assert window.isVisible()
    assert "BD TOPO" in window.toPlainText()
    window.setSource(QUrl("guide.md"))
    assert window.verticalScrollBar().value() == 0
    window.setSource(QUrl("data.md#which-layer"))
    top = window.cursorForPosition(QPoint(5, 5)).block().text()
    assert top in ("", "Which layer")
    assert window.verticalScrollBar().value() > 0
    window.close()
    dialog.close()


def test_a_page_is_shown_in_the_language_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: "fr_FR"))
    dialog = QDialog()
    window = show_help(dialog, "office")
    assert window.toPlainText().startswith("Pour l’administrateur d’un service")
    window.setSource(QUrl("office.fr.md#désinstaller-sans-laisser-de-trace"))
    assert window.verticalScrollBar().value() > 0
    window.close()
