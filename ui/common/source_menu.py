# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu by which a source is chosen: files, the connections of QGIS, the open project."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QWidget

from ...core.common.i18n import translate
from ...core.sources.connection import database_connections, service_connections
from ...core.sources.file_formats import FILE_ENDINGS
from ...core.sources.source_address import SourceAddress, SourceKind
from .file_dialogs import ask_folder, ask_open


class SourceMenu(QMenu):
    """Offers every kind of source; `chosen` gives the text of a `SourceAddress`."""

    chosen = pyqtSignal(str)

    def __init__(self, what: str, folder: Callable[[], str], parent: QWidget) -> None:
        """`what` is the title of the file dialogs, which open at `folder`."""
        super().__init__(parent)
        self._what = what
        self._folder = folder
        self.file = self.addAction(translate("Sources", "&File…"))
        self.folder = self.addAction(translate("Sources", "F&older…"))
        self.databases = self.addMenu(translate("Sources", "&PostGIS"))
        self.services = self.addMenu(translate("Sources", "&WFS / OGC API – Features"))
        self.project = self.addAction(translate("Sources", "&Layers of the project"))
        self.file.triggered.connect(self._ask_file)
        self.folder.triggered.connect(self._ask_folder)
        self.project.triggered.connect(lambda: self._choose(SourceKind.PROJECT))
        # Connections may be added while QGIS runs.
        self.databases.aboutToShow.connect(
            lambda: self._fill(self.databases, SourceKind.DATABASE, database_connections())
        )
        self.services.aboutToShow.connect(
            lambda: self._fill(self.services, SourceKind.SERVICE, service_connections())
        )

    def _fill(self, menu: QMenu, kind: SourceKind, names: list[str]) -> None:
        menu.clear()
        for name in names:
            # A single ampersand would be taken for a key.
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _, name=name: self._choose(kind, name))
        if not names:
            none = menu.addAction(translate("Sources", "No connection is saved in QGIS"))
            none.setEnabled(False)

    def _choose(self, kind: SourceKind, name: str = "") -> None:
        self.chosen.emit(str(SourceAddress(kind, name)))

    def _ask_file(self) -> None:
        pattern = " ".join(f"*{ending}" for ending in FILE_ENDINGS)
        # GDAL opens more than what offices mostly have.
        kinds = (
            f"{translate('Sources', 'Vector data')} ({pattern})",
            f"{translate('Sources', 'All files')} (*)",
        )
        self._take(ask_open(self.parentWidget(), self._what, self._folder(), ";;".join(kinds)))

    def _ask_folder(self) -> None:
        self._take(ask_folder(self.parentWidget(), self._what, self._folder()))

    def _take(self, path: Path | None) -> None:
        if path is not None:
            self.chosen.emit(str(path))
