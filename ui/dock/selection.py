# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog for a selection of communes with a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QListWidgetItem,
    QShortcut,
    QWidget,
)

from ...core.common.errors import TerritoryError
from ...core.common.i18n import translate
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.search import only_territory
from ..common.labels import communes, entry_label, inhabitants
from ..common.messages import Messages
from ..common.territory_search import TerritorySearch

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

_CODE = re.compile(r"\d[\dAB]\d{3}|\d{9}", re.IGNORECASE)


class SelectionDialog(QDialog):
    """Communes are added by name, by EPCI or by code, and printed as one territory."""

    def __init__(
        self, gazetteer: Gazetteer, selection: Entry | None = None, parent: QWidget | None = None
    ) -> None:
        """Begin with an earlier selection, if there is one."""
        super().__init__(parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.gazetteer = gazetteer
        self.messages = Messages(self.form.bar)
        self.search = TerritorySearch(self.form.search, lambda: gazetteer, self.messages)
        self._build()
        if selection is not None:
            self.form.title.setText(selection.name)
            self._add([selection])
        self._update()
        self.form.search.setFocus()

    def selection(self) -> Entry:
        """The communes of the list under the title."""
        return self.gazetteer.selection(self._entries(), self.form.title.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter in the search line add to the list, and not close the dialog as well."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (enter and self.form.search.hasFocus()):
            super().keyPressEvent(event)

    def _build(self) -> None:
        form = self.form
        form.search.setShowSearchIcon(True)
        form.paste.setIcon(QgsApplication.getThemeIcon("/mActionEditPaste.svg"))
        self.search.found.connect(self._take)
        self.search.typed.connect(self._take_text)
        form.paste.clicked.connect(lambda: self._take_text(QApplication.clipboard().text()))
        form.communes.itemSelectionChanged.connect(self._update)
        form.remove.clicked.connect(self._remove)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), form.communes)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)
        form.buttons.accepted.connect(self.accept)
        form.buttons.rejected.connect(self.reject)

    def _entries(self) -> list[Entry]:
        items = (self.form.communes.item(row) for row in range(self.form.communes.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items]

    def _take(self, entry: Entry) -> None:
        """Add what was found, and clear the line for the next search."""
        self.form.bar.clearWidgets()
        self._add([entry])
        self.form.search.clear()
        self._update()

    def _take_text(self, text: str) -> None:
        """Add all territories that a text names; unknown and ambiguous names are refused."""
        self.form.bar.clearWidgets()
        found: list[Entry] = []
        refused: dict[str, TerritoryError] = {}
        for part in _parts(text):
            try:
                # Hundreds of codes may be pasted.
                found.append(
                    self.gazetteer.entry(part.upper()) or only_territory(self.gazetteer, part)
                )
            except TerritoryError as error:
                refused[part] = error
        self._add(found)
        if not refused:
            self.form.search.clear()
        self._update()
        with self.messages.shown():
            _refuse(refused)

    def _add(self, entries: Sequence[Entry]) -> None:
        there = {commune.code for commune in self._entries()}
        codes = [code for entry in entries for code in entry.members or (entry.code,)]
        for code in dict.fromkeys(codes):
            commune = self.gazetteer.entry(code)
            if commune is not None and code not in there:
                item = QListWidgetItem(entry_label(commune), self.form.communes)
                item.setData(Qt.ItemDataRole.UserRole, commune)
        self.form.communes.scrollToBottom()
        self.messages.warn([text for entry in entries for text in self.left_out(entry)])

    def left_out(self, entry: Entry) -> Iterator[str]:
        absent = self.gazetteer.absent(entry)
        if absent:
            yield translate(
                "Selection",
                "These communes of {territory} are not among the loaded territories and are left "
                "out: {codes}.",
            ).format(territory=entry.title, codes=", ".join(absent))

    def _remove(self) -> None:
        for item in self.form.communes.selectedItems():
            self.form.communes.takeItem(self.form.communes.row(item))
        if not self.form.communes.count():
            # What comes next is another territory, which has a title of its own.
            self.form.title.clear()
        self._update()

    def _update(self) -> None:
        form, entries = self.form, self._entries()
        population = sum(entry.population for entry in entries)
        parts = [communes(len(entries)), inhabitants(population) if population else ""]
        form.count.setText(" · ".join(part for part in parts if part))
        form.title.setPlaceholderText(self.gazetteer.selection(entries).name)
        form.remove.setEnabled(bool(form.communes.selectedItems()))
        form.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(entries))


def _parts(text: str) -> Iterable[str]:
    """The names or codes of a text; blanks alone separate codes, but not names."""
    words = re.split(r"[\s,;]+", text.strip(" \t\r\n,;"))
    if all(_CODE.fullmatch(word) for word in words):
        return words
    return filter(None, (part.strip() for part in re.split(r"[\t\r\n,;]+", text)))


def _refuse(refused: dict[str, TerritoryError]) -> None:
    if len(refused) == 1:
        raise next(iter(refused.values()))
    if refused:
        raise TerritoryError(
            translate(
                "Selection", "These are no territories, or the names of several: {list}."
            ).format(list=", ".join(refused))
        )
