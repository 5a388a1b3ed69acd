# SPDX-License-Identifier: GPL-3.0-or-later
"""The row of the dock where the source is chosen."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Callable

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.opendata.catalogue import ECOLOGY
from ...core.profiles.profile import available_profiles
from ...core.profiles.recognition import inspect_source
from ...core.sheet.definition import usable_sheet
from ...core.sheet_choice import choose_sheet
from ...core.sources.source_address import SourceAddress, SourceKind
from ..common.fields import select
from ..common.source_menu import SourceMenu
from ..opendata.dialog import OpenDataDialog
from ..profile_editor.editor import ProfileEditor
from .choices import fill_sources


class SourceRow(QObject):
    """Lists the recent sources and the data profiles; a menu opens every other kind of source."""

    changed = pyqtSignal()
    territories_changed = pyqtSignal()

    def __init__(
        self, form: Any, busy: Callable[[], AbstractContextManager[QgsFeedback]], dock: QWidget
    ) -> None:
        """`form` is that of `dock`; `busy` shows the progress of long steps."""
        super().__init__(dock)
        self._form = form
        self._busy = busy
        self._dock = dock
        self.menu = SourceMenu(translate("Dock", "Ecological data"), _source_folder, dock)
        self.menu.addSeparator()
        self.open_data = self.menu.addAction(translate("Dock", "Ope&n data…"))
        self.edit_profile = self.menu.addAction(translate("Dock", "&Data profile…"))
        self.edit_profile.setObjectName("editProfile")
        form.browse.setMenu(self.menu)
        self.menu.chosen.connect(self.take)
        form.source.activated.connect(self._remember)
        self.fill()

    def fill(self) -> None:
        """List the sources anew, with the one used last as the current one."""
        settings = Settings.load()
        fill_sources(self._form.source, settings.sources(), settings.source)

    def show(self, source: str) -> None:
        """Make a source the current one; the user's own choice stays that of the next session."""
        if self._form.source.findData(source) < 0:
            fill_sources(self._form.source, Settings.load().sources(), source)
        else:
            select(self._form.source, source)

    def take(self, source: str) -> None:
        """Make a source the current one, and remember it."""
        settings = Settings.load()
        settings.remember_source(source)
        settings.save()
        self.fill()
        self.changed.emit()

    def edit(self, sheet_id: str, source: str = "") -> None:
        """Open the profile editor for a source; a profile that is saved becomes the current one.

        By default it is that of the current one. The classes are those of a sheet, of the one that
        the data choose where there is no id. Raises SrceError when the source or the sheet cannot
        be read, CancelledError.
        """
        wanted = usable_sheet(sheet_id)[0] if sheet_id else None
        source, before = source or self._form.source.currentData(), available_profiles()
        with self._busy() as feedback:
            profile, offered = inspect_source(source, wanted, feedback)
        sheet = wanted or choose_sheet(profile)[0]
        address = SourceAddress.parse(source)
        name = address.name if address.kind is SourceKind.PROFILE else ""
        dialog = ProfileEditor(sheet, profile, offered, name, self._dock)
        saved = bool(dialog.exec())
        dialog.deleteLater()
        if saved:
            self.take(str(SourceAddress(SourceKind.PROFILE, dialog.name())))
        elif available_profiles() != before:
            # A profile may have been deleted before the editor was cancelled.
            self.fill()

    def browse_open_data(self, departement: str, wants_territories: bool = False) -> None:
        """Open the dialog of open data; a source that is chosen there is used at once."""
        dialog = OpenDataDialog(departement, self._dock)
        if wants_territories:
            dialog.propose_territories()
        dialog.chosen.connect(self._take_open_data)
        dialog.exec()
        dialog.deleteLater()

    def _remember(self) -> None:
        """Begin the next session with what the user has chosen from the list."""
        settings = Settings.load()
        settings.source = self._form.source.currentData()
        settings.save()

    def _take_open_data(self, holds: str, source: str) -> None:
        if holds == ECOLOGY:
            self.take(source)
            return
        settings = Settings.load()
        settings.territories, settings.epcis = source, ""
        settings.save()
        self.territories_changed.emit()


def _source_folder() -> str:
    return Settings.load().source_folder()
