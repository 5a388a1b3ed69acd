# SPDX-License-Identifier: GPL-3.0-or-later
"""A line in which territories are searched by name or code, as the user types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable, Union

from qgis.PyQt.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QRect,
    QStringListModel,
    Qt,
    QTimer,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QCompleter, QLineEdit

from ...core.common.i18n import translate
from ...core.territory.elsewhere import Elsewhere
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.search import Offer, offer_territories
from .labels import offered_label
from .messages import Messages

COMPLETIONS = 12


class _More:
    """The row that shows more territories."""


_Row = Union[Entry, Elsewhere, _More]


@dataclass(frozen=True)
class Searched:
    """What a line takes besides one territory that is loaded.

    `others` gives what a text stands for besides, and is offered first. Where the line is
    `of_list`, with commas between several, the last one is searched. `offers_download`: whether
    what is not loaded is offered, for `download_asked`.
    """

    others: Callable[[str], Sequence[Entry]] = lambda _: ()
    of_list: bool = False
    offers_download: bool = False


_TERRITORY = Searched()


class TerritorySearch(QObject):
    """Offers the best matches below a line edit; below an empty one, the recent territories.

    Enter, or a click, gives the one that is marked; Enter without a mark gives what is typed. The
    first one is marked where it begins as the text does: no other is taken by chance.
    """

    found = pyqtSignal(object)  # Entry
    typed = pyqtSignal(str)
    download_asked = pyqtSignal(str)  # the code of the département

    def __init__(
        self,
        line: QLineEdit,
        gazetteer: Callable[[], Gazetteer],
        messages: Messages,
        searched: Searched = _TERRITORY,
    ) -> None:
        """`gazetteer` may raise TerritoryError, which `messages` shows."""
        super().__init__(line)
        self.line = line
        self._gazetteer = gazetteer
        self._messages = messages
        self._searched = searched
        self._rows: list[_Row] = []
        self._limit = COMPLETIONS
        # A completer set on the line edit would write the marked entry into the line, and its
        # list could not be wider than the line.
        self._titles = QStringListModel(self)
        self._completer = QCompleter(self._titles, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(COMPLETIONS + 1)
        self._completer.setWidget(line)
        line.textEdited.connect(self._complete)
        line.returnPressed.connect(self.accept)
        line.installEventFilter(self)
        # Not the completer's own signal: Enter in the list reaches the line as well.
        later = Qt.ConnectionType.QueuedConnection
        self.popup.clicked.connect(self._accept_row, later)  # type: ignore[call-arg]

    @property
    def popup(self) -> QAbstractItemView:
        """The list below the line."""
        return self._completer.popup()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Offer the recent territories where an empty line is clicked, or the arrow is pressed."""
        if not self.popup.isVisible():
            pressed = event.type() == QEvent.Type.MouseButtonRelease
            down = isinstance(event, QKeyEvent) and _is_down(event)
            if down or (pressed and not self.line.text()):
                self._complete(self.line.text())
                return bool(down)
        return False

    def accept(self) -> None:
        """Take the entry marked in the list, or else the typed text."""
        row = self.popup.currentIndex().row() if self.popup.isVisible() else -1
        self.popup.hide()
        if 0 <= row < len(self._rows):
            self._take(row)
        else:
            self.typed.emit(self.line.text())

    def offer(self, text: str) -> None:
        """Write a text into the line, and show what there is for it."""
        self.line.setText(text)
        self.line.setFocus()
        self._complete(text)

    def _complete(self, text: str) -> None:
        self._limit = COMPLETIONS
        self._show(text)

    def _show(self, text: str, marked: int = 0) -> None:
        if self._searched.of_list:
            text = text.rpartition(",")[2].strip()
        with self._messages.shown():
            others = self._searched.others(text) if text.strip() else ()
            offer = offer_territories(self._gazetteer(), text, self._limit)
            self._rows = [*others, *self._in_order(offer)]
            self._titles.setStringList([_label(row) for row in self._rows])
            popup, line = self.popup, self.line.rect()
            width = popup.sizeHintForColumn(0) + 2 * popup.frameWidth()
            if self._limit > COMPLETIONS:
                # Room for the bar that scrolls.
                width += popup.verticalScrollBar().sizeHint().width()
            self._completer.complete(QRect(0, 0, max(line.width(), width), line.height()))
            is_sure = bool(others) or offer.is_sure or marked > 0
            row = marked if is_sure else -1
            popup.setCurrentIndex(self._completer.completionModel().index(row, 0))

    def _in_order(self, offer: Offer) -> list[_Row]:
        elsewhere = offer.elsewhere if self._searched.offers_download else []
        more = [_More()] if offer.has_more else []
        if offer.is_sure:
            return [*offer.entries, *more, *elsewhere]
        return [*elsewhere, *offer.entries, *more]

    def _accept_row(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._rows):
            self._take(index.row())

    def _take(self, row: int) -> None:
        taken = self._rows[row]
        if isinstance(taken, Entry):
            self.found.emit(taken)
        elif isinstance(taken, Elsewhere):
            self.download_asked.emit(taken.departement)
        else:
            self._limit += COMPLETIONS
            # The key, or the click, closes the list when this is done.
            QTimer.singleShot(0, lambda: self._show(self.line.text(), row))


def _is_down(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down


def _label(row: _Row) -> str:
    if isinstance(row, Entry):
        return offered_label(row)
    if isinstance(row, Elsewhere):
        text = translate("Dock", "{territory}: not loaded – download…")
        return text.format(territory=row.title)
    return translate("Dock", "More…")
