# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers that a viewer switches (GeoPDF) of PDFs that are merged."""

from __future__ import annotations

from collections import Counter

from .pdf_copy import PdfCopy
from .pdf_values import Reference, Value, write_value

_GROUPS, _DEFAULT, _ORDER = b"/OCGs", b"/D", b"/Order"

# What a viewer is told of the layers in lists, and what of all of them.
_LISTS = (b"/ON", b"/OFF", b"/Locked", b"/RBGroups", b"/AS")
_SINGLE = (b"/BaseState", b"/ListMode", b"/Intent")
_UNUSED = (b"/Name", b"/Creator")


class Layers:
    """The layers of all parts; those of one name that start alike are switched together."""

    def __init__(self) -> None:
        self._groups: dict[bytes, Reference] = {}
        self._order: list[Value] = []
        self._ordered: set[int] = set()
        self._lists: dict[bytes, dict[bytes, Value]] = {key: {} for key in _LISTS}
        self._single: dict[bytes, Value] | None = None

    def add(self, copy: PdfCopy) -> None:
        """Take the layers of a part, before its pages. Raises ValueError, OSError."""
        said = copy.layers()
        if not said:
            return
        default = copy.original(said.get(_DEFAULT, {}))
        known = {_ORDER, *_LISTS, *_SINGLE, *_UNUSED}
        if not {_GROUPS, _DEFAULT}.issuperset(said) or not known.issuperset(default):
            raise ValueError("layers of an unknown kind")
        single = {key: default[key] for key in _SINGLE if key in default}
        if self._single not in (None, single):
            raise ValueError("layers that are shown in another way")
        self._single = single
        lists = {key: _list(copy, default.get(key, [])) for key in _LISTS}
        self._share(copy, _list(copy, said.get(_GROUPS, [])), lists)
        for key, values in lists.items():
            new = copy.value(values)
            self._lists[key].update({write_value(value): value for value in new})
        self._order += self._fresh(copy.value(_list(copy, default.get(_ORDER, []))))

    def catalog(self) -> dict[bytes, Value]:
        """What the catalog of the whole says of them."""
        if not self._groups:
            return {}
        lists = {key: list(values.values()) for key, values in self._lists.items() if values}
        default = {**(self._single or {}), **lists, _ORDER: self._order}
        return {b"/OCProperties": {_GROUPS: list(self._groups.values()), _DEFAULT: default}}

    def _share(self, copy: PdfCopy, groups: list[Value], lists: dict[bytes, list[Value]]) -> None:
        """Let each layer be one with that of another part which is called and shown alike."""
        alike: Counter[bytes] = Counter()
        for group in groups:
            if not isinstance(group, Reference):
                raise ValueError("no layer")
            held = copy.value(copy.original(group))
            shown = [key for key, values in lists.items() if group in values]
            key = write_value([held, *shown])
            # Two layers of one sheet stay two.
            alike[key] += 1
            key += b"%d" % alike[key]
            if key not in self._groups:
                self._groups[key] = copy.write(held)
            copy.set_object(group.number, self._groups[key])

    def _fresh(self, order: list[Value]) -> list[Value]:
        """What of an order is not in that of earlier parts."""
        fresh: list[Value] = []
        for value in order:
            if isinstance(value, list):
                inner = self._fresh(value)
                if any(not isinstance(each, bytes) for each in inner):
                    fresh.append(inner)
            elif not isinstance(value, Reference):
                fresh.append(value)
            elif value.number not in self._ordered:
                self._ordered.add(value.number)
                fresh.append(value)
        return fresh


def _list(copy: PdfCopy, value: Value) -> list[Value]:
    found = copy.original(value)
    if not isinstance(found, list):
        raise ValueError("no list of layers")
    return found
