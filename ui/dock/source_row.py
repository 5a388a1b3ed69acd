# SPDX-License-Identifier: GPL-3.0-or-later
"""The row of the dock where the source is chosen."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from ...core.common.i18n import translate
from ...core.opendata.catalogue import ECOLOGY
from ...core.profiles.profile import PROFILE, available_profiles
from ...core.profiles.recognition import inspect_source
from ...core.settings import Settings
from ...core.sheet.definition import SheetDefinition
from ..common.source_menu import SourceMenu
from ..opendata.dialog import OpenDataDialog
from ..profile_editor.editor import ProfileEditor
from .choices import fill_sources


class SourceRow(QObject):
    """Offers what was used lately, every other kind of source, and the data profiles."""

    changed = pyqtSignal()
    territories_changed = pyqtSignal()

    def __init__(
        self, form: Any, busy: Callable[[], AbstractContextManager[QgsFeedback]], dock: QWidget
    ) -> None:
        """`form` is that of `dock`; `busy` shows the progress of what takes long."""
        super().__init__(dock)
        self._form = form
        self._busy = busy
        self._dock = dock
        self.menu = SourceMenu(translate("Dock", "Ecological data"), _last_folder, dock)
        self.menu.addSeparator()
        self.open_data = self.menu.addAction(translate("Dock", "Ope&n data…"))
        self.edit_profile = self.menu.addAction(translate("Dock", "&Data profile…"))
        self.edit_profile.setObjectName("editProfile")
        form.browse.setMenu(self.menu)
        self.menu.chosen.connect(self.take)
        self.fill()

    def fill(self) -> None:
        """Offer the sources again, as profiles come and go; what was used last is chosen."""
        settings = Settings.load()
        fill_sources(self._form.source, settings.sources(), settings.source)

    def take(self, source: str) -> None:
        """Make a source the one that is drawn, and remember it."""
        settings = Settings.load()
        settings.remember_source(source)
        settings.save()
        self.fill()
        self.changed.emit()

    def edit(self, sheet: SheetDefinition) -> None:
        """Show what is understood of the source, and take what the user makes of it.

        Raises SourceError when the source cannot be read, CancelledError.
        """
        source, before = self._form.source.currentData(), available_profiles()
        with self._busy() as feedback:
            profile, offered = inspect_source(source, sheet, feedback)
        name = source[len(PROFILE) :] if source.startswith(PROFILE) else ""
        dialog = ProfileEditor(sheet, profile, offered, name, _last_folder(), self._dock)
        saved = bool(dialog.exec())
        dialog.deleteLater()
        if saved:
            self.take(PROFILE + dialog.name())
        elif available_profiles() != before:
            # One may have been deleted all the same.
            self.fill()

    def browse_open_data(self, departement: str) -> None:
        """Offer the public sources; what is used of them is taken at once."""
        dialog = OpenDataDialog(departement, self._dock)
        dialog.chosen.connect(self._take_open_data)
        dialog.exec()
        dialog.deleteLater()

    def _take_open_data(self, holds: str, source: str) -> None:
        if holds == ECOLOGY:
            self.take(source)
            return
        settings = Settings.load()
        settings.territories, settings.epcis = source, ""
        settings.save()
        self.territories_changed.emit()


def _last_folder() -> str:
    """The folder of the file or the folder that was used last."""
    used = [source for source in Settings.load().sources() if Path(source).is_absolute()]
    return str(Path(used[0]).parent) if used else ""
