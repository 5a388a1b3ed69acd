# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the user guide; many systems have no program for Markdown files."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtWidgets import QDialogButtonBox, QShortcut, QTextBrowser, QToolButton, QWidget

from ...core.common.help_pages import name_headings, page_file
from ...core.common.i18n import translate


def show_help(parent: QWidget, page: str = "guide") -> HelpWindow:
    """Show a page of the docs in a window that goes with `parent`: the same one each time."""
    window = parent.findChild(HelpWindow, page, Qt.FindChildOption.FindDirectChildrenOnly)
    if window is None:
        window = HelpWindow(parent, page)
    window.show()
    window.raise_()
    return window


def add_help(buttons: QDialogButtonBox, page: str, is_narrow: bool = False) -> None:
    """Give a dialog's row of buttons the one that shows a page of the docs.

    Where the row has no room for a word, it is a question mark.
    """
    if is_narrow:
        mark = QToolButton()
        mark.setText("?")
        mark.setToolTip(translate("Help", "Help"))
        buttons.addButton(mark, QDialogButtonBox.ButtonRole.HelpRole)
    else:
        buttons.addButton(QDialogButtonBox.StandardButton.Help)
    # A window of the dialog: a modal one lets no other be used.
    buttons.helpRequested.connect(lambda: show_help(buttons.window(), page))


class HelpWindow(QTextBrowser):
    """Shows a page of the docs, or its translation to the user's language."""

    def __init__(self, parent: QWidget, page: str) -> None:
        super().__init__(parent)
        self.setObjectName(page)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setWindowTitle(translate("Help", "SRCE PAC – user guide"))
        self.setOpenExternalLinks(True)
        self.sourceChanged.connect(self._go_to_heading)
        self.setSource(QUrl.fromLocalFile(str(page_file(page))))
        self.resize(1280, 800)
        QShortcut(Qt.Key.Key_Escape, self, self.close)

    def _go_to_heading(self, address: QUrl) -> None:
        """Go to where a link leads: Qt names no heading of Markdown."""
        name_headings(self.document())
        if address.hasFragment():
            self.scrollToAnchor(address.fragment(QUrl.ComponentFormattingOption.FullyDecoded))
