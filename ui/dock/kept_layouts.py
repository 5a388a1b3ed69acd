# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of the project's layouts, which are exported as the user has left them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QMenu, QToolButton, QWidget

from ...core.common.i18n import translate
from ...core.kept_layouts import KeptLayout, export_kept, kept_layouts
from ...core.territory.entry import Entry
from ..common.busy_cursor import busy_cursor
from ..common.messages import Messages
from .export_target import ask_layout_file, remember_export_folder


class KeptLayouts:
    """Lists the layouts that the plugin has made, those of the chosen territory first."""

    def __init__(
        self,
        button: QToolButton,
        chosen: Callable[[], Entry | None],
        in_use: Callable[[], AbstractContextManager[None]],
        messages: Messages,
    ) -> None:
        """`in_use` keeps the dock while a dialog is open."""
        self._button = button
        self._chosen = chosen
        self._in_use = in_use
        self._messages = messages
        self.menu = QMenu(button)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        button.setIcon(QgsApplication.getThemeIcon("/mActionLayoutManager.svg"))
        button.setMenu(self.menu)

    def _fill(self) -> None:
        self.menu.clear()
        entry = self._chosen()
        here = entry.reference if entry is not None else ""
        found = list(kept_layouts(QgsProject.instance()))
        for kept in sorted(found, key=lambda kept: (kept.territory != here, kept.name)):
            # A name may hold the sign that marks a mnemonic.
            name = translate("Dock", "Export “{layout}”…").format(layout=kept.name)
            action = self.menu.addAction(name.replace("&", "&&"))
            action.setToolTip(
                translate("Dock", "Print this layout as it stands, with what was edited in it")
            )
            action.triggered.connect(lambda _, kept=kept: self.export(kept))
        if not found:
            text = translate("Dock", "The project has no layout of the plugin; Layout… makes one")
            self.menu.addAction(text).setEnabled(False)

    def export(self, kept: KeptLayout) -> None:
        """Ask for a file and write a layout to it."""
        window: QWidget = self._button.window()
        with self._in_use(), self._messages.shown():
            path: Path | None = ask_layout_file(window, kept.file_stem)
            # The project may have lost it meanwhile.
            if path is None or sip.isdeleted(kept.layout):
                return
            remember_export_folder(path.parent)
            with busy_cursor():
                warnings = export_kept(kept.layout, path)
            self._messages.exported(path)
            self._messages.warn(warnings)
