# SPDX-License-Identifier: GPL-3.0-or-later
"""What exports print in their cartouche otherwise than their sheet and their office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QAbstractButton, QLabel, QWidget

from ...core.common.i18n import translate
from ...core.sheet.text_entries import LABELS, TEXTS
from ...core.territory.entry import Entry
from ..common.file_dialogs import ask_to_keep
from ..common.labels import cartouche_label, shortened
from ..common.links import KEEP, show_offer


@dataclass(frozen=True)
class TypedEntries:
    """Entries, and the territory that they were typed for."""

    entry: Entry
    entries: Mapping[str, Any]

    @property
    def text(self) -> str:
        """Whose they are and what they say, a line each."""
        values = [f"{cartouche_label(key)}: {value}" for key, value in self._values()]
        return "\n".join([self._heading, *values])

    @property
    def short_text(self) -> str:
        """The same in one line, long values cut."""
        values = [f"{cartouche_label(k)} “{shortened(v)}”" for k, v in self._values()]
        return f"{self._heading} {', '.join(values)}"

    def _values(self) -> Iterator[tuple[str, Any]]:
        """What each entry says; of the texts of the sheets, each text and label."""
        for key, value in self.entries.items():
            if key != TEXTS:
                yield key, value
        for texts in self.entries.get(TEXTS, {}).values():
            yield from ((key, text) for key, text in texts.items() if key != LABELS)
            yield from texts.get(LABELS, {}).items()

    @property
    def _heading(self) -> str:
        return translate("Dock", "Typed for {territory}:").format(territory=self.entry.title)


class CartoucheEntries:
    """Keeps the entries of each territory; they become another's only where the user says so.

    Their number is shown on a button of the dock. Those of the territory before are offered in a
    line below it, to be kept or dropped. With another project, those of every territory are.
    """

    def __init__(self, button: QAbstractButton, offer: QLabel) -> None:
        self._button = button
        self._offer = offer
        self._chosen: Entry | None = None
        # By the reference of their territory; none for one where nothing was decided yet.
        self._entries: dict[str, dict[str, Any]] = {}
        self._last: TypedEntries | None = None
        offer.linkActivated.connect(lambda link: self.take() if link == KEEP else self.drop())
        QgsProject.instance().cleared.connect(self._leave_project)

    def close_down(self) -> None:
        """Disconnect from the project."""
        QgsProject.instance().cleared.disconnect(self._leave_project)

    def of(self, entry: Entry | None) -> dict[str, Any]:
        """The entries for a territory; none where no territory is chosen."""
        return self._entries.get(entry.reference, {}) if entry is not None else {}

    def put(self, entry: Entry, entries: dict[str, Any]) -> None:
        """Make these the entries of a territory."""
        self._entries[entry.reference] = entries
        if not entries and self._last is not None and self._last.entry == entry:
            self._last = None
        self.show(entry)

    def show(self, entry: Entry | None) -> None:
        """Show how many entries the chosen territory has, and offer it those of the one before."""
        self._chosen = entry
        own = self.of(entry)
        if entry is not None and own:
            self._last = TypedEntries(entry, own)
        self._button.setText(
            translate("Dock", "Carto&uche… (%n changed)", "", len(own))
            if own
            else translate("Dock", "Carto&uche…")
        )
        if self.offered is None:
            show_offer(self._offer, "")
        else:
            show_offer(self._offer, self.offered.short_text, self.offered.text)

    @property
    def offered(self) -> TypedEntries | None:
        """What was typed for the territory before, until it is taken or dropped for this one."""
        if self._chosen is None or self._chosen.reference in self._entries:
            return None
        return self._last

    @property
    def last(self) -> TypedEntries | None:
        """What was typed last, whatever the territory, unless it was dropped."""
        return self._last

    def settle(self, entry: Entry, parent: QWidget) -> bool:
        """Ask what becomes of the entries that a territory is offered; whether to go on."""
        self.show(entry)
        offered = self.offered
        if offered is None:
            return True
        question = translate("Dock", "Print this for {territory} as well?")
        question = question.format(territory=entry.title)
        answer = ask_to_keep(parent, f"{offered.text}\n\n{question}")
        if answer is not None:
            (self.take if answer else self.drop)()
        return answer is not None

    def take(self) -> None:
        """Make the offered entries those of the chosen territory as well."""
        if self.offered is not None and self._chosen is not None:
            self.put(self._chosen, dict(self.offered.entries))

    def drop(self) -> None:
        """Offer these entries to no territory any more."""
        if self.offered is not None and self._chosen is not None:
            self._last = None
            self.put(self._chosen, {})

    def _leave_project(self) -> None:
        """Take no entry into another project unasked, not even for the same territory."""
        self._entries.clear()
        self.show(self._chosen)
