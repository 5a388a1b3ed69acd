# SPDX-License-Identifier: GPL-3.0-or-later
"""Translation of the sentences that `core` raises or reports, and the language of the sheet."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

# Called with literal arguments everywhere, so that lupdate finds them.
translate = QCoreApplication.translate

# The printed sheet is French, whatever the language of the interface.
SHEET_LANGUAGE = "fr-FR"
