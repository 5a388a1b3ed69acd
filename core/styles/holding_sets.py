# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the places that a sheet looks in hold the style of a class."""

from __future__ import annotations

from pathlib import Path

from .style_order import StyleOrder, StylePlace
from .style_set import StyleSet


def sets_of(order: StyleOrder) -> list[StyleSet]:
    """The sets in which styles are looked up, the first one first."""
    return [place.style_set for place in order.places if place.style_set is not None]


def holders(order: StyleOrder, style_name: str) -> list[StyleSet]:
    """The sets that hold a style (`corridor_l`), the first one first."""
    return [one for one in sets_of(order) if one.style(style_name) is not None]


def files_of(order: StyleOrder, style_name: str) -> list[tuple[StylePlace, Path]]:
    """The places that hold a style, with its file, the first one first."""
    found = [(place, place.folder / f"{style_name}.qml") for place in order.places]
    return [(place, file) for place, file in found if file.is_file()]
