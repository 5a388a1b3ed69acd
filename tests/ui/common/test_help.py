# SPDX-License-Identifier: GPL-3.0-or-later
"""The Help buttons of dialogs."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from srce_pac.ui.common.help import HelpWindow, add_help

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")


def test_a_dialog_shows_its_page_in_one_window_of_its_own() -> None:
    dialog = QDialog()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok, dialog)
    QVBoxLayout(dialog).addWidget(buttons)
    add_help(buttons, "data")
    dialog.show()
    for _ in range(2):
        buttons.button(QDialogButtonBox.StandardButton.Help).click()
    (window,) = dialog.findChildren(HelpWindow)
    assert window.isVisible()
    assert "BD TOPO" in window.toPlainText()
    window.close()
    dialog.close()
