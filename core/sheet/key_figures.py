# SPDX-License-Identifier: GPL-3.0-or-later
"""The key figures of a sheet: which classes make each, and what is measured of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..common.json_object import JsonObject
from .class_notes import checked_classes

# The share of the territory's area, an area, a length, a number of objects.
SHARE, AREA, LENGTH, COUNT = "share", "area", "length", "count"
MEASURES = (SHARE, AREA, LENGTH, COUNT)

# What stands in a sheet's file, and in each of its items.
KEY_FIGURES = "key_figures"
_ENTRIES = ("label", "classes", "measure", "optional")


@dataclass(frozen=True)
class KeyFigure:
    """A figure: what it is called, the ids of the classes that it is of, one of `MEASURES`.

    One that `is_optional` is left out where there is nothing of it.
    """

    label: str
    classes: tuple[str, ...]
    measure: str
    is_optional: bool = False


def read_key_figures(data: JsonObject, classes: Collection[str]) -> tuple[KeyFigure, ...]:
    """The key figures of a sheet's file, none where it names none.

    Raises the error of `data` for what lacks an entry, has a wrong one or names an unknown class.
    """
    items = data.objects(KEY_FIGURES) if KEY_FIGURES in data else []
    return tuple(_key_figure(item, classes) for item in items)


def _key_figure(item: JsonObject, classes: Collection[str]) -> KeyFigure:
    item.only(_ENTRIES)
    named = checked_classes(item, classes)
    measure = item.choice("measure", MEASURES)
    return KeyFigure(item.text("label"), named, measure, item.flag("optional", False))
