# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the user guide; many systems have no program for Markdown files."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtWidgets import QShortcut, QTextBrowser, QWidget

from ...core.common.i18n import translate


class HelpWindow(QTextBrowser):
    """Shows a page, `guide.md` unless named, or its translation to the user's language."""

    def __init__(self, folder: Path, parent: QWidget, page: str = "guide") -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setWindowTitle(translate("Help", "SRCE PAC – user guide"))
        self.setOpenExternalLinks(True)
        translated = folder / f"{page}.{QgsApplication.locale()[:2]}.md"
        shown = translated if translated.is_file() else folder / f"{page}.md"
        self.setSource(QUrl.fromLocalFile(str(shown)))
        self.resize(1280, 800)
        QShortcut(Qt.Key.Key_Escape, self, self.close)
