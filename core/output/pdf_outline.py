# SPDX-License-Identifier: GPL-3.0-or-later
"""The bookmarks of a PDF: a tree of titles that lead to pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from .pdf_values import Reference, Value, pdf_text

# How many bookmarks are shown when the document is opened: more of them stay folded up.
_SHOWN = 60


class ObjectWriter(Protocol):
    """Writes objects of a PDF."""

    def reserve(self) -> Reference:
        """The reference of an object that is written later."""

    def write(self, reference: Reference, value: Value) -> Any:
        """Write an object whose reference was reserved."""


@dataclass
class _Item:
    """A bookmark; one that was not asked for only holds others."""

    title: str
    page: Reference
    is_own: bool
    items: list[_Item] = field(default_factory=list)
    # The last one of each title.
    named: dict[str, _Item] = field(default_factory=dict)

    def count(self) -> int:
        """The number of bookmarks below it."""
        return sum(1 + item.count() for item in self.items)

    def add(self, title: str, page: Reference, is_own: bool) -> _Item:
        """The bookmark of a title below it; one that is asked for twice is there twice."""
        known = self.named.get(title)
        if known is None or (is_own and known.is_own):
            known = self.named[title] = _Item(title, page, is_own)
            self.items.append(known)
        elif is_own:
            known.page, known.is_own = page, True
        return known


class Outline:
    """Bookmarks in the order in which they are added."""

    def __init__(self) -> None:
        self._top = _Item("", Reference(0), False)

    def add(self, titles: tuple[str, ...], page: Reference) -> None:
        """Add a bookmark by the titles of those that hold it and its own.

        One that holds it and is not there yet leads to the same page.
        """
        item = self._top
        for number, title in enumerate(titles, 1):
            item = item.add(title, page, number == len(titles))

    def write(self, writer: ObjectWriter) -> dict[bytes, Value]:
        """Write all; gives what the catalog says of them. Raises OSError."""
        top = self._top
        if not top.items:
            return {}
        root = writer.reserve()
        is_open = top.count() <= _SHOWN
        held = _write_items(top, root, writer, is_open)
        shown = top.count() if is_open else len(top.items)
        writer.write(root, {b"/Type": b"/Outlines", **held, b"/Count": b"%d" % shown})
        return {b"/Outlines": root, b"/PageMode": b"/UseOutlines"}


def _write_items(
    parent: _Item, reference: Reference, writer: ObjectWriter, is_open: bool
) -> dict[bytes, Value]:
    """Write the bookmarks below one; gives how it leads to them."""
    references = [writer.reserve() for _ in parent.items]
    for number, item in enumerate(parent.items):
        held: dict[bytes, Value] = {
            b"/Title": pdf_text(item.title),
            b"/Parent": reference,
            b"/Dest": [item.page, b"/Fit"],
        }
        if number:
            held[b"/Prev"] = references[number - 1]
        if number + 1 < len(references):
            held[b"/Next"] = references[number + 1]
        if item.items:
            held.update(_write_items(item, references[number], writer, is_open))
            shown = item.count() if is_open else -len(item.items)
            held[b"/Count"] = b"%d" % shown
        writer.write(references[number], held)
    return {b"/First": references[0], b"/Last": references[-1]}
