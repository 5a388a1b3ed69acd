# SPDX-License-Identifier: GPL-3.0-or-later
"""A project that is opened with the plugin's group in it: the dock goes on where it was saved."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...core.layers.canvas_look import LoadedFor, read_canvas
from ...core.layers.project_groups import find_group
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ..common.fields import select
from ..common.locked import is_locked
from ..common.messages import Messages
from .project_memory import remembered
from .source_row import SourceRow
from .territory_chooser import TerritoryChooser


class ReopenedProject(QObject):
    """Chooses the territory, the sheet and the source that the group was loaded for."""

    taken_up = pyqtSignal()

    def __init__(
        self, form: Any, sources: SourceRow, chooser: TerritoryChooser, messages: Messages
    ) -> None:
        """`form` is the dock's; `messages` shows that the territory is not among those loaded."""
        super().__init__(chooser)
        self._form = form
        self._sources = sources
        self._chooser = chooser
        self._messages = messages
        QgsProject.instance().readProject.connect(self._take_up_soon)

    def close_down(self) -> None:
        """Disconnect from the project."""
        QgsProject.instance().readProject.disconnect(self._take_up_soon)

    def take_up(self) -> None:
        """Choose what the group of the open project was loaded for, if it has one."""
        project = QgsProject.instance()
        state = read_canvas(project, find_group(project))
        # A project may have a layout only.
        loaded_for = state.loaded_for if state is not None else remembered()
        if loaded_for is None:
            return
        with self._messages.shown():
            entry = _entry(loaded_for, self._chooser.gazetteer())
            # What the office has locked holds in every project.
            if not is_locked("sheet_choice"):
                select(self._form.sheet, loaded_for.sheet)
            if loaded_for.source and not is_locked("source"):
                self._sources.show(loaded_for.source)
            self._chooser.choose(entry)
            self.taken_up.emit()

    def _take_up_soon(self) -> None:
        # The tree of the layers is whole once QGIS has done with the project.
        QTimer.singleShot(0, self.take_up)


def _entry(loaded_for: LoadedFor, gazetteer: Gazetteer) -> Entry:
    """The territory of a group; a selection has its title. Raises TerritoryError."""
    entry = gazetteer.resolve(loaded_for.territory)
    if entry.code and loaded_for.title.endswith(f"({entry.code})"):
        return entry
    return gazetteer.resolve(loaded_for.territory, loaded_for.title)
