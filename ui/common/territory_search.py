# SPDX-License-Identifier: GPL-3.0-or-later
"""A line in which territories are searched by name or code, as the user types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from qgis.PyQt.QtCore import QModelIndex, QObject, QRect, QStringListModel, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractItemView, QCompleter, QLineEdit

from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from .labels import entry_label
from .messages import Messages

COMPLETIONS = 12


class TerritorySearch(QObject):
    """Offers the best matches below a line edit.

    Enter, or a click, gives the one that is marked; Enter without a list gives what is typed.
    """

    found = pyqtSignal(object)  # Entry
    typed = pyqtSignal(str)

    def __init__(
        self,
        line: QLineEdit,
        gazetteer: Callable[[], Gazetteer],
        messages: Messages,
        others: Callable[[str], Sequence[Entry]] = lambda _: (),
    ) -> None:
        """`gazetteer` may raise TerritoryError, which `messages` shows.

        `others` gives what a text stands for besides, and is offered first.
        """
        super().__init__(line)
        self.line = line
        self._gazetteer = gazetteer
        self._messages = messages
        self._others = others
        self._found: list[Entry] = []
        # A completer set on the line edit would write the marked entry into the line, and its
        # list could not be wider than the line.
        self._titles = QStringListModel(self)
        self._completer = QCompleter(self._titles, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(COMPLETIONS)
        self._completer.setWidget(line)
        line.textEdited.connect(self._complete)
        line.returnPressed.connect(self.accept)
        # Not the completer's own signal: Enter in the list reaches the line as well.
        later = Qt.ConnectionType.QueuedConnection
        self.popup.clicked.connect(self._accept_row, later)  # type: ignore[call-arg]

    @property
    def popup(self) -> QAbstractItemView:
        """The list below the line."""
        return self._completer.popup()

    def accept(self) -> None:
        """Take the entry marked in the list, or else the typed text."""
        row = self.popup.currentIndex().row() if self.popup.isVisible() else -1
        self.popup.hide()
        if 0 <= row < len(self._found):
            self.found.emit(self._found[row])
        else:
            self.typed.emit(self.line.text())

    def _complete(self, text: str) -> None:
        with self._messages.shown():
            self._found = [*self._others(text), *self._gazetteer().search(text, COMPLETIONS)]
            self._titles.setStringList([entry_label(entry) for entry in self._found])
            popup, line = self.popup, self.line.rect()
            width = popup.sizeHintForColumn(0) + 2 * popup.frameWidth()
            self._completer.complete(QRect(0, 0, max(line.width(), width), line.height()))
            popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _accept_row(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._found):
            self.found.emit(self._found[index.row()])


def find(gazetteer: Gazetteer, text: str) -> Entry:
    """The only territory that a text can mean, or a selection of several.

    Raises TerritoryError.
    """
    found = gazetteer.search(text, 2)
    # For none or several, the gazetteer raises the refusal.
    return found[0] if len(found) == 1 else gazetteer.resolve(text)
