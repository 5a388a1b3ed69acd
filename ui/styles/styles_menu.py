# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of the dock for sets of styles, and for the styles in other projects."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Callable

from qgis.core import QgsFeedback, QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QToolButton

from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.layers.loaded_styles import loaded_classes
from ...core.layers.project_groups import find_group
from ...core.style_gallery import print_style_gallery
from ...core.styles.class_styles import ClassStyles, class_styles
from ...core.styles.export import export_styles
from ...core.styles.style_manager import install_styles, remove_styles
from ..common.file_dialogs import ask_folder, ask_save
from ..common.messages import Messages
from .current_sheet import current_sheet
from .sets_dialog import SetsDialog

KINDS = ("PDF (*.pdf)", "PNG (*.png)", "SVG (*.svg)")


class StylesMenu(QObject):
    """Opens the window of the sets, and takes the styles to other projects and programs.

    `sets_changed` is emitted when sets were added, renamed or removed.
    """

    sets_changed = pyqtSignal()

    def __init__(
        self,
        button: QToolButton,
        in_use: Callable[[], AbstractContextManager[None]],
        busy: Callable[[], AbstractContextManager[QgsFeedback]],
        messages: Messages,
    ) -> None:
        """`in_use` keeps the dock while a dialog is open; `busy` shows the progress of a step."""
        super().__init__(button)
        self._button = button
        self._in_use = in_use
        self._busy = busy
        self._messages = messages
        self.menu = QMenu(button)
        self.menu.setToolTipsVisible(True)
        self._add(translate("Styles", "&Sets of styles…"), self.open_sets)
        self._add(
            translate("Styles", "&Gallery…"),
            self.print_gallery,
            translate(
                "Styles",
                "One page with every symbol, in colour, in grey and as the colour-blind see it",
            ),
        )
        self.menu.addSeparator()
        self._add(
            translate("Styles", "&Export for other programs…"),
            self.export,
            translate("Styles", "Write QML, SLD and a style library of QGIS into a folder"),
        )
        self._add(
            translate("Styles", "&Install in the style manager"),
            self.install,
            translate("Styles", "Offer these symbols in every project of yours"),
        )
        self._add(translate("Styles", "&Remove from the style manager"), self.uninstall)
        button.setMenu(self.menu)

    def open_sets(self) -> None:
        """Open the window of the sets of styles."""
        with self._in_use(), self._messages.shown():
            dialog = SetsDialog(current_sheet(), self._button.window())
            dialog.exec()
            if dialog.is_changed:
                self.sets_changed.emit()
            dialog.deleteLater()

    def print_gallery(self) -> None:
        """Ask for a file and print the page with every symbol to it."""
        with self._in_use(), self._messages.shown():
            sheet, settings = current_sheet(), Settings.load()
            title = translate("Styles", "Gallery of the styles")
            stem = translate("Styles", "styles")
            path = ask_save(self._button.window(), title, settings.export_folder, stem, KINDS)
            if path is not None:
                with self._busy() as feedback:
                    made = print_style_gallery(sheet, settings.styles, path, feedback)
                self._messages.exported(made.file)
                self._messages.warn(made.warnings)

    def export(self) -> None:
        """Ask for a folder and write the styles into it for other programs."""
        with self._in_use(), self._messages.shown():
            title = translate("Styles", "Export the styles")
            folder = ask_folder(self._button.window(), title, Settings.load().export_folder)
            if folder is not None:
                with self._busy():
                    made = export_styles(_styles(), folder)
                text = translate("Styles", "%n files written to {folder}", "", len(made.files))
                self._messages.written(text, folder)
                self._messages.warn(list(made.warnings))

    def install(self) -> None:
        """Put the symbols into QGIS's style manager, or update them there."""
        with self._in_use(), self._messages.shown():
            made = install_styles(_styles())
            text = translate("Styles", "%n entries are in the style manager", "", made.installed)
            self._messages.done(text)
            self._messages.warn(list(made.warnings))

    def uninstall(self) -> None:
        """Take the plugin's symbols out of QGIS's style manager."""
        with self._in_use(), self._messages.shown():
            made = remove_styles()
            text = translate(
                "Styles", "%n entries removed from the style manager", "", made.removed
            )
            self._messages.done(text)
            self._messages.warn(list(made.warnings))

    def _add(self, text: str, action: Callable[[], None], tip: str = "") -> None:
        entry = self.menu.addAction(text)
        entry.triggered.connect(lambda: action())
        if tip:
            entry.setToolTip(tip)


def _styles() -> ClassStyles:
    project = QgsProject.instance()
    # Of several layers of a class, the topmost.
    loaded = loaded_classes(project, find_group(project))[::-1]
    fields = {one.style_name: one.layer.fields() for one in loaded}
    return class_styles(current_sheet(), Settings.load().styles, fields)
