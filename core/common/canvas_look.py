# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user has changed of the plugin's layers on the map: shown or not, style, order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .patterns import pattern

_CLASS_KEY = pattern(r"class:(\w+_[pls])_\d+(_outside)?")


@dataclass(frozen=True)
class LayerChange:
    """Whether a layer is shown, and its style as QML where it is not the sheet's own."""

    is_shown: bool = True
    style: str = ""


UNCHANGED = LayerChange()


@dataclass(frozen=True)
class CanvasLook:
    """The changes of layers by their keys, and all keys, the topmost first, in another order.

    The key of a reference layer is its role; that of a class's is made by `class_key`. Where
    the order is that of the sheet, none is given.
    """

    changes: Mapping[str, LayerChange] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.order)

    def of(self, key: str) -> LayerChange:
        """What is changed of one layer."""
        return self.changes.get(key, UNCHANGED)

    def updated(self, later: CanvasLook, keys: Sequence[str]) -> CanvasLook:
        """The look after changes where only the layers of some keys are, in the sheet's order."""
        others = {key: change for key, change in self.changes.items() if key not in keys}
        is_same = in_order(keys, self.order) == in_order(keys, later.order)
        return CanvasLook({**others, **later.changes}, self.order if is_same else later.order)


def class_key(class_id: str, geometry: str, number: int, under_veil: bool = False) -> str:
    """The key of the layer of a class that is the `number`th of its geometry letter.

    Objects outside the territory may have a layer of their own, `under_veil`.
    """
    key = f"class:{class_id}_{geometry}_{number}"
    return f"{key}_outside" if under_veil else key


def style_of(key: str) -> str:
    """The name of the style of a class's layer (`corridor_l`) by its key; none of any other."""
    found = _CLASS_KEY.fullmatch(key)
    return found[1] if found else ""


def in_order(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """Keys in another order; one that the order does not name stays at its place."""
    moved = iter([key for key in order if key in keys])
    return [next(moved) if key in order else key for key in keys]
